"""What a build remembers for the next one, beside the output: nothing of a document that is not public.

`rows.sqlite` holds, for each released document, its reading and its part of the column, so that its page can be made
again without relating the whole catalogue. `state` says for which inputs and which tree the rows hold; its checksum
covers both files. Whatever is wrong with either, the store is as good as absent.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from plugins.catalogue.column import Column
from plugins.catalogue.document_number import number_key
from plugins.catalogue.gate import Reading
from plugins.catalogue.title import inner_title, title_key
from plugins.disclosure.plain_values import packed, unpacked
from plugins.disclosure.views import Phrase

_TABLES = """
create table reading (path text primary key, data blob) without rowid;
create table row (number text primary key, place integer, path text, data blob) without rowid;
create unique index row_place on row (place);
create index row_path on row (path);
create table name (kind text, key text, place integer, number text, primary key (kind, key, place)) without rowid;
"""


class Damaged(Exception):
    """The store is not what it was when it was written."""


def forget(folder: str) -> None:
    """Remove the store."""
    shutil.rmtree(folder, ignore_errors=True)


class Rows:
    """The rows of one store. `Damaged` is raised for whatever is not as it should be."""

    def __init__(self, folder: str) -> None:
        try:
            self._db = sqlite3.connect(f"file:{os.path.join(folder, 'rows.sqlite')}?mode=rw", uri=True)
        except sqlite3.Error as error:
            raise Damaged(str(error)) from error

    @classmethod
    def create(cls, folder: str) -> Rows:
        """An empty set of rows, in the place of any other."""
        os.makedirs(folder, exist_ok=True)
        for name in ("state", "rows.sqlite", "rows.sqlite-journal"):
            if os.path.exists(os.path.join(folder, name)):
                os.unlink(os.path.join(folder, name))
        with open(os.path.join(folder, "rows.sqlite"), "wb"):
            pass
        rows = cls(folder)
        rows._db.executescript("pragma page_size=8192; pragma journal_mode=off; pragma synchronous=off;" + _TABLES)
        return rows

    def fill(
        self,
        column: Column,
        comparisons: Mapping[str, tuple[Phrase, ...]],
        pairs: Iterable[tuple[str, str]],
        readings: Iterable[Reading],
    ) -> None:
        """Every released document's row, and the readings given (by their paths before numbers were assigned)."""
        compared: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for pair in pairs:
            for number in pair:
                compared[number].append(pair)
        with self._db:
            self._db.executemany(
                "insert into row values (?, ?, ?, ?)",
                (
                    (
                        d.index_number,
                        place,
                        d.source_path,
                        document_row(column, d.index_number, comparisons, tuple(compared.get(d.index_number, ()))),
                    )
                    for place, d in enumerate(column.catalogue)
                ),
            )
            self._db.executemany("insert into name values (?, ?, ?, ?)", _names(column))
            self._db.executemany(
                "insert into reading values (?, ?)", ((r.document.fields.source_path, packed(r)) for r in readings)
            )

    def replace_document(self, path: str, number: str, row: bytes, reading: Reading) -> None:
        """Another text of a document that relates as before."""
        try:
            self._db.execute("update row set data = ? where number = ?", (row, number))
            self._db.execute("update reading set data = ? where path = ?", (packed(reading), path))
        except sqlite3.Error as error:
            raise Damaged(str(error)) from error

    def commit(self) -> None:
        """Write what was replaced."""
        try:
            self._db.commit()
        except sqlite3.Error as error:
            raise Damaged(str(error)) from error

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def one(self, statement: str, *values: Any) -> tuple[Any, ...] | None:
        """The first row of a query."""
        try:
            found: tuple[Any, ...] | None = self._db.execute(statement, values).fetchone()
        except sqlite3.Error as error:
            raise Damaged(str(error)) from error
        return found

    def all(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """Every row of a query."""
        try:
            return self._db.execute(statement, values).fetchall()
        except sqlite3.Error as error:
            raise Damaged(str(error)) from error

    def reading(self, path: str) -> Reading | None:
        """What was read in the file, if its document is public."""
        found = self.one("select data from reading where path = ?", path)
        return None if found is None else _as_reading(found[0])

    def readings(self) -> Iterator[tuple[str, bytes]]:
        """Path and packed reading of every public document."""
        yield from self.all("select path, data from reading")


def _as_reading(data: bytes) -> Reading:
    reading = unpacked(data)
    if not isinstance(reading, Reading):
        raise Damaged("reading")
    return reading


def document_row(
    column: Column, number: str, comparisons: Mapping[str, tuple[Phrase, ...]], pairs: tuple[tuple[str, str], ...]
) -> bytes:
    """All that the column knows of one document."""
    return packed(
        (
            column.catalogue[number],
            column.status[number],
            column.events.get(number, ()),
            column.acts.get(number, ()),
            column.outside.get(number, ()),
            column.references_from.get(number, ()),
            column.references_to.get(number, ()),
            column.editions.get(number, ()),
            column.cited_by.get(number, ()),
            comparisons.get(number, ()),
            pairs,
        )
    )


def _names(column: Column) -> Iterator[tuple[str, str, int, str]]:
    """What `Catalogue` looks documents up by, each key with the document's place so that the order is kept."""
    for place, d in enumerate(column.catalogue):
        keys = [("title", title_key(d.title))]
        keys += [("number", number_key(n)) for n in (d.document_number, d.registration_number) if n]
        carried = inner_title(d.title)
        keys += [("inner", title_key(carried))] if carried else []
        for kind, key in dict.fromkeys(keys):
            yield kind, key, place, d.index_number
