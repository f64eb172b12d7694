"""The column of the last build, read from the store document by document: for pages whose relations still stand."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any, cast

from plugins.catalogue.column import Column
from plugins.catalogue.document import ReleasedDocument
from plugins.catalogue.document_number import number_key
from plugins.catalogue.force import Change, LegalForce
from plugins.catalogue.title import title_key
from plugins.disclosure.plain_values import unpacked
from plugins.disclosure.store import Damaged, Rows

_DOCUMENT, _STATUS, _EVENTS, _ACTS, _OUTSIDE, _FROM, _TO, _EDITIONS, _CITED_BY, _COMPARISONS, _PAIRS = range(11)


class StoredColumn:
    """Answers what a document's pages ask of a `Column`. What concerns all documents at once it does not know."""

    def __init__(self, rows: Rows, as_of: date, documents: int) -> None:
        self._rows = rows
        self._known: dict[str, tuple[Any, ...] | None] = {}
        self.as_of = as_of
        self.catalogue = StoredCatalogue(self, rows, documents)
        self.status = _Part(self, _STATUS)
        self.events = _Part(self, _EVENTS)
        self.acts = _Part(self, _ACTS)
        self.outside = _Part(self, _OUTSIDE)
        self.references_from = _Part(self, _FROM)
        self.references_to = _Part(self, _TO)
        self.editions = _Part(self, _EDITIONS)
        self.cited_by = _Part(self, _CITED_BY)
        self.comparisons = _Part(self, _COMPARISONS)
        self.pairs = _Part(self, _PAIRS)
        self.position = _Position(rows)

    def as_column(self) -> Column:
        """This, where a `Column` is asked for: it answers the same."""
        return cast(Column, self)

    def row(self, number: str) -> tuple[Any, ...] | None:
        """A document's row; None for an unknown number."""
        if number not in self._known:
            found = self._rows.one("select data from row where number = ?", number)
            self._known[number] = unpacked(found[0]) if found else None
        return self._known[number]

    def replace(self, document: ReleasedDocument) -> None:
        """The document with another text; nothing else of it changes."""
        row = self.row(document.index_number)
        if row is None:
            raise Damaged(document.index_number)
        self._known[document.index_number] = (document, *row[1:])

    def packed_row(self, number: str) -> tuple[Any, ...]:
        """The row as it stands now."""
        row = self.row(number)
        if row is None:
            raise Damaged(number)
        return row

    def force_of(self, document: ReleasedDocument) -> LegalForce:
        """As `Column.force_of`."""
        return cast(LegalForce, self.status[document.index_number].force)

    def upcoming(self, index_number: str) -> tuple[Change, ...]:
        """As `Column.upcoming`."""
        return tuple(c for c in self.status[index_number].timeline if c.on and c.on > self.as_of)


class _Part(Mapping[str, Any]):
    """One field of every row, by index number; an empty one is as good as absent."""

    def __init__(self, column: StoredColumn, place: int) -> None:
        self._column, self._place = column, place

    def __getitem__(self, number: str) -> Any:
        row = self._column.row(number)
        if row is None or row[self._place] == ():
            raise KeyError(number)
        return row[self._place]

    def __iter__(self) -> Iterator[str]:
        raise NotImplementedError

    def __len__(self) -> int:
        raise NotImplementedError


class _Position(Mapping[str, int]):
    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    def __getitem__(self, number: str) -> int:
        found = self._rows.one("select place from row where number = ?", number)
        if found is None:
            raise KeyError(number)
        return int(found[0])

    def __iter__(self) -> Iterator[str]:
        raise NotImplementedError

    def __len__(self) -> int:
        raise NotImplementedError


class StoredCatalogue:
    """Answers what a document's pages ask of a `Catalogue`."""

    def __init__(self, column: StoredColumn, rows: Rows, documents: int) -> None:
        self._column, self._rows = column, rows
        self.documents = _Documents(self, rows, documents)

    def get(self, number: str) -> ReleasedDocument | None:
        """As `Catalogue.get`."""
        row = self._column.row(number)
        return cast(ReleasedDocument, row[_DOCUMENT]) if row else None

    def __getitem__(self, number: str) -> ReleasedDocument:
        found = self.get(number)
        if found is None:
            raise KeyError(number)
        return found

    def __len__(self) -> int:
        return len(self.documents)

    def __iter__(self) -> Iterator[ReleasedDocument]:
        for number in self._rows.all("select number from row order by place"):
            yield self[number[0]]

    def with_number(self, number: str) -> tuple[ReleasedDocument, ...]:
        """As `Catalogue.with_number`."""
        return self._named("number", number_key(number))

    def with_title(self, title: str) -> tuple[ReleasedDocument, ...]:
        """As `Catalogue.with_title`."""
        return self._named("title", title_key(title))

    def carrying(self, title: str) -> tuple[ReleasedDocument, ...]:
        """As `Catalogue.carrying`."""
        return self._named("inner", title_key(title))

    def _named(self, kind: str, key: str) -> tuple[ReleasedDocument, ...]:
        found = self._rows.all("select number from name where kind = ? and key = ? order by place", kind, key)
        return tuple(self[number] for (number,) in found)


class _Documents:
    """The documents by their place."""

    def __init__(self, catalogue: StoredCatalogue, rows: Rows, documents: int) -> None:
        self._catalogue, self._rows, self._count = catalogue, rows, documents

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, place: int) -> ReleasedDocument:
        found = self._rows.one("select number from row where place = ?", place)
        if found is None:
            raise Damaged(str(place))
        return self._catalogue[found[0]]


class ByPath(Mapping[str, ReleasedDocument]):
    """The released documents by source path."""

    def __init__(self, rows: Rows, get: Callable[[str], ReleasedDocument]) -> None:
        self._rows, self._get = rows, get

    def __getitem__(self, path: str) -> ReleasedDocument:
        found = self._rows.one("select number from row where path = ?", path)
        if found is None:
            raise KeyError(path)
        return self._get(found[0])

    def __iter__(self) -> Iterator[str]:
        raise NotImplementedError

    def __len__(self) -> int:
        raise NotImplementedError
