"""A change of facts related to the rest: who can be touched by it, and how those stand now.

The core relates as ever, over a catalogue in which only the neighbourhood acts and everything can be found. Whoever
shares no name with the change, directly or through acts that follow from one another, stands as before.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from types import SimpleNamespace
from typing import Any, cast

from plugins.catalogue.affected import Asking, basis_names, row_names
from plugins.catalogue.catalogue import Catalogue
from plugins.catalogue.citations import cited_document
from plugins.catalogue.column import Column, make_column
from plugins.catalogue.declared import declared
from plugins.catalogue.document import ReleasedDocument
from plugins.catalogue.events import Event, Reference
from plugins.catalogue.findings import Finding
from plugins.catalogue.gate import HeldDocument, Release
from plugins.catalogue.related import FORCE_KINDS, Related
from plugins.catalogue.review import ReviewRow
from plugins.disclosure.comparison_view import Pair, compared_pairs, comparison_links
from plugins.disclosure.store import Rows, name_key
from plugins.disclosure.stored_column import (
    ACTS,
    CITED_BY,
    COMPARISONS,
    DOCUMENT,
    EDITIONS,
    EVENTS,
    FROM,
    OUTSIDE,
    PAIRS,
    STATUS,
    TO,
    PartCatalogue,
    StoredColumn,
    in_order,
)

_MOST = 3000
"""A neighbourhood with more documents is not worth being told apart from the whole."""
_FORCE = (Asking.ACTS_ON, Asking.ACTED_ON_BY)


class TooFar(Exception):
    """The change reaches so far that the whole column is to be made."""


@dataclass(slots=True)
class Before:
    """What the changed documents and those who ask for them did before the change."""

    force: set[str] = field(default_factory=set)
    """Documents that act on, are acted on by, or are editions of a changed one (changed ones included)."""
    references: set[str] = field(default_factory=set)
    citing: set[str] = field(default_factory=set)
    linking: set[str] = field(default_factory=set)
    targets: set[str] = field(default_factory=set)
    """On whom those in `force` may have acted."""
    referred: set[str] = field(default_factory=set)
    cited: dict[str, set[str]] = field(default_factory=dict)
    """By citing document, whom its text cited."""


Mentioned = Callable[[str], Iterable[tuple[str, str | None]]]
"""By index number, what the document's text names."""


def before(column: StoredColumn, changed: set[str], touched: set[int], mentioned: Mentioned) -> Before:
    """To be asked before the change is put into the store. `touched` are the names borne before or after it."""
    rows = column.rows
    out = Before(
        changed | rows.asking(touched, *_FORCE),
        changed | rows.asking(touched, Asking.REFERENCE),
        changed | rows.asking(touched, Asking.CITATION),
        rows.asking(touched, Asking.LINK),
    )
    _limit(out.force, out.references, out.citing)
    out.targets = _asked_for(rows, out.force, Asking.ACTS_ON)
    out.referred = _asked_for(rows, out.references, Asking.REFERENCE)
    out.cited = {number: cited_by_text(column, number, mentioned) for number in out.citing if column.row(number)}
    return out


def cited_by_text(column: StoredColumn, number: str, mentioned: Mentioned) -> set[str]:
    """The documents that the text of this one cites."""
    document, catalogue = column.row_of(number)[DOCUMENT], cast(Catalogue, column.catalogue)
    found = (cited_document(named, document, catalogue) for named in mentioned(number))
    return {cited.index_number for cited in found if cited}


def _asked_for(rows: Rows, numbers: Iterable[str], *kinds: Asking) -> set[str]:
    return rows.bearing(key for number in numbers for key in rows.asked_by(number, *kinds))


def _limit(*sets: set[str]) -> None:
    if any(len(numbers) > _MOST for numbers in sets):
        raise TooFar


