"""The Pelican side of the archive: a page and a feed of the bundles that were released."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pelican import Pelican, signals
from pelican.generators import Generator

from plugins.archive.errors import ArchiveError
from plugins.archive.releases import (
    FEED_URL,
    PAGE_URL,
    RECORD,
    Release,
    last_release_day,
    read_releases,
    release_rows,
    releases_feed,
)
from plugins.archive.settings import archive_settings
from plugins.catalogue import tables


class ReleasesGenerator(Generator):  # type: ignore[misc]
    """Writes `releases.html` and its feed from `releases.json` of the content folder. Runs after the column stands."""

    def generate_context(self) -> None:
        """Read the record. SystemExit, in Chinese, when it is broken: nothing is published then."""
        try:
            self.archive = archive_settings(self.settings)
            record = Path(self.path, RECORD)
            self.releases: list[Release] = read_releases(record.read_text("utf-8") if record.exists() else "")
        except ArchiveError as error:
            raise SystemExit(str(error)) from error

    def generate_output(self, writer: object) -> None:
        """The page, also when there is no release yet; the feed as soon as there is one."""
        column = self.context["column_settings"]
        base = f"{column.base_url}/" if column.base_url else ""
        words = tables.load("archive")["releases_page"]
        rows = release_rows(self.releases, self.archive.downloads)
        page = self.context["column_page"](
            "releases.html",
            PAGE_URL,
            words["heading"],
            releases=rows,
            archive_words=words,
            feed=FEED_URL if rows else "",
            public_key=self.archive.public_key,
        )
        _write(Path(self.output_path, PAGE_URL), page)
        if rows:
            feed = releases_feed(
                self.releases,
                title=column.site_name,
                organisation=column.agency or column.site_name,
                feed_url=base + FEED_URL,
                page_url=base + PAGE_URL,
                downloads=self.archive.downloads,
            )
            _write(Path(self.output_path, FEED_URL), feed)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())


def _tell_sitemap(generators: Iterable[Generator]) -> None:
    """The column's sitemap lists the fixed pages that its site has been given: this is one more of them."""
    own = next((g for g in generators if isinstance(g, ReleasesGenerator)), None)
    for generator in generators:
        site = getattr(generator, "site", None)
        if own is not None and hasattr(site, "section_pages"):
            page = (PAGE_URL, last_release_day(own.releases))
            site.section_pages = tuple(sorted({*site.section_pages, page}))


def _add_generator(pelican: Pelican) -> type[Generator]:
    return ReleasesGenerator


def register() -> None:
    """Connect to Pelican, after the plugin that makes the column."""
    signals.get_generators.connect(_add_generator)
    signals.all_generators_finalized.connect(_tell_sitemap)
