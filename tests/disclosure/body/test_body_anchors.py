"""条, 款, 项, 目 and headings have permanent addresses, and no character is added for them."""

from __future__ import annotations

import pytest

from plugins.disclosure.body.numerals import value
from tests.disclosure.body.fidelity import difference, shown_text
from tests.disclosure.body.rendering import html, render


@pytest.mark.parametrize(
    ("line", "anchor", "number"),
    [
        ("第一条 文。", "tiao-1", "第一条"),
        ("第一条\u3000文。", "tiao-1", "第一条"),
        ("第十二条　文。", "tiao-12", "第十二条"),
        ("第一百二十三条 文。", "tiao-123", "第一百二十三条"),
        ("第一千零五条 文。", "tiao-1005", "第一千零五条"),
        ("第12条 文。", "tiao-12", "第12条"),
        ("第１２条 文。", "tiao-12", "第１２条"),
        ("第十二条之一 文。", "tiao-12-1", "第十二条之一"),
        ("第十二条之十一　文。", "tiao-12-11", "第十二条之十一"),
        ("第二十条", "tiao-20", "第二十条"),
        ("第三条（目的）", "tiao-3", "第三条"),
        ("第三条【目的】文。", "tiao-3", "第三条"),
        ("第一条为了管理公园，制定本办法。", "tiao-1", "第一条"),
        ("\u3000\u3000第四条\u3000文。", "tiao-4", "第四条"),
    ],
)
def test_articles(line: str, anchor: str, number: str) -> None:
    body = render(line)
    assert body.anchors == (anchor,)
    assert f'id="{anchor}"' in body.html
    assert f'<span class="article-number">{number}</span>' in body.html
    assert shown_text(body.html) == line


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("**第一条**　文。", '<strong><span class="article-number">第一条</span></strong>　文。'),
        ("**第一条 文。**又。", '<strong><span class="article-number">第一条</span> 文。</strong>又。'),
        ("\u3000**第一条** 文", '\u3000<strong><span class="article-number">第一条</span></strong> 文'),
        ("第**一**条 文", "第<strong>一</strong>条 文"),
        ("[第一条](a.pdf) 文", '<a href="../a.pdf">第一条</a> 文'),
        ("\u00a0第一条 文", '&nbsp;<span class="article-number">第一条</span> 文'),
    ],
)
def test_articles_with_marks(line: str, expected: str) -> None:
    body = render(line)
    assert body.anchors == ("tiao-1",)
    assert body.html.endswith(f'id="tiao-1">{expected}</p>')


@pytest.mark.parametrize(
    "line",
    [
        "第五条规定的情形，从其规定。",
        "第五条、第六条适用本办法。",
        "第五条第二款所称公园。",
        "第五条至第八条由市文旅局解释。",
        "第五条（二）规定的情形。",
        "本办法第五条 所称",
        "“第五条 修改后的条文。",
        "第九条此前没有第八条。",
        "第一条件是齐备。",
    ],
)
def test_lines_that_only_speak_of_an_article(line: str) -> None:
    assert render(line).anchors == ()


def test_paragraphs_and_items_of_an_article() -> None:
    body = render(
        "第十二条　文：\n（一）甲：\n1.子\n2.丑\n（1）寅\n(二)乙。\n前款所称：\n（一）丙。\n第三款。\n"
        "第十三条 只有一款：\n（一）甲。\n1、子。\n第十四条 文。"
    )
    assert body.anchors == (
        "tiao-12",
        "tiao-12-kuan-1-xiang-1",
        "tiao-12-kuan-1-xiang-1-mu-1",
        "tiao-12-kuan-1-xiang-1-mu-2",
        "tiao-12-kuan-1-xiang-1-mu-2-1",
        "tiao-12-kuan-1-xiang-2",
        "tiao-12-kuan-2",
        "tiao-12-kuan-2-xiang-1",
        "tiao-12-kuan-3",
        "tiao-13",
        "tiao-13-xiang-1",
        "tiao-13-xiang-1-mu-1",
        "tiao-14",
    )
    assert '<p class="article-paragraph" id="tiao-12-kuan-2">' in body.html
    assert '<p class="item" id="tiao-13-xiang-1">' in body.html
    assert '<p class="subitem" id="tiao-13-xiang-1-mu-1">' in body.html


def test_a_captioned_article_has_its_first_paragraph_on_the_next_line() -> None:
    body = render("第一条（目的）\n第一款。\n第二款。\n### 第二条 【定义】\n第一款。\n（一）甲。")
    assert body.anchors == ("tiao-1", "tiao-1-kuan-2", "tiao-2", "tiao-2-xiang-1")
    assert '<p class="article-paragraph">第一款。</p>' in body.html
    assert '<h2 class="article" id="tiao-2"><span class="article-number">第二条</span> 【定义】</h2>' in body.html


def test_old_laws_number_items_with_a_comma() -> None:
    assert render("第一条 处罚：\n一、警告；\n二、罚款：\n（一）小额；").anchors == (
        "tiao-1",
        "tiao-1-xiang-1",
        "tiao-1-xiang-2",
        "tiao-1-xiang-2-1",
    )


def test_tables_and_lists_do_not_end_an_article() -> None:
    body = render("第一条 如下：\n|甲|乙|\n|---|---|\n|1|2|\n第二款。")
    assert body.anchors == ("tiao-1", "tiao-1-kuan-2")


