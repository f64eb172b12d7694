"""Catalogues drawn at random, small and crowded: many acts on few documents within few days."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from invented_documents import reading

from plugins.catalogue.document import Disclosure, Relation, RelationKind
from plugins.catalogue.effects import Target
from plugins.catalogue.gate import Reading

FIRST = date(2020, 2, 25)  # a leap day lies in the span
Draw = Callable[[int, int], int]
"""An integer between two bounds, both included."""

_KINDS = (
    RelationKind.REPEALS,
    RelationKind.REPEALS,
    RelationKind.DECLARES_LAPSED,
    RelationKind.REPEALS_IN_PART,
    RelationKind.AMENDS,
    RelationKind.REPLACES,
    RelationKind.SUSPENDS,
    RelationKind.BASED_ON,
)


@dataclass(frozen=True)
class Span:
    """How large a catalogue is drawn: documents, days on which they are issued, relations of one."""

    documents: int = 7
    days: int = 24
    relations: int = 3


def draw_readings(draw: Draw, span: Span = Span()) -> list[Reading]:
    """Documents with dates, terms, titles that repeat and relations among them; one in eight stays behind the gate."""
    count = draw(2, span.documents)
    return [_draw_one(draw, n, count, span) for n in range(count)]


def _draw_one(draw: Draw, n: int, count: int, span: Span) -> Reading:
    issued = FIRST + timedelta(days=draw(0, span.days))
    changes: dict[str, Any] = {"date_of_issue": issued, "publication_date": issued}
    if draw(0, 2) == 0:
        changes["entry_into_force"] = issued + timedelta(days=draw(0, 10))
    start = changes.get("entry_into_force", issued)
    term = draw(0, 7)
    if term == 0:
        changes["expires_on"] = start + timedelta(days=draw(0, 15))
    elif term == 1:
        changes["term_years"] = draw(1, 2) / 12
    title = draw(0, 9)
    if title < 3:
        changes["title"] = f"示例市第{title}种常用管理办法"
    changes["relations"] = tuple(_draw_relation(draw, n, count, issued) for _ in range(draw(0, span.relations)))
    disclosure = Disclosure.WITHHELD if draw(0, 7) == 0 else Disclosure.PROACTIVE
    return reading(f"N-{n}", disclosure, **changes)


def _draw_relation(draw: Draw, n: int, count: int, issued: date) -> Relation:
    other = draw(0, count - 2)
    number = f"N-{other + (other >= n)}"
    kind = _KINDS[draw(0, len(_KINDS) - 1)]
    effective = issued + timedelta(days=draw(-3, 12)) if draw(0, 2) == 0 else None
    out = Relation(kind, Target(number=number), number, effective=effective)
    if kind is RelationKind.SUSPENDS and draw(0, 1):
        out = replace(out, until=(effective or issued) + timedelta(days=draw(0, 6)))
    if kind in (RelationKind.SUSPENDS, RelationKind.REPEALS_IN_PART) and draw(0, 1):
        out = replace(out, articles=(f"第{draw(1, 3)}条",))
    return out
