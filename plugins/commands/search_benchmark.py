"""The search measured: in the page, beside Pagefind on the same documents; and what its index costs to build.

python -m plugins.commands.search_benchmark --shared DIR [--pagefind BIN] [--synthetic N] [--section FILE]

The N documents are put together from the laws where there are any (real words, as often as they are there), invented
otherwise. They are asked for as people do who know a document: by words of its title, its number, agency and matter, a
phrase of its text; with words that stand in at most eight of them, the rule of the queries beside the repository.
"""

from __future__ import annotations

import argparse
import csv
import itertools
import json
import os
import random
import resource
import shutil
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field, replace
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from plugins.commands.benchmark_measure import tree_bytes
from plugins.commands.measured_server import Line, encoding, served
from plugins.commands.search_section import LIST, with_section
from plugins.commands.search_trial import (
    known_items,
    known_queries,
    law_address,
    law_record,
    laws,
    made_records,
    mixed_records,
    scorer,
    selective,
    write_page,
    write_peer,
)
from plugins.search.build import build_index
from plugins.search.client import FOLDER
from plugins.search.files import IndexReport
from plugins.search.record import SearchRecord
from plugins.search.update import update_index

DELAY, BANDWIDTH = 0.040, 10e6 / 8
"""The slow line: seconds a response, bytes a second."""
_ALONE = 300
"""Milliseconds that a loaded page is left alone, where the line is not slow: there the query does not wait."""
_LINKS = "[data-search-results] a[data-index-number]"
_RECORDER = """([links, alone]) => {
  window.seen = { start: 0, first: 0, before: "", longest: 0 };
  // between its loading and the first query a page does nothing: a long task there is the driver's own script
  const left = alone && performance.getEntriesByType("navigation")[0].loadEventEnd + alone;
  new PerformanceObserver((all) => {
    const { seen } = window;
    for (const { startTime, duration } of all.getEntries()) {
      const own = startTime < left || (seen.start && startTime + duration > seen.start);
      if (own) seen.longest = Math.max(seen.longest, duration);
    }
  }).observe({ type: "longtask", buffered: true });
  const look = () => {
    const now = [...document.querySelectorAll(links)].map((link) => link.getAttribute("href")).join(" ");
    const { start, first, before } = window.seen;
    if (start && !first && now && now !== before) window.seen.first = performance.now();
  };
  new MutationObserver(look).observe(document.querySelector("[data-search]"), { subtree: true, childList: true });
}"""
_TYPE = """([links, text]) => {
  const input = document.querySelector("input[type=search]"), place = document.querySelector("[data-search]");
  const now = [...document.querySelectorAll(links)].map((link) => link.getAttribute("href")).join(" ");
  input.focus();
  place.dataset.searchState = "asked";
  Object.assign(window.seen, { start: performance.now(), first: 0, before: now });
  input.value = text;
  input.dispatchEvent(new Event("input", { bubbles: true }));
}"""
_DONE = ", ".join(f"[data-search-state={state}]" for state in ("done", "empty", "error"))


@dataclass(slots=True)
class Row:
    """One query: what it cost, and the addresses it led to. `first` is None where nothing (new) was shown."""

    sent: int
    requests: int
    first: float | None
    longest: float
    found: list[str]
    state: str
    query: str = ""


@dataclass(slots=True)
class Run:
    """Queries as the first of a visit (page and scripts counted), and queries one after the other in one visit."""

    first: list[Row] = field(default_factory=list)
    following: list[Row] = field(default_factory=list)

    def medians(self) -> dict[str, Any]:
        """Bytes, requests and milliseconds to the first results; the longest task of the page's own thread.

        Of a visit with several queries the first one is not counted.
        """
        found: dict[str, Any] = {}
        for name, rows in (("first", self.first), ("following", self.following[1:])):
            times = [row.first for row in rows if row.first is not None]
            if rows:
                found[name] = {
                    "queries": len(rows),
                    "bytes": statistics.median_low(row.sent for row in rows),
                    "bytes_p90": sorted(row.sent for row in rows)[int(len(rows) * 0.9)],
                    "requests": statistics.median_low(row.requests for row in rows),
                    "ms": round(statistics.median(times)) if times else None,
                    "longest_task": round(max(row.longest for row in rows)),
                }
        return found


