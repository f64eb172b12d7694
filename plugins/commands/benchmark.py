"""`bench`: how long builds take on made-up documents, beside Hugo, Pelican and Eleventy where they are there.

Each figure is the median of several runs, each a fresh process; what is compared runs in turn, so that other work on
the machine meets all alike. CPU seconds stand beside wall seconds, because such work moves only the latter.
"""

from __future__ import annotations

import json
import os
import platform
import runpy
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from plugins.catalogue import tables
from plugins.catalogue.document import Disclosure
from plugins.commands.benchmark_measure import CommandFailed, Measure, changed, measure, median, tree
from plugins.commands.benchmark_peers import PEERS, Peer, peers_in
from plugins.commands.benchmark_report import chart_svg, report_text
from plugins.commands.corpus_generator import write_corpus

AS_OF = "2026-11-22"
_BUILD = """
import json, sys
from pathlib import Path
root, content, output, day, jobs, overrides, cache = sys.argv[1:]
sys.path.insert(0, root)
if cache:
    from plugins.commands.next_build import run_next_build as run_build
else:
    from plugins.commands.column_build import run_build
raise SystemExit(run_build(Path(root), content, output, as_of=day, jobs=int(jobs), overrides=json.loads(overrides),
                           quiet=True))
"""
_STAGES = """
import json, sys
from datetime import date as Day
from pathlib import Path
root, content, output, day, overrides = sys.argv[1:]
sys.path.insert(0, root)
from plugins.commands.benchmark_stages import stage_milliseconds
value = stage_milliseconds(Path(root), Path(content), Path(output), Day.fromisoformat(day), json.loads(overrides))
json.dump(value, sys.stdout)
"""
_MOST_STAGED = 2000
_RATIOS = (
    ("same work cold", "hugo cold", "cold_vs_hugo"),
    ("same work cold", "pelican cold", "cold_vs_pelican"),
    ("same work cold", "eleventy cold", "cold_vs_eleventy"),
    ("everything cold", "hugo cold", "everything_vs_hugo"),
    ("edit", "hugo edit", "edit_vs_hugo"),
    ("no-op", "hugo edit", "noop_vs_hugo"),
    ("repeal", "hugo edit", "repeal_vs_hugo"),
    ("deletion", "hugo edit", "deletion_vs_hugo"),
)

Runs = dict[str, list[Measure]]
STEPS = ("no-op", "edit", "repeal", "deletion")


@dataclass(frozen=True, slots=True)
class Plan:
    """What is measured: `n` documents, cold builds `cold_runs` times, `steps` `runs` times each, beside `peers`.

    `larger` are JSON files of earlier measurements of other sizes, which the page shows too.
    """

    n: int
    runs: int = 3
    cold_runs: int = 3
    peers: tuple[str, ...] = PEERS
    steps: tuple[str, ...] = STEPS
    larger: tuple[str, ...] = ()

    def command(self) -> str:
        """The command that measures this."""
        words = [f"python3 tasks.py bench --n {self.n} --runs {self.runs}"]
        if self.cold_runs != self.runs:
            words.append(f"--cold-runs {self.cold_runs}")
        if self.steps != STEPS:
            words.append(f"--steps {','.join(self.steps)}")
        if self.peers != PEERS:
            words.append(f"--beside {','.join(self.peers)}")
        return " ".join([*words, "--peers DIR"])


