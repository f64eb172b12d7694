"""What the search index is told about one released document."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SearchRecord:
    """One released document, as the search index and its result cards need it.

    `url` is relative to the site root. `issuers` keeps their order. `date` is the 发布日期 in ISO form, by
    which results are filtered and sorted as the lists are; `issued` is the 成文日期, "" where it is not known. `force`
    is the code of `plugins.catalogue.force.LegalForce` on the day of the build; `transitions` are the changes that
    are known to come, (ISO day inclusive, code, label) in order of day, so that a page which is opened later says
    what is true on that day. `text` is the plain official text, line breaks between paragraphs. Only documents
    that have passed the gate become records.
    """

    index_number: str
    url: str
    title: str
    number: str
    issuers: tuple[str, ...]
    date: str
    category: str
    document_type: str
    force: str
    force_label: str
    transitions: tuple[tuple[str, str, str], ...] = ()
    summary: str = ""
    text: str = ""
    issued: str = ""
