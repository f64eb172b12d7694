"""Effects read in the text of released documents."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from plugins.catalogue.catalogue import Catalogue
from plugins.catalogue.clauses import ENTRY_UNDATED
from plugins.catalogue.details import detail
from plugins.catalogue.document import ReleasedDocument
from plugins.catalogue.effects import ON_ENTRY_INTO_FORCE, ON_PUBLICATION, Effect, EffectKind
from plugins.catalogue.events import Event, OutsideTarget, Source
from plugins.catalogue.findings import finding
from plugins.catalogue.related import Related, last_day, starts, suggest, whole_day
from plugins.catalogue.resolve import Citing, Outcome, Resolution, resolve
from plugins.catalogue.validity import TermStatement


def stated(document: ReleasedDocument, effect: Effect, line: int, catalogue: Catalogue, related: Related) -> None:
    """An effect read in the text of a released document."""
    if effect.rule == ENTRY_UNDATED:
        if document.index_number in related.untold:
            related.findings.append(finding(document.source_path, line, 1, "R11", effect.evidence))
            related.events.append(_entry_in_doubt(document, effect))
        return
    if effect.target is None:
        _own(document, effect, line, related)
        return
    day = effect_day(effect, document)
    first = None
    if document.index_number in related.untold and effect.effective in (None, ON_ENTRY_INTO_FORCE):
        first, day = day, None
    if not effect.certain:
        suggest(document, effect, line, detail("unsure_clause"), Resolution(Outcome.OUTSIDE), related)
        return
    found = resolve(effect.target, Citing(document.index_number, _latest(day, document)), catalogue)
    if found.outcome is Outcome.FOUND:
        for target in found.documents:
            if effect.kind is EffectKind.VALIDITY_PERIOD:
                related.terms.append(TermStatement.extension(target, document, effect, day))
                continue
            if day is None:
                suggest(document, effect, line, detail("no_effective_day"), found, related)
                if first:
                    event = _clauseevent_of(target, effect, first, document)
                    related.events.append(replace(event, articles=(), until=None, disputed=True))
                continue
            related.events.append(_clauseevent_of(target, effect, day, document))
    elif found.outcome in (Outcome.AMBIGUOUS, Outcome.UNSURE):
        reason = detail("several") if found.outcome is Outcome.AMBIGUOUS else detail("unsure_target")
        suggest(document, effect, line, reason, found, related)
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


def _entry_in_doubt(document: ReleasedDocument, effect: Effect) -> Event:
    """From the day of issue on it is open whether the document applies: its text tells no day (domain §4.6)."""
    return Event(
        document.index_number,
        EffectKind.EXPIRE,
        document.date_of_issue or document.publication_date,
        Source.CLAUSE,
        evidence=effect.evidence,
        rule=effect.rule,
        itself=True,
        disputed=True,
    )


def _own(document: ReleasedDocument, effect: Effect, line: int, related: Related) -> None:
    """What a text says of itself: its term, or the day of its own end."""
    day = effect_day(effect, document)
    if effect.kind is EffectKind.VALIDITY_PERIOD:
        if effect.certain:
            related.terms.append(TermStatement.own(document, effect))
        elif document.expires_on is None and document.term_years is None:
            reason, wanted = detail("own_term_unclear"), detail("own_term_wanted")
            suggest(document, effect, line, reason, Resolution(Outcome.OUTSIDE), related, wanted)
        return
    if effect.kind not in (EffectKind.REPEAL, EffectKind.EXPIRE):
        return
    if not effect.certain or day is None or effect.effective in (None, ON_PUBLICATION, ON_ENTRY_INTO_FORCE):
        suggest(document, effect, line, detail("own_end_undated"), Resolution(Outcome.OUTSIDE), related)
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


def _clauseevent_of(target: ReleasedDocument, effect: Effect, day: date, document: ReleasedDocument) -> Event:
    return Event(
        target.index_number,
        effect.kind,
        day,
        Source.CLAUSE,
        by=document.index_number,
        evidence=effect.evidence,
        rule=effect.rule,
        articles=effect.articles,
        until=last_day(effect, day),
    )


def effect_day(effect: Effect, document: ReleasedDocument) -> date | None:
    """The day from which an effect holds: as written, on publication, or with the document's entry into force."""
    if effect.effective == ON_PUBLICATION:
        return document.date_of_issue
    if effect.effective in (None, ON_ENTRY_INTO_FORCE):
        return starts(document)
    return whole_day(effect.effective)


def _latest(day: date | None, document: ReleasedDocument) -> date | None:
    """The day before which a target must have been made: the clause's, or the document's where the clause is later.

    An old clause keeps its date through later editions of its text, so an early day of the clause counts.
    """
    days = [d for d in (day, document.date_of_issue) if d]
    return min(days) if days else None
