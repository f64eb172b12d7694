"""Which element of a page holds the document, and which only frame it."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from bs4 import BeautifulSoup, Tag

from plugins.catalogue import tables
from plugins.importers.bodies import split_bodies
from plugins.importers.dates import whole_day
from plugins.importers.grid import is_layout, is_text
from plugins.importers.lines import HAN, is_sentence

_SHARE = 0.6
"""A known container must hold this share of what the best one holds."""
_DESCENT = 0.5
"""Without a known container: go down while one child holds this share, and all running text."""
_MOST_BESIDE = 240
_TEXT_ELEMENTS = ("p", "ul", "ol", "span", "font", "b", "strong", "pre")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0|text-indent\s*:\s*-\d{3,}", re.I)


def remove_frame(soup: BeautifulSoup) -> list[tuple[int, str, str]]:
    """Takes scripts, hidden text, navigation and forms out of the page: (line, what, text) for each."""
    table = _table()
    removed: list[tuple[int, str, str]] = []

    def take(tag: Tag, what: str) -> None:
        if tag.decomposed:
            return
        text = " ".join(tag.get_text(" ").split()) if what not in ("script",) else ""
        removed.append((tag.sourceline or 0, what, text or f"<{tag.name}>"))
        tag.decompose()

    for tag in soup.find_all(table["noise"]):
        if tag.name not in ("meta", "link"):
            take(tag, "script")
    for tag in soup.find_all(style=_HIDDEN):
        take(tag, "hidden")
    for tag in soup.find_all(hidden=True):
        take(tag, "hidden")
    counts = _weights(soup)
    total = counts.get(id(soup), 0)
    for tag in soup.find_all(table["navigation"]):
        if not tag.decomposed and counts.get(id(tag), 0) < total / 3:
            take(tag, "navigation")
    for tag in soup.find_all(class_=True):
        if not tag.decomposed and _names(tag) & set(table["noise_classes"]) and not _has_sentences(tag):
            take(tag, "navigation")
    for tag in soup.find_all(table["forms"]):
        if not tag.decomposed and not (tag.name == "form" and _has_sentences(tag)):
            if tag.name == "form" or tag.get_text(strip=True):
                take(tag, "form")
            else:
                tag.decompose()
    return removed


def find_content(soup: BeautifulSoup) -> Tag:
    """The element that holds the document: a container of a known system, else the one around most of the text."""
    weights = _weights(soup)
    body = soup.body or soup
    known = [(weights.get(id(tag), 0), tag) for tag in _known(soup)]
    most = max((weight for weight, _ in known), default=0)
    if most and most >= weights.get(id(body), 0) * _SHARE / 2:
        element = next(tag for weight, tag in known if weight >= most * _SHARE)
        element = _with_others(element, [tag for _, tag in known])
    else:
        element = _descend(body, weights)
    return _with_signature(element, body)


def _with_others(element: Tag, known: list[Tag]) -> Tag:
    """The common parent of `element` and the other containers that hold running text: a notice and its annex."""
    for other in known:
        apart = other is not element and element not in other.parents and other not in element.parents
        if apart and _has_sentence(other):
            element = next(parent for parent in element.parents if parent in other.parents)
    return element


def _descend(body: Tag, weights: dict[int, int]) -> Tag:
    """The innermost element that keeps nearly all of the text, going down from `body`.

    Old pages arrange title, line of posting and text in the rows of one table: the rows are not taken apart.
    """
    element, table = body, None
    while True:
        children = list(element.find_all(True, recursive=False))
        heavy = max(children, key=lambda c: weights.get(id(c), 0), default=None)
        if heavy is None or heavy.name in _TEXT_ELEMENTS or (heavy.name == "table" and not is_layout(heavy)):
            break
        beside = [child for child in children if child is not heavy]
        if weights.get(id(heavy), 0) < weights.get(id(element), 0) * _DESCENT or any(map(_has_sentence, beside)):
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
    if element is body or parent is None or parent is body.parent:
        return element
    inside = set(element.stripped_strings)
    beside = [text for text in parent.stripped_strings if text not in inside]
    signed = any(whole_day(text) or (split_bodies(text) and len(text) < 40) for text in beside)
    return parent if signed and sum(map(len, beside)) <= _MOST_BESIDE and parent is not body else element


def _known(soup: BeautifulSoup) -> list[Tag]:
    found: list[Tag] = []
    for selector in _table()["containers"]:
        found += [tag for tag in soup.select(selector) if tag not in found]
    return found


def _weights(soup: BeautifulSoup) -> dict[int, int]:
    """For each element the number of Chinese characters in it that stand in no link."""
    weights: dict[int, int] = {}
    for node in soup.descendants:
        if not is_text(node) or node.find_parent("a"):
            continue
        count = len(HAN.findall(str(node)))
        if count:
            for parent in node.parents:
                weights[id(parent)] = weights.get(id(parent), 0) + count
    return weights


def _has_sentence(tag: Tag) -> bool:
    return any(
        is_sentence(str(node).strip()) for node in tag.descendants if is_text(node) and not node.find_parent("a")
    )


def _has_sentences(tag: Tag) -> bool:
    return sum(is_sentence(text) for text in tag.stripped_strings) >= 2


def _names(tag: Tag) -> set[str]:
    return {name.lower() for name in [*(tag.get("class") or []), str(tag.get("id") or "")]}


@cache
def _table() -> dict[str, Any]:
    return dict(tables.load("importers")["html"])
