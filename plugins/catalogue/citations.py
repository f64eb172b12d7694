"""Which document of the catalogue a mention cites: precision first, by the same resolver as repeals."""

from __future__ import annotations

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


def cited_document(named: Named, document: ReleasedDocument, catalogue: Catalogue) -> ReleasedDocument | None:
    """The document that a mention in `document` cites: the edition current on the citing day, or None.

    A mention that could mean several documents, one that is newer, or the citing document itself, is no citation.
    """
    title, number = named
    if not catalogue.with_title(title) and not (number and catalogue.with_number(number)):
        # 《铁路法》 is 《中华人民共和国铁路法》, where that is in the catalogue and no document of the short name is
        title = f"{_STATE}{title}"
        if number or not catalogue.with_title(title):
            return None
    day = document.date_of_issue
    found = resolve(Target(title=title, number=number), Citing(document.index_number, _after(day)), catalogue)
    if found.outcome is not Outcome.FOUND or len(found.documents) != 1:
        return None
    return found.documents[0]


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
