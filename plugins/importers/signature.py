"""落款: the bodies that sign a document and the day under them (GB/T 9704—2012, 7.3.5)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache

from plugins.catalogue import tables
from plugins.importers.bodies import split_bodies
from plugins.importers.dates import find_days, whole_day
from plugins.importers.lines import Line, is_sentence

_MOST_BODIES = 12
_LONGEST = 120
_MAY_END_IN_DAY = re.compile(r"日|\d[-/.]\d")


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signed, when, and on which lines. `issuers` is empty where a person signs for the body of the order."""

    issuers: tuple[str, ...]
    day: date
    first_line: int
    last_line: int


def read_signature(lines: list[Line]) -> Signature | None:
    """The first signature of the text: body lines with a day on the line below them, or at the end of the last.

    It must stand below running text, so that a heading with a date is not taken for one. What follows it (a forwarded
    text, annexes) may carry signatures of its own; they are not this document's.
    """
    begun = False
    for index, line in enumerate(lines):
        if not begun or not _MAY_END_IN_DAY.search(line.text[-12:]):
            begun = begun or is_sentence(line.text)
            continue
        day, beside = _day_at_end(line.text)
        if day is None:
            continue
        bodies, first = _bodies_above(lines, index, beside)
        if bodies:
            return Signature(bodies, day, first, line.number)
        if not beside and index and _is_person(lines[index - 1].text):
            return Signature((), day, lines[index - 1].number, line.number)
    return None


def _day_at_end(text: str) -> tuple[date | None, str]:
    """The day of a line that is one, or ends in one after the signing bodies; and what stands before it."""
    if len(text) > _LONGEST:
        return None, ""
    day = whole_day(text)
    if day:
        return day, ""
    days = list(find_days(text))
    if len(days) != 1 or days[0].end != len(text):
        return None, ""
    before = text[: days[0].start].strip(" 　\u00a0")
    return (days[0].day, before) if split_bodies(before) else (None, "")


def _bodies_above(lines: list[Line], index: int, beside: str) -> tuple[tuple[str, ...], int]:
    found = list(split_bodies(beside)) if beside else []
    first = lines[index].number
    for line in reversed(lines[max(0, index - _MOST_BODIES) : index]):
        bodies = split_bodies(line.text) if len(line.text) <= 80 else ()
        if not bodies:
            break
        found[:0] = bodies
        first = line.number
    return tuple(dict.fromkeys(found)), first


@cache
def _person() -> re.Pattern[str]:
    offices = "|".join(tables.load("importers")["bodies"]["persons"])
    return re.compile(rf"[一-鿿]{{0,12}}(?:{offices})[:：]?[一-鿿·]{{2,6}}")


def _is_person(text: str) -> bool:
    plain = re.sub(r"[\s　]", "", text)
    return len(plain) <= 20 and bool(_person().fullmatch(plain))