@contextmanager
def chromium() -> Iterator[Any]:
    """A headless Chromium."""
    from playwright.sync_api import sync_playwright

    path = os.environ.get("CHROME_PATH") or shutil.which("chromium") or shutil.which("google-chrome")
    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=flags)
        try:
            yield browser
        finally:
            browser.close()


def driven(browser: Any, folder: Path, first: Sequence[str], following: Sequence[str], *, slow: bool = False) -> Run:
    """What the queries cost in a site's `search.html`: each of `first` in a visit of its own, `following` in one."""
    return driven_in_turn(browser, [folder], first, following, slow=slow)[0]


def driven_in_turn(
    browser: Any, folders: Sequence[Path], first: Sequence[str], following: Sequence[str], *, slow: bool = False
) -> list[Run]:
    """The same of several sites, asked in turn, query by query, so that what the machine does beside falls on all."""
    runs = [Run() for _ in folders]
    with ExitStack() as stack:
        lines = [Line(DELAY, BANDWIDTH) if slow else Line() for _ in folders]
        sites = [stack.enter_context(served(*of)) for of in zip(folders, lines, strict=True)]
        alone = 0 if slow else _ALONE
        every = list(zip(runs, sites, lines, strict=True))
        for query in first:
            for run, address, line in every:
                with _visit(browser, address, alone) as page:
                    run.first.append(asked(page, query, line))
        pages = [stack.enter_context(_visit(browser, address, alone)) for address in sites]
        for line in lines:
            line.taken()
        for query in following:
            for (run, _, line), page in zip(every, pages, strict=True):
                page.bring_to_front()
                run.following.append(asked(page, query, line))
    return runs


@contextmanager
def _visit(browser: Any, address: str, alone: int) -> Iterator[Any]:
    context = browser.new_context()
    page = context.new_page()
    page.goto(address + "search.html")
    page.wait_for_timeout(alone)
    page.wait_for_selector("[data-search-state=idle]", state="attached")
    page.wait_for_timeout(50)
    watch(page, alone)
    try:
        yield page
    finally:
        context.close()


def watch(page: Any, alone: int = 0) -> None:
    """Has the page note when results appear and how long its tasks are; `asked` needs it.

    Tasks count from the first query on, and those of loading where nobody looked into the page for `alone` milliseconds
    after it: whoever looks runs a script in it that can take longer than anything of its own.
    """
    page.evaluate(_RECORDER, [_LINKS, alone])


def asked(page: Any, query: str, line: Line | None = None) -> Row:
    """One query typed into the page, and what came of it once the page says that it is done."""
    page.evaluate(_TYPE, [_LINKS, query])
    page.wait_for_selector(_DONE, state="attached", timeout=60_000)
    seen = page.evaluate("() => window.seen")
    found = page.evaluate(
        f"() => [...document.querySelectorAll('{_LINKS}')].slice(0, 10).map((link) => link.getAttribute('href'))"
    )
    state = page.get_attribute("[data-search]", "data-search-state")
    sent, requests = line.taken() if line else (0, 0)
    took = seen["first"] - seen["start"] if seen["first"] else None
    return Row(sent, requests, took, seen["longest"], found, state, query)


@dataclass(frozen=True, slots=True)
class Cost:
    """What a build cost: CPU and wall seconds of all processes, the most memory together (MiB, shared pages once)."""

    cpu: float
    wall: float
    peak: float
    held: float
    """What was held before: the interpreter and what the records are made of. Part of `peak`."""


