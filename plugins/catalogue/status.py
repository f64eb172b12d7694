"""How every document stands on a day: a pure function of events and `as_of`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from plugins.catalogue import vocabulary
from plugins.catalogue.catalogue import Catalogue
from plugins.catalogue.details import detail
from plugins.catalogue.document import ReleasedDocument, StatedForce
from plugins.catalogue.effects import EffectKind
from plugins.catalogue.events import Event, Source
from plugins.catalogue.findings import Finding, finding
from plugins.catalogue.force import Change, LegalForce, Status
from plugins.catalogue.sentences import label, sentence
from plugins.catalogue.title import cited

_FORCE = {
    EffectKind.REPEAL: LegalForce.REPEALED,
    EffectKind.EXPIRE: LegalForce.LAPSED,
    EffectKind.SUPERSEDE: LegalForce.SUPERSEDED,
    EffectKind.PARTIAL_REPEAL: LegalForce.PARTIALLY_IN_FORCE,
    EffectKind.AMEND: LegalForce.AMENDED,
    EffectKind.SUSPEND: LegalForce.SUSPENDED,
}
_SAME_DAY = {
    EffectKind.AMEND: 0,
    EffectKind.PARTIAL_REPEAL: 1,
    EffectKind.SUSPEND: 2,
    EffectKind.SUPERSEDE: 5,
    EffectKind.EXPIRE: 4,
    EffectKind.REPEAL: 3,
}
"""Order of acts of one day on one document: what ends by an act comes before what ends by itself."""


@dataclass(slots=True)
class _Life:
    """One document's applied events, in order of day."""

    applied: list[Event] = field(default_factory=list)
    ended: Event | None = None
    superseded: Event | None = None


def resolve_force(
    catalogue: Catalogue,
    events: Iterable[Event],
    undetermined: Mapping[str, str],
    as_of: date,
    findings: list[Finding],
) -> dict[str, Status]:
    """The status of every document as of a day, by index number.

    What has ended stays ended: a repealed repealer does not revive. An act that had itself ended before the day of
    its effect has none. An editor's statement wins over all, and what contradicts it is a finding (R01).
    """
    lives = _apply(catalogue, events, findings)
    out = {}
    for document in catalogue:
        number = document.index_number
        if number in undetermined:
            change = Change(None, LegalForce.UNDETERMINED, sentence("undetermined"), evidence=undetermined[number])
            computed = Status(change, (change,))
        else:
            computed = _status(document, lives[number], catalogue, as_of)
        out[number] = _with_statement(document, computed, as_of, findings) if document.stated_force else computed
    return out


def _apply(catalogue: Catalogue, events: Iterable[Event], findings: list[Finding]) -> dict[str, _Life]:
    lives: dict[str, _Life] = defaultdict(_Life)
    for event in sorted(events, key=_order):
        life = lives[event.target]
        document = catalogue[event.target]
        if event.by and event.by != event.target and _over(lives.get(event.by), event.on):
            continue
        if life.ended:
            _after_the_end(document, life.ended, event, catalogue, findings)
            continue
        if life.superseded and event.kind not in (EffectKind.REPEAL, EffectKind.EXPIRE):
            continue
        if life.superseded and event.itself:
            continue  # the term of an edition that a newer one has replaced is moot
        if event.ends and event.kind is not EffectKind.SUPERSEDE:
            life.ended = event
        elif event.kind is EffectKind.SUPERSEDE:
            life.superseded = event
        life.applied.append(event)
    return defaultdict(_Life, lives)


def _order(event: Event) -> tuple[date, int, str, str, str, tuple[str, ...]]:
    return (
        event.on or date.min,
        _SAME_DAY[event.kind],
        event.target,
        event.by or "",
        event.by_text,
        event.articles,
    )


def _over(life: _Life | None, on: date | None) -> bool:
    """True when the acting document had itself ended before the day of the effect."""
    return bool(life and life.ended and on and (life.ended.on is None or life.ended.on < on))


