"""The column of the last build, read from the store document by document, with what has changed since on top."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any, cast

from plugins.catalogue.affected import number_key, title_key
from plugins.catalogue.column import Column
from plugins.catalogue.document import ReleasedDocument
from plugins.catalogue.force import Change, LegalForce
from plugins.catalogue.title import inner_title
from plugins.disclosure.plain_values import unpacked
from plugins.disclosure.store import Damaged, Light, Rows, name_key

DOCUMENT, STATUS, EVENTS, ACTS, OUTSIDE, FROM, TO, EDITIONS, CITED_BY, COMPARISONS, PAIRS = range(11)
"""The places in a document's row."""


class StoredColumn:
    """Answers what a document's pages ask of a `Column`. What concerns all documents at once it does not know."""

    def __init__(self, rows: Rows, as_of: date, documents: int) -> None:
        self.rows = rows
        self._known: dict[str, tuple[Any, ...] | None] = {}
        self.as_of = as_of
        self.catalogue = StoredCatalogue(self, rows)
        self.documents = documents
        self.status: Any = _Part(self, STATUS)
        self.events = _Part(self, EVENTS)
        self.acts = _Part(self, ACTS)
        self.outside = _Part(self, OUTSIDE)
        self.references_from = _Part(self, FROM)
        self.references_to = _Part(self, TO)
        self.editions = _Part(self, EDITIONS)
        self.cited_by = _Part(self, CITED_BY)
        self.comparisons = _Part(self, COMPARISONS)
        self.pairs = _Part(self, PAIRS)

    def as_column(self) -> Column:
        """This, where a `Column` is asked for: it answers the same."""
        return cast(Column, self)

    def row(self, number: str) -> tuple[Any, ...] | None:
        """A document's row; None for an unknown number."""
        if number not in self._known:
            found = self.rows.one("select data from document where number = ?", number)
            self._known[number] = unpacked(found[0]) if found else None
        return self._known[number]

    def row_of(self, number: str) -> tuple[Any, ...]:
        """A document's row. Damaged for an unknown number."""
        row = self.row(number)
        if row is None:
            raise Damaged(number)
        return row

    def put(self, number: str, row: tuple[Any, ...] | None) -> None:
        """The document's row from now on; None: it is gone."""
        self._known[number] = row

    def replace(self, document: ReleasedDocument) -> None:
        """The document with another text; nothing else of it changes."""
        self._known[document.index_number] = (document, *self.row_of(document.index_number)[1:])

    def force_of(self, document: ReleasedDocument) -> LegalForce:
        """As `Column.force_of`."""
        return cast(LegalForce, self.status[document.index_number].force)

    def beside(self, index_number: str) -> tuple[ReleasedDocument | None, ReleasedDocument | None]:
        """As `Column.beside`."""
        before, after = self.rows.beside(index_number)
        return self.catalogue.get(before) if before else None, self.catalogue.get(after) if after else None

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


class StoredCatalogue:
    """Answers what a document's pages, and whoever resolves a reference, ask of a `Catalogue`."""

    def __init__(self, column: StoredColumn, rows: Rows) -> None:
        self._column, self._rows = column, rows

    def get(self, number: str) -> ReleasedDocument | None:
        """As `Catalogue.get`."""
        row = self._column.row(number)
        return cast(ReleasedDocument, row[DOCUMENT]) if row else None

    def __getitem__(self, number: str) -> ReleasedDocument:
        found = self.get(number)
        if found is None:
            raise KeyError(number)
        return found

    def __len__(self) -> int:
        return self._column.documents

    def with_number(self, number: str) -> tuple[ReleasedDocument, ...]:
        """As `Catalogue.with_number`."""
        key = number_key(number)
        return self._named(f"n{key}", lambda d: key in _numbers(d))

    def with_title(self, title: str) -> tuple[ReleasedDocument, ...]:
        """As `Catalogue.with_title`."""
        key = title_key(title)
        return self._named(f"t{key}", lambda d: title_key(d.title) == key)

    def carrying(self, title: str) -> tuple[ReleasedDocument, ...]:
        """As `Catalogue.carrying`."""
        key = title_key(title)
        return self._named(f"t{key}", lambda d: _carries(d, key))

    def _named(self, name: str, fits: Callable[[ReleasedDocument], bool]) -> tuple[ReleasedDocument, ...]:
        found = (self[number] for number in self._rows.bearing((name_key(name),)))
        return tuple(sorted(filter(fits, found), key=in_order))


def in_order(document: ReleasedDocument) -> tuple[date, str]:
    """The catalogue's order."""
    return document.publication_date, document.index_number


def _carries(document: ReleasedDocument, key: str) -> bool:
    carried = inner_title(document.title)
    return carried is not None and title_key(carried) == key


def _numbers(document: ReleasedDocument) -> list[str]:
    return [number_key(n) for n in (document.document_number, document.registration_number) if n]


