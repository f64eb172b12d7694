"""Days, anniversaries and terms as editors write them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.catalogue.days import add_years, parse_day, written
from plugins.catalogue.terms import parse_term


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-03-01", date(2024, 3, 1)),
        ("2024-3-1", date(2024, 3, 1)),
        ("2024年3月1日", date(2024, 3, 1)),
        ("2024 年 3 月 1 日", date(2024, 3, 1)),
        ("2024/03/01", date(2024, 3, 1)),
        ("2024.3.1", date(2024, 3, 1)),
        ("2024-02-29", date(2024, 2, 29)),
        ("2023-02-29", None),
        ("2023-02-30", None),
        ("2023-13-01", None),
        ("2023-00-10", None),
        ("20240301", None),
        ("2024-03", None),
        ("24-03-01", None),
        ("1799-12-31", None),
        ("3000-01-01", None),
        ("2024-03-01T10:00", None),
        ("0000-00-00", None),
        ("二〇二四年三月一日", None),
        ("", None),
    ],
)
def test_a_day_is_what_is_written_or_none(text: str, expected: date | None) -> None:
    assert parse_day(text) == expected


@given(st.dates(date(1800, 1, 1), date(2999, 12, 31)))
@settings(deadline=None, derandomize=True, database=None)
def test_every_day_is_read_back_in_every_form(day: date) -> None:
    assert parse_day(day.isoformat()) == parse_day(written(day)) == parse_day(f"{day:%Y/%m/%d}") == day


@pytest.mark.parametrize(
    ("start", "years", "expected"),
    [
        (date(2020, 2, 29), 1, date(2021, 2, 28)),
        (date(2020, 2, 29), 4, date(2024, 2, 29)),
        (date(2023, 8, 31), 0.5, date(2024, 2, 29)),
        (date(2023, 8, 31), 1.5, date(2025, 2, 28)),
        (date(2024, 1, 1), 5, date(2029, 1, 1)),
        (date(2024, 12, 15), 1 / 12, date(2025, 1, 15)),
        (date(2024, 10, 31), 18 / 12, date(2026, 4, 30)),
    ],
)
def test_anniversaries_count_whole_months(start: date, years: float, expected: date) -> None:
    assert add_years(start, years) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("5年", 5.0),
        (" 5 年 ", 5.0),
        ("五年", 5.0),
        ("十年", 10.0),
        ("十二年", 12.0),
        ("二十年", 20.0),
        ("两年", 2.0),
        ("18个月", 1.5),
        ("6月", 0.5),
        ("六个月", 0.5),
        ("1年半", 1.5),
        ("两年半", 2.5),
        ("试行2年", 2.0),
        ("0年", None),
        ("零年", None),
        ("五", None),
        ("-5年", None),
        ("5天", None),
        ("很久", None),
        ("5年左右", None),
        ("十十年", None),
        ("五五年", None),
    ],
)
def test_a_term_is_what_is_written_or_none(text: str, expected: float | None) -> None:
    assert parse_term(text) == expected
