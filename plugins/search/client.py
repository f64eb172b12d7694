"""The scripts of the search page, ready to be published, and what the page's template has to know."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from plugins.catalogue import tables

ENGINE = ("text", "codec", "loader", "postings", "query", "columns", "highlight", "engine", "worker")
"""The parts of the engine in the order they need each other; lunr goes before them."""
FOLDER = "search/"
"""Where the index and its scripts lie, relative to the site root."""
LUNR = Path("node_modules/lunr/lunr.min.js")
"""lunr as `npm ci` brings it (package-lock.json holds its hash), relative to the project."""


@dataclass(frozen=True, slots=True)
class ListLink:
    """A list that shows all documents without scripts. `url` is relative to the site root."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class SearchClient:
    """The client: `files` by path relative to the site root, and what `search.html` uses under the name `search`."""

    files: dict[str, bytes]
    page_script: str
    engine_script: str
    lists: tuple[ListLink, ...] = ()

    @property
    def words(self) -> dict[str, Any]:
        """The words of the search page."""
        return tables.load("search")

    def config(self, root: str, title: str) -> dict[str, Any]:
        """What page.js reads from its page; `root` leads from the page to the site root."""
        said = {name: self.words[name] for name in ("labels", "facet", "sort", "fallback", "field")}
        return {"root": root, "title": title, "engine": self.engine_script, "index": FOLDER, "words": said}


def search_client(scripts: Path, lunr: Path, lists: Sequence[ListLink] = ()) -> SearchClient:
    """The client made of the theme's `js/search` folder and lunr's script. FileNotFoundError says what is missing."""
    if not lunr.is_file():
        raise FileNotFoundError(f"{lunr}: run `npm ci` first")
    engine = [lunr.read_text("utf-8")] + [_lean((scripts / f"{name}.js").read_text("utf-8")) for name in ENGINE]
    page = _lean((scripts / "page.js").read_text("utf-8"))
    files = {}
    names = []
    for name, source in (("page", page), ("engine", "\n".join(engine))):
        data = source.encode()
        names.append(f"{FOLDER}{name}.{hashlib.sha256(data).hexdigest()[:12]}.js")
        files[names[-1]] = data
    return SearchClient(files, names[0], names[1], tuple(lists))


def _lean(source: str) -> str:
    """The script without indentation and without lines that are only a comment; nothing else is touched."""
    lines = (line.strip() for line in source.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//")) + "\n"
