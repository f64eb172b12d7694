"""The Pelican side of the column: a generator for documents, a reader for fixed pages, publishing all or nothing."""

from __future__ import annotations

import atexit
import os
import sqlite3
from collections.abc import Callable
from datetime import date
from typing import Any

from pelican import Pelican, signals
from pelican.generators import Generator, PagesGenerator
from pelican.readers import BaseReader, Readers

from plugins.catalogue.column import Column
from plugins.catalogue.findings import has_errors
from plugins.disclosure.build import (
    Account,
    BuildStopped,
    Progress,
    read_column,
    render_site,
    save_register,
    today,
)
from plugins.disclosure.increment import remember
from plugins.disclosure.inputs import Inputs, store_folder
from plugins.disclosure.publish import MARKER, SHADOW_NOTE, Publication, set_modes, write_file
from plugins.disclosure.section_pages import SectionSource, read_section, section_links, section_page
from plugins.disclosure.settings import ColumnSettings, column_settings
from plugins.disclosure.site import Renderer, Site, marker_text, trusted
from plugins.disclosure.sources import scan
from plugins.disclosure.store import Damaged, forget
from plugins.disclosure.workers import Workers, workers_of

_open: dict[str, Publication] = {}
_at_work: list[Workers] = []
"""Who works for the build that is under way."""


def _quiet(stage: str, done: int, total: int) -> None:
    """Progress that nobody asked for."""


def _workers(settings: dict[str, Any]) -> Workers:
    """Those that the settings choose; they are let go with the publication."""
    output = _open["publication"].output if "publication" in _open else settings["OUTPUT_PATH"]
    workers = workers_of(settings, output, int(settings.get("GONGKAI_JOBS") or 0))
    _at_work.append(workers)
    return workers


class DisclosureGenerator(Generator):  # type: ignore[misc]
    """Reads the documents, puts the released column into the shared context, writes every page of it."""

    def generate_context(self) -> None:
        """Read and relate. BuildStopped when any document has an error."""
        self.column_settings: ColumnSettings = column_settings(self.settings)
        self.account: Account = self.settings.get("GONGKAI_ACCOUNT") or Account()
        self.workers = _workers(self.settings)
        as_of = self.settings.get("GONGKAI_AS_OF") or today()
        self.as_of: date = date.fromisoformat(as_of) if isinstance(as_of, str) else as_of
        self.progress: Progress = self.settings.get("GONGKAI_PROGRESS") or _quiet
        self.sections = self._read_sections()
        for folder in self.settings["STATIC_PATHS"]:
            self.account.findings += scan(self.path, folder).findings
        self.column, self.added = read_column(
            self.path, self.column_settings, self.as_of, self.workers, self.account, self.progress
        )
        self.context["column"] = self.column
        self.context["column_settings"] = self.column_settings
        self.context["column_workers"] = self.workers

    def _read_sections(self) -> dict[str, SectionSource]:
        """The fixed pages by file; their faults are findings like those of documents."""
        found = scan(self.path, self.column_settings.pages_folder)
        self.account.findings += found.findings
        out = {}
        for path in found.documents:
            with open(os.path.join(self.path, path), "rb") as stream:
                source, findings = read_section(stream.read(), path)
            self.account.findings += findings
            if source:
                out[path] = source
        self.account.findings += section_links(out.values())
        if has_errors(self.account.findings) and not scan(self.path, self.column_settings.documents_folder).documents:
            raise BuildStopped(self.account.findings)
        return out

    def generate_output(self, writer: object) -> None:
        """Write the column into the staging folder."""
        render_site(self.site, self.output_path, self.workers, self.account, self.progress)
        text = marker_text(self.as_of, len(self.column.catalogue))
        write_file(self.output_path, MARKER, text.encode(), set())
        if "publication" in _open and not self.settings.get("GONGKAI_DRY"):
            _open_register[0] = (self.path, self.column_settings, self.added)
            inputs: Inputs | None = self.settings.get("GONGKAI_INPUTS")
            if inputs:
                _to_remember[0] = (inputs, self.column_settings, self.site, self.account.readings)

    def prepare_pages(self, pages: PagesGenerator) -> None:
        """Make the site, and give Pelican's pages their views: it renders them with the theme's `page.html`.

        Pelican skips a page it cannot read and goes on; here that stops the build.
        """
        if len(pages.pages) != len(self.sections):
            raise BuildStopped(self.account.findings)
        templates = os.path.join(self.theme, "templates")
        fixed = tuple(sorted((s.url, s.updated) for s in self.sections.values()))
        site = self.site = Site.of(self.column, self.column_settings, self.path, templates, fixed)
        renderer = Renderer(site, self.output_path)
        self.context["column_page"] = renderer.page
        self.context["column_text"] = renderer.official_text
        for page in pages.pages:
            relative = os.path.relpath(page.source_path, self.path).replace(os.sep, "/")
            page.view = trusted(
                section_page(self.sections[relative], self.column, self.column_settings, self.sections.values())
            )
            page.site_view = site.view


