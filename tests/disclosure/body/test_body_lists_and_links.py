"""Bullet lists, links, images and inline HTML: markup only where it cannot be official text."""

from __future__ import annotations

import pytest

from plugins.disclosure.body import BodyLink, plain_text
from tests.disclosure.body.fidelity import shown_text
from tests.disclosure.body.rendering import html, render


@pytest.mark.parametrize("sign", ["-", "*", "+"])
def test_a_bullet_list(sign: str) -> None:
    source = f"{sign} 甲\n{sign} **乙**\n\n{sign}   1.丙\n丁"
    assert html(source) == "<ul><li>甲</li><li><strong>乙</strong></li><li>1.丙</li></ul>\n<p>丁</p>"
    assert plain_text(source, title="") == "甲\n乙\n1.丙\n丁"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ('<ol start="3">', '<ol start="3">'),
        ('<ol type="a" reversed>', '<ol type="a" reversed="">'),
        ('<ol start="3" onclick="x" class="y">', '<ol start="3">'),
        ('<ol start="x" type="z">', "<ol>"),
    ],
)
def test_a_list_keeps_the_numbers_that_were_issued(typed: str, shown: str) -> None:
    assert html(f"{typed}<li>甲</li><li value=7>乙</li></ol>") == f'{shown}<li>甲</li><li value="7">乙</li></ol>'


def test_a_nested_list() -> None:
    assert html("- 甲\n  - 乙\n    + 丙\n  - 丁\n- 戊") == (
        "<ul><li>甲<ul><li>乙<ul><li>丙</li></ul></li><li>丁</li></ul></li><li>戊</li></ul>"
    )


@pytest.mark.parametrize(
    "source",
    [
        "- 甲",
        "* 注：必填",
        "- 甲\n文\n- 乙",
        "- 1 -\n- 2 -",
        "- 12.5\n- 13.5",
        "-甲\n-乙",
        "—— 甲\n—— 乙",
        "  - 甲\n  - 乙",
        "* 甲\n- 乙",
        "1. 甲\n2. 乙",
        "1、甲\n2、乙",
        "（一）甲\n（二）乙",
        "① 甲\n② 乙",
        "-\u3000甲\n-\u3000乙",
    ],
)
def test_typed_signs_are_text(source: str) -> None:
    assert shown_text(html(source)) == source
    assert "<li" not in html(source)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("[甲](http://example.org/a_b?x=1&y=2)", '<a href="http://example.org/a_b?x=1&amp;y=2">甲</a>'),
        ("[甲](HTTPS://example.org)", '<a href="HTTPS://example.org">甲</a>'),
        ("[甲](mailto:a@example.org)", '<a href="mailto:a@example.org">甲</a>'),
        ("[甲](#tiao-3)", '<a href="#tiao-3">甲</a>'),
        ("[甲](a.pdf)", '<a href="../a.pdf">甲</a>'),
        ("[甲](../b/附件 1.docx)", '<a href="../../b/附件 1.docx">甲</a>'),
        ("[甲](附件(一).docx)", '<a href="../附件(一).docx">甲</a>'),
        ("[甲](b/)", '<a href="../b/">甲</a>'),
        ("[甲](a.html#tiao-3)", '<a href="../a.html#tiao-3">甲</a>'),
        ("[附件[1]](a.pdf)", '<a href="../a.pdf">附件[1]</a>'),
        ("[**甲**](a.pdf)", '<a href="../a.pdf"><strong>甲</strong></a>'),
        ("**[甲](a.pdf)**", '<strong><a href="../a.pdf">甲</a></strong>'),
        ("[甲](a.pdf)[乙](b.pdf)", '<a href="../a.pdf">甲</a><a href="../b.pdf">乙</a>'),
        ("[甲[乙](b.pdf)](a.pdf)", '[甲<a href="../b.pdf">乙</a>](a.pdf)'),
        ("[甲](missing.pdf)", "[甲](missing.pdf)"),
        ("[**甲**](missing.pdf)", "[<strong>甲</strong>](missing.pdf)"),
        ("[甲](ftp://example.org/a.pdf)", "[甲](ftp://example.org/a.pdf)"),
        ("![甲](a.png)", '<img src="../a.png" alt="甲">'),
        ('![甲"<b>](a.png)', '<img src="../a.png" alt="甲&quot;&lt;b&gt;">'),
        ("![](a.png)", '<img src="../a.png" alt="">'),
        ("![甲](missing.png)", "![甲](missing.png)"),
        ("![甲](http://example.org/a.png)", "![甲](http://example.org/a.png)"),
        ("[![甲](a.png)](b.pdf)", '<a href="../b.pdf"><img src="../a.png" alt="甲"></a>'),
    ],
)
def test_links_and_images(typed: str, expected: str) -> None:
    assert html(typed) == f"<p>{expected}</p>"
    assert html(f"|甲|\n|-|\n|{typed}|").endswith(f"<td>{expected}</td></tr></tbody></table></div>")


