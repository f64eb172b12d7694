"""Tables, drawn with `|` or written in HTML, keep every character and can be scrolled."""

from __future__ import annotations

import pytest

from plugins.disclosure.body import plain_text
from tests.disclosure.body.fidelity import shown_text
from tests.disclosure.body.rendering import html, render

FRAME = '<div class="table-scroll" tabindex="0" role="region" aria-label="正文表格 {}">'


def test_a_pipe_table() -> None:
    assert html("前。\n| 序号 | 名称 |\n| --- | :-: |\n| 1 | \u3000甲\u3000 |\n|2|**乙**|\n后。") == (
        "<p>前。</p>\n" + FRAME.format(1) + "<table><thead><tr>"
        '<th scope="col">序号</th>\n<th scope="col" class="align-center">名称</th></tr></thead>\n'
        '<tbody><tr><td>1</td>\n<td class="align-center">\u3000甲\u3000</td></tr>\n'
        '<tr><td>2</td>\n<td class="align-center"><strong>乙</strong></td></tr></tbody></table></div>\n<p>后。</p>'
    )


def test_every_table_has_its_own_name() -> None:
    table = "|甲|乙|\n|---|---|\n|1|2|\n"
    body = html(f"{table}\n文。\n\n<table><tr><td>丙</td></tr></table>\n\n{table}")
    assert [FRAME.format(number) in body for number in (1, 2, 3)] == [True] * 3


@pytest.mark.parametrize(
    ("source", "cells"),
    [
        ("甲|乙\n---|---\n1|2", ["甲", "乙", "1", "2"]),
        ("|甲|\n|---|\n|1|", ["甲", "1"]),
        ("|甲|乙|\n|:--|--:|\n|1", ["甲", "乙", "1", ""]),
        ("|甲|乙|\n|-|-|\n|1|2|3|4|", ["甲", "乙", "1", "2|3|4"]),
        ("|甲|乙|\n|-|-|\n|1\\|2|3|", ["甲", "乙", "1|2", "3"]),
        ("|甲|乙|\n|-|-|\n||3|", ["甲", "乙", "", "3"]),
        ("| |乙|\n|-|-|\n|1|3|", ["", "乙", "1", "3"]),
        ("|甲|\n|-|\n|1|2|", ["甲", "1|2"]),
        ("  | 甲 | 乙 |  \n  |-|-|  \n  | 1 | 2 |  ", ["甲", "乙", "1", "2"]),
        ("|甲<br>乙|[丙](a.pdf)|\n|-|-|\n|<sup>2</sup>|&amp;|", ["甲\n乙", "丙", "2", "&amp;"]),
    ],
)
def test_cells(source: str, cells: list[str]) -> None:
    body = html(source)
    found = body.replace("<br>", "\n").replace("</td>", "\0").replace("</th>", "\0")
    shown = shown_text(found).split("\0")[:-1]
    assert [cell.removeprefix("\n") for cell in shown] == cells
    assert all(cell.startswith("\n") for cell in shown[1:]), "cells run together where tags are taken away"
    text = plain_text(source, title="")
    assert "".join(text.replace("\t", "").split()) == "".join("".join(cells).split())


def test_a_header_without_words_is_no_header() -> None:
    assert "<th" not in html("| | |\n|-|-|\n|1|2|")
    assert html("| |乙|\n|-|-|\n|1|2|").count("<th ") == 1


@pytest.mark.parametrize(
    "source",
    [
        "题名 |\n||||\n|\n||||\n正文。",
        "|甲|乙|\n文。",
        "|甲|乙|\n|---|\n|1|2|",
        "|甲|乙|\n---\n|1|2|",
        "甲\n|---|",
        "|甲|乙|\n\n|---|---|",
        "|甲|乙|\n|---|=--|",
        "|甲" * 101 + "|\n" + "|-" * 101 + "|",
    ],
)
def test_stray_pipes_are_text(source: str) -> None:
    body = html(source)
    assert "<table" not in body
    assert shown_text(body).split("\n") == [line for line in source.split("\n") if line.strip()]


def test_a_table_ends_with_its_rows() -> None:
    assert html("|甲|\n|-|\n|1|\n二|\n文\n|三|").count("<tr>") == 3


