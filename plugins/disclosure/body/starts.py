"""How a line of official text begins: 第X条, 第X章, 一、, （一）, 1., （1）, 附件."""

from __future__ import annotations

import re
from enum import IntEnum

from plugins.disclosure.body.numerals import NUMERAL, value


class Division(IntEnum):
    """The divisions of a text, from the widest to the narrowest (层次序数, GB/T 9704; 立法法 Art. 65)."""

    ANNEX = 0
    """附件, and 附录 and 附表 alike"""
    BOOK = 1
    """编"""
    SUBBOOK = 2
    """分编"""
    CHAPTER = 3
    """章"""
    DIVISION = 4
    """节"""
    SECTION = 5
    """一、"""
    SUBSECTION = 6
    """（一）"""
    ARTICLE = 7
    """条"""
    POINT = 8
    """1."""
    SUBPOINT = 9
    """（1）"""


UNITS = {
    "条": Division.ARTICLE,
    "章": Division.CHAPTER,
    "节": Division.DIVISION,
    "编": Division.BOOK,
    "分编": Division.SUBBOOK,
}
_CHINESE = "〇○零一二三四五六七八九十百"
_FIGURE = "0-9０-９"
START = re.compile(
    rf"\s*+(?:(?P<whole>第(?P<number>[{NUMERAL}]{{1,12}})(?P<unit>条|章|节|分编|编)"
    rf"(?:之(?P<sub>[{_CHINESE}{_FIGURE}]{{1,4}}))?)"
    rf"|(?P<section>[{_CHINESE}]{{1,5}})、"
    rf"|[（(](?P<subsection>[{_CHINESE}]{{1,5}})[）)]"
    rf"|(?P<point>[{_FIGURE}]{{1,3}})(?:[.．](?![{_FIGURE}])|、)"
    rf"|[（(](?P<subpoint>[{_FIGURE}]{{1,3}})[）)]"
    rf"|(?P<circled>[①-⑳])"
    rf"|(?P<annex>附[件录表])\s*+(?P<serial>[{NUMERAL}]{{0,4}}+)(?=\s|[:：]|$))",
)
"""The start of a numbered line; `lastgroup` of a match is the last group it filled."""

# After a number without a space these mean that the line only speaks of the article: 第五条规定的…, 第三章所称….
_SPEAKS_OF = frozenset("第规所至、和及或中的修改与以之作增款项件例线，。；：》〉）)")
_NOT_IN_HEADING = re.compile("[。；！？;!?]")
_CAPTION = re.compile(r"\s*+(?:（[^（）]*+）|\([^()]*+\)|【[^【】]*+】)?+\s*+")
_CITED_ITEM = re.compile(rf"[（(][{NUMERAL}]{{1,5}}[）)]")
_LONGEST_HEADING = 40
_LONGEST_CAPTION = 60


def number_of(match: re.Match[str]) -> str:
    """The number as it stands in an anchor: `12`, `12-1` for 之一."""
    number = str(value(match["number"]))
    return f"{number}-{value(match['sub'])}" if match["sub"] else number


def begins_article(match: re.Match[str], text: str, previous: int) -> bool:
    """True where the line is 第X条 itself and does not only speak of it.

    A space, a bracketed caption or nothing follows the number; or the words follow at once and the number is the one
    after `previous`, or 1.
    """
    following = text[match.end() : match.end() + 1]
    if not following or following.isspace() or following == "【":
        return True
    if following in "（(":
        return _CITED_ITEM.match(text, match.end()) is None
    return following not in _SPEAKS_OF and value(match["number"]) in (1, previous + 1)


def is_caption_only(text: str, end: int) -> bool:
    """True where nothing but a caption in brackets follows the number: the first paragraph is the next line."""
    return len(text) - end <= _LONGEST_CAPTION and _CAPTION.fullmatch(text, end) is not None


def division_of(match: re.Match[str]) -> Division | None:
    """Which division the number counts; None for circled numbers."""
    if match["unit"]:
        return UNITS[match["unit"]]
    return _BY_GROUP.get(match.lastgroup or "")


_BY_GROUP = {
    "section": Division.SECTION,
    "subsection": Division.SUBSECTION,
    "point": Division.POINT,
    "subpoint": Division.SUBPOINT,
    "serial": Division.ANNEX,
}


def heading_division(match: re.Match[str] | None, text: str) -> Division | None:
    """The division that a line typed without `#` would head, or None: short, without a sentence."""
    if match is None:
        return None
    division = division_of(match)
    if division is None or division >= Division.ARTICLE:
        return None
    words = text.strip()
    if len(words) > _LONGEST_HEADING or _NOT_IN_HEADING.search(words):
        return None
    if division is Division.ANNEX:
        return division if text[match.end() :].strip() in ("", "：", ":") else None
    if words[-1] in "，、：,:" or not text[match.end() :].strip():
        return None
    following = text[match.end() : match.end() + 1]
    if division <= Division.DIVISION and not following.isspace() and following in _SPEAKS_OF:
        return None
    return division


def run_in_label(match: re.Match[str], text: str) -> str:
    """The first sentence of 一、… or （一）… where it is short enough to be a heading run in, else nothing."""
    words = text.strip()
    stop = words.find("。", 0, _LONGEST_HEADING)
    has_words = stop > len(match.group().strip())
    return words[:stop] if has_words and stop < len(words) - 1 else ""
