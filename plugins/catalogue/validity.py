"""有效期: when a document ends by itself, and when a later notice moves that end."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from plugins.catalogue.catalogue import Catalogue
from plugins.catalogue.days import add_years
from plugins.catalogue.details import detail
from plugins.catalogue.document import ReleasedDocument
from plugins.catalogue.effects import FROM_A_DAY, ON_PUBLICATION, Effect, EffectKind
from plugins.catalogue.events import Event, Source
from plugins.catalogue.findings import Finding, finding


@dataclass(frozen=True, slots=True)
class TermStatement:
    """A term that a text states for `target`. `by` is the document that moves the end; None: the target's own text,
    or a document behind the gate (`withheld`), of which no name and no sentence is kept.

    `years` counts from entry into force, or on from the old end where the sentence says 延长. `until` is inclusive.
    """

    target: str
    years: float | None
    until: date | None
    evidence: str
    rule: str
    by: str | None = None
    on: date | None = None
    prolongs: bool = False
    withheld: bool = False
    days: int | None = None
    start: date | None = None
    """The day from which a document's own term counts, where its text tells another than that of the entry."""

    @classmethod
    def own(cls, document: ReleasedDocument, effect: Effect) -> TermStatement:
        """What a document's own text states."""
        start = None
        if effect.rule.endswith(FROM_A_DAY):
            start = document.date_of_issue if effect.effective == ON_PUBLICATION else _day(effect.effective)
        return cls(
            document.index_number,
            effect.period_years,
            _day(effect.until),
            effect.evidence,
            effect.rule,
            days=effect.period_days,
            start=start,
        )

    @classmethod
    def extension(
        cls, target: ReleasedDocument, by: ReleasedDocument, effect: Effect, on: date | None
    ) -> TermStatement:
        """What a later document states for another."""
        return cls(
            target.index_number,
            effect.period_years,
            _day(effect.until),
            effect.evidence,
            effect.rule,
            by.index_number,
            on,
            _prolongs(effect),
        )

    @classmethod
    def nameless(cls, target: ReleasedDocument, effect: Effect, on: date) -> TermStatement:
        """What a document behind the gate states for another: the end that it moves, and nothing of itself."""
        years, until = effect.period_years, _day(effect.until)
        return cls(target.index_number, years, until, "", "withheld", None, on, _prolongs(effect), withheld=True)


@dataclass(frozen=True, slots=True)
class _Term:
    """The last valid day, and what says so. `first` is the earliest of several days that one text gives."""

    end: date | None = None
    source: Source = Source.TERM
    evidence: str = ""
    rule: str = ""
    by: str | None = None
    first: date | None = None


def term_events(
    catalogue: Catalogue,
    statements: Iterable[TermStatement],
    default_years: float | None,
    findings: list[Finding],
    untold: Container[str] = (),
) -> list[Event]:
    """One event a document whose term ends: the day after its last valid day.

    `untold` are the documents that enter into force on a day that nothing tells: no term can be counted from it.

    有效期至 in front matter, else 有效期 in front matter, else what the text says, else the local default. Where a text
    gives two last days (R06) it is open between them whether the document is in force: a disputed event, then the end.
    """
    own: dict[str, list[TermStatement]] = defaultdict(list)
    later: dict[str, list[TermStatement]] = defaultdict(list)
    for statement in statements:
        (later if statement.by or statement.withheld else own)[statement.target].append(statement)
    out = []
    for document in catalogue:
        number = document.index_number
        term = _own_term(document, own.get(number, []), default_years, findings, told=number not in untold)
        for statement in sorted(later.get(number, []), key=_order):
            moved = _moved(term.end, statement)
            if moved is None or (term.end and statement.on and statement.on > term.end + timedelta(days=1)):
                value = detail("cannot_prolong", evidence=statement.evidence or detail("some_act"))
                findings.append(finding(document.source_path, 0, 0, "R09", value))
                continue
            source = Source.WITHHELD if statement.withheld else Source.CLAUSE
            term = _Term(moved, source, statement.evidence, statement.rule, statement.by)
        if term.first:
            out.append(_lapse(number, term, term.first, disputed=True))
        if term.end:
            out.append(_lapse(number, term, term.end))
    return out


