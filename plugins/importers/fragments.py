"""Book titles broken by a page program: `<关于…>` was taken for a tag, and its end written again further on.

The damage looks like `《…印发<甲的意见>的通知》…执行。甲的意见>`: the last five characters stand in no bracket and
repeat a `<…>` of the same document. Only such a repetition is removed; a lone `>` of any other kind is reported.
"""

from __future__ import annotations

import re
from collections import Counter

from plugins.importers.changes import Change, Kind, edit, remark

_TITLE = re.compile(r"<([^<>〈〉＜＞\n]{2,120})>")
_PAIR = re.compile(r"[<〈＜][^<>〈〉＜＞\n]{1,400}>")
_OPEN = tuple("<〈＜《「“(（")
_HAN = re.compile("[㐀-鿿]")


def fragment_edits(lines: list[str]) -> list[Change]:
    """The removal of each broken repetition, and a remark on each line with a lone `>` after Chinese text."""
    titles = _titles(lines)
    sizes = sorted({len(title) for title in titles}, reverse=True)
    found: list[Change] = []
    for number, line in enumerate(lines, 1):
        if ">" not in line or line.lstrip().startswith((">", "<!--")):
            continue
        paired = _paired(line)
        floor, told = 0, False
        for match in re.finditer(">", line):
            end = match.start()
            if end in paired:
                continue
            ends = (line[max(floor, end - size) : end] for size in sizes)
            title = next((text for text in ends if text in titles), None)
            if title and titles[title] and line[end - len(title) - 1 : end - len(title)] not in _OPEN:
                titles[title] -= 1
                start = end - len(title)
                while start > floor and line[start - 1] in " 　\u00a0":
                    start -= 1
                found.append(edit(Kind.FRAGMENT, number, start + 1, line[start : end + 1], title=title))
                floor = end + 1
            elif not told and end and _HAN.match(line[end - 1]):
                told = True
                found.append(remark("unbalanced", number, before=line[max(0, end - 30) : end + 1]))
    return found


def _titles(lines: list[str]) -> Counter[str]:
    """What stands in `<…>` anywhere in the document, and how often: each opening was closed once too often at most."""
    return Counter(
        match.group(1)
        for line in lines
        if "<" in line
        for match in _TITLE.finditer(line)
        if _HAN.search(match.group(1))
    )


def _paired(line: str) -> set[int]:
    """The places of each `>` that closes an opening bracket of its own line, of whatever width."""
    return {match.end() - 1 for match in _PAIR.finditer(line)}
