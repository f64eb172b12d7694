"""Numbers, anchors and headings: what each block of a text is, read from how it begins."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from plugins.disclosure.body import closing
from plugins.disclosure.body.anchors import Anchors, Article
from plugins.disclosure.body.model import OutlineItem
from plugins.disclosure.body.numerals import value
from plugins.disclosure.body.starts import (
    START,
    Division,
    begins_article,
    division_of,
    heading_division,
    is_caption_only,
    number_of,
    run_in_label,
)

_Match = re.Match[str]
OPAQUE = -1
"""Level of a block that is neither heading nor paragraph (table, list, HTML)."""


@dataclass(slots=True)
class Mark:
    """How one block is written: its tag, class and id (or nothing), and the number wrapped for the theme."""

    tag: str = "p"
    classes: str = ""
    anchor: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class Structure:
    """Marks by block (a block without one is a plain paragraph), and what the page learns from them."""

    marks: dict[int, Mark]
    title_in_text: bool
    outline: tuple[OutlineItem, ...]
    anchors: tuple[str, ...]


def same_title(text: str, title: str) -> bool:
    """True where `text` is the title, white space and 《》 aside."""
    if not title or len(text) > 3 * len(title) + 50:
        return False
    return _bare(text) == _bare(title)


def _bare(text: str) -> str:
    return "".join(text.split()).replace("《", "").replace("》", "")


def read_structure(levels: Sequence[int], texts: Sequence[str], title: str) -> Structure:
    """The structure of a text. `levels`: 1–6 for typed headings, 0 for paragraphs, OPAQUE for the rest."""
    return _Reader(levels, texts).read(title)


_SECTION_CLASSES = {
    Division.SECTION: "section",
    Division.SUBSECTION: "item",
    Division.POINT: "subitem",
    Division.SUBPOINT: "subitem",
}
_CONTENTS_ENTRY = "contents-entry"
_LONGEST_FRAME = 60
_WIDE_SPACES = frozenset(
    "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000",
)
"""Spaces that a browser does not fold away: a line that begins with one has its indent typed."""


class _Reader:
    def __init__(self, levels: Sequence[int], texts: Sequence[str]) -> None:
        self.levels, self.texts = levels, texts
        self.marks: dict[int, Mark] = {}
        self.outline: list[tuple[int, str, int]] = []  # level, label, block
        self.open: list[tuple[Division | None, int, bool]] = []  # division, signs, is a heading
        self.anchors = Anchors()
        self.article: Article | None = None
        self.last_article = 0
        self.contents: set[str] | None = None  # lines of the 目录 being read
        self.contents_end = 0  # block behind a table of contents that repeats as headings
        self.before_text = True

    def read(self, title: str) -> Structure:
        levels, texts, match_start = self.levels, self.texts, START.match
        titled = bool(texts) and levels[0] in (0, 1) and same_title(texts[0], title)
        if titled:
            self.marks[0] = Mark("h1", "document-title")
        for at in range(int(titled), len(texts)):
            level, text = levels[at], texts[at]
            if level == OPAQUE:
                self.before_text = False
                continue
            match = match_start(text)
            if level:
                self._heading(at, text, match, max(level, 2))  # `#` and `##` alike: one h1
            elif match is None:
                if self.article and len(text) > _LONGEST_FRAME:  # most lines; the same as _plain
                    self.marks[at] = Mark("p", "article-paragraph")
                    self.article.paragraph(at)
                else:
                    self._plain(at, text)
            else:
                self._numbered(at, text, match)
        self._end_article()
        self._note_typed_indents(int(titled))
        marks = self.marks
        anchors = [marks[at].anchor for at in sorted(marks) if marks[at].anchor]
        outline = [OutlineItem(level, label, marks[at].anchor) for level, label, at in self.outline]
        return Structure(marks, titled, tuple(outline), tuple(anchors))

    def _note_typed_indents(self, first: int) -> None:
        for at, text in enumerate(self.texts):
            if text[:1] in _WIDE_SPACES and at >= first:
                mark = self.marks.setdefault(at, Mark())
                mark.classes = f"{mark.classes} typed-indent".lstrip()

    def _plain(self, at: int, text: str) -> None:
        """A paragraph that begins with no number."""
        self.contents = None
        if len(text) <= _LONGEST_FRAME and self._frame(at, text):
            return
        if self.before_text:
            self.before_text = False
            if closing.is_addressee(text):
                self.marks[at] = Mark(classes="addressee")
                return
        if self.article:
            self.marks[at] = Mark(classes="article-paragraph")
            self.article.paragraph(at)

    def _frame(self, at: int, text: str) -> bool:
        """True where the line is 目录, 发文字号, 附注 or the date of a 落款, and so no part of the text itself."""
        if "目" in text and _bare(text) == "目录":
            self.contents = set()
        elif self.before_text and closing.is_document_number(text):
            self.marks[at] = Mark(classes="document-number")
        elif closing.is_note(text):
            self._end_article()
            self.marks[at] = Mark(classes="disclosure-note")
        elif (first := closing.signature_start(self.levels, self.texts, at)) >= 0:
            if self.article:
                self.article.ends_before(first)
            self._end_article()
            for line in range(first, at + 1):
                self.marks[line] = Mark(classes="signature")
        else:
            return False
        return True

    def _numbered(self, at: int, text: str, match: _Match) -> None:
        """A paragraph that begins with a number."""
        if match["unit"] == "条":
            if begins_article(match, text, self.last_article):
                self._begin_article(at, text, match, "p")
            else:
                self._plain(at, text)
            return
        division = division_of(match)
        if self.contents is not None and self._is_in_contents(at, match, text):
            return
        if self._is_typed_heading(at, match, text):
            self._heading(at, text, match, 0)
            return
        if division is not None and division <= Division.DIVISION:
            self._plain(at, text)
            return
        self.before_text = False
        if division is None:
            self.marks[at] = Mark(classes="subitem")
        elif self.article:
            self.marks[at] = Mark(classes="item" if division <= Division.SUBSECTION else "subitem")
            self.article.item(at, match[match.lastgroup or 0], division)
        else:
            self._section(at, text, match, division)

    def _section(self, at: int, text: str, match: _Match, division: Division) -> None:
        """一、, （一）, 1. or （1） outside articles, with its text on the same line."""
        anchor = self.anchors.section(division, match[match.lastgroup or 0])
        self.marks[at] = Mark(classes=_SECTION_CLASSES[division], anchor=anchor)
        if division <= Division.SUBSECTION:
            label = run_in_label(match, text)
            self._close_down_to(division, 0)
            if label:
                self.open.append((division, 0, False))
                self.outline.append((len(self.open), label, at))

    def _is_in_contents(self, at: int, match: _Match, text: str) -> bool:
        """True for a line of the 目录, which is no heading. The 目录 ends where one of its lines comes again."""
        words = _bare(text) if heading_division(match, text) is not None else ""
        if self.contents is None or not words or words in self.contents:
            self.contents = None
            return False
        self.contents.add(words)
        self.marks[at] = Mark(classes=_CONTENTS_ENTRY)
        return True

    def _is_typed_heading(self, at: int, match: _Match, text: str) -> bool:
        """True for a short numbered line that has something under it and is not one of a list."""
        if self.article and match["subsection"]:
            return False
        division = heading_division(match, text)
        if division is None:
            return False
        if division is Division.ANNEX:
            return True
        if at and self._would_head(at - 1) is division and not self._is_contents_entry(at - 1):
            return False
        for following in range(at + 1, len(self.texts)):
            under = self._would_head(following)
            if under is None:
                return self.levels[following] <= 0
            if under <= division:
                return False
            division = under
        return False

    def _is_contents_entry(self, at: int) -> bool:
        return at in self.marks and self.marks[at].classes == _CONTENTS_ENTRY

    def _would_head(self, at: int) -> Division | None:
        if self.levels[at] == OPAQUE:
            return None
        return heading_division(START.match(self.texts[at]), self.texts[at])

    def _heading(self, at: int, text: str, match: _Match | None, signs: int) -> None:
        """A heading, typed with `#` (`signs` > 0) or recognised by its number."""
        if at < self._end_of_contents(at):
            self.marks[at] = Mark(classes=_CONTENTS_ENTRY)
            return
        division = division_of(match) if match else None
        if match and division is Division.ARTICLE:
            if begins_article(match, text, self.last_article):
                tag = f"h{self._enter(division, signs)}"
                self._begin_article(at, text, match, tag)
                return
            division = None
        self.contents = set() if _bare(text) == "目录" else None
        self.before_text = False
        self._end_article()
        mark = Mark(f"h{self._enter(division, signs)}", "" if signs else "typed-heading")
        if match and division is Division.ANNEX:
            mark.anchor = self.anchors.annex(match["annex"], match["serial"])
        elif match and division is not None:
            number = number_of(match) if match["unit"] else match[match.lastgroup or 0]
            mark.anchor = self.anchors.heading(division, number)
        else:
            mark.anchor = self.anchors.unnumbered()
        self.marks[at] = mark
        self.outline.append((len(self.open), " ".join(text.split()), at))
        if self.contents is not None:
            self.open.pop()  # what follows the 目录 does not stand under it

    def _end_of_contents(self, at: int) -> int:
        """The block behind a table of contents typed as headings: headings with nothing under them that come again."""
        if at < self.contents_end:
            return self.contents_end
        if at and self._is_headed(at - 1) and _bare(self.texts[at - 1]) != "目录":
            return self.contents_end
        first, end = _bare(self.texts[at]), at + 1
        while end < len(self.texts) and self._is_headed(end):
            if _bare(self.texts[end]) == first:
                self.contents_end = end
                break
            end += 1
        return self.contents_end

    def _is_headed(self, at: int) -> bool:
        return self.levels[at] > 0 or self._would_head(at) is not None

    def _enter(self, division: Division | None, signs: int) -> int:
        """Opens a heading inside those that enclose it; the level of its `h` element, so that none is skipped."""
        self._close_down_to(division, signs)
        self.open.append((division, signs, True))
        return min(6, 1 + sum(is_heading for _, _, is_heading in self.open))

    def _close_down_to(self, division: Division | None, signs: int) -> None:
        while self.open and not _encloses(self.open[-1], division, signs):
            self.open.pop()

    def _begin_article(self, at: int, text: str, match: _Match, tag: str) -> None:
        self._end_article()
        self.before_text = False
        self.contents = None
        number = number_of(match)
        self.last_article = value(match["number"])
        anchor = self.anchors.article(number)
        self.marks[at] = Mark(tag, "article", anchor, match["whole"])
        has_text = tag == "p" and not is_caption_only(text, match.end())
        self.article = Article(anchor, has_text)
        label = match["whole"] if has_text else " ".join(text.split())
        self.outline.append((len(self.open) + (tag == "p"), label, at))

    def _end_article(self) -> None:
        if self.article:
            if self.article.has_parts:
                for at, anchor in self.article.anchors(self.anchors):
                    self.marks[at].anchor = anchor
            self.article = None


def _encloses(outer: tuple[Division | None, int, bool], division: Division | None, signs: int) -> bool:
    """True where a heading of this division and so many signs `#` (0: typed) stands under `outer`."""
    outer_division, outer_signs, _ = outer
    if division is Division.ANNEX and not signs:
        return False
    if outer_signs and signs:
        return outer_signs < signs
    if outer_division is not None and division is not None:
        return outer_division < division
    return outer_signs > 0