_open_register: list[Any] = [None]
_to_remember: list[Any] = [None]
"""What the store will hold once the tree is published."""


class SectionReader(BaseReader):  # type: ignore[misc]
    """Lets Pelican list the fixed pages without reading them its own way: Chinese keys, no drafts, no future dates."""

    enabled = True
    file_extensions = ("md", "markdown")

    def read(self, source_path: str) -> tuple[str, dict[str, Any]]:
        """Title and address; the text is rendered by the column's own renderer."""
        with open(source_path, "rb") as stream:
            source, findings = read_section(stream.read(), os.path.basename(source_path))
        if source is None:
            raise BuildStopped(findings)
        metadata = {
            "title": source.title,
            "slug": source.slug,
            "url": source.url,
            "save_as": source.url,
            "template": "page",
            "status": "published",
        }
        return "", metadata


def _add_reader(readers: Readers) -> None:
    readers.reader_classes["md"] = SectionReader
    readers.reader_classes["markdown"] = SectionReader


def _add_generator(pelican: Pelican) -> type[Generator]:
    return DisclosureGenerator


def _begin(pelican: Pelican) -> None:
    """Point Pelican at a staging folder; nothing reaches the real output before everything is written."""
    publication = Publication(pelican.output_path)
    publication.__enter__()
    _open["publication"] = publication
    pelican.output_path = publication.staging
    pelican.settings["OUTPUT_PATH"] = publication.staging


def _finish(pelican: Pelican) -> None:
    """Remember the index numbers given out, then publish: an address that has been seen must never move.

    A register that cannot be written stops the build. One that was, by a build that was killed before it published,
    gives the same numbers to the same documents the next time.
    """
    publication = _open["publication"]
    set_modes(publication.staging)
    if _open_register[0]:
        save_register(*_open_register[0])
    keep = _remembered(publication.output)
    publication.publish()
    if keep:
        keep()
        publication.make_shadow(os.path.join(store_folder(publication.output), SHADOW_NOTE))
    abandon()


def _remembered(output: str) -> Callable[[], None] | None:
    """The store, written but for its last step. Without room for it the column is published all the same."""
    if not _to_remember[0]:
        return None
    try:
        return remember(*_to_remember[0], output)
    except (OSError, sqlite3.Error, Damaged):
        forget(store_folder(output))
        return None


def abandon() -> None:
    """Drop a publication that has not taken place (or clean up after one that has)."""
    publication = _open.pop("publication", None)
    _open_register[0] = _to_remember[0] = None
    try:
        while _at_work:
            _at_work.pop().close()
    finally:
        if publication:
            publication.__exit__(None, None, None)


def column_of(pelican_context: dict[str, Any]) -> Column:
    """The column that the generator has put into Pelican's context."""
    column = pelican_context["column"]
    assert isinstance(column, Column)
    return column


def _prepare_pages(generators: list[Generator]) -> None:
    """Everything has been read: the column stands, and Pelican's pages can be shown in it."""
    disclosure = next(g for g in generators if isinstance(g, DisclosureGenerator))
    disclosure.prepare_pages(next(g for g in generators if isinstance(g, PagesGenerator)))


def register() -> None:
    """Connect to Pelican."""
    signals.initialized.connect(_begin)
    signals.readers_init.connect(_add_reader)
    signals.get_generators.connect(_add_generator)
    signals.all_generators_finalized.connect(_prepare_pages)
    signals.finalized.connect(_finish)
    atexit.register(abandon)
