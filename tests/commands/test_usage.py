"""A command that is typed wrong: exit code 2, in Chinese, with what to write instead, and nothing has been run."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from invoke import Collection

import tasks
from plugins.commands.usage import commands_of, help_text, mistake

ROOT = Path(__file__).resolve().parents[2]
COLLECTION = Collection.from_module(tasks)
COMMANDS = commands_of({name: COLLECTION[name] for name in COLLECTION.task_names})

WRONG = {
    "buld": ("没有“buld”这个命令", "“build”", "check"),
    "帮助": ("没有“帮助”这个命令", "build"),
    "--help buld": ("没有“buld”这个命令", "“build”"),
    "--incremental build": ("先写命令", "--incremental"),
    "check --formt json": ("没有“--formt”这个选项", "“--format”"),
    "check ——format json": ("没有“——format”这个选项", "“--format”"),
    "check -x": ("没有“-x”这个选项", "--as-of"),
    "check --as_of 2026-01-01": ("没有“--as_of”这个选项", "“--as-of”"),
    "check content2": ("用不到“content2”", "python3 tasks.py check"),
    "check build": ("用不到“build”",),
    "check --format": ("--format 后面少了内容", "text、json 或 github"),
    "check --content --format json": ("--content 后面少了内容",),
    "check --format xml": ("--format 没有“xml”", "text、json、github"),
    "check --format=xml": ("--format 没有“xml”",),
    "check -f xml": ("--format 没有“xml”",),
    "check -fxml": ("--format 没有“xml”",),
    "force --format github": ("--format 没有“github”", "text、json"),
    "plan --format xml": ("--format 没有“xml”", "text、json"),
    "build --incremental=yes": ("--incremental 后面不写内容",),
    "build --jobs 两": ("--jobs 应为 0 到", "“两”"),
    "build --jobs -3": ("--jobs 应为 0 到", "“-3”"),
    "serve --port 99999": ("--port 应为 1 到 65535", "“99999”"),
    "serve -p abc": ("--port 应为 1 到 65535", "“abc”"),
    "search 茶馆 --count 0": ("--count 应为 1 到",),
    "search": ("少了：要找的文字、文号、索引号", "python3 tasks.py search"),
    "search 茶馆 管理": ("用不到“管理”", "引号"),
    "import old": ("少了：写到哪个目录", "--to"),
    "verify": ("少了：归档包文件或目录",),
    "archive-apply one": ("少了：差异包",),
    "archive-apply": ("少了：以前的归档包、差异包",),
    "bench -n 1千": ("-n 应为 1 到", "“1千”"),
}
RIGHT = (
    "",
    "--help",
    "--list",
    "--help check",
    "check",
    "check --content 内容 --as-of=2026-01-01 -f json",
    "check -fjson",
    "serve -p9000 -i",
    "import old --to drafts",
    "import --source old -t drafts",
    "archive-apply one two --to x",
    "archive-apply one --delta two",
    "clauses --input a.jsonl --output -",
    "search -a 茶馆",
    "verify bag --require-signature",
    "bench -n 100 --runs 1",
    "bench -n100",
    "test --paths tests/commands -k plan",
)


@pytest.mark.parametrize("typed", WRONG)
def test_what_is_typed_wrong_is_told(typed: str) -> None:
    told = mistake(typed.split(), COMMANDS)
    for words in WRONG[typed]:
        assert words in told, told
    assert not re.search(r"\{\w+\}|No idea|Flag|argument|None", told)


@pytest.mark.parametrize("typed", RIGHT)
def test_what_is_typed_right_is_not_refused(typed: str) -> None:
    assert mistake(typed.split(), COMMANDS) == ""


@pytest.mark.parametrize("typed", ["", "-h", "--help", "--list", *(f"--help {name}" for name in COMMANDS)])
def test_help_is_in_chinese_and_explains_everything(typed: str) -> None:
    told = help_text(typed.split(), COMMANDS)
    assert told.startswith("用法：python3 tasks.py ")
    for line in told.split("选项：\n" if " " in typed else "命令：\n")[1].splitlines():
        assert re.search(r"[一-龥]", line) or not line, line
    if " " in typed:
        for option in COMMANDS[typed.split()[1]].options:
            assert option.shown in told
            assert option.explained
            assert option.explained in told
    else:
        assert all(command.explained in told for command in COMMANDS.values())


@pytest.mark.parametrize("typed", ["check", "--help buld", "check --format json", "--version"])
def test_what_does_not_ask_for_help_gets_none(typed: str) -> None:
    assert help_text(typed.split(), COMMANDS) == ""


def test_asking_for_the_commands_leaves_their_words_where_they_are() -> None:
    commands_of({"build": COLLECTION["build"]})
    assert COLLECTION["build"].help["content"]


def test_every_number_has_its_bounds() -> None:
    for command in COMMANDS.values():
        for option in command.options:
            if option.is_number:
                assert "应为" in mistake([command.name, option.shown, "x"], COMMANDS)


@pytest.mark.parametrize(
    "typed", ["buld", "check --format xml", "search", "serve --port abc", "check --nothing", "foo --help"]
)
def test_the_exit_code_is_two_and_the_words_are_chinese(typed: str) -> None:
    run = [sys.executable, str(ROOT / "tasks.py"), *typed.split()]
    done = subprocess.run(run, capture_output=True, text=True, encoding="utf-8", cwd=ROOT)
    assert (done.returncode, done.stdout) == (2, "")
    assert re.search(r"[一-龥]", done.stderr)
    assert done.stderr.count("\n") == 1


def test_clauses_asks_for_a_file(capsys: pytest.CaptureFixture[str]) -> None:
    from plugins.commands.clause_reading import run_clauses

    assert run_clauses(ROOT, "", str(ROOT / "content")) == 2
    assert "python3 tasks.py clauses 文件" in capsys.readouterr().err
