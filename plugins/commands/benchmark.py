"""`bench`: how long builds take on made-up documents, beside Hugo, Pelican and Eleventy where they are there.

Each figure is the median of several runs, each a fresh process. CPU seconds stand beside wall seconds, because other
work on the machine moves only the latter.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from plugins.catalogue import tables
from plugins.commands.benchmark_report import report_text
from plugins.commands.corpus_generator import write_corpus

AS_OF = "2026-11-22"
_PAGE = os.sysconf("SC_PAGE_SIZE")
_BUILD = """
import json, sys
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from plugins.commands.column_build import run_build
raise SystemExit(run_build(Path(sys.argv[1]), sys.argv[2], sys.argv[3], as_of=sys.argv[4], jobs=int(sys.argv[5]),
                           overrides=json.loads(sys.argv[6]), quiet=True))
"""


@dataclass(frozen=True, slots=True)
class Measure:
    """One command: seconds of wall and CPU, and the most memory that all its processes held at once, in MiB."""

    wall: float
    cpu: float
    mib: float


class CommandFailed(Exception):
    """A measured command did not succeed."""


def run_bench(
    root: Path, n: int, *, peers: str = "", json_file: str = "", runs: int = 3, jobs: int = 0, same_work: bool = False
) -> int:
    """Measure, say and write. 0: measured; 1: a build failed."""
    words = tables.load("benchmark")["say"]
    with tempfile.TemporaryDirectory(prefix="gongkai-bench-") as scratch:
        folder = Path(scratch)
        layouts = ("gongkai", "hugo", "pelican", "eleventy") if peers else ("gongkai",)
        write_corpus(folder / "corpus", n, layouts)
        sys.stderr.write(words["made"].format(n=n, folder=folder) + "\n")
        try:
            measured = {
                f"gongkai {name}": values
                for name, values in _own(root, folder, runs, jobs or os.cpu_count() or 1, same_work=same_work).items()
            }
            size = _size(folder / "site")
            if peers:
                measured |= _peers(Path(peers).resolve(), folder, runs)
        except CommandFailed as failed:
            sys.stderr.write(f"{failed}\n")
            return 1
    value = results(n, measured, size, same_work=same_work, runs=runs)
    for name, row in value["measured"].items():
        line = words["step"].format(name=name, seconds=row["wall"], cpu=row["cpu"], mib=row["mib"])
        sys.stdout.write(line + "\n")
    if json_file:
        Path(json_file).write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    else:
        page = root / "docs" / "benchmarks.md"
        page.write_text(report_text(value), encoding="utf-8")
        sys.stdout.write(words["written"].format(path=page.relative_to(root)) + "\n")
    return 0


def results(
    n: int, measured: dict[str, list[Measure]], size: dict[str, int], *, same_work: bool, runs: int
) -> dict[str, Any]:
    """Medians, and ratios of wall seconds to the peers'. Ratios to a peer that was not there are absent."""
    medians = {name: _median(values) for name, values in measured.items()}
    value: dict[str, Any] = {
        "documents": n,
        "runs": runs,
        "same_work": same_work,
        "processors": os.cpu_count(),
        "measured": {name: {key: round(number, 3) for key, number in asdict(m).items()} for name, m in medians.items()},
        "output": size,
        "peak_mib": round(medians["gongkai cold"].mib, 1),
    }
    for ours, theirs, key in (
        ("cold", "hugo cold", "cold_vs_hugo"),
        ("cold", "pelican cold", "cold_vs_pelican"),
        ("cold", "eleventy cold", "cold_vs_eleventy"),
        ("edit", "hugo edit", "edit_vs_hugo"),
        ("noop", "hugo edit", "noop_vs_hugo"),
        ("repeal", "hugo edit", "repeal_vs_hugo"),
    ):
        if theirs in medians and f"gongkai {ours}" in medians:
            value[key] = round(medians[f"gongkai {ours}"].wall / medians[theirs].wall, 4)
            value[f"{key}_cpu"] = round(medians[f"gongkai {ours}"].cpu / medians[theirs].cpu, 4)
    return value


