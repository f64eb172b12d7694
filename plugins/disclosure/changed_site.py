"""What a change makes anew: the pages of the documents concerned, and whatever shows one of their lines."""

from __future__ import annotations

import json
import os
import posixpath
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from plugins.catalogue.column import Column
from plugins.catalogue.document import ReleasedDocument
from plugins.disclosure import data_files
from plugins.disclosure.comparison_view import comparison_url
from plugins.disclosure.document_view import attachment_url
from plugins.disclosure.inputs import Inputs, State, search_known_by, search_store, store_folder
from plugins.disclosure.list_views import DocumentList, PageSlice, document_lists, slices
from plugins.disclosure.neighbourhood import Relating, TooFar, compare_again, concerned_by
from plugins.disclosure.plain_values import unpacked
from plugins.disclosure.publish import MARKER
from plugins.disclosure.references import history_url, page_url
from plugins.disclosure.settings import ColumnSettings
from plugins.disclosure.site import Renderer, Site, Unit, compared_page, marker_text, site_view, sitemap_parts
from plugins.disclosure.store import Light, light_of
from plugins.disclosure.stored_column import (
    DOCUMENT,
    STATUS,
    ByPath,
    LightColumn,
    StoredColumn,
)
from plugins.disclosure.year_summary import Members, members_of, year_summary

SEARCH_FOLDER = "search/"
_IN_FIXED_PAGES = ("年度报告",)
"""Documents of these categories are listed on fixed pages."""


@dataclass(slots=True)
class SearchFiles:
    """New files of the search index, by name in its folder, and the folders that it still uses."""

    files: dict[str, bytes]
    keep: tuple[str, ...]


class Search(Protocol):
    """The search room, handed in by the command that builds."""

    def updated(
        self, column: Column, text_of: Callable[[ReleasedDocument], str], folder: str,
        texts: list[ReleasedDocument], standings: list[ReleasedDocument],
    ) -> SearchFiles | None:  # fmt: skip
        """The index with these documents changed, and others whose force alone has. None: it is to be built anew."""

    def built(self, column: Column, text_of: Callable[[ReleasedDocument], str], folder: str) -> SearchFiles:
        """The whole index."""


@dataclass(slots=True)
class ChangedFiles:
    """Files to be written by address, addresses to be removed, and what the search's store is known by now."""

    files: dict[str, bytes] = field(default_factory=dict)
    removed: list[str] = field(default_factory=list)
    search: bytes = b""


@dataclass(slots=True)
class ChangedFacts:
    """What has been related again, and how it was before."""

    related: Relating
    old_rows: dict[str, tuple[Any, ...]]
    """Rows of the changed documents as they were."""
    pages: set[str]
    """Documents whose pages are to be made again besides: neighbours, and those whose text names a changed one."""
    documents: int


def changed_texts(
    inputs: Inputs,
    settings: ColumnSettings,
    state: State,
    column: StoredColumn,
    texts: list[tuple[ReleasedDocument, ReleasedDocument]],
    search: Search | None,
) -> ChangedFiles:
    """The files that show the texts. `texts` are the documents before and after; the column has the new ones."""
    renderer = Renderer(_site(inputs, settings, column), "")
    documents = [new for _, new in texts]
    units = [Unit("document", (d.index_number,)) for d in documents]
    units += [
        Unit("comparison", p) for p in sorted({p for d in documents for p in column.pairs.get(d.index_number, ())})
    ]
    out = ChangedFiles({url: data for unit in units for url, data in renderer.files(unit)})
    if settings.data:
        out.files |= _replaced_lines(column, texts, settings, inputs.output)
    if settings.search:
        _search(inputs, state, column, renderer, documents, [], out, search, rebuild=False)
    return out


def _site(inputs: Inputs, settings: ColumnSettings, column: StoredColumn) -> Site:
    templates = os.path.join(inputs.theme, "templates")
    whole = column.as_column()
    by_path: Any = ByPath(column.rows, column.catalogue.__getitem__)
    comparisons: Any = column.comparisons
    view = site_view(whole, settings)
    return Site(whole, settings, inputs.content, templates, view, by_path=by_path, comparisons=comparisons)


