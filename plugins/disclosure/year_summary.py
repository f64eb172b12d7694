"""What pages of the whole column need of each year of publication.

A change in one document makes its year's summary anew. Lists, overviews, feeds and sitemaps are put together from the
summaries of all years, so that they need not look at every document.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from heapq import nlargest, nsmallest

from plugins.catalogue.column import Column
from plugins.catalogue.document import ReleasedDocument
from plugins.catalogue.force import Change, LegalForce
from plugins.disclosure.data_files import last_changed, periods
from plugins.disclosure.settings import ColumnSettings

Place = tuple[str, str, str]
"""Facet, key and heading of a list."""
Members = Mapping[Place, tuple[str, ...]]
"""The documents of one year in each of their lists: index numbers, oldest first."""
News = tuple[int, str, int]
"""Ordinal of a day, index number, and which change of the document's timeline (counted from 0)."""

NEWEST_ON_HOME = 10
MOST_CHANGES = 50
"""So many changes past, and so many to come, are shown, and whatever else falls on the day of the last of them."""
WILL_END_DAYS = 62
"""An end of validity is announced so many days before it."""


@dataclass(frozen=True, slots=True)
class ListPart:
    """A list's documents of one year. `newest` are the last ones, oldest first: as many as any page shows at once.

    `forces` counts them by legal force; `last_changed` is the day (ISO) on which the newest had something new.
    """

    count: int
    forces: dict[str, int]
    newest: tuple[str, ...]
    last_changed: str


@dataclass(frozen=True, slots=True)
class YearSummary:
    """One year of publication on the column's day; a year has at least one document.

    `first_period` is the first day (ISO) on which a document's force is known, "" when one's has no beginning;
    `first_day` and `last_day` are ordinals, `last_day` None when nothing has a day; `last_changed` is an ISO day.
    `past` and `ahead` are the nearest changes before and after the column's day, `feed` those that the feed may show.
    """

    documents: int
    lists: dict[Place, ListPart]
    first_period: str
    first_day: int
    last_day: int | None
    last_changed: str
    past: tuple[News, ...]
    ahead: tuple[News, ...]
    feed: tuple[News, ...]

    @property
    def forces(self) -> dict[str, int]:
        """How many documents there are of each legal force."""
        counts: Counter[str] = Counter()
        for (facet, _, _), part in self.lists.items():
            if facet == "all":
                counts.update(part.forces)
        return dict(counts)


def members_of(documents: Iterable[tuple[str, Iterable[Place]]]) -> Members:
    """The lists of documents, given by index number with the lists that they are in, oldest first."""
    members: dict[Place, list[str]] = defaultdict(list)
    for number, places in documents:
        for place in places:
            members[place].append(number)
    return {place: tuple(numbers) for place, numbers in members.items()}


def year_summary(
    column: Column, documents: Sequence[ReleasedDocument], members: Members, settings: ColumnSettings
) -> YearSummary:
    """The summary of one year's documents, at least one, which stand in the column's order."""
    most = max(settings.page_size, settings.feed_size, NEWEST_ON_HOME)
    force = {d.index_number: column.force_of(d).value for d in documents}
    changed = {d.index_number: last_changed(column, d) for d in documents}
    lists = {
        place: ListPart(len(ms), dict(Counter(map(force.__getitem__, ms))), ms[-most:], changed[ms[-1]])
        for place, ms in members.items()
    }
    days = [c.on for d in documents for c in column.status[d.index_number].timeline if c.on]
    past, ahead, feed = [], [], []
    for document in documents:
        for place, change in news_of(column, document):
            assert change.on
            item = (change.on.toordinal(), document.index_number, place)
            (past if change.on <= column.as_of else ahead).append(item)
            if change.on <= column.as_of:
                feed.append(item)
            elif (change.on - column.as_of).days <= WILL_END_DAYS and change.force.is_ended:
                feed.append((announced(change.on, document).toordinal(), *item[1:]))
    return YearSummary(
        len(documents),
        lists,
        min(on or "" for d in documents for on, _ in periods(column, d)[:1]),
        min(*(d.date_of_issue or d.publication_date for d in documents), *days, date.max).toordinal(),
        max(days).toordinal() if days else None,
        max(changed.values()),
        latest(past, MOST_CHANGES),
        soonest(ahead, MOST_CHANGES),
        newest_days(feed, settings.feed_size),
    )


def news_of(column: Column, document: ReleasedDocument) -> Iterator[tuple[int, Change]]:
    """The document's changes in force that are news, with their places in its timeline.

    The mere entry into force on the day a document is issued or published is none.
    """
    for place, change in enumerate(column.status[document.index_number].timeline):
        if change.on is None:
            continue
        if change.force is LegalForce.IN_FORCE and change.on <= (document.date_of_issue or change.on):
            continue
        if change.force is LegalForce.IN_FORCE and change.on <= document.publication_date:
            continue
        yield place, change


def announced(on: date, document: ReleasedDocument) -> date:
    """The day from which the feed says that the document will end."""
    return max(document.publication_date, date.fromordinal(on.toordinal() - WILL_END_DAYS))


def latest(news: Sequence[News], most: int) -> tuple[News, ...]:
    """The newest, newest first; those of the last day all, so they may be more than `most`."""
    return tuple(sorted(newest_days(news, most), key=lambda item: item[:2], reverse=True))


def soonest(news: Sequence[News], most: int) -> tuple[News, ...]:
    """The next ones, soonest first; those of the last day all, so they may be more than `most`."""
    days = nsmallest(most, (item[0] for item in news))
    return tuple(sorted((item for item in news if days and item[0] <= days[-1]), key=lambda item: item[:2]))


def newest_days(news: Sequence[News], most: int) -> tuple[News, ...]:
    """The newest, in the order given; those of the last day all, so they may be more than `most`."""
    newest = nlargest(most, (item[0] for item in news))
    return tuple(item for item in news if item[0] >= newest[-1]) if newest else ()
