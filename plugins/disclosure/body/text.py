"""The official text without markup, read from the same blocks that are rendered."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from plugins.disclosure.body import blocks, inline
from plugins.disclosure.body.lines import clean
from plugins.disclosure.body.links import Links
from plugins.disclosure.body.pipe_tables import PipeTable

_LINES = frozenset({"p", "div", "li", "tr", "caption", "ul", "ol", "table", "hr", "br"})
"""Elements that stand on lines of their own."""
_CELLS = frozenset({"td", "th"})
_FOLD = re.compile(r"[ \t]*+[\n\t][ \t\n]*+")
"""Line ends and tabs inside HTML text, which a browser shows as one space."""


def plain_text(source: str) -> str:
    """One block a line: a paragraph, heading or list item, or a table row with tabs between its cells."""
    links = Links(lambda target: target)
    lines: list[str] = []
    for block in blocks.scan(clean(source), links):
        match block:
            case blocks.Paragraph(line, words) | blocks.Heading(line, _, words):
                lines += _inline(words, line, links).split("\n")
            case PipeTable(line, _, header, rows):
                for number, cells in ([(line, header)] if any(header) else []) + rows:
                    texts = (_inline(cell, number, links).replace("\n", " ") for cell in cells)
                    lines.append("\t".join(texts))
            case blocks.BulletList(_, items):
                for line, _, words in items:
                    lines += _inline(words, line, links).split("\n")
            case blocks.HtmlBlock(_, element):
                for row in _Reader(_FOLD).lines(element):
                    lines.append("\t".join(cell.strip(" ") for cell in row.split("\t")))
    return "\n".join(line for line in lines if line and not line.isspace())


def _inline(words: str, line: int, links: Links) -> str:
    holder = Element("holder")
    inline.parse(holder, words, line, links)
    return "\n".join(_Reader().lines(holder))


class _Reader:
    """Writes the characters of an element in order. Inside a table cell, what would end a line is a space."""

    def __init__(self, fold: re.Pattern[str] | None = None) -> None:
        self.fold = fold
        self.written: list[str] = []
        self.cells = 0
        self.row_begins = True

    def lines(self, element: Element) -> list[str]:
        """The lines of an element; some may be blank."""
        waiting: list[tuple[Element, bool]] = [(element, False)]
        while waiting:
            node, done = waiting.pop()
            if done:
                self._leave(node)
                if node is not element:
                    self._write(node.tail)
                continue
            self._enter(node)
            self._write(node.text)
            waiting.append((node, True))
            waiting.extend((child, False) for child in reversed(node))
        return "".join(self.written).split("\n")

    def _write(self, words: str | None) -> None:
        if words:
            self.written.append(self.fold.sub(" ", words) if self.fold else words)

    def _enter(self, node: Element) -> None:
        if node.tag in _CELLS:
            if not self.cells and not self.row_begins:
                self.written.append("\t")
            self.cells += 1
            self.row_begins = False
        elif node.tag in _LINES:
            self.written.append(" " if self.cells else "\n")
            if node.tag == "tr" and not self.cells:
                self.row_begins = True

    def _leave(self, node: Element) -> None:
        if node.tag in _CELLS:
            self.cells -= 1
        elif node.tag in _LINES and node.tag != "br":
            self.written.append(" " if self.cells else "\n")
