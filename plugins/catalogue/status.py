"""How every document stands on a day: a pure function of events and `as_of`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from plugins.catalogue.catalogue import Catalogue
from plugins.catalogue.clauses import ENTRY_UNDATED
from plugins.catalogue.details import detail
from plugins.catalogue.document import ReleasedDocument, StatedForce
from plugins.catalogue.effects import EffectKind
from plugins.catalogue.events import Event, Source
from plugins.catalogue.findings import Finding, finding
from plugins.catalogue.force import Change, LegalForce, Status
from plugins.catalogue.related import starts
from plugins.catalogue.sentences import label, sentence
from plugins.catalogue.statement import FORCE_OF, pending_until, stated_as, stated_end
from plugins.catalogue.title import cited

_SAME_DAY = {
    EffectKind.AMEND: 0,
    EffectKind.PARTIAL_REPEAL: 1,
    EffectKind.SUSPEND: 2,
    EffectKind.RESUME: 2,
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
    its effect has none. An editor's statement wins over all, and what contradicts it is a finding (R01); a suspension
    and 尚未施行 end on the day that is stated for their end.
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
        if document.stated_force:
            life = None if number in undetermined else lives[number]
            computed = _with_statement(document, computed, life, catalogue, as_of, findings)
        out[number] = computed
    return out


def _apply(catalogue: Catalogue, events: Iterable[Event], findings: list[Finding]) -> dict[str, _Life]:
    lives: dict[str, _Life] = defaultdict(_Life)
    for event in sorted(events, key=_order):
        life = lives[event.target]
        document = catalogue[event.target]
        if event.by and event.by != event.target and _over(lives.get(event.by), event.on, catalogue.get(event.by)):
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
        elif event.ends:
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


def _over(life: _Life | None, on: date | None, actor: ReleasedDocument | None) -> bool:
    """True when the acting document had itself ended before the day of the effect.

    A stated end, and one without a day, are in the events (`as_stated`).
    """
    if stated_end(actor):
        return False
    return bool(life and life.ended and on and life.ended.on and life.ended.on < on)


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
    timeline = _timeline(document, starts(document), life, catalogue)
    return Status(_on(timeline, as_of), timeline)


def _on(timeline: tuple[Change, ...], day: date) -> Change:
    """The change in effect on a day."""
    current = timeline[0]
    for change in timeline[1:]:
        if change.on and change.on <= day:
            current = change
    return current


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
    disputed = []
    for event in happened:
        if event.kind is EffectKind.SUSPEND and event.until and day and event.until < day:
            continue
        if event.disputed:
            disputed.append(event)
        else:
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
    resumed = any(_ends_before(e, day) for e in applied if not e.disputed)
    words = sentence("resumed", on=day) if resumed else sentence("in_force_since", on=start or day)
    act = next((e for e in kinds[EffectKind.RESUME] if e.on == day), None) if resumed else None
    if act is None:
        return Change(day, LegalForce.IN_FORCE, words)
    by_text, rule = act.by_text, act.rule or act.source.value
    return Change(day, LegalForce.IN_FORCE, words, act.by, by_text, act.evidence, rule)


def _ends_before(event: Event, day: date) -> bool:
    """True for a suspension whose last day is the day before."""
    return event.kind is EffectKind.SUSPEND and event.until is not None and event.until + timedelta(days=1) == day


def _caused(day: date | None, event: Event, articles: tuple[str, ...], catalogue: Catalogue) -> Change:
    """The change that shows from `day` on; the event may be older (an amendment made before the entry into force)."""
    actor = catalogue.get(event.by) if event.by else None
    by = actor_name(actor) if actor else event.by_text
    return Change(
        day,
        FORCE_OF[event.kind],
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
    name = FORCE_OF[event.kind].value
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


def _with_statement(
    document: ReleasedDocument,
    computed: Status,
    life: _Life | None,
    catalogue: Catalogue,
    as_of: date,
    findings: list[Finding],
) -> Status:
    """The editor's 有效性 on top of what was computed. `life` is None where nothing can be concluded (a circle)."""
    stated, force = document.stated_force, stated_as(document)
    assert stated
    assert force
    if stated.since and stated.until and stated.until < stated.since:
        shown = f"{stated.since} > {stated.until}"
        findings.append(_contradicted(document, stated, shown, label(computed.force)))
        stated = replace(stated, until=None)
    told = _Statement(document, stated, force, computed, life, catalogue, as_of)
    against = told.against()
    if against:
        shown = against.evidence or against.sentence
        findings.append(_contradicted(document, stated, shown, label(against.force)))
    timeline = told.timeline()
    return Status(_on(timeline, as_of), timeline)


def _contradicted(document: ReleasedDocument, stated: StatedForce, shown: str, expected: str) -> Finding:
    return finding(document.source_path, stated.line, 1, "R01", stated.label, evidence=shown, expected=expected)


