"""Pages of old sites: the document is found whole, the rest is listed, nothing hidden comes in."""

from __future__ import annotations

import pytest

from plugins.importers.changes import ImportRefused
from plugins.importers.draft import Draft, make_draft

TEXT = "<p>为规范开放服务，制定本办法。</p><p>第一条　本馆每周开放六天，节假日另行公告。</p>"


def page(body: str, head: str = "") -> Draft:
    return make_draft(f"<html><head>{head}</head><body>{body}</body></html>".encode(), path="a.html")


def left_out(draft: Draft) -> str:
    return "\n".join(change.before for change in draft.changes if change.kind.value == "dropped")


@pytest.mark.parametrize(
    "frame",
    [
        "<div class='TRS_Editor'>{}</div>",
        "<div id='UCAP-CONTENT'>{}</div>",
        "<main><article>{}</article></main>",
        "<div><div class='nobody-knows'>{}</div></div>",
        "<table><tr><td><a href='/'>首页</a></td></tr><tr><td><font>{}</font></td></tr></table>",
        "<form action='/x'><div class='content'>{}</div></form>",
        "{}",
    ],
)
def test_the_document_is_found(frame: str) -> None:
    links = "<ul class='list'>" + "<li><a href='/x.html'>关于另一件事的很长很长的标题</a></li>" * 40 + "</ul>"
    draft = page(
        f"<div class='nav'><a href='/'>首页</a></div>{frame.format(TEXT)}{links}<div class='footer'>版权所有</div>"
    )
    lines = [line for line in draft.body.split("\n") if line]
    assert "为规范开放服务，制定本办法。" in lines
    assert "第一条　本馆每周开放六天，节假日另行公告。" in lines
    assert "版权所有" not in draft.body
    assert "首页" not in draft.body or "首页" in left_out(draft)


def test_a_notice_and_its_annex_in_two_containers_stay_together() -> None:
    draft = page(
        f"<div><div class='TRS_Editor'><p>现予印发，请执行。</p><p>示例市文化局</p><p>2020年3月1日</p></div>"
        f"<div class='TRS_Editor'><p>示例市开放办法</p>{TEXT}</div></div>"
    )
    assert "现予印发，请执行。" in draft.body
    assert "节假日另行公告" in draft.body
    assert draft.front_matter["标题"] == "示例市开放办法"


def test_a_signature_outside_the_container_comes_in() -> None:
    draft = page(f"<div><div class='TRS_Editor'>{TEXT}</div><p>示例市文化局</p><p>2020年3月1日</p></div><p>页脚</p>")
    assert draft.front_matter["发文机关"] == ["示例市文化局"]
    assert draft.body.endswith("2020年3月1日")


@pytest.mark.parametrize(
    "hidden",
    [
        "<p style='display:none'>澳门金沙</p>",
        "<p style='DISPLAY : none;'>澳门金沙</p>",
        "<span style='visibility:hidden'>澳门金沙</span>",
        "<div style='text-indent:-9999px'>澳门金沙</div>",
        "<p hidden>澳门金沙</p>",
        "<!-- 澳门金沙 -->",
        "<script>document.write('澳门金沙')</script>",
        "<noscript>澳门金沙</noscript>",
        "<iframe src='//x'>澳门金沙</iframe>",
    ],
)
def test_nothing_hidden_comes_in(hidden: str) -> None:
    draft = page(f"<div class='article'>{TEXT}{hidden}</div>")
    assert "澳门金沙" not in draft.text
    assert left_out(draft), "and it is told"


@pytest.mark.parametrize(
    ("markup", "line"),
    [
        ("《印发<关于开放的意见>的通知》执行。", "《印发<关于开放的意见>的通知》执行。"),
        ("《&lt;关于开放的意见&gt;细则》执行。", "《<关于开放的意见>细则》执行。"),
        ("《<A股上市办法>解读》执行。", "《<A股上市办法>解读》执行。"),
        ("《<关于开放的意见>细则》执行。</关于开放的意见>", "《<关于开放的意见>细则》执行。"),
        ("《<关于开放的意见>细则》执行。关于开放的意见>", "《<关于开放的意见>细则》执行。"),
        ("面积 10<sup>4</sup> m<sup>2</sup>，CO<sub>2</sub>。", "面积 10<sup>4</sup> m<sup>2</sup>，CO<sub>2</sub>。"),
        ("<b>加</b>粗<i>斜</i>体。", "加粗斜体。"),
        ("7. 逐步增加。", "7. 逐步增加。"),
        ("甲&nbsp;&nbsp;乙　丙&amp;丁。", "甲\u00a0\u00a0乙　丙&丁。"),
        ("断\n  行与 word\n word。", "断行与 word word。"),
        ("<a href='https://example.gov.cn/a?b=1'>链接</a>。", "[链接](https://example.gov.cn/a?b=1)。"),
        ("<a href='../b.html'>链接</a>。", "链接。"),
        ("<a href='javascript:x()'>链接</a>。", "链接。"),
    ],
)
def test_text_as_issued(markup: str, line: str) -> None:
    assert line in page(f"<div class='article'><p>{markup}</p>{TEXT}</div>").body.split("\n")


