"""The index is lunr's: lunr.py, given the same terms, has the same postings and the same weights."""

from __future__ import annotations

from pathlib import Path

import pytest
from lunr.builder import Builder
from search_documents import catalogue

from plugins.search.analyse import BOOSTS, FIELDS, field_texts
from plugins.search.build import build_index
from plugins.search.reader import StoredIndex
from plugins.search.record import SearchRecord
from plugins.search.text import key_of, terms

Table = dict[tuple[str, str], dict[str, float]]


def lunrs(records: list[SearchRecord]) -> Table:
    """(term, field) -> document -> weight, by lunr.py's own builder."""
    builder = Builder()
    builder.ref("id")
    for name, boost in zip(FIELDS, BOOSTS, strict=True):
        builder.field(name, boost)
    for record in records:
        builder.add({"id": record.index_number} | dict(zip(FIELDS, map(terms, field_texts(record)), strict=True)))
    index = builder.build()
    number = {posting["_index"]: term for term, posting in index.inverted_index.items()}
    found: Table = {}
    for reference, vector in index.field_vectors.items():
        field, document = reference.split("/", 1)
        for place in range(0, len(vector.elements), 2):
            found.setdefault((number[vector.elements[place]], field), {})[document] = vector.elements[place + 1]
    return found


def ours(index: StoredIndex, known: set[str]) -> Table:
    """The same from the shards."""
    numbers = [index.card(document).index_number for document in index.documents]
    found: Table = {}
    for term in known:
        for body in (False, True):
            for row in index.postings(term, body):
                found[term, row.field] = {numbers[d]: w for d, w in zip(row.documents, row.weights, strict=True)}
    return found


@pytest.fixture(scope="module")
def documents() -> list[SearchRecord]:
    return catalogue(120)


@pytest.fixture(scope="module")
def expected(documents: list[SearchRecord]) -> Table:
    return lunrs(documents)


def test_exact_weights_are_lunrs(documents: list[SearchRecord], expected: Table, tmp_path: Path) -> None:
    build_index(documents, tmp_path, exact=True)
    found = ours(StoredIndex(tmp_path), {term for term, _ in expected})
    assert found.keys() == expected.keys()
    assert found == expected


def test_the_shards_hold_no_term_that_lunr_has_not(
    documents: list[SearchRecord], expected: Table, tmp_path: Path
) -> None:
    build_index(documents, tmp_path, exact=True)
    index = StoredIndex(tmp_path)
    keys = {key_of(term) for term, _ in expected}
    for tier in "abvw":
        assert {(row.key, row.check) for row in index.every_list(tier)} <= keys


def test_levels_stay_near_lunrs_weights(documents: list[SearchRecord], expected: Table, tmp_path: Path) -> None:
    build_index(documents, tmp_path)
    found = ours(StoredIndex(tmp_path), {term for term, _ in expected})
    assert {key: set(rows) for key, rows in found.items()} == {key: set(rows) for key, rows in expected.items()}
    errors = sorted(
        abs(found[key][document] - weight) / weight
        for key, rows in expected.items()
        for document, weight in rows.items()
        if weight
    )
    assert errors[len(errors) // 2] < 0.05
    assert errors[int(len(errors) * 0.99)] < 0.35


def test_same_files_whatever_the_order_and_the_batches(
    documents: list[SearchRecord], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def files(folder: Path) -> dict[str, bytes]:
        return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*.js")}

    build_index(documents, tmp_path / "one")
    monkeypatch.setattr("plugins.search.build.BATCH_CHARACTERS", 5000)
    build_index(reversed(documents), tmp_path / "two")
    assert files(tmp_path / "one") == files(tmp_path / "two")
