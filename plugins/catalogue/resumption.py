"""恢复执行: a suspension is over before the day from which a later document resumes what was suspended."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from plugins.catalogue.catalogue import Catalogue
from plugins.catalogue.details import detail
from plugins.catalogue.effects import EffectKind
from plugins.catalogue.events import Event
from plugins.catalogue.findings import Finding, finding


def with_resumptions(events: list[Event], catalogue: Catalogue, findings: list[Finding]) -> list[Event]:
    """The events, in which each suspension ends the day before it is resumed.

    A resumption of parts ends the suspension of just these parts. One of what no record says to be suspended, or of
    what was resumed on another day, is asked about (R02) and left out; so is, without a word, one by a document that
    had itself ended.
    """
    resuming = [event for event in events if event.kind is EffectKind.RESUME]
    if not resuming:
        return events
    left_out = set()
    for resumption in sorted(resuming, key=lambda e: e.on or date.min):
        if resumption.on is None or _had_ended(resumption, events):
            left_out.add(resumption)
            continue
        before = [e for e in events if e.kind is EffectKind.SUSPEND and _is_before(e, resumption)]
        last = resumption.on - timedelta(days=1)
        still = {e for e in before if e.until is None or e.until > last}
        if not still:
            left_out.add(resumption)
            if not any(e.until == last for e in before):
                findings.append(_asked(resumption, catalogue))
        elif not resumption.disputed:
            events = [replace(e, until=last) if e in still else e for e in events]
    return [event for event in events if event not in left_out]


def _is_before(suspension: Event, resumption: Event) -> bool:
    if suspension.target != resumption.target or resumption.on is None:
        return False
    same = not resumption.articles or resumption.articles == suspension.articles
    return same and (suspension.on or date.min) < resumption.on


def _had_ended(event: Event, events: list[Event]) -> bool:
    day = event.on or date.max
    return event.by is not None and any(e.target == event.by and e.ends and e.on and e.on < day for e in events)


def _asked(event: Event, catalogue: Catalogue) -> Finding:
    path = catalogue[event.by or event.target].source_path
    value = f"{detail('nothing_suspended')}：{event.evidence or detail('some_act')}"
    return finding(path, 0, 0, "R02", value, expected=f"《{catalogue[event.target].title}》")
