"""What a page's frame left in a copied text: dates of posting, counters, print buttons, label blocks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from plugins.catalogue import tables
from plugins.importers.changes import Change, Kind, edit
from plugins.importers.dates import find_days
from plugins.importers.lines import Line, is_sentence, visible_lines

_LONGEST = 240
_BLOCK = 3
"""So many lines of labels in the opening make a label block; fewer may be the document's own words."""


@dataclass(frozen=True, slots=True)
class Label:
    """A value that the page states: the key it fills ("" when it fills none), the label as shown, value and line."""

    key: str
    label: str
    value: str
    line: int


def chrome_edits(text: str) -> tuple[list[Change], list[Label]]:
    """The removal of whole lines of page chrome in the first and last lines, and the values they stated.

    A line goes only when all of it is chrome.
    """
    lines = visible_lines(text)
    zone = int(_table()["zone"])
    head, tail = lines[:zone], lines[max(zone, len(lines) - zone) :]
    if len(lines) <= zone:
        tail = lines
    found: list[Change] = []
    labels: list[Label] = []
    gone: set[int] = set()
    for line in (*head, *tail):
        if line.number not in gone and _is_chrome(line.text):
            gone.add(line.number)
            labels += posted_labels(line)
    block = _label_block([line for line in lines[: 2 * zone] if line.number not in gone])
    for line, stated in block:
        gone.add(line.number)
        labels += stated
    raw = text.split("\n")
    for number in sorted(gone):
        found.append(edit(Kind.CHROME, number, 1, raw[number - 1]))
    return found, labels


def split_labels(line: Line) -> list[Label]:
    """The `label：value` pairs that a line is made of, or nothing when it is not made of them alone."""
    starts = list(_label_pattern().finditer(line.text))
    if not starts or starts[0].start() != 0:
        return []
    stated = []
    for index, match in enumerate(starts):
        end = starts[index + 1].start() if index + 1 < len(starts) else len(line.text)
        label = plain_label(match.group("label"))
        value = line.text[match.end() : end].strip(" 　\t|")
        stated.append(Label(known_labels()[label], label, value, line.number))
    return stated


def plain_label(text: str) -> str:
    """A label without the spaces and brackets that spread it out (索 引 号：)."""
    return re.sub(r"[\s　【】\[\]:：]", "", text)


@cache
def known_labels() -> dict[str, str]:
    """Every label of a column's metadata block and the key it fills."""
    return dict(tables.load("importers")["labels"])


@cache
def _table() -> dict[str, Any]:
    return dict(tables.load("importers")["chrome"])


@cache
def _label_pattern() -> re.Pattern[str]:
    spread = (r"[\s　]*".join(label) for label in sorted(known_labels(), key=len, reverse=True))
    return re.compile(rf"(?<![一-鿿])[【\[]?(?P<label>{'|'.join(spread)})[】\]]?[\s　]*[:：]")


def _words(*names: str) -> str:
    words = [word for name in names for word in _table()[name]]
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


@cache
def _items() -> re.Pattern[str]:
    day = r"(?:\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}(?:\s*日)?(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?)"
    gap = r"[\s　|｜/·【】\[\]()（）<>]*"
    strong = "|".join(
        (
            rf"(?P<published>{_words('published')})\s*[:：]?\s*{day}?",
            rf"(?:{_words('counters')})(?:\s*[:：]\s*\d*\s*次?|\s*\d+\s*次|\s*次)",
            rf"(?:{_words('fixed')})\s*[:：]?",
            rf"(?:{_words('editors')})\s*[:：]\s*[^\s　|｜]{{0,12}}",
            rf"(?:{_words('prefixes')})\s*[:：].*",
        )
    )
    weak = "|".join(
        (
            rf"(?:{_words('sources')})\s*[:：]\s*[^\s　|｜]{{0,30}}",
            rf"(?:{_words('people')})\s*[:：]\s*[^\s　|｜]{{0,12}}",
            rf"(?:日期|时间)\s*[:：]?\s*{day}",
            rf"{day}",
        )
    )
    return re.compile(rf"{gap}(?:(?P<strong>{strong})|(?P<weak>{weak})){gap}")


def _is_chrome(text: str) -> bool:
    if len(text) > _LONGEST:
        return False
    if not is_sentence(text) and sum(word in text for word in _table()["footers"]) >= 2:
        return True
    place, strong = 0, False
    while place < len(text):
        match = _items().match(text, place)
        if not match or match.end() == place:
            return False
        strong = strong or bool(match.group("strong"))
        place = match.end()
    return strong and not _is_only_a_word(text)


def _is_only_a_word(text: str) -> bool:
    """A lone 大, 小 or 下载 is not enough to call a line chrome."""
    return len(text.strip("【】[]()（） 　")) <= 2 and not text.startswith(("【", "["))


def posted_labels(line: Line) -> list[Label]:
    """The day of posting and the source that a line of chrome states."""
    stated = []
    published = re.search(rf"({_words('published')})\s*[:：]?", line.text)
    if published:
        rest = line.text[published.end() : published.end() + 24]
        day = next((d for d in find_days(rest) if not rest[: d.start].strip()), None)
        if day:
            value = rest[day.start : day.end]
            stated.append(Label("发布日期", published.group(1), value, line.number))
    source = re.search(rf"({_words('sources')})\s*[:：]\s*([^\s　|｜]{{1,30}})", line.text)
    if source:
        stated.append(Label("来源", source.group(1), source.group(2), line.number))
    return stated


def _label_block(lines: list[Line]) -> list[tuple[Line, list[Label]]]:
    block = []
    for line in lines:
        if is_sentence(line.text):
            break
        stated = split_labels(line)
        if stated:
            block.append((line, stated))
        elif block:
            break
    enough = sum(len(stated) for _, stated in block) >= _BLOCK
    return block if enough else []
