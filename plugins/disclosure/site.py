"""The site as a list of files to make: what each is made from, and the making."""

from __future__ import annotations

import hashlib
import json
import os
import posixpath
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from functools import cache
from typing import Any

from markupsafe import Markup

from plugins.catalogue import tables
from plugins.catalogue.column import Column
from plugins.catalogue.document import Attachment, ReleasedDocument
from plugins.disclosure import data_files, feeds, host_files, overview_views
from plugins.disclosure.body import plain_text, render_body
from plugins.disclosure.body_links import resolver
from plugins.disclosure.comparison_view import Pair, compared_pairs, comparison_links, comparison_page, comparison_url
from plugins.disclosure.document_view import attachment_url, document_page, history_page
from plugins.disclosure.front_matter import body_of
from plugins.disclosure.list_views import (
    DocumentList,
    PageSlice,
    document_lists,
    list_index,
    list_line,
    list_page,
    list_places,
    slices,
)
from plugins.disclosure.publish import write_file
from plugins.disclosure.reading import read_bytes
from plugins.disclosure.references import history_url, page_url
from plugins.disclosure.settings import ColumnSettings
from plugins.disclosure.templates import Templates
from plugins.disclosure.views import ComparisonPage, ListLine, Phrase, SiteView
from plugins.disclosure.year_summary import Members, YearSummary, members_of, year_summary

_TRUSTED = ("body_html", "json_ld", "timeline_svg", "chart_svg", "old_html", "new_html", "inline_html")
"""Fields of views that hold markup made and cleaned by us; everything else is escaped by the templates."""


class ChangedWhileBuilding(Exception):
    """A source file is not the one that was read and released: the build must start again."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One file of the site, or the files of one document. `kind` says what makes it, `key` of what."""

    kind: str
    key: tuple[str, ...] = ()


@dataclass(slots=True)
class Site:
    """Everything that rendering needs: the released column, the settings and the theme. Sent once to each worker."""

    column: Column
    settings: ColumnSettings
    content: str
    templates: str
    view: SiteView
    summaries: dict[str, YearSummary] = field(default_factory=dict)
    lists: dict[tuple[str, str], DocumentList] = field(default_factory=dict)
    pages: dict[tuple[str, str], tuple[PageSlice, ...]] = field(default_factory=dict)
    by_path: dict[str, ReleasedDocument] = field(default_factory=dict)
    years: dict[str, list[ReleasedDocument]] = field(default_factory=dict)
    pairs: tuple[Pair, ...] = ()
    compared: tuple[tuple[str, str], ...] = ()
    """Address of each pair's page, and the day (ISO) on which one of the two last had something new."""
    comparisons: dict[str, tuple[Phrase, ...]] = field(default_factory=dict)
    section_pages: tuple[tuple[str, str], ...] = ()
    """Address and last update (ISO day) of each fixed page."""

    @classmethod
    def of(
        cls,
        column: Column,
        settings: ColumnSettings,
        content: str,
        templates: str,
        section_pages: tuple[tuple[str, str], ...] = (),
    ) -> Site:
        """The site of a column."""
        site = cls(column, settings, content, templates, site_view(column, settings), section_pages=section_pages)
        site.years = data_files.by_year(column)
        members = {
            year: members_of((d.index_number, list_places(d, column.force_of(d))) for d in documents)
            for year, documents in site.years.items()
        }
        summaries = {year: year_summary(column, ds, members[year], settings) for year, ds in site.years.items()}
        site.show_lists(summaries, members)
        site.by_path = {d.source_path: d for d in column.catalogue}
        site.pairs = compared_pairs(column) if settings.comparisons else ()
        site.compared = tuple(compared_page(column, pair) for pair in site.pairs)
        site.comparisons = comparison_links(column, site.pairs)
        return site

    def show_lists(self, summaries: dict[str, YearSummary], members: Mapping[str, Members]) -> None:
        """Make the lists of these years. `members` are those of the years of which pages of lists are to be made."""
        self.summaries, self.lists = summaries, document_lists(summaries)
        self.pages = {key: slices(listed, members, self.settings.page_size) for key, listed in self.lists.items()}


def site_view(column: Column, settings: ColumnSettings) -> SiteView:
    """What every page shows of the agency."""
    return SiteView(
        name=settings.site_name,
        agency=settings.agency or settings.site_name,
        base_url=settings.base_url,
        domain=settings.domain,
        site_id_code=settings.site_id_code,
        icp_number=settings.icp_number,
        police_number=settings.police_number,
        address=settings.address,
        telephone=settings.telephone,
        correction_url=settings.correction_url,
        accessibility_url=settings.accessibility_page,
        releases_url=settings.releases_page,
        emblem=settings.emblem,
        sections=settings.sections,
        as_of=column.as_of.isoformat(),
    )


def marker_text(as_of: date, documents: int) -> str:
    """What the marker of a published tree says."""
    value = {"generator": "gongkai", "format": _FORMAT, "as_of": as_of.isoformat(), "documents": documents}
    return json.dumps(value, ensure_ascii=False, sort_keys=True) + "\n"


