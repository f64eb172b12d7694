"""The pages that show the whole column: home, 法定主动公开内容, recent changes, the catalogue as of a day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date

from plugins.catalogue import tables
from plugins.catalogue.column import Column
from plugins.catalogue.force import LegalForce
from plugins.catalogue.sentences import label
from plugins.disclosure.chart import year_chart_svg
from plugins.disclosure.list_keys import force_url, year_url
from plugins.disclosure.list_views import Lists, facet_groups, list_line, newest_documents
from plugins.disclosure.references import doc_ref, sentence_of, text_ref, word_of
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
from plugins.disclosure.year_summary import MOST_CHANGES, NEWEST_ON_HOME, News, YearSummary, latest, soonest

CHANGES_ON_HOME = 8
Years = Mapping[str, YearSummary]
"""By year of publication."""
NOT_FOUND = "404.html"
"""Where hosts look for the page that they show instead of one that does not exist."""


def home_page(column: Column, years: Years, lists: Lists, settings: ColumnSettings) -> HomePage:
    """The first page: newest documents, last changes in force, counts, the fixed sections."""
    words = tables.load("pages")["home"]
    counts: Counter[str] = Counter()
    for year in years.values():
        counts.update(year.forces)
    newest = [column.catalogue[number] for number in newest_documents(lists, NEWEST_ON_HOME)]
    return HomePage(
        url="index.html",
        page_title=_titled(words["title"], settings),
        newest=tuple(list_line(column, d) for d in newest),
        changes=recent_changes(column, years, CHANGES_ON_HOME)[:CHANGES_ON_HOME],
        forces=tuple((f.value, label(f), counts[f.value], force_url(f)) for f in LegalForce if counts[f.value]),
        sections=tuple(PagerLink(s.text, s.url or "", 0) for s in settings.sections),
        total=sum(year.documents for year in years.values()),
    )


def browse_page(years: Years, lists: Lists, settings: ColumnSettings) -> BrowsePage:
    """法定主动公开内容: all lists with counts, and the picture of the catalogue by year and force."""
    words = tables.load("pages")
    bars = _bars(years)
    return BrowsePage(
        url="lists/index.html",
        page_title=_titled(words["browse"]["title"], settings),
        groups=facet_groups(lists),
        bars=bars,
        chart_svg=year_chart_svg(bars, title=words["browse"]["chart"]),
        breadcrumb=_under_home(words["browse"]["title"]),
    )


def changes_page(column: Column, years: Years, settings: ColumnSettings) -> ChangesPage:
    """What has changed in force, newest first, and what will."""
    title = tables.load("pages")["changes"]["title"]
    return ChangesPage(
        url="changes.html",
        page_title=_titled(title, settings),
        recent=recent_changes(column, years, MOST_CHANGES),
        upcoming=upcoming_changes(column, years, MOST_CHANGES),
        breadcrumb=_under_home(title),
    )


def as_of_page(as_of: date, years: Years, settings: ColumnSettings) -> AsOfPage:
    """The page where a visitor chooses a day."""
    title = tables.load("pages")["as_of"]["title"]
    first = min((year.first_day for year in years.values()), default=as_of.toordinal())
    last = max([as_of.toordinal(), *(year.last_day for year in years.values() if year.last_day is not None)])
    return AsOfPage(
        url="as-of.html",
        page_title=_titled(title, settings),
        data_urls=tuple((f"data/force/{name}.js", year.first_period) for name, year in sorted(years.items())),
        first_day=date.fromordinal(first).isoformat(),
        last_day=date.fromordinal(last).isoformat(),
        breadcrumb=_under_home(title),
    )


def not_found_page(settings: ColumnSettings) -> MessagePage:
    """The page for addresses that do not exist."""
    words = tables.load("pages")["not_found"]
    return MessagePage(NOT_FOUND, _titled(words["title"], settings), words["title"], tuple(words["paragraphs"]))


def plain_page(url: str, title: str, settings: ColumnSettings) -> MessagePage:
    """The frame of a page whose content another plugin brings."""
    return MessagePage(url, _titled(title, settings), title, (), _under_home(title))


def recent_changes(column: Column, years: Years, most: int) -> tuple[ChangeLine, ...]:
    """The last changes up to the column's day, newest first; `most` at most MOST_CHANGES, those of the last day all."""
    past = latest([item for _, year in sorted(years.items()) for item in year.past], most)
    return _lines(column, past)


def upcoming_changes(column: Column, years: Years, most: int) -> tuple[ChangeLine, ...]:
    """The next changes after the column's day, soonest first; `most` as for `recent_changes`."""
    ahead = soonest([item for _, year in sorted(years.items()) for item in year.ahead], most)
    return _lines(column, ahead)


def _lines(column: Column, news: Iterable[News]) -> tuple[ChangeLine, ...]:
    return tuple(_line(column, number, place) for _, number, place in news)


def _line(column: Column, number: str, place: int) -> ChangeLine:
    timeline = column.status[number].timeline
    change = timeline[place]
    actor = column.catalogue.get(change.by) if change.by else None
    by = doc_ref(column, actor) if actor else text_ref(change.by_text) if change.by_text else None
    assert change.on
    shown, sentence = doc_ref(column, column.catalogue[number]), sentence_of(column, timeline, place)
    return ChangeLine(change.on.isoformat(), word_of(timeline, place), change.force.value, shown, sentence, by)


def _bars(years: Years) -> tuple[YearBar, ...]:
    return tuple(
        YearBar(
            name,
            year.documents,
            tuple((f.value, label(f), year.forces[f.value]) for f in LegalForce if f.value in year.forces),
            year_url(name),
        )
        for name, year in sorted(years.items())
    )


def _titled(text: str, settings: ColumnSettings) -> str:
    separator: str = tables.load("pages")["site"]["separator"]
    return f"{text}{separator}{settings.site_name}"


def _under_home(title: str) -> tuple[Phrase, ...]:
    return (Phrase(tables.load("pages")["breadcrumb"]["home"], "index.html"), Phrase(title))
