"""What filters, counts and sorting need of every document, as columns; and what a result shows, in cards."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Sequence
from typing import Any

from plugins.search.aliases import short_names
from plugins.search.bits import armoured, armoured_all
from plugins.search.passages import passages
from plugins.search.record import SearchRecord
from plugins.search.text import joined

CARDS_PER_FILE = 4
LEAD = 60
"""Characters of a document's beginning that its card shows where no passage is."""
PASSAGE_FILE = 2000
"""Characters of short texts that share one file."""
PASSAGE_FOLDER = 64
"""Documents whose passage files share a folder and are counted together."""


_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def deflated(data: bytes) -> bytes:
    """The bytes as a raw DEFLATE stream, which browsers can inflate by themselves."""
    squeeze = zlib.compressobj(6, zlib.DEFLATED, -15, 9)
    return squeeze.compress(data) + squeeze.flush()


def inflated(data: bytes) -> bytes:
    """What `deflated` was given."""
    return zlib.decompress(data, -15)


def script(name: str, value: Any) -> bytes:
    """A classic script that hands the value over under its name: loads by http and from disk alike."""
    text = _json(value)
    for char in "<\u2028\u2029":
        if char in text:
            text = text.replace(char, f"\\u{ord(char):04x}")
    return f'__shard("{name}",{text})\n'.encode()


def packed_json(value: Any) -> str:
    """A JSON value, deflated and in base85."""
    return armoured(deflated(_json(value).encode()))


def packed_rows(values: Iterable[Any]) -> list[str]:
    """`packed_json` of each."""
    return armoured_all([deflated(_json(value).encode()) for value in values])


def lead(record: SearchRecord) -> str:
    """The beginning of a document as its card shows it: the summary, or the text's first words."""
    text = " ".join((record.summary or record.text[: LEAD * 3]).split())
    return text if len(text) <= LEAD else text[:LEAD] + "…"


def card(record: SearchRecord, file: int, count: int) -> list[Any]:
    """What a result shows of a document; `file` is its first passage file in its folder, `count` how many passages."""
    return [
        record.index_number,
        record.url,
        record.title,
        record.number,
        list(record.issuers),
        record.date,
        record.issued,
        record.category,
        record.document_type,
        lead(record),
        file,
        count,
        "\n".join(short_names(joined(record.title), record.issuers)),
    ]


def passage_files(first: int, records: Sequence[SearchRecord]) -> tuple[list[list[list[Any]]], list[tuple[int, int]]]:
    """The passage files of one folder, and for each record its first file and how many passages it has.

    A file is a list of [document, passage, text]. The passages of a long document lie in files that follow each other;
    short documents share a file.
    """
    files: list[list[list[Any]]] = []
    places: list[tuple[int, int]] = []
    open_size = PASSAGE_FILE + 1
    for document, record in enumerate(records, start=first):
        pieces = passages(record.text)
        if len(pieces) > 1 or open_size + len(pieces[0]) > PASSAGE_FILE:
            files.append([])
            open_size = 0
        places.append((len(files) - 1, len(pieces)))
        for number, piece in enumerate(pieces):
            if number:
                files.append([])
            files[-1].append([document, number, piece])
        open_size = open_size + len(pieces[0]) if len(pieces) == 1 else PASSAGE_FILE + 1
    return files, places


def dictionary_column(values: Iterable[Sequence[str]]) -> tuple[list[str], list[int | list[int]]]:
    """The distinct values, commonest first, and for each document the number of its value (or of each of several)."""
    rows = [tuple(row) for row in values]
    counts: dict[str, int] = {}
    for row in rows:
        for value in row:
            counts[value] = counts.get(value, 0) + 1
    names = sorted(counts, key=lambda value: (-counts[value], value))
    number = {value: place for place, value in enumerate(names)}
    column: list[int | list[int]] = [
        number[row[0]] if len(row) == 1 else [number[value] for value in row] for row in rows
    ]
    return names, column