class PartCatalogue:
    """A catalogue in which only some documents act, and all can be found: what is said of those few is the same."""

    def __init__(self, whole: StoredCatalogue, numbers: Iterable[str]) -> None:
        self.documents = tuple(sorted((whole[number] for number in numbers), key=in_order))
        self.get, self.with_number = whole.get, whole.with_number
        self.with_title, self.carrying = whole.with_title, whole.carrying
        self._whole = whole

    def __iter__(self) -> Iterator[ReleasedDocument]:
        return iter(self.documents)

    def __len__(self) -> int:
        return len(self.documents)

    def __getitem__(self, number: str) -> ReleasedDocument:
        return self._whole[number]

    def editions(self) -> Iterator[tuple[ReleasedDocument, ...]]:
        """As `Catalogue.editions`, of the few."""
        groups: dict[str, list[ReleasedDocument]] = {}
        for document in self.documents:
            groups.setdefault(title_key(document.title), []).append(document)
        return (tuple(group) for group in groups.values() if len(group) > 1)


class LightColumn(StoredColumn):
    """A stored column that knows of the documents of some years what lists ask for; the rest it looks up.

    `parts` are the light values by year of publication, in the catalogue's order.
    """

    def __init__(self, stored: StoredColumn, parts: Mapping[str, list[Light]]) -> None:
        super().__init__(stored.rows, stored.as_of, stored.documents)
        self._known = stored._known
        documents = tuple(LightDocument(self, light) for year in sorted(parts) for light in parts[year])
        self.catalogue = LightCatalogue(self, documents)
        light = {d.index_number: LightStatus(self, d.index_number, d.light) for d in documents}
        self.status = _Statuses(light, self.status)


class _Statuses(Mapping[str, Any]):
    """The light statuses, and the stored ones of all other documents."""

    def __init__(self, light: dict[str, LightStatus], stored: Mapping[str, Any]) -> None:
        self._light, self._stored = light, stored

    def __getitem__(self, number: str) -> Any:
        return self._light.get(number) or self._stored[number]

    def __iter__(self) -> Iterator[str]:
        raise NotImplementedError

    def __len__(self) -> int:
        raise NotImplementedError


class LightDocument:
    """A released document of which only the commonest fields are in memory."""

    __slots__ = (
        "_column", "address", "category", "date_of_issue", "document_number", "document_type", "index_number",
        "issuers", "light", "places", "publication_date", "subjects", "title",
    )  # fmt: skip

    def __init__(self, column: LightColumn, light: Light) -> None:
        self._column, self.light = column, light
        (
            self.index_number, self.title, self.document_number, published, issued, self.issuers, self.category,
            self.subjects, self.document_type, self.address, _, _, self.places,
        ) = light  # fmt: skip
        self.publication_date = date.fromordinal(published)
        self.date_of_issue = date.fromordinal(issued) if issued is not None else None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._column.row_of(self.index_number)[DOCUMENT], name)


_FORCES = {force.value: force for force in LegalForce}


class LightStatus:
    """A status of which the force and the days of its changes are in memory."""

    __slots__ = ("_column", "_light", "_timeline", "force", "number")

    def __init__(self, column: LightColumn, number: str, light: Light) -> None:
        self._column, self.number, self._light = column, number, light
        self.force = _FORCES[light[10]]
        self._timeline: tuple[LightChange, ...] | None = None

    @property
    def timeline(self) -> tuple[LightChange, ...]:
        """As `Status.timeline`."""
        if self._timeline is None:
            self._timeline = tuple(
                LightChange(self, place, date.fromordinal(on) if on is not None else None, _FORCES[force])
                for place, (on, force) in enumerate(self._light[11])
            )
        return self._timeline

    @property
    def current(self) -> Change:
        """As `Status.current`."""
        return cast(Change, self._column.row_of(self.number)[STATUS].current)

    def whole(self, place: int) -> Change:
        """The change at that place of the timeline, with everything."""
        return cast(Change, self._column.row_of(self.number)[STATUS].timeline[place])


class LightChange:
    """A change in force of which the day and the force are in memory."""

    __slots__ = ("_place", "_status", "force", "on")

    def __init__(self, status: LightStatus, place: int, on: date | None, force: LegalForce) -> None:
        self._status, self._place, self.on, self.force = status, place, on, force

    def __getattr__(self, name: str) -> Any:
        return getattr(self._status.whole(self._place), name)


class LightCatalogue(StoredCatalogue):
    """A stored catalogue some of whose documents are at hand, light: those it goes through."""

    def __init__(self, column: LightColumn, documents: tuple[LightDocument, ...]) -> None:
        super().__init__(column, column.rows)
        self.documents = documents
        self._light: dict[str, Any] = {d.index_number: d for d in documents}

    def __iter__(self) -> Iterator[Any]:
        return iter(self.documents)

    def get(self, number: str) -> ReleasedDocument | None:
        """As `Catalogue.get`."""
        return cast(ReleasedDocument | None, self._light.get(number)) or super().get(number)


class ByPath(Mapping[str, ReleasedDocument]):
    """The released documents by source path."""

    def __init__(self, rows: Rows, get: Callable[[str], ReleasedDocument]) -> None:
        self._rows, self._get = rows, get

    def __getitem__(self, path: str) -> ReleasedDocument:
        found = self._rows.one("select number from document where path = ?", path)
        if found is None:
            raise KeyError(path)
        return self._get(found[0])

    def __iter__(self) -> Iterator[str]:
        raise NotImplementedError

    def __len__(self) -> int:
        raise NotImplementedError
