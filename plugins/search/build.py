"""The search index of a catalogue, written as small script files that a browser loads as a query needs them."""

from __future__ import annotations

import hashlib
import json
import pickle
import tempfile
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future
from dataclasses import asdict, astuple, dataclass, field, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from plugins.catalogue import tables
from plugins.search import columns, weights
from plugins.search.analyse import BODY, BOOSTS, FIELDS, PLACES, RANGES, ROW, Batch, analysed
from plugins.search.bits import armoured, huffman_lengths
from plugins.search.lookups import fold_file, fold_sources, heavy_names, lexicon_file, sound_file
from plugins.search.merge import (
    Source,
    Statistics,
    Weighted,
    merged_pairs,
    other_rows,
    postings,
    sample,
    saturations,
    symbols,
    two_tiers,
    weighted,
)
from plugins.search.record import SearchRecord
from plugins.search.shards import EMPTY, Encoded, TierFormat, encoded, key_order
from plugins.search.text import compact, key_of

Writer = Callable[[str, bytes], Any]
FORMAT = 1
BATCH_CHARACTERS = 600_000
SHARD_BYTES = 1500
HEAD_SHARD_BYTES = 900
HEAVY = 8
"""A list of more bits than this times a shard's bytes (so one that would fill a shard alone) has its own file."""
PARTS = 16
"""Tasks that the key space is divided into; a tier with many shards has a multiple of it."""
LARGE = 20_000
"""From this many documents on shards are twice as big, so that files stay countable."""


@dataclass(slots=True)
class IndexReport:
    """What a build wrote, for people and for the benchmarks. Sizes in bytes."""

    documents: int = 0
    postings: int = 0
    terms: int = 0
    files: int = 0
    size: int = 0
    segment: str = ""
    shards: dict[str, int] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)
    written: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Spool:
    """What is kept of the records while they stream by: little in memory, the rest on disk."""

    path: Path
    offsets: list[int] = field(default_factory=list)
    order: list[tuple[str, str, str]] = field(default_factory=list)
    digests: list[bytes] = field(default_factory=list)

    def batches(self, records: Iterable[SearchRecord]) -> Iterator[tuple[int, list[SearchRecord]]]:
        """(number of the first, records) in portions of about BATCH_CHARACTERS."""
        batch: list[SearchRecord] = []
        size = 0
        with self.path.open("wb") as file:
            for record in records:
                data = pickle.dumps(record, 5)
                self.digests.append(record_digest(record))
                self.offsets.append(file.tell())
                file.write(data)
                title = compact(record.title)
                # by the end of the title: documents on one subject, and versions of one document, become neighbours,
                # so that gaps are small and what one query finds lies in few files
                self.order.append((title[::-1], record.date, record.index_number))
                batch.append(record)
                size += len(record.text)
                if size >= BATCH_CHARACTERS or len(batch) >= 4000:
                    yield len(self.offsets) - len(batch), batch
                    batch, size = [], 0
        if batch:
            yield len(self.offsets) - len(batch), batch

    def read(self, numbers: Iterable[int]) -> list[SearchRecord]:
        """The records that came under these numbers."""
        with self.path.open("rb") as file:
            found = []
            for number in numbers:
                file.seek(self.offsets[number])
                found.append(pickle.load(file))  # noqa: S301 - our own file, written above
        return found


def record_digest(record: SearchRecord) -> bytes:
    """The sha256 of everything that a record says."""
    return hashlib.sha256(json.dumps(astuple(record), ensure_ascii=False).encode("utf-8", "surrogatepass")).digest()


def _code_digest() -> bytes:
    """The sha256 of what makes the index: this package, its words, the tables of its libraries."""
    digest = hashlib.sha256(f"{FORMAT} {version('opencc')} {version('pypinyin')}".encode())
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    digest.update(json.dumps(tables.load("search"), ensure_ascii=False, sort_keys=True).encode())
    return digest.digest()


