"""What relating gives: events to resolve force from, and what goes to the editor instead."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Protocol

from plugins.catalogue.days import add_years
from plugins.catalogue.details import detail
from plugins.catalogue.document import Relation, RelationKind, ReleasedDocument, StatedForce
from plugins.catalogue.effects import Effect, EffectKind, Target
from plugins.catalogue.events import Event, OutsideTarget, Reference, Source, Suggestion
from plugins.catalogue.findings import Finding, finding
from plugins.catalogue.resolve import Resolution
from plugins.catalogue.title import cited
from plugins.catalogue.validity import TermStatement

FORCE_KINDS = {
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
    untold: frozenset[str] = frozenset()
    """Index numbers of documents that enter into force on a day that nothing tells (R11)."""


class Acting(Protocol):
    """What tells from when a document acts: a released one, or one behind the gate."""

    @property
    def index_number(self) -> str: ...

    @property
    def date_of_issue(self) -> date | None: ...

    @property
    def entry_into_force(self) -> date | None: ...

    @property
    def stated_force(self) -> StatedForce | None: ...


def starts(document: Acting) -> date | None:
    """The day from which the document applies: 施行日期, or else the day it was issued; None when neither is known."""
    return document.entry_into_force or document.date_of_issue


def event_of(
    target: ReleasedDocument,
    relation: Relation,
    day: date | None,
    source: Source,
    *,
    by: str | None,
    by_text: str,
    disputed: bool = False,
) -> Event:
    """What a relation does. `disputed`: the day is only the first on which it can have happened."""
    kind = relation.kind if relation.kind.is_active else relation.kind.reverse
    return Event(
        target.index_number,
        FORCE_KINDS[kind],
        day,
        source,
        by=by,
        by_text=by_text,
        rule="declared",
        articles=() if disputed else relation.articles,
        until=relation.until,
        disputed=disputed,
    )


def suggest(
    document: ReleasedDocument,
    effect: Effect,
    line: int,
    reason: str,
    found: Resolution,
    related: Related,
    wanted: str = "",
) -> None:
    """Ask the editor (R02) what an unclear statement means; `wanted` is what to write, where it is no target's name."""
    name = named(effect.target) if effect.target else detail("itself")
    candidates = tuple(map(shown, found.documents))
    related.suggestions.append(
        Suggestion(document.source_path, line, effect.kind, name, effect.evidence, reason, candidates)
    )
    expected = "；".join(candidates) or wanted or detail("target")
    value = f"{reason}：{effect.evidence}"
    related.findings.append(finding(document.source_path, line, 1, "R02", value, expected=expected))


def named(target: Target) -> str:
    """The target as a reader sees it: 《名称》（文号）."""
    title = cited(target.title) if target.title else ""
    if not title:
        return target.number or ""
    return title + (f"（{target.number}）" if target.number else "")


def shown(document: ReleasedDocument) -> str:
    return named(Target(document.title, document.document_number or document.index_number))


def whole_day(text: str | None) -> date | None:
    if not text or len(text) != 10:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def last_day(effect: Effect, day: date) -> date | None:
    """The last day (inclusive) of an effect that begins on `day`; None where it has no end.

    It is told as a day or, of a suspension, by how long it lasts (暂停执行一年).
    """
    told = whole_day(effect.until)
    if told or effect.kind is not EffectKind.SUSPEND or not effect.period_years:
        return told
    return add_years(day, effect.period_years) - timedelta(days=1)