def test_all_targets_are_reported() -> None:
    body = render("# 题\n\n[甲](a.pdf)和[乙](missing.pdf)\n- ![丙](c.png)\n- [丁](http://example.org/)\n[2017](试行)")
    assert body.links == (
        BodyLink("a.pdf", 3, False),
        BodyLink("missing.pdf", 3, False),
        BodyLink("c.png", 4, True),
        BodyLink("http://example.org/", 5, False),
    )


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("10<sup>2</sup>平方米", "10<sup>2</sup>平方米"),
        ("H<SUB>2</SUB>O", "H<sub>2</sub>O"),
        ("甲<br>乙<br/>丙<BR />丁", "甲<br>乙<br>丙<br>丁"),
        ('<u>甲</u><span style="color:red" class="x" id="y">乙</span>', "<u>甲</u><span>乙</span>"),
        ("<b><i>甲</i></b>", "<b><i>甲</i></b>"),
        ("<b>没有结束", "&lt;b&gt;没有结束"),
        ("没有开始</b>", "没有开始&lt;/b&gt;"),
        ("<b><i>甲</b></i>", "<b>&lt;i&gt;甲</b>&lt;/i&gt;"),
        ("**<u>甲</u>**", "<strong><u>甲</u></strong>"),
        ("<u>**甲**</u>", "<u><strong>甲</strong></u>"),
        ("**<u>甲**</u>", "<strong>&lt;u&gt;甲</strong>&lt;/u&gt;"),
        ("<a href='a.pdf'>甲</a>", '<a href="../a.pdf">甲</a>'),
        ("<a href=a.pdf target=_blank>甲</a>", '<a href="../a.pdf">甲</a>'),
        ("<a>甲</a>", "&lt;a&gt;甲&lt;/a&gt;"),
        ('<a href="a.pdf"><a href="b.pdf">甲</a></a>', '&lt;a href="a.pdf"&gt;<a href="../b.pdf">甲</a>&lt;/a&gt;'),
        ('<img src="a.png">', '<img src="../a.png" alt="">'),
        ('<img src="http://example.org/a.png">', '&lt;img src="http://example.org/a.png"&gt;'),
        ("<img>", "&lt;img&gt;"),
        ("<font color=red>甲</font>", "&lt;font color=red&gt;甲&lt;/font&gt;"),
        ("甲<table>乙", "甲&lt;table&gt;乙"),
        ("<bold>甲</bold>", "&lt;bold&gt;甲&lt;/bold&gt;"),
    ],
)
def test_inline_html(typed: str, expected: str) -> None:
    assert html(typed) == f"<p>{expected}</p>"


def test_deep_nesting_stops_being_markup() -> None:
    body = html("<b>" * 50 + "甲" + "</b>" * 50)
    assert body.count("<b>") == 20
    assert shown_text(body) == "<b>" * 30 + "甲" + "</b>" * 30