def _replaced_lines(
    column: StoredColumn,
    texts: list[tuple[ReleasedDocument, ReleasedDocument]],
    settings: ColumnSettings,
    output: str,
) -> dict[str, bytes]:
    """The yearly data files with the new digests in. TooFar where a line is not what it was."""
    out: dict[str, str] = {}
    for old, new in texts:
        url = f"data/catalogue/{old.publication_date.year}.json"
        if url not in out:
            with open(os.path.join(output, url), encoding="utf-8") as stream:
                out[url] = stream.read()
        before, after = _line(column, old, settings), _line(column, new, settings)
        if out[url].count(f"\n{before}") != 1:
            raise TooFar
        out[url] = out[url].replace(f"\n{before}", f"\n{after}")
    return {url: text.encode() for url, text in out.items()}


def _line(column: StoredColumn, document: ReleasedDocument, settings: ColumnSettings) -> str:
    value = data_files.record(column.as_column(), document, settings)
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def changed_facts(
    inputs: Inputs,
    settings: ColumnSettings,
    state: State,
    stored: StoredColumn,
    change: ChangedFacts,
    search: Search | None,
) -> ChangedFiles:
    """The files that show what has been related again; the store gets the new rows."""
    return _FactsShown(inputs, settings, state, stored, change).files(search)