def test_an_html_table() -> None:
    body = html(
        '<table border="1" style="width:100%" class="x" onclick="alert(1)">\n'
        '<caption>表一</caption><colgroup><col span="2" width="10"></colgroup>\n'
        '<thead><tr><th scope="col" rowspan="2">甲</th>\n\n<th colspan="3">乙</th></tr></thead>\n'
        "<tbody><tr><td>1 &lt; 2 &amp; 3&nbsp;</td><td><p>一</p><p>二<br/>三</p></td></tr></tbody></table>"
    )
    assert body == (
        FRAME.format(1) + '<table><caption>表一</caption>\n<colgroup><col span="2"></colgroup>\n'
        '<thead><tr><th scope="col" rowspan="2">甲</th>\n<th colspan="3">乙</th></tr></thead>\n'
        "<tbody><tr><td>1 &lt; 2 &amp; 3&nbsp;</td>\n<td><p>一</p><p>二<br>三</p></td></tr></tbody></table></div>"
    )


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<table><tr><td>1<td>2<tr><td>3</table>", "1\t2\n3"),
        ("<TABLE><TR><TD>1</TD></TR></TABLE>", "1"),
        ("  <table><tr><td>1</td></tr></table>  ", "1"),
        ("<table>\n\n<tr>\n\n<td>\n1\n</td>\n</tr>\n\n</table>", "1"),
        ("<table><tr><td><table><tr><td>内</td></tr></table></td><td>外</td></tr></table>", "内\t外"),
        ("<table><tr><td>**甲** [乙](a.pdf) 7. 丙</td></tr></table>", "**甲** [乙](a.pdf) 7. 丙"),
        ("<table><tr><td>1</td></tr></table>尾", "1\n尾"),
        ("<table><tr><td>长长的</td></tr></table><table><tr><td>2</td></tr></table>尾", "长长的\n2\n尾"),
        ("<p>甲</p></p>", "甲\n</p>"),
        ("<div>甲<div>乙</div>丙</div>", "甲\n乙\n丙"),
        ("<ul><li>甲<li>乙</ul>", "甲\n乙"),
        ("<ol><li>甲</li></ol>", "甲"),
        ('<ol start="3"><li>甲</li></ol>', "甲"),
        ("<p align=center>甲\n乙</p>", "甲 乙"),
    ],
)
def test_html_blocks(source: str, text: str) -> None:
    assert plain_text(source, title="") == text
    assert "".join(shown_text(html(source)).split()) == "".join(text.split())


def test_only_outer_tables_are_framed() -> None:
    body = html("<div><table><tr><td><table><tr><td>内</td></tr></table></td></tr></table></div>")
    assert body.count("table-scroll") == 1
    assert body.startswith('<div><div class="table-scroll"')


@pytest.mark.parametrize(
    "source",
    [
        "<table><tr><td>1</td></tr>",
        "<table>甲<tr><td>1</td></tr></table>",
        "<table><script>alert(1)</script><tr><td>1</td></tr></table>",
        "<table><td>1</td></table>",
        "<table><tr>甲</tr></table>",
        "<table></table>",
        "<table><tr></tr></table>",
        "<table><tr><td><b>1</td></tr></table>",
        "<table><tr><td></b></td></tr></table>",
        "<div><b>甲</div>",
        "<ul>甲</ul>",
        "<p>没有结束",
        "<p>空行\n\n在中间</p>",
        "</table>",
        "<tr><td>1</td></tr>",
        "<hr>后",
        "文<table><tr><td>1</td></tr></table>",
        "<table" + " a" * 10,
        "<table><tr><td>" * 30 + "</td></tr></table>" * 30,
        "<table><tr><td>" + "<u>" * 30 + "甲" + "</u>" * 30 + "</td></tr></table>",
    ],
)
def test_html_that_is_not_well_formed_is_text(source: str) -> None:
    body = html(source)
    assert "<table" not in body
    assert "<td" not in body
    if "<u>" in source:  # tags inside the line are still marks, as deep as those of any line
        assert body.count("<u>") == body.count("</u>") == 20
        return
    assert shown_text(body).split("\n") == [line for line in source.split("\n") if line.strip()]


def test_a_real_rule_and_a_typed_one() -> None:
    assert html("甲\n<hr>\n乙\n<HR/>\n---") == "<p>甲</p>\n<hr>\n<p>乙</p>\n<hr>\n<p>---</p>"


def test_links_in_html_tables() -> None:
    body = render(
        '<table>\n<tr><td><a href="a.pdf?x=1&amp;y=2">甲</a></td>\n'
        '<td><a href="javascript:alert(1)">乙</a><img src="b.png" alt="丙">'
        '<a href="missing.pdf">丁</a></td></tr></table>'
    )
    assert '<a href="../a.pdf?x=1&amp;y=2">甲</a>' in body.html
    assert '<img src="../b.png" alt="丙">' in body.html
    assert '&lt;a href="javascript:alert(1)"&gt;乙&lt;/a&gt;' in body.html
    assert '&lt;a href="missing.pdf"&gt;丁&lt;/a&gt;' in body.html
    assert [(link.target, link.line, link.is_image) for link in body.links] == [
        ("a.pdf?x=1&y=2", 2, False),
        ("b.png", 3, True),
        ("missing.pdf", 3, False),
    ]


def test_a_block_that_is_refused_leaves_no_links() -> None:
    assert render('<table><tr><td><a href="a.pdf">乙</a></td></tr>甲</table>').links == (
        render('文<a href="a.pdf">乙</a>').links
    )
