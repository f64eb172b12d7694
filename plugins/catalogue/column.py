"""The column as of a day: the released catalogue with everything that follows from it. Pages are made from it alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from plugins.catalogue.catalogue import Catalogue
from plugins.catalogue.citations import citing_documents
from plugins.catalogue.document import ReleasedDocument
from plugins.catalogue.editions import chains
from plugins.catalogue.events import Event, OutsideTarget, Reference, Suggestion
from plugins.catalogue.findings import Finding, finding
from plugins.catalogue.force import Change, LegalForce, Status
from plugins.catalogue.gate import OnRequestEntry, Release
from plugins.catalogue.relate import relate
from plugins.catalogue.review import ReviewRow
from plugins.catalogue.status import resolve_force

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Column:
    """Everything a page can show. `events` are by target, `acts` by the acting document, in order of day.

    `editions` maps every document of a chain to the whole chain, oldest first. `position` is a document's place in
    the catalogue's order. `cited_by` maps a document to those whose text names it.
    """

    catalogue: Catalogue
    as_of: date
    status: Mapping[str, Status]
    events: Mapping[str, tuple[Event, ...]]
    acts: Mapping[str, tuple[Event, ...]]
    outside: Mapping[str, tuple[OutsideTarget, ...]]
    references_from: Mapping[str, tuple[Reference, ...]]
    references_to: Mapping[str, tuple[Reference, ...]]
    editions: Mapping[str, tuple[str, ...]]
    cited_by: Mapping[str, tuple[str, ...]]
    position: Mapping[str, int]
    on_request: tuple[OnRequestEntry, ...]
    suggestions: tuple[Suggestion, ...]
    findings: tuple[Finding, ...]

    def force_of(self, document: ReleasedDocument) -> LegalForce:
        """The document's legal force on the column's day."""
        return self.status[document.index_number].force

    def beside(self, index_number: str) -> tuple[ReleasedDocument | None, ReleasedDocument | None]:
        """The documents before and after this one in the catalogue's order."""
        place, documents = self.position[index_number], self.catalogue.documents
        return documents[place - 1] if place else None, documents[place + 1] if place + 1 < len(documents) else None

    def upcoming(self, index_number: str) -> tuple[Change, ...]:
        """The document's changes after the column's day, in order."""
        return tuple(c for c in self.status[index_number].timeline if c.on and c.on > self.as_of)


WARN_BEFORE_DAYS = 62
"""An end of term nearer than this is told to the editor: a document must be assessed before it ends."""


def make_column(
    release: Release, as_of: date, review: Iterable[ReviewRow] = (), *, default_term_years: float | None = None
) -> Column:
    """The column of a release as of a day."""
    related = relate(release, review, default_term_years=default_term_years)
    findings = list(related.findings)
    catalogue = release.catalogue
    status = resolve_force(catalogue, related.events, related.undetermined, as_of, findings)
    for number, standing in status.items():
        for change in standing.timeline:
            if (
                change.on
                and change.force is LegalForce.LAPSED
                and change.until
                and 0 < (change.on - as_of).days <= WARN_BEFORE_DAYS
            ):
                findings.append(finding(catalogue[number].source_path, 0, 0, "R07", change.on.isoformat()))
    events: dict[str, list[Event]] = defaultdict(list)
    acts: dict[str, list[Event]] = defaultdict(list)
    for event in related.events:
        events[event.target].append(event)
        if event.by and event.by != event.target:
            acts[event.by].append(event)
    outside: dict[str, list[OutsideTarget]] = defaultdict(list)
    for target in related.outside:
        outside[target.by].append(target)
    sources: dict[str, list[Reference]] = defaultdict(list)
    targets: dict[str, list[Reference]] = defaultdict(list)
    for reference in dict.fromkeys(related.references):
        if reference.source:
            sources[reference.source].append(reference)
        if reference.target:
            targets[reference.target].append(reference)
    editions = {
        member.index_number: tuple(d.index_number for d in chain) for chain in chains(catalogue) for member in chain
    }
    findings.sort()
    return Column(
        catalogue,
        as_of,
        status,
        _frozen(events),
        _frozen(acts),
        _frozen(outside),
        _frozen(sources),
        _frozen(targets),
        editions,
        citing_documents(catalogue, release.mentioned),
        {d.index_number: n for n, d in enumerate(catalogue)},
        release.on_request,
        tuple(related.suggestions),
        tuple(dict.fromkeys(findings)),
    )


def _frozen(table: dict[str, list[T]]) -> dict[str, tuple[T, ...]]:
    return {key: tuple(values) for key, values in table.items()}
