"""One event for what several sources say of one act."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from plugins.catalogue.catalogue import Catalogue
from plugins.catalogue.details import detail
from plugins.catalogue.effects import EffectKind
from plugins.catalogue.events import Event, Source
from plugins.catalogue.findings import Finding, finding

_Key = tuple[str, EffectKind, date | None, tuple[str, ...], str, bool]


def merged(events: list[Event], catalogue: Catalogue, findings: list[Finding]) -> list[Event]:
    """One event for what several sources say. A declaration beats the clause of the same document (R01 if they differ);
    of several editions that repeat a clause the oldest counts."""
    declared = {(e.target, e.by, e.kind): e for e in events if e.source is Source.DECLARED}
    kept: dict[_Key, Event] = {}
    order = list(Source)
    ends: dict[str, list[date]] = {}
    for event in events:
        if event.ends:
            ends.setdefault(event.target, []).append(event.on or date.min)

    def may_be_over(event: Event) -> bool:
        """True when the act may have ended before its effect began: then it must not stand for another's."""
        return any(event.on and day < event.on for day in ends.get(event.by or "", ()))

    def rank(event: Event) -> tuple[int, date, str, str]:
        actor = catalogue.get(event.by) if event.by else None
        made = actor.date_of_issue if actor and actor.date_of_issue else date.max
        return (order.index(event.source), made, event.by or "", event.by_text)

    for event in sorted(events, key=rank):
        said = declared.get((event.target, event.by, event.kind))
        if said and said.disputed and not event.disputed and kept.get(_key(said)) is said:
            del kept[_key(said)]  # the text tells the day that the declaration leaves open
        elif said and said is not event and event.source is Source.CLAUSE:
            if said.on and event.on and said.on != event.on and event.by:
                path = catalogue[event.by].source_path
                value, shown = detail("recorded_day", day=said.on), f"{event.on} {event.evidence}"
                findings.append(finding(path, 0, 0, "R01", value, evidence=shown, expected=str(event.on)))
            if not said.evidence and event.evidence:
                key = _key(said)
                base = kept.get(key, said)
                kept[key] = _completed(base, event)
            continue
        key = _key(event)
        if key in kept and may_be_over(kept[key]) and event.by != kept[key].by:
            key = (*key[:4], event.by or event.by_text, event.disputed)
        if key not in kept:
            kept[key] = event
        elif kept[key].by == event.by:
            kept[key] = _completed(kept[key], event)
    dated = {(e.target, e.kind) for e in kept.values() if e.on and not e.disputed}
    return sorted(
        (e for e in kept.values() if e.on or (e.target, e.kind) not in dated),
        key=lambda e: (e.on or date.min, e.target, e.kind.value, e.by or "", e.by_text, e.articles),
    )


def _key(event: Event) -> _Key:
    by = event.by or event.by_text if event.kind in (EffectKind.AMEND, EffectKind.PARTIAL_REPEAL) else ""
    return (event.target, event.kind, event.on, event.articles, by, event.disputed)


def _completed(event: Event, other: Event) -> Event:
    return replace(
        event,
        evidence=event.evidence or other.evidence,
        articles=event.articles or other.articles,
        until=event.until or other.until,
    )
