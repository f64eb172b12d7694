"""From what documents say to events: every source of effect resolved to a document and a day, or told to the editor."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from plugins.catalogue import cycles, editions
from plugins.catalogue.catalogue import Catalogue
from plugins.catalogue.document import Relation, RelationKind, ReleasedDocument
from plugins.catalogue.effects import ON_ENTRY_INTO_FORCE, ON_PUBLICATION, Effect, EffectKind, Target
from plugins.catalogue.events import Event, OutsideTarget, Reference, Source, Suggestion
from plugins.catalogue.findings import Finding, finding
from plugins.catalogue.gate import HeldDocument, Release
from plugins.catalogue.resolve import Citing, Outcome, Resolution, resolve
from plugins.catalogue.review import ReviewRow
from plugins.catalogue.title import cited
from plugins.catalogue.validity import TermStatement, term_events

_KIND = {
    RelationKind.REPEALS: EffectKind.REPEAL,
    RelationKind.DECLARES_LAPSED: EffectKind.EXPIRE,
    RelationKind.REPEALS_IN_PART: EffectKind.PARTIAL_REPEAL,
    RelationKind.AMENDS: EffectKind.AMEND,
    RelationKind.REPLACES: EffectKind.SUPERSEDE,
    RelationKind.SUSPENDS: EffectKind.SUSPEND,
}


@dataclass(slots=True)
class Related:
    """All that relates: events to resolve force from, and what goes to the editor instead."""

    events: list[Event] = field(default_factory=list)
    undetermined: dict[str, str] = field(default_factory=dict)
    """Index numbers whose force cannot be told, and why."""
    terms: list[TermStatement] = field(default_factory=list)
    suggestions: list[Suggestion] = field(default_factory=list)
    outside: list[OutsideTarget] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def relate(release: Release, review: Iterable[ReviewRow] = (), *, default_term_years: float | None = None) -> Related:
    """Everything the released documents do to one another, in an order that does not depend on the input's.

    `default_term_years` is the local rule for documents that state no term; None switches it off.
    """
    related = Related()
    for document in release.catalogue:
        for relation in document.relations:
            _declared(document, relation, release.catalogue, related)
        for stated in release.effects.get(document.index_number, ()):
            _stated(document, stated.effect, stated.line, release.catalogue, related)
    for row in review:
        _reviewed(row, release.catalogue, related)
    for held in release.held:
        _anonymous(held, release.catalogue, related)
    related.events += editions.edition_events(release.catalogue, related.findings)
    related.events += term_events(release.catalogue, related.terms, default_term_years, related.findings)
    # circles first: merging drops one of two acts that say the same, and with it perhaps the link that closes a circle
    related.events, related.undetermined = cycles.without_cycles(related.events, release.catalogue, related.findings)
    related.events = _merged(related.events, release.catalogue, related.findings)
    related.findings.sort()
    return related


def starts(document: ReleasedDocument) -> date | None:
    """The day from which the document applies: 施行日期, or else the day it was issued; None when neither is known."""
    return document.entry_into_force or document.date_of_issue


def _declared(document: ReleasedDocument, relation: Relation, catalogue: Catalogue, related: Related) -> None:
    """A relation that an editor wrote down, on either of the two documents."""
    nameless = not (relation.target.title or relation.target.number or relation.index_number)
    acting = relation.kind.is_active
    if nameless:
        if not acting and relation.kind.reverse in _KIND:
            day = relation.effective
            related.events.append(_event(document, relation, day, Source.WITHHELD, by=None, by_text=""))
        return
    outcome = _find(document, relation, catalogue)
    text = named(relation.target)
    where = (document.source_path, relation.line, 1)
    if outcome.outcome is Outcome.ITSELF:
        related.findings.append(finding(*where, "C05", text))
        return
    if outcome.outcome is Outcome.NEWER:
        other = outcome.documents[0]
        value = f"《{document.title}》（{document.date_of_issue}）与《{other.title}》（{other.date_of_issue}）"
        related.findings.append(finding(*where, "R05", value))
        return
    if outcome.outcome in (Outcome.AMBIGUOUS, Outcome.UNSURE):
        shown = "；".join(map(_shown, outcome.documents))
        related.findings.append(finding(*where, "C06", text, candidates=shown))
        return
    others: tuple[ReleasedDocument | None, ...] = outcome.documents or (None,)
    if outcome.outcome is Outcome.OUTSIDE:
        related.findings.append(finding(*where, "C07", text))
    kind = relation.kind if acting else relation.kind.reverse
    for end in others:
        actor, target = (document, end) if acting else (end, document)
        if kind not in _KIND:
            related.references.append(
                Reference(
                    kind.value,
                    actor.index_number if actor else None,
                    target.index_number if target else None,
                    "" if end else text,
                )
            )
        elif target is None:
            assert actor is not None
            day = relation.effective or starts(document)
            related.outside.append(
                OutsideTarget(
                    document.index_number,
                    _KIND[kind],
                    relation.target.title or "",
                    relation.target.number or "",
                    day,
                    "",
                )
            )
        else:
            day = relation.effective or (starts(actor) if actor else _whole_day(relation.target.date))
            by_text = "" if actor else text
            by = actor.index_number if actor else None
            related.events.append(_event(target, relation, day, Source.DECLARED, by=by, by_text=by_text))


def _event(
    target: ReleasedDocument, relation: Relation, day: date | None, source: Source, *, by: str | None, by_text: str
) -> Event:
    kind = relation.kind if relation.kind.is_active else relation.kind.reverse
    return Event(
        target.index_number,
        _KIND[kind],
        day,
        source,
        by=by,
        by_text=by_text,
        rule="declared",
        articles=relation.articles,
        until=relation.until,
    )


def _find(document: ReleasedDocument, relation: Relation, catalogue: Catalogue) -> Resolution:
    """The other end of a declared relation. Only a document that acts must be the newer one."""
    if relation.kind in _KIND:
        citing = Citing(document.index_number, relation.effective or starts(document) or date.max)
        return resolve(relation.target, citing, catalogue, relation.index_number)
    if relation.kind.reverse in _KIND:
        found = resolve(relation.target, Citing(document.index_number, date.max), catalogue, relation.index_number)
        actor = found.documents[0] if found.outcome is Outcome.FOUND else None
        if actor and actor.date_of_issue and document.date_of_issue and actor.date_of_issue < document.date_of_issue:
            return Resolution(Outcome.NEWER, (actor,))
        return found
    found = resolve(relation.target, Citing(document.index_number, date.max), catalogue, relation.index_number)
    if found.outcome is Outcome.UNSURE and len(found.documents) == 1:
        return Resolution(Outcome.FOUND, found.documents)
    return found


def _stated(document: ReleasedDocument, effect: Effect, line: int, catalogue: Catalogue, related: Related) -> None:
    """An effect read in the text of a released document."""
    if effect.target is None:
        _own(document, effect, line, related)
        return
    day = effect_day(effect, document)
    if not effect.certain:
        _suggest(document, effect, line, "条款没有写明具体文件，或不是直接的废止", Resolution(Outcome.OUTSIDE), related)
        return
    found = resolve(effect.target, Citing(document.index_number, _latest(day, document)), catalogue)
    if found.outcome is Outcome.FOUND:
        for target in found.documents:
            if effect.kind is EffectKind.VALIDITY_PERIOD:
                related.terms.append(TermStatement.extension(target, document, effect, day))
                continue
            if day is None:
                _suggest(document, effect, line, "不知道从哪一天起生效", found, related)
                continue
            related.events.append(_clause_event(target, effect, day, document))
    elif found.outcome in (Outcome.AMBIGUOUS, Outcome.UNSURE):
        reason = "对应多份文件" if found.outcome is Outcome.AMBIGUOUS else "名称相同，但字号、日期或先后不能确定"
        _suggest(document, effect, line, reason, found, related)
    else:
        related.outside.append(
            OutsideTarget(
                document.index_number,
                effect.kind,
                effect.target.title or "",
                effect.target.number or "",
                day,
                effect.evidence,
            )
        )


def _own(document: ReleasedDocument, effect: Effect, line: int, related: Related) -> None:
    """What a text says of itself: its term, or the day of its own end."""
    day = effect_day(effect, document)
    if effect.kind is EffectKind.VALIDITY_PERIOD:
        if effect.certain:
            related.terms.append(TermStatement.own(document, effect))
        return
    if effect.kind not in (EffectKind.REPEAL, EffectKind.EXPIRE):
        return
    if not effect.certain or day is None or effect.effective in (None, ON_PUBLICATION, ON_ENTRY_INTO_FORCE):
        _suggest(
            document, effect, line, "文件说到自己的废止或失效，但没有写明日期", Resolution(Outcome.OUTSIDE), related
        )
        return
    by_itself = any(word in effect.evidence for word in ("自行", "自动", "自然")) or effect.kind is EffectKind.EXPIRE
    related.events.append(
        Event(
            document.index_number,
            EffectKind.EXPIRE if by_itself else EffectKind.REPEAL,
            day,
            Source.CLAUSE,
            evidence=effect.evidence,
            rule=effect.rule,
            itself=True,
        )
    )


def _clause_event(target: ReleasedDocument, effect: Effect, day: date, document: ReleasedDocument) -> Event:
    return Event(
        target.index_number,
        effect.kind,
        day,
        Source.CLAUSE,
        by=document.index_number,
        evidence=effect.evidence,
        rule=effect.rule,
        articles=effect.articles,
        until=_whole_day(effect.until),
    )


def _reviewed(row: ReviewRow, catalogue: Catalogue, related: Related) -> None:
    """A row of a review table: an editor's act, dated by the table."""
    found = resolve(row.target, Citing("", row.on or date.max), catalogue)
    if found.outcome is Outcome.OUTSIDE:
        related.findings.append(finding(row.path, row.row, 1, "C07", named(row.target)))
    elif found.outcome is not Outcome.FOUND:
        shown = "；".join(map(_shown, found.documents))
        related.findings.append(finding(row.path, row.row, 1, "C06", named(row.target), candidates=shown))
    elif row.effect:
        evidence = f"{row.outcome}：{named(row.target)}"
        for target in found.documents:
            related.events.append(
                Event(
                    target.index_number,
                    row.effect,
                    row.on,
                    Source.REVIEW,
                    by_text=row.basis,
                    evidence=evidence,
                    rule="review",
                )
            )