def built(records: Iterable[SearchRecord], out: Path, jobs: int, store: Path | None = None) -> tuple[Cost, IndexReport]:
    """An index built in `jobs` processes, and what it cost. The records are made in this process and not counted."""
    spent = 0.0

    def made() -> Iterator[SearchRecord]:
        nonlocal spent
        row = iter(records)
        while True:
            start = time.process_time()
            one = next(row, None)
            spent += time.process_time() - start
            if one is None:
                return
            yield one

    def cpu() -> float:
        own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime

    peak, done = 0, threading.Event()

    def watched() -> None:
        nonlocal peak
        while not done.wait(0.1):
            peak = max(peak, tree_bytes(os.getpid()))

    stream = made()
    first = next(stream, None)
    held = tree_bytes(os.getpid())
    watcher = threading.Thread(target=watched)
    watcher.start()
    spent, start, before = 0.0, time.perf_counter(), cpu()
    context = get_context("fork" if sys.platform == "linux" else "spawn")
    with ProcessPoolExecutor(jobs, mp_context=context) as executor:
        whole = stream if first is None else itertools.chain([first], stream)
        report = build_index(whole, out, executor=executor, jobs=jobs, store=store)
    done.set()
    watcher.join()
    cost = Cost(cpu() - before - spent, time.perf_counter() - start, max(peak, held) / 2**20, held / 2**20)
    return cost, report


def page_score(
    browser: Any, site: Path, queries: Sequence[dict[str, Any]], paths: dict[str, str], score: Callable[..., Any]
) -> dict[str, dict[str, Any]]:
    """The scorer's figures by type of query, for the site's own page; `paths`: by address, the document it is."""
    run = driven(browser, site, [], [query["q"] for query in queries])
    rows = [
        {"qid": query["qid"], "ranked": [paths.get(address, address) for address in row.found]}
        for query, row in zip(queries, run.following, strict=True)
    ]
    return dict(score(list(queries), rows))


BUILDS = 3
"""How often the index of the laws is built: its cost is the median."""


@dataclass(slots=True)
class Lists:
    """Runs by their name, and queries by their number: what was asked stays where it comes from."""

    runs: dict[str, Run] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, run: Run, queries: Iterable[dict[str, Any]]) -> None:
        """Keep a run, and how its queries are called."""
        self.runs[name] = run
        self.numbers |= {query["q"]: query["qid"] for query in queries}


