"""Cite this: the document in three ready-made forms."""

from __future__ import annotations

from datetime import date

from plugins.catalogue import tables
from plugins.catalogue.document import ReleasedDocument
from plugins.disclosure.references import page_url
from plugins.disclosure.settings import ColumnSettings
from plugins.disclosure.views import Citation


def citation_of(document: ReleasedDocument, settings: ColumnSettings, as_of: date) -> Citation:
    """Plain text, GB/T 7714—2015 ([EB/OL]) and BibTeX. The day read is the column's day, not the clock's."""
    words = tables.load("pages")["citation"]
    day = document.date_of_issue.isoformat() if document.date_of_issue else words["undated"]
    number = document.document_number
    bracketed = words["plain_number"].replace("{number}", number) if number else ""
    values = {
        "issuers": "、".join(document.issuers) or document.publisher or settings.agency or settings.site_name,
        "title": document.title,
        "number": bracketed,
        "date": day,
        "as_of": as_of.isoformat(),
        "url": f"{settings.base_url}/{page_url(document)}" if settings.base_url else page_url(document),
    }
    return Citation(_fill(words["plain"], values), _fill(words["gbt7714"], values), _bibtex(document, values))


def _fill(words: str, values: dict[str, str]) -> str:
    for name, value in values.items():
        words = words.replace("{" + name + "}", value)
    return words


def _bibtex(document: ReleasedDocument, values: dict[str, str]) -> str:
    key = "".join(c for c in document.index_number if c.isascii() and c.isalnum()) or "document"
    rows = [
        ("author", "{" + values["issuers"] + "}"),
        ("title", "{" + document.title + "}"),
        ("number", document.document_number),
        ("year", values["date"][:4] if document.date_of_issue else ""),
        ("date", values["date"] if document.date_of_issue else ""),
        ("url", values["url"]),
        ("urldate", values["as_of"]),
    ]
    lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in rows if value)
    return f"@misc{{{key},\n{lines}\n}}"
