"""Text folded for reading, character for character: every offset is an offset in the text as issued.

Folding unifies widths, brackets, quotes and the Traditional characters of the field's words, and blanks markup, without
moving a character. `squeeze` then drops what carries no meaning in Chinese (white space, emphasis marks) and keeps
the map back, so that whatever is read can be quoted as issued.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from plugins.catalogue.tables import load

PAD = "\u200b"
"""Stands where markup was; `squeeze` drops it, and it is not a line break."""

_BRACKETS = {
    "（": "(", "）": ")", "﹙": "(", "﹚": ")", "❨": "(", "❩": ")",
    "[": "〔", "]": "〕", "［": "〔", "］": "〕", "﹝": "〔", "﹞": "〕",
    "＜": "〈", "＞": "〉", "﹤": "〈", "﹥": "〉", "‹": "〈", "›": "〉", "<": "〈", ">": "〉",
    "«": "《", "»": "》", "︽": "《", "︾": "》", "≪": "《", "≫": "》", "⟪": "《", "⟫": "》",
    "︿": "〈", "﹀": "〉", "⟨": "〈", "⟩": "〉",
    "「": "“", "」": "”", "『": "“", "』": "”", "﹁": "“", "﹂": "”", "„": "“", "〝": "“", "〞": "”",
}  # fmt: skip
_PUNCTUATION = {
    ",": "，", ";": "；", ":": "：", "?": "？", "!": "！", "﹐": "，", "﹔": "；", "﹕": "：", "｡": "。",
    "､": "、", "﹑": "、", "．": ".", "—": "-", "–": "-", "―": "-", "－": "-", "‐": "-", "‑": "-", "~": "～",
}  # fmt: skip
_WIDE_SPACE = {"\u00a0": " ", "\u3000": " ", "\u2002": " ", "\u2003": " ", "\r": " ", "\v": " ", "\f": " "}
_KEPT_WIDE = "，；：？！．"

_MARKUP = re.compile(r"</?[A-Za-z][A-Za-z0-9]{0,15}(?:\s[^<>]{0,400})?/?>")
_BREAKING = re.compile(r"</?(?:p|div|br|li|ul|ol|h[1-6]|section|article|table|tr|body|html|center)\b", re.I)
_LINK = re.compile(r"\[([^\[\]\n]{1,300})\]\([^()\s]{1,500}\)")
_QUOTE_MARK = re.compile(r"^[ \t]{0,8}>[> ]{0,8}", re.M)
_ENTITY = re.compile(r"&(?:nbsp|ensp|emsp|lt|gt|amp|quot|ldquo|rdquo|lsaquo|rsaquo|#160|#12288);")
_ENTITIES = {"&lt;": "〈", "&gt;": "〉", "&quot;": '"', "&ldquo;": "“", "&rdquo;": "”"}
_DROPPED = re.compile(r"[\s\u200b-\u200f\u2028-\u202f\u2060\ufeff\u00ad*`\\]+")


@cache
def _table() -> dict[int, str]:
    table: dict[int, str] = {}
    for code in [*range(0xFF01, 0xFF5E), *range(0xF900, 0xFB00), *range(0x2F00, 0x2FE0)]:
        if chr(code) in _KEPT_WIDE:
            continue
        plain = unicodedata.normalize("NFKC", chr(code))
        if len(plain) == 1 and plain != chr(code):
            table[code] = plain
    letters = load("clauses")["letters"]
    table.update({ord(a): b for a, b in zip(letters["traditional"], letters["simplified"], strict=True)})
    for group in (_BRACKETS, _PUNCTUATION, _WIDE_SPACE):
        table.update({ord(a): b for a, b in group.items()})
    for wide in "，；：？！":
        table[ord(wide)] = wide
    # full-width forms of what the groups above fold
    table.update({ord("［"): "〔", ord("］"): "〕", ord("＜"): "〈", ord("＞"): "〉"})
    # a compatibility form of a Traditional character goes all the way
    return {code: table.get(ord(plain), plain) for code, plain in table.items()}


_MANY = 24
"""Kinds of characters from which on one pass over the text is cheaper than a replacement for each."""


@cache
def _folding() -> tuple[frozenset[str], frozenset[str]]:
    """The characters that folding changes: those whose new form stays, and those whose new form changes too."""
    changed = {chr(code): plain for code, plain in _table().items() if chr(code) != plain}
    chained = frozenset(c for c, plain in changed.items() if any(letter in changed for letter in plain))
    return frozenset(changed) - chained, chained


_PRIVATE = "\U000f0000"
"""From here on stand the characters that the reader uses as tokens: they must not come from the text."""


@cache
def _private() -> re.Pattern[str]:
    return re.compile(f"[{_PRIVATE}-{chr(sys.maxunicode)}]")


@cache
def _touched() -> re.Pattern[str]:
    """Every character that folding does not leave alone."""
    letters = "".join(sorted(frozenset().union(*_folding())))
    return re.compile(f"[{re.escape(letters)}{_PRIVATE}-{chr(sys.maxunicode)}]")


def blank(text: str) -> str:
    """`text` with HTML tags, comments, entities and link addresses blanked in place; block tags become line breaks."""
    if ">" in text:
        text = _QUOTE_MARK.sub(lambda m: PAD * len(m[0]), text)
    if "<!--" in text:
        text = _blank_comments(text)
    if "<" in text:
        text = _MARKUP.sub(_blank_tag, text)
    if "](" in text:
        text = _LINK.sub(lambda m: (PAD + m[1]).ljust(len(m[0]), PAD), text)
    if "&" in text:
        text = _ENTITY.sub(lambda m: _ENTITIES.get(m[0], " ").ljust(len(m[0]), PAD), text)
    return text


def _blank_comments(text: str) -> str:
    pieces: list[str] = []
    done = 0
    while True:
        start = text.find("<!--", done)
        end = text.find("-->", start) if start >= 0 else -1
        if end < 0:
            return "".join((*pieces, text[done:]))
        pieces += (text[done:start], PAD * (end + 3 - start))
        done = end + 3


def _blank_tag(match: re.Match[str]) -> str:
    size = len(match[0])
    return "\n".ljust(size, PAD) if _BREAKING.match(match[0]) else PAD * size


def fold(text: str) -> str:
    """`text` with width, brackets, quotes and letters unified; the result has the length of `text`."""
    found = set(_touched().findall(text))
    if not found:
        return text
    table, (simple, chained) = _table(), _folding()
    few = found & simple
    if len(few) > _MANY or found & chained:
        folded = text.translate(table)
    else:  # looking up every character costs more than replacing the few that change
        folded = text
        for character in few:
            folded = folded.replace(character, table[ord(character)])
    return _private().sub("\ufffd", folded) if max(found) >= _PRIVATE else folded


@dataclass(frozen=True, slots=True)
class Squeezed:
    """A stretch of folded text without white space. `places[i]` is the offset of character i in the source."""

    text: str
    places: Sequence[int]

    def source(self, start: int, end: int) -> tuple[int, int]:
        """The source offsets [from, to) of the characters [start, end)."""
        if start >= end:
            place = self.places[start] if start < len(self.places) else (self.places[-1] + 1 if self.places else 0)
            return place, place
        return self.places[start], self.places[end - 1] + 1


def squeeze(folded: str, start: int, end: int) -> Squeezed:
    """The characters [start, end) of `folded` that carry meaning, with their places."""
    part = folded[start:end]
    if not _DROPPED.search(part):
        return Squeezed(part, range(start, end))
    pieces: list[str] = []
    places: list[int] = []
    done = 0
    for match in _DROPPED.finditer(part):
        pieces.append(part[done : match.start()])
        places.extend(range(start + done, start + match.start()))
        done = match.end()
    pieces.append(part[done:])
    places.extend(range(start + done, end))
    return Squeezed("".join(pieces), places)


_CJK = "[\u3000-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef〈《〉》“”<>]"
_WRAP = re.compile(rf"(?<={_CJK})[\s\u200b\ufeff]+|[\s\u200b\ufeff]+(?={_CJK})")
_EMPHASIS = re.compile(r"\*{1,3}|`|\\(?=[<>*_\[\]])")


def as_written(source: str) -> str:
    """A name cut out of the source: markup, line breaks and stray spaces gone, every other character as issued."""
    if "\n" in source:
        source = _QUOTE_MARK.sub("", source)
    if "<" in source:
        source = _MARKUP.sub("", source)
    if "&" in source:
        source = _ENTITY.sub(lambda m: {"&lt;": "<", "&gt;": ">", "&quot;": '"'}.get(m[0], ""), source)
    source = _EMPHASIS.sub("", source)
    return re.sub(r"[\s\u200b\ufeff]+", " ", _WRAP.sub("", source)).strip()
