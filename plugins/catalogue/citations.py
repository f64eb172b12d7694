"""Which document of the catalogue a mention cites: precision first, by the same resolver as repeals."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from plugins.catalogue.catalogue import Catalogue
from plugins.catalogue.document import ReleasedDocument
from plugins.catalogue.effects import Target
from plugins.catalogue.resolve import Citing, Outcome, resolve

Named = tuple[str, str | None]
"""A mentioned title and the number beside it."""
_STATE = "中华人民共和国"
_REVISED = re.compile("修[订正改]")
"""In a 题注: the text is not the first of its name."""


def cited_document(named: Named, document: ReleasedDocument, catalogue: Catalogue) -> ReleasedDocument | None:
    """The document that a mention in `document` cites: the edition in force when `document` speaks, or None.

    A mention that could mean several documents, one that is newer, or the citing document itself, is no citation.
    """
    title, number = named
    if not catalogue.with_title(title) and not (number and catalogue.with_number(number)):
        # 《铁路法》 is 《中华人民共和国铁路法》, where that is in the catalogue and no document of the short name is
        title = with_state(title)
        if number or not catalogue.with_title(title):
            return None
    target = Target(title=title, number=number)
    newest = _resolved(target, document, _after(document.date_of_issue), catalogue)
    if newest is None or (number and catalogue.with_number(number)):
        return newest
    return _in_force(newest, target, document, catalogue)


def with_state(title: str) -> str:
    """The full name of a national law that goes by its short one."""
    return f"{_STATE}{title}"


def _resolved(
    target: Target, document: ReleasedDocument, before: date | None, catalogue: Catalogue
) -> ReleasedDocument | None:
    found = resolve(target, Citing(document.index_number, before), catalogue)
    return found.documents[0] if found.outcome is Outcome.FOUND and len(found.documents) == 1 else None


def _in_force(
    newest: ReleasedDocument, target: Target, document: ReleasedDocument, catalogue: Catalogue
) -> ReleasedDocument | None:
    """Of the newest edition that the citing document can know and those before it, the newest that is in force.

    A document speaks from its own 施行日期: what enters into force by then is what it means. An edition that comes
    later is meant only where it is the first of its name; a revision has an older text before it, here or elsewhere.
    """
    speaks = max(filter(None, (document.date_of_issue, document.entry_into_force)), default=None)
    edition: ReleasedDocument | None = newest
    while edition and speaks and edition.entry_into_force and edition.entry_into_force > speaks:
        edition = _resolved(target, document, edition.date_of_issue, catalogue) if edition.date_of_issue else None
    if edition is None and not _REVISED.search(newest.promulgation_note):
        days = [d.date_of_issue for d in catalogue.with_title(newest.title) if d != document]
        return newest if newest.date_of_issue == min(filter(None, days), default=None) else None
    return edition


def citing_documents(catalogue: Catalogue, mentioned: Mapping[str, Iterable[Named]]) -> dict[str, tuple[str, ...]]:
    """By cited document, the documents whose text cites it (index numbers), in the catalogue's order."""
    out: dict[str, list[str]] = defaultdict(list)
    for document in catalogue:
        for named in mentioned.get(document.index_number, ()):
            cited = cited_document(named, document, catalogue)
            if cited and document.index_number not in out[cited.index_number]:
                out[cited.index_number].append(document.index_number)
    return {number: tuple(citing) for number, citing in out.items() if citing}


def _after(day: date | None) -> date | None:
    """A document of the same day may be cited: only what is newer cannot."""
    return day + timedelta(days=1) if day else None