class _FactsShown:
    def __init__(
        self, inputs: Inputs, settings: ColumnSettings, state: State, stored: StoredColumn, change: ChangedFacts
    ) -> None:
        self.inputs, self.settings, self.state, self.stored, self.change = inputs, settings, state, stored, change
        self.related = change.related
        self.gone = change.related.gone
        self.old: dict[str, tuple[Any, ...]] = dict(change.old_rows)
        self.fresh = change.related.changed - self.old.keys()
        """Documents that were not released before."""
        self.out = ChangedFiles()

    def files(self, search: Search | None) -> ChangedFiles:
        dirty = self._related_rows()
        self._compare(dirty)
        dirty |= self._put_rows()
        shown = {n for n in dirty if self._shown(self.old.get(n)) != self._shown(self._new(n))} | self.gone
        self._refuse_fixed_pages(shown)
        light = self._light(dirty)
        site = self._whole_site(light)
        renderer = Renderer(site, "")
        units = [Unit("document", (n,)) for n in sorted(self._pages(dirty, shown))]
        units += self._comparisons(dirty, shown)
        units += self._lists(site, shown)
        units.append(Unit("overview"))
        for unit in units:
            self.out.files.update(renderer.files(unit))
        self._years(renderer, dirty)
        marker = marker_text(self.inputs.as_of, self.change.documents)
        self.out.files[MARKER] = marker.encode()
        self._gone_documents(dirty)
        if self.settings.search:
            texts, standings = self._searched(dirty)
            _search(
                self.inputs, self.state, light, renderer, texts, standings, self.out, search, rebuild=bool(self.gone)
            )
        return self.out

    def _new(self, number: str) -> tuple[Any, ...] | None:
        return self.stored.row(number)

    def _before(self, number: str) -> tuple[Any, ...] | None:
        """The document's row as it was. Asked for before the new ones are put into the store."""
        if number not in self.old and number not in self.fresh:
            found = self.stored.rows.one("select data from document where number = ?", number)
            if found:
                self.old[number] = unpacked(found[0])
        return self.old.get(number)

    def _related_rows(self) -> set[str]:
        """The documents whose row is another than before."""
        return {n for n in self.related.seen if self._before(n) != self._new(n)}

    def _compare(self, dirty: set[str]) -> None:
        """Pairs and links of all whose acts or editions have changed, and of those they have to do with."""
        concerned = set(dirty)
        for number in dirty | self.gone:
            concerned |= concerned_by(self._before(number)) | concerned_by(self._new(number))
        concerned = {n for n in concerned if self._new(n) is not None}
        for number in concerned:
            self._before(number)
        self.pairs = compare_again(self.stored, concerned) if self.settings.comparisons else {}

    def _put_rows(self) -> set[str]:
        """Write every row that is another now; whose they are."""
        out = set()
        for number in self.related.seen | self.related.changed | set(self.pairs):
            row = self._new(number)
            if row is None:
                continue
            if row != self.old.get(number):
                out.add(number)
            elif number not in self.related.changed:  # whose rows are blank since their names were put
                continue
            self.stored.rows.put_row(row)
        return out

    @staticmethod
    def _shown(row: tuple[Any, ...] | None) -> Any:
        """What other pages show of a document."""
        if row is None:
            return None
        return replace(row[DOCUMENT], digest="", released_digest="", body_line=0), row[STATUS]

    def _refuse_fixed_pages(self, shown: set[str]) -> None:
        for number in shown:
            for row in (self.old.get(number), self._new(number)):
                if row and row[DOCUMENT].category in _IN_FIXED_PAGES:
                    raise TooFar

    def _light(self, dirty: set[str]) -> LightColumn:
        """The documents of the years in which something has changed, as they are now."""
        rows = (row for n in dirty | self.gone for row in (self.old.get(n), self._new(n)) if row)
        self.was = {year: self.stored.rows.light_of_year(year) for year in sorted({_year(row) for row in rows})}
        """By year in which something has changed, its documents before."""
        before = {light[0]: light for part in self.was.values() for light in part if light[0] in dirty}
        other = dirty | self.gone
        self.now = {year: [light for light in part if light[0] not in other] for year, part in self.was.items()}
        """And now."""
        for number in dirty:
            new = self._new(number)
            assert new
            self.now[_year(new)].append(light_of(new[DOCUMENT], new[STATUS], before.get(number)))
        for part in self.now.values():
            part.sort(key=lambda light: (light[3], light[0]))
        return LightColumn(self.stored, self.now)

    def _whole_site(self, light: LightColumn) -> Site:
        site = _site(self.inputs, self.settings, light)
        site.years = data_files.by_year(light.as_column())
        summaries = self.stored.rows.summaries()
        members = {year: _members(part) for year, part in self.was.items()}
        self.old_lists = document_lists(summaries)
        self.old_pages = {
            key: slices(listed, members, self.settings.page_size) for key, listed in self.old_lists.items()
        }
        members = {year: _members(part) for year, part in self.now.items()}
        for year, part in self.now.items():
            summaries.pop(year, None)
            if part:
                summaries[year] = year_summary(light.as_column(), site.years[year], members[year], self.settings)
            self.stored.rows.put_light(year, part, summaries.get(year))
        site.show_lists(summaries, members)
        site.section_pages = self.state.sections
        site.compared = self._compared(light)
        return site

    def _compared(self, light: LightColumn) -> tuple[tuple[str, str], ...]:
        """Of every pair what the sitemap says of it; the store gets the pairs that are new or other than before."""
        stored = {pair[:2]: pair for pair in self.stored.rows.pairs()}
        concerned = self.pairs.keys() | self.gone
        self.was_compared = {pair for pair in stored if not concerned.isdisjoint(pair)}
        self.now_compared = {pair for pairs in self.pairs.values() for pair in pairs}
        new = {pair: (*pair, *compared_page(light.as_column(), pair)) for pair in self.now_compared}
        gone = self.was_compared - self.now_compared
        self.stored.rows.put_pairs(gone, new.values())
        pairs = {pair: page for pair, page in stored.items() if pair not in gone} | new
        return tuple(page[2:] for _, page in sorted(pairs.items()))

    def _pages(self, dirty: set[str], shown: set[str]) -> set[str]:
        """Documents whose own pages are to be made again."""
        out = dirty | self.change.pages
        before, now = self.related.before.cited, self.related.cites
        for number in shown:
            out |= concerned_by(self.old.get(number)) | concerned_by(self._new(number))
            out |= before.get(number, set()) | now.get(number, set())
        return {number for number in out if self._new(number) is not None}

    def _comparisons(self, dirty: set[str], shown: set[str]) -> list[Unit]:
        """Pairs that are new, or one of which has another text or line; the pages of those that are no more go."""
        for pair in self.was_compared - self.now_compared:
            old, new = ((self.old.get(n) or self._new(n) or (None,))[0] for n in pair)
            assert old
            assert new
            self.out.removed.append(comparison_url(old, new))
        changed = {n for n in dirty if self._text(self.old.get(n)) != self._text(self._new(n))} | shown
        todo = self.now_compared - self.was_compared
        todo |= {pair for pair in self.now_compared if not changed.isdisjoint(pair)}
        return [Unit("comparison", pair) for pair in sorted(todo)]

    @staticmethod
    def _text(row: tuple[Any, ...] | None) -> str:
        return row[DOCUMENT].digest if row else ""

    def _lists(self, site: Site, shown: set[str]) -> list[Unit]:
        """The pages of lists that show another line or another count than before."""
        keys = {
            place[:2]
            for part in (*self.was.values(), *self.now.values())
            for light in part
            if light[0] in shown
            for place in light[-1]
        }
        units = []
        for key in sorted(keys):
            units += self._list_units(key, self.old_lists.get(key), site, shown)
        # a page that comes or goes changes what stands beside it in the year before or after
        pages = (site.pages[unit.key[0], unit.key[1]][int(unit.key[2])] for unit in units if unit.kind == "list-page")
        beside = {page.year for page in pages} - self.now.keys()
        if beside:
            parts = self.now | {year: self.stored.rows.light_of_year(year) for year in beside}
            site.show_lists(site.summaries, {year: _members(part) for year, part in parts.items()})
        return units

    def _list_units(
        self,
        key: tuple[str, str],
        old: DocumentList | None,
        site: Site,
        shown: set[str],
    ) -> list[Unit]:
        new = site.lists.get(key)
        listed = new or old
        assert listed
        old_pages, new_pages = self.old_pages.get(key, ()), site.pages.get(key, ())
        folder = posixpath.dirname(listed.url)
        names = {page.name for page in new_pages}
        self.out.removed += [f"{folder}/{page.name}" for page in old_pages if page.name not in names]
        if new is None:
            self.out.removed.append(listed.url)
            if key[0] == "category":
                self.out.removed.append(f"feeds/category/{listed.key}.xml")
            return []
        units = [Unit("list", key)]
        if key[0] == "category":
            units.append(Unit("category-feed", (key[1],)))
        was = _signatures(old_pages)
        now = _signatures(new_pages)
        for place, page in enumerate(new_pages):
            if was.get(page.name) != now[page.name] or not shown.isdisjoint(page.members):
                units.append(Unit("list-page", (*key, str(place))))
        return units

    def _years(self, renderer: Renderer, dirty: set[str]) -> None:
        for year in sorted(self.now):
            was, now = len(self.was[year]), len(self.now[year])
            count = sitemap_parts(now, self.settings)
            self.out.removed += [
                f"sitemaps/{year}-{part}.xml"
                for part in range(1, sitemap_parts(was, self.settings) + 1)
                if part > count
            ]
            if not now:
                self.out.removed += [f"data/catalogue/{year}.json", f"data/force/{year}.js"]
                continue
            text = self._catalogue_json(year, dirty) if self.settings.data and was else None
            self.out.files.update(renderer.year_files(year, text))

    def _catalogue_json(self, year: str, dirty: set[str]) -> str | None:
        """The year's data file: lines of unchanged documents are taken from the published one."""
        with open(os.path.join(self.inputs.output, f"data/catalogue/{year}.json"), encoding="utf-8") as stream:
            lines = stream.read().split("\n")[1:-2]
        numbers = [light[0] for light in self.was[year]]
        if len(lines) != len(numbers):
            return None
        kept = {n: line.removesuffix(",") for n, line in zip(numbers, lines, strict=True)}
        rows = []
        for light in self.now[year]:
            number = light[0]
            if number in dirty or number not in kept:
                document = self.stored.row_of(number)[DOCUMENT]
                rows.append(_line(self.stored, document, self.settings))
            else:
                rows.append(kept[number])
        return "[\n" + ",\n".join(rows) + "\n]\n"

    def _gone_documents(self, dirty: set[str]) -> None:
        """Addresses of documents that are no more, and of files that their documents no longer have."""
        for number in dirty | self.gone:
            old, new = self.old.get(number), self._new(number)
            if old:
                now = set(_addresses(new[DOCUMENT])) if new else set()
                self.out.removed += [url for url in _addresses(old[DOCUMENT]) if url not in now]

    def _searched(self, dirty: set[str]) -> tuple[list[ReleasedDocument], list[ReleasedDocument]]:
        """The documents of which the search knows other words now, and those whose force alone has changed."""
        texts, standings = [], []
        for number in sorted(dirty):
            old, new = self.old.get(number), self._new(number)
            assert new
            if old is None or old[DOCUMENT] != new[DOCUMENT]:
                texts.append(new[DOCUMENT])
            elif old[STATUS] != new[STATUS]:
                standings.append(new[DOCUMENT])
        return texts, standings


