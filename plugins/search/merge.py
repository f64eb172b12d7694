"""The postings of all batches, for one part of the key space, into shards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from plugins.search import weights
from plugins.search.analyse import BODY, BOOSTS, PLACES, ROW, Batch
from plugins.search.bits import blocks
from plugins.search.shards import Encoded, Postings, TierFormat, encoded


@dataclass(frozen=True, slots=True)
class Statistics:
    """What BM25 has to know of the whole catalogue. Frozen between two full builds."""

    documents: int
    averages: tuple[float, ...]
    """Mean length of each field, in terms."""
    head_levels: tuple[float, ...] | None
    body_levels: tuple[float, ...] | None
    """Saturations that stand for all others; None for exact weights."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where the batches lie and how their documents are numbered in the end."""

    batches: tuple[tuple[Path, Path, Path, tuple[NDArray[np.int64], NDArray[np.int64]]], ...]
    numbering: Path
    """An array: the final number of each document, by the order it came."""
    lengths: Path
    """An array: terms per document and field, by the order it came."""

    @classmethod
    def of(cls, batches: list[Batch], numbering: NDArray[np.uint32], folder: Path) -> Source:
        """The source for these batches; its arrays are saved in the folder."""
        order, lengths = folder / "numbering.npy", folder / "lengths.npy"
        np.save(order, numbering)
        np.save(lengths, np.concatenate([b.lengths for b in batches]))
        return cls(tuple((b.pairs, b.words, b.sounds, b.bounds) for b in batches), order, lengths)


PAIRS, WORDS, SOUNDS = 0, 1, 2
"""What a source holds."""


def rows_between(source: Source, which: int, first: int, last: int) -> NDArray[np.void]:
    """The PAIRS or WORDS of all batches in the key ranges from `first` to before `last`, sorted as they are written."""
    # read, not mapped: what is mapped counts as this process's memory, and comes with what lies around it
    parts = [_read(batch[which], *batch[3][which][[first, last]].tolist()) for batch in source.batches]
    rows = np.concatenate(parts) if parts else np.empty(0, ROW)
    del parts
    rows["document"] = np.load(source.numbering)[rows["document"]]
    if which == WORDS:
        return _sorted(rows)
    order = rows["key"].astype(np.uint64)
    order <<= np.uint64(4)
    order |= rows["field"]
    order <<= np.uint64(28)
    order |= rows["document"]
    return rows[np.argsort(order)]  # no two are equal


def _read(path: Path, start: int, end: int) -> NDArray[np.void]:
    return np.fromfile(path, ROW, count=end - start, offset=start * ROW.itemsize)


def sound_rows(source: Source) -> NDArray[np.void]:
    """All sounds of all batches, sorted by key, check, field, document."""
    rows = np.concatenate([np.empty(0, ROW), *(np.fromfile(batch[SOUNDS], ROW) for batch in source.batches)])
    rows["document"] = np.load(source.numbering)[rows["document"]]
    return _sorted(rows)


def _sorted(rows: NDArray[np.void]) -> NDArray[np.void]:
    """The rows by key, check, field, document."""
    holder = rows["field"].astype(np.uint32) << np.uint32(28) | rows["document"]
    return rows[np.lexsort((holder, term_numbers(rows)))]


@dataclass(frozen=True, slots=True)
class Weighted:
    """Rows with their lengths and holders."""

    rows: NDArray[np.void]
    holders: NDArray[np.integer]
    lengths: NDArray[np.uint32]

    def part(self, rows: slice) -> Weighted:
        """Some of the rows."""
        return Weighted(self.rows[rows], self.holders[rows], self.lengths[rows])


def weighted(rows: NDArray[np.void], source: Source) -> Weighted:
    """The rows with what a weight is made of."""
    starts = _first_rows(rows)
    sizes = np.diff(np.append(starts, len(rows)))
    holders = np.repeat(sizes.astype(np.int32), sizes)
    numbering = np.load(source.numbering)
    came = np.empty(len(numbering), dtype=np.int64)
    came[numbering] = np.arange(len(numbering))
    lengths = np.load(source.lengths)[came[rows["document"]], rows["field"]]
    return Weighted(rows, holders, lengths)


def _first_rows(rows: NDArray[np.void]) -> NDArray[np.int64]:
    """Where the rows of each term begin."""
    key, check = rows["key"], rows["check"]
    other = (key[1:] != key[:-1]) | (check[1:] != check[:-1])
    return np.flatnonzero(np.concatenate(([True], other))) if len(rows) else np.empty(0, np.int64)


