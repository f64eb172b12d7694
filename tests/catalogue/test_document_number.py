"""发文字号: taken apart, printed again, compared whatever the spelling."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.catalogue.document_number import (
    DocumentNumber,
    is_well_formed,
    number_key,
    parse_number,
    suggested_form,
)

RIGHT = "示文旅规〔2024〕3号"


@pytest.mark.parametrize(
    "spelling",
    [
        "示文旅规〔2024〕3号",
        "示文旅规[2024]3号",
        "示文旅规【2024】3号",
        "示文旅规（2024）3号",
        "示文旅规(2024)3号",
        "示文旅规﹝2024﹞3号",
        "示文旅规〔2024〕003号",
        "示文旅规〔2024〕第3号",
        "示文旅规〔2024〕3",
        "示文旅规〔24〕3号",
        "示文旅规 〔２０２４〕 ３ 号",
        "（示文旅规〔2024〕3号）",
        "原示文旅规〔2024〕3号",
    ],
)
def test_spellings_of_one_number_are_one(spelling: str) -> None:
    assert parse_number(spelling) == DocumentNumber("示文旅规", 2024, 3)
    assert number_key(spelling) == number_key(RIGHT)


@pytest.mark.parametrize(
    "other",
    ["示文旅规〔2024〕31号", "示文旅规〔2023〕3号", "示文旅发〔2024〕3号", "文旅规〔2024〕3号", "示文旅规〔2024〕13号"],
)
def test_other_numbers_stay_other(other: str) -> None:
    assert number_key(other) != number_key(RIGHT)


@pytest.mark.parametrize(
    ("text", "word", "year", "serial"),
    [
        ("示例市人民政府令第24号", "示例市人民政府令", None, 24),
        ("示例市人民政府第24号令", "示例市人民政府令", None, 24),
        ("示例市文化和旅游局公告2024年第5号", "示例市文化和旅游局公告", 2024, 5),
        ("示例市文化和旅游局公告〔2024〕5号", "示例市文化和旅游局公告", 2024, 5),
    ],
)
def test_orders_and_announcements(text: str, word: str, year: int | None, serial: int) -> None:
    number = parse_number(text)
    assert number == DocumentNumber(word, year, serial)
    assert parse_number(str(number)) == number
    assert is_well_formed(text)
    assert suggested_form(text) is None


@pytest.mark.parametrize(
    "text",
    ["", "示文旅规", "2024", "〔2024〕3号", "示文旅规〔2024〕", "关于公共书屋的通知", "示文旅规〔20245〕3号", "x" * 90],
)
def test_what_is_no_number_is_none(text: str) -> None:
    assert parse_number(text) is None


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ("示文旅规[2024]3号", RIGHT),
        ("示文旅规（2024）第3号", RIGHT),
        ("示文旅规〔2024〕003号", RIGHT),
        ("示文旅规〔24〕3号", RIGHT),
        (RIGHT, None),
        ("无编号", None),
    ],
)
def test_the_standard_spelling_is_suggested(text: str, suggestion: str | None) -> None:
    assert suggested_form(text) == suggestion
    assert is_well_formed(text) is (text == RIGHT)


@given(
    st.text(st.sampled_from("示文旅规发函办政"), min_size=1, max_size=12),
    st.integers(1950, 2099),
    st.integers(1, 99999),
)
@settings(deadline=None, derandomize=True, database=None)
def test_what_is_printed_is_read_back(word: str, year: int, serial: int) -> None:
    number = DocumentNumber(word, year, serial)
    assert parse_number(str(number)) == number
    assert is_well_formed(str(number))


@given(st.text(max_size=60))
@settings(deadline=None, derandomize=True, database=None)
def test_any_text_has_a_key(text: str) -> None:
    assert number_key(text) == number_key(text + " ")
