"""The Pelican side of the search: an index of the released column, and the page that searches it."""

from __future__ import annotations

from pathlib import Path

from pelican import Pelican, signals
from pelican.generators import Generator

from plugins.catalogue import tables
from plugins.catalogue.column import Column
from plugins.search.build import build_index
from plugins.search.client import FOLDER, LUNR, ListLink, search_client
from plugins.search.records import search_records

_SERIAL_BELOW = 400
"""Fewer documents than this are indexed in this process."""


class SearchGenerator(Generator):  # type: ignore[misc]
    """Writes `search.html`, its scripts and the index. Runs after the column stands in the shared context."""

    def generate_output(self, writer: object) -> None:
        """Everything the search needs, under the output folder."""
        if not self.context["column_settings"].search:
            return
        column: Column = self.context["column"]
        out = Path(self.output_path)
        lists = tuple(ListLink(text, url) for text, url in tables.load("search")["lists"].items())
        client = search_client(Path(self.theme) / "static" / "js" / "search", _lunr(), lists)
        for name, data in client.files.items():
            _write(out, name, data)
        page = self.context["column_page"]
        title = client.words["labels"]["title"]
        _write(out, "search.html", page("search.html", "search.html", title, search=client).encode())
        workers = self.context["column_workers"]
        kept = self.settings.get("GONGKAI_SEARCH_STORE")
        store = Path(kept) if kept else None
        records = search_records(column, self.context["column_text"])
        if (workers.jobs > 1 or workers.elsewhere) and len(column.catalogue) >= _SERIAL_BELOW:
            with workers.executor() as executor:
                build_index(records, out / FOLDER, executor=executor, jobs=workers.jobs, store=store)
        else:
            build_index(records, out / FOLDER, store=store)


def _lunr() -> Path:
    """lunr as npm has installed it, beside this project."""
    return Path(__file__).resolve().parents[2] / LUNR


def _write(out: Path, name: str, data: bytes) -> None:
    path = out / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def _add_generator(pelican: Pelican) -> type[Generator]:
    return SearchGenerator


def register() -> None:
    """Connect to Pelican."""
    signals.get_generators.connect(_add_generator)
