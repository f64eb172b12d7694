"""What the search is told of the column: a record of each released document."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from plugins.catalogue.column import Column
from plugins.catalogue.document import ReleasedDocument
from plugins.catalogue.sentences import label
from plugins.search.record import SearchRecord


def search_records(column: Column, text_of: Callable[[ReleasedDocument], str]) -> Iterator[SearchRecord]:
    """A record of each released document, one at a time, so that the texts are never in memory together."""
    for document in column.catalogue:
        force = column.force_of(document)
        yield SearchRecord(
            index_number=document.index_number,
            url=document.address + ".html",
            title=document.title,
            number=document.document_number,
            issuers=document.issuers,
            date=document.publication_date.isoformat(),
            category=document.category,
            document_type=document.document_type,
            force=force.value,
            force_label=label(force),
            transitions=tuple(
                (change.on.isoformat(), change.force.value, label(change.force))
                for change in column.upcoming(document.index_number)
                if change.on
            ),
            summary=document.summary,
            text=text_of(document),
            issued=document.date_of_issue.isoformat() if document.date_of_issue else "",
        )
