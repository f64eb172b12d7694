"""Atom feeds (RFC 4287): new documents, each category, and changes in force."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape

from plugins.catalogue import tables
from plugins.catalogue.column import Column
from plugins.catalogue.document import ReleasedDocument
from plugins.catalogue.force import Change, LegalForce
from plugins.disclosure.document_view import description_of
from plugins.disclosure.list_views import DocumentList, Lists, newest_documents
from plugins.disclosure.references import is_resumption, marked_title, page_url, sentence_of, word_of
from plugins.disclosure.settings import ColumnSettings
from plugins.disclosure.structured_data import absolute
from plugins.disclosure.year_summary import YearSummary, newest_days


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One entry; `identifier` never changes, `day` is when it became true."""

    identifier: str
    title: str
    url: str
    day: date
    summary: str
    category: str


def new_documents_feed(column: Column, lists: Lists, settings: ColumnSettings) -> str:
    """The feed of the newest documents."""
    newest = [column.catalogue[n] for n in newest_documents(lists, settings.feed_size)]
    return _feed(
        "feeds/new.xml",
        _named("new", settings),
        "index.html",
        _document_entries(column, newest, settings),
        column,
        settings,
    )


def category_feed(column: Column, listed: DocumentList, settings: ColumnSettings) -> str:
    """The feed of one category's newest documents."""
    newest = [column.catalogue[n] for n in listed.newest(settings.feed_size)]
    title = _named("category", settings).replace("{heading}", listed.heading)
    return _feed(
        f"feeds/category/{listed.key}.xml",
        title,
        listed.url,
        _document_entries(column, newest, settings),
        column,
        settings,
    )


def changes_feed(column: Column, years: Mapping[str, YearSummary], settings: ColumnSettings) -> str:
    """The feed of changes in force up to the column's day, and of terms that end soon."""
    words = tables.load("pages")["feeds"]
    entries: list[FeedEntry] = []
    news = [item for _, year in sorted(years.items()) for item in year.feed]
    for day, number, place in newest_days(news, settings.feed_size):
        document, timeline = column.catalogue[number], column.status[number].timeline
        change = timeline[place]
        assert change.on
        if change.on <= column.as_of:
            entries.append(_change_entry(column, timeline, place, document, settings))
        else:
            repealed = change.force is LegalForce.REPEALED
            word = tables.load("theme")["changes"]["will_be_repealed"] if repealed else words["will_end"]
            title = f"【{word}】{document.title}"
            summary = tables.load("force")["upcoming"][change.force.value]
            last = change.until or change.on - timedelta(days=1)
            summary = summary.replace("{on}", change.on.isoformat()).replace("{until}", last.isoformat())
            entries.append(
                FeedEntry(
                    _tag(settings, document, f"will-end:{change.on.isoformat()}"),
                    title,
                    absolute(settings, page_url(document)),
                    date.fromordinal(day),
                    summary,
                    word,
                )
            )
    entries.sort(key=lambda e: (e.day, e.identifier), reverse=True)
    return _feed(
        "feeds/changes.xml",
        _named("changes", settings),
        "changes.html",
        entries,
        column,
        settings,
    )


def _change_entry(
    column: Column, timeline: Sequence[Change], place: int, document: ReleasedDocument, settings: ColumnSettings
) -> FeedEntry:
    change = timeline[place]
    assert change.on
    entered = change.force is LegalForce.IN_FORCE and not is_resumption(timeline, place)
    word = tables.load("pages")["feeds"]["entered"] if entered else word_of(timeline, place)
    return FeedEntry(
        _tag(settings, document, f"{change.force.value}:{change.on.isoformat()}"),
        f"【{word}】{document.title}",
        absolute(settings, page_url(document)),
        change.on,
        sentence_of(column, timeline, place),
        word,
    )


def _document_entries(
    column: Column, documents: Iterable[ReleasedDocument], settings: ColumnSettings
) -> list[FeedEntry]:
    return [
        FeedEntry(
            _tag(settings, document, ""),
            marked_title(document.title, column.force_of(document)),
            absolute(settings, page_url(document)),
            document.publication_date,
            description_of(document),
            document.category,
        )
        for document in documents
    ]


def _tag(settings: ColumnSettings, document: ReleasedDocument, what: str) -> str:
    """A tag: address (RFC 4151) made from the index number: the same whatever the page's address becomes."""
    suffix = f"#{what}" if what else ""
    return f"tag:{settings.domain or 'localhost'},2026:{document.address}{suffix}"


def _named(key: str, settings: ColumnSettings) -> str:
    name: str = tables.load("pages")["feeds"][key]
    return name.replace("{name}", settings.site_name)


def _feed(url: str, title: str, page: str, entries: list[FeedEntry], column: Column, settings: ColumnSettings) -> str:
    updated = max((e.day for e in entries), default=column.as_of)
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="zh-CN">',
        f"<id>tag:{escape(settings.domain or 'localhost')},2026:{escape(url)}</id>",
        f"<title>{escape(title)}</title>",
        f"<updated>{_stamp(updated)}</updated>",
        f"<author><name>{escape(settings.agency or settings.site_name)}</name></author>",
        f'<link rel="self" type="application/atom+xml" href="{escape(absolute(settings, url))}"/>',
        f'<link rel="alternate" type="text/html" href="{escape(absolute(settings, page))}"/>',
    ]
    for entry in entries:
        lines += [
            "<entry>",
            f"<id>{escape(entry.identifier)}</id>",
            f"<title>{escape(entry.title)}</title>",
            f'<link rel="alternate" type="text/html" href="{escape(entry.url)}"/>',
            f"<updated>{_stamp(entry.day)}</updated>",
            f'<category term="{escape(entry.category)}"/>',
            f"<summary>{escape(entry.summary)}</summary>",
            "</entry>",
        ]
    return "\n".join([*lines, "</feed>", ""])


def _stamp(day: date) -> str:
    """Midnight of the day in Asia/Shanghai, RFC 3339."""
    return f"{day.isoformat()}T00:00:00+08:00"