def build_index(
    records: Iterable[SearchRecord],
    out: Path | Writer,
    *,
    executor: Executor | None = None,
    jobs: int = 1,
    exact: bool = False,
) -> IndexReport:
    """What was written: the whole index of these records, under `out` (a folder, or called with each path and content).

    Records are read once, as they come; their texts are never in memory together. `exact` keeps lunr's own weights
    instead of levels (bigger; for proofs). The same records in any order give the same files.
    """
    report = IndexReport()
    with tempfile.TemporaryDirectory(prefix="search-") as name:
        folder = Path(name)
        spool = _Spool(folder / "records")
        batches = list(
            mapped(executor, jobs, analysed, ((n, batch, folder) for n, batch in spool.batches(records)))
        )
        batches.sort(key=lambda batch: batch.pairs)
        _refuse_meeting_terms(batches)
        count = len(spool.offsets)
        ranked = sorted(range(count), key=spool.order.__getitem__)
        numbering = np.empty(count, dtype=np.uint32)
        numbering[ranked] = np.arange(count)
        made_from = [_code_digest(), bytes([exact]), *sorted(spool.digests)]
        segment = hashlib.sha256(b"".join(made_from)).hexdigest()[:12]
        write = _Files(_writer(out), segment, report)
        source = Source.of(batches, numbering, folder)
        manifest = {"format": FORMAT, "segment": segment, "documents": count}
        manifest |= _Tiers(source, batches, numbering, write, executor, jobs, exact).written(report)
        manifest |= _documents(spool, ranked, write, executor, jobs)
        write.script("f", fold_file())
        write.script("s", sound_file())
        write.manifest(manifest)
    report.documents, report.segment = count, segment
    return report


def _refuse_meeting_terms(batches: list[Batch]) -> None:
    owner: dict[tuple[int, int], str] = {}
    for batch in batches:
        for term, key in batch.vocabulary.items():
            if owner.setdefault(key, term) != term:
                raise ValueError(f"two terms have one key: {owner[key]!r} and {term!r}")


def mapped(
    executor: Executor | None, jobs: int, function: Callable[..., Any], calls: Iterable[tuple[Any, ...]]
) -> Iterator[Any]:
    """The results in the order of the calls; at most 2 x `jobs` calls are under way, so that memory stays bounded."""
    if executor is None:
        for call in calls:
            yield function(*call)
        return
    waiting: deque[Future[Any]] = deque()
    for call in calls:
        waiting.append(executor.submit(function, *call))
        if len(waiting) >= 2 * jobs:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def _writer(out: Path | Writer) -> Writer:
    if not isinstance(out, Path):
        return out

    def write(path: str, data: bytes) -> None:
        target = out / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)

    return write


@dataclass(slots=True)
class _Files:
    """Writes script files and counts them."""

    write: Writer
    segment: str
    report: IndexReport

    def script(self, name: str, value: Any) -> None:
        self._put(f"{self.segment}/{name}.js", columns.script(name, value), name.partition("/")[0])

    def shard(self, tier: str, number: int, data: bytes) -> None:
        self.script(file_name(tier, number), armoured(data))

    def manifest(self, value: dict[str, Any]) -> None:
        self._put("manifest.js", columns.script("manifest", value), "manifest")

    def _put(self, path: str, data: bytes, kind: str) -> None:
        self.write(path, data)
        self.report.files += 1
        self.report.size += len(data)
        self.report.shards[kind] = self.report.shards.get(kind, 0) + 1
        self.report.sizes[kind] = self.report.sizes.get(kind, 0) + len(data)


def file_name(tier: str, number: int) -> str:
    """A file's name in its segment, without `.js`: never more than 256 files in a folder."""
    return f"{tier}/{number >> 8:x}/{number & 255:x}"


