"""The lines of a text with their numbers, and which of them open it."""

from __future__ import annotations

import re
from dataclasses import dataclass

_SENTENCE = re.compile("[。；！？]")
_INVISIBLE = re.compile("[\u200b-\u200d\u2060\ufeff]")
HAN = re.compile("[㐀-鿿]")


LONGEST_READ = 2000
"""A longer line is running text; nothing that frames a document is looked for in it."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank: its number, counted from 1, and its text without surrounding white space."""

    number: int
    text: str


def visible_lines(text: str) -> list[Line]:
    """The lines of `text` that are not blank. Zero-width characters do not make a line."""
    found = []
    damaged = bool(_INVISIBLE.search(text))
    for number, line in enumerate(text.split("\n"), 1):
        plain = (_INVISIBLE.sub("", line) if damaged else line).strip()
        if plain:
            found.append(Line(number, plain))
    return found


def opening(lines: list[Line], limit: int = 25) -> list[Line]:
    """The lines before the first sentence: titles, numbers, bodies, notes. At most `limit`."""
    found: list[Line] = []
    for line in lines[:limit]:
        if is_sentence(line.text) or is_salutation(line.text):
            break
        found.append(line)
    return found


def is_sentence(text: str) -> bool:
    """True for running text: a full stop outside brackets, or a long clause with commas."""
    if len(text) > LONGEST_READ:
        return True
    if not _SENTENCE.search(text) and len(text) <= 60:
        return False
    bare = without_titles(text)
    if _SENTENCE.search(bare):
        return True
    return len(bare) > 60 and ("，" in bare or "," in bare)


def is_salutation(text: str) -> bool:
    """True for the line that names the addressees (各县区文化和旅游局：)."""
    return text.endswith(("：", ":")) and len(text) < 200


def without_titles(text: str) -> str:
    """`text` without what stands in 《》, however nested. An opening bracket without its end takes nothing."""
    if "《" not in text:
        return text
    kept: list[str] = []
    starts: list[int] = []
    for character in text:
        kept.append(character)
        if character == "《":
            starts.append(len(kept) - 1)
        elif character == "》" and starts:
            start = starts.pop()
            if not starts:
                del kept[start:]
    return "".join(kept)
