"""施行日期 read in the text: only the document's own, only where it is plain."""

from __future__ import annotations

from datetime import date

import pytest

from plugins.catalogue.entry import entry_clause

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
    "text", ["本办法自" * 20000, "自2024年" * 20000 + "起施行", "本" + "（" * 50000, "起" * 100000]
)
def test_long_texts_are_read_in_time(text: str) -> None:
    assert entry(text) is None
