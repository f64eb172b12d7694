"""The commands. `python3 tasks.py serve` and `python3 tasks.py test` do all the set-up on a bare machine.

Run with any Python 3.11, this file makes `.venv` from the hash-pinned `requirements.txt` and hands over to invoke in
it. What the commands do stands in `plugins/commands/`; this file only names them and their options.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
_PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
_LOCKS = ("requirements.txt", "package-lock.json")


def _stop(message: str) -> None:
    sys.stderr.write(message + "\n")
    raise SystemExit(2)


def _locks_digest() -> str:
    digest = hashlib.sha256(sys.version.encode())
    for name in _LOCKS:
        path = ROOT / name
        digest.update(path.read_bytes() if path.exists() else b"")
    return digest.hexdigest()


def _say(message: str) -> None:
    sys.stderr.write(message + "\n")
    sys.stderr.flush()


def _set_up() -> None:
    """Make the environment when it is missing or was made from other locks. Every package is checked by its hash."""
    stamp = VENV / "locks.sha256"
    digest = _locks_digest()
    if stamp.exists() and stamp.read_text() == digest and _PYTHON.exists():
        return
    if sys.version_info < (3, 11):
        _stop("需要 Python 3.11 或更高版本，现在是 " + sys.version.split()[0])
    _say("正在准备运行环境（只在第一次或依赖更新后进行）……")
    try:
        import ensurepip  # noqa: F401 (only whether it is there)
        import venv  # noqa: F401
    except ImportError:
        _stop("缺少 Python 的 venv 模块。Debian、Ubuntu 请运行：apt-get install python3-venv")
    subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], check=True)
    pip = [str(_PYTHON), "-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--require-hashes"]
    if subprocess.run([*pip, "-r", str(ROOT / "requirements.txt")]).returncode:
        _stop("依赖没有装上：请检查网络或软件源设置后重试。")
    if (ROOT / "package-lock.json").exists():
        npm = shutil.which("npm")
        if not npm:
            _stop("缺少 Node.js 和 npm（检索页面的 lunr.js 由它安装）。Debian 请运行：apt-get install nodejs npm")
        command = [str(npm), "ci", "--no-audit", "--no-fund", "--loglevel=error", "--ignore-scripts"]
        if subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL).returncode:
            _stop("npm 依赖没有装上：请检查网络或软件源设置后重试。")
    stamp.write_text(digest)


def _hand_over() -> None:
    _set_up()
    arguments = [str(_PYTHON), str(Path(__file__).resolve()), *sys.argv[1:]]
    environment = {**os.environ, "GONGKAI_ENVIRONMENT": "1", "PYTHONUTF8": "1"}
    if os.name == "nt":
        raise SystemExit(subprocess.run(arguments, env=environment).returncode)
    os.execve(arguments[0], arguments, environment)  # noqa: S606 (no shell is wanted)


if __name__ == "__main__" and Path(sys.prefix).resolve() != VENV.resolve():
    _hand_over()

sys.path.insert(0, str(ROOT))

from invoke import Collection, Context, Program, task  # noqa: E402 (only the environment has it)


@task(
    help={
        "content": "内容目录（默认 content）",
        "output": "输出目录（默认 output）",
        "as-of": "按哪一天的状态生成，YYYY-MM-DD（默认今天，北京时间）",
        "jobs": "进程数（默认全部处理器）",
        "report": "把生成报告写到这个 JSON 文件",
        "incremental": "只更新上次生成以来改动的部分（试用）",
    }
)
def build(
    c: Context,
    content: str = "content",
    output: str = "output",
    as_of: str = "",
    jobs: int = 0,
    report: str = "",
    incremental: bool = False,
) -> None:
    """生成专栏：全部成功才发布，有任何错误都不改动已有网站。"""
    if incremental and not report:
        from plugins.commands.next_build import run_next_build

        raise SystemExit(run_next_build(ROOT, content, output, as_of=as_of, jobs=jobs))
    from plugins.commands.column_build import run_build

    raise SystemExit(run_build(ROOT, content, output, as_of=as_of, jobs=jobs, report=report, cache=incremental))


@task(help={"content": "内容目录", "as-of": "按哪一天检查，YYYY-MM-DD", "format": "text、json 或 github"})
def check(c: Context, content: str = "content", as_of: str = "", format: str = "text") -> None:
    """检查全部文件，只报告问题，不生成网站。"""
    from plugins.commands.content_check import run_check

    raise SystemExit(run_check(ROOT, content, as_of=as_of, style=format))


@task(
    help={
        "content": "内容目录",
        "output": "输出目录",
        "port": "端口（默认 8000，占用时顺延）",
        "as-of": "按哪一天生成",
        "incremental": "第一次也只更新改动的部分（试用）",
    }
)
def serve(
    c: Context,
    content: str = "content",
    output: str = "output",
    port: int = 8000,
    as_of: str = "",
    incremental: bool = False,
) -> None:
    """生成专栏并在本机（127.0.0.1）打开预览；内容一改就重新生成。"""
    from plugins.commands.local_server import run_server

    raise SystemExit(run_server(ROOT, content, output, port=port, as_of=as_of, incremental=incremental))


@task(
    help={
        "title": "标题",
        "number": "发文字号",
        "issuer": "发文机关",
        "category": "分类",
        "disclosure": "公开属性（不填则留空，由编辑决定）",
        "grounds": "理由（依申请公开、不予公开必填）",
        "issued": "成文日期 YYYY-MM-DD（默认今天）",
        "content": "内容目录",
    }
)
def new(
    c: Context,
    title: str = "",
    number: str = "",
    issuer: str = "",
    category: str = "",
    disclosure: str = "",
    grounds: str = "",
    issued: str = "",
    content: str = "content",
) -> None:
    """新建一份文件：在正确的位置写好文件信息的样例。"""
    from plugins.commands.new_document import run_new

    given = {"标题": title, "发文字号": number, "发文机关": issuer, "分类": category}
    given |= {"公开属性": disclosure, "理由": grounds, "成文日期": issued}
    raise SystemExit(run_new(ROOT, content, given))


@task(
    name="import",
    positional=["source"],
    help={
        "source": "旧文件或目录",
        "to": "写到哪个目录",
        "disclosure": "整批的公开属性（不给则留空）",
        "report": "改动清单 JSON",
    },
)
def import_(c: Context, source: str, to: str, disclosure: str = "", report: str = "") -> None:
    """把旧的文本、Markdown、网页转成带文件信息的草稿。"""
    from plugins.commands.draft_import import run_import

    raise SystemExit(run_import(ROOT, source, to, disclosure=disclosure, report=report))


@task(
    help={
        "file": "要读的文件",
        "content": "内容目录",
        "input": "批量输入 JSONL",
        "output": "批量输出 JSONL",
        "corpus": "与基线比较：文本目录",
        "baseline": "与基线比较：基线文件",
        "update": "把现在的结果写成新的基线",
    },
)
def clauses(
    c: Context,
    file: str = "",
    content: str = "content",
    input: str = "",
    output: str = "",
    corpus: str = "",
    baseline: str = "tests/shared/law_effects.tsv",
    update: bool = False,
) -> None:
    """读一份文件的条款，列出它会废止、修改、暂停哪些文件。"""
    from plugins.commands.clause_comparison import run_comparison
    from plugins.commands.clause_reading import run_batch, run_clauses

    if corpus:
        raise SystemExit(run_comparison(corpus, baseline, update=update))
    raise SystemExit(run_batch(ROOT, input, output) if input else run_clauses(ROOT, file, content))


@task(help={"content": "内容目录", "as-of": "哪一天，YYYY-MM-DD", "format": "text 或 json"})
def force(c: Context, content: str = "content", as_of: str = "", format: str = "text") -> None:
    """列出每份文件在某一天的有效性和依据。"""
    from plugins.commands.force_table import run_force

    raise SystemExit(run_force(ROOT, content, as_of=as_of, style=format))


@task(help={"content": "内容目录", "output": "已发布的目录", "as-of": "哪一天", "format": "text 或 json"})
def plan(c: Context, content: str = "content", output: str = "output", as_of: str = "", format: str = "text") -> None:
    """提交前看一看：会标注哪些文件，哪些页面会增加、改变、消失。"""
    from plugins.commands.publication_plan import run_plan

    raise SystemExit(run_plan(ROOT, content, output, as_of=as_of, style=format))


@task(help={"to": "写到哪里（默认屏幕）"})
def schema(c: Context, to: str = "") -> None:
    """输出文件信息的 JSON Schema，供编辑器补全和检查。"""
    from plugins.commands.schema_file import run_schema

    raise SystemExit(run_schema(to))


@task(
    help={
        "n": "文件份数（默认 1000）",
        "peers": "对比网站所在目录（含 hugo、pelican、eleventy）",
        "json": "把结果写到这个 JSON 文件，不改 docs/benchmarks.md",
        "runs": "每项测几次，取中位数（默认 3）",
        "cold-runs": "从头生成测几次（默认与 runs 相同）",
        "steps": "改动后生成测哪些，用逗号隔开（默认 no-op,edit,repeal,deletion）",
        "larger": "以前测得的另一规模的 JSON 文件，用逗号隔开，一并写进 docs/benchmarks.md",
        "beside": "与哪些生成器比较，用逗号隔开（默认 hugo,pelican,eleventy）",
    }
)
def bench(
    c: Context,
    n: int = 1000,
    peers: str = "",
    json: str = "",
    runs: int = 3,
    cold_runs: int = 0,
    steps: str = "no-op,edit,repeal,deletion",
    larger: str = "",
    beside: str = "hugo,pelican,eleventy",
) -> None:
    """用生成的文件测量生成速度和内存，并与其他生成器比较。"""
    from plugins.commands.benchmark import Plan, run_bench

    lists = (tuple(filter(None, given.split(","))) for given in (beside, steps, larger))
    done = run_bench(ROOT, Plan(n, runs, cold_runs or runs, *lists), peers=peers, json_file=json)
    raise SystemExit(done)


@task(
    help={
        "content": "内容目录",
        "to": "归档包写到哪个目录（默认 archive）",
        "as-of": "按哪一天的状态归档（默认提交日期）",
        "since": "以前的归档包：另做一个只含差异的包",
        "key": "签名私钥（minisign 或 ssh）",
        "public-key": "公钥文件，随包公布",
    }
)
def archive(
    c: Context,
    content: str = "content",
    to: str = "archive",
    as_of: str = "",
    since: str = "",
    key: str = "",
    public_key: str = "",
) -> None:
    """制作归档包（BagIt）：网站、源文件、目录数据、网页档案，可核验、可重现。"""
    from plugins.commands.archive_making import run_archive

    raise SystemExit(run_archive(ROOT, content, to, as_of=as_of, since=since, key=key, public_key=public_key))


@task(
    positional=["bag"],
    help={
        "bag": "归档包文件或目录",
        "public-key": "核验签名的公钥文件",
        "require-signature": "没有签名也算不合格",
        "site": "再与这个已发布的网站目录比较",
    },
)
def verify(c: Context, bag: str, public_key: str = "", require_signature: bool = False, site: str = "") -> None:
    """核验归档包：清单、结构、签名，网站与目录是否一致。"""
    from plugins.commands.archive_making import run_verify

    raise SystemExit(run_verify(bag, public_key=public_key, require_signature=require_signature, site=site))


@task(
    name="archive-apply",
    positional=["base", "delta"],
    help={"base": "以前的归档包", "delta": "差异包", "to": "写到哪个目录"},
)
def archive_apply(c: Context, base: str, delta: str, to: str = "archive") -> None:
    """用以前的归档包和差异包还原完整的归档包。"""
    from plugins.commands.archive_making import run_apply

    raise SystemExit(run_apply(base, delta, to))


@task(
    positional=["query"],
    help={
        "query": "要找的文字、文号、索引号",
        "output": "已发布的网站目录",
        "all": "连已废止、已失效的一起找",
        "count": "最多列出几件",
    },
)
def search(c: Context, query: str, output: str = "output", all: bool = False, count: int = 10) -> None:
    """在已发布的网站里检索，与网页上的检索是同一个索引。"""
    from plugins.commands.index_search import run_search

    raise SystemExit(run_search(output, query, everything=all, count=count))


@task(
    help={"paths": "只运行这些测试（默认全部）", "k": "只运行名称匹配的测试"},
)
def test(c: Context, paths: str = "", k: str = "") -> None:
    """运行全部测试，包括浏览器测试。"""
    from plugins.commands.test_run import run_tests

    raise SystemExit(run_tests(ROOT, paths, k))


_FIRST = {"clauses": "--file", "test": "--paths"}
"""Commands whose first word may be left out; invoke takes an optional word only by its name."""


def _named_first(arguments: list[str]) -> list[str]:
    if any(word in ("-h", "--help") for word in arguments[1:]):
        return ["--help", arguments[0]]  # a word that a command takes would swallow it
    if len(arguments) > 1 and arguments[0] in _FIRST and not arguments[1].startswith("-"):
        return [arguments[0], _FIRST[arguments[0]], *arguments[1:]]
    # invoke knows options of one letter by one hyphen only
    return ["-n" + word[3:] if word == "--n" or word.startswith("--n=") else word for word in arguments]


def _run(arguments: list[str]) -> None:
    from plugins.commands.usage import commands_of, help_text, mistake

    collection = Collection.from_module(sys.modules[__name__])
    named = _named_first(arguments)
    commands = commands_of({name: collection[name] for name in collection.task_names})
    if wrong := mistake(named, commands):
        _stop(wrong)
    if told := help_text(named, commands):
        sys.stdout.write(told)
        return
    program = Program(namespace=collection, binary="tasks.py", name="gongkai")
    try:
        program.run(["tasks.py", *named])
    except Exception as error:
        from plugins.disclosure.settings import SettingsError

        if not isinstance(error, SettingsError):
            raise
        _stop(str(error))


if __name__ == "__main__":
    _run(sys.argv[1:])
