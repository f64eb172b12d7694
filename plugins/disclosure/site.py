"""The site as a list of files to make: what each is made from, and the making."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, nodes
from jinja2.compiler import CodeGenerator, Frame
from markupsafe import Markup, escape

try:
    from markupsafe._speedups import _escape_inner
except ImportError:  # no compiled form on this machine
    from markupsafe._native import _escape_inner

from plugins.catalogue import tables
from plugins.catalogue.column import Column
from plugins.catalogue.document import Attachment, ReleasedDocument
from plugins.disclosure import data_files, feeds, host_files, overview_views
from plugins.disclosure.body import plain_text, render_body
from plugins.disclosure.body_links import resolver
from plugins.disclosure.comparison_view import Pair, compared_pairs, comparison_links, comparison_page
from plugins.disclosure.document_view import attachment_url, document_page, history_page
from plugins.disclosure.front_matter import split_source
from plugins.disclosure.list_views import DocumentList, PageSlice, document_lists, list_index, list_page, slices
from plugins.disclosure.publish import write_file
from plugins.disclosure.reading import read_bytes
from plugins.disclosure.references import page_url
from plugins.disclosure.settings import ColumnSettings
from plugins.disclosure.views import ComparisonPage, Phrase, SiteView

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
    lists: dict[tuple[str, str], DocumentList] = field(default_factory=dict)
    pages: dict[tuple[str, str], tuple[PageSlice, ...]] = field(default_factory=dict)
    by_path: dict[str, ReleasedDocument] = field(default_factory=dict)
    years: dict[str, list[ReleasedDocument]] = field(default_factory=dict)
    pairs: tuple[Pair, ...] = ()
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
        site.lists = document_lists(column)
        site.pages = {key: slices(column, listed, settings.page_size) for key, listed in site.lists.items()}
        site.by_path = {d.source_path: d for d in column.catalogue}
        site.years = data_files.by_year(column)
        site.pairs = compared_pairs(column)
        site.comparisons = comparison_links(column, site.pairs)
        return site


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
        emblem=settings.emblem,
        sections=settings.sections,
        as_of=column.as_of.isoformat(),
    )


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


class _TemplateCode(CodeGenerator):
    """Compiled templates escape through `escaped`: most values are plain strings, and there are a hundred on a page."""

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape:
            super()._output_child_pre(node, frame, finalize)
            return
        self.write("environment.escaped(")
        if finalize.src is not None:
            self.write(finalize.src)


class _Templates(Environment):
    code_generator_class = _TemplateCode
    escaped: Callable[[Any], str]


def escaped(value: Any) -> str:
    """The value as markup: what is markup already stays, everything else is escaped."""
    if value.__class__ is str:
        text: str = _escape_inner(value)
        return text
    return escape(value)


def environment(templates: str) -> Environment:
    """The Jinja environment of the theme: autoescape on, an undefined name is an error."""
    made = _Templates(
        loader=FileSystemLoader(templates),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.escaped = escaped
    made.globals["frames"] = {}
    made.globals["kept_lines"] = _KeptLines()
    return made


class _KeptLines(dict[tuple[str, str], Markup]):
    """Lines of lists that were made before, the latest of them only."""

    def setdefault(self, key: tuple[str, str], line: Markup) -> Markup:  # type: ignore[override]
        """Keep the line; forget all others when there are too many."""
        if len(self) >= _MOST_LINES:
            self.clear()
        self[key] = line
        return line


class Renderer:
    """Makes units and writes them under `root`. One in each worker process."""

    def __init__(self, site: Site, root: str) -> None:
        self._site = site
        self._root = root
        self._made: set[str] = set()
        self._env = environment(site.templates)
        self._words = tables.load("theme")

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
            view = list_index(column, site.lists[facet, key], site.pages[facet, key], settings)
            yield view.url, self._page("list.html", view)
        elif unit.kind == "list-page":
            facet, key, place = unit.key
            page = list_page(column, site.lists[facet, key], site.pages[facet, key], int(place), settings)
            yield page.url, self._page("list.html", page)
        elif unit.kind == "year":
            yield from self._year(unit.key[0])
        elif unit.kind == "category-feed":
            listed = site.lists["category", unit.key[0]]
            yield f"feeds/category/{listed.key}.xml", feeds.category_feed(column, listed, settings).encode()
        else:
            yield from self._overview()

    def _document(self, document: ReleasedDocument) -> Iterator[tuple[str, bytes]]:
        body = render_body(
            self._text(document), title=document.title, resolve_link=resolver(document, self._site.by_path)
        )
        comparisons = self._site.comparisons.get(document.index_number, ())
        view = document_page(self._site.column, document, body, self._site.settings, comparisons)
        yield view.url, self._page("document.html", view)
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
        source, _ = split_source(data, document.source_path)
        if source is None or source.digest != document.digest:
            raise ChangedWhileBuilding(document.source_path)
        return source.body

    def _attachment(self, attachment: Attachment) -> bytes:
        import hashlib

        with open(os.path.join(self._site.content, attachment.path), "rb") as stream:
            data = stream.read()
        if hashlib.sha256(data).hexdigest() != attachment.sha256:
            raise ChangedWhileBuilding(attachment.path)
        return data

    def _year(self, year: str) -> Iterator[tuple[str, bytes]]:
        site = self._site
        documents = site.years[year]
        if site.settings.data:
            text = data_files.catalogue_json(site.column, documents, site.settings)
            yield f"data/catalogue/{year}.json", text.encode()
            yield f"data/force/{year}.js", data_files.force_script(site.column, year, documents).encode()
        urls = [(page_url(d), data_files.last_changed(site.column, d)) for d in documents]
        urls += [(f"{d.address}/history.html", data_files.last_changed(site.column, d)) for d in documents]
        for part, start in enumerate(range(0, len(urls), _MOST_URLS), start=1):
            chunk = urls[start : start + _MOST_URLS]
            yield f"sitemaps/{year}-{part}.xml", data_files.sitemap(chunk, site.settings).encode()

    def _overview(self) -> Iterator[tuple[str, bytes]]:
        site = self._site
        column, settings = site.column, site.settings
        views: list[tuple[str, Any]] = [
            ("home.html", overview_views.home_page(column, settings)),
            ("browse.html", overview_views.browse_page(column, site.lists, settings)),
            ("changes.html", overview_views.changes_page(column, settings)),
            ("as_of.html", overview_views.as_of_page(column, settings)),
            ("message.html", overview_views.not_found_page(settings)),
        ]
        for template, view in views:
            yield view.url, self._page(template, view)
        yield "feeds/new.xml", feeds.new_documents_feed(column, settings).encode()
        yield "feeds/changes.xml", feeds.changes_feed(column, settings).encode()
        if settings.data:
            yield "data/catalogue.json", data_files.catalogue_index(column, settings).encode()
        pages = [(view.url, column.as_of.isoformat()) for _, view in views if view.url != "404.html"]
        if settings.search:
            pages.append(("search.html", column.as_of.isoformat()))
        pages += [(url, updated or column.as_of.isoformat()) for url, updated in site.section_pages]
        pages += _list_urls(site)
        yield "sitemaps/pages.xml", data_files.sitemap(pages, settings).encode()
        parts = [("sitemaps/pages.xml", column.as_of.isoformat())]
        for year, documents in sorted(site.years.items()):
            last = max(data_files.last_changed(column, d) for d in documents)
            count = -(-len(documents) * 2 // _MOST_URLS)
            parts += [(f"sitemaps/{year}-{part}.xml", last) for part in range(1, count + 1)]
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
        return self._env.get_template(template).render(
            page=trusted(view), site=self._site.view, root=root, words=self._words, **extra
        )


_MOST_URLS = 40_000
_MOST_LINES = 20_000


def trusted(view: Any) -> Any:
    """The view with its own markup marked as such, so that the templates do not escape it."""
    from dataclasses import fields, replace

    if isinstance(view, ComparisonPage):
        view = replace(view, rows=tuple(trusted(row) for row in view.rows))
    changes = {
        f.name: Markup(getattr(view, f.name))  # noqa: S704 (only the fields that hold our own cleaned markup)
        for f in fields(view)
        if f.name in _TRUSTED
    }
    return replace(view, **changes) if changes else view


def _list_urls(site: Site) -> Iterable[tuple[str, str]]:
    for key, listed in site.lists.items():
        last = data_files.last_changed(site.column, site.column.catalogue[listed.members[-1]])
        yield listed.url, last
        folder = posixpath.dirname(listed.url)
        for page in site.pages[key]:
            yield f"{folder}/{page.name}", last


def counts(site: Site) -> Mapping[str, int]:
    """How many documents and list pages the site has."""
    return {"documents": len(site.column.catalogue), "list_pages": sum(map(len, site.pages.values()))}
