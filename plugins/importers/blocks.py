"""Elements of a page into lines of Markdown, each with its line in the page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from bs4 import Tag
from bs4.element import PageElement

from plugins.catalogue import tables
from plugins.importers.changes import Change, Kind, message
from plugins.importers.grid import cell_lines, collapsed, is_layout, is_text, table_lines

_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
_HEADING = re.compile(r"h([1-6])")
_KEPT_INLINE = ("sub", "sup")
_NUMBERED = re.compile(r"^\s*(\d+[.、．)]|[（(][一二三四五六七八九十\d]+[)）]|[一二三四五六七八九十]+、|[①-⑳•·●■◆-])")


Frame = tuple[Iterator[PageElement], Callable[[], None] | None]
"""Children still to be taken in, and what to do after the last."""


@dataclass
class Blocks:
    """Collects the lines and the losses while elements are walked, without recursion: old pages close no paragraph,
    and a parser then nests each in the one before."""

    lines: list[tuple[int, str]] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    _buffer: list[str] = field(default_factory=list)
    _line: int = 0
    _prefix: str = ""
    _items: dict[int, str] = field(default_factory=dict)

    def walk(self, element: Tag) -> Blocks:
        """Takes in `element` and all below it; returns the collector itself."""
        stack: list[Frame] = [(element.children, self._flush)]
        while stack:
            children, leave = stack[-1]
            child = next(children, None)
            if child is None:
                stack.pop()
                if leave:
                    leave()
            elif isinstance(child, Tag):
                frame = self._enter(child)
                if frame:
                    stack.append(frame)
            elif is_text(child):
                self._text(collapsed(str(child)), _line_of(child.parent))
        return self

    def _enter(self, tag: Tag) -> Frame | None:
        """What is to be done with an element: its children are walked, or None where it is dealt with."""
        heading = _HEADING.fullmatch(tag.name)
        handler = _HANDLERS.get(tag.name)
        if handler:
            return handler(self, tag)
        if heading:
            return self._framed(tag, "#" * int(heading.group(1)) + " ")
        if tag.name in _BLOCKS:
            return self._framed(tag, self._items.get(id(tag), ""))
        if tag.name in _KEPT_INLINE:
            inner = collapsed(tag.get_text())
            self._text(f"<{tag.name}>{inner}</{tag.name}>" if inner.strip() else inner, _line_of(tag))
            return None
        return tag.children, None

    def _framed(self, tag: Tag, prefix: str = "") -> Frame:
        self._flush()
        self._prefix = prefix
        return tag.children, self._leave

    def _leave(self) -> None:
        self._flush()
        self._prefix = ""

    def _text(self, text: str, line: int) -> None:
        if not self._line and text.strip():
            self._line = line
        self._buffer.append(text)

    def _flush(self) -> None:
        text = re.sub(" +", " ", "".join(self._buffer)).strip(" ")
        self._buffer.clear()
        if text.strip():
            self.lines.append((self._line, self._prefix + text))
            self._prefix = ""
        self._line = 0

    def _break(self, _: Tag) -> None:
        self._flush()

    def _table(self, tag: Tag) -> Frame | None:
        if is_layout(tag):
            return self._framed(tag)
        self._flush()
        place = _line_of(tag)
        self.lines += [(place, ""), *((place, line) for line in table_lines(tag)), (place, "")]
        return None

    def _list(self, tag: Tag) -> Frame:
        number = int(str(tag.get("start"))) if re.fullmatch(r"\d{1,4}", str(tag.get("start"))) else 1
        for item in tag.find_all("li", recursive=False):
            if not _NUMBERED.match(item.get_text()[:20]):
                self._items[id(item)] = f"{number}. " if tag.name == "ol" else "- "
                number += 1
        return self._framed(tag)

    def _preformatted(self, tag: Tag) -> None:
        self._flush()
        start = _line_of(tag)
        self.lines += [(start + n, line) for n, line in enumerate(tag.get_text().split("\n"))]

    def _link(self, tag: Tag) -> Frame | None:
        target = str(tag.get("href") or "").strip()
        text = collapsed(tag.get_text()) if target else ""
        whole = re.fullmatch(r"https?://[^\s()<>]+", target)
        if whole and text.strip() and not tag.find(True) and not re.search(r"[\[\]]", text):
            self._text(f"[{text.strip()}]({target})", _line_of(tag))
            return None
        if target and not target.startswith(("#", "javascript:")):
            before = f"{text.strip()} {target}"
            note = message("dropped_markup", what=tables.load("importers")["names"]["link"], before=before)
            self.changes.append(Change(_line_of(tag), Kind.DROPPED, before, note=note))
        return tag.children, None

    def _image(self, tag: Tag) -> None:
        shown = " ".join(str(tag.get(name)) for name in ("alt", "src") if tag.get(name))
        note = message("image", before=shown)
        self.changes.append(Change(_line_of(tag), Kind.DROPPED, shown, note=note))


_HANDLERS: dict[str, Callable[[Blocks, Tag], Frame | None]] = {
    "br": Blocks._break,
    "hr": Blocks._break,
    "table": Blocks._table,
    "ul": Blocks._list,
    "ol": Blocks._list,
    "pre": Blocks._preformatted,
    "a": Blocks._link,
    "img": Blocks._image,
}


def _line_of(tag: Tag | None) -> int:
    return (tag.sourceline or 0) if tag else 0


def cell_text(cell: Tag) -> str:
    """The text of a cell in one line."""
    return "".join(cell_lines(cell)).strip(" 　\u00a0")