@dataclass(slots=True)
class _Tiers:
    """The posting lists: a, v hold titles and what is said of a document (pairs, words); b, w hold everything; y
    the syllables of titles; k whole numbers and titles."""

    source: Source
    batches: list[Batch]
    numbering: NDArray[np.uint32]
    files: _Files
    executor: Executor | None
    jobs: int
    exact: bool
    put: set[tuple[str, int]] = field(default_factory=set)

    def written(self, report: IndexReport) -> dict[str, Any]:
        documents = len(self.numbering)
        lengths = [batch.lengths.sum(axis=0, dtype=np.int64) for batch in self.batches]
        totals = np.sum(lengths, axis=0) if lengths else np.zeros(len(FIELDS))
        averages = tuple(float(total) / max(documents, 1) for total in totals)
        statistics = Statistics(documents, averages, None, None)
        trial = sample(self.source, statistics)
        if not self.exact:
            value, body = saturations(trial, statistics), trial.rows["field"] == BODY
            statistics = replace(
                statistics,
                head_levels=tuple(weights.saturation_levels(value[~body]).tolist()),
                body_levels=tuple(weights.saturation_levels(value[body]).tolist()),
            )
        symbol, body = symbols(trial, statistics), trial.rows["field"] == BODY
        scale = 2 if documents >= LARGE else 1
        share = RANGES / 2
        plan = _Plan(documents, self.exact, scale)
        forms = {
            "a": plan.form(trial, ~body, symbol, share, HEAD_SHARD_BYTES, weights.LEVELS, 0, 3),
            "b": plan.form(trial, body, symbol, share, SHARD_BYTES, weights.LEVELS * PLACES, 0, 0),
        }
        words = weighted(other_rows(self.source, 1), self.source)
        symbol, body = symbols(words, statistics), words.rows["field"] == BODY
        forms["v"] = plan.form(words, ~body, symbol, 1, HEAD_SHARD_BYTES, weights.LEVELS, 24, 3)
        forms["w"] = plan.form(words, body, symbol, 1, SHARD_BYTES, weights.LEVELS * PLACES, 24, 0)
        heavy: dict[str, list[tuple[int, int]]] = {}
        report.postings = report.terms = 0
        parts = PARTS if forms["a"].shards % PARTS == 0 and forms["b"].shards % PARTS == 0 else 1
        step = RANGES // parts
        calls = [
            (self.source, statistics, forms["a"], forms["b"], first, first + step) for first in range(0, RANGES, step)
        ]
        for head, texts in mapped(self.executor, self.jobs, merged_pairs, calls):
            self._put("a", head, heavy, report)
            self._put("b", texts, heavy, report)
        head, texts = two_tiers(words, statistics, forms["v"], forms["w"])
        self._put("v", head, heavy, report)
        self._put("w", texts, heavy, report)
        keys = set(zip(words.rows["key"][~body].tolist(), words.rows["check"][~body].tolist(), strict=True))
        self.files.script(
            "x", lexicon_file(w for batch in self.batches for w, key in batch.vocabulary.items() if key in keys)
        )
        for tier in "abvw":
            self._fill(tier, forms[tier])
        for tier, rows in (("y", other_rows(self.source, 2)), ("k", self._whole_keys())):
            data = weighted(rows, self.source)
            everything = np.ones(len(rows), dtype=np.bool_)
            nothing = np.zeros(len(rows), dtype=np.int64)
            forms[tier] = plan.form(data, everything, nothing, 1, HEAD_SHARD_BYTES, 0, 24, 0)
            self._put(tier, encoded(postings(data, everything, nothing), forms[tier]), heavy, report)
            self._fill(tier, forms[tier])
        return {
            "tiers": {tier: asdict(form) | {"heavy": heavy_names(heavy[tier], form.check_bits)} for tier, form in sorted(forms.items())},
            "levels": {"head": statistics.head_levels, "body": statistics.body_levels},
            "averages": averages,
        }

    def _put(self, tier: str, data: Encoded, heavy: dict[str, list[tuple[int, int]]], report: IndexReport) -> None:
        for number, shard in sorted(data.light.items()):
            self.files.shard(tier, number, shard)
            self.put.add((tier, number))
        known = heavy.setdefault(tier, [])
        for (key, check), shard in sorted(data.heavy.items()):
            self.files.shard(tier + "h", len(known), shard)
            known.append((key, check))
        report.postings += data.postings
        report.terms += data.lists

    def _fill(self, tier: str, form: TierFormat) -> None:
        # a shard that no term falls into exists too: what is missing is then always a fault
        for number in range(form.shards):
            if (tier, number) not in self.put:
                self.files.shard(tier, number, EMPTY)

    def _whole_keys(self) -> NDArray[np.void]:
        rows = [
            (*key_of(key), 0, self.numbering[document], 1, 0) for batch in self.batches for key, document in batch.keys
        ]
        table = np.array(rows, dtype=ROW)
        return table[np.lexsort((table["document"], table["check"], table["key"]))]