def measured(
    root: Path, shared: Path, folder: Path, lists: Lists, *, pagefind: str, first: int, following: int
) -> dict[str, Any]:
    """Score, bytes, requests and times on the laws, ours and (where it is given) Pagefind's, in one run."""
    found = laws(shared)
    queries = known_items(shared)
    paths = {law_address(law): law["path"] for law in found}
    jobs = os.cpu_count() or 1
    sites = {"gongkai": folder / "gongkai"}
    write_page(root, sites["gongkai"])
    trials = [built(map(law_record, found), folder / f"trial {number}", jobs)[0] for number in range(BUILDS - 1)]
    last, report = built(map(law_record, found), sites["gongkai"] / FOLDER, jobs)
    costs = sorted([*trials, last], key=lambda one: one.cpu)
    cost = costs[len(costs) // 2]
    value: dict[str, Any] = {"documents": len(found), "encoding": encoding()}
    each = [1000 * one.cpu / len(found) for one in costs]
    value["build"] = asdict(cost) | {"ms": each[len(each) // 2], "range": [each[0], each[-1]]}
    value["build"] |= {"builds": BUILDS, "files": report.files, "bytes": report.size}
    if pagefind:
        sites["pagefind"] = folder / "pagefind"
        write_peer(sites["pagefind"], found, pagefind)
    chance = random.Random(5)  # noqa: S311 (repeatable, not secret)
    sample = [query["q"] for query in chance.sample(queries, max(first, following))]
    with chromium() as browser:
        for slow in (False, True):
            runs = driven_in_turn(browser, list(sites.values()), sample[:first], sample[:following], slow=slow)
            for name, run in zip(sites, runs, strict=True):
                value[f"{name}{' slow' if slow else ''}"] = run.medians()
                lists.add(f"{name}, laws, {'slow' if slow else 'free'}", run, queries)
        for name, site in sites.items():
            value[f"{name} score"] = page_score(browser, site, queries, paths, scorer(shared))
    return value


def synthetic(count: int, folder: Path, jobs: int, make: Callable[[], Iterable[SearchRecord]]) -> dict[str, Any]:
    """Cost of an index of `count` documents that `make` makes anew, and what one edit rewrites."""
    cost, report = built(make(), folder / FOLDER, jobs, folder / "store")
    edited = next(iter(make()))
    start = time.process_time()
    after = update_index(folder / "store", folder / FOLDER, changed=[replace(edited, text=edited.text[::-1])])
    edit = {"files": after.files, "bytes": after.size, "cpu": time.process_time() - start}
    return {"documents": count, "files": report.files, "bytes": report.size, "build": asdict(cost), "edit": edit}


def asked_of(count: int, make: Callable[[], Iterable[SearchRecord]], *, texts: bool) -> list[dict[str, Any]]:
    """Queries for documents that `make` makes: those that few documents answer, half of them of texts, in turn."""
    chance = random.Random(7)  # noqa: S311 (repeatable, not secret)
    size = min(count, 5000)
    wanted = set(chance.sample(range(size), min(size, 800)))
    first = enumerate(itertools.islice(make(), size))
    kept = selective(known_queries((one for place, one in first if place in wanted), texts=texts), make())
    chance.shuffle(kept)
    by_kind: dict[str, list[dict[str, Any]]] = {}
    for query in kept:
        by_kind.setdefault(query["type"], []).append(query)
    turns = ("phrase", "title", "words", "phrase", "issuer", "words", "title", "phrase", "ending", "number")
    rounds = itertools.islice(itertools.cycle(turns), 40 * len(turns))
    return [by_kind[kind].pop() for kind in rounds if by_kind.get(kind)]


def write_lists(lists: Lists, path: Path) -> None:
    """Every query of every run with what it cost, as tab-separated values."""
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, delimiter="\t", lineterminator="\n")
        rows.writerow(["run", "visit", "query", "bytes", "requests", "ms to first results", "longest task", "results"])
        for name, run in lists.runs.items():
            for visit, found in (("first", run.first), ("following", run.following)):
                for row in found:
                    number, ms = lists.numbers[row.query], "" if row.first is None else round(row.first)
                    rows.writerow([name, visit, number, row.sent, row.requests, ms, round(row.longest), len(row.found)])


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print the figures as JSON, and write the section and the lists if files are named for them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path)
    parser.add_argument("--pagefind", default="")
    parser.add_argument("--first", type=int, default=24)
    parser.add_argument("--following", type=int, default=60)
    parser.add_argument("--synthetic", type=int, default=0)
    parser.add_argument("--no-laws", action="store_true", help="only what --synthetic asks for")
    parser.add_argument("--invented", action="store_true", help="invented documents, whatever is there")
    parser.add_argument("--section", type=Path, help=f"the page whose part on the search is written anew; {LIST} too")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    given = parser.parse_args(arguments)
    root = Path(__file__).resolve().parents[2]
    value: dict[str, Any] = {}
    lists = Lists()
    with tempfile.TemporaryDirectory(prefix="search-bench-") as name:
        folder = Path(name)
        sizes = {"first": given.first, "following": given.following}
        if given.shared and not given.no_laws:
            value["laws"] = measured(root, given.shared, folder, lists, pagefind=given.pagefind, **sizes)
        if given.synthetic:
            site, count = folder / "synthetic", given.synthetic
            real = laws(given.shared) if given.shared and not given.invented else []
            make = (lambda: mixed_records(real, count)) if real else (lambda: made_records(count))
            value["synthetic"] = synthetic(count, site, given.jobs, make) | {"of_laws": bool(real)}
            write_page(root, site)
            # every phrase of the invented texts is in thousands of them: nobody finds one by it
            wanted = asked_of(count, make, texts=bool(real))[: given.following]
            words = [query["q"] for query in wanted]
            with chromium() as browser:
                for line in ("free", "slow"):
                    run = driven(browser, site, words[: given.first], words, slow=line == "slow")
                    value["synthetic"][line] = run.medians()
                    lists.add(f"gongkai, {count} documents, {line}", run, wanted)
    json.dump(value, sys.stdout, ensure_ascii=False, indent=1)
    sys.stdout.write("\n")
    if given.section:
        page = given.section.read_text("utf-8") if given.section.exists() else ""
        given.section.write_text(with_section(page, value), "utf-8")
        write_lists(lists, given.section.with_name(LIST))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
