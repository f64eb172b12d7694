"""What was typed comes out: characters that Markdown, or a browser, would take for something else."""

from __future__ import annotations

from html import escape

import markdown
import pytest

from plugins.disclosure.body import plain_text
from tests.disclosure.body.fidelity import difference, shown_text
from tests.disclosure.body.rendering import html, render

AS_TYPED = [
    "7. 逐步推进示范区建设。",
    "1) 先办理登记。",
    "见示文旅规〔2017〕41号文件。",
    "按[2017](试行)办理。",
    "按[甲](乙)、[3](见表1.2)、[丙]()办理。",
    "[1]: http://example.org/ 参考资料",
    "脚注[^1]和[甲][乙]。",
    "《<关于公园开放的意见>实施细则》",
    "<关于公园开放的意见>",
    "a<b，且b>c；x<y>z；1 < 2",
    "<script>alert(1)</script>",
    "<关于",
    "</关于>",
    "< b>不是标签</ b>",
    "面积为3*4*5米，*号项必填",
    "*注：带星号的为必填项",
    "公园_管理_办法，__init__",
    "电话138****1234，证号35*************123",
    "张**和李**到场，王**未到",
    "证号350**1990**12",
    "甲类**，乙类**",
    "**甲（**乙",
    "***三个星号***",
    "** 注：前有空格 **",
    "结果为2 ** 3 ** 4",
    "路径C:\\公园\\*.doc，转义\\*、\\_、\\#",
    "命令`rm`和``代码``",
    "&amp; &lt;b&gt; &nbsp; &#60; A&B Q&A",
    "    四个空格",
    "\t制表符",
    "  \t 混合",
    "----",
    "====",
    "****",
    "* * *",
    "_ _ _",
    "- - -",
    "> 引文",
    ">",
    "- 1 -",
    "- 12.5",
    "+86",
    "-5℃",
    "——",
    "- 只有一行的短横",
    "＊ 全角星号",
    "\u3000\u3000两个全角空格",
    "行末全角空格\u3000\u3000",
    "中\u3000间",
    "行末两个空格  ",
    "零宽\u200b字\u200d符\ufeff留下",
    "\u200b",
    "不换行\u00a0空格\u00a0",
    "#没有空格的井号",
    "####### 七个井号",
    "##",
    "## \u3000",
    "####",
    "| 只有一行竖线 |",
    "||||",
    "发布时间: | 查看次数: 次 |",
    "http://example.org/a_b_c 和 <http://example.org/>",
    "a@example.org",
    "~~~",
    "```",
    ": 定义",
    "*[缩写]: 说明",
    "!感叹号[图]",
    "![图](javascript:alert(1))",
    "[x](javascript:alert(1))",
    "[x](data:text/html,1)",
    "[x](//example.org/)",
    "[x](a b  c.pdf)",
    '[x](a.pdf "标题")',
    "%%%注释%%%",
    "\\<b>",
    "𠀀扩展区汉字与🀄",
    "𝟏⃣组合字符é",
]


@pytest.mark.parametrize("line", AS_TYPED)
def test_a_line_comes_out_as_typed(line: str) -> None:
    body = render(f"前一段。\n{line}\n后一段。")
    assert body.html.count("<p") == 3
    assert shown_text(body.html).split("\n")[1] == line
    assert body.links == ()
    assert plain_text(f"前一段。\n{line}\n后一段。", title="") == f"前一段。\n{line}\n后一段。"


@pytest.mark.parametrize("line", AS_TYPED)
def test_a_table_cell_comes_out_as_typed(line: str) -> None:
    line = line.replace("|", "").strip(" \t")
    shown = shown_text(html(f"|甲|乙|\n|---|---|\n|{line}|丙|"))
    assert shown == f"甲\n乙\n{line}\n丙"


@pytest.mark.parametrize("line", [line for line in AS_TYPED if line.strip() and not line.startswith("#")])
def test_a_heading_comes_out_as_typed(line: str) -> None:
    line = line.lstrip(" \t")
    if not line.strip("\u3000"):
        return
    body = render(f"## {line}\n正文。")
    assert body.html.startswith("<h2")
    assert shown_text(body.html).split("\n")[0] == line