@dataclass(frozen=True, slots=True)
class _Plan:
    """Chooses a tier's format from (a part of) its postings."""

    documents: int
    exact: bool
    scale: int

    def form(
        self,
        data: Weighted,
        chosen: NDArray[np.bool_],
        symbol: NDArray[np.int64],
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
        if shards > 2 * PARTS:
            shards = -(-shards // PARTS) * PARTS
        order = key_order(int(len(np.unique(part.keys)) * share))
        return replace(form, shards=shards, key_order=order)


def _documents(
    spool: _Spool, ranked: list[int], files: _Files, executor: Executor | None, jobs: int
) -> dict[str, Any]:
    """Cards, passages and columns, in the documents' final order."""
    facts: list[tuple[Any, ...]] = []
    portions = (
        (first, spool.read(ranked[first : first + columns.PASSAGE_FOLDER]))
        for first in range(0, len(ranked), columns.PASSAGE_FOLDER)
    )
    for first, cards, passages, rows in mapped(executor, jobs, document_files, portions):
        for place, text in enumerate(cards):
            files.script(file_name("d", first // columns.CARDS_PER_FILE + place), text)
        for number, text in enumerate(passages):
            files.script(f"t/{first // columns.PASSAGE_FOLDER:x}/{number:x}", text)
        facts += rows
    codes = sorted({fact[0] for fact in facts} | {code for fact in facts for _, code, _ in fact[2]})
    labels = {code: label for fact in facts for code, label in ((fact[0], fact[1]), *((c, n) for _, c, n in fact[2]))}
    for name, place in (("category", 4), ("type", 5), ("issuer", 6)):
        names, column = columns.dictionary_column(fact[place] for fact in facts)
        files.script(f"c/{name}", [names, columns.packed_json(column)])
    files.script("c/date", columns.packed_json([int(fact[3].replace("-", "") or 0) for fact in facts]))
    column = bytes(codes.index(fact[0]) for fact in facts)
    return {
        "force": {
            "codes": codes,
            "labels": [labels[code] for code in codes],
            "column": armoured(columns.deflated(column)),
            "coming": [
                [number, [[day, codes.index(code)] for day, code, _ in fact[2]]]
                for number, fact in enumerate(facts)
                if fact[2]
            ],
        },
        "fold": fold_sources(),
        "cards": columns.CARDS_PER_FILE,
        "folder": columns.PASSAGE_FOLDER,
        "boosts": dict(zip(FIELDS, BOOSTS, strict=True)),
    }


def document_files(first: int, records: list[SearchRecord]) -> tuple[int, list[str], list[str], list[tuple[Any, ...]]]:
    """The card files and passage files of one folder of documents, and what the columns need of each."""
    passages, places = columns.passage_files(first, records)
    cards = [columns.card(record, *place) for record, place in zip(records, places, strict=True)]
    step = columns.CARDS_PER_FILE
    return (
        first,
        [columns.packed_json(cards[at : at + step]) for at in range(0, len(cards), step)],
        [columns.packed_json(file) for file in passages],
        [
            (r.force, r.force_label, r.transitions, r.date, (r.category,), (r.document_type,), r.issuers)
            for r in records
        ],
    )
