"""Permanent addresses inside a text: `tiao-12-kuan-2`, `zhang-3-jie-1`, `s-1-2`, `fujian-1`."""

from __future__ import annotations

from collections.abc import Iterator

from plugins.disclosure.body.numerals import value
from plugins.disclosure.body.starts import Division


class Anchors:
    """Hands out anchors by division and number. One asked for again gets `-b`, then `-c`, … `-z`, `-aa`."""

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._times: dict[str, int] = {}
        self._book = self._subbook = self._chapter = ""
        self._annexes: dict[str, int] = {}
        self._unnumbered = 0
        self._sections = [0, 0, 0, 0]

    def unique(self, wanted: str) -> str:
        """`wanted`, or `wanted` with the next letter where it is taken."""
        anchor = wanted
        while anchor in self._taken:
            self._times[wanted] = times = self._times.get(wanted, 0) + 1
            anchor = f"{wanted}-{_letters(times)}"
        self._taken.add(anchor)
        return anchor

    def article(self, number: str) -> str:
        """The anchor of 第X条; articles count through the whole text."""
        return self.unique(f"tiao-{number}")

    def unnumbered(self) -> str:
        """The anchor of a heading without a number, by its order."""
        self._unnumbered += 1
        return self.unique(f"biaoti-{self._unnumbered}")

    def heading(self, division: Division, number: str) -> str:
        """The anchor of a numbered heading. Chapters are named within their 编, 节 within their chapter."""
        if division >= Division.SECTION:
            return self.section(division, number)
        self._sections = [0, 0, 0, 0]
        if division is Division.BOOK:
            self._subbook = self._chapter = ""
            self._book = self.unique(f"bian-{number}")
            return self._book
        if division is Division.SUBBOOK:
            self._chapter = ""
            self._subbook = self.unique(_within(self._book, f"fenbian-{number}"))
            return self._subbook
        if division is Division.CHAPTER:
            self._chapter = self.unique(_within(self._subbook or self._book, f"zhang-{number}"))
            return self._chapter
        return self.unique(_within(self._chapter, f"jie-{number}"))

    def annex(self, word: str, serial: str) -> str:
        """The anchor of 附件1 (附录, 附表): by its number, or by order where it has none."""
        self._annexes[word] = number = value(serial) or self._annexes.get(word, 0) + 1
        self._book = self._subbook = self._chapter = ""
        self._sections = [0, 0, 0, 0]
        return self.unique(f"{_ANNEXES[word]}-{number}")

    def section(self, division: Division, number: str) -> str:
        """The anchor of 一、（一）1.（1）: one number for each step from 一、 down, 0 for a step left out."""
        step = _STEPS[division]
        self._sections[step:] = [value(number)] + [0] * (3 - step)
        return self.unique("s-" + "-".join(map(str, self._sections[: step + 1])))


_ANNEXES = {"附件": "fujian", "附录": "fulu", "附表": "fubiao"}
_STEPS = {
    Division.SECTION: 0,
    Division.SUBSECTION: 1,
    Division.POINT: 2,
    Division.SUBPOINT: 3,
}


def _within(outer: str, inner: str) -> str:
    return f"{outer}-{inner}" if outer else inner


def _letters(times: int) -> str:
    """b for 1, c for 2, … z for 25, aa for 26."""
    letters, rest = "", times + 1
    while rest:
        rest, digit = divmod(rest - 1, 26)
        letters = chr(ord("a") + digit) + letters
    return letters


class Article:
    """Counts 款, 项 and 目 of one article; which anchors they get is known at its end."""

    def __init__(self, anchor: str, has_text: bool) -> None:
        self._anchor = anchor
        self._first = int(has_text)  # the line of the number is itself 第一款
        self._paragraphs: list[int] = []
        self._items: list[tuple[int, int, str]] = []  # block, 款, the rest of the anchor
        self._numbers = [0, 0, 0, 0]

    def paragraph(self, at: int) -> None:
        """Block `at` is the next 款."""
        self._paragraphs.append(at)
        self._numbers = [0, 0, 0, 0]

    def item(self, at: int, number: str, division: Division) -> None:
        """Block `at` is a 项 (一、 or （一）) or a 目 (1. or （1）). One kind inside the other adds its number."""
        step = _STEPS[division]
        self._numbers[step:] = [value(number)] + [0] * (3 - step)
        item = "-".join(str(part) for part in self._numbers[:2] if part)
        subitem = "-".join(str(part) for part in self._numbers[2:] if part)
        rest = (f"-xiang-{item}" if item else "") + (f"-mu-{subitem}" if subitem else "")
        if rest:
            self._items.append((at, max(1, self._first + len(self._paragraphs)), rest))

    @property
    def has_parts(self) -> bool:
        """True where there is anything to anchor but the article itself."""
        return bool(self._paragraphs or self._items)

    def ends_before(self, at: int) -> None:
        """Block `at` and what follows it turned out not to belong to the article."""
        self._paragraphs = [block for block in self._paragraphs if block < at]
        self._items = [item for item in self._items if item[0] < at]

    def anchors(self, anchors: Anchors) -> Iterator[tuple[int, str]]:
        """(block, anchor) for each 款 from the second on, each 项 and each 目."""
        count = self._first + len(self._paragraphs)
        for number, at in enumerate(self._paragraphs, self._first + 1):
            if number > 1:
                yield at, anchors.unique(f"{self._anchor}-kuan-{number}")
        for at, paragraph, rest in self._items:
            within = f"-kuan-{paragraph}" if count > 1 else ""
            yield at, anchors.unique(f"{self._anchor}{within}{rest}")