def test_line_breaks_are_paragraphs() -> None:
    draft = page("<div class='article'>甲款。<br>　　乙款。<br/><br/>丙款。<div>丁款。</div>戊款。</div>")
    assert [line for line in draft.body.split("\n") if line] == ["甲款。", "　　乙款。", "丙款。", "丁款。", "戊款。"]


@pytest.mark.parametrize(
    ("rows", "lines"),
    [
        (
            "<tr><th>甲</th><th>乙</th></tr><tr><td>1</td><td></td></tr>",
            ["| 甲 | 乙 |", "| --- | --- |", "| 1 |  |"],
        ),
        (
            "<tr><td colspan='2'>甲</td></tr><tr><td>1</td><td>x&lt;2</td></tr>",
            ["<table>", '<tr><td colspan="2">甲</td></tr>', "<tr><td>1</td><td>x&lt;2</td></tr>", "</table>"],
        ),
        (
            "<tr><td>甲</td><td><p>一</p><p>二</p></td></tr><tr><td>1</td><td>2</td></tr>",
            ["<table>", "<tr><td>甲</td><td>一<br>二</td></tr>", "<tr><td>1</td><td>2</td></tr>", "</table>"],
        ),
        (
            "<tr><td>甲</td><td>乙</td></tr><tr><td>1</td></tr>",
            ["<table>", "<tr><td>甲</td><td>乙</td></tr>", "<tr><td>1</td></tr>", "</table>"],
        ),
    ],
)
def test_tables(rows: str, lines: list[str]) -> None:
    draft = page(f"<div class='article'>{TEXT}<table>{rows}</table></div>")
    assert "\n".join(lines) in draft.body


def test_a_span_is_a_number_or_nothing() -> None:
    draft = page(
        f"<div class='article'>{TEXT}<table><tr><td colspan='2\" onclick=\"x'>甲</td></tr>"
        "<tr><td>1</td><td>2</td></tr></table></div>"
    )
    assert "onclick" not in draft.body


def test_metadata_of_the_column() -> None:
    table = (
        "<table><tr><td>索引号：</td><td>0/2024-00031</td><td>发布机构：</td><td>示例局</td></tr>"
        "<tr><td>文　号</td><td>示文〔2024〕9号</td><td>有效性</td><td>有效</td></tr></table>"
    )
    head = (
        '<meta name="PubDate" content="2024/03/08 10:19"><meta name="ContentSource" content="null">'
        '<meta name="ArticleTitle" content="关于开放的通知">'
    )
    found = page(f"{table}<div class='article'>{TEXT}</div>", head).front_matter
    assert found["标题"] == "关于开放的通知"
    assert (found["索引号"], found["发布机构"], found["发文字号"]) == ("0/2024-00031", "示例局", "示文〔2024〕9号")
    assert str(found["发布日期"]) == "2024-03-08"
    assert "来源" not in found, "null is no source"
    assert "有效性" not in found, "what an old page says of force is told, not taken"


def test_a_table_of_the_document_is_no_metadata() -> None:
    table = "<table><tr><td>名称</td><td>数量</td></tr><tr><td>甲</td><td>1</td></tr></table>"
    draft = page(f"<div class='article'>{TEXT}{table}</div>")
    assert "| 名称 | 数量 |" in draft.body


def test_losses_are_listed() -> None:
    draft = page(f"<div class='article'>{TEXT}<p><img src='a.png' alt='示意图'><a href='b.pdf'>名单</a></p></div>")
    told = "\n".join(change.note for change in draft.changes)
    assert "图片没有导入：示意图 a.png" in told
    assert "附件链接没有导入" in told
    assert "名单 b.pdf" in told


@pytest.mark.parametrize(
    "markup",
    ["<html><body></body></html>", "<p>only latin</p>", "<script>var a='中文'</script>", "<div>" * 9000 + "一。"],
)
def test_pages_without_a_document_are_refused(markup: str) -> None:
    with pytest.raises(ImportRefused):
        make_draft(markup.encode(), path="a.htm")


def test_paragraphs_that_are_never_closed() -> None:
    """Old pages close no paragraph: a parser nests each in the one before, hundreds deep."""
    draft = page("<div class='article'>" + "".join(f"<p>　　第{n}项开放。" for n in range(1500)) + "</div>")
    assert [line for line in draft.body.split("\n") if line] == [f"　　第{n}项开放。" for n in range(1500)]


def test_a_comment_that_is_never_closed_hides_the_rest() -> None:
    draft = page(f"<div class='article'>{TEXT}</div><!-- <p>不应公开。</p>")
    assert "不应公开" not in draft.text
    assert "不应公开" in left_out(draft)


def test_lines_are_those_of_the_page() -> None:
    markup = (
        "<html>\n<body>\n<div class='article'>\n<p>示例局公告</p>\n\n<p>本馆闭馆。</p>\n<p>示例市文化局</p>\n"
        "<p>2020年3月1日</p></div></body></html>"
    )
    draft = make_draft(markup.encode(), path="a.html")
    assert {change.key: change.line for change in draft.changes if change.key in ("标题", "发文机关", "成文日期")} == {
        "标题": 4,
        "发文机关": 7,
        "成文日期": 8,
    }