@dataclass(slots=True)
class _Statement:
    """What an editor states of one document, beside what was computed of it."""

    document: ReleasedDocument
    stated: StatedForce
    force: LegalForce
    computed: Status
    life: _Life | None
    catalogue: Catalogue
    as_of: date

    def timeline(self) -> tuple[Change, ...]:
        """All changes, as the editor states them."""
        if self.force is LegalForce.PENDING:
            return self._pending()
        if self._agrees():
            return self.computed.timeline
        change = _stated_change(self.stated, self.force)
        return (*self._earlier(change.on), change, *self._resumed())

    def against(self) -> Change | None:
        """The computed change that contradicts the statement; None when none does."""
        stated, computed = self.stated, self.computed
        if self.force is LegalForce.PENDING:
            return self._against_pending()
        if self._agrees():
            return None
        end = computed.timeline[-1] if computed.timeline[-1].force.is_ended else None
        if self.force.is_ended and end:
            # the term of what had ended before is moot, unless the statement is that it lapsed
            itself = self.life and self.life.ended and self.life.ended.itself
            earlier = end.on and (stated.since or self.as_of) <= end.on
            if not (itself and earlier and end.force is not self.force):
                return end
            change = _on(computed.timeline[:-1], max(self.as_of, stated.since or self.as_of))
        else:
            day = max(self.as_of, stated.since or self.as_of)
            change = _on(computed.timeline, min(day, stated.until) if self._has_an_end() and stated.until else day)
        if change.rule == ENTRY_UNDATED:
            return None  # an editor who knows settles what the text leaves open
        if _is_caused(change) or (not self.force.is_ended and self._is_not_yet(change)):
            return change
        paused = [c for c in computed.timeline if c.force is LegalForce.SUSPENDED]
        if self.force is LegalForce.SUSPENDED and not stated.since and not stated.until and paused:
            return change  # a recorded suspension is over, or has not begun
        return None

    def _agrees(self) -> bool:
        """True when the record says the same, and the same day where one is stated."""
        stated, timeline, current = self.stated, self.computed.timeline, self.computed.current
        if self.force in (LegalForce.IN_FORCE, LegalForce.UNDETERMINED):
            return current.force is self.force
        if self.force is LegalForce.AMENDED and current.force is LegalForce.SUPERSEDED:
            return True
        same = [c for c in timeline if c.force is self.force and c.on == (stated.since or c.on)]
        if self.force is LegalForce.SUSPENDED and stated.until:
            same = [c for c in same if c.until == stated.until]
        if not stated.since and not self._has_an_end():
            return current.force is self.force
        begun = not stated.since or stated.since <= self.as_of
        over = any(c.until and c.until < self.as_of for c in same)
        return bool(same) and (not begun or over or current.force is self.force)

    def _has_an_end(self) -> bool:
        return self.force is LegalForce.SUSPENDED and self.stated.until is not None

    def _is_not_yet(self, change: Change) -> bool:
        """True before the 施行日期 on record. A day of issue alone does not contradict an editor who knows."""
        return change.force is LegalForce.PENDING and self.document.entry_into_force is not None

    def _earlier(self, day: date | None) -> tuple[Change, ...]:
        """The changes before the stated day; a document that is stated to end has no other end before."""
        if day is None:
            return ()
        timeline = self.computed.timeline
        if self.force.is_ended and self.life:
            open_ended = _Life([e for e in self.life.applied if not e.ends or e.kind is EffectKind.SUPERSEDE])
            timeline = _timeline(self.document, starts(self.document), open_ended, self.catalogue)
        earlier = tuple(c for c in timeline if c.on is None or c.on < day)
        return tuple(c for c in earlier if not c.force.is_ended) if self.force.is_ended else earlier

    def _resumed(self) -> tuple[Change, ...]:
        """What holds once a stated suspension is over: what was computed for the day after, and on from there."""
        if not self._has_an_end() or self.stated.until is None:
            return ()
        day, timeline = self.stated.until + timedelta(days=1), self.computed.timeline
        change = _on(timeline, day)
        if change.force is LegalForce.IN_FORCE:
            change = Change(day, LegalForce.IN_FORCE, sentence("resumed", on=day))
        return (replace(change, on=day), *(c for c in timeline if c.on and c.on > day))

    def _pending(self) -> tuple[Change, ...]:
        change = _stated_change(self.stated, self.force)
        start = pending_until(self.document)
        caused = _is_caused(self.computed.current)
        if start is None:
            return self.computed.timeline if self.computed.force is LegalForce.PENDING else (change,)
        if start == starts(self.document) and not (self.as_of < start and caused):
            return self.computed.timeline
        timeline = self.computed.timeline
        if self.life:
            timeline = _timeline(self.document, start, self.life, self.catalogue)
        first = replace(_on(timeline, start), on=start)
        return (change, first, *(c for c in timeline if c.on and c.on > start))

    def _against_pending(self) -> Change | None:
        start, entry, current = pending_until(self.document), self.document.entry_into_force, self.computed.current
        if entry and entry != start:
            return _on(self.computed.timeline, entry)
        if (start is None or self.as_of < start) and _is_caused(current) and current.rule != ENTRY_UNDATED:
            return current
        return None


def _is_caused(change: Change) -> bool:
    """True when an act, a term or a doubt on record made the change."""
    return bool(change.rule or change.by or change.by_text or change.force is LegalForce.UNDETERMINED)


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
