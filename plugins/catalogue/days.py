"""Days as editors write them."""

from __future__ import annotations

import re
from datetime import date

_FORMS = (
    re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})$"),
    re.compile(r"^(\d{4})年(\d{1,2})月(\d{1,2})日$"),
    re.compile(r"^(\d{4})[/.](\d{1,2})[/.](\d{1,2})$"),
)


def parse_day(text: str) -> date | None:
    """The day that `text` names, or None when it names none (2023-02-30, 20240101 …)."""
    plain = "".join(text.split())
    for form in _FORMS:
        match = form.match(plain)
        if match:
            try:
                day = date(*map(int, match.groups()))
            except ValueError:
                return None
            return day if 1800 <= day.year <= 2999 else None
    return None


def add_years(start: date, years: float) -> date:
    """The anniversary `years` after `start`; whole months are counted, 29 February falls to 28 February."""
    months = round(years * 12)
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    for day in (start.day, 30, 29, 28):
        try:
            return date(year, month + 1, day)
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


def written(day: date) -> str:
    """The day in words: 2024年3月1日."""
    return f"{day.year}年{day.month}月{day.day}日"