def _after_the_end(
    document: ReleasedDocument, end: Event, event: Event, catalogue: Catalogue, findings: list[Finding]
) -> None:
    """An act on what has ended changes nothing; two endings are told to the editor."""
    if not event.ends or event.source is Source.EDITION or event.itself:
        return
    first, second = (_actor(e, catalogue) for e in (end, event))
    if end.on == event.on and end.kind is not event.kind:
        value = f"《{document.title}》{end.on}：{first}；{second}"
        findings.append(finding(document.source_path, 0, 0, "R06", value))
    elif not end.itself and end.on != event.on:
        value = f"《{document.title}》{end.on}：{first}；{event.on}：{second}"
        findings.append(finding(document.source_path, 0, 0, "R03", value))


def _actor(event: Event, catalogue: Catalogue) -> str:
    if event.by and (actor := catalogue.get(event.by)):
        return cited(actor.title)
    return event.by_text or (detail("term_over") if event.itself else detail("some_act"))


def _status(document: ReleasedDocument, life: _Life, catalogue: Catalogue, as_of: date) -> Status:
    start = document.entry_into_force or document.date_of_issue
    timeline = _timeline(document, start, life, catalogue)
    current = timeline[0]
    for change in timeline[1:]:
        if change.on and change.on <= as_of:
            current = change
    return Status(current, timeline)


def _timeline(document: ReleasedDocument, start: date | None, life: _Life, catalogue: Catalogue) -> tuple[Change, ...]:
    """All changes of one document in order of day; the first has no day."""
    undated = [e for e in life.applied if e.on is None]
    days = {e.on for e in life.applied if e.on}
    days |= {e.until + timedelta(days=1) for e in life.applied if e.kind is EffectKind.SUSPEND and e.until}
    if start:
        days.add(start)
    first = _change(document, None, start, undated, life, catalogue)
    out = [first]
    for day in sorted(days):
        change = _change(document, day, start, life.applied, life, catalogue)
        if _differs(change, out[-1]):
            out.append(change)
        if change.force.is_ended:
            break
    return tuple(out)


def _differs(one: Change, other: Change) -> bool:
    return (one.force, one.by, one.by_text, one.articles, one.until, one.sentence) != (
        other.force,
        other.by,
        other.by_text,
        other.articles,
        other.until,
        other.sentence,
    )


def _change(
    document: ReleasedDocument,
    day: date | None,
    start: date | None,
    applied: list[Event],
    life: _Life,
    catalogue: Catalogue,
) -> Change:
    """How the document stands on `day` (None: before any dated event), by the strongest of what has happened."""
    happened = [e for e in applied if e.on is None or (day and e.on <= day)]
    kinds: dict[EffectKind, list[Event]] = defaultdict(list)
    disputed = [e for e in happened if e.disputed]
    for event in happened:
        if event.disputed:
            continue
        if event.kind is EffectKind.SUSPEND and event.until and day and event.until < day:
            continue
        kinds[event.kind].append(event)
    for kind in (EffectKind.REPEAL, EffectKind.EXPIRE, EffectKind.SUPERSEDE):
        if kinds[kind]:
            return _caused(day, kinds[kind][0], (), catalogue)
    if disputed:
        evidence, rule = disputed[0].evidence, disputed[0].rule
        return Change(day, LegalForce.UNDETERMINED, sentence("undetermined"), evidence=evidence, rule=rule)
    if start and (day is None or day < start):
        words = sentence("pending", on=start)
        return Change(None if day is None else day, LegalForce.PENDING, words)
    for kind in (EffectKind.SUSPEND, EffectKind.PARTIAL_REPEAL, EffectKind.AMEND):
        if kinds[kind]:
            latest = kinds[kind][-1]
            articles = tuple(dict.fromkeys(a for e in kinds[kind] for a in e.articles))
            return _caused(day, latest, articles, catalogue)
    if day is None:
        return Change(None, LegalForce.IN_FORCE, sentence("in_force"))
    resumed = any(e.kind is EffectKind.SUSPEND and e.until and e.until + timedelta(days=1) == day for e in applied)
    words = sentence("resumed", on=day) if resumed else sentence("in_force_since", on=start or day)
    return Change(day, LegalForce.IN_FORCE, words)


