"""What documents behind the gate do to released ones: the effect and its day, no name, no sentence."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from plugins.catalogue.catalogue import Catalogue
from plugins.catalogue.clauses import ENTRY_UNDATED
from plugins.catalogue.details import detail
from plugins.catalogue.document import ReleasedDocument
from plugins.catalogue.effects import ON_ENTRY_INTO_FORCE, ON_PUBLICATION, EffectKind
from plugins.catalogue.events import Event, Source
from plugins.catalogue.findings import finding
from plugins.catalogue.gate import HeldDocument
from plugins.catalogue.related import FORCE_KINDS, Related, event_of, last_day, starts, whole_day
from plugins.catalogue.resolve import Citing, Outcome, resolve
from plugins.catalogue.statement import acted, day_of_entry
from plugins.catalogue.validity import TermStatement


def anonymous(held: HeldDocument, catalogue: Catalogue, related: Related) -> None:
    """What a document behind the gate does to released ones: the effect and its day, no name, no sentence.

    One that is stated 尚未施行, 待核 or ended acts as a released one like it does.
    """
    start = starts(held)
    untold = day_of_entry(held) is None and any(s.effect.rule == ENTRY_UNDATED for s in held.effects[:1])
    events: list[Event] = []
    for relation in held.relations:
        if relation.kind not in FORCE_KINDS:
            continue
        on = relation.effective or start
        found = resolve(relation.target, Citing(held.index_number, on or date.max), catalogue, relation.index_number)
        if found.outcome is Outcome.FOUND:
            unclear = untold and relation.effective is None
            events += [
                event_of(target, relation, on, Source.WITHHELD, by=None, by_text="", disputed=unclear)
                for target in found.documents
            ]
            _ask(found.documents if unclear else (), related)
    for stated in held.effects:
        effect = stated.effect
        if effect.target is None or not effect.certain:
            continue
        day = whole_day(effect.effective) or (held.date_of_issue if effect.effective == ON_PUBLICATION else start)
        found = resolve(effect.target, Citing(held.index_number, day), catalogue)
        if found.outcome is not Outcome.FOUND or day is None:
            continue
        unclear = untold and effect.effective in (None, ON_ENTRY_INTO_FORCE)
        _ask(found.documents if unclear else (), related)
        if effect.kind is EffectKind.VALIDITY_PERIOD:
            related.terms += [TermStatement.nameless(target, effect, day) for target in found.documents]
        else:
            events += [
                Event(
                    target.index_number,
                    effect.kind,
                    day,
                    Source.WITHHELD,
                    rule="withheld",
                    articles=() if unclear else effect.articles,
                    until=None if unclear else last_day(effect, day),
                    disputed=unclear,
                )
                for target in found.documents
            ]
    related.events += filter(None, (acted(event, held, ()) for event in events))


def _ask(documents: Iterable[ReleasedDocument], related: Related) -> None:
    """R02: a document behind the gate, which is not named, acts on these from a day that nothing tells."""
    for target in documents:
        value = f"{detail('no_effective_day')}：{detail('some_act')}"
        related.findings.append(finding(target.source_path, 0, 0, "R02", value, expected=detail("an_effective_day")))
