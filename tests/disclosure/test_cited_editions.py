"""A link goes to the edition that is in force when the citing document speaks: from its own 施行日期."""

from __future__ import annotations

from datetime import date

import pytest

from plugins.catalogue.catalogue import Catalogue
from plugins.catalogue.citations import cited_document
from plugins.catalogue.document import ReleasedDocument
from plugins.catalogue.index_number import address_of


def made(number: str, title: str, issued: date, entry: date | None = None, **more: object) -> ReleasedDocument:
    return ReleasedDocument(number, address_of(number), f"{number}.md", title, issued, issued, entry, **more)  # type: ignore[arg-type]


OLD = made("1", "甲办法", date(2010, 1, 1), date(2010, 2, 1))
NEW = made("2", "甲办法", date(2020, 1, 1), date(2020, 7, 1), document_number="示令〔2020〕1号")


@pytest.mark.parametrize(
    ("issued", "entry", "meant"),
    [
        (date(2020, 3, 1), None, OLD),
        (date(2020, 3, 1), date(2020, 6, 30), OLD),
        (date(2020, 3, 1), date(2020, 7, 1), NEW),
        (date(2020, 3, 1), date(2021, 1, 1), NEW),
        (date(2020, 7, 1), None, NEW),
        (date(2020, 8, 1), date(2009, 1, 1), NEW),
        (date(2019, 12, 1), date(2021, 1, 1), OLD),
        (date(2009, 12, 1), None, None),
    ],
)
def test_of_two_editions(issued: date, entry: date | None, meant: ReleasedDocument | None) -> None:
    citing = made("3", "乙规定", issued, entry)
    assert cited_document(("甲办法", None), citing, Catalogue.of([OLD, NEW, citing])) == meant


def test_a_number_says_which_edition_is_meant() -> None:
    citing = made("3", "乙规定", date(2020, 3, 1))
    assert cited_document(("甲办法", "示令〔2020〕1号"), citing, Catalogue.of([OLD, NEW, citing])) == NEW


@pytest.mark.parametrize(("note", "found"), [("", True), ("2020年1月1日公布", True), ("2020年1月1日修订", False)])
def test_what_is_not_in_force_yet_is_meant_where_it_is_the_first_of_its_name(note: str, found: bool) -> None:
    only = made("2", "甲办法", date(2020, 1, 1), date(2020, 7, 1), promulgation_note=note)
    citing = made("3", "乙规定", date(2020, 3, 1))
    assert cited_document(("甲办法", None), citing, Catalogue.of([only, citing])) == (only if found else None)


def test_the_first_of_its_name_is_meant_before_its_day_also_when_there_are_later_ones() -> None:
    first = made("1", "甲办法", date(2020, 1, 1), date(2020, 7, 1))
    later = made("2", "甲办法", date(2024, 1, 1))
    citing = made("3", "乙规定", date(2020, 3, 1))
    assert cited_document(("甲办法", None), citing, Catalogue.of([first, later, citing])) == first


def test_an_older_edition_that_is_not_in_force_either_is_not_meant() -> None:
    late = made("1", "甲办法", date(2019, 1, 1), date(2021, 1, 1))
    citing = made("3", "乙规定", date(2020, 3, 1))
    assert cited_document(("甲办法", None), citing, Catalogue.of([late, NEW, citing])) is None
