"""From what documents say to events: every source of effect resolved to a document and a day, or told to the editor."""

from __future__ import annotations

from collections.abc import Iterable

from plugins.catalogue import cycles, editions
from plugins.catalogue.clauses import ENTRY_UNDATED
from plugins.catalogue.declared import declared, reviewed
from plugins.catalogue.gate import Release
from plugins.catalogue.merging import merged
from plugins.catalogue.related import Related
from plugins.catalogue.resumption import with_resumptions
from plugins.catalogue.review import ReviewRow
from plugins.catalogue.stated import stated
from plugins.catalogue.statement import as_stated, day_of_entry
from plugins.catalogue.validity import term_events
from plugins.catalogue.withheld import anonymous


def relate(release: Release, review: Iterable[ReviewRow] = (), *, default_term_years: float | None = None) -> Related:
    """Everything the released documents do to one another, in an order that does not depend on the input's.

    `default_term_years` is the local rule for documents that state no term; None switches it off.
    """
    related = Related(untold=_without_entry(release))
    for document in release.catalogue:
        for relation in document.relations:
            declared(document, relation, release.catalogue, related)
        for said in release.effects.get(document.index_number, ()):
            stated(document, said.effect, said.line, release.catalogue, related)
    reviewed(review, release.catalogue, related)
    for held in release.held:
        anonymous(held, release.catalogue, related)
    related.events += term_events(
        release.catalogue, related.terms, default_term_years, related.findings, related.untold
    )
    related.events = as_stated(related.events, release.catalogue, related.findings)
    related.events += editions.edition_events(release.catalogue, related.events, related.findings, related.untold)
    # circles first: merging drops one of two acts that say the same, and with it perhaps the link that closes a circle
    related.events, related.undetermined = cycles.without_cycles(related.events, release.catalogue, related.findings)
    related.events = merged(related.events, release.catalogue, related.findings)
    related.events = with_resumptions(related.events, release.catalogue, related.findings)
    related.findings.sort()
    return related


def _without_entry(release: Release) -> frozenset[str]:
    """The documents whose text tells from when they apply, but no day, and of which no editor gives it."""
    return frozenset(
        number
        for number, said in release.effects.items()
        if said and said[0].effect.rule == ENTRY_UNDATED and day_of_entry(release.catalogue[number]) is None
    )