def measure(command: list[str], environment: dict[str, str] | None = None, cwd: Path | None = None) -> Measure:
    """Run a command to its end. CommandFailed when it fails."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=cwd,
            env={**os.environ, **(environment or {})},
        )  # fmt: skip
        peak, stop = [0], threading.Event()

        def watch() -> None:
            while not stop.wait(0.05):
                peak[0] = max(peak[0], _tree_bytes(process.pid))

        watcher = threading.Thread(target=watch, daemon=True)
        watcher.start()
        code = process.wait()
        wall = time.perf_counter() - start
        stop.set()
        watcher.join()
        if code:
            log.seek(0)
            words = tables.load("benchmark")["say"]["failed"].format(name=command[0], code=code)
            raise CommandFailed(f"{words}\n{log.read()[-2000:].decode(errors='replace')}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Measure(wall, cpu, peak[0] / 2**20)


def _tree_bytes(root: int) -> int:
    """Memory of a process and its descendants now, shared pages counted once for each process."""
    children: dict[int, list[int]] = {}
    held: dict[int, int] = {}
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            rest = Path("/proc", name, "stat").read_text().rsplit(")", 1)[1].split()
        except (OSError, IndexError):
            continue
        children.setdefault(int(rest[1]), []).append(int(name))
        held[int(name)] = int(rest[21]) * _PAGE
    total, stack = 0, [root]
    while stack:
        process = stack.pop()
        total += held.get(process, 0)
        stack += children.get(process, [])
    return total


def _own(root: Path, folder: Path, runs: int, jobs: int, *, same_work: bool) -> dict[str, list[Measure]]:
    content, site = folder / "corpus" / "gongkai", folder / "site"
    shutil.copytree(root / "content" / "pages", content / "pages")
    overrides = json.dumps(_same_work(root) if same_work else {})
    command = [
        sys.executable, "-c", _BUILD, str(root), str(content), str(site), AS_OF, str(jobs), overrides,
    ]  # fmt: skip
    out: dict[str, list[Measure]] = {}
    for _ in range(runs):
        shutil.rmtree(site, ignore_errors=True)
        shutil.rmtree(folder / ".site.store", ignore_errors=True)
        out.setdefault("cold", []).append(measure(command))
    time.sleep(0.2)  # files written in the same instant as they are read are read once more
    measure(command)
    paths = sorted((content / "documents").rglob("*.md"))
    edited = tables.load("benchmark")["corpus"]["edited"]
    steps: tuple[tuple[str, Callable[[int], None]], ...] = (
        ("noop", lambda run: None),
        ("edit", lambda run: _append(paths[len(paths) // 2 + run], f"\n{edited}\n")),
        ("repeal", lambda run: _repeal(paths, run)),
        ("delete", lambda run: paths[10 + run].unlink()),
    )
    for name, change in steps:
        for run in range(runs):
            change(run)
            out.setdefault(name, []).append(measure(command))
    return out


def _same_work(root: Path) -> dict[str, Any]:
    """Settings under which the site has what the peers' sites have: pages, lists, a feed and a sitemap."""
    import runpy

    column = runpy.run_path(str(root / "pelicanconf.py"))["COLUMN"]
    return {"COLUMN": {**column, "search": False, "data": False}}


def _append(path: Path, text: str) -> None:
    path.write_text(path.read_text("utf-8") + text, encoding="utf-8")


def _repeal(paths: list[Path], run: int) -> None:
    """A newer document ends three older ones."""
    place = len(paths) - 2 - run
    numbers = [
        next(line for line in p.read_text("utf-8").split("\n") if line.startswith("发文字号: ")).split(": ")[1]
        for p in paths[100 + 3 * run : 103 + 3 * run]
    ]
    text = paths[place].read_text("utf-8").replace("\n废止:\n", "\n", 1)
    head, _, body = text.partition("\n内容概述: ")
    kept = [line for line in head.split("\n") if not line.startswith("  - 示")]
    entries = "".join(f"\n  - {number}" for number in numbers)
    paths[place].write_text("\n".join(kept) + f"\n废止:{entries}\n内容概述: {body}", encoding="utf-8")


def _peers(sites: Path, folder: Path, runs: int) -> dict[str, list[Measure]]:
    """Cold and one-edit builds of every peer that is installed (HUGO, PELICAN, or on the PATH)."""
    words = tables.load("benchmark")["say"]
    corpus = folder / "corpus"
    copied = folder / "sites"
    shutil.copytree(sites, copied, symlinks=True)
    hugo, pelican = (os.environ.get(name.upper()) or shutil.which(name) for name in ("hugo", "pelican"))
    eleventy = sites / "eleventy" / "node_modules" / "@11ty" / "eleventy" / "cmd.cjs"
    commands: dict[str, tuple[list[str], dict[str, str], Path]] = {}
    if hugo:
        arguments = ["--source", str(copied / "hugo"), "--config", "hugo-new.toml", "--noBuildLock"]
        arguments += ["--contentDir", str(corpus / "hugo"), "--destination", str(folder / "hugo")]
        commands["hugo"] = ([hugo, *arguments], {}, folder)
    if pelican:
        settings = {"BENCH_CONTENT": str(corpus / "pelican"), "BENCH_OUTPUT": str(folder / "pelican")}
        commands["pelican"] = ([pelican, "-q", "-s", str(copied / "pelican" / "pelicanconf.py")], settings, folder)
    if eleventy.exists() and shutil.which("node"):
        shutil.copytree(sites / "eleventy" / "input", corpus / "eleventy", dirs_exist_ok=True)
        place = copied / "eleventy"
        settings = {
            "BENCH_INPUT": os.path.relpath(corpus / "eleventy", place),
            "BENCH_OUTPUT": os.path.relpath(folder / "eleventy", place),
        }
        commands["eleventy"] = (["node", str(place / "node_modules/@11ty/eleventy/cmd.cjs")], settings, place)
    out: dict[str, list[Measure]] = {}
    for name in ("hugo", "pelican", "eleventy"):
        if name not in commands:
            sys.stderr.write(words["no_peer"].format(name=name) + "\n")
            continue
        command, settings, place = commands[name]
        for _ in range(runs):
            shutil.rmtree(folder / name, ignore_errors=True)
            out.setdefault(f"{name} cold", []).append(measure(command, settings, place))
        paths = sorted((corpus / name / "zc").rglob("*.md"))
        for run in range(runs):
            _append(paths[len(paths) // 2 + run], "\n" + tables.load("benchmark")["corpus"]["edited"] + "\n")
            out.setdefault(f"{name} edit", []).append(measure(command, settings, place))
    return out


def _size(folder: Path) -> dict[str, int]:
    sizes = [os.path.getsize(os.path.join(place, name)) for place, _, names in os.walk(folder) for name in names]
    return {"files": len(sizes), "bytes": sum(sizes)}


def _median(values: list[Measure]) -> Measure:
    return Measure(*(statistics.median(getattr(v, name) for v in values) for name in ("wall", "cpu", "mib")))
