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
    had itself ended. Where the document that suspends ends first, it is asked whether the suspension goes on; until
    that is told it does.
    """
    if not any(event.kind in (EffectKind.SUSPEND, EffectKind.RESUME) for event in events):
        return events
    resuming = [event for event in events if event.kind is EffectKind.RESUME]
    ended = _first_ends(events)
    left_out = set()
    for resumption in sorted(resuming, key=lambda e: e.on or date.min):
        if resumption.on is None or ended.get(resumption.by or "", date.max) < resumption.on:
            left_out.add(resumption)
            continue
        before = [e for e in events if e.kind is EffectKind.SUSPEND and _is_before(e, resumption)]
        last = resumption.on - timedelta(days=1)
        still = {e for e in before if e.until is None or e.until > last}
        if not still:
            left_out.add(resumption)
            if not any(e.until == last for e in before):
                findings.append(_asked(resumption, catalogue, "nothing_suspended"))
        elif not resumption.disputed:
            events = [replace(e, until=last) if e in still else e for e in events]
    events = [event for event in events if event not in left_out]
    _ask_where_the_act_has_ended(events, ended, catalogue, findings)
    return events


def _ask_where_the_act_has_ended(
    events: list[Event], ended: dict[str, date], catalogue: Catalogue, findings: list[Finding]
) -> None:
    """R02 where the document that suspends ends and nothing says whether the other is still suspended."""
    for suspension in events:
        end = ended.get(suspension.by or "") if suspension.kind is EffectKind.SUSPEND else None
        if end is None or not (suspension.on or date.min) < end <= ended.get(suspension.target, date.max):
            continue
        if suspension.until is None or suspension.until >= end:
            findings.append(_asked(suspension, catalogue, "suspending_act_ended"))


def _first_ends(events: list[Event]) -> dict[str, date]:
    """The day on which each document ends for good, as far as one is told."""
    out: dict[str, date] = {}
    for event in events:
        if event.ends and event.on and event.kind is not EffectKind.SUPERSEDE:
            out[event.target] = min(event.on, out.get(event.target, date.max))
    return out


def _is_before(suspension: Event, resumption: Event) -> bool:
    if suspension.target != resumption.target or resumption.on is None:
        return False
    same = not resumption.articles or resumption.articles == suspension.articles
    return same and (suspension.on or date.min) < resumption.on


def _asked(event: Event, catalogue: Catalogue, why: str) -> Finding:
    path = catalogue[event.by or event.target].source_path
    value = f"{detail(why)}：{event.evidence or detail('some_act')}"
    return finding(path, 0, 0, "R02", value, expected=f"《{catalogue[event.target].title}》")
