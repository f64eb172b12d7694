"""What a build remembers for the next one, beside the output: nothing of a document that is not public.

`rows.sqlite` holds, for each released document, its reading, its part of the column, the names it bears and
those it asks for, so that a page can be made again, and a change related, without the whole catalogue. `state` says for
which inputs and which tree the rows hold. Whatever is wrong with either, the store is as good as absent.
"""

from __future__ import annotations

import array
import hashlib
import marshal
import os
import shutil
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, cast

from plugins.catalogue.affected import Asked, Asking, asked_names, borne_names
from plugins.catalogue.column import Column
from plugins.catalogue.document import ReleasedDocument
from plugins.catalogue.force import Status
from plugins.catalogue.gate import Reading
from plugins.disclosure.list_views import letter_of, list_places
from plugins.disclosure.plain_values import packed, unpacked
from plugins.disclosure.views import Phrase
from plugins.disclosure.year_summary import YearSummary

_TABLES = """
create table document (number text primary key, day integer, path text, kept integer, names blob, asked blob,
  data blob) without rowid;
create table reading (path text primary key, data blob) without rowid;
create table name (key integer, number text, primary key (key, number)) without rowid;
create table asked (key integer, kind integer, number text, primary key (key, kind, number)) without rowid;
create table light (year text primary key, summary blob, data blob);
create table pair (old text, new text, url text, changed text, primary key (old, new)) without rowid;
"""
_INDEXES = """
create index document_path on document (path);
create unique index document_day on document (day, number);
create index document_kept on document (kept) where kept = 0;
"""

Light = tuple[Any, ...]
"""What lists and overviews need of a document: see `light_of`."""
ComparedPair = tuple[str, str, str, str]
"""Index numbers of the older and the newer, and what `compared_page` says of the two."""


class Damaged(Exception):
    """The store is not what it was when it was written."""


def forget(folder: str) -> None:
    """Remove the store."""
    shutil.rmtree(folder, ignore_errors=True)


def name_key(name: str) -> int:
    """A name as the store looks it up; two names with one key cost a look, nothing else."""
    digest = hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "little", signed=True)


