"""A document as lines and tables: wrapped lines joined, list markers and quoted text told apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from plugins.catalogue.clauses.tables import Table, html_tables, text_table

LONGEST = 60_000
"""Characters of the longest paragraph read; what is longer is no prose."""

_MOST_LINES = 100_000
"""Lines read of one text; no document has a tenth of it."""
_SPACE = " \t\u200b\ufeff"
_MARKER = re.compile(
    r"(?P<item>[-*+•·●○■◆▪※]|\(?[0-9]{1,4}[)、:：]|[0-9]{1,4}[.．](?![0-9]{1,2}[.．]?[0-9])|[①-⑳㈠-㈩⑴-⒇]|[a-zA-Z][.)、])\s*"
    r"|(?P<section>[一二三四五六七八九十百]{1,4}[、.．:：]|第[一二三四五六七八九十]{1,3}(?:部分|类|批)[、：:]?|附件?[0-9一二三四五六七八九十]{0,3}[：:.、]?\s|附件[0-9一二三四五六七八九十]{0,3}(?=$|[^0-9中第]))\s*"
    r"|(?P<sub>\([一二三四五六七八九十]{1,3}\)[、.]?)\s*"
)
_NUMBERED = re.compile(r"(?P<bare>[0-9]{1,4})\s+(?=\S)")
_ARTICLE = re.compile(r"第[一二三四五六七八九十百零〇0-9]{1,7}[条章节编]")
_STARTS_ANEW = re.compile(
    r"[#|\-*+•·●○■◆▪※①-⑳㈠-㈩⑴-⒇“【]|[0-9]{1,4}[.．、)\s]|\(?[一二三四五六七八九十]{1,4}[、)]|第[一二三四五六七八九十百零〇0-9]{1,7}[条章节编款]|附|注"
)
_CARRIES_ON = re.compile(
    r"(?:和|及|以及|等[0-9一二两三四五六七八九十]{1,3}[件个]|同时|同日|即行|予以|一并|一律|均|自行|自动|现予|废止|失效|停止执行|不再执行|作废|，|、|。|；|》|〉|\)|〕)"
)
_SPLIT_WORD = re.compile(r"废止|失效|停止执行|不再执行|作废|有效期|暂停执行|同时|予以|修改为")
_OPEN_END = re.compile(r"[，、和及与将自至于“《〈(的]$")
_LIST_ITEM = re.compile(r"(?:[0-9]{1,4}[.．、)]|\([0-9一二三四五六七八九十]{1,4}\)|[一二三四五六七八九十]{1,3}、|-\s)")
_NUMBER_AHEAD = re.compile(r"[^，。；：\n(《]{0,60}\([^()\n]{0,24}[〔(【][0-9]{2,4}")
_END = "。；：！？.;:!?”》)】〕"


@dataclass(slots=True)
class Line:
    """A paragraph or list item: the source characters [start, end); after its marker the words begin at `body`."""

    start: int
    end: int
    body: int
    level: int
    """0 prose, 1 heading mark, 2 一、 or 附件, 3 （一）, 4 1. and bullets."""
    quoted: bool = False
    heading: bool = False


@dataclass(slots=True)
class Block:
    """A line, or a table."""

    line: Line | None = None
    table: Table | None = None


@dataclass(slots=True)
class _Quote:
    open: bool = False
    left: int = 0
    closers: list[int] = field(default_factory=list)


def blocks(text: str, folded: str) -> Iterator[Block]:
    """The lines and tables of a document, in order. `folded` has the length of `text`."""
    tables = html_tables(text) if "<t" in text.lower() else []
    position = 0
    for start, end, table in tables:
        yield from _lines(folded, position, start)
        yield Block(table=table)
        position = end
    yield from _lines(folded, position, len(folded))


def _lines(folded: str, start: int, end: int) -> Iterator[Block]:
    spans = list(islice(_spans(folded, start, end), _MOST_LINES))
    width = _width(spans)
    quote = False
    index = 0
    while index < len(spans):
        low, high = spans[index]
        size, table = text_table(folded, spans, index)
        if table is not None:
            yield Block(table=table)
            index += size
            continue
        index += 1
        while index < len(spans) and _wrapped(folded, (low, high), spans[index - 1], spans[index], width):
            high = spans[index][1]
            index += 1
        line = _line(folded, low, high)
        line.quoted = quote
        if quote:
            quote = not _closes(folded[low:high])
        elif _opens(folded, low, high):
            quote = any("”" in folded[a:b] for a, b in spans[index : index + 200])
        yield Block(line=line)


def _spans(folded: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    place = start
    while place < end:
        stop = folded.find("\n", place, end)
        stop = end if stop < 0 else stop
        low, high = place, stop
        while low < high and folded[low] in _SPACE:
            low += 1
        while high > low and folded[high - 1] in _SPACE:
            high -= 1
        if low < high:
            yield low, high
        place = stop + 1


def _width(spans: list[tuple[int, int]]) -> int:
    """The length of full lines where a text is broken at one; 0 where it is not."""
    longest = max((high - low for low, high in spans), default=0)
    full = sum(longest - 2 <= high - low for low, high in spans)
    return longest if 20 <= longest <= 60 and full >= 2 else 0


def _wrapped(folded: str, one: tuple[int, int], last: tuple[int, int], two: tuple[int, int], width: int) -> bool:
    """True when the line `two` carries on the sentence of the paragraph `one`, whose last line is `last`."""
    low, high = one
    if high - low > LONGEST or folded.count("\n", high, two[0]) > 1:
        return False
    head = folded[two[0] : two[0] + 12]
    tail = folded[max(low, high - 12) : high]
    if folded[low] in "#|" or head[0] in "#|":
        return False
    ending = folded[high - 1]
    window = folded[max(low, high - 300) : high]
    if window.count("《") > window.count("》") and "》" in folded[two[0] : min(two[1], two[0] + 150)]:
        return "《" not in folded[two[0] : folded.find("》", two[0])] or "》" not in window
    if ending in "。；：！？.;:!?":
        return False
    if _CARRIES_ON.match(head) and not _STARTS_ANEW.match(head):
        return True
    if window.count("(") > window.count(")") and high - low < 300 and ")" in folded[two[0] : two[0] + 60]:
        return True
    if ending in _END:
        return False
    for match in _SPLIT_WORD.finditer(tail + head):
        if match.start() < len(tail) < match.end():
            return True
    if ending in "、，" and _ARTICLE.match(head):
        return True
    if _STARTS_ANEW.match(head):
        return False
    if _LIST_ITEM.match(folded, low) and _NUMBER_AHEAD.match(folded, two[0], two[1]):
        return True
    if _OPEN_END.search(tail):
        return True
    if width and last[1] - last[0] >= width - 2 and any(mark in folded[low : two[1]] for mark in "，。；"):
        return True
    return high - low >= 25 and "一" <= ending <= "鿿" and "一" <= head[0] <= "鿿" and _prose(folded, one, two)


def _prose(folded: str, one: tuple[int, int], two: tuple[int, int]) -> bool:
    # a heading over a paragraph is not a wrapped line: the first line of a wrapped one already has a comma
    return any(mark in folded[one[0] : one[1]] for mark in "，。；") and any(
        mark in folded[two[0] : two[1]] for mark in "，。；"
    )


def _opens(folded: str, low: int, high: int) -> bool:
    part = folded[low:high]
    if "“" not in part:
        return False
    opened = part.rfind("“")
    return part.find("”", opened) < 0 and (opened == 0 or part[opened - 1] in "：:为" or part.lstrip().startswith("“"))


def _closes(part: str) -> bool:
    return part.rfind("”") > part.rfind("“") or part.count("”") > part.count("“")


def _line(folded: str, low: int, high: int) -> Line:
    body, level, heading = low, 0, False
    while body < high and folded[body] in "#" + _SPACE:
        heading = heading or folded[body] == "#"
        body += 1
    if heading:
        level = 1
    match = _MARKER.match(folded, body, high)
    if match:
        body = match.end()
        level = level or {"section": 2, "sub": 3, "item": 4}[match.lastgroup or "item"]
    else:
        match = _NUMBERED.match(folded, body, high)
        if match and not _ARTICLE.match(folded, body):
            body, level = match.end(), 4
    return Line(low, high, body, level, heading=heading)
