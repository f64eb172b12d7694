"""The search index of a catalogue, written as small script files that a browser loads as a query needs them."""

from __future__ import annotations

import hashlib
import json
import marshal
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, fields, replace
from functools import partial
from importlib.metadata import version
from operator import attrgetter
from pathlib import Path
from typing import Any

import numpy as np

from plugins.catalogue import tables
from plugins.search.analyse import Batch, analysed, sounding_names
from plugins.search.columns import PASSAGE_FOLDER
from plugins.search.documents import DocumentFiles, document_files, force_column, write_documents
from plugins.search.files import Files, IndexReport, Writer, mapped, writer_of
from plugins.search.lookups import fold_file, sound_file
from plugins.search.merge import Source, sound_rows
from plugins.search.record import SearchRecord
from plugins.search.sounds import syllable
from plugins.search.state import BaseState, KnownSounds, named
from plugins.search.text import compact, tokens
from plugins.search.tiers import Tiers

FORMAT = 4
_said = attrgetter(*(own.name for own in fields(SearchRecord)))
BATCH_CHARACTERS = 600_000
_NOTE = re.compile(r"\s*[（(\[〔][^（）()\[\]〔〕]*[）)\]〕]\s*$")


@dataclass(slots=True)
class _Spool:
    """What is kept of the records while they stream by: little in memory, the rest on disk."""

    path: Path
    places: list[tuple[int, int]] = field(default_factory=list)
    """Where each record lies: [from, to)."""
    order: list[tuple[str, str, str]] = field(default_factory=list)
    digests: list[bytes] = field(default_factory=list)
    names: list[bytes] = field(default_factory=list)
    """Which names each document has: see `named`."""

    def batches(self, records: Iterable[SearchRecord]) -> Iterator[tuple[int, Path, list[tuple[int, int]]]]:
        """(number of the first, and what `read` is to be given) in portions of about BATCH_CHARACTERS."""
        size = first = 0
        with self.path.open("wb") as file:
            for record in records:
                self.digests.append(record_digest(record))
                self.names.append(named(sounding_names(record)))
                start = file.tell()
                self.places.append((start, start + file.write(marshal.dumps(_said(record)))))
                self.order.append(order_key(record))
                size += len(record.text)
                if size >= BATCH_CHARACTERS or len(self.places) - first >= 4000:
                    file.flush()
                    yield first, self.path, self.places[first:]
                    first, size = len(self.places), 0
        if first < len(self.places):
            yield first, self.path, self.places[first:]

    def portions(self, numbers: Sequence[int], size: int) -> Iterator[tuple[int, Path, list[tuple[int, int]]]]:
        """(place of the first, and what `read` is to be given) of the records that came under these numbers."""
        for first in range(0, len(numbers), size):
            yield first, self.path, [self.places[number] for number in numbers[first : first + size]]


def read(path: Path, places: Sequence[tuple[int, int]]) -> list[SearchRecord]:
    """The records that lie there in the spool."""
    # in whichever process needs them: sent to it, each would be pickled once more
    with path.open("rb") as file:
        found = []
        for start, end in places:
            file.seek(start)
            found.append(SearchRecord(*marshal.loads(file.read(end - start))))  # noqa: S302 - our own file, written above
    return found


def _analysed(folder: Path, first: int, path: Path, places: Sequence[tuple[int, int]]) -> Batch:
    return analysed(first, read(path, places), folder)


def _document_files(first: int, path: Path, places: Sequence[tuple[int, int]]) -> DocumentFiles:
    return document_files(first, read(path, places))


def record_digest(record: SearchRecord) -> bytes:
    """The sha256 of what a record says of its document; not of its force, which the manifest alone holds."""
    names = (record.index_number, record.url, record.title, record.number, record.issuers, record.date)
    said = (*names, record.issued, record.category, record.document_type, record.summary)
    whole = f"{json.dumps(said, ensure_ascii=False)}\n{record.text}"
    return hashlib.sha256(whole.encode("utf-8", "surrogatepass")).digest()


def order_key(record: SearchRecord) -> tuple[str, str, str]:
    """What documents are numbered by: the end of the title first, a note in brackets behind it last.

    Documents on one subject, and versions of one document, become neighbours, so that gaps are small and what one query
    finds lies in few files. 试行, 2018年第3号 and the like say nothing of the subject.
    """
    bare = _NOTE.sub("", record.title)
    return compact(bare)[::-1], record.date, record.index_number


def code_digest() -> bytes:
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
    store: Path | None = None,
) -> IndexReport:
    """What was written: the whole index of these records, under `out` (a folder, or called with each path and content).

    Records are read once, as they come; their texts are never in memory together. `exact` keeps lunr's own weights
    instead of levels (bigger; for proofs). The same records in any order give the same files. `store` is a folder that
    keeps what `update_index` needs to add a few changed documents without building everything again.
    """
    report = IndexReport()
    tokens([])  # these tables are made once, before processes branch off
    syllable("一")
    with tempfile.TemporaryDirectory(prefix="search-") as name:
        folder = Path(name)
        spool = _Spool(folder / "records")
        vocabulary: dict[str, tuple[int, int]] = {}
        batches = []
        for batch in mapped(executor, jobs, partial(_analysed, folder), spool.batches(records)):
            vocabulary.update(batch.vocabulary)
            batches.append(replace(batch, vocabulary={}))  # most words are in most batches
        if not batches:
            batches.append(analysed(0, [], folder))
        batches.sort(key=lambda batch: batch.pairs)
        _refuse_meeting_terms(vocabulary)
        count = len(spool.places)
        ranked = sorted(range(count), key=spool.order.__getitem__)
        numbers = [spool.order[number][2] for number in ranked]
        digests = [spool.digests[number] for number in ranked]
        spool.order.clear()  # titles and dates: a part of the memory that grows with the catalogue
        numbering = np.empty(count, dtype=np.uint32)
        numbering[ranked] = np.arange(count)
        made_from = [code_digest(), bytes([exact]), *sorted(spool.digests)]
        segment = hashlib.sha256(b"".join(made_from)).hexdigest()[:12]
        files = Files(writer_of(out), segment, report)
        source = Source.of(batches, numbering, folder)
        manifest: dict[str, Any] = {"format": FORMAT, "segment": segment, "documents": count}
        said, frozen = Tiers(source, batches, numbering, vocabulary, files, executor, jobs, exact).written(report)
        manifest |= said
        made = mapped(executor, jobs, _document_files, spool.portions(ranked, PASSAGE_FOLDER))
        said, standings = write_documents(made, files)
        manifest |= said
        files.script("f", fold_file())
        files.script("s", sound_file())
        files.manifest(manifest | {"force": force_column(standings)})
        if store is not None:
            BaseState(code_digest(), manifest, numbers, digests, standings, frozen).save(store)
            KnownSounds.of(segment, [spool.names[number] for number in ranked], sound_rows(source)).save(store)
    report.documents, report.segment, report.keep = count, segment, (f"{segment}/",)
    return report


def _refuse_meeting_terms(vocabulary: dict[str, tuple[int, int]]) -> None:
    owner: dict[tuple[int, int], str] = {}
    for term, key in vocabulary.items():
        if owner.setdefault(key, term) != term:
            raise ValueError(f"two terms have one key: {owner[key]!r} and {term!r}")
