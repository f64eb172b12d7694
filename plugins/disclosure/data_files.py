"""The catalogue as data: JSON by year of publication, periods of force as a script, sitemaps."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from html import escape
from typing import Any

from plugins.catalogue.column import Column
from plugins.catalogue.document import ReleasedDocument
from plugins.catalogue.events import Event
from plugins.catalogue.force import Change, LegalForce, has_no_day
from plugins.catalogue.sentences import label
from plugins.disclosure.references import last_valid_day, page_url
from plugins.disclosure.settings import ColumnSettings
from plugins.disclosure.structured_data import absolute, script_json


def by_year(column: Column) -> dict[str, list[ReleasedDocument]]:
    """The documents by year of publication, in the column's order."""
    out: dict[str, list[ReleasedDocument]] = {}
    for document in column.catalogue:
        out.setdefault(str(document.publication_date.year), []).append(document)
    return out


def catalogue_json(column: Column, documents: Iterable[ReleasedDocument], settings: ColumnSettings) -> str:
    """One year of the catalogue: a JSON list, one document a line, events with their evidence included."""
    rows = [
        json.dumps(record(column, document, settings), ensure_ascii=False, sort_keys=True) for document in documents
    ]
    return "[\n" + ",\n".join(rows) + "\n]\n"


def catalogue_index(as_of: date, years: Mapping[str, int], settings: ColumnSettings) -> str:
    """The list of the yearly files, with how many documents each has."""
    value = {
        "name": settings.site_name,
        "publisher": settings.agency or settings.site_name,
        "as_of": as_of.isoformat(),
        "documents": sum(years.values()),
        "parts": [
            {"year": year, "documents": documents, "url": absolute(settings, f"data/catalogue/{year}.json")}
            for year, documents in sorted(years.items())
        ],
    }
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def record(column: Column, document: ReleasedDocument, settings: ColumnSettings) -> dict[str, Any]:
    """A document as data, under the English names of the vocabulary; absent values are left out."""
    status = column.status[document.index_number]
    out: dict[str, Any] = {
        "index_number": document.index_number,
        "title": document.title,
        "url": absolute(settings, page_url(document)),
        "issuers": list(document.issuers),
        "publisher": document.publisher,
        "document_number": document.document_number,
        "registration_number": document.registration_number,
        "date_of_issue": _iso(document.date_of_issue),
        "publication_date": _iso(document.publication_date),
        "entry_into_force": _iso(document.entry_into_force),
        "expires_on": _iso(last_valid_day(document, status)),
        "category": document.category,
        "subjects": list(document.subjects),
        "audiences": list(document.audiences),
        "document_type": document.document_type,
        "keywords": list(document.keywords),
        "summary": document.summary,
        "responsible_department": document.responsible_department,
        "content_source": document.content_source,
        "gazette_issue": document.gazette_issue,
        "promulgation_note": document.promulgation_note,
        "disclosure": "主动公开",
        "digest": document.released_digest,
        "legal_force": status.force.value,
        "legal_force_label": label(status.force),
        "legal_force_sentence": status.current.sentence,
        "timeline": [change_record(change) for change in status.timeline],
        "events": [event_record(event) for event in column.events.get(document.index_number, ())],
        "attachments": [
            {"name": a.name, "size": a.size, "sha256": a.sha256, "media_type": a.media_type}
            for a in document.attachments
        ],
    }
    return {key: value for key, value in out.items() if value not in ("", None, [])}


def change_record(change: Change) -> dict[str, Any]:
    """A change in force as data."""
    return {
        "on": _iso(change.on),
        "force": change.force.value,
        "sentence": change.sentence,
        "by": change.by,
        "by_text": change.by_text,
        "evidence": change.evidence,
        "rule": change.rule,
        "articles": list(change.articles),
        "until": _iso(change.until),
    }


def event_record(event: Event) -> dict[str, Any]:
    """An event as data, with its evidence. `disputed` stands only where it is open whether it has happened."""
    record = {
        "kind": event.kind.value,
        "on": _iso(event.on),
        "by": event.by,
        "by_text": event.by_text,
        "source": event.source.value,
        "evidence": event.evidence,
        "rule": event.rule,
        "articles": list(event.articles),
        "until": _iso(event.until),
    }
    return record | {"disputed": True} if event.disputed else record


def periods(column: Column, document: ReleasedDocument) -> tuple[tuple[str | None, str], ...]:
    """(first day, force) of each period of a document, in order; a period lasts until the next begins.

    The first begins with the day of issue: before it there was no such document, whatever it says of earlier days.
    Where that day is not known, how the document stood before the first day that is known is undetermined: such a
    period begins with None, always. Undetermined too is the time before the column's day for a document that is said
    to have ended on a day that nobody says.
    """
    timeline = column.status[document.index_number].timeline
    issued = document.date_of_issue
    known = issued or min([document.publication_date, *(c.on for c in timeline if c.on)])
    by_day: dict[str | None, str] = {} if issued else {None: LegalForce.UNDETERMINED.value}
    for change in timeline:
        day = max(change.on or known, known)
        if has_no_day(change):
            by_day[day.isoformat()] = LegalForce.UNDETERMINED.value
            day = max(day, column.as_of)
        by_day[day.isoformat()] = change.force.value
    return tuple(by_day.items())


def force_script(column: Column, year: str, documents: Iterable[ReleasedDocument]) -> str:
    """The periods of force of one year's documents as a classic script, so that it loads from disk too."""
    rows = []
    for document in documents:
        given = [list(period) for period in periods(column, document)]
        rows.append([document.index_number, document.title, document.document_number, page_url(document), given])
    return f"gongkaiForce({script_json(year)},{script_json(rows)});\n"


def sitemap(urls: Iterable[tuple[str, str]], settings: ColumnSettings) -> str:
    """A sitemap of (address, last change as ISO day)."""
    lines = ['<?xml version="1.0" encoding="utf-8"?>', '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">']
    lines += [f"<url><loc>{escape(absolute(settings, url))}</loc><lastmod>{day}</lastmod></url>" for url, day in urls]
    return "\n".join([*lines, "</urlset>", ""])


def sitemap_index(parts: Iterable[tuple[str, str]], settings: ColumnSettings) -> str:
    """The index of (sitemap address, last change as ISO day)."""
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">',
    ]
    lines += [
        f"<sitemap><loc>{escape(absolute(settings, url))}</loc><lastmod>{day}</lastmod></sitemap>" for url, day in parts
    ]
    return "\n".join([*lines, "</sitemapindex>", ""])


def last_changed(column: Column, document: ReleasedDocument) -> str:
    """The day the document's page last had something new: published, or changed in force."""
    days = [document.publication_date]
    days += [c.on for c in column.status[document.index_number].timeline if c.on and c.on <= column.as_of]
    return max(days).isoformat()


def _iso(day: Any) -> str | None:
    return day.isoformat() if day else None
