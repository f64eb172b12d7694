"""Which element of a page holds the document, and which only frame it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from bs4 import BeautifulSoup, Tag

from plugins.catalogue import tables
from plugins.importers.bodies import split_bodies
from plugins.importers.changes import refuse
from plugins.importers.dates import whole_day
from plugins.importers.grid import is_layout, is_text
from plugins.importers.lines import HAN, is_sentence

_SHARE = 0.6
"""A known container must hold this share of what the best one holds."""
_DESCENT = 0.5
"""Without a known container: go down while one child holds this share, and all running text."""
_MOST_BESIDE = 240
DEEPEST = 8000
"""A page whose elements are nested deeper is refused; unclosed paragraphs nest too."""
_TEXT_ELEMENTS = ("p", "ul", "ol", "span", "font", "b", "strong", "pre")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0|text-indent\s*:\s*-\d{3,}", re.I)


@dataclass(frozen=True, slots=True)
class Measure:
    """For each element, by identity: its Chinese characters and its sentences, those in links left out."""

    han: dict[int, int]
    sentences: dict[int, int]

    def of(self, tag: Tag) -> int:
        """The Chinese characters in `tag`."""
        return self.han.get(id(tag), 0)

    def has_sentence(self, tag: Tag, least: int = 1) -> bool:
        """True where `tag` holds at least `least` sentences."""
        return self.sentences.get(id(tag), 0) >= least


def measured(soup: BeautifulSoup) -> Measure:
    """The measure of a page, in one pass. ImportRefused when elements are nested too deep to be a page."""
    han: dict[int, int] = {}
    sentences: dict[int, int] = {}
    nodes = list(soup.descendants)
    depth = {id(soup): 0}
    for node in nodes:
        if isinstance(node, Tag):
            depth[id(node)] = depth.get(id(node.parent), 0) + 1
            if depth[id(node)] > DEEPEST:
                raise refuse("too_deep")
    for node in reversed(nodes):
        if is_text(node):
            text = str(node).strip()
            count, sentence = len(HAN.findall(text)), int(is_sentence(text))
        elif isinstance(node, Tag) and node.name != "a":
            count, sentence = han.get(id(node), 0), sentences.get(id(node), 0)
        else:
            continue
        parent = id(node.parent)
        han[parent] = han.get(parent, 0) + count
        sentences[parent] = sentences.get(parent, 0) + sentence
    return Measure(han, sentences)


def remove_frame(soup: BeautifulSoup) -> list[tuple[int, str, str]]:
    """Takes scripts, hidden text, navigation and forms out of the page: (line, what, text) for each."""
    table = _table()
    removed: list[tuple[int, str, str]] = []

    def take(tags: Iterable[Tag], what: str) -> None:
        for tag in tags:
            if not tag.decomposed:
                text = "" if what == "script" else " ".join(tag.get_text(" ").split())
                if text or what in ("script", "hidden"):
                    removed.append((tag.sourceline or 0, what, text or f"<{tag.name}>"))
                tag.decompose()

    take(soup.find_all([name for name in table["noise"] if name not in ("meta", "link")]), "script")
    take(soup.find_all(style=_HIDDEN), "hidden")
    take(soup.find_all(hidden=True), "hidden")
    measure = measured(soup)
    limit = measure.of(soup) / 3
    take([tag for tag in soup.find_all(table["navigation"]) if measure.of(tag) < limit], "navigation")
    framing = set(table["noise_classes"])
    classed = (tag for tag in soup.find_all(class_=True) if not tag.decomposed and _names(tag) & framing)
    take([tag for tag in classed if not measure.has_sentence(tag, 2)], "navigation")
    forms = [tag for tag in soup.find_all(table["forms"]) if not tag.decomposed]
    take([tag for tag in forms if tag.name != "form" or not measure.has_sentence(tag, 2)], "form")
    return removed


def find_content(soup: BeautifulSoup) -> Tag:
    """The element that holds the document: a container of a known system, else the one around most of the text."""
    measure = measured(soup)
    body = soup.body or soup
    known = _known(soup)
    most = max(map(measure.of, known), default=0)
    if most and most >= measure.of(body) * _SHARE / 2:
        element = next(tag for tag in known if measure.of(tag) >= most * _SHARE)
        element = _with_others(element, known, measure)
    else:
        element = _descend(body, measure)
    return _with_signature(element, body)


def _with_others(element: Tag, known: list[Tag], measure: Measure) -> Tag:
    """The common parent of `element` and the other containers that hold running text: a notice and its annex."""
    for other in known:
        apart = other is not element and element not in other.parents and other not in element.parents
        if apart and measure.has_sentence(other):
            around = {id(parent) for parent in other.parents}
            element = next(parent for parent in element.parents if id(parent) in around)
    return element


def _descend(body: Tag, measure: Measure) -> Tag:
    """The innermost element that keeps nearly all of the text, going down from `body`.

    Old pages arrange title, line of posting and text in the rows of one table: the rows are not taken apart.
    """
    element, table = body, None
    while True:
        children = list(element.find_all(True, recursive=False))
        heavy = max(children, key=measure.of, default=None)
        if heavy is None or heavy.name in _TEXT_ELEMENTS or (heavy.name == "table" and not is_layout(heavy)):
            break
        beside = [child for child in children if child is not heavy]
        if measure.of(heavy) < measure.of(element) * _DESCENT or any(map(measure.has_sentence, beside)):
            break
        if any(is_text(node) and is_sentence(str(node).strip()) for node in element.children):
            break
        element = heavy
        if element.name == "table":
            table = element
        elif element.name not in ("tbody", "tr", "td"):
            table = None
    return table or element


def _with_signature(element: Tag, body: Tag) -> Tag:
    """The parent, where it adds little but the signing bodies and day, left outside by the page's maker."""
    parent = element.parent
    if element is body or parent is None or parent is body.parent or parent is body:
        return element
    inside = set(element.stripped_strings)
    beside = [text for text in parent.stripped_strings if text not in inside]
    signed = any(whole_day(text) or (len(text) < 40 and split_bodies(text)) for text in beside)
    return parent if signed and sum(map(len, beside)) <= _MOST_BESIDE else element


def _known(soup: BeautifulSoup) -> list[Tag]:
    found: dict[int, Tag] = {}
    for selector in _table()["containers"]:
        for tag in soup.select(selector):
            found.setdefault(id(tag), tag)
    return list(found.values())


def _names(tag: Tag) -> set[str]:
    return {name.lower() for name in [*(tag.get("class") or []), str(tag.get("id") or "")]}


@cache
def _table() -> dict[str, Any]:
    return dict(tables.load("importers")["html"])