def _anonymous(held: HeldDocument, catalogue: Catalogue, related: Related) -> None:
    """What a document behind the gate does to released ones: the effect and its day, no name, no sentence."""
    start = held.entry_into_force or held.date_of_issue
    for relation in held.relations:
        if relation.kind not in _KIND:
            continue
        citing = Citing(held.index_number, relation.effective or start)
        found = resolve(relation.target, citing, catalogue, relation.index_number)
        if found.outcome is Outcome.FOUND and start:
            related.events += [
                _event(target, relation, relation.effective or start, Source.WITHHELD, by=None, by_text="")
                for target in found.documents
            ]
    for stated in held.effects:
        effect = stated.effect
        if effect.target is None or not effect.certain or effect.kind is EffectKind.VALIDITY_PERIOD:
            continue
        day = _whole_day(effect.effective) or (held.date_of_issue if effect.effective == ON_PUBLICATION else start)
        found = resolve(effect.target, Citing(held.index_number, day), catalogue)
        if found.outcome is Outcome.FOUND and day:
            related.events += [
                Event(
                    target.index_number,
                    effect.kind,
                    day,
                    Source.WITHHELD,
                    rule="withheld",
                    articles=effect.articles,
                    until=_whole_day(effect.until),
                )
                for target in found.documents
            ]


