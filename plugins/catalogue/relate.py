"""From what documents say to events: every source of effect resolved to a document and a day, or told to the editor."""

from __future__ import annotations

from collections.abc import Iterable

from plugins.catalogue import cycles, editions
from plugins.catalogue.declared import declared, reviewed
from plugins.catalogue.gate import Release
from plugins.catalogue.merging import merged
from plugins.catalogue.related import Related
from plugins.catalogue.review import ReviewRow
from plugins.catalogue.stated import stated
from plugins.catalogue.statement import as_stated
from plugins.catalogue.validity import term_events
from plugins.catalogue.withheld import anonymous


def relate(release: Release, review: Iterable[ReviewRow] = (), *, default_term_years: float | None = None) -> Related:
    """Everything the released documents do to one another, in an order that does not depend on the input's.

    `default_term_years` is the local rule for documents that state no term; None switches it off.
    """
    related = Related()
    for document in release.catalogue:
        for relation in document.relations:
            declared(document, relation, release.catalogue, related)
        for said in release.effects.get(document.index_number, ()):
            stated(document, said.effect, said.line, release.catalogue, related)
    for row in review:
        reviewed(row, release.catalogue, related)
    for held in release.held:
        anonymous(held, release.catalogue, related)
    related.events += term_events(release.catalogue, related.terms, default_term_years, related.findings)
    related.events = as_stated(related.events, release.catalogue, related.findings)
    related.events += editions.edition_events(release.catalogue, related.events, related.findings)
    # circles first: merging drops one of two acts that say the same, and with it perhaps the link that closes a circle
    related.events, related.undetermined = cycles.without_cycles(related.events, release.catalogue, related.findings)
    related.events = merged(related.events, release.catalogue, related.findings)
    related.findings.sort()
    return related
