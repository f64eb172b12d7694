"""Days as official texts write them, in Arabic and in Chinese numerals."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

_WIDTH = {ord("０") + n: ord("0") + n for n in range(10)}
_ZERO = "〇○零Ｏ０OО0"
_DIGITS = dict.fromkeys(_ZERO, 0) | {c: n for n, c in enumerate("一二三四五六七八九", 1)}
_ARABIC = r"(?P<y>(?:1[89]|20)\d{2})\s*年\s*(?P<m>\d{1,2})\s*月\s*(?P<d>\d{1,2})\s*日"
_NUMERAL = (
    rf"(?P<Y>[一二][一二三四五六七八九{_ZERO}]{{3}})年"
    r"(?P<M>[一二三四五六七八九十元正]{1,2})月(?P<D>[一二三四五六七八九十廿卅]{1,3})日"
)
_ISO = r"(?<!\d)(?P<Yi>(?:1[89]|20)\d{2})(?P<s>[-/.])(?P<Mi>\d{1,2})(?P=s)(?P<Di>\d{1,2})(?!\d)"
DAY = re.compile(f"{_ARABIC}|{_NUMERAL}|{_ISO}")


@dataclass(frozen=True, slots=True)
class Found:
    """A day, and where in the text it stands (offsets, end exclusive)."""

    day: date
    start: int
    end: int


def narrow(text: str) -> str:
    """`text` with full-width digits as plain ones; its length does not change. For reading, never for showing."""
    return text.translate(_WIDTH)


def find_days(text: str) -> Iterator[Found]:
    """Every day that `text` names, in order; impossible ones (2月30日) are passed over."""
    for match in DAY.finditer(narrow(text)):
        day = _day(match)
        if day:
            yield Found(day, match.start(), match.end())


def whole_day(text: str) -> date | None:
    """The day that `text` names and nothing else, or None. Spaces and surrounding brackets do not count."""
    plain = "".join(narrow(text).split()).strip("（）()")
    match = DAY.fullmatch(plain)
    return _day(match) if match else None


def day_in(text: str) -> date | None:
    """The one day that `text` names, whatever stands around it; None when it names none, or several."""
    days = {found.day for found in find_days(text)}
    return days.pop() if len(days) == 1 else None


def _day(match: re.Match[str]) -> date | None:
    part = match.groupdict()
    try:
        if part["y"]:
            return date(int(part["y"]), int(part["m"]), int(part["d"]))
        if part["Yi"]:
            return date(int(part["Yi"]), int(part["Mi"]), int(part["Di"]))
        year = int("".join(str(_DIGITS[c]) for c in part["Y"]))
        return date(year, _small(part["M"]), _small(part["D"]))
    except ValueError:
        return None


def _small(numeral: str) -> int:
    """Numerals up to 三十一; 元月 and 正月 are the first month."""
    if numeral in ("元", "正"):
        return 1
    numeral = numeral.replace("廿", "二十").replace("卅", "三十")
    tens, found, units = numeral.partition("十")
    if not found:
        return _DIGITS.get(numeral, 0)
    return (_DIGITS.get(tens, 0) if tens else 1) * 10 + (_DIGITS.get(units, 0) if units else 0)
