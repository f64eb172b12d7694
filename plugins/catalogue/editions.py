"""Editions: of documents with exactly one title and issuer, the newer replaces the older from its entry into force."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from itertools import pairwise

from plugins.catalogue.catalogue import Catalogue
from plugins.catalogue.details import detail
from plugins.catalogue.document import ReleasedDocument
from plugins.catalogue.effects import EffectKind
from plugins.catalogue.events import Event, Source
from plugins.catalogue.findings import Finding, finding
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


def edition_events(catalogue: Catalogue, findings: list[Finding]) -> list[Event]:
    """The older of two neighbouring editions is superseded when the newer enters into force.

    Two editions of one day, or one of unknown day, are a finding (R05): which is newer is not guessed.
    """
    out = []
    for group in _groups(catalogue):
        dates = [d.date_of_issue for d in group]
        if None in dates or len(set(dates)) != len(dates):
            shown = "；".join(f"{d.source_path}（{d.date_of_issue or detail('no_day')}）" for d in group)
            findings.append(finding(group[0].source_path, 0, 0, "R05", detail("editions_unclear", shown=shown)))
    for chain in chains(catalogue):
        for older, newer in pairwise(chain):
            assert newer.date_of_issue
            day = max(newer.entry_into_force or newer.date_of_issue, newer.date_of_issue)
            out.append(
                Event(
                    older.index_number,
                    EffectKind.SUPERSEDE,
                    day,
                    Source.EDITION,
                    by=newer.index_number,
                    rule="edition",
                )
            )
    return out


def _groups(catalogue: Catalogue) -> list[tuple[ReleasedDocument, ...]]:
    out = []
    for same_title in catalogue.editions():
        by_issuer: dict[tuple[str, ...], list[ReleasedDocument]] = defaultdict(list)
        for document in same_title:
            if document.category not in _SERIAL and not is_generic(document.title, document.issuers):
                by_issuer[tuple(map(title_key, document.issuers))].append(document)
        out += [tuple(group) for group in by_issuer.values() if len(group) > 1]
    return out