class Rows:
    """The rows of one store. `Damaged` is raised for whatever is not as it should be."""

    def __init__(self, folder: str) -> None:
        try:
            self._db = sqlite3.connect(
                f"file:{os.path.join(folder, 'rows.sqlite')}?mode=rw", uri=True, isolation_level=None
            )
            # a store that a killed build has half written is known by its stamp, and a new one is made
            self._db.executescript("pragma journal_mode=memory; pragma synchronous=off; pragma cache_size=-65536;")
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
        rows._db.executescript("pragma page_size=8192; pragma journal_mode=off;" + _TABLES)
        return rows

    def fill(
        self,
        column: Column,
        comparisons: Mapping[str, tuple[Phrase, ...]],
        pairs: Iterable[ComparedPair],
        summaries: Mapping[str, YearSummary],
        readings: Mapping[str, Reading],
        kept: frozenset[str],
    ) -> None:
        """Every released document's row. `readings` is by path; those in `kept` may be stored."""
        compared: dict[str, list[tuple[str, str]]] = defaultdict(list)
        pairs = tuple(pairs)
        for old, new, *_ in pairs:
            for number in (old, new):
                compared[number].append((old, new))
        names: list[tuple[int, str]] = []
        asked: list[tuple[int, int, str]] = []
        lights: dict[str, list[Light]] = defaultdict(list)
        rows = []
        for document in sorted(column.catalogue, key=lambda d: d.index_number):
            number, path = document.index_number, document.source_path
            row = document_row(column, number, comparisons, tuple(compared.get(number, ())))
            borne = sorted(map(name_key, borne_names(document)))
            wants = _asked_keys(asked_names(document, readings[path]))
            names += [(key, number) for key in borne]
            asked += [(key, kind, number) for kind, key in wants]
            rows.append(_document_values(row, path in kept, borne, wants))
        for document in column.catalogue:
            status = column.status[document.index_number]
            lights[str(document.publication_date.year)].append(light_of(document, status))
        names.sort()
        asked.sort()
        self.one("begin")
        self.many("insert into document values (?, ?, ?, ?, ?, ?, ?)", rows)
        self.many("insert or ignore into name values (?, ?)", names)
        self.many("insert or ignore into asked values (?, ?, ?)", asked)
        self.many("insert into pair values (?, ?, ?, ?)", pairs)
        for year, part in lights.items():
            self.put_light(year, part, summaries[year])
        self.many("insert into reading values (?, ?)", ((path, packed(readings[path])) for path in sorted(kept)))
        self.one("commit")
        self._db.executescript(_INDEXES)

    def begin(self) -> None:
        """What is put and removed from now on counts from `commit` on, but is seen at once."""
        self.one("begin")

    def put_document(self, document: ReleasedDocument, reading: Reading, *, keep: bool) -> None:
        """A new or changed document with its names; its row is to follow. Its reading is stored where `keep`."""
        self.remove_document(document.index_number)
        number = document.index_number
        borne = sorted(map(name_key, borne_names(document)))
        wants = _asked_keys(asked_names(document, reading))
        blank = (document, None, *((),) * 9)
        self.many("insert into document values (?, ?, ?, ?, ?, ?, ?)", [_document_values(blank, keep, borne, wants)])
        self.many("insert or ignore into name values (?, ?)", [(key, number) for key in borne])
        self.many("insert or ignore into asked values (?, ?, ?)", [(key, kind, number) for kind, key in wants])
        if keep:
            self.many("insert or replace into reading values (?, ?)", [(document.source_path, packed(reading))])

    def put_row(self, row: tuple[Any, ...]) -> None:
        """The row of a document that is there already."""
        self.one("update document set data = ? where number = ?", packed(row), row[0].index_number)

    def put_reading(self, path: str, reading: Reading) -> None:
        """Another text with the same facts."""
        self.one("update reading set data = ? where path = ?", packed(reading), path)

    def remove_document(self, number: str) -> None:
        """Take the document and its names out; nothing happens when it is not there."""
        found = self.one("select path, names, asked from document where number = ?", number)
        if found is None:
            return
        path, names, asked = found
        self.many("delete from name where key = ? and number = ?", [(key, number) for key in _keys(names)])
        self.many(
            "delete from asked where key = ? and kind = ? and number = ?",
            [(key, kind, number) for kind, key in _pairs_of(asked)],
        )
        self.one("delete from document where number = ?", number)
        self.one("delete from reading where path = ?", path)

    def light(self) -> dict[str, list[Light]]:
        """By year of publication, what lists and overviews need of every document, in the catalogue's order."""
        return {year: _loaded(data) for year, data in self.all("select year, data from light order by year")}

    def light_of_year(self, year: str) -> list[Light]:
        """That of the documents of one year; an empty list for an unknown year."""
        found = self.one("select data from light where year = ?", year)
        return _loaded(found[0]) if found else []

    def summaries(self) -> dict[str, YearSummary]:
        """The summary of every year of publication."""
        try:
            return {year: unpacked(data) for year, data in self.all("select year, summary from light order by year")}
        except (ValueError, EOFError, TypeError) as error:
            raise Damaged(str(error)) from error

    def put_light(self, year: str, part: list[Light], summary: YearSummary | None) -> None:
        """Another year's part and summary; without a summary the year is removed."""
        if summary:
            values = (year, packed(summary), marshal.dumps(part))
            self.one("insert or replace into light values (?, ?, ?)", *values)
        else:
            self.one("delete from light where year = ?", year)

    def pairs(self) -> list[ComparedPair]:
        """Every pair of documents that is compared, in order."""
        return cast(list[ComparedPair], self.all("select old, new, url, changed from pair order by old, new"))

    def put_pairs(self, gone: Iterable[tuple[str, str]], new: Iterable[ComparedPair]) -> None:
        """Pairs that are no more, and those that are new or have another address or day."""
        self.many("delete from pair where old = ? and new = ?", list(gone))
        self.many("insert or replace into pair values (?, ?, ?, ?)", list(new))

    def beside(self, number: str) -> tuple[str | None, str | None]:
        """The documents before and after this one in the catalogue's order."""
        day = self.one("select day from document where number = ?", number)
        found = []
        for sign, way in (("<", "desc"), (">", "asc")):
            place = f"where (day, number) {sign} (?, ?) order by day {way}, number {way} limit 1"
            other = self.one(f"select number from document {place}", day[0], number) if day else None  # noqa: S608 (ours)
            found.append(other[0] if other else None)
        return found[0], found[1]

    def bearing(self, keys: Iterable[int]) -> set[str]:
        """The documents that bear one of the names."""
        return {n for key in set(keys) for (n,) in self.all("select number from name where key = ?", key)}

    def asking(self, keys: Iterable[int], *kinds: Asking) -> set[str]:
        """The documents that ask for one of the names, for one of these ends."""
        marks = ",".join(str(int(kind)) for kind in kinds)
        statement = f"select number from asked where key = ? and kind in ({marks})"  # noqa: S608 (integers)
        return {n for key in set(keys) for (n,) in self.all(statement, key)}

    def names_of(self, number: str) -> list[int]:
        """The names that the document bears."""
        found = self.one("select names from document where number = ?", number)
        return list(_keys(found[0])) if found else []

    def asked_by(self, number: str, *kinds: Asking) -> list[int]:
        """The names that the document asks for, for one of these ends."""
        found = self.one("select asked from document where number = ?", number)
        return [key for kind, key in _pairs_of(found[0]) if kind in kinds] if found else []

    def commit(self) -> None:
        """Write what was put."""
        self.one("commit")

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

    def many(self, statement: str, values: Iterable[tuple[Any, ...]]) -> None:
        """The statement, for each of the values."""
        try:
            self._db.executemany(statement, values)
        except sqlite3.Error as error:
            raise Damaged(str(error)) from error

    def reading(self, path: str) -> Reading | None:
        """What was read in the file, if its document is public and the gate has taken nothing out of it."""
        found = self.one("select data from reading where path = ?", path)
        if found is None:
            return None
        reading = unpacked(found[0])
        if not isinstance(reading, Reading):
            raise Damaged("reading")
        return reading


