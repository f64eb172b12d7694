"""Headings, the title in the text, and the outline."""

from __future__ import annotations

import re

import pytest

from tests.disclosure.body.rendering import html, render


def _levels(source: str, title: str = "") -> list[int]:
    return [int(level) for level in re.findall(r"<h([1-6])", render(source, title).html)]


@pytest.mark.parametrize(
    "first",
    [
        "# 示例市公园管理办法",
        "# 示例市《公园管理》办法",
        "#  示例市 公园　管理办法",
        "<!-- 注 -->\n\n# 示例市公园管理办法",
    ],
)
def test_the_title_is_the_only_h1(first: str) -> None:
    body = render(f"{first}\n\n# 示例市公园管理办法\n\n正文。", "示例市公园管理办法")
    assert body.title_in_text
    assert body.html.startswith('<h1 class="document-title">')
    assert body.html.count("<h1") == 1
    assert [item.label for item in body.outline] == ["示例市公园管理办法"]


def test_a_first_line_that_is_the_title_is_shown_as_the_title() -> None:
    body = render("示例市公园管理办法\n正文。", "示例市公园管理办法")
    assert body.title_in_text
    assert body.html == '<h1 class="document-title">示例市公园管理办法</h1>\n<p>正文。</p>'


@pytest.mark.parametrize(
    "source",
    [
        "# 另一个题目\n正文。",
        "前言。\n# 示例市公园管理办法",
        "## 示例市公园管理办法\n正文。",
        "示例市公园管理办法（试行）",
    ],
)
def test_other_headings_are_not_the_title(source: str) -> None:
    body = render(source, "示例市公园管理办法")
    assert not body.title_in_text
    assert "<h1" not in body.html


def test_no_title_no_title_in_text() -> None:
    assert not render("# \u3000\n正文", "").title_in_text
    assert not render("《》\n正文", "").title_in_text


@pytest.mark.parametrize(
    ("source", "levels"),
    [
        ("# 甲\n## 乙\n### 丙", [2, 2, 3]),
        ("#### 甲\n## 乙\n### 丙\n###### 丁", [2, 2, 3, 4]),
        ("## 甲\n#### 乙\n### 丙\n## 丁", [2, 3, 3, 2]),
        ("## 甲\n### 乙\n#### 丙\n##### 丁\n###### 戊\n文。\n附件\n## 己", [2, 3, 4, 5, 6, 2, 2]),
        ("## 第一章 总则\n### 第一节 甲\n第一条 文。\n## 第二章 乙", [2, 3, 2]),
        ("第一章 总则\n文。\n第一节 甲\n文。\n第二章 乙\n文。", [2, 3, 2]),
        ("## 一、甲\n文。\n（一）乙\n文。\n二、丙\n文。", [2, 3, 2]),
        ("## 工作要求\n一、甲\n文。\n（一）乙\n文。", [2, 3, 4]),
        ("一、甲\n文。\n### 乙\n文。", [2, 2]),
    ],
)
def test_no_level_is_skipped(source: str, levels: list[int]) -> None:
    assert _levels(source) == levels
    before = 1
    for level in levels:
        assert level <= before + 1
        before = level


@pytest.mark.parametrize(
    "line",
    [
        "一、加强领导",
        "（一）健全机制",
        "(二)健全机制",
        "第一章 总则",
        "第二章总则",
        "第一编　通则",
        "第一分编  通则",
        "第三节 罚则",
        "附件",
        "附件1",
        "附件：",
        "附 件",
        "附录",
    ],
)
def test_short_numbered_lines_are_headings(line: str) -> None:
    body = render(f"前言。\n{line}\n正文。")
    if line == "附 件":  # spaced out, it could be anything
        assert "<h" not in body.html
        return
    assert f">{line}</h2>" in body.html
    assert body.outline[0].label == " ".join(line.split())


@pytest.mark.parametrize(
    "lines",
    [
        "一、加强领导。落实责任。",
        "一、张三\n二、李四\n三、王五",
        "一、加强领导；",
        "一、包括下列内容：",
        "一、",
        "第三章规定的事项",
        "第二编所称公园",
        "第一章",
        "附件所列事项",
        "附件：1.名单",
        "附件1：名单",
        "1.名单",
        "（1）名单",
        "①名单",
        "一、这一行没有标点但是它实在是太长了长到不可能是一个标题因为标题总是短的所以它只是普通的一段文字",
    ],
)
def test_other_numbered_lines_are_paragraphs(lines: str) -> None:
    assert "<h" not in html(f"前言。\n{lines}\n正文。")


def test_a_heading_needs_something_under_it() -> None:
    assert "<h" not in html("前言。\n一、加强领导")
    assert "<h2" in html("前言。\n一、加强领导\n|甲|乙|\n|---|---|\n|1|2|")


def test_items_of_an_article_are_no_headings() -> None:
    assert "<h" not in html("第一条 有下列情形之一的：\n（一）违反规定\n第二条 文。")


@pytest.mark.parametrize("contents", ["目录\n", "目\u3000录\n\n", "## 目录\n"])
@pytest.mark.parametrize("signs", ["", "## "])
def test_lines_of_the_contents_are_no_headings(contents: str, signs: str) -> None:
    text = "".join(f"{signs}{line}\n" for line in ("第一章 总则", "第二章 罚则", "第三章 附则"))
    body = render(f"{contents}{text}\n{signs}第一章 总则\n第一条 文。\n{signs}第二章 罚则\n第二条 文。")
    assert body.html.count('class="contents-entry"') == 3
    assert [anchor for anchor in body.anchors if anchor.startswith("zhang")] == ["zhang-1", "zhang-2"]
    assert 'id="zhang-1">第一章 总则</h2>\n<p class="article"' in body.html


def test_contents_typed_as_headings_without_the_word() -> None:
    body = render("## 第一章 总则\n## 第二章 附则\n\n## 第一章 总则\n第一条 文。\n## 第二章 附则\n第二条 文。")
    assert body.anchors == ("zhang-1", "tiao-1", "zhang-2", "tiao-2")


def test_outline() -> None:
    body = render(
        "## 第一章  总则\n### 第一节 一般规定\n第一条 文。\n第二条（定义）\n文。\n## 第二章 附则\n第三条 文。\n"
        "附件1\n一、目标\n文。\n（一）深化公开。继续深化。\n"
    )
    assert [(item.level, item.label, item.anchor) for item in body.outline] == [
        (1, "第一章 总则", "zhang-1"),
        (2, "第一节 一般规定", "zhang-1-jie-1"),
        (3, "第一条", "tiao-1"),
        (3, "第二条（定义）", "tiao-2"),
        (1, "第二章 附则", "zhang-2"),
        (2, "第三条", "tiao-3"),
        (1, "附件1", "fujian-1"),
        (2, "一、目标", "s-1"),
        (3, "（一）深化公开", "s-1-1"),
    ]


def test_bold_in_headings_is_no_part_of_the_label() -> None:
    assert render("## **一、目标**\n文。").outline[0] == (1, "一、目标", "s-1")
