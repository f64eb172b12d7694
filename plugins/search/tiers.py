"""The tiers of an index: posting lists in shards of a chosen size."""

from __future__ import annotations

import math
from concurrent.futures import Executor
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from plugins.search import weights
from plugins.search.analyse import BODY, FIELDS, PLACES, RANGES, ROW, Batch
from plugins.search.bits import huffman_lengths
from plugins.search.files import Files, IndexReport, mapped
from plugins.search.lookups import heavy_names, lexicon_file
from plugins.search.merge import (
    PAIRS,
    WORDS,
    Source,
    Statistics,
    Weighted,
    merged,
    postings,
    sample,
    saturations,
    sound_rows,
    symbols,
    weighted,
)
from plugins.search.shards import EMPTY, Encoded, TierFormat, encoded, key_order

SHARD_BYTES = 1500
HEAD_SHARD_BYTES = 900
HEAVY = 8
"""A list of more bits than this times a shard's bytes (so one that would fill a shard alone) has its own file."""
PARTS = 16
"""Tasks that the key space is divided into at most; RANGES when the catalogue is large."""
LARGE = 20_000
"""From this many documents on shards are twice as big, so that files stay countable, and tasks a quarter as big."""


@dataclass(frozen=True, slots=True)
class Frozen:
    """What an index keeps until its next full build: statistics, formats, and how many hold each term."""

    statistics: Statistics
    forms: dict[str, TierFormat]
    terms: NDArray[np.uint64]
    holders: NDArray[np.uint32]


