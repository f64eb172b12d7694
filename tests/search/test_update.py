"""A changed document rewrites few files, and any sequence of edits finds what a clean build finds."""

from __future__ import annotations

import pickle
import random
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from search_documents import AGENCIES, PHRASES, TOPICS, catalogue
from search_site import client, lunr_script

from plugins.search.analyse import BOOSTS, FIELDS, field_texts
from plugins.search.build import build_index
from plugins.search.documents import Standing
from plugins.search.find import search_index
from plugins.search.reader import StoredIndex
from plugins.search.record import SearchRecord
from plugins.search.state import StateUnusable
from plugins.search.text import terms
from plugins.search.update import OVERLAY, FullBuildDue, idf_bound, update_index
from plugins.search.weights import idf

TODAY = "2026-06-30"
QUERIES = [
    *TOPICS[:6],
    *PHRASES[:4],
    "示例市 绿化",
    "殡葬 审计",
    "GB/T 28220",
    AGENCIES[2],
    "公共图书棺",
    "管理办发",
    "古树",
    "税",
    "公共图书棺服务~1",
    "number:2103~1",
    "公共图书馆办法",
]

Weights = dict[tuple[str, str, str], float]


def edited(
    records: dict[str, SearchRecord], chance: random.Random, serial: int
) -> tuple[list[SearchRecord], list[str]]:
    """A random edit of the catalogue (which it changes too): what is new or changed, and what is gone."""
    kind = chance.choice(("add", "text", "title", "delete", "revert"))
    number = chance.choice(sorted(records))
    one = records[number]
    if kind == "delete":
        del records[number]
        return [], [number]
    if kind == "add":
        one = replace(
            catalogue(40, seed=serial)[serial % 40], index_number=f"NEW-{serial}", url=f"doc/NEW-{serial}.html"
        )
    elif kind == "text":
        one = replace(one, text=one.text + f"\n第九十条 {chance.choice(PHRASES)}，新增内容第{serial}项。")
    elif kind == "title":
        one = replace(one, title=f"示例市{chance.choice(TOPICS)}补充规定", text=one.text[: len(one.text) // 2])
    records[one.index_number] = one
    return [one], []


def found(folder: Path, query: str) -> tuple[set[str], int, str]:
    answer = search_index(folder, query, today=TODAY, count=10_000)
    return {result.card.index_number for result in answer.results}, answer.total, answer.fallback


def weights(folder: Path, known: set[str]) -> Weights:
    index = StoredIndex(folder)
    number = {document: index.card(document).index_number for document in index.documents}
    return {
        (term, row.field, number[document]): weight
        for term in known
        for body in (False, True)
        for row in index.postings(term, body)
        for document, weight in zip(row.documents, row.weights, strict=True)
    }


def test_edits_find_what_a_clean_build_finds(tmp_path: Path) -> None:
    chance = random.Random(2)
    records = {record.index_number: record for record in catalogue(100, seed=4)}
    site, store = tmp_path / "site", tmp_path / "store"
    build_index(list(records.values()), site, store=store)
    for step in range(8):
        changed, deleted = edited(records, chance, step)
        report = update_index(store, site, changed=changed, deleted=deleted)
        assert report.documents == len(records)
        assert len(report.written) <= 60
        clean = tmp_path / f"clean{step}"
        build_index(list(records.values()), clean)
        for query in QUERIES[step % 2 :: 2]:
            assert found(site, query) == found(clean, query), (step, query)


def test_weights_stay_within_the_bound(tmp_path: Path) -> None:
    chance = random.Random(7)
    records = {record.index_number: record for record in catalogue(100, seed=4)}
    before = dict(records)
    build_index(list(records.values()), tmp_path / "site", store=tmp_path / "store", exact=True)
    touched: set[str] = set()
    for step in range(8):
        changed, deleted = edited(records, chance, step)
        touched |= {record.index_number for record in changed} | set(deleted)
        update_index(tmp_path / "store", tmp_path / "site", changed=changed, deleted=deleted)
    build_index(list(records.values()), tmp_path / "clean", exact=True)
    texts = {number: field_texts(record) for number, record in (before | records).items()}
    known = {term for row in texts.values() for text in row for term in terms(text)}
    holders: dict[str, int] = {}
    lengths = {}
    for name, group in (("before", before), ("after", records)):
        lengths[name] = [0] * len(FIELDS)
        for number in group:
            for field, text in enumerate(texts[number]):
                row = terms(text)
                lengths[name][field] += len(row)
                if name == "before":
                    for term in set(row):
                        holders[term] = holders.get(term, 0) + 1
    means = {
        name: [value / len(group) for value in lengths[name]]
        for name, group in (("before", before), ("after", records))
    }
    ours, theirs = weights(tmp_path / "site", known), weights(tmp_path / "clean", known)
    assert ours.keys() == theirs.keys()
    assert ours != theirs
    for (term, field, number), weight in theirs.items():
        place = FIELDS.index(field)
        count = holders.get(term, 0)
        drift = abs(means["after"][place] - means["before"][place]) / min(means["after"][place], means["before"][place])
        bound = (
            BOOSTS[place] * 2.2 * (idf_bound(len(before), count, len(touched)) + float(idf(len(before), count)) * drift)
        )
        assert abs(weight - ours[term, field, number]) <= bound + 0.001, (term, field, number)


def test_the_order_of_edits_does_not_matter(tmp_path: Path) -> None:
    records = catalogue(60, seed=4)
    changes = [replace(record, text=record.text + "\n附则。") for record in records[:5]]
    trees = []
    for name, row in (("one", changes), ("two", changes[::-1])):
        site, store = tmp_path / name, tmp_path / f"{name}.store"
        build_index(records, site, store=store)
        for record in row:
            report = update_index(store, site, changed=[record])
        kept = [path for path in site.rglob("*.js") if str(path.relative_to(site)).startswith(report.keep)]
        trees.append({str(path.relative_to(site)): path.read_bytes() for path in [*kept, site / "manifest.js"]})
    assert trees[0] == trees[1]


def test_taking_an_edit_back_gives_the_first_build_again(tmp_path: Path) -> None:
    records = catalogue(60, seed=4)
    site, store = tmp_path / "site", tmp_path / "store"
    build_index(records, site, store=store)
    manifest = (site / "manifest.js").read_bytes()
    update_index(store, site, changed=[replace(records[3], text="改")])
    assert (site / "manifest.js").read_bytes() != manifest
    update_index(store, site, changed=[records[3]])
    assert (site / "manifest.js").read_bytes() == manifest


def test_a_repeal_rewrites_the_manifest_alone(tmp_path: Path) -> None:
    records = catalogue(60, seed=4)
    site, store = tmp_path / "site", tmp_path / "store"
    build_index(records, site, store=store)
    number = next(record.index_number for record in records if record.force == "in_force")
    report = update_index(store, site, standings={number: Standing("repealed", "已废止", ())})
    assert report.written == ["manifest.js"]
    index = StoredIndex(site)
    assert {index.card(d).index_number: index.forces[d] for d in index.documents}[number] == "repealed"


def test_a_full_build_is_asked_for(tmp_path: Path) -> None:
    records = catalogue(OVERLAY + 10, seed=4)
    site, store = tmp_path / "site", tmp_path / "store"
    with pytest.raises(StateUnusable):
        update_index(store, site)
    build_index(records, site, store=store)
    manifest = (site / "manifest.js").read_bytes()
    with pytest.raises(FullBuildDue):
        update_index(store, site, changed=[replace(record, text="改") for record in records])
    with pytest.raises(FullBuildDue):
        update_index(store, site, deleted=[record.index_number for record in records[: OVERLAY + 1]])
    assert (site / "manifest.js").read_bytes() == manifest
    (store / "base").write_bytes((store / "base").read_bytes()[:-1] + b"x")
    with pytest.raises(StateUnusable):
        update_index(store, site)


def test_known_sounds_give_the_same_overlay(tmp_path: Path) -> None:
    """What the full build heard is taken where the names are the same; a new name is heard anew."""
    records = catalogue(80, seed=4)
    store = tmp_path / "store"
    build_index(records, tmp_path / "site", store=store)
    edited = [
        replace(records[3], text="改了。"),
        replace(records[5], title="重庆市银行行业乐音办法"),
        *catalogue(1, seed=9),
    ]
    made: list[dict[str, bytes]] = [{}, {}]
    update_index(store, made[0].__setitem__, changed=edited)
    assert any(name.partition("/")[2].startswith("y/") for name in made[0])
    (store / "sounds").unlink()
    update_index(store, made[1].__setitem__, changed=edited)
    assert made[0] == made[1]


def test_an_edit_does_without_the_library_of_sounds(tmp_path: Path) -> None:
    records = catalogue(80, seed=4)
    build_index(records, tmp_path / "site", store=tmp_path / "store")
    (tmp_path / "record").write_bytes(pickle.dumps(replace(records[3], text="改了。")))
    code = (
        "import pickle, sys; from pathlib import Path; from plugins.search.update import update_index\n"
        "folder = Path(sys.argv[1])\n"
        "update_index(folder / 'store', folder / 'site', changed=[pickle.loads((folder / 'record').read_bytes())])\n"
        "print('pypinyin' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


@pytest.mark.browser
def test_the_browser_reads_the_overlay_too(browser: Any, site_server: Any, tmp_path: Path) -> None:
    records = {record.index_number: record for record in catalogue(100, seed=4)}
    folder, store = tmp_path / "search", tmp_path / "store"
    build_index(list(records.values()), folder, store=store)
    chance = random.Random(3)
    for step in range(6):
        changed, deleted = edited(records, chance, step)
        update_index(store, folder, changed=changed, deleted=deleted)
    made = client(lunr_script())
    (tmp_path / "engine.js").write_bytes(made.files[made.engine_script])
    (tmp_path / "index.html").write_text("<!doctype html><title>t</title><script src=engine.js></script>", "utf-8")
    page = browser.new_page()
    page.goto(site_server(tmp_path) + "index.html")
    for query in QUERIES:
        answer = page.evaluate(
            """async ([q, today]) => {
                window.engine = window.engine || new GongkaiSearch.Engine("search/");
                const answer = await engine.search({ q, today, facets: [] });
                return [answer.results.map((one) => one.indexNumber), answer.total];
            }""",
            [query, TODAY],
        )
        own = search_index(folder, query, today=TODAY)
        assert answer == [[result.card.index_number for result in own.results], own.total], query
    page.close()
