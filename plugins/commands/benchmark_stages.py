"""Where the time of a cold build goes: CPU milliseconds per document of each step, in one process."""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Callable, Iterable
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from plugins.catalogue.validate import SiteRules, validate
from plugins.commands.column_build import pelican_settings
from plugins.disclosure.attachments import attach_from
from plugins.disclosure.body import render_body
from plugins.disclosure.body_links import resolver
from plugins.disclosure.build import Account, read_column
from plugins.disclosure.document_view import document_page
from plugins.disclosure.front_matter import split_source
from plugins.disclosure.publish import write_file
from plugins.disclosure.reading import read_bytes, read_effects
from plugins.disclosure.settings import column_settings
from plugins.disclosure.site import Renderer, Site, units
from plugins.disclosure.sources import scan

T, R = TypeVar("T"), TypeVar("R")


def stage_milliseconds(
    root: Path, content: Path, output: Path, as_of: date, overrides: dict[str, Any]
) -> dict[str, float]:
    """CPU milliseconds per published document by step, in the order of a build. `output` is filled with the pages."""
    settings = column_settings(pelican_settings(root, str(content), str(output), overrides))
    rules = SiteRules(publisher=settings.agency or settings.site_name)
    folder = str(content)
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)
    spent: dict[str, float] = {}

    @contextmanager
    def timed(name: str):  # type: ignore[no-untyped-def]
        start = time.process_time()
        yield
        spent[name] = spent.get(name, 0.0) + time.process_time() - start

    def each(name: str, values: Iterable[T], do: Callable[[T], R]) -> list[R]:
        with timed(name):
            return [do(value) for value in values]

    with timed("find the files"):
        paths = list(scan(folder, settings.documents_folder).documents)
    data = each("read the file", paths, lambda path: read_bytes(os.path.join(folder, path)))
    sources = each("front matter", zip(data, paths, strict=True), lambda given: split_source(*given)[0])
    checked = each(
        "check the fields", [s for s in sources if s], lambda s: (s, validate(s, rules, attach_from(folder, s.path))[0])
    )
    each("clauses in the text", [(d, s) for s, d in checked if d], lambda given: read_effects(*given))
    account = Account()
    column, _ = read_column(folder, settings, as_of, 1, account, lambda *_: None)
    spent["relate, resolve force"] = account.seconds["relate"]  # in this process alone: its wall is its CPU time
    del data, sources, checked
    with timed("what pages share"):
        site = Site.of(column, settings, folder, str(root / "theme" / "templates"))
    renderer = Renderer(site, str(output))
    documents = list(column.catalogue)
    texts = each("body, read again", documents, lambda d: renderer._text(d))
    bodies = each(
        "body to HTML",
        zip(documents, texts, strict=True),
        lambda given: render_body(given[1], title=given[0].title, resolve_link=resolver(given[0], site.by_path)),
    )
    views = each(
        "document to view",
        zip(documents, bodies, strict=True),
        lambda given: document_page(column, *given, settings, site.comparisons.get(given[0].index_number, ())),
    )
    del texts, bodies
    pages = each("view to page", views, lambda view: (view.url, renderer._page("document.html", view)))
    made: set[str] = set()
    each("write the page", pages, lambda page: write_file(str(output), *page, made))
    done = {view.url for view in views}
    del pages, views

    def rest(unit: Any) -> None:
        for url, page in renderer.files(unit):
            if url not in done:
                write_file(str(output), url, page, made)

    each("lists, feeds, sitemap", [u for u in units(site) if u.kind not in ("document", "comparison")], rest)
    return {name: round(1000 * seconds / len(documents), 4) for name, seconds in spent.items()}