@dataclass(slots=True)
class Tiers:
    """The posting lists: a, v hold titles and what is said of a document (pairs, words); b, w hold everything; y
    the syllables of titles; k whole numbers and titles."""

    source: Source
    batches: list[Batch]
    numbering: NDArray[np.uint32]
    vocabulary: dict[str, tuple[int, int]]
    files: Files
    executor: Executor | None
    jobs: int
    exact: bool
    put: set[tuple[str, int]] = field(default_factory=set)

    def written(self, report: IndexReport) -> tuple[dict[str, Any], Frozen]:
        """What the manifest says of the tiers, and what is frozen; the shards are written."""
        documents = len(self.numbering)
        lengths = [batch.lengths.sum(axis=0, dtype=np.int64) for batch in self.batches]
        totals = np.sum(lengths, axis=0) if lengths else np.zeros(len(FIELDS))
        averages = tuple(float(total) / max(documents, 1) for total in totals)
        statistics = Statistics(documents, averages, None, None)
        trial = sample(self.source, PAIRS, RANGES // 32)
        if not self.exact:
            statistics = _levelled(statistics, trial)
        large = documents >= LARGE
        plan = Plan(documents, self.exact, 2 if large else 1, RANGES if large else PARTS)
        forms = dict(zip("ab", plan.two(trial, statistics, 32, 0), strict=True))
        ranges = RANGES // 8 if large else RANGES
        trial = sample(self.source, WORDS, ranges)
        forms |= zip("vw", plan.two(trial, statistics, RANGES / ranges, 24), strict=True)
        del trial
        heavy: dict[str, list[tuple[int, int]]] = {}
        report.postings = report.terms = 0
        known = []
        titled: set[int] = set()
        for which, head, texts in ((PAIRS, "a", "b"), (WORDS, "v", "w")):
            step = RANGES // math.gcd(forms[head].shards, forms[texts].shards, plan.parts)
            calls = [
                (self.source, which, statistics, forms[head], forms[texts], first, first + step)
                for first in range(0, RANGES, step)
            ]
            for made in mapped(self.executor, self.jobs, merged, calls):
                self._put(head, made[0], heavy, report)
                self._put(texts, made[1], heavy, report)
                known.append(made[2])
                titled.update(made[3].tolist() if which == WORDS else ())
            self._fill(head, forms[head])
            self._fill(texts, forms[texts])
        words = self.vocabulary.items()
        self.files.script("x", lexicon_file(word for word, (key, check) in words if key << 24 | check in titled))
        del titled
        rows_of = {"y": lambda: sound_rows(self.source), "k": lambda: whole_key_rows(self.batches, self.numbering)}
        for tier, rows in rows_of.items():
            data = weighted(rows(), self.source)
            everything = np.ones(len(data.rows), dtype=np.bool_)
            nothing = np.zeros(len(data.rows), dtype=np.uint8)
            forms[tier] = plan.form(data, everything, nothing, 1, HEAD_SHARD_BYTES, 0, 24, 0)
            self._put(tier, encoded(postings(data, everything, nothing), forms[tier]), heavy, report)
            self._fill(tier, forms[tier])
            del data, everything, nothing
        every = np.concatenate([terms for terms, _ in known])
        order = np.argsort(every)
        counts = np.concatenate([count for _, count in known])
        said = {
            "tiers": {tier: asdict(form) | {"heavy": heavy_names(heavy[tier])} for tier, form in sorted(forms.items())},
            "levels": {"head": statistics.head_levels, "body": statistics.body_levels},
        }
        return said, Frozen(statistics, forms, every[order], counts[order])

    def _put(self, tier: str, data: Encoded, heavy: dict[str, list[tuple[int, int]]], report: IndexReport) -> None:
        self.files.shards(tier, dict(sorted(data.light.items())))
        self.put.update((tier, number) for number in data.light)
        known = heavy.setdefault(tier, [])
        names = sorted(data.heavy)
        self.files.shards(f"{tier}h", {len(known) + place: data.heavy[name] for place, name in enumerate(names)})
        known += names
        report.postings += data.postings
        report.terms += data.lists

    def _fill(self, tier: str, form: TierFormat) -> None:
        # a shard that no term falls into exists too: what is missing is then always a fault
        for number in range(form.shards):
            if (tier, number) not in self.put:
                self.files.shard(tier, number, EMPTY)


def _levelled(statistics: Statistics, trial: Weighted) -> Statistics:
    """The statistics with the levels that suit these rows."""
    value, body = saturations(trial, statistics), trial.rows["field"] == BODY
    return replace(
        statistics,
        head_levels=tuple(weights.saturation_levels(value[~body]).tolist()),
        body_levels=tuple(weights.saturation_levels(value[body]).tolist()),
    )


def whole_key_rows(batches: list[Batch], numbering: NDArray[np.uint32]) -> NDArray[np.void]:
    """What finds documents as a whole, as rows sorted by key, check, document."""
    table = np.concatenate([np.empty(0, ROW), *(batch.keys for batch in batches)])
    table["document"] = numbering[table["document"]]
    return table[np.lexsort((table["document"], table["check"], table["key"]))]


@dataclass(frozen=True, slots=True)
class Plan:
    """Chooses a tier's format from (a part of) its postings."""

    documents: int
    exact: bool
    scale: int
    parts: int

    def two(
        self, data: Weighted, statistics: Statistics, share: float, check_bits: int
    ) -> tuple[TierFormat, TierFormat]:
        """The formats of the title tier and of the body tier of these rows."""
        symbol, body = symbols(data, statistics), data.rows["field"] == BODY
        return (
            self.form(data, ~body, symbol, share, HEAD_SHARD_BYTES, weights.LEVELS, check_bits, 3),
            self.form(data, body, symbol, share, SHARD_BYTES, weights.LEVELS * PLACES, check_bits, 0),
        )

    def form(
        self,
        data: Weighted,
        chosen: NDArray[np.bool_],
        symbol: NDArray[np.integer],
        share: float,
        target: int,
        alphabet: int,
        check_bits: int,
        field_bits: int,
    ) -> TierFormat:
        """`share` says of how many times as many postings these are a part; `target` is a shard's size in bytes."""
        part = postings(data, chosen, symbol)
        lengths: tuple[int, ...] | None = ()
        if alphabet:
            counts = np.bincount(part.symbols, minlength=alphabet) + 1 if not self.exact else []
            lengths = None if self.exact else tuple(huffman_lengths([int(c) for c in counts]))
        target *= self.scale
        form = TierFormat(
            shards=1,
            key_order=key_order(int(len(np.unique(part.keys)) * share)),
            check_bits=check_bits,
            field_bits=field_bits,
            extra_order=7 if field_bits else 0,
            document_bits=max(1, (max(self.documents, 1) - 1).bit_length()),
            symbol_lengths=lengths,
            heavy_bits=target * HEAVY,
        )
        light = sum(map(len, encoded(part, form).light.values())) * share
        shards = max(1, round(light / target))
        # a multiple of a power of two that is small beside it: then the key space can be worked on in as many parts
        unit = min(self.parts, 1 << max(0, (shards // 4).bit_length() - 1))
        shards = -(-shards // unit) * unit
        order = key_order(int(len(np.unique(part.keys)) * share))
        return replace(form, shards=shards, key_order=order)
