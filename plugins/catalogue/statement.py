"""有效性 as an editor states it of a document that acts: what is not in force yet, or has ended, has no effect."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import replace
from datetime import date

from plugins.catalogue import vocabulary
from plugins.catalogue.catalogue import Catalogue
from plugins.catalogue.document import ReleasedDocument
from plugins.catalogue.effects import EffectKind
from plugins.catalogue.events import Event
from plugins.catalogue.findings import Finding, finding
from plugins.catalogue.force import LegalForce
from plugins.catalogue.related import Acting, starts
from plugins.catalogue.sentences import label
from plugins.catalogue.title import cited

FORCE_OF = {
    EffectKind.REPEAL: LegalForce.REPEALED,
    EffectKind.EXPIRE: LegalForce.LAPSED,
    EffectKind.SUPERSEDE: LegalForce.SUPERSEDED,
    EffectKind.PARTIAL_REPEAL: LegalForce.PARTIALLY_IN_FORCE,
    EffectKind.AMEND: LegalForce.AMENDED,
    EffectKind.SUSPEND: LegalForce.SUSPENDED,
    EffectKind.RESUME: LegalForce.IN_FORCE,
}


def stated_as(document: Acting | None) -> LegalForce | None:
    """The legal force that the editor states; None where nothing is stated."""
    if document is None or document.stated_force is None:
        return None
    return vocabulary.stated_force()[document.stated_force.label]


def stated_end(document: Acting | None) -> date | None:
    """The day on which the document ended, as the editor states it; None where no day is stated."""
    force = stated_as(document)
    if document and document.stated_force and force and force.is_ended:
        return document.stated_force.since
    return None


def pending_until(document: Acting) -> date | None:
    """The day on which a document that is stated 尚未施行 enters into force; None where it is not known."""
    stated = document.stated_force
    return (stated.since if stated else None) or document.entry_into_force


def day_of_entry(document: Acting) -> date | None:
    """施行日期, or the day until which the document is stated 尚未施行; None where neither is known."""
    if stated_as(document) is LegalForce.PENDING:
        return pending_until(document)
    return document.entry_into_force


def acts_from(document: ReleasedDocument) -> date | None:
    """The day from which the document acts; None where it is not known, or is stated 尚未施行 without a day."""
    return pending_until(document) if stated_as(document) is LegalForce.PENDING else starts(document)


def as_stated(events: Iterable[Event], catalogue: Catalogue, findings: list[Finding]) -> list[Event]:
    """The events with what is known of the state of the two documents.

    An act of a document that is stated 尚未施行 waits for its day, or is left out where there is none (R01 where the
    act has a day of its own); one of a document stated 待核 is open; one of a document that had ended is left out. It
    is open too (R12) where that document has ended on a day that nobody tells, and the act has a day after its entry
    into force. An act without a day has the day that is stated for the document acted upon.
    """
    events = [_dated(event, catalogue[event.target]) for event in events]
    undated = ended_without_a_day(events)
    out = []
    for event in events:
        actor = catalogue.get(event.by) if event.by and not event.itself and event.by != event.target else None
        changed = acted(event, actor, undated) if actor else event
        moved = changed is None or changed.on != event.on
        if actor and moved and stated_as(actor) is LegalForce.PENDING and event.on not in (None, starts(actor)):
            findings.append(_day_of_its_own(event, actor))
        if actor and not event.disputed and _may_have_ended_before(event, actor, undated):
            findings.append(_end_without_a_day(event, actor, catalogue))
        if changed:
            out.append(changed)
    return out


def ended_without_a_day(events: Iterable[Event]) -> frozenset[str]:
    """The documents that have ended on a day that nobody tells; where one is told too, that is the day."""
    ends = {(e.target, e.kind) for e in events if e.on is None and e.ends and e.kind is not EffectKind.SUPERSEDE}
    if ends:
        ends -= {(e.target, e.kind) for e in events if e.on and not e.disputed}
    return frozenset(number for number, _ in ends)


def _may_have_ended_before(event: Event, actor: Acting, undated: Container[str]) -> bool:
    """True where it cannot be told whether `actor` had ended when the event happened.

    What a document does as it enters into force it has done before it ended.
    """
    force, stated = stated_as(actor), actor.stated_force
    ended = force.is_ended and not stated.since if force and stated else actor.index_number in undated
    if not ended:
        return False
    began = [day for day in (starts(actor), actor.date_of_issue) if day]
    return event.on is not None and (not began or event.on > max(began))


def _end_without_a_day(event: Event, actor: ReleasedDocument, catalogue: Catalogue) -> Finding:
    stated = actor.stated_force
    line, column = (stated.line, 1) if stated else (0, 0)
    shown = event.evidence or f"{label(FORCE_OF[event.kind])}：{cited(catalogue[event.target].title)}"
    return finding(actor.source_path, line, column, "R12", f"{event.on} {shown}")


def _day_of_its_own(event: Event, actor: ReleasedDocument) -> Finding:
    """R01: an act has a day, and the document that does it is stated not to be in force by then."""
    stated = actor.stated_force
    assert stated
    shown = event.evidence or f"{event.on} {label(FORCE_OF[event.kind])}"
    expected = label(LegalForce.IN_FORCE)
    return finding(actor.source_path, stated.line, 1, "R01", stated.label, evidence=shown, expected=expected)


def acted(event: Event, actor: Acting, undated: Container[str]) -> Event | None:
    """The event as it stands when `actor`, who does it, is what its editor states; None when it has not happened.

    `undated` are the documents that have ended on a day that nobody tells.
    """
    force, stated = stated_as(actor), actor.stated_force
    if _may_have_ended_before(event, actor, undated):
        return replace(event, disputed=True, articles=())
    if stated is None:
        return event
    if force is LegalForce.PENDING:
        start = pending_until(actor)
        if start is None:
            return None
        # a day before the entry into force stands where the statement says no more than 施行日期 does
        return replace(event, on=start) if start != starts(actor) and (event.on or date.min) < start else event
    if force is LegalForce.UNDETERMINED:
        sure = stated.since and event.on and event.on < stated.since
        return event if sure else replace(event, disputed=True, articles=())
    end = stated_end(actor)
    return None if end and event.on and end < event.on else event


def _dated(event: Event, target: ReleasedDocument) -> Event:
    stated = target.stated_force
    if event.on is None and stated and stated.since and stated_as(target) is FORCE_OF.get(event.kind):
        return replace(event, on=stated.since)
    return event
