"""Dates, numerals and periods as Chinese documents write them."""

from __future__ import annotations

from datetime import date

import pytest

from plugins.catalogue.clauses import chinese_number, parse_date
from plugins.catalogue.clauses.dates import day_after, find_dates, parse_term


@pytest.mark.parametrize(
    "text",
    ["二〇二四年三月一日", "二○二四年三月一日", "2024年3月1日", "2024-03-01", "2024.3.1", "2024/3/1",
     "２０２４年３月１日", "2024 年 3 月 1 日"],
)  # fmt: skip
def test_one_day_in_many_forms(text: str) -> None:
    assert parse_date(text) == date(2024, 3, 1)


@pytest.mark.parametrize(
    "text", ["", "2023年2月30日", "2024年3月", "三月一日", "自2024年3月1日起", "20240301", "x" * 5000]
)
def test_what_is_no_day(text: str) -> None:
    assert parse_date(text) is None


@pytest.mark.parametrize(
    ("text", "number"),
    [("五", 5), ("十", 10), ("十二", 12), ("二十三", 23), ("一百零五", 105), ("两千", 2000), ("12", 12), ("廿一", 21),
     ("二〇二四", 2024), ("", None), ("办法", None)],
)  # fmt: skip
def test_numerals(text: str, number: int | None) -> None:
    assert chinese_number(text) == number


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("5年", 5.0),
        ("三年", 3.0),
        ("两年半", 2.5),
        ("六个月", 0.5),
        ("半年", 0.5),
        ("18个月", 1.5),
        ("一年半", 1.5),
        ("多年", None),
    ],
)
def test_periods(text: str, years: float | None) -> None:
    assert parse_term(text) == years


@pytest.mark.parametrize(
    ("text", "isos"),
    [
        ("1996年4月18日、1998年7月24日发布", ["1996-04-18", "1998-07-24"]),
        ("2012年印发", ["2012"]),
        ("2012年5月印发", ["2012-05"]),
        ("公告2014年第6号", []),
        ("江政发〔2003〕5号", []),
        ("2021年版目录", []),
        ("自2011年1月1起施行", ["2011-01-01"]),
        ("2023年2月30日", []),
    ],
)
def test_dates_in_a_text(text: str, isos: list[str]) -> None:
    assert [found.iso for found in find_dates(text)] == isos


def test_the_day_after_a_year() -> None:
    assert day_after("2023-12-31") == "2024-01-01"
    assert day_after("2023-12") == "2023-12"
