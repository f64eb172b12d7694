"""Mentions and what they cite: precision first."""

from __future__ import annotations

from datetime import date

import pytest

from plugins.catalogue.catalogue import Catalogue
from plugins.catalogue.citations import cited_document, citing_documents
from plugins.catalogue.document import ReleasedDocument
from plugins.catalogue.index_number import address_of
from plugins.catalogue.mentions import mentioned_titles, mentions, own_articles


def made(number: str, title: str, issued: date | None, **more: object) -> ReleasedDocument:
    day = issued or date(2000, 1, 1)
    return ReleasedDocument(number, address_of(number), f"{number}.md", title, day, issued, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("根据《甲办法》制定", [("甲办法", None)]),
        ("根据《甲办法》（示规〔2020〕1号）第十条", [("甲办法", "示规〔2020〕1号")]),
        ("《关于印发〈甲办法〉的通知》", [("关于印发〈甲办法〉的通知", None)]),
        ("《关于印发《甲办法》的通知》和《乙规定》", [("关于印发《甲办法》的通知", None), ("乙规定", None)]),
        ("没有书名号", []),
        ("《没有结束的", []),
        ("《跨\n行》", []),
    ],
)
def test_mentions(text: str, expected: list[tuple[str, str | None]]) -> None:
    assert [(m.title, m.number) for m in mentions(text)] == expected
    assert list(mentioned_titles(text)) == expected


def test_an_article_named_after_a_title_is_kept() -> None:
    (mention,) = mentions("依照《甲办法》第十二条的规定")
    assert mention.article == "十二"


def test_own_articles_are_only_those_said_to_be_ones_own() -> None:
    text = "违反本办法第八条、第九条的，依照《甲办法》第十条处理；本条例第三条之一除外。"
    assert [(text[o.start : o.end]) for o in own_articles(text)] == ["第八条", "第三条之一"]


def test_a_citation_means_the_edition_of_its_day() -> None:
    old, new = made("1", "甲办法", date(2010, 1, 1)), made("2", "甲办法", date(2020, 1, 1))
    early, late = made("3", "乙", date(2015, 1, 1)), made("4", "丙", date(2022, 1, 1))
    catalogue = Catalogue.of([old, new, early, late])
    assert cited_document(("甲办法", None), early, catalogue) == old
    assert cited_document(("甲办法", None), late, catalogue) == new


def test_what_is_not_certain_is_no_citation() -> None:
    one = made("1", "甲办法", date(2010, 1, 1), issuers=("一局",))
    other = made("2", "甲办法", date(2011, 1, 1), issuers=("二局",))
    citing = made("3", "乙", date(2015, 1, 1))
    catalogue = Catalogue.of([one, other, citing])
    assert cited_document(("甲办法", None), citing, catalogue) is None
    assert cited_document(("乙", None), citing, catalogue) is None, "a document does not cite itself"
    assert cited_document(("甲", None), citing, catalogue) is None, "never a part of a title"
    newer = Catalogue.of([made("1", "丁办法", date(2020, 1, 1)), citing])
    assert cited_document(("丁办法", None), citing, newer) is None, "never one that is newer"


def test_citing_documents_are_listed_once() -> None:
    cited, citing = made("1", "甲办法", date(2010, 1, 1)), made("2", "乙", date(2015, 1, 1))
    catalogue = Catalogue.of([cited, citing])
    assert citing_documents(catalogue, {"2": [("甲办法", None), ("甲办法", None)]}) == {"1": ("2",)}


def test_a_short_name_means_the_state_s_law_of_that_name() -> None:
    law, citing = made("1", "中华人民共和国铁路法", date(2010, 1, 1)), made("2", "乙", date(2015, 1, 1))
    assert cited_document(("铁路法", None), citing, Catalogue.of([law, citing])) == law
    assert cited_document(("铁路", None), citing, Catalogue.of([law, citing])) is None
    assert cited_document(("铁路法", "示政发〔2010〕1号"), citing, Catalogue.of([law, citing])) is None
    local = made("3", "铁路法", date(2011, 1, 1))
    assert cited_document(("铁路法", None), citing, Catalogue.of([law, local, citing])) == local