@dataclass(slots=True)
class Relating:
    """The change is in the store; everything that follows from it is to be found. `gone` are no longer released."""

    column: StoredColumn
    before: Before
    changed: set[str]
    """New and changed documents, and those whom the gate gives out otherwise than before."""
    gone: set[str]
    as_of: date
    default_term_years: float | None
    effects: Callable[[str], tuple[Any, ...]]
    mentioned: Mentioned
    held: Callable[[set[int]], tuple[HeldDocument, ...]]
    """Those behind the gate who may act on a document that bears one of the names."""
    reviews: list[ReviewRow]
    review_rows: Callable[[list[ReviewRow]], list[ReviewRow]]
    """The rows as the gate lets them out."""
    also: set[str] = field(default_factory=set)
    """Documents on which something behind the gate acted or acts."""
    old: dict[str, tuple[Any, ...]] = field(default_factory=dict)
    """Rows of changed and gone documents as they were."""
    findings: list[Finding] = field(default_factory=list)
    cites: dict[str, set[str]] = field(default_factory=dict)
    """By citing document that was looked at, whom it cites now."""
    seen: set[str] = field(default_factory=set)
    """Documents that have a new row, which may say the same as the old one."""

    def relate(self) -> None:
        """Put every document's new row into the column. TooFar, or a finding among `findings` that is an error."""
        part, force = self._force()
        new = {number: list(self._row(number)) for number in force}
        for number in force:
            row = new[number]
            row[STATUS], row[EVENTS] = part.status[number], part.events.get(number, ())
            row[EDITIONS] = part.editions.get(number, ())
            row[OUTSIDE] = part.outside.get(number, ())
        self._acts(force, new)
        self._references(new)
        self._citations(new)
        for number, row in new.items():
            self.column.put(number, tuple(row))
        self.seen = set(new)

    def _row(self, number: str) -> tuple[Any, ...]:
        return self.column.row_of(number)

    def _of(self, new: dict[str, list[Any]], number: str) -> list[Any]:
        if number not in new:
            new[number] = list(self._row(number))
        return new[number]

    def _there(self, numbers: Iterable[str]) -> set[str]:
        return {number for number in numbers if self.column.row(number) is not None}

    def _force(self) -> tuple[Column, set[str]]:
        """The neighbourhood related, and the documents whose force it is right for."""
        rows = self.column.rows
        start = self.before.force | self.before.targets | self.changed | self.also
        start |= _asked_for(rows, self.before.force | self.changed, Asking.ACTS_ON)
        force = self._closed(self._there(start), self._targets)
        acting = self._closed(set(force), self._actors)
        names = {key for number in acting for key in rows.names_of(number)}
        reviews = [row for row in self.reviews if any(name_key(name) in names for name in row_names(row))]
        release = Release(
            cast(Catalogue, PartCatalogue(self.column.catalogue, acting)),
            {number: self.effects(number) for number in acting},
            (),
            self.held(names),
        )
        part = make_column(release, self.as_of, self.review_rows(reviews), default_term_years=self.default_term_years)
        self.findings += part.findings
        return part, force

    def _closed(self, numbers: set[str], following: Callable[[str], set[str]]) -> set[str]:
        todo = list(numbers)
        while todo:
            more = following(todo.pop()) - numbers
            numbers |= more
            todo += more
            _limit(numbers)
        return numbers

    def _targets(self, number: str) -> set[str]:
        """On whom the document may act, and of whom it may be an edition."""
        rows = self.column.rows
        return _asked_for(rows, (number,), Asking.ACTS_ON) | rows.asking(rows.names_of(number), Asking.ACTED_ON_BY)

    def _actors(self, number: str) -> set[str]:
        """Who may act on the document."""
        rows = self.column.rows
        return _asked_for(rows, (number,), Asking.ACTED_ON_BY) | rows.asking(rows.names_of(number), Asking.ACTS_ON)

    def _acts(self, force: set[str], new: dict[str, list[Any]]) -> None:
        """What each document does, as far as what is done to those in `force` is new."""
        done: dict[str, list[Event]] = defaultdict(list)
        actors: set[str] = set()
        for number in force | self.gone:
            old = self.old.get(number) or self.column.row(number)
            actors |= {e.by for e in (old[EVENTS] if old else ()) if e.by}
        for number in force:
            for event in new[number][EVENTS]:
                if event.by and event.by != number:
                    done[event.by].append(event)
        for actor in self._there(actors | set(done) | (self.changed - self.gone)):
            row = self._of(new, actor)
            kept = [e for e in row[ACTS] if e.target not in force and e.target not in self.gone]
            row[ACTS] = tuple(sorted((*kept, *done.get(actor, ())), key=_event_order))

    def _references(self, new: dict[str, list[Any]]) -> None:
        """References from and to whomever a changed declaration concerns."""
        rows = self.column.rows
        declaring = self._there(self.before.references | self.changed)
        shown = declaring | self.before.referred | _asked_for(rows, declaring, Asking.REFERENCE)
        said: dict[str, list[Reference]] = {}
        for number in self._there(shown):
            by = rows.asking(rows.names_of(number), Asking.REFERENCE) | {number}
            _limit(by)
            documents = sorted((self.column.catalogue[n] for n in by), key=in_order)
            found = dict.fromkeys(r for d in documents for r in self._said(d, said))
            row = self._of(new, number)
            row[FROM] = tuple(r for r in found if r.source == number)
            row[TO] = tuple(r for r in found if r.target == number)

    def _said(self, document: ReleasedDocument, known: dict[str, list[Reference]]) -> list[Reference]:
        number = document.index_number
        if number not in known:
            related = Related()
            for relation in document.relations:
                if relation.kind not in FORCE_KINDS and relation.kind.reverse not in FORCE_KINDS:
                    declared(document, relation, cast(Catalogue, self.column.catalogue), related)
            self.findings += related.findings
            known[number] = related.references
        return known[number]

    def _citations(self, new: dict[str, list[Any]]) -> None:
        citing = self._there(self.before.citing | self.changed)
        now = {number: cited_by_text(self.column, number, self.mentioned) for number in citing}
        self.cites = now
        concerned = {n for cited in (*self.before.cited.values(), *now.values()) for n in cited}
        for number in self._there(concerned):
            row = self._of(new, number)
            kept = [n for n in row[CITED_BY] if n not in self.before.cited and n not in now and n not in self.gone]
            kept += [n for n, cited in now.items() if number in cited]
            row[CITED_BY] = tuple(sorted(kept, key=lambda n: in_order(self.column.catalogue[n])))


