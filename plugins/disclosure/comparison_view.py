"""Which documents are compared, and the page that compares two of them."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise

from plugins.catalogue import tables
from plugins.catalogue.column import Column
from plugins.catalogue.document import ReleasedDocument
from plugins.catalogue.effects import EffectKind
from plugins.catalogue.title import cited
from plugins.disclosure.redline import redline
from plugins.disclosure.references import doc_ref, page_url
from plugins.disclosure.settings import ColumnSettings
from plugins.disclosure.views import ComparisonPage, Phrase

_MOST_PREDECESSORS = 3
"""A document that ends more than this is a clean-up decision, not the successor of each."""
_NOT_SUCCESSORS = ("决定", "命令", "令", "公告", "通告", "公报")

Pair = tuple[str, str]
"""Index numbers of the older and the newer document."""


def compared_pairs(column: Column) -> tuple[Pair, ...]:
    """Neighbouring editions, and what has been repealed or replaced with what took its place, each once, in order."""
    pairs: set[Pair] = set()
    for chain in set(column.editions.values()):
        pairs |= set(pairwise(chain))
    for actor, acts in column.acts.items():
        ended = {e.target for e in acts if e.kind in (EffectKind.REPEAL, EffectKind.SUPERSEDE)}
        if len(ended) <= _MOST_PREDECESSORS and _is_successor(column.catalogue[actor]):
            pairs |= {(target, actor) for target in ended}
    return tuple(sorted(pairs))


def _is_successor(document: ReleasedDocument) -> bool:
    return document.document_type not in _NOT_SUCCESSORS and "废止" not in document.title


def comparison_url(old: ReleasedDocument, new: ReleasedDocument) -> str:
    """The page that compares the two: under the newer document's address, named by the older."""
    return f"{new.address}/compare-{old.address.rsplit('/', 1)[-1]}.html"


def comparison_links(column: Column, pairs: tuple[Pair, ...]) -> dict[str, tuple[Phrase, ...]]:
    """By document, the links to the comparisons it is part of."""
    words = tables.load("pages")["comparison"]
    out: dict[str, list[Phrase]] = defaultdict(list)
    for old_number, new_number in pairs:
        old, new = column.catalogue[old_number], column.catalogue[new_number]
        url = comparison_url(old, new)
        for this, other in ((old, new), (new, old)):
            day = (other.date_of_issue or other.publication_date).isoformat()
            if old.title == new.title:
                text = words["link_edition"].replace("{date}", day)
            else:
                text = words["link_successor"].replace("{name}", cited(other.title))
            out[this.index_number].append(Phrase(text, url))
    return {number: tuple(links) for number, links in out.items()}


def comparison_page(
    column: Column, pair: Pair, old_text: str, new_text: str, settings: ColumnSettings
) -> ComparisonPage:
    """The page that compares two documents."""
    words = tables.load("pages")
    old, new = column.catalogue[pair[0]], column.catalogue[pair[1]]
    rows = redline(old_text, new_text)
    counts = {change: sum(row.change == change for row in rows) for change in ("changed", "added", "removed", "same")}
    title = words["comparison"]["title"].replace("{old}", _named(old)).replace("{new}", _named(new))
    return ComparisonPage(
        url=comparison_url(old, new),
        page_title=words["site"]["separator"].join((title, settings.site_name)),
        old=doc_ref(column, old),
        new=doc_ref(column, new),
        rows=rows,
        counts=tuple(counts.items()),
        breadcrumb=(
            Phrase(words["breadcrumb"]["home"], "index.html"),
            Phrase(words["breadcrumb"]["browse"], "lists/index.html"),
            Phrase(new.title, page_url(new)),
            Phrase(words["breadcrumb"]["comparison"]),
        ),
    )


def _named(document: ReleasedDocument) -> str:
    number = document.document_number or document.index_number
    return f"{cited(document.title)}（{number}）"
