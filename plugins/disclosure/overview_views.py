"""The pages that show the whole column: home, 法定主动公开内容, recent changes, the catalogue as of a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from plugins.catalogue import tables
from plugins.catalogue.column import Column
from plugins.catalogue.document import ReleasedDocument
from plugins.catalogue.force import Change, LegalForce
from plugins.catalogue.sentences import label
from plugins.disclosure.chart import year_chart_svg
from plugins.disclosure.data_files import periods
from plugins.disclosure.list_keys import force_url, year_url
from plugins.disclosure.list_views import DocumentList, facet_groups, force_heading, list_line
from plugins.disclosure.references import doc_ref, sentence_of, text_ref
from plugins.disclosure.settings import ColumnSettings
from plugins.disclosure.views import (
    AsOfPage,
    BrowsePage,
    ChangeLine,
    ChangesPage,
    HomePage,
    MessagePage,
    PagerLink,
    Phrase,
    YearBar,
)

RECENT, UPCOMING, ON_HOME = 50, 50, 8
NOT_FOUND = "404.html"
"""Where hosts look for the page that they show instead of one that does not exist."""


def home_page(column: Column, settings: ColumnSettings) -> HomePage:
    """The first page: newest documents, last changes in force, counts, the fixed sections."""
    words = tables.load("pages")["home"]
    counts: dict[LegalForce, int] = defaultdict(int)
    for status in column.status.values():
        counts[status.force] += 1
    newest = column.catalogue.documents[-10:][::-1]
    return HomePage(
        url="index.html",
        page_title=_titled(words["title"], settings),
        newest=tuple(list_line(column, d) for d in newest),
        changes=recent_changes(column, ON_HOME),
        forces=tuple((f.value, force_heading(f), counts[f], force_url(f)) for f in LegalForce if counts[f]),
        sections=tuple(PagerLink(s.text, s.url or "", 0) for s in settings.sections),
        total=len(column.catalogue),
    )


def browse_page(column: Column, lists: dict[tuple[str, str], DocumentList], settings: ColumnSettings) -> BrowsePage:
    """法定主动公开内容: all lists with counts, and the picture of the catalogue by year and force."""
    words = tables.load("pages")
    bars = _bars(column)
    return BrowsePage(
        url="lists/index.html",
        page_title=_titled(words["browse"]["title"], settings),
        groups=facet_groups(lists),
        bars=bars,
        chart_svg=year_chart_svg(bars, title=words["browse"]["chart"]),
        breadcrumb=_under_home(words["browse"]["title"]),
    )


def changes_page(column: Column, settings: ColumnSettings) -> ChangesPage:
    """What has changed in force, newest first, and what will."""
    title = tables.load("pages")["changes"]["title"]
    return ChangesPage(
        url="changes.html",
        page_title=_titled(title, settings),
        recent=recent_changes(column, RECENT),
        upcoming=upcoming_changes(column, UPCOMING),
        breadcrumb=_under_home(title),
    )


def as_of_page(column: Column, settings: ColumnSettings) -> AsOfPage:
    """The page where a visitor chooses a day."""
    title = tables.load("pages")["as_of"]["title"]
    years: dict[str, list[str]] = defaultdict(list)
    for document in column.catalogue:
        years[str(document.publication_date.year)] += [on or "" for on, _ in periods(column, document)[:1]]
    known = [document.date_of_issue or document.publication_date for document in column.catalogue]
    first = min([*known, *_days(column)], default=column.as_of)
    return AsOfPage(
        url="as-of.html",
        page_title=_titled(title, settings),
        data_urls=tuple((f"data/force/{year}.js", min(days)) for year, days in sorted(years.items())),
        first_day=first.isoformat(),
        last_day=max([column.as_of, *_days(column)]).isoformat(),
        breadcrumb=_under_home(title),
    )


def not_found_page(settings: ColumnSettings) -> MessagePage:
    """The page for addresses that do not exist."""
    words = tables.load("pages")["not_found"]
    return MessagePage(NOT_FOUND, _titled(words["title"], settings), words["title"], tuple(words["paragraphs"]))


def plain_page(url: str, title: str, settings: ColumnSettings) -> MessagePage:
    """The frame of a page whose content another plugin brings."""
    return MessagePage(url, _titled(title, settings), title, (), _under_home(title))


def changes_of(column: Column) -> Iterator[tuple[Change, ReleasedDocument]]:
    """Every change in force that is news: not the mere entry into force on the day a document is issued."""
    for document in column.catalogue:
        for change in column.status[document.index_number].timeline:
            if change.on is None:
                continue
            if change.force is LegalForce.IN_FORCE and change.on <= (document.date_of_issue or change.on):
                continue
            if change.force is LegalForce.IN_FORCE and change.on <= document.publication_date:
                continue
            yield change, document


def recent_changes(column: Column, most: int) -> tuple[ChangeLine, ...]:
    """The last changes up to the column's day, newest first."""
    past = [(c, d) for c, d in changes_of(column) if c.on and c.on <= column.as_of]
    past.sort(key=lambda pair: (pair[0].on or date.min, pair[1].index_number), reverse=True)
    return tuple(_line(column, c, d) for c, d in past[:most])


def upcoming_changes(column: Column, most: int) -> tuple[ChangeLine, ...]:
    """The next changes after the column's day, soonest first."""
    ahead = [(c, d) for c, d in changes_of(column) if c.on and c.on > column.as_of]
    ahead.sort(key=lambda pair: (pair[0].on or date.max, pair[1].index_number))
    return tuple(_line(column, c, d) for c, d in ahead[:most])


def _line(column: Column, change: Change, document: ReleasedDocument) -> ChangeLine:
    actor = column.catalogue.get(change.by) if change.by else None
    by = doc_ref(column, actor) if actor else text_ref(change.by_text) if change.by_text else None
    assert change.on
    shown, sentence = doc_ref(column, document), sentence_of(column, change)
    return ChangeLine(change.on.isoformat(), label(change.force), change.force.value, shown, sentence, by)


def _days(column: Column) -> Iterator[date]:
    for status in column.status.values():
        for change in status.timeline:
            if change.on:
                yield change.on


def _bars(column: Column) -> tuple[YearBar, ...]:
    counts: dict[str, dict[LegalForce, int]] = defaultdict(lambda: defaultdict(int))
    for document in column.catalogue:
        counts[str(document.publication_date.year)][column.force_of(document)] += 1
    return tuple(
        YearBar(
            year,
            sum(forces.values()),
            tuple((f.value, label(f), forces[f]) for f in LegalForce if forces[f]),
            year_url(year),
        )
        for year, forces in sorted(counts.items())
    )


def _titled(text: str, settings: ColumnSettings) -> str:
    separator: str = tables.load("pages")["site"]["separator"]
    return f"{text}{separator}{settings.site_name}"


def _under_home(title: str) -> tuple[Phrase, ...]:
    return (Phrase(tables.load("pages")["breadcrumb"]["home"], "index.html"), Phrase(title))