def effect_day(effect: Effect, document: ReleasedDocument) -> date | None:
    """The day from which an effect holds: as written, on publication, or with the document's entry into force."""
    if effect.effective == ON_PUBLICATION:
        return document.date_of_issue
    if effect.effective in (None, ON_ENTRY_INTO_FORCE):
        return starts(document)
    return _whole_day(effect.effective)


def _latest(day: date | None, document: ReleasedDocument) -> date | None:
    """The day before which a target must have been made: the clause's, or the document's where the clause is later.

    An old clause keeps its date through later editions of its text, so an early day of the clause counts.
    """
    days = [d for d in (day, document.date_of_issue) if d]
    return min(days) if days else None


def _whole_day(text: str | None) -> date | None:
    if not text or len(text) != 10:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _suggest(
    document: ReleasedDocument, effect: Effect, line: int, reason: str, found: Resolution, related: Related
) -> None:
    name = named(effect.target) if effect.target else "本文件"
    candidates = tuple(map(_shown, found.documents))
    related.suggestions.append(
        Suggestion(document.source_path, line, effect.kind, name, effect.evidence, reason, candidates)
    )
    expected = "；".join(candidates) or "目标文件的名称和字号"
    value = f"{reason}：{effect.evidence}"
    related.findings.append(finding(document.source_path, line, 1, "R02", value, expected=expected))


