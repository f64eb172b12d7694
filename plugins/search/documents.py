"""What the index says of documents: cards, passages, columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from plugins.search import columns
from plugins.search.analyse import BOOSTS, FIELDS
from plugins.search.bits import armoured
from plugins.search.files import Files, file_name
from plugins.search.lookups import fold_sources
from plugins.search.record import SearchRecord

DocumentFiles = tuple[int, list[str], list[str], list[tuple[Any, ...]]]
"""Of one folder of documents: the number of the first, the card files, the passage files, what the columns need."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a document stands on the day of the build, and the changes that are known to come."""

    force: str
    label: str
    coming: tuple[tuple[str, str, str], ...]


def force_column(standings: Sequence[Standing]) -> dict[str, Any]:
    """The force of every document, for the manifest."""
    pairs = {(one.force, one.label) for one in standings}
    pairs |= {(code, label) for one in standings for _, code, label in one.coming}
    labels = dict(sorted(pairs))
    codes = sorted(labels)
    return {
        "codes": codes,
        "labels": [labels[code] for code in codes],
        "column": armoured(columns.deflated(bytes(codes.index(one.force) for one in standings))),
        "coming": [
            [number, [[day, codes.index(code)] for day, code, _ in one.coming]]
            for number, one in enumerate(standings)
            if one.coming
        ],
    }


def write_documents(made: Iterable[DocumentFiles], files: Files) -> tuple[dict[str, Any], list[Standing]]:
    """What the manifest says of documents, and how each stands; cards, passages and columns are written."""
    facts: list[tuple[Any, ...]] = []
    for first, cards, passages, rows in made:
        for place, text in enumerate(cards):
            files.script(file_name("d", first // columns.CARDS_PER_FILE + place), text)
        for number, text in enumerate(passages):
            files.script(f"t/{first // columns.PASSAGE_FOLDER:x}/{number:x}", text)
        facts += rows
    write_columns(facts, files)
    said = {
        "fold": fold_sources(),
        "cards": columns.CARDS_PER_FILE,
        "folder": columns.PASSAGE_FOLDER,
        "boosts": dict(zip(FIELDS, BOOSTS, strict=True)),
    }
    return said, [fact[0] for fact in facts]


def write_columns(facts: Iterable[tuple[Any, ...]], files: Files) -> None:
    """Writes category, type, issuers and date of every document."""
    rows = list(facts)
    for name, place in (("category", 2), ("type", 3), ("issuer", 4)):
        names, column = columns.dictionary_column(row[place] for row in rows)
        files.script(f"c/{name}", [names, columns.packed_json(column)])
    files.script("c/date", columns.packed_json([int(row[1].replace("-", "") or 0) for row in rows]))


def facts_of(record: SearchRecord) -> tuple[Any, ...]:
    """What the columns need of a document."""
    standing = Standing(record.force, record.force_label, record.transitions)
    return standing, record.date, (record.category,), (record.document_type,), record.issuers


def document_files(first: int, records: list[SearchRecord]) -> DocumentFiles:
    """The card files and passage files of one folder of documents, and what the columns need of each."""
    passages, places = columns.passage_files(first, records)
    cards = [columns.card(record, *place) for record, place in zip(records, places, strict=True)]
    step = columns.CARDS_PER_FILE
    return (
        first,
        columns.packed_rows(cards[at : at + step] for at in range(0, len(cards), step)),
        columns.packed_rows(passages),
        [facts_of(record) for record in records],
    )
