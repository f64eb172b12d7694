"""The search of the laws beside the repository: what the page finds, from disk too, and that it ranks as lunr does.

GONGKAI_SEARCH_LONG=1 takes all queries and 600 laws for the comparison; without it samples do, to stay short.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from plugins.commands.search_benchmark import Row, asked, built, driven, watch
from plugins.commands.search_trial import Law, known_items, law_address, law_record, laws, scorer, write_page
from plugins.search.client import FOLDER
from plugins.search.find import search_index

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"
LONG = bool(os.environ.get("GONGKAI_SEARCH_LONG"))
COMPARED, QUERIES = (600, 500) if LONG else (40, 500)
FROM_DISK = 50
HOSTILE = 200 if LONG else 80
FROM_PYTHON = 24
UNSEEN = Path(__file__).with_name("search_queries.tsv")

sys.path.insert(0, str(ROOT / "tests" / "search"))

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not (SHARED / "search").is_dir(), reason="no ../shared beside the repository"),
]


@pytest.fixture(scope="module")
def found() -> list[Law]:
    return laws(SHARED)


@pytest.fixture(scope="module")
def site(found: list[Law], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The search page over all laws."""
    folder = tmp_path_factory.mktemp("laws")
    write_page(ROOT, folder)
    _, report = built(map(law_record, found), folder / FOLDER, jobs=2)
    assert report.documents == len(found) > 3000
    return folder


@pytest.fixture(scope="module")
def queries() -> list[dict[str, Any]]:
    """The known-item queries; in the short form all of the rare kinds and every sixth of the others."""
    every = known_items(SHARED)
    return every if LONG else [q for place, q in enumerate(every) if q["type"] in "cd" or place % 6 == 0]


@pytest.fixture(scope="module")
def rows(browser: Any, site: Path, queries: list[dict[str, Any]]) -> list[Row]:
    """What the page finds over http."""
    return driven(browser, site, [], [query["q"] for query in queries]).following


def test_known_items_are_found(found: list[Law], queries: list[dict[str, Any]], rows: list[Row]) -> None:
    path = {law_address(law): law["path"] for law in found}
    run = [
        {"qid": query["qid"], "ranked": [path[address] for address in row.found]}
        for query, row in zip(queries, rows, strict=True)
    ]
    figures = scorer(SHARED)(queries, run)
    assert figures["ALL"]["mrr"] >= 0.97
    assert figures["c"]["mrr"] >= 0.97
    assert figures["d"]["mrr"] >= 0.90
    assert figures["ALL"]["zero"] == 0
    assert figures["ALL"]["in_force_first"] == 1.0


def unseen(found: list[Law]) -> Iterator[tuple[str, set[str]]]:
    """Queries written down from reading the laws, each with the addresses of what was meant."""
    named: dict[str, set[str]] = {}
    for law in found:
        name = re.sub(r"[（(]\d{4}-\d\d-\d\d[)）]$", "", Path(law["path"]).stem)
        named.setdefault(name, set()).add(law_address(law))
    for line in UNSEEN.read_text("utf-8").splitlines():
        _, query, names = line.split("\t")
        yield query, set().union(*(named[name] for name in names.split("|")))


def test_queries_of_other_hands_are_answered(browser: Any, site: Path, found: list[Law]) -> None:
    expected = list(unseen(found))
    answers = driven(browser, site, [], [query for query, _ in expected]).following
    ranks = [
        next((place for place, address in enumerate(row.found, start=1) if address in meant), 0)
        for row, (_, meant) in zip(answers, expected, strict=True)
    ]
    missed = [query for (query, _), rank in zip(expected, ranks, strict=True) if not rank]
    assert sum(1 / rank for rank in ranks if rank) / len(ranks) >= 0.95, missed


def test_from_disk_without_a_network_the_ranking_is_the_same(
    browser: Any, site: Path, queries: list[dict[str, Any]], rows: list[Row]
) -> None:
    context = browser.new_context(offline=True)
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda one: faults.append(one.text) if one.type == "error" else None)
    page.goto((site / "search.html").as_uri())
    watch(page)
    step = max(1, len(queries) // FROM_DISK)
    chosen = list(zip(queries, rows, strict=True))[::step][:FROM_DISK]
    assert len(chosen) == FROM_DISK
    for query, row in chosen:
        assert asked(page, query["q"]).found == row.found, query["q"]
    context.close()
    assert faults == []


def test_python_finds_what_the_page_finds(site: Path, queries: list[dict[str, Any]], rows: list[Row]) -> None:
    chosen = list(zip(queries, rows, strict=True))[:: max(1, len(queries) // FROM_PYTHON)]
    assert len(chosen) >= FROM_PYTHON
    for query, row in chosen:
        own = search_index(site / FOLDER, query["q"], today="2026-11-22")
        assert [result.card.url for result in own.results] == row.found, query["q"]


def test_hostile_queries_make_nothing_of_the_laws(browser: Any, site: Path) -> None:
    from hostile_queries import hostile, suffered

    from plugins.commands.measured_server import Line, served

    page = browser.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda one: faults.append(one.text) if one.type == "error" else None)
    page.on("dialog", lambda dialog: (faults.append("dialog"), dialog.dismiss()))
    with served(site, Line()) as address:
        page.goto(address + "search.html")
        page.wait_for_selector("[data-search-state=idle]", state="attached")
        assert suffered(page, hostile(HOSTILE)) == []
    page.close()
    assert faults == []


def test_the_laws_rank_as_in_lunrs_own_index(
    browser: Any, site_server_of: Any, found: list[Law], tmp_path: Path
) -> None:
    from lunr_comparison import compared

    step = len(found) // COMPARED
    records = [law_record(law) for law in found[::step][:COMPARED]]
    answer = compared(browser, site_server_of, tmp_path, records, QUERIES)
    assert answer["wrong"] == []
    assert answer["rows"] > 10 * QUERIES


@pytest.fixture
def site_server_of() -> Iterator[Any]:
    """Serves a folder and answers with its address."""
    from contextlib import ExitStack

    from plugins.commands.measured_server import Line, served

    with ExitStack() as stack:
        yield lambda folder: stack.enter_context(served(folder, Line()))
