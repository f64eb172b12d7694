"""Reads a body and its HTML without the renderer, to compare them character by character.

Nothing here may import the renderer: the two readings are only worth comparing while they are independent.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

_ADDRESS = r"(?:https?://|mailto:)[^\s()]+|#[^\s()]+|[^\s():]*(?:\.[A-Za-z]\w{0,7}|/)"
_LINK = re.compile(rf"\[([^\[\]]*)\]\((?:{_ADDRESS})\)")
_IMAGE = re.compile(rf"!\[[^\[\]]*\]\((?:{_ADDRESS})\)")
_BOLD = re.compile(r"(?<!\*)\*\*(?!\*)(?=\S)((?:(?!\*\*).)+)(?<=\S)\*\*(?!\*)")
_HEADING = re.compile(r"#{1,6}[ \t]+(?=\S)")
_BULLET = re.compile(r"[ \t]*[-*+][ \t]+(?=.*[^\W\d_])")


class _Characters(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.data: list[str] = []

    def handle_data(self, data: str) -> None:
        self.data.append(data)


def shown_text(html: str) -> str:
    """The characters a reader of `html` sees."""
    parser = _Characters()
    parser.feed(html)
    parser.close()
    return "".join(parser.data)


def typed_text(source: str) -> str:
    """The characters an editor typed, without what is markup."""
    pieces = source.replace("\r\n", "\n").split("<!--")
    source = pieces[0] + "".join(piece.split("-->", 1)[1] for piece in pieces[1:])
    lines = source.split("\n")
    read: list[str] = []
    at = 0
    while at < len(lines):
        line = lines[at]
        at += 1
        if line.lstrip().startswith("<table"):
            table = [line]
            while "</table>" not in table[-1]:
                table.append(lines[at])
                at += 1
            read.append(shown_text("\n".join(table)))
            continue
        if "|" in line and at < len(lines) and re.fullmatch(r"[ |:-]*-[ |:-]*", lines[at]):
            read.append(_inline(line.replace("|", "")))
            at += 1
            while at < len(lines) and "|" in lines[at]:
                read.append(_inline(lines[at].replace("|", "")))
                at += 1
            continue
        line = _HEADING.sub("", line, count=1) if line.startswith("#") else line
        if _BULLET.match(line) and _has_bullet_beside(lines, at - 1):
            line = line.lstrip(" \t")[1:]
        read.append(_inline(line))
    return "\n".join(read)


def _has_bullet_beside(lines: list[str], at: int) -> bool:
    beside = [next((line for line in part if line.strip()), "") for part in (lines[at + 1 :], lines[:at][::-1])]
    return any(_BULLET.match(line) for line in beside)


def _inline(line: str) -> str:
    if "](" in line:
        line = _LINK.sub(r"\1", _IMAGE.sub("", line))
    return _BOLD.sub(r"\1", line) if "**" in line else line


def first_difference(typed: str, shown: str) -> str:
    """Where two texts first differ once white space is left out, with what stands around it; "" where they do not."""
    left, right = "".join(typed.split()), "".join(shown.split())
    if left == right:
        return ""
    at = next((i for i, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), min(len(left), len(right)))
    return f"at {at}: typed {left[max(0, at - 20) : at + 20]!r}, shown {right[max(0, at - 20) : at + 20]!r}"


def difference(source: str, html: str) -> str:
    """The first difference between a body as typed and its HTML, "" where there is none."""
    return first_difference(typed_text(source), shown_text(html))
