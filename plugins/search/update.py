"""A few changed documents into an index, without building it again.

They go into an overlay: a small index of its own beside the full one, whose documents of the same index number (and
those that are gone) no longer count. The statistics of the full build stay (N, mean lengths, how many documents hold a
term), so every weight in the full build stays as it is. Which documents answer a query is exactly what a new full build
would say. A weight differs from that of a new full build by at most

    boost x 2.2 x (idf_bound(N, h, n) + idf x d)

for a term held by h (document, field) pairs, n of N documents changed, and mean lengths changed by the share d; a
score by at most the sum of that over the query's terms. A full build ends it.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path

import numpy as np

from plugins.search import columns
from plugins.search.analyse import BODY, FIELDS, RANGES, SoundsOf, analysed, sounding_names, sounds_of
from plugins.search.build import code_digest, order_key, record_digest
from plugins.search.documents import Standing, facts_of, force_column, write_columns
from plugins.search.files import Files, IndexReport, Writer, file_name, writer_of
from plugins.search.lookups import heavy_names, lexicon_file
from plugins.search.merge import (
    PAIRS,
    WORDS,
    Source,
    Weighted,
    postings,
    rows_between,
    sound_rows,
    symbols,
    term_numbers,
    weighted,
)
from plugins.search.record import SearchRecord
from plugins.search.shards import EMPTY, encoded, key_order
from plugins.search.state import BaseState, Changes, KnownSounds, frozen_holders
from plugins.search.tiers import whole_key_rows
from plugins.search.weights import idf

OVERLAY = 64
"""More documents than this changed, added or gone, and a full build is due."""
SHARD_BYTES = 6000
NEVER = 1 << 60


class FullBuildDue(Exception):
    """So much has changed that the index must be built anew."""


def idf_bound(documents: int, holders: int, changed: int) -> float:
    """How far at most a term's idf lies from that of a new full build, `changed` of `documents` having changed."""
    spread = len(FIELDS) * changed
    now = float(idf(documents, holders))
    others = [
        float(idf(max(1, total), count))
        for total in range(documents - changed, documents + changed + 1)
        for count in (max(0, holders - spread), holders, holders + spread)
    ]
    return max(abs(now - other) for other in others)


def update_index(
    store: Path,
    out: Path | Writer,
    *,
    changed: Iterable[SearchRecord] = (),
    deleted: Iterable[str] = (),
    standings: Mapping[str, Standing] | None = None,
) -> IndexReport:
    """What was written: the manifest, and an overlay with what has changed since the full build.

    `changed` are new or changed documents, `deleted` index numbers, `standings` how documents stand whose force alone
    has changed. The report's `keep` names the folders of `out` that still belong to the index. StateUnusable without a
    usable `store`, FullBuildDue when the overlay would become too big: call `build_index` with the same `store` then.
    """
    base, changes = BaseState.load(store, code_digest()), Changes.load(store)
    place = {number: document for document, number in enumerate(base.numbers)}
    for record in changed:
        number = record.index_number
        changes.gone.discard(number)
        changes.standings.pop(number, None)
        if number in place and base.digests[place[number]] == record_digest(record):
            changes.records.pop(number, None)
            changes.standings[number] = facts_of(record)[0]
        else:
            changes.records[number] = record
    for number in deleted:
        changes.records.pop(number, None)
        if number in place:
            changes.gone.add(number)
    for number, standing in (standings or {}).items():
        if number in changes.records:
            one = changes.records[number]
            changes.records[number] = replace(
                one, force=standing.force, force_label=standing.label, transitions=standing.coming
            )
        else:
            changes.standings[number] = standing
    count = len(changes.records) + len(changes.gone)
    if count > OVERLAY:
        raise FullBuildDue(f"{count} documents")
    report = _written(base, changes, place, out, KnownSounds.load(store, base.manifest["segment"]))
    changes.save(store)
    return report