def term_numbers(rows: NDArray[np.void]) -> NDArray[np.uint64]:
    """Key and check of each row as one number."""
    return rows["key"].astype(np.uint64) << np.uint64(24) | rows["check"]


def terms_of(data: Weighted) -> tuple[NDArray[np.uint64], NDArray[np.uint32]]:
    """The terms of the rows, ascending, and how many (document, field) pairs hold each."""
    first = _first_rows(data.rows)
    return term_numbers(data.rows[first]), data.holders[first].astype(np.uint32)


def saturations(data: Weighted, statistics: Statistics) -> NDArray[np.float64]:
    """The saturation of each row."""
    return _by_block(_saturations, data, statistics, np.float64)


def _saturations(data: Weighted, statistics: Statistics) -> NDArray[np.float64]:
    averages = np.array(statistics.averages)[data.rows["field"]]
    share = data.lengths / np.where(averages > 0, averages, 1)
    frequency = data.rows["frequency"].astype(np.float64)
    return (weights.K1 + 1) * frequency / (weights.K1 * (1 - weights.B + weights.B * share) + frequency)


def symbols(data: Weighted, statistics: Statistics) -> NDArray[np.int32]:
    """What each posting keeps: level (in the body also the place), or the exact weight likewise."""
    return _by_block(_symbols, data, statistics, np.int32)


def _by_block(
    function: Callable[[Weighted, Statistics], NDArray[Any]], data: Weighted, statistics: Statistics, kind: type
) -> NDArray[Any]:
    """What the function says of every row, worked out for a block of rows at a time: what bounds the memory."""
    found = np.empty(len(data.rows), dtype=kind)
    for block in blocks(len(found)):
        found[block] = function(data.part(block), statistics)
    return found


def _symbols(data: Weighted, statistics: Statistics) -> NDArray[np.integer]:
    body = data.rows["field"] == BODY
    if statistics.head_levels is None or statistics.body_levels is None:
        averages = np.array(statistics.averages)[data.rows["field"]]
        share = data.lengths / np.where(averages > 0, averages, 1)
        frequency = data.rows["frequency"].astype(np.float64)
        idfs = weights.idf(statistics.documents, data.holders)
        score = idfs * ((weights.K1 + 1) * frequency)
        score /= weights.K1 * (1 - weights.B + weights.B * share) + frequency
        score *= np.array(BOOSTS)[data.rows["field"]]
        level = weights.rounded(score)
    else:
        value = _saturations(data, statistics)
        head = weights.level_of(value, np.array(statistics.head_levels))
        level = np.where(body, weights.level_of(value, np.array(statistics.body_levels)), head)
    return np.where(body, level.astype(np.int64) * PLACES + data.rows["place"], level)


def postings(data: Weighted, chosen: NDArray[np.bool_], symbol: NDArray[np.integer]) -> Postings:
    """The chosen rows as postings."""
    rows = data.rows
    return Postings(
        rows["key"][chosen],
        rows["check"][chosen],
        rows["field"][chosen],
        rows["document"][chosen],
        symbol[chosen],
        data.holders[chosen],
    )


def merged(
    source: Source, which: int, statistics: Statistics, head: TierFormat, body: TierFormat, first: int, last: int
) -> tuple[Encoded, Encoded, tuple[NDArray[np.uint64], NDArray[np.uint32]], NDArray[np.uint64]]:
    """The title and body shards of PAIRS or WORDS in the key ranges from `first` to before `last`.

    And `terms_of` these, and of WORDS which of the terms (`term_numbers`) are in titles.
    """
    data = weighted(rows_between(source, which, first, last), source)
    titles = data.rows[data.rows["field"] != BODY] if which == WORDS else np.empty(0, ROW)
    in_titles = np.unique(term_numbers(titles))
    return *two_tiers(data, statistics, head, body), terms_of(data), in_titles


def two_tiers(data: Weighted, statistics: Statistics, head: TierFormat, body: TierFormat) -> tuple[Encoded, Encoded]:
    """The shards of these terms: what is said of a document, and its body."""
    symbol = symbols(data, statistics)
    in_body = data.rows["field"] == BODY
    titles = encoded(postings(data, ~in_body, symbol), head)
    texts = postings(data, in_body, symbol)
    del data, symbol, in_body
    return titles, encoded(replace(texts, fields=np.zeros_like(texts.fields)), body)


def sample(source: Source, which: int, ranges: int) -> Weighted:
    """The PAIRS or WORDS of the first key ranges: keys are spread evenly, so they stand for all. `ranges` of RANGES."""
    return weighted(rows_between(source, which, 0, ranges), source)