def _loaded(data: bytes) -> list[Light]:
    try:
        part: list[Light] = marshal.loads(data)  # noqa: S302 (ours)
    except (ValueError, EOFError, TypeError) as error:
        raise Damaged(str(error)) from error
    return part


def document_row(
    column: Column, number: str, comparisons: Mapping[str, tuple[Phrase, ...]], pairs: tuple[tuple[str, str], ...]
) -> tuple[Any, ...]:
    """All that the column knows of one document."""
    return (
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


def light_of(document: ReleasedDocument, status: Status, before: Light | None = None) -> Light:
    """What lists and overviews need of the document, in values that `marshal` takes. `before` is what they had.

    The letter of a title that is still the same is taken from there: the library of syllables is slow to load.
    """
    letter = letter_of(before[-1]) if before and before[1] == document.title else ""
    issued = document.date_of_issue
    return (
        document.index_number,
        document.title,
        document.document_number,
        document.publication_date.toordinal(),
        issued.toordinal() if issued else None,
        document.issuers,
        document.category,
        document.subjects,
        document.document_type,
        document.address,
        status.force.value,
        tuple((change.on.toordinal() if change.on else None, change.force.value) for change in status.timeline),
        list_places(document, status.force, letter),
    )


def _document_values(row: tuple[Any, ...], kept: bool, names: list[int], asked: list[tuple[int, int]]) -> Any:
    document = row[0]
    flat = array.array("q", [value for pair in asked for value in pair])
    return (
        document.index_number,
        document.publication_date.toordinal(),
        document.source_path,
        int(kept),
        array.array("q", names).tobytes(),
        flat.tobytes(),
        packed(row),
    )


def _asked_keys(asked: Iterable[Asked]) -> list[tuple[int, int]]:
    return sorted((int(kind), name_key(name)) for kind, name in asked)


def _keys(data: bytes) -> Iterator[int]:
    keys = array.array("q")
    keys.frombytes(data)
    return iter(keys)


def _pairs_of(data: bytes) -> Iterator[tuple[int, int]]:
    keys = list(_keys(data))
    return zip(keys[::2], keys[1::2], strict=True)
