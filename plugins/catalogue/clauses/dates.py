"""Dates and numbers as Chinese documents write them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")}
_DIGITS |= {"○": 0, "零": 0, "O": 0, "o": 0, "Ｏ": 0, "〇": 0, "两": 2, "俩": 2, "壹": 1, "贰": 2, "叁": 3}
_DIGITS |= {"肆": 4, "伍": 5, "陆": 6, "柒": 7, "捌": 8, "玖": 9, "兩": 2, "貳": 2, "參": 3, "陸": 6}
_DIGITS |= {str(i): i for i in range(10)} | {chr(0xFF10 + i): i for i in range(10)}
_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000, "万": 10000, "萬": 10000}
_TENS = {"廿": 20, "卅": 30}

_NUM = "0-9０-９〇○零Oo一二三四五六七八九"
_YEAR = rf"(?P<y>[{_NUM}]{{4}})年"
_MONTH = r"(?P<m>[0-9０-９]{1,2}|[一二三四五六七八九十]{1,2}|元)月"
_DAY = r"(?P<d>[0-9０-９]{1,2}|[一二三四五六七八九十廿卅]{1,3})(?:日|号(?![令文]))"
_WRITTEN = re.compile(
    rf"{_YEAR}(?:{_MONTH}(?:{_DAY}|(?P<d2>[0-9]{{1,2}})(?![0-9年月号条]))?)?(?![度版级届])"
    r"|(?<![0-9〔(第])(?P<iy>(?:19|20)[0-9]{2})(?P<sep>[-./])(?P<im>[0-9]{1,2})(?:(?P=sep)(?P<id>[0-9]{1,2}))?(?![0-9号])"
)
ISSUE = "(?:公布|发布|印发|颁布|下发|签发|发文|通过|批准|通告|公告|颁发|公开|印制|公示|发文|刊登|发出)"
"""What is done on the day from which 自公布之日起 counts."""
_ONE = re.compile(
    rf"^(?:{_YEAR}{_MONTH}{_DAY}|(?P<iy>[0-9]{{4}})(?P<sep>[-./])(?P<im>[0-9]{{1,2}})(?P=sep)(?P<id>[0-9]{{1,2}}))$"
)


def chinese_number(text: str) -> int | None:
    """The whole number that `text` writes (五, 二十三, 一百零五, 两千, 12, 二〇二四), or None when it writes none."""
    if not text or len(text) > 12:
        return None
    if text in ("元",):
        return 1
    if all(c in _DIGITS for c in text):
        return int("".join(str(_DIGITS[c]) for c in text))
    total = section = digit = 0
    for character in text:
        if character in _DIGITS:
            digit = digit * 10 + _DIGITS[character] if character.isascii() and digit else _DIGITS[character]
        elif character in _TENS:
            section += _TENS[character]
        elif character in _UNITS:
            unit = _UNITS[character]
            if unit == 10000:
                total, section, digit = (total + section + digit) * unit, 0, 0
            else:
                section, digit = section + (digit or 1) * unit, 0
        else:
            return None
    return total + section + digit


def _calendar(year: str, month: str, day: str) -> date | None:
    numbers = [chinese_number(part) for part in (year, month, day)]
    if None in numbers:
        return None
    try:
        found = date(*[n for n in numbers if n is not None])
    except ValueError:
        return None
    return found if 1900 <= found.year <= 2999 else None


def parse_date(text: str) -> date | None:
    """The day that `text` names as a whole (二〇二四年三月一日, 2024年3月1日, 2024-03-01), or None.

    White space does not count; a day that the calendar does not have is None.
    """
    match = _ONE.match("".join(text.split())) if len(text) < 64 else None
    if not match:
        return None
    if match["iy"]:
        return _calendar(match["iy"], match["im"], match["id"])
    return _calendar(match["y"], match["m"], match["d"])


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date in a text: the characters [start, end), and `iso` as YYYY-MM-DD, YYYY-MM or YYYY."""

    start: int
    end: int
    iso: str


def find_dates(text: str) -> Iterator[FoundDate]:
    """The dates written in `text` (without white space inside), in order. A year that numbers a document is none."""
    for match in _WRITTEN.finditer(text):
        parts = match.groupdict()
        year = parts["y"] or parts["iy"]
        month = parts["m"] or parts["im"]
        day = parts["d"] or parts["d2"] or parts["id"]
        number = chinese_number(year)
        if number is None or not 1900 <= number <= 2999:
            continue
        end = match.end()
        if month is None:
            # 公告2014年第6号: the year is part of a number
            if (
                text[end : end + 1] in ("第", "〕")
                or text[end : end + 1].isdigit()
                or text[end : end + 2] in ("以来", "以上", "以下", "以内")
            ):
                continue
            yield FoundDate(match.start(), end, f"{number:04d}")
            continue
        months = chinese_number(month)
        if months is None or not 1 <= months <= 12:
            continue
        if day is None:
            yield FoundDate(match.start(), end, f"{number:04d}-{months:02d}")
            continue
        found = _calendar(year, month, day)
        if found:
            yield FoundDate(match.start(), end, found.isoformat())


def day_after(iso: str) -> str:
    """The ISO day after the ISO day `iso`; shorter forms come back unchanged."""
    if len(iso) != 10:
        return iso
    return (date.fromisoformat(iso) + timedelta(days=1)).isoformat()


def day_before(iso: str) -> str:
    """The ISO day before the ISO day `iso`; shorter forms come back unchanged."""
    if len(iso) != 10:
        return iso
    return (date.fromisoformat(iso) - timedelta(days=1)).isoformat()


_TERM = re.compile(
    r"^(?P<n>[0-9]{1,3}(?:\.5)?|[一二两三四五六七八九十壹贰叁伍]{1,3}|半)(?P<half>个?半)?"
    r"(?P<unit>周年|个年度|个月|年|月)(?P<more>半)?"
    r"(?:(?<=年)[零又另加]?(?P<months>[0-9]{1,2}|[一二两三四五六七八九十]{1,3})个月)?$"
)


def parse_term(text: str) -> float | None:
    """A period in years (5年 5.0, 两年半 2.5, 5年零6个月 5.5, 六个月 0.5, 半年 0.5), or None."""
    match = _TERM.match(text)
    if not match:
        return None
    number: float
    if match["n"] == "半":
        number = 0.5
    elif "." in match["n"]:
        number = float(match["n"])
    else:
        whole = chinese_number(match["n"])
        if not whole:
            return None
        number = float(whole)
    if match["half"] or match["more"]:
        number += 0.5
    months = chinese_number(match["months"]) if match["months"] else 0
    if months is None:
        return None
    return number / 12 if "月" in match["unit"] else number + months / 12