def named(target: Target) -> str:
    """The target as a reader sees it: 《名称》（文号）."""
    title = cited(target.title) if target.title else ""
    if not title:
        return target.number or ""
    return title + (f"（{target.number}）" if target.number else "")


def _shown(document: ReleasedDocument) -> str:
    return named(Target(document.title, document.document_number or document.index_number))


def _merged(events: list[Event], catalogue: Catalogue, findings: list[Finding]) -> list[Event]:
    """One event for what several sources say. A declaration beats the clause of the same document (R01 if they differ);
    of several editions that repeat a clause the oldest counts."""
    declared = {(e.target, e.by, e.kind): e for e in events if e.source is Source.DECLARED}
    kept: dict[tuple[str, EffectKind, date | None, tuple[str, ...], str], Event] = {}
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
        if said and said is not event and event.source is Source.CLAUSE:
            if said.on and event.on and said.on != event.on and event.by:
                path = catalogue[event.by].source_path
                value, shown = f"登记的日期 {said.on}", f"{event.on} {event.evidence}"
                findings.append(finding(path, 0, 0, "R01", value, evidence=shown, expected=str(event.on)))
            if not said.evidence and event.evidence:
                key = _key(said)
                base = kept.get(key, said)
                kept[key] = _completed(base, event)
            continue
        key = _key(event)
        if key in kept and may_be_over(kept[key]) and event.by != kept[key].by:
            key = (*key[:4], event.by or event.by_text)
        if key not in kept:
            kept[key] = event
        elif kept[key].by == event.by:
            kept[key] = _completed(kept[key], event)
    dated = {(e.target, e.kind) for e in kept.values() if e.on}
    return sorted(
        (e for e in kept.values() if e.on or (e.target, e.kind) not in dated),
        key=lambda e: (e.on or date.min, e.target, e.kind.value, e.by or "", e.by_text, e.articles),
    )


def _key(event: Event) -> tuple[str, EffectKind, date | None, tuple[str, ...], str]:
    by = event.by or event.by_text if event.kind in (EffectKind.AMEND, EffectKind.PARTIAL_REPEAL) else ""
    return (event.target, event.kind, event.on, event.articles, by)


def _completed(event: Event, other: Event) -> Event:
    from dataclasses import replace

    return replace(
        event,
        evidence=event.evidence or other.evidence,
        articles=event.articles or other.articles,
        until=event.until or other.until,
    )