def _caused(day: date | None, event: Event, articles: tuple[str, ...], catalogue: Catalogue) -> Change:
    """The change that shows from `day` on; the event may be older (an amendment made before the entry into force)."""
    actor = catalogue.get(event.by) if event.by else None
    by = actor_name(actor) if actor else event.by_text
    return Change(
        day,
        _FORCE[event.kind],
        sentence(_wording(event, bool(by)), on=event.on, by=by, until=event.until, articles="、".join(articles)),
        actor.index_number if actor else None,
        event.by_text,
        event.evidence,
        event.rule or event.source.value,
        articles,
        event.until,
    )


def _wording(event: Event, named: bool) -> str:
    """The key of the sentence in `tables/force.toml`."""
    name = _FORCE[event.kind].value
    if event.kind is EffectKind.EXPIRE and event.itself:
        return "lapsed_term" if event.until else "lapsed_self"
    if event.on is None:
        if event.kind in (EffectKind.REPEAL, EffectKind.EXPIRE):
            return f"{name}_undated" if named else f"{name}_stated"
        return "partially_stated" if event.kind is EffectKind.PARTIAL_REPEAL else "amended_stated"
    if event.kind is EffectKind.SUPERSEDE and event.source is Source.EDITION:
        return "superseded_edition"
    if event.kind is EffectKind.SUSPEND and event.until:
        return "suspended_until" if named else "suspended_until_nameless"
    return name if named else f"{name}_nameless"


def actor_name(document: ReleasedDocument) -> str:
    """The document as a mark names it: 《名称》（文号）."""
    number = f"（{document.document_number}）" if document.document_number else ""
    return cited(document.title) + number


def _with_statement(document: ReleasedDocument, computed: Status, as_of: date, findings: list[Finding]) -> Status:
    """The editor's 有效性 on top of what was computed."""
    stated = document.stated_force
    assert stated
    force = vocabulary.stated_force()[stated.label]
    if computed.force is force or (force is LegalForce.AMENDED and computed.force is LegalForce.SUPERSEDED):
        return computed
    current = computed.current
    if current.rule or current.by or current.by_text or current.force is LegalForce.UNDETERMINED:
        shown = current.evidence or current.sentence
        findings.append(
            finding(
                document.source_path, stated.line, 1, "R01", stated.label, evidence=shown, expected=label(current.force)
            )
        )
    change = _stated_change(stated, force)
    if change.on is None:
        return Status(change, (change,))
    before = tuple(c for c in computed.timeline if c.on is None or c.on < change.on)
    timeline = (*before, change)
    return Status(change if change.on <= as_of else current, timeline)


def _stated_change(stated: StatedForce, force: LegalForce) -> Change:
    articles = "、".join(stated.articles)
    if force is LegalForce.IN_FORCE:
        words = sentence("in_force")
    elif force is LegalForce.UNDETERMINED:
        words = sentence("undetermined")
    elif force is LegalForce.PARTIALLY_IN_FORCE:
        words = sentence("partially_stated", articles=articles)
    elif force is LegalForce.SUSPENDED:
        key = "suspended_until_nameless" if stated.until and stated.since else "suspended_nameless"
        words = sentence(key, on=stated.since, until=stated.until, articles=articles)
    elif force is LegalForce.PENDING:
        words = sentence("pending", on=stated.since) if stated.since else sentence("pending_stated")
    elif stated.since:
        words = sentence(f"{force.value}_nameless", on=stated.since)
    else:
        words = sentence(f"{force.value}_stated")
    if stated.basis:
        words += sentence("stated_basis", by=stated.basis)
    on = stated.since if force is not LegalForce.PENDING else None
    return Change(on, force, words, by_text=stated.basis, rule="stated", articles=stated.articles, until=stated.until)