def test_every_line_is_its_own_paragraph() -> None:
    assert html("甲\n乙\n\n丙\r\n丁\r戊") == "<p>甲</p>\n<p>乙</p>\n<p>丙</p>\n<p>丁</p>\n<p>戊</p>"


def test_blank_lines_carry_nothing() -> None:
    assert html("\n \n\u3000\n\t\n甲\n\u3000\u3000\n") == "<p>甲</p>"
    assert html("") == ""


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("**重点**工作", "<strong>重点</strong>工作"),
        ("应当**及时**公开", "应当<strong>及时</strong>公开"),
        ("**重点。**其他", "<strong>重点。</strong>其他"),
        ("，**（一）**重点", "，<strong>（一）</strong>重点"),
        ("落实**“放管服”**改革", "落实<strong>“放管服”</strong>改革"),
        ("**甲**、**乙**", "<strong>甲</strong>、<strong>乙</strong>"),
        ("**甲**乙**", "<strong>甲</strong>乙**"),
        ("**甲\u3000乙**", "<strong>甲\u3000乙</strong>"),
        ("共**12**项", "共<strong>12</strong>项"),
        ("**没有结束", "**没有结束"),
        ("**甲*乙**", "<strong>甲*乙</strong>"),
        ("**甲_乙&amp;<关于>**", "<strong>甲_乙&amp;amp;&lt;关于&gt;</strong>"),
        ("**a** **b", "<strong>a</strong> **b"),
        ("**a **b**", "**a <strong>b</strong>"),
        ("**", "**"),
    ],
)
def test_bold(line: str, expected: str) -> None:
    assert html(line) == f"<p>{expected}</p>"


def test_bold_does_not_cross_lines() -> None:
    assert html("**甲\n乙**") == "<p>**甲</p>\n<p>乙**</p>"


def test_comments_are_markup() -> None:
    assert html("甲<!-- 机密 -->乙") == "<p>甲乙</p>"
    assert html("甲\n<!-- 一\n二 -->\n乙") == "<p>甲</p>\n<p>乙</p>"
    assert "机密" not in html(
        "<table><tr><td>甲<!-- 机密 --></td></tr></table>\n<!--机密-->\n|a|b|\n|-|-|\n|<!--机密-->|乙|"
    )
    assert html("<!-- 没有结束") == "<p>&lt;!-- 没有结束</p>"
    assert html("--> 只有结束") == "<p>--&gt; 只有结束</p>"


def test_a_comment_keeps_the_numbers_of_the_lines_below_it() -> None:
    assert [link.line for link in render("<!-- 一\n二 -->\n[甲](a.pdf)").links] == [3]


def test_control_characters_are_shown_and_never_crash() -> None:
    body = html("甲\x00乙\x02wzxhzdk:0\x03丙\ud800丁\x0b戊\ufffe己")
    assert body == "<p>甲\ufffd乙\ufffdwzxhzdk:0\ufffd丙\ufffd丁\ufffd戊\ufffd己</p>"


@pytest.mark.parametrize(
    "source",
    [
        "7. 逐步推进示范区建设。",
        "一、目标\n\n3. 先做第三件",
        "《\\*公园》",
        "A &amp; B",
        "公园*管理*办法",
        "----",
        "[1]: http://example.org/",
        "> 引文",
        "> - 甲",
        "标题\n====",
        "## 标题 ##",
        "`代码`",
        "<http://example.org/>",
    ],
)
def test_the_comparison_finds_what_vanilla_markdown_loses(source: str) -> None:
    assert difference(source, markdown.markdown(source))
    assert not difference(source, html(source))


def test_the_comparison_finds_one_character() -> None:
    source = "第一条　为了管理公园，制定本办法。"
    assert not difference(source, f"<p>{escape(source)}</p>")
    for at, character in enumerate(source):
        if not character.isspace():
            assert difference(source, f"<p>{escape(source[:at] + source[at + 1 :])}</p>")
