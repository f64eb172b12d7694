"""What rendering a body gives back: plain values that can be pickled, kept and compared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class OutlineItem(NamedTuple):
    """One line of the table of contents. `level` counts from 1; `anchor` is an id in the body's HTML."""

    level: int
    label: str
    anchor: str


@dataclass(frozen=True, slots=True)
class BodyLink:
    """A link or image target as the editor typed it; `line` counts from 1 in the body."""

    target: str
    line: int
    is_image: bool


@dataclass(frozen=True, slots=True)
class Body:
    """The official text as HTML, and what a page needs to know about it.

    `html` is sanitised and goes inside `<div data-official-text>`. `title_in_text` is True where the text's own first
    block is the title: it is then the page's only h1 (class `document-title`), and the template adds none.
    `outline` is in reading order. `anchors` are all ids, in reading order, each once. `links` are all targets that
    look like an address, resolved or not; one that begins with `#` should be among `anchors`.
    """

    html: str
    title_in_text: bool
    outline: tuple[OutlineItem, ...]
    anchors: tuple[str, ...]
    links: tuple[BodyLink, ...]
