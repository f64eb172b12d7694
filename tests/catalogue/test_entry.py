"""施行日期 read in the text: only the document's own, only where it is plain."""

from __future__ import annotations

from datetime import date

import pytest

from plugins.catalogue.clauses.own_entry import entry_clause, undated_entry

TITLE = "示例市公共书屋管理办法"


def entry(text: str, title: str = TITLE) -> date | str | None:
    found = entry_clause(text, title)
    return None if found is None else found.day or "issue"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("第九条　本办法自2024年5月1日起施行。", date(2024, 5, 1)),
        ("第九条　本办法自2024年5月1日起正式实施，有效期5年。", date(2024, 5, 1)),
        ("本办法自 2024 年 5 月 1 日起施行。", date(2024, 5, 1)),
        ("本办法自二〇二四年五月一日起施行。", date(2024, 5, 1)),
        ("本办法自二○二四年十二月三十一日起施行。", date(2024, 12, 31)),
        ("本办法自印发之日起施行。", "issue"),
        ("本办法自公布之日起执行。", "issue"),
        ("本办法自2024年2月30日起施行。", None),
        ("《示例市剧场管理办法》自2024年5月1日起施行。", None),
        ("新条例自2024年5月1日起施行。", None),
        ("本办法自2024年5月1日起施行。本办法自2024年6月1日起施行。", None),
        ("本办法自2024年5月1日起施行。……本办法自2024年5月1日起施行。", date(2024, 5, 1)),
        ("没有日期。", None),
        ("", None),
    ],
)
def test_the_documents_own_clause_and_no_other(text: str, expected: date | str | None) -> None:
    assert entry(text) == expected


def test_a_draft_says_when_it_would_apply() -> None:
    text = "本办法自2024年5月1日起施行。"
    assert entry(text, "关于《示例市公共书屋管理办法（征求意见稿）》公开征求意见的公告") is None
    assert entry(text, "《示例市公共书屋管理办法》解读") is None


def test_the_sentence_is_given_as_issued() -> None:
    found = entry_clause("第一条　甲。\n第二条　本办法自2024年5月1日起施行，原办法同时废止。\n", TITLE)
    assert found
    assert found.sentence == "第二条　本办法自2024年5月1日起施行，原办法同时废止。"


@pytest.mark.parametrize(
    "text",
    [
        "本办法自2024年5月1日零时起施行。",
        "本办法于2024年5月1日起施行。",
        "本办法从2024年5月1日起施行。",
        "本办法2024年5月1日施行。",
        "本办法自2024年5月1日（星期三）起施行。",
        "本办法自**2024年5月1日**起施行。",
        "本办法自<b>2024年5月1日</b>起施行。",
        "本办法自２０２４年５月１日起施行。",
        "本辦法自2024年5月1日起施行。",
        "本办法自2024年5月1日起實施。",
        "本办法由市文化局负责解释，自2024年5月1日起施行。",
        "本暂行办法自2024年5月1日起施行。",
        "自2024年5月1日起，本办法正式施行。",
        "自2024年5月1日起施行本办法。",
        "本办法自2024年4月30日后施行。",
        "第九条　本办法自2024年\n5月1日起施行。",
    ],
)
def test_the_ordinary_forms_of_a_day(text: str) -> None:
    assert entry(text) == date(2024, 5, 1)
    assert undated_entry(text, TITLE) is None


@pytest.mark.parametrize(
    "text",
    [
        "本办法自公布之日起30日后施行。",
        "本办法自公布之日起满三十日施行。",
        "本办法由市文化局负责解释，自印发之日起一个月后施行。",
        "本办法自2024年5月起施行。",
        "本办法自2024年2月30日起施行。",
        "本办法自省政府批准之日起施行。",
        "本办法的施行日期由市政府另行公布。",
    ],
)
def test_a_clause_that_tells_no_day_is_told_and_not_guessed(text: str) -> None:
    assert entry(text) is None
    assert undated_entry("第一条　甲。\n" + text + "乙。", TITLE) == text


def test_clauses_that_disagree_tell_no_day() -> None:
    text = "本办法自2024年5月1日起施行。本办法自2024年6月1日起施行。"
    assert undated_entry(text, TITLE) == "本办法自2024年5月1日起施行。"


@pytest.mark.parametrize(
    "text",
    [
        "根据本办法，新收费标准自2024年5月1日起执行。",
        "本办法第三条自2024年5月1日起施行。",
        "本办法的收费标准自2024年5月1日起执行。",
        "本办法由各区组织实施。",
        "本办法施行前已经设立的书屋，自本办法施行之日起30日内登记。",
        "《示例市剧场管理办法》自公布之日起30日后施行。",
        "本办法自施行之日起五年内有效。",
    ],
)
def test_what_is_said_of_something_else_is_neither(text: str) -> None:
    assert entry(text) is None
    assert undated_entry(text, TITLE) is None


@pytest.mark.parametrize(
    "text",
    [
        "本执行自日起" * 40000,
        "本办法自公布，" * 20000 + "日施行",
        "本" + "日施行" * 100000,
        "本办法自" * 20000,
        "自2024年" * 20000 + "起施行",
        "本" + "（" * 50000,
        "起" * 100000,
    ],
)
def test_long_texts_are_read_in_time(text: str) -> None:
    assert entry(text) is None
