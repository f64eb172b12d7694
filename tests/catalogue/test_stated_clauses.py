"""From what a text states to marks: periods, entries into force without a day, terms that are not told whole."""

from __future__ import annotations

from typing import Any

import pytest
from invented_documents import day, reading

from plugins.catalogue.clauses import read_clauses
from plugins.catalogue.column import Column, make_column
from plugins.catalogue.gate import Reading, release

OLD = reading("A", date_of_issue="2020-1-1")
_TITLE = "示例市第A号管理办法"


def acting(text: str, issued: str = "2022-12-1", **fields: Any) -> Reading:
    effects = read_clauses(text, title="示例市第B号管理办法", date_of_issue=day(issued).isoformat())
    return reading("B", date_of_issue=issued, effects=effects, **fields)


def column(as_of: str, *readings: Reading) -> Column:
    return make_column(release(readings, day(as_of)), day(as_of), ())


def force(as_of: str, act: Reading, number: str = "A") -> str:
    return column(as_of, OLD, act).status[number].force.value


def codes(act: Reading) -> list[str]:
    return [f.code for f in column("2030-1-1", OLD, act).findings]


@pytest.mark.parametrize(
    ("words", "last", "next_day"),
    [
        ("暂停执行一年", "2023-12-31", "2024-1-1"),
        ("暂停执行三个月", "2023-3-31", "2023-4-1"),
        ("暂停执行，期限为一年零六个月", "2024-6-30", "2024-7-1"),
        ("暂停执行至2023年6月30日", "2023-6-30", "2023-7-1"),
    ],
)
def test_a_suspension_for_a_period_is_over_after_it(words: str, last: str, next_day: str) -> None:
    act = acting(f"《{_TITLE}》自2023年1月1日起{words}。")
    assert force("2022-12-31", act) == "in_force"
    assert force("2023-1-1", act) == "suspended"
    assert force(last, act) == "suspended"
    assert force(next_day, act) == "in_force"


def test_a_suspension_that_is_not_told_whole_is_asked_about() -> None:
    act = acting(f"《{_TITLE}》自2023年1月1日起暂停执行90日。")
    assert force("2023-2-1", act) == "in_force"
    assert codes(act) == ["R02"]


def test_what_begins_with_an_entry_that_nothing_dates_ends_nothing() -> None:
    text = f"本办法自公布之日起30日后施行。《{_TITLE}》同时废止。"
    act = acting(text)
    assert force("2022-12-15", act) == "in_force"
    assert sorted(codes(act)) == ["R02", "R11"]
    dated = acting(text, entry_into_force="2023-1-5")
    assert codes(dated) == []
    assert force("2023-1-4", dated) == "in_force"
    assert force("2023-1-5", dated) == "repealed"


def test_a_day_that_the_clause_gives_itself_holds_beside_an_entry_without_one() -> None:
    act = acting(f"本办法自公布之日起30日后施行。《{_TITLE}》自2023年1月1日起废止。")
    assert codes(act) == ["R11"]
    assert force("2023-1-1", act) == "repealed"


def test_an_own_term_that_is_not_told_whole_is_asked_about() -> None:
    text = "本办法自2022年12月1日起施行，有效期为5年零20日。"
    assert codes(acting(text)) == ["R02"]
    assert force("2029-1-1", acting(text), "B") == "in_force"
    assert codes(acting(text, expires_on="2027-12-20")) == []


def test_a_part_that_stays_leaves_the_document_in_force() -> None:
    act = acting(f"《{_TITLE}》自2023年1月1日起废止，但第三条继续有效。")
    change = column("2023-1-1", OLD, act).status["A"].current
    assert change.force.value == "partially_in_force"
    assert change.articles == ("除第三条外",)


def test_what_is_no_longer_repealed_is_in_force() -> None:
    act = acting(f"《{_TITLE}》不再废止。")
    assert force("2030-1-1", act) == "in_force"
    assert codes(act) == []
