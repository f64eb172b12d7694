"""Editions: of documents with exactly one title and issuer, the newer replaces the older from its entry into force.

Of several newer ones it is the first that enters into force, of two on one day the newest.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Container, Iterator
from datetime import date

from plugins.catalogue.catalogue import Catalogue
from plugins.catalogue.details import detail
from plugins.catalogue.document import ReleasedDocument
from plugins.catalogue.effects import EffectKind
from plugins.catalogue.events import Event, Source
from plugins.catalogue.findings import Finding, finding
from plugins.catalogue.statement import acted, acts_from, ended_without_a_day, stated_end
from plugins.catalogue.title import is_generic, title_key

_SERIAL = ("政策解读", "征求意见", "行政处罚", "行政许可", "公务员招考", "统计信息")
"""Categories whose documents share a title without being editions of one text."""


def chains(catalogue: Catalogue) -> list[tuple[ReleasedDocument, ...]]:
    """Every chain of editions, oldest first. Documents of unknown or equal date are in none (see `edition_events`)."""
    out = []
    for group in _groups(catalogue):
        dates = [d.date_of_issue for d in group]
        if None not in dates and len(set(dates)) == len(dates):
            out.append(tuple(sorted(group, key=lambda d: d.date_of_issue or date.min)))
    return out


def edition_events(
    catalogue: Catalogue, others: Collection[Event], findings: list[Finding], untold: Container[str] = ()
) -> list[Event]:
    """Each edition but the newest is superseded by the first of the newer ones to enter into force.

    One that may have ended before that day, is stated 待核, or enters into force on a day that nothing tells (`untold`)
    does not settle it: the next one counts too. `others` are the events of every other source. Two editions of one day,
    or one of unknown day, are a finding (R05): which is newer is not guessed.
    """
    for group in _groups(catalogue):
        dates = [d.date_of_issue for d in group]
        if None in dates or len(set(dates)) != len(dates):
            shown = "；".join(f"{d.source_path}（{d.date_of_issue or detail('no_day')}）" for d in group)
            findings.append(finding(group[0].source_path, 0, 0, "R05", detail("editions_unclear", shown=shown)))
    ends: dict[str, list[date]] = defaultdict(list)
    for event in others:
        if event.ends and event.on and event.kind is not EffectKind.SUPERSEDE:
            ends[event.target].append(event.on)
    undated = ended_without_a_day(others)
    return [
        event
        for chain in chains(catalogue)
        for place, older in enumerate(chain)
        for event in _replacing(older, chain[place + 1 :], ends, undated, untold)
    ]


def _replacing(
    older: ReleasedDocument,
    newer: tuple[ReleasedDocument, ...],
    ends: dict[str, list[date]],
    undated: Container[str],
    untold: Container[str],
) -> Iterator[Event]:
    """What the newer editions do to the older, in order of day, up to the first of which it is certain."""
    starting = []
    for place, edition in enumerate(newer):
        start, issued = acts_from(edition), edition.date_of_issue
        if start and issued:
            starting.append((max(start, issued), -place, edition))
    for day, _, edition in sorted(starting, key=lambda each: each[:2]):
        number = edition.index_number
        event = Event(
            older.index_number,
            EffectKind.SUPERSEDE,
            day,
            Source.EDITION,
            by=number,
            rule="edition",
            disputed=number in untold,
        )
        stands = acted(event, edition, undated)
        if stands:
            yield stands
            over = stated_end(edition) is None and any(end < day for end in ends.get(number, ()))
            if not over and not stands.disputed:
                return


def _groups(catalogue: Catalogue) -> list[tuple[ReleasedDocument, ...]]:
    out = []
    for same_title in catalogue.editions():
        by_issuer: dict[tuple[str, ...], list[ReleasedDocument]] = defaultdict(list)
        for document in same_title:
            if document.category not in _SERIAL and not is_generic(document.title, document.issuers):
                by_issuer[tuple(map(title_key, document.issuers))].append(document)
        out += [tuple(group) for group in by_issuer.values() if len(group) > 1]
    return out