@pytest.mark.parametrize("end", ["## 第二章 附则", "附件", "（此件公开发布）"])
def test_what_ends_an_article(end: str) -> None:
    assert "kuan" not in html(f"第一条 文。\n{end}\n别的文字。")


def test_a_signature_is_no_paragraph_of_the_last_article() -> None:
    body = render("第一条 文。\n第二款。\n示例市文化和旅游局\n2024年3月1日\n别的。")
    assert body.anchors == ("tiao-1", "tiao-1-kuan-2")


def test_headings() -> None:
    body = render(
        "## 第一编 总则\n### 第一章 甲\n#### 第一节 乙\n文。\n### 第二章 丙\n## 第二编 分则\n### 第一分编 丁\n"
        "#### 第一章 戊\n文。\n## 附件二\n文。\n## 附件三：名单\n文。\n## 说明\n文。\n## 附录\n文。"
    )
    assert body.anchors == (
        "bian-1",
        "bian-1-zhang-1",
        "bian-1-zhang-1-jie-1",
        "bian-1-zhang-2",
        "bian-2",
        "bian-2-fenbian-1",
        "bian-2-fenbian-1-zhang-1",
        "fujian-2",
        "fujian-3",
        "biaoti-1",
        "fulu-1",
    )


def test_chapters_without_books() -> None:
    assert render("## 第三章 甲\n### 第一节 乙\n文。").anchors == ("zhang-3", "zhang-3-jie-1")


def test_sections() -> None:
    body = render("一、目标\n文。\n（一）甲。\n1.子。\n（1）丑。\n（二）乙。\n二、任务\n1．寅。\n（三）丙。\n①不编号。")
    assert body.anchors == (
        "s-1",
        "s-1-1",
        "s-1-1-1",
        "s-1-1-1-1",
        "s-1-2",
        "s-2",
        "s-2-0-1",
        "s-2-3",
    )


def test_a_repeated_number_gets_the_next_letter() -> None:
    body = render("第一条 文。\n第二款。\n附件1\n第一条 文。\n第二款。\n附件1\n第一条 文。")
    assert body.anchors == (
        "tiao-1",
        "tiao-1-kuan-2",
        "fujian-1",
        "tiao-1-b",
        "tiao-1-b-kuan-2",
        "fujian-1-b",
        "tiao-1-c",
    )


def test_letters_go_on_after_z_and_stay_unique() -> None:
    body = render("第一条 文。\n" * 60 + "第一条之一 文。\n" * 2)
    assert len(set(body.anchors)) == 62
    assert body.anchors[24:28] == ("tiao-1-y", "tiao-1-z", "tiao-1-aa", "tiao-1-ab")


def test_nothing_is_added_or_lost() -> None:
    source = "## 第一章  总则\n第一条　文。\n\u3000\u3000第二款。\n（一）甲：\n1.子。\n一、目标\n附件1\n"
    assert not difference(source, html(source))


def test_framing_lines() -> None:
    body = html(
        "# 示例市公园管理办法\n示文旅规〔2024〕3号\n各区人民政府，各有关单位：\n\u3000\u3000现印发。\n附件：1.名单\n"
        "\u3000\u3000示例市文化和旅游局 示例市公园管理中心\n二〇二四年三月一日\n（此件公开发布）"
    )
    assert body.split("\n")[1:] == [
        '<p class="document-number">示文旅规〔2024〕3号</p>',
        '<p class="addressee">各区人民政府，各有关单位：</p>',
        '<p class="typed-indent">\u3000\u3000现印发。</p>',
        "<p>附件：1.名单</p>",
        '<p class="signature typed-indent">\u3000\u3000示例市文化和旅游局 示例市公园管理中心</p>',
        '<p class="signature">二〇二四年三月一日</p>',
        '<p class="disclosure-note">（此件公开发布）</p>',
    ]


@pytest.mark.parametrize(
    "source",
    [
        "关于印发办法的通知\n2024年3月1日\n正文。",
        "# 示例市公园管理办法\n2024年3月1日\n正文。",
        "2024年3月1日",
        "文。\n自2024年3月1日",
    ],
)
def test_a_date_alone_is_no_signature(source: str) -> None:
    assert "signature" not in html(source)


def test_a_signature_does_not_make_a_second_paragraph() -> None:
    body = render("第一条 如下：\n（一）甲。\n示例市文化和旅游局\n2024年3月1日")
    assert body.anchors == ("tiao-1", "tiao-1-xiang-1")


def test_several_issuers_sign() -> None:
    assert html("文。\n甲局\n乙局\n丙委员会\n2024年3月1日").count('class="signature"') == 4


@pytest.mark.parametrize("source", ["现将有关事项通知如下：", "文。\n各区人民政府：", "为了管理公园，制定本办法："])
def test_other_lines_with_a_colon_are_not_addressed(source: str) -> None:
    assert "addressee" not in html(source)


@pytest.mark.parametrize(
    ("numeral", "number"),
    [
        ("一", 1),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("一百零五", 105),
        ("一百一十", 110),
        ("一千二百六十", 1260),
        ("二〇二四", 2024),
        ("两百", 200),
        ("12", 12),
        ("１２", 12),
        ("零", 0),
        ("9" * 30, 999999999),
    ],
)
def test_numerals(numeral: str, number: int) -> None:
    assert value(numeral) == number
