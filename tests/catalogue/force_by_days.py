"""Legal force worked out the slow way: every day is lived through, act by act.

Written from the rules (domain §4.7 and §5), not from the code: it knows no events, no timeline and no merging.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from plugins.catalogue.document import Disclosure, RelationKind
from plugins.catalogue.gate import Reading

ENDS = (RelationKind.REPEALS, RelationKind.DECLARES_LAPSED, RelationKind.REPLACES)
FOR_GOOD = (RelationKind.REPEALS, RelationKind.DECLARES_LAPSED, "term")
STATE = {RelationKind.REPEALS: "repealed", RelationKind.DECLARES_LAPSED: "lapsed", RelationKind.REPLACES: "superseded"}
ORDER = (
    RelationKind.AMENDS,
    RelationKind.REPEALS_IN_PART,
    RelationKind.SUSPENDS,
    RelationKind.REPEALS,
    RelationKind.DECLARES_LAPSED,
    "term",
    RelationKind.REPLACES,
)
"""On one day, what ends a document by an act comes before what ends it by itself."""


@dataclass
class Act:
    """On `day`, `actor` (None: behind the gate, or the document's own term) does `kind` to `target`."""

    day: date
    kind: Any
    actor: str | None
    target: str
    until: date | None = None


@dataclass
class State:
    """What has happened to one document so far."""

    ended: date | None = None
    how: str = ""
    superseded: bool = False
    suspended: list[date | None] = field(default_factory=list)
    in_part: bool = False
    amended: bool = False


def start_of(reading: Reading) -> date:
    """The day from which a document applies."""
    own = reading.document.fields
    assert own.date_of_issue
    return own.entry_into_force or own.date_of_issue


def acts_of(readings: list[Reading]) -> list[Act]:
    """Every act that the documents declare, editions and terms included."""
    public = {r.document.fields.index_number: r for r in readings if r.document.disclosure is Disclosure.PROACTIVE}
    out = []
    for reading in readings:
        own = reading.document.fields
        for relation in own.relations:
            other = public.get(relation.index_number or "")
            day = relation.effective or start_of(reading)
            if other is None or relation.kind is RelationKind.BASED_ON:
                continue
            issued = other.document.fields.date_of_issue
            assert issued
            if issued > day:
                continue  # nothing ends what does not exist yet
            actor = own.index_number if own.index_number in public else None
            out.append(Act(day, relation.kind, actor, other.document.fields.index_number, relation.until))
    for one in public.values():
        own = one.document.fields
        end = own.expires_on or (anniversary(start_of(one), own.term_years) if own.term_years else None)
        if end:
            out.append(Act(end + timedelta(days=1), "term", None, own.index_number))
    return out + editions(list(public.values()), out)


def editions(public: list[Reading], others: list[Act]) -> list[Act]:
    """Of documents with one title the newer replaces the older when it enters into force; not where two share a day.

    Whichever enters first does it, and the newest of those that enter on that day; the next does where the first may
    have ended by then.
    """
    by_title: dict[str, list[Reading]] = {}
    for one in public:
        by_title.setdefault(one.document.fields.title, []).append(one)
    out = []
    for group in by_title.values():
        group.sort(key=lambda r: str(r.document.fields.date_of_issue))
        if len({r.document.fields.date_of_issue for r in group}) < len(group):
            continue
        for place, older in enumerate(group):
            waiting = group[place + 1 :]
            while waiting:
                day = min(start_of(one) for one in waiting)
                first = [one for one in waiting if start_of(one) == day][-1]
                number = first.document.fields.index_number
                out.append(Act(day, RelationKind.REPLACES, number, older.document.fields.index_number))
                if not any(a.target == number and a.day < day and a.kind in FOR_GOOD for a in others):
                    break
                waiting = [one for one in waiting if one is not first]
    return out


def anniversary(start: date, years: float) -> date:
    """The last day of a term: the day before the same day of the month, `years` later."""
    months = start.month - 1 + round(years * 12)
    year, month = start.year + months // 12, months % 12 + 1
    last = (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month, min(start.day, last)) - timedelta(days=1)


def circles(acts: list[Act]) -> set[tuple[str, str]]:
    """Pairs of documents that end each other, over whatever detours."""
    reach = {(a.actor, a.target) for a in acts if a.actor and a.kind in ENDS}
    size = -1
    while size != len(reach):
        size = len(reach)
        reach |= {(a, d) for a, b in reach for c, d in reach if b == c}
    return {(str(a), b) for a, b in reach if (b, a) in reach}


def force_by_days(readings: list[Reading], first: date, last: date) -> dict[str, list[str]]:
    """For every public document its force on each day from `first` to `last`, both included."""
    acts = acts_of(readings)
    round_about = circles(acts)
    acts = [a for a in acts if not (a.kind in ENDS and (a.actor, a.target) in round_about)]
    public = [r for r in readings if r.document.disclosure is Disclosure.PROACTIVE]
    states = {r.document.fields.index_number: State() for r in public}
    out: dict[str, list[str]] = {number: [] for number in states}
    day = min([first, *(a.day for a in acts)])
    while day <= last:
        for kind in ORDER:
            for act in acts:
                if act.day == day and act.kind == kind:
                    _apply(act, states)
        if day >= first:
            for one in public:
                number = one.document.fields.index_number
                unclear = any(number == a for a, _ in round_about)
                out[number].append("undetermined" if unclear else _shown(states[number], start_of(one), day))
        day += timedelta(days=1)
    return out


def _apply(act: Act, states: dict[str, State]) -> None:
    state = states[act.target]
    actor_ended = states[act.actor].ended if act.actor else None
    if (actor_ended and actor_ended < act.day) or state.ended:
        return
    if act.kind in (RelationKind.REPEALS, RelationKind.DECLARES_LAPSED):
        state.ended, state.how = act.day, STATE[act.kind]
    elif state.superseded:
        return
    elif act.kind == "term":
        state.ended, state.how = act.day, "lapsed"
    elif act.kind is RelationKind.REPLACES:
        state.superseded = True
    elif act.kind is RelationKind.SUSPENDS:
        state.suspended.append(act.until)
    elif act.kind is RelationKind.REPEALS_IN_PART:
        state.in_part = True
    else:
        state.amended = True


def _shown(state: State, start: date, day: date) -> str:
    if state.ended:
        return state.how
    if state.superseded:
        return "superseded"
    if day < start:
        return "pending"
    if any(until is None or day <= until for until in state.suspended):
        return "suspended"
    return "partially_in_force" if state.in_part else "amended" if state.amended else "in_force"