def _lapse(number: str, term: _Term, end: date, *, disputed: bool = False) -> Event:
    return Event(
        number,
        EffectKind.EXPIRE,
        end + timedelta(days=1),
        Source.TERM if term.by is None and term.source is not Source.WITHHELD else term.source,
        by=term.by,
        evidence=term.evidence,
        rule=term.rule or "term",
        until=end,
        itself=True,
        disputed=disputed,
    )


def _own_term(
    document: ReleasedDocument,
    stated: list[TermStatement],
    default_years: float | None,
    findings: list[Finding],
    *,
    told: bool,
) -> _Term:
    start = (document.entry_into_force or document.date_of_issue) if told else None
    ends: dict[date, TermStatement] = {}
    recorded = document.expires_on or (
        _end(document, start, document.term_years, "", findings) if document.term_years else None
    )
    counted = recorded is None and not document.term_years
    for statement in stated:
        # a record that stands needs no start to be told again
        said = findings if counted else []
        first = statement.start or start
        end = statement.until or (
            _end(document, first, statement.years, statement.evidence, said) if statement.years else None
        )
        if end:
            ends.setdefault(end, statement)
        elif statement.days:
            for last in _ends_by_days(document, first, statement, said):
                ends.setdefault(last, statement)
    if not counted:
        if recorded and ends and recorded not in ends:
            shown = "；".join(s.evidence for _, s in sorted(ends.items()))
            expected = "、".join(str(end) for end in sorted(ends))
            value = detail("recorded_end", day=recorded)
            findings.append(finding(document.source_path, 0, 0, "R01", value, evidence=shown, expected=expected))
        return _Term(recorded, rule="term.front-matter")
    if len(ends) == 1:
        end, statement = next(iter(ends.items()))
        return _Term(end, Source.CLAUSE, statement.evidence, statement.rule)
    if len(ends) > 1:
        value = "；".join(f"{end}：{s.evidence}" for end, s in sorted(ends.items()))
        findings.append(finding(document.source_path, 0, 0, "R06", value))
        return _Term(max(ends), Source.CLAUSE, value, "term.disputed", first=min(ends))
    if default_years and start and document.category == "行政规范性文件":
        return _Term(_end(document, start, default_years, "", findings), rule="term.local-default")
    return _Term()


def _end(
    document: ReleasedDocument, start: date | None, years: float, evidence: str, findings: list[Finding]
) -> date | None:
    """The last valid day: the day before the anniversary. None (R09) when the start is not known."""
    if start is None:
        findings.append(finding(document.source_path, 0, 0, "R09", evidence or detail("term", years=f"{years:g}")))
        return None
    return add_years(start, years) - timedelta(days=1)


def _ends_by_days(
    document: ReleasedDocument, start: date | None, statement: TermStatement, findings: list[Finding]
) -> tuple[date, ...]:
    """The two days with which so many days can be over: the first one counted, as of years (domain §5.1), or not, as
    民法典 Art. 201 counts days. None (R09) when the start is not known."""
    if start is None:
        findings.append(finding(document.source_path, 0, 0, "R09", statement.evidence))
        return ()
    last = start + timedelta(days=statement.days or 0)
    return last - timedelta(days=1), last


def _moved(end: date | None, statement: TermStatement) -> date | None:
    if statement.until:
        return statement.until
    if not statement.years:
        return None
    if statement.prolongs:
        return add_years(end + timedelta(days=1), statement.years) - timedelta(days=1) if end else None
    return add_years(statement.on, statement.years) - timedelta(days=1) if statement.on else None


def _order(statement: TermStatement) -> tuple[date, str, date, float]:
    return (statement.on or date.min, statement.by or "", statement.until or date.min, statement.years or 0)


def _prolongs(effect: Effect) -> bool:
    """True where the sentence counts on from the old end, and not from a day that it gives (自…起计算)."""
    said = effect.evidence
    return "延长" in said and "延长至" not in said and not (effect.effective and _COUNTED.search(said))


_COUNTED = re.compile("起(?:计算|算)|算起")


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text and len(text) == 10 else None
    except ValueError:
        return None
