"""Reads a body into its blocks. Official texts put one paragraph a line, so a line is a paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from plugins.disclosure.body import html_blocks, pipe_tables, tags
from plugins.disclosure.body.lines import LONGEST_MARKED_LINE
from plugins.disclosure.body.links import Links
from plugins.disclosure.body.pipe_tables import PipeTable


@dataclass(slots=True)
class Paragraph:
    """One line of text, white space at its ends included. `line` counts from 1."""

    line: int
    text: str


@dataclass(slots=True)
class Heading:
    """A line begun with `level` signs `#` and a space."""

    line: int
    level: int
    text: str


@dataclass(slots=True)
class BulletList:
    """Lines begun with the same bullet: (line, depth from 0, text)."""

    line: int
    items: list[tuple[int, int, str]]


@dataclass(slots=True)
class HtmlBlock:
    """HTML written as a block, read into an element."""

    line: int
    element: Element


Block = Paragraph | Heading | PipeTable | BulletList | HtmlBlock

HEADING = re.compile(r"(#{1,6})[ \t]++(?=\s*+\S)")
"""Signs and a space; `#` alone, `#标题` and seven signs are text."""
_BULLET = re.compile(r"([ \t]*+)([-*+])[ \t]++(?=\S)")
_DEEPEST_LIST = 6


def scan(text: str, links: Links) -> Iterator[Block]:
    """The blocks of a cleaned body (see `lines.clean`), in order. Blank lines only separate."""
    return _Scanner(text, links).blocks()


class _Scanner:
    def __init__(self, text: str, links: Links) -> None:
        self.lines = text.split("\n")
        self.links = links
        self.shift: dict[int, int] = {}  # columns already read of a line
        self.regions = html_blocks.regions(self.lines) if tags.POSSIBLE.search(text) else {}

    def blocks(self) -> Iterator[Block]:
        at = 0
        while at < len(self.lines):
            line = self.lines[at]
            if not line or line.isspace():
                at += 1
                continue
            block, at = self._block(line, at) if len(line) <= LONGEST_MARKED_LINE else (None, at)
            if block is None:
                block, at = Paragraph(at + 1, line), at + 1
            yield block

    def _block(self, line: str, at: int) -> tuple[Block | None, int]:
        """The block that is more than a paragraph, and the line after it; None where `line` is a paragraph."""
        if line[0] == "#" and (match := HEADING.match(line)):
            return Heading(at + 1, len(match.group(1)), line[match.end() :]), at + 1
        if self.regions and (html := self._html(line, at)):
            return html
        if "|" in line and (table := pipe_tables.read(self.lines, at)):
            return table
        if "<" in line and html_blocks.RULE.fullmatch(line):
            return HtmlBlock(at + 1, Element("hr")), at + 1
        items = self._bullets(at)
        return (BulletList(at + 1, items), items[-1][0]) if items else (None, at)

    def _html(self, line: str, at: int) -> tuple[HtmlBlock, int] | None:
        start = html_blocks.START.match(line)
        if start is None:
            return None
        last, column = self.regions.get((at, start.start(1) + self.shift.get(at, 0)), (-1, 0))
        if last < 0:
            return None
        if last == at:
            column -= self.shift.get(at, 0)
            html = line[start.start(1) : column]
        else:
            inner = self.lines[at + 1 : last]
            html = "\n".join([line[start.start(1) :], *inner, self.lines[last][:column]])
        element = html_blocks.read(html, at + 1, self.links)
        if element is None:
            return None
        rest = self.lines[last][column:]
        if not rest or rest.isspace():
            return HtmlBlock(at + 1, element), last + 1
        # What follows the block on its last line is a line of its own.
        self.shift[last] = self.shift.get(last, 0) * (last == at) + column
        self.lines[last] = rest
        return HtmlBlock(at + 1, element), last

    def _bullets(self, at: int) -> list[tuple[int, int, str]]:
        """The items of the list that begins at `at`; none for a single line, whose sign is part of the text."""
        first = _bullet(self.lines[at])
        if first is None or first[0]:
            return []
        items: list[tuple[int, int, str]] = []
        indents = [0]
        for number in range(at, len(self.lines)):
            line = self.lines[number]
            if not line or line.isspace():
                continue
            found = _bullet(line)
            if found is None or (not found[0] and found[1] != first[1]):
                break
            indent, _, text = found
            while indent < indents[-1]:
                indents.pop()
            if indent >= indents[-1] + 2 and len(indents) < _DEEPEST_LIST:
                indents.append(indent)
            items.append((number + 1, len(indents) - 1, text))
        return items if len(items) > 1 else []


def _bullet(line: str) -> tuple[int, str, str] | None:
    """Indent, sign and text of a bulleted line. None for page numbers (- 1 -), figures (- 12.5) and rules (* * *)."""
    match = _BULLET.match(line)
    if match is None or len(line) > LONGEST_MARKED_LINE:
        return None
    sign, text = match.group(2), line[match.end() :]
    ending = text.rstrip()
    if ending.endswith(sign) and not ending.endswith("**"):
        return None
    if not any(character.isalpha() for character in text):
        return None
    return len(match.group(1).expandtabs(4)), sign, text