def units(site: Site) -> Iterator[Unit]:
    """Every unit of the site, documents first, in a stable order."""
    for document in site.column.catalogue:
        yield Unit("document", (document.index_number,))
    for pair in site.pairs:
        yield Unit("comparison", pair)
    for key in site.lists:
        yield Unit("list", key)
        for place in range(len(site.pages[key])):
            yield Unit("list-page", (*key, str(place)))
    for year in site.years:
        yield Unit("year", (year,))
    for facet, key in site.lists:
        if facet == "category":
            yield Unit("category-feed", (key,))
    yield Unit("overview")


_known_templates: dict[str, tuple[tuple[tuple[str, int, int], ...], Templates]] = {}
"""By folder, its files as they were and their compiled form: for a process that builds more than once."""


def _templates(folder: str) -> Templates:
    """The compiled templates of a folder, what was kept of former pages forgotten."""
    found = sorted(os.path.join(place, name) for place, _, names in os.walk(folder) for name in names)
    stamps = tuple((path, os.stat(path).st_mtime_ns, os.stat(path).st_size) for path in found)
    known = _known_templates.get(folder)
    if known is None or known[0] != stamps:
        known = _known_templates[folder] = stamps, Templates(folder)
    known[1].globals["frames"].clear()
    known[1].globals["kept_lines"].clear()
    return known[1]


class Renderer:
    """Makes units and writes them under `root`. One in each worker process."""

    def __init__(self, site: Site, root: str) -> None:
        self._site = site
        self._root = root
        self._made: set[str] = set()
        self._env = _templates(site.templates)
        self._words = tables.load("theme")
        self._lines: dict[str, ListLine] = {}

    def make(self, unit: Unit) -> list[str]:
        """Write the unit's files; their addresses."""
        written: list[str] = []
        for url, data in self.files(unit):
            write_file(self._root, url, data, self._made)
            written.append(url)
        return written

    def files(self, unit: Unit) -> Iterator[tuple[str, bytes]]:
        """Address and bytes of each of the unit's files."""
        site = self._site
        column, settings = site.column, site.settings
        if unit.kind == "document":
            yield from self._document(column.catalogue[unit.key[0]])
        elif unit.kind == "comparison":
            old, new = (column.catalogue[number] for number in unit.key)
            texts = (self.official_text(d) for d in (old, new))
            comparison = comparison_page(column, (old.index_number, new.index_number), *texts, settings)
            yield comparison.url, self._page("comparison.html", comparison)
        elif unit.kind == "list":
            facet, key = unit.key
            view = list_index(column, site.lists[facet, key], site.pages[facet, key], settings, self._line)
            yield view.url, self._page("list.html", view)
        elif unit.kind == "list-page":
            facet, key, place = unit.key
            page = list_page(column, site.lists[facet, key], site.pages[facet, key], int(place), settings, self._line)
            yield page.url, self._page("list.html", page)
        elif unit.kind == "year":
            yield from self.year_files(unit.key[0])
        elif unit.kind == "category-feed":
            listed = site.lists["category", unit.key[0]]
            yield f"feeds/category/{listed.key}.xml", feeds.category_feed(column, listed, settings).encode()
        else:
            yield from self._overview()

    def _line(self, column: Column, document: ReleasedDocument) -> ListLine:
        """The document's line: it stands in up to eight lists, and is made once for most of them."""
        line = self._lines.get(document.index_number)
        if line is None:
            if len(self._lines) >= _MOST_LINES:
                self._lines.clear()
            line = self._lines[document.index_number] = list_line(column, document)
        return line

    def _document(self, document: ReleasedDocument) -> Iterator[tuple[str, bytes]]:
        body = render_body(
            self._text(document), title=document.title, resolve_link=resolver(document, self._site.by_path)
        )
        comparisons = self._site.comparisons.get(document.index_number, ())
        view = document_page(self._site.column, document, body, self._site.settings, comparisons)
        yield view.url, self._page("document.html", view)
        if self._site.settings.histories:
            history = history_page(self._site.column, document, self._site.settings, comparisons)
            yield history.url, self._page("history.html", history)
        for attachment in (*document.attachments, *document.embedded):
            yield attachment_url(document, attachment), self._attachment(attachment)

    def official_text(self, document: ReleasedDocument) -> str:
        """The document's official text without markup, one block a line: for the search and for comparisons."""
        return plain_text(self._text(document), title=document.title)

    def _text(self, document: ReleasedDocument) -> str:
        """The body as read and released: its digest is checked again."""
        data = read_bytes(os.path.join(self._site.content, document.source_path))
        body = body_of(data) if hashlib.sha256(data).hexdigest() == document.digest else None
        if body is None:
            raise ChangedWhileBuilding(document.source_path)
        return body

    def _attachment(self, attachment: Attachment) -> bytes:
        with open(os.path.join(self._site.content, attachment.path), "rb") as stream:
            data = stream.read()
        if hashlib.sha256(data).hexdigest() != attachment.sha256:
            raise ChangedWhileBuilding(attachment.path)
        return data

    def year_files(self, year: str, catalogue: str | None = None) -> Iterator[tuple[str, bytes]]:
        """Data and sitemaps of one year of publication. `catalogue` is its data file where that is made already."""
        site = self._site
        documents = site.years[year]
        if site.settings.data:
            text = catalogue or data_files.catalogue_json(site.column, documents, site.settings)
            yield f"data/catalogue/{year}.json", text.encode()
            yield f"data/force/{year}.js", data_files.force_script(site.column, year, documents).encode()
        urls = [(page_url(d), data_files.last_changed(site.column, d)) for d in documents]
        if site.settings.histories:
            urls += [(history_url(d), data_files.last_changed(site.column, d)) for d in documents]
        for part, start in enumerate(range(0, len(urls), _MOST_URLS), start=1):
            chunk = urls[start : start + _MOST_URLS]
            yield f"sitemaps/{year}-{part}.xml", data_files.sitemap(chunk, site.settings).encode()

    def _overview(self) -> Iterator[tuple[str, bytes]]:
        site = self._site
        column, settings = site.column, site.settings
        years = site.summaries
        views: list[tuple[str, Any]] = [
            ("home.html", overview_views.home_page(column, years, site.lists, settings)),
            ("browse.html", overview_views.browse_page(years, site.lists, settings)),
            ("changes.html", overview_views.changes_page(column, years, settings)),
            ("as_of.html", overview_views.as_of_page(column.as_of, years, settings)),
            ("message.html", overview_views.not_found_page(settings)),
        ]
        for template, view in views:
            yield view.url, self._page(template, view)
        yield "feeds/new.xml", feeds.new_documents_feed(column, site.lists, settings).encode()
        yield "feeds/changes.xml", feeds.changes_feed(column, years, settings).encode()
        if settings.data:
            counts = {name: year.documents for name, year in years.items()}
            yield "data/catalogue.json", data_files.catalogue_index(column.as_of, counts, settings).encode()
        pages = [(view.url, column.as_of.isoformat()) for _, view in views if view.url != overview_views.NOT_FOUND]
        if settings.search:
            pages.append(("search.html", column.as_of.isoformat()))
        pages += [(url, updated or column.as_of.isoformat()) for url, updated in site.section_pages]
        pages += _list_urls(site)
        pages += site.compared
        yield "sitemaps/pages.xml", data_files.sitemap(pages, settings).encode()
        parts = [("sitemaps/pages.xml", column.as_of.isoformat())]
        for name, year in sorted(years.items()):
            count = sitemap_parts(year.documents, settings)
            parts += [(f"sitemaps/{name}-{part}.xml", year.last_changed) for part in range(1, count + 1)]
        yield "sitemap.xml", data_files.sitemap_index(parts, settings).encode()
        for url, text in host_files.host_files(settings):
            yield url, text.encode()

    def page(self, template: str, url: str, title: str, **extra: Any) -> str:
        """A page of another plugin's in the site's frame: its template gets `extra` beside what every page gets."""
        view = overview_views.plain_page(url, title, self._site.settings)
        return self._text_of(template, view, **extra)

    def _page(self, template: str, view: Any) -> bytes:
        return self._text_of(template, view).encode()

    def _text_of(self, template: str, view: Any, **extra: Any) -> str:
        root = "../" * view.url.count("/")
        if view.url == overview_views.NOT_FOUND and self._site.settings.base_url:
            root = self._site.settings.base_url + "/"  # a host shows this page at any depth
        return self._env.get_template(template).render(
            page=trusted(view), site=self._site.view, root=root, words=self._words, **extra
        )


