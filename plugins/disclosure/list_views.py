"""Lists of documents as values: which lists there are, how they are cut into pages, what a page shows.

Pages are cut by year of publication and numbered from the oldest, so that a new document changes the last page of
its year and the index, and no other.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from urllib.parse import urlencode

from plugins.catalogue import tables, vocabulary
from plugins.catalogue.column import Column
from plugins.catalogue.document import ReleasedDocument
from plugins.catalogue.force import LegalForce
from plugins.catalogue.sentences import label
from plugins.disclosure import list_keys as keys
from plugins.disclosure.references import doc_ref
from plugins.disclosure.settings import ColumnSettings
from plugins.disclosure.views import FacetGroup, ListLine, ListPage, PagerLink, Phrase
from plugins.disclosure.year_summary import ListPart, Members, Place, YearSummary

Line = Callable[[Column, ReleasedDocument], ListLine]
"""What gives a document as a line of a list: `list_line`, or one that keeps the lines it has made."""
FACETS = ("all", "category", "subject", "issuer", "type", "year", "force", "letter")


@dataclass(frozen=True, slots=True)
class DocumentList:
    """One list: its place, its heading and its documents by year of publication, oldest first."""

    facet: str
    key: str
    heading: str
    years: tuple[tuple[str, ListPart], ...]

    @property
    def url(self) -> str:
        """The list's index page."""
        return keys.list_url(self.facet, self.key)

    @property
    def place(self) -> Place:
        """What the list is called among the lists of a year."""
        return self.facet, self.key, self.heading

    @property
    def total(self) -> int:
        """How many documents it has."""
        return sum(part.count for _, part in self.years)

    @property
    def last_changed(self) -> str:
        """The day (ISO) on which its newest document had something new."""
        return self.years[-1][1].last_changed

    def newest(self, most: int) -> list[str]:
        """Its newest documents, newest first. `most` is no more than any page of the column shows."""
        found: list[str] = []
        for _, part in reversed(self.years):
            found += part.newest[::-1][: most - len(found)]
            if len(found) >= most:
                break
        return found


@dataclass(frozen=True, slots=True)
class PageSlice:
    """One page of a list: `number` counts from 1 within the year, oldest first; `count` is of its documents.

    `members` are their index numbers, oldest first; empty where nobody asks for them because the year has not changed.
    """

    year: str
    number: int
    count: int
    members: tuple[str, ...]

    @property
    def name(self) -> str:
        """The page's file name."""
        return f"{self.year}-{self.number}.html"


Lists = Mapping[tuple[str, str], DocumentList]
"""By facet and key."""


def document_lists(years: Mapping[str, YearSummary]) -> dict[tuple[str, str], DocumentList]:
    """Every list of the column that has documents, by facet and key."""
    parts: dict[Place, list[tuple[str, ListPart]]] = defaultdict(list)
    for year, summary in sorted(years.items()):
        for place, part in summary.lists.items():
            parts[place].append((year, part))
    return {
        (facet, key): DocumentList(facet, key, heading, tuple(by_year))
        for (facet, key, heading), by_year in sorted(parts.items())
    }


def newest_documents(lists: Lists, most: int) -> list[str]:
    """The column's newest documents, newest first. `most` is no more than any page of the column shows."""
    return [number for (facet, _), listed in lists.items() if facet == "all" for number in listed.newest(most)]


def list_places(document: ReleasedDocument, force: LegalForce, letter: str = "") -> tuple[Place, ...]:
    """The lists that a document of this force is in. `letter` is that of its title where it is known already."""
    subjects = dict.fromkeys(map(keys.first_subject, document.subjects))
    return (
        _place("all", ""),
        _place("category", document.category),
        *(_place("subject", subject) for subject in subjects),
        *(_place("issuer", issuer) for issuer in document.issuers),
        *([_place("type", document.document_type)] if document.document_type else ()),
        _place("year", str(document.publication_date.year)),
        _place("letter", letter or keys.first_letter(document.title)),
        _force_place(force),
    )


