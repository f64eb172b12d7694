"""Page chrome, label blocks, table pipes and comments: whole lines of residue go, text that looks like it stays."""

from __future__ import annotations

import pytest

from plugins.importers.changes import Kind, apply_edits
from plugins.importers.chrome import chrome_edits
from plugins.importers.markup import comment_edits, pipe_edits

BODY = "为做好工作，制定本方案。\n一、目标\n全年开放。\n"


@pytest.mark.parametrize(
    "line",
    [
        "发布时间:2019-10-31 查看次数: 次",
        "发布时间：2019年10月31日 08:30　来源：示例市图书馆　浏览次数：12次　字体：[大 中 小]",
        "【打印】【关闭】",
        "打印本页 | 关闭窗口",
        "您的位置：首页 > 公开 > 计划",
        "当前位置：首页",
        "字号：大 中 小",
        "上一篇：关于闭馆的公告",
        "分享到：微信 微博",
        "责任编辑：张某",
        "发布日期：2020/1/5　作者：办公室　点击数：302",
        "版权所有：示例市文化和旅游局　网站标识码：0000000000",
    ],
)
@pytest.mark.parametrize("at_end", [False, True])
def test_chrome_goes(line: str, at_end: bool) -> None:
    text = BODY + line if at_end else f"{line}\n{BODY}"
    changes, _ = chrome_edits(text)
    assert [change.before for change in changes] == [line]
    assert apply_edits(text, changes).strip() == BODY.strip()


@pytest.mark.parametrize(
    "line",
    [
        "发布时间以公告为准。",
        "来源：国家统计局",
        "（一）打印申请表",
        "大小",
        "下载",
        "2019年10月31日",
        "主办单位：示例市文化和旅游局",
        "查看次数不得少于3次",
        "作者：张某",
        "关闭窗口后请锁门",
    ],
)
@pytest.mark.parametrize("at_end", [False, True])
def test_text_that_looks_like_chrome_stays(line: str, at_end: bool) -> None:
    assert chrome_edits(BODY + line if at_end else f"{line}\n{BODY}")[0] == []


def test_chrome_in_the_middle_stays() -> None:
    filler = "本馆开放。\n" * 40
    assert chrome_edits(f"{filler}【打印】【关闭】\n{filler}")[0] == []


def test_posting_is_read_from_chrome() -> None:
    _, labels = chrome_edits("发布时间：2019-10-31 来源：示例市图书馆 浏览：3次\n" + BODY)
    assert [(label.key, label.value) for label in labels] == [("发布日期", "2019-10-31"), ("来源", "示例市图书馆")]


def test_a_block_of_labels_is_read_and_goes() -> None:
    text = "索 引 号：0/2018-00021　主题分类：综合政务\n【成文日期】：2018年3月1日\n" + BODY
    changes, labels = chrome_edits(text)
    assert apply_edits(text, changes).strip() == BODY.strip()
    assert [(label.key, label.label, label.value) for label in labels] == [
        ("索引号", "索引号", "0/2018-00021"),
        ("", "主题分类", "综合政务"),
        ("成文日期", "成文日期", "2018年3月1日"),
    ]


def test_two_labels_are_the_documents_own_words() -> None:
    assert chrome_edits("文号：示字1号\n标题：某某\n" + BODY)[0] == []


@pytest.mark.parametrize(
    ("text", "expected", "pipes"),
    [
        ("标题 |\n||||\n|\n正文。 |\n|", "标题\n正文。", 8),
        ("| 正文。", "正文。", 1),
        ("| 正文。 |", "正文。", 2),
        ("| 甲 | 乙 |\n| --- | --- |\n| 1 | 2 |", "| 甲 | 乙 |\n| --- | --- |\n| 1 | 2 |", 0),
        ("甲 | 乙\n--- | ---\n1 | 2\n\n|", "甲 | 乙\n--- | ---\n1 | 2", 1),
        ("甲 | 乙 | 丙", "甲 | 乙 | 丙", 0),
        ("<td>甲|乙</td>", "<td>甲|乙</td>", 0),
        ("没有", "没有", 0),
    ],
)
def test_pipes(text: str, expected: str, pipes: int) -> None:
    changes = pipe_edits(text.split("\n"))
    assert apply_edits(text, changes).strip("\n") == expected
    assert sum(change.before.count("|") for change in changes if change.kind is Kind.PIPE) == pipes


def test_a_row_without_a_table_is_told() -> None:
    (change,) = pipe_edits(["甲 | 乙 | 丙"])
    assert change.kind is Kind.REMARK


def test_comments_go_line_by_line() -> None:
    text = "甲<!-- 内部 -->乙\n\n<!-- 不公开\n这一段 -->\n\n丙"
    changes = comment_edits(text)
    assert apply_edits(text, changes) == "甲乙\n\n丙"
    assert [(change.line, change.before) for change in changes] == [
        (1, "<!-- 内部 -->"),
        (3, "<!-- 不公开"),
        (4, "这一段 -->"),
    ]


def test_an_edit_that_does_not_fit_is_an_error() -> None:
    changes = comment_edits("甲<!-- 乙 -->")
    with pytest.raises(ValueError, match="does not fit"):
        apply_edits("丙丁戊己庚辛壬癸甲乙丙丁", changes)