def sitemap_parts(documents: int, settings: ColumnSettings) -> int:
    """Into how many files the sitemap of so many documents is cut."""
    return -(-documents * (1 + settings.histories) // _MOST_URLS)


_FORMAT = 1
_MOST_URLS = 40_000
_MOST_LINES = 20_000


def trusted(view: Any) -> Any:
    """The view with its own markup marked as such, so that the templates do not escape it."""
    if isinstance(view, ComparisonPage):
        view = replace(view, rows=tuple(trusted(row) for row in view.rows))
    names, ours = _fields_of(view.__class__)
    if not ours:
        return view
    copied = object.__new__(view.__class__)
    for name in names:
        object.__setattr__(copied, name, getattr(view, name))
    for name in ours:
        object.__setattr__(copied, name, Markup(getattr(view, name)))  # noqa: S704 (only our own cleaned markup)
    return copied


@cache
def _fields_of(kind: type) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """A view's fields, and those of them that hold markup."""
    names = tuple(f.name for f in fields(kind))
    return names, tuple(name for name in names if name in _TRUSTED)


def _list_urls(site: Site) -> Iterable[tuple[str, str]]:
    for key, listed in site.lists.items():
        yield listed.url, listed.last_changed
        folder = posixpath.dirname(listed.url)
        for page in site.pages[key]:
            yield f"{folder}/{page.name}", listed.last_changed


def compared_page(column: Column, pair: Pair) -> tuple[str, str]:
    """The address of a pair's page, and the day (ISO) on which one of the two last had something new."""
    old, new = (column.catalogue[number] for number in pair)
    return comparison_url(old, new), max(data_files.last_changed(column, document) for document in (old, new))