def _written(
    base: BaseState, changes: Changes, place: dict[str, int], out: Path | Writer, known: KnownSounds | None
) -> IndexReport:
    report = IndexReport(segment=base.manifest["segment"])
    records = sorted(changes.records.values(), key=order_key)
    dead = sorted(place[number] for number in {*changes.records, *changes.gone} if number in place)
    standings = list(base.standings)
    for number, standing in changes.standings.items():
        if number in place:
            standings[place[number]] = standing
    standings += [facts_of(record)[0] for record in records]
    digest = hashlib.sha256(base.manifest["segment"].encode())
    digest.update(b"".join(record_digest(record) for record in records))
    files = Files(writer_of(out), digest.hexdigest()[:12], report)
    manifest = base.manifest | {"force": force_column(standings)}
    folders: tuple[str, ...] = ()
    if records or dead:
        manifest["overlay"] = {"segment": files.segment, "documents": len(records), "dead": dead}
    if records:
        manifest["overlay"]["tiers"] = _tiers(base, records, files, partial(_sounds, known, place))
        folders = _documents(records, files)
    files.manifest(manifest)
    report.documents = len(base.numbers) - len(dead) + len(records)
    report.keep = (f"{base.manifest['segment']}/", f"{files.segment}/", *folders)
    return report


def _sounds(known: KnownSounds | None, place: dict[str, int], record: SearchRecord) -> Sequence[tuple[int, int]]:
    """How the record's names sound: as the full build found it where they are the same."""
    document = place.get(record.index_number)
    heard = None
    if known is not None and document is not None:
        heard = known.of_document(document, sounding_names(record))
    return sounds_of(record) if heard is None else heard


def _tiers(base: BaseState, records: list[SearchRecord], files: Files, sounds: SoundsOf) -> dict[str, object]:
    """The overlay's tiers, as the manifest says them; the shards are written."""
    with tempfile.TemporaryDirectory(prefix="search-") as name:
        folder = Path(name)
        batch = analysed(0, records, folder, sounds)
        numbering = np.arange(len(records), dtype=np.uint32)
        source = Source.of([batch], numbering, folder)
        pairs = _frozen(base, weighted(rows_between(source, PAIRS, 0, RANGES), source))
        words = _frozen(base, weighted(rows_between(source, WORDS, 0, RANGES), source))
        spoken = weighted(sound_rows(source), source)
        whole = weighted(whole_key_rows([batch], numbering), source)
    said: dict[str, object] = {}
    for tier, data in (("a", pairs), ("b", pairs), ("v", words), ("w", words), ("y", spoken), ("k", whole)):
        chosen = np.ones(len(data.rows), dtype=np.bool_)
        if tier in "abvw":
            chosen = (data.rows["field"] == BODY) == (tier in "bw")
        symbol = symbols(data, base.frozen.statistics) if tier in "abvw" else np.zeros(len(data.rows), dtype=np.int64)
        part = postings(data, chosen, symbol)
        if tier in "bw":
            part = replace(part, fields=np.zeros_like(part.fields))
        terms = len(np.unique(part.keys))
        bits = max(1, (len(records) - 1).bit_length())
        form = replace(base.frozen.forms[tier], document_bits=bits, heavy_bits=NEVER, key_order=key_order(terms))
        form = replace(form, shards=1)
        size = len(encoded(part, form).light.get(0, b""))
        form = replace(form, shards=max(1, round(size / SHARD_BYTES)))
        made = encoded(part, form)
        for number in range(form.shards):
            files.shard(tier, number, made.light.get(number, EMPTY))
        said[tier] = asdict(form) | {"heavy": heavy_names([])}
    files.script("x", lexicon_file(batch.vocabulary))
    return said


def _frozen(base: BaseState, data: Weighted) -> Weighted:
    """The rows with the full build's count of holders: a weight here is made of the same idf as there."""
    known = frozen_holders(base.frozen, term_numbers(data.rows))
    # a term that the full build holds less often than the overlay does is as good as new
    return replace(data, holders=np.maximum(known, data.holders))


def _documents(records: list[SearchRecord], files: Files) -> tuple[str, ...]:
    """Cards, columns and passages; a document's passages lie in a folder of its own, named by its content."""
    cards, folders = [], []
    for record in records:
        folder = f"u/{record_digest(record).hex()[:12]}"
        pieces, places = columns.passage_files(0, [record])
        for number, piece in enumerate(pieces):
            files.loose(f"{folder}/{number:x}", columns.packed_json(piece), "u")
        cards.append([*columns.card(record, *places[0]), folder])
        folders.append(f"{folder}/")
    step = columns.CARDS_PER_FILE
    for number, first in enumerate(range(0, len(cards), step)):
        files.script(file_name("d", number), columns.packed_json(cards[first : first + step]))
    write_columns((facts_of(record) for record in records), files)
    return tuple(folders)