def _members(part: list[Light]) -> Members:
    return members_of((light[0], light[-1]) for light in part)


def _signatures(pages: tuple[PageSlice, ...]) -> dict[str, Any]:
    """By name, what a page of a list shows besides the lines of its members."""
    years: dict[str, list[tuple[str, int]]] = {}
    for page in pages:
        years.setdefault(page.year, []).append((page.name, page.count))
    names = [page.name for page in pages]
    return {
        page.name: (page.members, years[page.year], names[max(0, place - 1) : place], names[place + 1 : place + 2])
        for place, page in enumerate(pages)
    }


def _year(row: tuple[Any, ...]) -> str:
    return str(row[DOCUMENT].publication_date.year)


def _addresses(document: ReleasedDocument) -> Iterable[str]:
    """Every address of the site that is the document's own, comparisons aside."""
    yield page_url(document)
    yield history_url(document)
    for attachment in (*document.attachments, *document.embedded):
        yield attachment_url(document, attachment)


def _search(
    inputs: Inputs,
    state: State,
    column: StoredColumn,
    renderer: Renderer,
    texts: list[ReleasedDocument],
    standings: list[ReleasedDocument],
    out: ChangedFiles,
    search: Search | None,
    *,
    rebuild: bool,
) -> None:
    """Put the new files of the index into `out`, and the addresses of those that are not used any more.

    When a document is no longer released the whole index is built anew: the old one's files would still hold its text.
    """
    assert search
    store = store_folder(inputs.output)
    folder = search_store(store)
    made = None
    if not texts and not standings and not rebuild:
        out.search = state.search
        return
    if not rebuild and state.search and search_known_by(store) == state.search:
        made = search.updated(column.as_column(), renderer.official_text, folder, texts, standings)
    if made is None:
        whole = LightColumn(column, column.rows.light())
        made = search.built(whole.as_column(), renderer.official_text, folder)
    out.files |= {SEARCH_FOLDER + name: data for name, data in made.files.items()}
    out.removed += _unused(os.path.join(inputs.output, SEARCH_FOLDER), made.keep)
    out.search = search_known_by(store)


def _unused(index: str, keep: tuple[str, ...]) -> list[str]:
    """Addresses of the index's files that lie in none of the folders to keep, which end in `/`."""
    folders = []
    for entry in os.scandir(index):
        if entry.is_dir() and not any(kept.startswith(f"{entry.name}/") for kept in keep):
            folders.append(entry.name)
        elif entry.is_dir() and f"{entry.name}/" not in keep:
            inner = (f"{entry.name}/{one.name}" for one in os.scandir(entry.path) if one.is_dir())
            folders += [name for name in inner if f"{name}/" not in keep]
    out = []
    for folder in folders:
        for place, _, names in os.walk(os.path.join(index, folder)):
            relative = os.path.relpath(place, index).replace(os.sep, "/")
            out += [f"{SEARCH_FOLDER}{relative}/{name}" for name in names]
    return out
