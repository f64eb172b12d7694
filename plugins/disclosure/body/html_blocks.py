"""Finds and reads HTML written as blocks: tables above all.

A block is taken as HTML only when it is well formed by the content model below; otherwise it is text as typed. A
browser mends broken tables by moving text about, and official text is not to be moved.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape
from xml.etree.ElementTree import Element, SubElement

from plugins.disclosure.body import allowed, tags
from plugins.disclosure.body.inline import link_attributes
from plugins.disclosure.body.lines import LONGEST_MARKED_LINE
from plugins.disclosure.body.links import Links

Region = tuple[int, int]
"""Line and column just after the closing tag of an HTML block."""

_STARTS = ("table", "ul", "ol", "div", "p")
_NO_BLANK_LINES = frozenset({"div", "p"})  # their end tag is often forgotten; a table's is not
_EDGE = re.compile(rf"<(/?)({'|'.join(_STARTS)})(?=[\s/>]|$)", re.IGNORECASE)
START = re.compile(rf"\s*(<({'|'.join(_STARTS)})(?=[\s/>]|$))", re.IGNORECASE)
"""A line that may begin an HTML block. Group 1: where the tag begins."""
RULE = re.compile(r"\s*<hr\s*/?>\s*", re.IGNORECASE)
"""A line that is a real `<hr>`; typed rows of hyphens are text."""

_DEEPEST = 24
_FLOW = frozenset({"td", "th", "li", "div", "caption"})
_HOLDS: dict[str, frozenset[str]] = {
    "table": frozenset({"caption", "colgroup", "thead", "tbody", "tfoot", "tr"}),
    "colgroup": frozenset({"col"}),
    "thead": frozenset({"tr"}),
    "tbody": frozenset({"tr"}),
    "tfoot": frozenset({"tr"}),
    "tr": frozenset({"td", "th"}),
    "ul": frozenset({"li"}),
    "ol": frozenset({"li"}),
    "p": allowed.INLINE,
    **{tag: allowed.INLINE | {"table", "p", "div", "ul", "ol", "hr"} for tag in _FLOW},
    **dict.fromkeys(allowed.INLINE, allowed.INLINE),
}
_STRUCTURAL = frozenset({"table", "colgroup", "thead", "tbody", "tfoot", "tr", "ul", "ol"})
"""Elements that hold no words themselves."""
_END_IMPLIED = frozenset({"p", "li", "td", "th", "tr", "thead", "tbody", "tfoot", "colgroup"})
"""Elements whose end tag HTML lets a writer leave out."""
_VOID = allowed.VOID | {"col"}


def regions(lines: Sequence[str]) -> dict[tuple[int, int], Region]:
    """For each block tag (line, column) that is closed: where its block ends. One pass over all lines."""
    found: dict[tuple[int, int], Region] = {}
    open_tags: dict[str, list[tuple[int, int]]] = {name: [] for name in _STARTS}
    for number, line in enumerate(lines):
        if "<" not in line:
            if not line or line.isspace():
                for name in _NO_BLANK_LINES:
                    open_tags[name].clear()
            continue
        if len(line) > LONGEST_MARKED_LINE:
            continue
        for match in _EDGE.finditer(line):
            name = match.group(2).lower()
            if not match.group(1):
                if len(open_tags[name]) >= _DEEPEST:  # never read; and reading each of them would be quadratic
                    open_tags[name].clear()
                open_tags[name].append((number, match.start()))
            elif open_tags[name]:
                end = line.find(">", match.end())
                if end >= 0:
                    found[open_tags[name].pop()] = (number, end + 1)
    return found


def read(html: str, line: int, links: Links) -> Element | None:
    """The element that `html` (one whole block, begun in `line`) describes; None where it is not well formed.

    Character references are decoded: this is HTML, unlike the lines around it. Tables outside other tables are
    wrapped by the caller.
    """
    before = len(links.met)
    reader = _Reader(html, line, links)
    if reader.read():
        return reader.root[0]
    del links.met[before:]
    return None


class _Reader:
    def __init__(self, html: str, line: int, links: Links) -> None:
        self.html, self.line, self.links = html, line, links
        self.root = Element("root")
        self.stack = [self.root]
        self.unlinked = 0  # `<a>` shown as text that wait for their `</a>`

    def read(self) -> bool:
        done = 0
        for match in tags.WRITTEN.finditer(self.html):
            typed = self.html[done : match.start()]
            if not self._text(typed):
                return False
            self.line += typed.count("\n")
            if not self._tag(match):
                return False
            self.line += match.group().count("\n")
            done = match.end()
        while self.stack[-1].tag in _END_IMPLIED:
            self.stack.pop()
        whole = len(self.stack) == 1 and len(self.root) == 1
        return whole and not self.html[done:].strip() and self._has_words(self.root[0])

    @staticmethod
    def _has_words(element: Element) -> bool:
        # A table or list without any item shows nothing and is invalid; better to show what was typed.
        return element.tag not in ("table", "ul", "ol") or any(
            child.tag in ("td", "th", "li") for child in element.iter()
        )

    def _text(self, typed: str) -> bool:
        if not typed:
            return True
        here = self.stack[-1]
        if here is self.root or here.tag in _STRUCTURAL:
            return typed.isspace()
        words = unescape(typed)
        if len(here):
            here[-1].tail = (here[-1].tail or "") + words
        else:
            here.text = (here.text or "") + words
        return True

    def _tag(self, match: re.Match[str]) -> bool:
        closing, name, typed, _ = match.groups()
        name = name.lower()
        if closing:
            return self._end(name, match.group())
        attributes = tags.table_attributes(name, typed)
        if name in ("a", "img"):
            inside_link = name == "a" and any(element.tag == "a" for element in self.stack)
            address = link_attributes(name, typed, self.line, self.links)
            if address is None or inside_link:
                self.unlinked += name == "a"
                return self._text(match.group())
            attributes = address
        while self.stack[-1] is not self.root and name not in _HOLDS[self.stack[-1].tag]:
            if self.stack[-1].tag not in _END_IMPLIED:
                return False
            self.stack.pop()
        if len(self.stack) > _DEEPEST or (self.stack[-1] is self.root and len(self.root)):
            return False
        element = SubElement(self.stack[-1], name, attributes)
        if name not in _VOID:
            self.stack.append(element)
        return True

    def _end(self, name: str, typed: str) -> bool:
        if name == "a" and self.unlinked and not any(e.tag == "a" for e in self.stack):
            self.unlinked -= 1
            return self._text(typed)
        while self.stack[-1].tag != name:
            if self.stack[-1].tag not in _END_IMPLIED:
                return False
            self.stack.pop()
        self.stack.pop()
        return True
