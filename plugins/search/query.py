"""What was typed, understood (the Python side of query.js)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from lunr.exceptions import QueryParseError
from lunr.query import Query, QueryPresence
from lunr.query_parser import QueryParser

from plugins.catalogue import tables
from plugins.search.analyse import FIELDS
from plugins.search.text import CHINESE, DIGIT, Unit, units

_QUOTED = re.compile(r'["“”]([^"“”]+)["“”]')
_EXPERT = re.compile(r"(^|\s)[+\-][^\s+\-]|[^\s]\*(\s|$)|[^\s][~^]\d+(\s|$)")
_NAMED = re.compile(r"([^\s:：+\-]+)[:：](?=[^\s])")


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of units that touch each other."""

    units: tuple[Unit, ...]

    @property
    def text(self) -> str:
        """The run as one string."""
        return "".join(unit.text for unit in self.units)

    @property
    def pairs(self) -> tuple[str, ...]:
        """The terms made of two neighbouring units."""
        return tuple(a.text + b.text for a, b in zip(self.units, self.units[1:], strict=False))

    @property
    def terms(self) -> tuple[str, ...]:
        """The terms that a document must hold to hold this: the pairs, or the unit itself."""
        return self.pairs or (self.text,)

    @property
    def is_lone_character(self) -> bool:
        """True for one Chinese character alone: it has no pair to be found by."""
        return len(self.units) == 1 and self.units[0].kind == CHINESE

    @property
    def has_digit(self) -> bool:
        """True where a unit is a number."""
        return any(unit.kind == DIGIT for unit in self.units)


@dataclass(frozen=True, slots=True)
class ExpertClause:
    """A clause of lunr's syntax; `prefix`: its last word may go on; `distance`: how many letters may differ."""

    segment: Segment
    presence: QueryPresence
    boost: float
    fields: tuple[str, ...]
    prefix: bool
    distance: int = 0


@dataclass(frozen=True, slots=True)
class Understood:
    """A query: plain segments, or the clauses of an expert."""

    segments: tuple[Segment, ...]
    clauses: tuple[ExpertClause, ...] = ()


def segments_of(text: str) -> list[Segment]:
    """The segments of a text, in order."""
    found: list[list[Unit]] = []
    for unit in units(text):
        if found and found[-1][-1].start + len(found[-1][-1].text) == unit.start:
            found[-1].append(unit)
        else:
            found.append([unit])
    return [Segment(tuple(run)) for run in found]


def understood(text: str) -> Understood:
    """The query as plain words and quoted phrases, or as clauses where it is in lunr's syntax and lunr reads it."""
    phrases: list[Segment] = []

    def take(match: re.Match[str]) -> str:
        phrases.extend(segments_of(match[1]))
        return " "

    rest = _QUOTED.sub(take, text)
    if not phrases and (_EXPERT.search(text) or any(_field(match[1]) for match in _NAMED.finditer(text))):
        clauses = _expert_clauses(text)
        if clauses:
            wanted = [clause.segment for clause in clauses if clause.presence != QueryPresence.PROHIBITED]
            return Understood(tuple(wanted), tuple(clauses))
    unique = {segment.text: segment for segment in reversed([*segments_of(rest), *phrases])}
    return Understood(tuple(reversed(unique.values())))


def _field(name: str) -> str | None:
    names = tables.load("search")["field"]
    return next((field for field in FIELDS if field == name or name in names.get(field, ())), None)


def _expert_clauses(text: str) -> list[ExpertClause]:
    named = _NAMED.sub(lambda match: f"{field}:" if (field := _field(match[1])) else f"{match[1]} ", text)
    query = Query(FIELDS)
    try:
        QueryParser(named, query).parse()
    except QueryParseError:
        return []
    found: list[ExpertClause] = []
    for clause in query.clauses:
        parts = segments_of(str(clause.term).replace("*", " "))
        distance = int(clause.edit_distance)
        row = [ExpertClause(s, clause.presence, clause.boost, tuple(clause.fields), False, distance) for s in parts]
        if row and str(clause.term).endswith("*") and row[-1].segment.units[-1].kind != CHINESE:
            row[-1] = replace(row[-1], prefix=True)
        found += row
    return found


def cover(segment: Segment, is_heavy: Callable[[str], bool]) -> list[str]:
    """As few of a segment's terms as contain all its units, light ones rather than heavy ones."""
    every = segment.terms
    if len(every) < 3:
        return list(every)
    light = [not is_heavy(term) for term in every]
    chosen = set(range(0, len(every), 2))
    if len(every) % 2 == 0:
        chosen.add(len(every) - 1)
    for place in sorted(chosen):
        if light[place]:
            continue
        near = [other for other in (place - 1, place + 1) if 0 <= other < len(every) and light[other]]
        if near or any(other != place and light[other] for other in chosen):
            chosen.discard(place)
            chosen.update(near)
    return [every[place] for place in sorted(chosen)]


def probes(segments: Sequence[Segment], is_heavy: Callable[[str], bool], wanted: int = 2) -> list[str]:
    """A few terms with short lists, spread over what was typed, of each segment at least one."""
    found: dict[str, None] = {}
    for segment in segments:
        terms = [term for term in segment.terms if not is_heavy(term)] or list(segment.terms)
        found[terms[0]] = None
        if len(segments) < wanted:
            found[terms[min(len(terms) - 1, max(2, len(terms) >> 1))]] = None
    return list(found)