def _event_order(event: Event) -> tuple[Any, ...]:
    """The order in which `merged` leaves events."""
    return (event.on or date.min, event.target, event.kind.value, event.by or "", event.by_text, event.articles)


def concerned_by(row: tuple[Any, ...] | None) -> set[str]:
    """Every document that the row's document shows or is shown by, as far as the row tells."""
    if row is None:
        return set()
    out = {e.by for e in row[EVENTS]} | {e.target for e in (*row[EVENTS], *row[ACTS])}
    out |= {end for r in (*row[FROM], *row[TO]) for end in (r.source, r.target)}
    out |= {*row[EDITIONS], *row[CITED_BY], *(number for pair in row[PAIRS] for number in pair)}
    return {number for number in out if number}


def compare_again(column: StoredColumn, numbers: set[str]) -> dict[str, tuple[Pair, ...]]:
    """The pairs of each of these documents; their rows get the pairs and the links to them."""
    acting = numbers | {e.by for n in numbers for e in column.row_of(n)[EVENTS] if e.by}
    few = SimpleNamespace(
        editions={n: column.row_of(n)[EDITIONS] for n in numbers if column.row_of(n)[EDITIONS]},
        acts={n: column.row_of(n)[ACTS] for n in acting if column.row(n)},
        catalogue=column.catalogue,
    )
    pairs = tuple(p for p in compared_pairs(cast(Column, few)) if p[0] in numbers or p[1] in numbers)
    links = comparison_links(cast(Column, few), pairs)
    out = {}
    for number in numbers:
        row = list(column.row_of(number))
        out[number] = row[PAIRS] = tuple(p for p in pairs if number in p)
        row[COMPARISONS] = links.get(number, ())
        column.put(number, tuple(row))
    return out


def touched_by_rows(reviews: Iterable[ReviewRow]) -> set[int]:
    """The names for which the gate looks in the rows: those of their bases, and those of the documents they mean."""
    return {name_key(name) for row in reviews for name in (*basis_names(row.basis), *row_names(row))}
