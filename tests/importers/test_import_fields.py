"""What a text states about itself, and what it does not."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from plugins.catalogue import tables, vocabulary
from plugins.importers.bodies import bodies_before, split_bodies
from plugins.importers.dates import find_days, whole_day
from plugins.importers.draft import make_draft
from plugins.importers.fields import category, document_type

IMPORTERS = Path(__file__).resolve().parents[2] / "plugins" / "importers"
BODY = "\n本馆自即日起开放。\n"


def front(text: str, name: str = "a.txt") -> dict[str, Any]:
    return make_draft(text.encode(), path=name).front_matter


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2017年6月2日", date(2017, 6, 2)),
        ("２０１７年６月２日", date(2017, 6, 2)),
        ("2017 年 6 月 2 日", date(2017, 6, 2)),
        ("（2017年6月2日）", date(2017, 6, 2)),
        ("二〇一七年六月二日", date(2017, 6, 2)),
        ("二○○九年十月三十一日", date(2009, 10, 31)),
        ("二零二〇年十二月廿日", date(2020, 12, 20)),
        ("一九九五年元月十日", date(1995, 1, 10)),
        ("2017-06-02", date(2017, 6, 2)),
        ("2017/6/2", date(2017, 6, 2)),
        ("2017.6.2", date(2017, 6, 2)),
        ("2017年2月30日", None),
        ("二〇一七年二月三十日", None),
        ("2017年6月", None),
        ("2017-06.02", None),
        ("起于2017年6月2日", None),
    ],
)
def test_days(text: str, day: date | None) -> None:
    assert whole_day(text) == day


def test_days_in_running_text() -> None:
    text = "自2019年5月1日至二〇二〇年五月一日，编号20190501，12019-05-01"
    assert [found.day for found in find_days(text)] == [date(2019, 5, 1), date(2020, 5, 1)]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("示例市文化局关于闭馆的通知\n各科室：" + BODY, "示例市文化局关于闭馆的通知"),
        ("# 示例办法\n" + BODY, "示例办法"),
        ("# 示例法典\n\n# 合同编\n" + BODY, "示例法典 合同编"),
        ("示例市文化局文件\n示文〔2020〕1号\n关于闭馆的通知\n各科室：" + BODY, "关于闭馆的通知"),
        ("示例市人民政府\n关于加强保护的意见\n各县区：" + BODY, "示例市人民政府关于加强保护的意见"),
        ("示例市文化局关于加强\n古城保护工作的通知\n各科室：" + BODY, "示例市文化局关于加强古城保护工作的通知"),
        ("欢迎来到本站\n示例市文化局公告\n" + BODY, "示例市文化局公告"),
        ("2021年开放安排一览\n" + BODY, "2021年开放安排一览"),
        # no title: supplied, in brackets
        ("为做好工作，制定本方案。\n一、目标\n", "[为做好工作]"),
        ("各科室：\n请遵照执行。\n", "[各科室]"),
        ("按照《关于甲、乙，丙的通知》要求，执行。", "[按照《关于甲、乙，丙的通知》要求]"),
    ],
)
def test_titles(text: str, title: str) -> None:
    assert front(text)["标题"] == title


def test_a_file_name_in_words_is_the_better_supplied_title() -> None:
    draft = make_draft("请遵照执行，不得有误。".encode(), path="旧站/通知/关于闭馆的通知.txt")
    assert draft.front_matter["标题"] == "[关于闭馆的通知]"
    assert any(change.key == "标题" and "DA/T 18" in change.note for change in draft.changes)


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("示例市图书馆管理办法（试行）", "办法"),
        ("关于适用《示例法》的解释（二）", "解释"),
        ("关于闭馆的补充规定", "补充规定"),
        ("貫徹落實要點實施方案", "方案"),
        ("示例市2023年政府信息公开工作年度报告", "年度报告"),
        ("中华人民共和国示例法", "法"),
        ("关于学习先进做法", None),
        ("示例市文化局", None),
        ("示例市人民政府令", "令"),
    ],
)
def test_document_types(title: str, kind: str | None) -> None:
    assert document_type(title) == kind


@pytest.mark.parametrize("row", tables.load("importers")["category"], ids=lambda row: row["name"])
def test_categories_have_examples(row: dict[str, str]) -> None:
    """Each pattern finds its example, and no pattern before it does."""
    assert category(row["example"]) == row["name"]
    assert row["name"] in vocabulary.categories()


@pytest.mark.parametrize("title", ["关于做好统计工作的通知", "示例市图书馆管理办法", "关于预算管理的意见", "建议书"])
def test_categories_are_not_guessed(title: str) -> None:
    assert category(title) is None


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("示文〔2020〕12号\n示例局通知\n" + BODY, "示文〔2020〕12号"),
        ("示文[2020]012号\n示例局通知\n" + BODY, "示文〔2020〕12号"),
        ("示文〔2020〕12号　　签发人：王某\n示例局请示\n" + BODY, "示文〔2020〕12号"),
        ("示例局关于闭馆的通知（示文发〔2020〕9号）\n" + BODY, "示文发〔2020〕9号"),
        ("示例市人民政府令\n第 31 号\n" + BODY, "示例市人民政府令第31号"),
        # two numbers at the top: neither
        ("示文〔2020〕12号\n示教〔2020〕3号\n示例局通知\n" + BODY, None),
        # a number that the text only cites
        ("示例局关于闭馆的通知\n按照示政办〔2019〕1号文件，闭馆。\n", None),
        ("示例局通知\n第3号\n" + BODY, None),
    ],
)
def test_numbers(text: str, number: str | None) -> None:
    assert front(text).get("发文字号") == number


@pytest.mark.parametrize(
    ("text", "bodies", "day"),
    [
        ("本馆闭馆。\n示例市图书馆管理局\n2020年3月1日", ["示例市图书馆管理局"], date(2020, 3, 1)),
        (
            "本馆闭馆。\n示例市教育局　示例市文化局\n二〇二〇年三月一日",
            ["示例市教育局", "示例市文化局"],
            date(2020, 3, 1),
        ),
        ("本馆闭馆。\n示例市教育局\n\n示例市文化局\n2020年3月1日", ["示例市教育局", "示例市文化局"], date(2020, 3, 1)),
        ("本馆闭馆。\n示 例 市 文 化 局\n2020年3月1日", ["示例市文化局"], date(2020, 3, 1)),
        ("本馆闭馆。\n示例市文化局 2020年3月1日", ["示例市文化局"], date(2020, 3, 1)),
        ("本馆闭馆。\n示例市文化局\n2020-03-01", ["示例市文化局"], date(2020, 3, 1)),
        # the first signature is the document's own; what it forwards has another
        (
            "转发如下。\n甲市文化局\n2020年3月1日\n原文如下。\n乙省文化厅\n2019年1月1日",
            ["甲市文化局"],
            date(2020, 3, 1),
        ),
        # a day that nobody signs, a body without a day, a day above the text
        ("本馆闭馆。\n2020年3月1日", None, "不详"),
        ("本馆闭馆。\n示例市文化局", None, "不详"),
        ("示例市文化局\n2020年3月1日\n本馆闭馆。", None, "不详"),
        ("本馆于2020年3月1日闭馆。", None, "不详"),
    ],
)
def test_signatures(text: str, bodies: list[str] | None, day: date | str) -> None:
    found = front(text)
    assert (found.get("发文机关"), found["成文日期"]) == (bodies, day)


def test_the_files_own_day_comes_last() -> None:
    assert front("本馆闭馆。", "公告(2020-11-29).txt")["成文日期"] == date(2020, 11, 29)
    signed = make_draft("本馆闭馆。\n示例市文化局\n2020年3月1日".encode(), path="公告(2020-11-29).txt")
    assert signed.front_matter["成文日期"] == date(2020, 3, 1)
    assert any("有不同的说法" in change.note for change in signed.changes)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("第九条　本办法自2020年5月1日起施行。", date(2020, 5, 1)),
        ("第九条　本办法自二〇二〇年五月一日起正式施行。", date(2020, 5, 1)),
        ("第九条　本办法自2020年5月1日起施行，2010年3月1日起施行的《甲办法》同时废止。", date(2020, 5, 1)),
        ("本通知自印发之日起施行。\n示例市文化局\n2020年3月1日", date(2020, 3, 1)),
        # another text's day, a quotation, two days, no day
        ("《甲办法》自2020年5月1日起施行。", None),
        ("改为：“本办法自2020年5月1日起施行。”", None),
        ("本通知自2020年5月1日起施行。\n本办法自2020年6月1日起施行。", None),
        ("本办法自公布之日起施行。\n示例市文化局\n2020年3月1日", None),
        ("本办法自批准之日起施行。", None),
    ],
)
def test_entry_into_force(text: str, day: date | None) -> None:
    assert front("本馆开放。\n" + text).get("施行日期") == day


@pytest.mark.parametrize(
    ("title", "bodies"),
    [
        ("示例市文化和旅游局2020年政务公开工作要点", ("示例市文化和旅游局",)),
        ("甲省财政厅 甲省文化厅关于印发办法的通知", ("甲省财政厅", "甲省文化厅")),
        ("最高人民法院、最高人民检察院关于适用法律的解释", ("最高人民法院", "最高人民检察院")),
        ("示例市文化廣電局(版權局)貫徹落實要點實施方案", ("示例市文化廣電局(版權局)",)),
        ("关于闭馆的通知", ()),
        ("进一步关于改革的意见", ()),
        ("示例市各级人民代表大会常务委员会检查办法", ()),
    ],
)
def test_bodies_at_the_head_of_a_title(title: str, bodies: tuple[str, ...]) -> None:
    assert bodies_before(title) == bodies


@pytest.mark.parametrize("text", ["各有关单位", "第三章　委员会", "附件：名单", "关于成立委员会", "王某"])
def test_what_is_no_body(text: str) -> None:
    assert split_bodies(text) == ()


def test_every_word_of_the_table_is_used() -> None:
    code = "".join(path.read_text("utf-8") for path in IMPORTERS.glob("*.py"))
    words = tables.load("importers")
    kinds = set(words["kinds"])
    told = {key for part in ("messages", "refusals", "basis", "names") for key in words[part]}
    assert {key for key in told - kinds if not re.search(rf'"{key}"', code)} == set()