def run_bench(
    root: Path,
    plan: Plan,
    *,
    peers: str = "",
    json_file: str = "",
    jobs: int = 0,
    say: Callable[[str], None] = lambda line: print(line, flush=True),
) -> int:
    """Measure, say and write. 0: measured; 1: a build failed."""
    words = tables.load("benchmark")["say"]
    jobs = jobs or os.cpu_count() or 1
    with tempfile.TemporaryDirectory(prefix="gongkai-bench-") as scratch:
        folder = Path(scratch)
        write_corpus(folder / "corpus", plan.n, ("gongkai", *plan.peers) if peers else ("gongkai",))
        shutil.copytree(root / "content" / "pages", folder / "corpus" / "gongkai" / "pages")
        say(words["made"].format(n=plan.n, folder=folder))
        try:
            there = peers_in(Path(peers).resolve(), folder, plan.peers) if peers else []
            measured, sizes = _cold(root, folder, there, plan.cold_runs, jobs)
            measured |= _steps(root, folder, there, plan, jobs)
            stages = _stages(root, folder, min(plan.n, _MOST_STAGED))
        except CommandFailed as failed:
            sys.stderr.write(f"{failed}\n")
            return 1
    value = results(plan, measured, sizes, stages, jobs=jobs)
    for name, row in value["measured"].items():
        say(words["step"].format(name=name, seconds=row["wall"], cpu=row["cpu"], mib=row["mib"]))
    for name in [key for key in value if "_vs_" in key]:
        say(f"{name}: {value[name]}")
    if json_file:
        Path(json_file).write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        return 0
    larger = [json.loads(Path(name).read_text("utf-8")) for name in plan.larger]
    page = root / "docs" / "benchmarks.md"
    shown = report_text(value, larger, page.read_text("utf-8") if page.exists() else "")
    for name, text in (("benchmarks.md", shown), ("benchmarks.svg", chart_svg(value))):
        (root / "docs" / name).write_text(text, encoding="utf-8")
        say(words["written"].format(path=f"docs/{name}"))
    return 0


def results(
    plan: Plan, measured: Runs, sizes: dict[str, dict[str, int]], stages: dict[str, float], *, jobs: int
) -> dict[str, Any]:
    """Medians, and ratios of medians of wall (and CPU) seconds. Ratios to a peer that was not there are absent."""
    medians = {name: median(values) for name, values in measured.items()}
    value: dict[str, Any] = {
        "documents": plan.n,
        "command": plan.command(),
        "runs": plan.runs,
        "cold_runs": plan.cold_runs,
        "jobs": jobs,
        "machine": machine(),
        "measured": {name: {key: round(number, 3) for key, number in asdict(m).items()} for name, m in medians.items()},
        "range": {
            name: [round(min(v.wall for v in values), 3), round(max(v.wall for v in values), 3)]
            for name, values in measured.items()
        },
        "output": sizes,
        "stages": stages,
        "peak_mib": round(medians["same work cold"].mib, 1),
        "everything_peak_mib": round(medians["everything cold"].mib, 1),
    }
    for ours, theirs, key in _RATIOS:
        if theirs in medians and ours in medians:
            value[key] = round(medians[ours].wall / medians[theirs].wall, 4)
            value[f"{key}_cpu"] = round(medians[ours].cpu / medians[theirs].cpu, 4)
    return value


def machine() -> dict[str, Any]:
    """What was measured on, without its name."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "processors": os.cpu_count(),
        "memory_gib": round(memory / 2**30, 1),
        "system": f"{platform.system()} {platform.release().split('-')[0]} {platform.machine()}",
        "python": platform.python_version(),
        "load": round(os.getloadavg()[0], 1),
    }


def same_work(root: Path) -> dict[str, Any]:
    """Settings under which the site has what the peers' sites have: document pages, lists, feeds, a sitemap."""
    column = runpy.run_path(str(root / "pelicanconf.py"))["COLUMN"]
    return {"COLUMN": {**column, "search": False, "data": False, "histories": False, "comparisons": False}}


def _command(
    root: Path, content: Path, output: Path, jobs: int, overrides: dict[str, Any], *, cache: bool
) -> list[str]:
    arguments = [str(root), str(content), str(output), AS_OF, str(jobs), json.dumps(overrides), "1" if cache else ""]
    return [sys.executable, "-c", _BUILD, *arguments]


def _cold(root: Path, folder: Path, there: list[Peer], runs: int, jobs: int) -> tuple[Runs, dict[str, dict[str, int]]]:
    """Cold builds in turn, and the size of what each writes."""
    content = folder / "corpus" / "gongkai"
    sites: list[tuple[str, Path, list[str], dict[str, str], Path]] = [
        (name, folder / name, _command(root, content, folder / name, jobs, overrides, cache=False), {}, folder)
        for name, overrides in (("same work", same_work(root)), ("everything", {}))
    ]
    sites += [(peer.name, peer.output, peer.command, peer.settings, peer.place) for peer in there]
    out: Runs = {}
    sizes: dict[str, dict[str, int]] = {}
    for run in range(runs):
        for name, output, command, settings, place in sites if run % 2 == 0 else reversed(sites):
            shutil.rmtree(output, ignore_errors=True)
            out.setdefault(f"{name} cold", []).append(measure(command, settings, place))
            sizes[name] = _size(output)
    return {f"{name} cold": out[f"{name} cold"] for name, *_ in sites}, sizes


