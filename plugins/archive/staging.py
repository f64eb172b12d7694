"""The catalogue, checked and in order, on disk: so that a large one needs no large memory."""

from __future__ import annotations

import dataclasses
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Any

from plugins.archive.errors import ArchiveError
from plugins.catalogue import tables


def plain(value: object) -> Any:
    """The value in JSON's terms: days in ISO 8601, tuples as lists, records as mappings without their empty fields."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        value = {item.name: getattr(value, item.name) for item in dataclasses.fields(value)}
    if isinstance(value, date):
        return value.isoformat()[:10]
    if isinstance(value, Enum):
        return plain(value.value)
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items() if not _empty(item)}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if value is None or isinstance(value, str | int | float):
        return value
    raise TypeError(f"cannot archive {type(value).__name__}")


def _empty(value: object) -> bool:
    return value is None or (isinstance(value, str | list | tuple | Mapping) and not value)


def checked_row(row: Mapping[str, object]) -> dict[str, Any]:
    """One document in the order of the table's columns. ArchiveError for a field that is unknown or lacking.

    What the table does not name is refused rather than left out: a field that nobody decided to archive is a mistake.
    """
    columns = tables.load("archive")["columns"]
    _refuse_unknown(row, [column["name"] for column in columns] + ["events"])
    kept = {}
    for column in columns:
        value = row.get(column["name"])
        if not _empty(value):
            kept[column["name"]] = plain(value)
        elif column.get("required"):
            raise ArchiveError("missing_field", number=row.get("index_number", "?"), field=column["name"])
    events = []
    for event in row.get("events") or ():  # type: ignore[attr-defined]
        values = plain(event)
        _refuse_unknown(values, tables.load("archive")["events"])
        events.append({name: values[name] for name in tables.load("archive")["events"] if name in values})
    kept["events"] = events
    return kept


def checked_tombstones(tombstones: Iterable[Mapping[str, object]]) -> list[dict[str, Any]]:
    """What was withdrawn, in order of index number. ArchiveError for a field that the table does not name."""
    fields = tables.load("archive")["tombstones"]
    kept = []
    for tombstone in tombstones:
        values = plain(tombstone)
        _refuse_unknown(values, fields)
        kept.append({name: values[name] for name in fields if name in values})
    return sorted(kept, key=lambda item: json.dumps(item, ensure_ascii=False))


def _refuse_unknown(row: Mapping[str, object], known: Iterable[str]) -> None:
    for name in sorted(set(row) - set(known)):
        raise ArchiveError("unknown_field", field=name)


class Staging:
    """A private database of the documents; `path` must not exist yet."""

    def __init__(self, path: Path) -> None:
        self.connection = sqlite3.connect(path, isolation_level=None)
        self.connection.execute("PRAGMA journal_mode=OFF")
        self.connection.execute("PRAGMA synchronous=OFF")
        self.connection.execute("PRAGMA cache_size=-16384")
        self.connection.execute(
            "CREATE TABLE documents (index_number TEXT PRIMARY KEY, address TEXT, year TEXT, title TEXT, "
            "json TEXT) WITHOUT ROWID"
        )
        self.connection.execute("CREATE TABLE sources (path TEXT PRIMARY KEY, year TEXT) WITHOUT ROWID")
        self.connection.execute("CREATE TABLE captures (key TEXT, line TEXT)")

    def fill(self, rows: Iterable[Mapping[str, object]]) -> int:
        """Takes in all documents; returns how many. ArchiveError when two have one index number."""
        count = 0
        self.connection.execute("BEGIN")
        for given in rows:
            row = checked_row(given)
            try:
                self.connection.execute(
                    "INSERT INTO documents VALUES (?,?,?,?,?)",
                    (
                        row["index_number"],
                        row["address"],
                        row.get("publication_date", "")[:4],
                        row["title"],
                        json.dumps(row, ensure_ascii=False, separators=(",", ":")),
                    ),
                )
            except sqlite3.IntegrityError as error:
                raise ArchiveError("twice", number=row["index_number"]) from error
            year = row.get("publication_date", "")[:4]
            paths = [row.get("source_path"), *(item.get("path") for item in row.get("attachments", []))]
            # A file that two documents share goes with the earlier one.
            self.connection.executemany(
                "INSERT INTO sources VALUES (?,?) ON CONFLICT DO UPDATE SET year = min(year, excluded.year)",
                [(path, year) for path in paths if path],
            )
            count += 1
        self.connection.execute("CREATE INDEX by_address ON documents (address)")
        self.connection.execute("COMMIT")
        return count

    def lines(self, year: str | None = None) -> Iterator[str]:
        """The documents as JSON, in order of index number; those of one year of publication, or all."""
        where, values = ("", ()) if year is None else (" WHERE year = ?", (year,))
        query = f"SELECT json FROM documents{where} ORDER BY index_number"  # noqa: S608
        for (line,) in self.connection.execute(query, values):
            yield line

    def years(self) -> list[str]:
        """The years of publication, earliest first; documents without one count under ''."""
        query = "SELECT DISTINCT year FROM documents ORDER BY year"
        return [year for (year,) in self.connection.execute(query)]

    def year_of_site_file(self, path: str) -> str:
        """The year of the document whose page this is, or whose files lie under its address; '' for all other files."""
        address = path.removesuffix(".html")
        while address:
            year = self._one("SELECT year FROM documents WHERE address = ?", address)
            if year is not None:
                return year
            address = address.rpartition("/")[0]
        return ""

    def year_of_source(self, path: str) -> str:
        """The year of the document whose source or attachment this is, or ''."""
        return self._one("SELECT year FROM sources WHERE path = ?", path) or ""

    def title_of_page(self, address: str) -> str | None:
        """The title of the document whose page has this address, or None."""
        return self._one("SELECT title FROM documents WHERE address = ?", address)

    def _one(self, query: str, value: str) -> str | None:
        found = self.connection.execute(query, (value,)).fetchone()
        return found[0] if found else None

    def clear_captures(self) -> None:
        """Forgets the captures of the web archive before."""
        self.connection.execute("DELETE FROM captures")

    def add_captures(self, captures: Iterable[tuple[str, str]]) -> None:
        """Takes in (sort key, line) of captures of a web archive."""
        self.connection.execute("BEGIN")
        self.connection.executemany("INSERT INTO captures VALUES (?,?)", captures)
        self.connection.execute("COMMIT")

    def captures(self) -> Iterator[str]:
        """The lines of the captures, in order of key."""
        for (line,) in self.connection.execute("SELECT line FROM captures ORDER BY key, line"):
            yield line

    def close(self) -> None:
        """Closes the database."""
        self.connection.close()