def letter_of(places: Iterable[Place]) -> str:
    """The letter of the A–Z list among these lists; "" where there is none."""
    return next((heading for facet, _, heading in places if facet == "letter"), "")


@lru_cache(maxsize=4096)  # many documents share a list: the value is made once, and kept once in the store
def _place(facet: str, value: str) -> Place:
    words = tables.load("pages")["lists"]
    if facet == "all":
        return facet, "", words["all"]
    if facet == "year":
        return facet, value, words["year_heading"].replace("{year}", value)
    if facet == "letter":
        return facet, value.lower(), value
    return facet, _KEYS[facet](value), value


_KEYS = {
    "category": keys.category_key,
    "subject": keys.subject_key,
    "issuer": keys.issuer_key,
    "type": keys.type_key,
}


@cache
def _force_place(force: LegalForce) -> Place:
    return "force", force.value.replace("_", "-"), label(force)


def slices(listed: DocumentList, members: Mapping[str, Members], size: int) -> tuple[PageSlice, ...]:
    """The list's pages, oldest first. `members` are those of the years of which anybody asks for them."""
    pages = []
    for year, part in listed.years:
        numbers = members[year].get(listed.place, ()) if year in members else ()
        for place in range(0, part.count, size):
            count = min(size, part.count - place)
            pages.append(PageSlice(year, place // size + 1, count, numbers[place : place + size]))
    return tuple(pages)


def list_index(
    column: Column,
    listed: DocumentList,
    pages: tuple[PageSlice, ...],
    settings: ColumnSettings,
    line: Line | None = None,
) -> ListPage:
    """The list's first page: the newest documents, counts by force, and the years. `pages` are its `slices`."""
    words = tables.load("pages")["lists"]
    counts: Counter[str] = Counter()
    for _, part in listed.years:
        counts.update(part.forces)
    years: dict[str, list[PageSlice]] = defaultdict(list)
    for page in pages:
        years[page.year].append(page)
    folder = listed.url.removesuffix("index.html")
    heading = _heading(listed)
    description = words["description"].replace("{agency}", settings.agency or settings.site_name)
    description = description.replace("{heading}", listed.heading).replace("{total}", str(listed.total))
    return ListPage(
        url=listed.url,
        heading=listed.heading,
        page_title=_title(heading, settings),
        description=description,
        facet=listed.facet,
        facet_label=words[listed.facet],
        is_index=True,
        year="",
        lines=tuple(
            (line or list_line)(column, column.catalogue[number]) for number in listed.newest(settings.page_size)
        ),
        total=listed.total,
        forces=tuple(
            (f.value, label(f), counts[f.value], _narrowed(listed, f.value, settings))
            for f in LegalForce
            if counts[f.value]
        ),
        years=tuple(
            PagerLink(words["year_heading"].replace("{year}", year), folder + ps[-1].name, sum(p.count for p in ps))
            for year, ps in sorted(years.items(), reverse=True)
        ),
        pager=(),
        older=None,
        newer=None,
        breadcrumb=_breadcrumb(listed),
        feed_url=f"feeds/category/{listed.key}.xml" if listed.facet == "category" else "",
        filter_url=_narrowed(listed, "all", settings),
    )


_SEARCHED = ("all", "category", "issuer", "type", "year")
"""The lists that the search can narrow further and sort."""


def _narrowed(listed: DocumentList, force: str, settings: ColumnSettings) -> str:
    """The search over this list's documents of one force ("all": of every force); "" where it cannot do that."""
    if not settings.search or listed.facet not in _SEARCHED:
        return ""
    value = listed.key if listed.facet == "year" else listed.heading
    chosen = {"force": force} if listed.facet == "all" else {listed.facet: value, "force": force}
    return f"search.html?{urlencode(chosen)}"


def list_page(
    column: Column,
    listed: DocumentList,
    pages: tuple[PageSlice, ...],
    place: int,
    settings: ColumnSettings,
    line: Line | None = None,
) -> ListPage:
    """One page of the list; `place` counts in `pages`, its `slices`. ValueError when the page has no members given."""
    words = tables.load("pages")["lists"]
    page = pages[place]
    if len(page.members) != page.count:
        raise ValueError(f"{listed.url} {page.name}: the members are not there")
    folder = listed.url.removesuffix("index.html")
    heading = _heading(listed)
    values = {"heading": heading, "year": page.year, "page": str(page.number)}
    title, description = words["page_title"], words["page_description"]
    for name, value in {**values, "agency": settings.agency or settings.site_name}.items():
        title, description = title.replace("{" + name + "}", value), description.replace("{" + name + "}", value)
    older = pages[place - 1] if place else None
    newer = pages[place + 1] if place + 1 < len(pages) else None
    return ListPage(
        url=folder + page.name,
        heading=listed.heading,
        page_title=_title(title, settings),
        description=description,
        facet=listed.facet,
        facet_label=words[listed.facet],
        is_index=False,
        year=page.year,
        lines=tuple((line or list_line)(column, column.catalogue[number]) for number in reversed(page.members)),
        total=0,
        forces=(),
        years=(),
        pager=tuple(
            PagerLink(
                words["page_label"].replace("{page}", str(p.number)),
                folder + p.name,
                p.count,
                p.name == page.name,
            )
            for p in pages
            if p.year == page.year
        ),
        older=_page_phrase(older, folder, words),
        newer=_page_phrase(newer, folder, words) or Phrase(words["newest"], listed.url),
        breadcrumb=(*_breadcrumb(listed, linked=True), Phrase(words["year_heading"].replace("{year}", page.year))),
    )


def list_line(column: Column, document: ReleasedDocument) -> ListLine:
    """A document as a line of a list."""
    return ListLine(doc_ref(column, document), "、".join(document.issuers), document.category)


def facet_groups(lists: Lists) -> tuple[FacetGroup, ...]:
    """Every way to browse, for 法定主动公开内容. Categories stand in the order of the column, empty ones included."""
    words = tables.load("pages")["lists"]
    groups = []
    for facet in FACETS:
        values = [PagerLink(listed.heading, listed.url, listed.total) for (f, _), listed in lists.items() if f == facet]
        if facet == "category":
            order = {name: place for place, name in enumerate(vocabulary.categories())}
            values.sort(key=lambda v: order.get(v.label, 99))
        elif facet == "year":
            values.sort(key=lambda v: v.label, reverse=True)
        elif facet == "letter":
            values.sort(key=lambda v: v.label)
        elif facet == "force":
            place_of = {label(f): place for place, f in enumerate(LegalForce)}
            values.sort(key=lambda v: place_of[v.label])
        else:
            values.sort(key=lambda v: (-v.count, v.label))
        if values:
            groups.append(FacetGroup(facet, words[facet], tuple(values)))
    return tuple(groups)


def _heading(listed: DocumentList) -> str:
    words = tables.load("pages")["lists"]
    if listed.facet in ("all", "year"):
        return listed.heading
    heading: str = words["facet_heading"].replace("{facet}", words[listed.facet]).replace("{heading}", listed.heading)
    return heading


def _title(text: str, settings: ColumnSettings) -> str:
    separator: str = tables.load("pages")["site"]["separator"]
    return f"{text}{separator}{settings.site_name}"


def _page_phrase(page: PageSlice | None, folder: str, words: dict[str, str]) -> Phrase | None:
    if page is None:
        return None
    text = words["year_heading"].replace("{year}", page.year) + words["page_label"].replace("{page}", str(page.number))
    return Phrase(text, folder + page.name)


def _breadcrumb(listed: DocumentList, *, linked: bool = False) -> tuple[Phrase, ...]:
    words = tables.load("pages")
    home = Phrase(words["breadcrumb"]["home"], "index.html")
    browse = Phrase(words["breadcrumb"]["browse"], "lists/index.html")
    return (home, browse, Phrase(listed.heading, listed.url if linked else None))