def _steps(root: Path, folder: Path, there: list[Peer], plan: Plan, jobs: int) -> Runs:
    """What people do all day, everything on, on a site that stands; Hugo rebuilds for the same edit in turn."""
    content, site = folder / "corpus" / "gongkai", folder / "everything"
    time.sleep(0.2)  # files written in the same instant as they are read are read once more
    command = _command(root, content, site, jobs, {}, cache=True)
    measure(command)
    hugo = next((peer for peer in there if peer.name == "hugo"), None)
    paths = [path for path in sorted((content / "documents").rglob("*.md")) if _is_public(path)]
    edited = "\n" + tables.load("benchmark")["corpus"]["edited"] + "\n"
    steps: tuple[tuple[str, Callable[[int], None]], ...] = (
        ("no-op", lambda run: None),
        ("edit", lambda run: _append(paths[len(paths) // 2 + run], edited)),
        ("repeal", lambda run: _repeal(paths, run)),
        ("deletion", lambda run: paths[10 + run].unlink()),
    )
    out: Runs = {}
    for name, change in steps:
        for run in range(plan.runs if name in plan.steps else 0):
            before = tree(site)
            change(run)
            time.sleep(0.1)
            took = measure(command)
            files = changed(before, tree(site))
            out.setdefault(name, []).append(Measure(took.wall, took.cpu, took.mib, files))
            if name == "edit" and hugo:
                texts = sorted((hugo.content / "zc").rglob("*.md"))
                _append(texts[len(texts) // 2 + run], edited)
                out.setdefault("hugo edit", []).append(measure(hugo.command, hugo.settings, hugo.place))
    return out


def _stages(root: Path, folder: Path, n: int) -> dict[str, float]:
    write_corpus(folder / "staged", n)
    shutil.copytree(root / "content" / "pages", folder / "staged" / "gongkai" / "pages")
    (folder / "pages").mkdir()
    arguments = [str(root), str(folder / "staged" / "gongkai"), str(folder / "pages"), AS_OF]
    command = [sys.executable, "-c", _STAGES, *arguments, json.dumps(same_work(root))]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8")
    if done.returncode:
        raise CommandFailed(done.stderr[-2000:])
    value: dict[str, float] = json.loads(done.stdout)
    return value


def _is_public(path: Path) -> bool:
    """An edit of a document that nobody sees changes no page."""
    return f"\n公开属性: {Disclosure.PROACTIVE.value}\n" in path.read_text("utf-8")


def _append(path: Path, text: str) -> None:
    path.write_text(path.read_text("utf-8") + text, encoding="utf-8")


def _repeal(paths: list[Path], run: int) -> None:
    """A newer document ends three older ones."""
    place = len(paths) - 2 - run
    first = len(paths) // 10 + 3 * run
    numbers = [
        next(line for line in p.read_text("utf-8").split("\n") if line.startswith("发文字号: ")).split(": ")[1]
        for p in paths[first : first + 3]
    ]
    text = paths[place].read_text("utf-8").replace("\n废止:\n", "\n", 1)
    head, _, body = text.partition("\n内容概述: ")
    kept = [line for line in head.split("\n") if not line.startswith("  - 示")]
    entries = "".join(f"\n  - {number}" for number in numbers)
    paths[place].write_text("\n".join(kept) + f"\n废止:{entries}\n内容概述: {body}", encoding="utf-8")


def _size(folder: Path) -> dict[str, int]:
    sizes = [os.path.getsize(os.path.join(place, name)) for place, _, names in os.walk(folder) for name in names]
    return {"files": len(sizes), "bytes": sum(sizes)}
