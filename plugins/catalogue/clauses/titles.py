"""Titles in a text: a stack of brackets, with the usual slips mended (a missing 》, < for 《, a doubled bracket)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from plugins.catalogue.clauses.nouns import document_noun, names_document

LONGEST = 220
"""Characters of the longest title believed; a bracket left open for longer is a slip."""

_MARKS = re.compile(r"[《》〈〉]")


@dataclass(frozen=True, slots=True)
class FoundTitle:
    """A title in a text: the characters [start, end) with its brackets, and [inner_start, inner_end) without."""

    start: int
    end: int
    inner_start: int
    inner_end: int


@cache
def _missing_close() -> re.Pattern[str]:
    return re.compile(
        rf"[^《》，。；：]{{2,150}}?{document_noun()}(?:\([^()]{{1,8}}\))?"
        r"(?=[(〔【][^()]{0,40}[0-9]号|同时|同日|即行|自[0-9一二公发印本]|予以|一并|一律|均|废止|失效|停止|不再|作废|[、，。；]|和《|及《|$)"
    )


@cache
def _new_start() -> re.Pattern[str]:
    return re.compile(rf"(?:号[)〕】]|{document_noun()}(?:\([^()]{{0,40}}\))?)(?:[、，；和及与]|以及)?$")


_MISSING_OPEN = re.compile(r"关于[^《》，。；：]{2,140}$|[^《》，。；：、\s]{4,80}$")
_NOT_TITLE = re.compile(r"^(?:原|现将|将|和|及|以及|与|对|废止|停止执行)+")


def bracketed_titles(text: str) -> list[FoundTitle]:
    """The outermost titles in brackets in `text` (folded, squeezed), in order, without overlap."""
    return _Scanner(text).found


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text
        self.found: list[FoundTitle] = []
        self.inside: list[FoundTitle] = []
        self.stack: list[tuple[str, int]] = []
        self.width = 1
        self.last_close = -1
        skip = -1
        for match in _MARKS.finditer(text):
            place, mark = match.start(), match[0]
            if place <= skip:
                continue
            if self.stack and place - self.stack[0][1] > LONGEST:
                self._mend(place)
            if mark in "《〈":
                skip = self._open(mark, place)
            elif self.stack:
                skip = self._close(mark, place)
            elif mark == "》":
                self._unopened(place)
        if self.stack:
            self._mend(len(text))

    def _open(self, mark: str, place: int) -> int:
        if self.stack and mark == "《" and self._starts_anew(place):
            self._mend(place)
        if self.stack:
            self.stack.append((mark, place))
            return -1
        doubled = self.text[place + 1 : place + 2] == mark
        self.width = 2 if doubled else 1
        self.last_close = -1
        self.inside = []
        self.stack.append(("《" if doubled else mark, place))
        return place + 1 if doubled else -1

    def _starts_anew(self, place: int) -> bool:
        if self.stack[0][0] != "《" or len(self.stack) > 1 or self.last_close > 0:
            return False
        before = self.text[self.stack[0][1] + 1 : place]
        return bool(_new_start().search(before)) and not before.startswith("关于修改")

    def _close(self, mark: str, place: int) -> int:
        start = self.stack[0][1]
        if mark == "》":
            kinds = [kind for kind, _ in self.stack]
            depth = len(kinds) - 1 - kinds[::-1].index("《") if "《" in kinds else len(kinds) - 1
            if depth == 1 and kinds[0] == "〈":
                opened = self.stack[1][1]
                self.inside.append(FoundTitle(opened, place + 1, opened + 1, place))
            del self.stack[depth:]
        else:
            self.stack.pop()
        self.last_close = place
        if self.stack:
            return -1
        end = place + 1
        # a doubled bracket closes once
        if self.text[end : end + 1] == mark and (self.width == 2 or mark == "》"):
            end += 1
        if self.text[start] == "〈" and self.width == 1 and not names_document(self.text[start + 1 : place]):
            self.found.extend(self.inside)
        elif place > start + self.width:
            self.found.append(FoundTitle(start, end, start + self.width, place))
        return end - 1

    def _mend(self, limit: int) -> None:
        start, mark = self.stack[0][1], self.stack[0][0]
        self.stack.clear()
        if mark == "〈":
            self.found.extend(self.inside)
            return
        inner = start + self.width
        if self.last_close > inner and self.text[self.last_close] == "》":
            if self.last_close - start <= LONGEST:
                self.found.append(FoundTitle(start, self.last_close + 1, inner, self.last_close))
            return
        begin = self.last_close + 1 if self.last_close > inner else inner
        match = _missing_close().match(self.text, begin, min(limit, begin + LONGEST))
        if not match and self.last_close > inner:
            match = re.compile(rf"[^《》，。；：]{{0,20}}?{document_noun()}").match(self.text, begin, limit)
        if match:
            self.found.append(FoundTitle(start, match.end(), inner, match.end()))

    def _unopened(self, place: int) -> None:
        floor = self.found[-1].end if self.found else 0
        if floor == place:
            last = self.found[-1]
            self.found[-1] = FoundTitle(last.start, place + 1, last.inner_start, last.inner_end)
            return
        match = _MISSING_OPEN.search(self.text, max(floor, place - 150), place)
        if not match:
            return
        start = match.start()
        lead = _NOT_TITLE.match(match[0])
        start += lead.end() if lead else 0
        if names_document(self.text[start:place]):
            self.found.append(FoundTitle(start, place + 1, start, place))
