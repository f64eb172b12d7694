"""Which document a reference means: one, or a question to the editor; never a guess."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from invented_documents import AGENCY, catalogue, day, released

from plugins.catalogue.document import ReleasedDocument
from plugins.catalogue.effects import Target
from plugins.catalogue.resolve import Citing, Outcome, Resolution, resolve

TITLE = "示例市公共书屋管理办法"
LATE = Citing("Z", day("2025-1-1"))


def meant(found: Resolution) -> list[str]:
    return [d.index_number for d in found.documents]


def look(target: Target, *documents: ReleasedDocument, citing: Citing = LATE) -> tuple[str, list[str]]:
    found = resolve(target, citing, catalogue(*documents))
    return found.outcome.value, meant(found)


def edition(number: str, issued: str | None, **changes: object) -> ReleasedDocument:
    return released(number, title=TITLE, date_of_issue=issued, **changes)


def test_the_number_decides_whatever_its_spelling() -> None:
    one = released("A", title=TITLE, document_number="示文旅规〔2020〕3号")
    other = released("B", title=TITLE, document_number="示文旅规〔2021〕3号", date_of_issue="2021-1-1")
    assert look(Target(number="示文旅规[2020]第3号"), one, other) == ("found", ["A"])
    assert look(Target(title=TITLE, number="示文旅规〔2020〕3号"), one, other) == ("found", ["A"])


def test_a_number_with_another_title_is_not_believed() -> None:
    one = released("A", title=TITLE, document_number="示文旅规〔2020〕3号")
    assert look(Target(title="示例市剧场管理办法", number="示文旅规〔2020〕3号"), one) == ("unsure", ["A"])


def test_a_title_with_another_number_is_not_believed() -> None:
    one = released("A", title=TITLE, document_number="示文旅规〔2020〕3号")
    assert look(Target(title=TITLE, number="示文旅规〔2020〕4号"), one) == ("unsure", ["A"])


def test_the_newest_edition_older_than_the_clause() -> None:
    editions = edition("A", "2010-1-1"), edition("B", "2016-1-1"), edition("C", "2022-1-1")
    assert look(Target(title=TITLE), *editions) == ("found", ["C"])
    assert look(Target(title=TITLE), *editions, citing=Citing("Z", day("2020-1-1"))) == ("found", ["B"])
    assert look(Target(title=TITLE), *editions, citing=Citing("Z", day("2016-1-1"))) == ("found", ["A"])


def test_nothing_newer_than_the_clause_is_meant() -> None:
    assert look(Target(title=TITLE), edition("A", "2026-1-1")) == ("newer", ["A"])
    numbered = released("A", document_number="示文〔2026〕1号", date_of_issue="2026-1-1")
    assert look(Target(number="示文〔2026〕1号"), numbered) == ("newer", ["A"])


@given(st.dates(date(2010, 1, 1), date(2030, 1, 1)), st.lists(st.dates(date(2010, 1, 1), date(2030, 1, 1)), max_size=5))
@settings(deadline=None, derandomize=True, database=None)
def test_what_is_found_is_never_newer_than_the_clause(before: date, issued: list[date]) -> None:
    documents = [edition(f"N-{n}", on.isoformat()) for n, on in enumerate(issued)]
    found = resolve(Target(title=TITLE), Citing("Z", before), catalogue(*documents))
    if found.outcome is Outcome.FOUND:
        (document,) = found.documents
        assert document.date_of_issue
        assert document.date_of_issue < before
        assert document.date_of_issue == max(on for on in issued if on < before)


def test_the_date_in_the_text_must_fit() -> None:
    editions = edition("A", "2010-1-1"), edition("B", "2016-1-1")
    assert look(Target(title=TITLE, date="2016"), *editions) == ("found", ["B"])
    assert look(Target(title=TITLE, date="2018-05-01"), *editions)[0] == "unsure"


def test_the_citing_document_is_never_meant() -> None:
    own = edition("A", "2010-1-1", document_number="示文〔2010〕1号")
    for target in (Target(title=TITLE), Target(number="示文〔2010〕1号")):
        assert look(target, own, citing=Citing("A", day("2025-1-1"))) == ("itself", ["A"])
    older = edition("B", "2008-1-1")
    assert look(Target(title=TITLE), own, older, citing=Citing("A", day("2025-1-1"))) == ("found", ["B"])


def test_homonyms_are_told_apart_by_issuer_or_date_or_not_at_all() -> None:
    one = edition("A", "2010-1-1", issuers=(AGENCY,))
    other = edition("B", "2012-1-1", issuers=("示例县文化局",))
    assert look(Target(title=TITLE), one, other) == ("ambiguous", ["A", "B"])
    assert look(Target(title=TITLE, issuer="示例县文化局"), one, other) == ("found", ["B"])
    assert look(Target(title=TITLE, issuer="原示例县文化局"), one, other) == ("found", ["B"])
    assert look(Target(title=TITLE, date="2010-01-01"), one, other) == ("found", ["A"])


def test_a_namesake_of_another_body_is_not_meant() -> None:
    assert look(Target(title=TITLE, issuer="示例省文化厅"), edition("A", "2010-1-1")) == ("unsure", ["A"])
    nameless = edition("A", "2010-1-1", issuers=())
    assert look(Target(title=TITLE, issuer="示例省文化厅"), nameless) == ("found", ["A"])


def test_a_forwarding_notice_carries_its_text_both_ways() -> None:
    notice = released("A", title="关于印发《公共书屋管理办法》的通知")
    assert look(Target(title="公共书屋管理办法"), notice) == ("found", ["A"])
    text = released("B", title="公共书屋管理办法")
    assert look(Target(title="关于印发〈公共书屋管理办法〉的通知"), text) == ("found", ["B"])
    assert look(Target(title="公共书屋管理办法"), notice, text) == ("found", ["B"]), "the text itself comes first"


def test_what_a_notice_forwards_is_another_bodys() -> None:
    assert look(Target(title="公共书屋管理办法"), released("A", title="关于转发《公共书屋管理办法》的通知")) == (
        "outside",
        [],
    )


PARTS = [TITLE[:-1], TITLE[1:], f"{TITLE}实施细则", f"关于《{TITLE}》的解读", "公共书屋管理办法", f"{TITLE}（试行）"]


@pytest.mark.parametrize("title", PARTS)
def test_never_a_part_of_a_title_nor_a_similar_one(title: str) -> None:
    assert look(Target(title=title), edition("A", "2010-1-1")) == ("outside", [])
    assert look(Target(title=TITLE), released("A", title=title)) == ("outside", [])


@given(st.integers(1, len(TITLE) - 1), st.integers(0, len(TITLE) - 1))
@settings(deadline=None, derandomize=True, database=None)
def test_never_any_substring(length: int, start: int) -> None:
    part = TITLE[start : start + length]
    if part and part != TITLE:
        assert look(Target(title=part), edition("A", "2010-1-1")) == ("outside", [])


def test_documents_of_unknown_date_are_not_ordered() -> None:
    known, unknown = edition("A", "2010-1-1"), edition("B", None)
    assert look(Target(title=TITLE), known, unknown)[0] == "unsure"
    assert look(Target(title=TITLE), unknown)[0] == "unsure"


def test_two_editions_of_one_day_are_ambiguous() -> None:
    assert look(Target(title=TITLE), edition("A", "2010-1-1"), edition("B", "2010-1-1")) == ("ambiguous", ["A", "B"])


def test_the_index_number_beats_everything() -> None:
    one, other = edition("A", "2010-1-1"), edition("B", "2016-1-1")
    found = resolve(Target(title=TITLE), LATE, catalogue(one, other), "A")
    assert (found.outcome, meant(found)) == (Outcome.FOUND, ["A"])


def test_what_is_not_in_the_catalogue_is_outside() -> None:
    assert look(Target(title="中华人民共和国某法"), edition("A", "2010-1-1")) == ("outside", [])
    assert look(Target(number="国发〔2015〕68号"), edition("A", "2010-1-1")) == ("outside", [])


def test_an_order_is_found_by_its_issuer_and_its_number() -> None:
    one = released("A", title=TITLE, document_number="示例市人民政府令第24号", issuers=("示例市人民政府",))
    assert look(Target(number="令第24号", issuer="示例市人民政府"), one) == ("found", ["A"])
    assert look(Target(number="令第24号", issuer="示例省人民政府"), one) == ("outside", [])
