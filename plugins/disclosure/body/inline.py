"""The marks inside a line: bold, links, images and allow-listed inline HTML. Everything else is text.

One pass, one stack. An opening mark without its closing mark is text, so no character is ever lost.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement

from plugins.disclosure.body import allowed, strong, tags
from plugins.disclosure.body.lines import LONGEST_MARKED_LINE
from plugins.disclosure.body.links import Links
from plugins.disclosure.body.targets import LONGEST

_MARK = re.compile(r"(?<!\*)\*\*(?!\*)|!?\[|\]\(?|</?[A-Za-z]")
SPECIAL = re.compile(r"\*\*|\]\(|</?[A-Za-z]")
"""A line in which this finds nothing is all text."""
_DEEPEST_TAG = 20
_DEEPEST_PARENTHESIS = 5
_PARENTHESIS = re.compile(r"[()<>\"\\]")


@dataclass(slots=True)
class _Part:
    """A stretch of the line: text as typed until a tag is given to it."""

    typed: str
    opens: str = ""
    closes: bool = False
    attributes: dict[str, str] | None = None


def parse(parent: Element, text: str, line: int, links: Links) -> None:
    """Appends the nodes of `text` to `parent`. `line` is where the text stands in the body, for links."""
    if len(text) > LONGEST_MARKED_LINE or not SPECIAL.search(text):
        _build(parent, [_Part(text)])
        return
    _build(parent, _Line(text, line, links).parts())


class _Line:
    def __init__(self, text: str, line: int, links: Links) -> None:
        self.text, self.line, self.links = text, line, links
        self.out: list[_Part] = []
        self.stack: list[tuple[str, int, int]] = []  # kind, index in out, position in text
        self.open: Counter[str] = Counter()  # how many of each kind the stack holds
        self.depth = 0  # how many tags the stack holds
        self.strong_at = -1  # where in the stack the open `**` is
        self.last_link = -1  # index in out of the last link's opening mark

    def parts(self) -> list[_Part]:
        text, done = self.text, 0
        match = _MARK.search(text)
        while match:
            at = match.start()
            if at > done:
                self.out.append(_Part(text[done:at]))
            done = self._mark(match.group(), at)
            match = _MARK.search(text, done)
        self.out.append(_Part(text[done:]))
        return self.out

    def _mark(self, mark: str, at: int) -> int:
        """Takes in one mark; where reading goes on."""
        if mark == "**":
            self._strong(at)
        elif mark.endswith("["):
            self._open(mark, at)
            self.out.append(_Part(mark))
        elif mark == "](":
            return self._target(at)
        elif mark == "]":
            self._bracket()
            self.out.append(_Part(mark))
        else:
            return self._tag(at)
        return at + len(mark)

    def _strong(self, at: int) -> None:
        part = _Part("**")
        if self.strong_at >= 0 and strong.can_close(self.text, at):
            _, index, opening = self.stack[self.strong_at]
            if strong.is_mask(self.text, opening, at):
                self._give_up_strong()
            else:
                self._cut(self.strong_at)
                self.out[index].opens = "strong"
                part.closes = True
        elif strong.can_open(self.text, at):
            self._give_up_strong()
            self.strong_at = len(self.stack)
            self._open("**", at)
        self.out.append(part)

    def _give_up_strong(self) -> None:
        """The open `**`, if there is one, is text after all."""
        if self.strong_at >= 0:
            self.stack[self.strong_at] = ("", 0, 0)
            self.open["**"] -= 1
            self.open[""] += 1
            self.strong_at = -1

    def _bracket(self) -> None:
        """`[…]` that is no link: its brackets are text."""
        if self.stack and self.stack[-1][0] in ("[", "!["):
            self._cut(len(self.stack) - 1)

    def _target(self, at: int) -> int:
        end = -1
        if self.open["["] or self.open["!["]:
            end = _closing_parenthesis(self.text, at + 2)
        if end < 0:
            self._bracket()
            self.out.append(_Part("]"))
            return at + 1
        here = self._find("[", "![")
        mark, index, opening = self.stack[here]
        target = self.text[at + 2 : end]
        is_image = mark == "!["
        address = None
        if is_image or index > self.last_link:
            address = self.links.address(target, self.line, is_image=is_image)
        self._cut(here)
        if address is None:
            self.out.append(_Part(self.text[at : end + 1]))
        elif is_image:
            alt = self.text[opening + 2 : at]
            del self.out[index:]
            self.out.append(_Part("", "img", True, {"src": address, "alt": alt}))
        else:
            self.last_link = index
            self.out[index].opens = "a"
            self.out[index].attributes = {"href": address}
            self.out.append(_Part("", closes=True))
        return end + 1

    def _open(self, kind: str, at: int) -> None:
        self.open[kind] += 1
        self.depth += kind in allowed.INLINE
        self.stack.append((kind, len(self.out), at))

    def _find(self, *kinds: str) -> int:
        """Where in the stack the last open mark of these kinds is, or -1."""
        if not any(self.open[kind] for kind in kinds):
            return -1  # the count keeps the work linear: every search that goes down the stack cuts it
        height = len(self.stack) - 1
        while self.stack[height][0] not in kinds:
            height -= 1
        return height

    def _tag(self, at: int) -> int:
        match = tags.INLINE.match(self.text, at)
        if not match:
            self.out.append(_Part("<"))
            return at + 1
        closing, name, typed, _ = match.groups()
        name = name.lower()
        part = _Part(match.group())
        if closing:
            self._end_tag(name, part)
        elif name in allowed.VOID:
            part.attributes = self._attributes(name, typed) or {}
            if name == "br" or part.attributes:
                part.opens, part.closes = name, True
        elif self.depth < _DEEPEST_TAG:
            found = self._attributes(name, typed)
            if found is not None:
                part.attributes = found
                self._open(name, at)
        self.out.append(part)
        return match.end()

    def _end_tag(self, name: str, part: _Part) -> None:
        here = self._find(name)
        if here < 0:
            return
        index = self.stack[here][1]
        self._cut(here)
        if name == "a":
            if index < self.last_link:
                return
            self.last_link = index
        self.out[index].opens = name
        part.closes = True

    def _attributes(self, name: str, typed: str) -> dict[str, str] | None:
        """The attributes to write; None where the tag stays text because its address is none."""
        return link_attributes(name, typed, self.line, self.links)

    def _cut(self, height: int) -> None:
        """Forgets the open marks from `height` up: those that found no closing mark are text."""
        for kind, _, _ in self.stack[height:]:
            self.open[kind] -= 1
            self.depth -= kind in allowed.INLINE
        del self.stack[height:]
        if self.strong_at >= height:
            self.strong_at = -1


def link_attributes(name: str, typed: str, line: int, links: Links) -> dict[str, str] | None:
    """The attributes to write for an inline tag; None where an `a` or `img` has no address that may be written."""
    if name not in ("a", "img"):
        return {}
    found = tags.attributes(typed)
    address = links.address(found.get("src" if name == "img" else "href", ""), line, is_image=name == "img")
    if address is None:
        return None
    return {"href": address} if name == "a" else {"src": address, "alt": found.get("alt", "")}


def _closing_parenthesis(text: str, start: int) -> int:
    """Position of the `)` that ends a link target, or -1. Parentheses inside it pair off."""
    depth = 0
    for match in _PARENTHESIS.finditer(text, start, start + LONGEST + 1):
        sign = match.group()
        if sign == "(":
            depth += 1
            if depth > _DEEPEST_PARENTHESIS:
                return -1
        elif sign == ")":
            if not depth:
                return match.start()
            depth -= 1
        else:
            return -1
    return -1


def _build(parent: Element, parts: list[_Part]) -> None:
    """Hangs the parts under `parent`; pairs are properly nested by now."""
    open_elements = [parent]
    typed: list[str] = []

    def flush() -> None:
        if not typed:
            return
        words = "".join(typed)
        typed.clear()
        at = open_elements[-1]
        if len(at):
            at[-1].tail = (at[-1].tail or "") + words
        else:
            at.text = (at.text or "") + words

    for part in parts:
        if part.opens:
            flush()
            element = SubElement(open_elements[-1], part.opens, part.attributes or {})
            if not part.closes:
                open_elements.append(element)
        elif part.closes:
            flush()
            open_elements.pop()
        else:
            typed.append(part.typed)
    flush()
