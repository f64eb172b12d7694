"""Citations in the official text become links; the text keeps every character."""

from __future__ import annotations

from datetime import date

from bs4 import BeautifulSoup

from plugins.catalogue.column import make_column
from plugins.catalogue.document import Disclosure, Document, PublicFields
from plugins.catalogue.gate import Reading, release
from plugins.catalogue.index_number import address_of
from plugins.disclosure.body import render_body
from plugins.disclosure.citation_links import with_links


def reading(number: str, title: str, day: date) -> Reading:
    fields = PublicFields(number, address_of(number), f"{number}.md", title, day, day)
    return Reading(Document(fields, Disclosure.PROACTIVE, ""))


COLUMN = make_column(
    release(
        [reading("2010-1", "甲&乙管理办法", date(2010, 1, 1)), reading("2015-1", "丙规定", date(2015, 1, 1))],
        date(2026, 1, 1),
    ),
    date(2026, 1, 1),
)


def linked(source: str) -> tuple[BeautifulSoup, str]:
    document = COLUMN.catalogue["2015-1"]
    body = render_body(source, title=document.title, resolve_link=lambda _: None)
    return BeautifulSoup(with_links(body.html, document, COLUMN, body.anchors), "html.parser"), body.html


def test_a_mention_becomes_a_link_and_the_text_stays() -> None:
    page, before = linked("第一条　根据《甲&乙管理办法》制定。\n\n第二条　违反本规定第一条的，处理。")
    links = [(a.get_text(), a["href"]) for a in page.select("a.citation")]
    assert links == [("《甲&乙管理办法》", "../2010/2010-1.html"), ("第一条", "#tiao-1")]
    assert page.get_text() == BeautifulSoup(before, "html.parser").get_text()


def test_headings_and_unknown_titles_have_no_links() -> None:
    page, _ = linked("## 《甲&乙管理办法》\n\n根据《丁办法》。违反本规定第九条的。")
    assert page.select("a.citation") == []


def test_an_editors_link_is_not_linked_again() -> None:
    page, _ = linked("见[《甲&乙管理办法》](https://example.org/a.html)。")
    assert len(page.select("a a")) == 0
    assert len(page.select("a")) == 1
