"""The fields that a text states about itself: title, number, type, category, entry into force."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache

from plugins.catalogue import tables
from plugins.catalogue.document_number import is_well_formed, parse_number, suggested_form
from plugins.catalogue.vocabulary import document_types
from plugins.importers.bodies import simplified, split_bodies
from plugins.importers.changes import SHOWN
from plugins.importers.dates import whole_day
from plugins.importers.lines import HAN, LONGEST_READ, Line, is_salutation, is_sentence, opening, visible_lines

_HEADING = re.compile(r"#\s+(.+?)\s*#*")
_NOT_A_TITLE = re.compile(
    r"^(第[一二三四五六七八九十百\d]+[条章节]|[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]+[)）]|附件|#|\||!\[|<)|(文件|：|:)$"
)
_NUMBER_LINE = re.compile(
    r"[（(]?([^\s（(。，；:：|]{1,24}[〔\[【﹝［（(]\s*(?:19|20)\d{2}\s*[〕\]】﹞］）)]\s*第?\s*\d{1,5}\s*号)[)）]?"
    r"(?:[\s　]*签发人[:：].{1,20})?"
)
_ORDER_TITLE = re.compile(r"([㐀-鿿、\s　]{2,60}?令)")
_ORDER_SERIAL = re.compile(r"[（(]?第?\s*(\d{1,4})\s*号[)）]?")
_ENTRY = re.compile(
    r"本(?P<what>(?:(?!自)[一-鿿（）]){1,10}?)(?:经[^。；，]{0,40}[，,])?自\s*(?P<when>[^。；，“”]{4,24}?)\s*起?\s*(?:正式)?(?:施行|实施|执行|生效)"
)
_FROM_PUBLICATION = re.compile(
    r"本(?P<what>[一-鿿]{1,6})自(?P<which>公布|发布|颁布|印发)之?日起(?:施行|实施|执行|生效)"
)
_QUOTED = re.compile("“[^”]*”|「[^」]*」")
_TAIL = re.compile(r"[\s　]*[（(〔\[][^（()）]{1,30}[）)〕\]]$")
_LAST_LINES = 12
_LONGEST_TITLE = 300
_ACTS = ("关于", "印发", "转发", "批转", "贯彻", "落实")
_RULES = ("办法", "规定", "细则", "规则", "规程")


@dataclass(frozen=True, slots=True)
class Title:
    """A title, the basis of it (a name of the table `basis`), its first line, and the lines it takes."""

    text: str
    basis: str
    lines: tuple[int, ...]


def heading_title(lines: list[Line]) -> Title | None:
    """The `# ` heading that opens the text; headings of the same rank directly below belong to it (a code's book)."""
    found: list[tuple[int, str]] = []
    for line in lines[:6]:
        match = _HEADING.fullmatch(line.text) if len(line.text) <= _LONGEST_TITLE else None
        if match:
            found.append((line.number, match.group(1).strip()))
        elif found:
            break
    if not found:
        return None
    return Title(" ".join(text for _, text in found), "heading", tuple(n for n, _ in found))


def opening_title(lines: list[Line]) -> Title | None:
    """The title of a plain text: the first opening line that reads as one, with the lines that go on with it."""
    return _title_among(opening(lines, 12), "number_line")


def attached_title(lines: list[Line], after: int, basis: str) -> Title | None:
    """The title of the text that a notice or an order carries below its signature (line `after`)."""
    rest = [line for line in lines if line.number > after]
    return _title_among(opening(rest, 6), basis)


def is_order(title: str) -> bool:
    """True for the bare heading of an order (某市人民政府令), which names no matter."""
    return bool(_ORDER_TITLE.fullmatch(title))


def _title_among(lines: list[Line], basis: str) -> Title | None:
    """The first run of at most three lines that ends in a 体裁; else the first line that may be a title."""
    fitting = [_may_be_title(line.text) for line in lines]
    for start in range(len(lines)):
        for end in range(start + 1, min(start + 3, len(lines)) + 1):
            if not fitting[end - 1]:
                break
            text = "".join(line.text for line in lines[start:end])
            if ends_in_type(text) and text.count("《") == text.count("》") and len(HAN.findall(text)) >= 4:
                return Title(text, basis, tuple(line.number for line in lines[start:end]))
            if end == len(lines) or not _leads_on(lines[end - 1].text, lines[end].text):
                break
    first = next((line for line, fits in zip(lines, fitting, strict=True) if fits), None)
    if first is None or len(HAN.findall(first.text)) < 4:
        return None
    return Title(first.text, basis, (first.number,))


def _leads_on(text: str, following: str) -> bool:
    """True for the upper line of a title set in several lines: a body above what it does, or the beginning of that."""
    if text.count("《") > text.count("》") or any(word in text for word in _ACTS):
        return True
    return following.startswith(_ACTS) and bool(split_bodies(text))


def _may_be_title(text: str) -> bool:
    if _NOT_A_TITLE.search(text) or _NUMBER_LINE.fullmatch(text) or _ORDER_SERIAL.fullmatch(text):
        return False
    if is_sentence(text) or is_salutation(text) or whole_day(text) or len(text) > 120:
        return False
    return bool(HAN.search(text))


def ends_in_type(title: str) -> bool:
    """True when the title ends in a 体裁, so that nothing is missing behind it."""
    return document_type(title) is not None


def document_type(title: str) -> str | None:
    """体裁: the word of the vocabulary that the title ends in, brackets like （试行） aside, or None."""
    plain = title.split(" ")[0] if " " in title and title.startswith("中华人民共和国") else title
    previous = None
    while previous != plain:
        previous = plain
        plain = _TAIL.sub("", plain).strip("　 》")
    plain = simplified(plain)
    for word in sorted(document_types(), key=len, reverse=True):
        if plain.endswith(word) and not (word in ("法", "法典") and not plain.startswith("中华人民共和国")):
            return word
    return None


def is_case(text: str) -> bool:
    """True when two of the headings of a published case stand in the text."""
    headings = tables.load("importers")["cases"]["headings"]
    return sum(bool(re.search(rf"^#*[ \t　]*{h}[ \t　]*$", text, re.MULTILINE)) for h in headings) >= 2


@cache
def _categories() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((c["name"], re.compile(c["pattern"])) for c in tables.load("importers")["category"])


def category(title: str) -> str | None:
    """分类, where the title tells it by itself; else None."""
    plain = simplified(title)
    return next((name for name, pattern in _categories() if pattern.search(plain)), None)


def is_departmental_rule(title: str, words: str) -> bool:
    """True for 规章: `words` tell that an order of a department or a local government issued the text, and that the
    State Council had no part in it (规章制定程序条例 Art. 7: 规章 are never called 条例)."""
    ordered = re.search("(部|委员会|局|署|行|人民政府)令第?", words)
    return bool(ordered) and "国务院" not in words and document_type(title) in _RULES


@dataclass(frozen=True, slots=True)
class Number:
    """A number in the standard form, as it was written, its basis, and its line."""

    text: str
    written: str
    basis: str
    line: int


def number_of(lines: list[Line], title: str) -> Number | tuple[Number, ...] | None:
    """发文字号: a line of the opening that is a number, 令 above 第N号, or the bracket behind the title.

    None when there is none; all of them when the opening holds more than one, so that none is taken.
    """
    head = opening(lines)
    found: list[Number] = []
    for index, line in enumerate(head):
        match = _NUMBER_LINE.fullmatch(line.text)
        if match and parse_number(match.group(1)):
            found.append(_number(match.group(1), "number_line", line.number))
            continue
        serial = _ORDER_SERIAL.fullmatch(line.text)
        above = _ORDER_TITLE.fullmatch(head[index - 1].text.lstrip("# ")) if index else None
        if serial and above:
            body = "".join(above.group(1).split())
            text = f"{body}第{int(serial.group(1))}号"
            found.append(Number(text, text, "order_line", line.number))
    if not found:
        tail = re.search(r"[（(]([^（()）]{4,30})[)）]$", title)
        if tail and parse_number(tail.group(1)) and is_well_formed(str(parse_number(tail.group(1)))):
            found.append(_number(tail.group(1), "title_tail", lines[0].number if lines else 0))
    distinct = {number.text: number for number in found}
    if len(distinct) > 1:
        return tuple(distinct.values())
    return found[0] if found else None


def _number(written: str, basis: str, line: int) -> Number:
    plain = "".join(written.split())
    return Number(suggested_form(plain) or plain, written, basis, line)


def standard_number(written: str, basis: str, line: int) -> Number | None:
    """A number stated elsewhere (a page's label), in the standard form; None when no number can be read in it."""
    return _number(written, basis, line) if parse_number(written) else None


@dataclass(frozen=True, slots=True)
class Entry:
    """What a text says of its entry into force: a day, or from its publication; with the words and the line."""

    day: date | None
    words: str
    line: int


def entries_into_force(lines: Iterable[Line]) -> tuple[Entry, ...]:
    """The distinct statements `本…自…起施行` in the last lines, outside quotation marks."""
    found: dict[date | None, Entry] = {}
    for line in list(lines)[-_LAST_LINES:]:
        plain = _QUOTED.sub("", line.text[-LONGEST_READ:])
        for match in _ENTRY.finditer(plain):
            day = whole_day(match.group("when").removesuffix("起"))
            if day:
                found.setdefault(day, Entry(day, match.group(), line.number))
        for match in _FROM_PUBLICATION.finditer(plain):
            found.setdefault(None, Entry(None, match.group(), line.number))
    return tuple(found.values())


def supplied_title(text: str, stem: str) -> str | None:
    """A title for a text that has none, in square brackets as archives write it (DA/T 18): the file's name where it
    is in words, else the first clause."""
    if len(HAN.findall(stem)) >= 4:
        return f"[{stem}]"
    for line in visible_lines(text):
        clause = _first_clause(line.text.lstrip("#>*- "))
        if clause:
            return f"[{clause}]"
    return None


def _first_clause(text: str) -> str:
    """The text up to its first comma or stop outside brackets, no longer than a message shows, no bracket cut open."""
    depth, safe = 0, 0
    for index, character in enumerate(text):
        if character in "《（(“〈<":
            depth += 1
        elif character in "》）)”〉>":
            depth = max(0, depth - 1)
        if depth == 0 and character in "，,。；;：:":
            return text[:index]
        if index >= SHOWN - 20 and (safe or depth == 0):
            return text[: safe or index].rstrip("和、及与")
        if depth == 0:
            safe = index + 1
    return text if depth == 0 else text[:safe]
