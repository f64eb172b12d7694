"""From what a text states to marks: periods, entries into force without a day, terms that are not told whole."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from invented_documents import day, reading, relation

from plugins.catalogue.clauses import read_clauses
from plugins.catalogue.column import Column, make_column
from plugins.catalogue.document import Disclosure, RelationKind, StatedForce
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


def test_what_begins_with_an_entry_that_nothing_dates_is_open_from_the_day_of_issue() -> None:
    text = f"本办法自公布之日起30日后施行。《{_TITLE}》同时废止。"
    act = acting(text)
    assert force("2022-11-30", act) == "in_force"
    assert force("2022-12-15", act) == "undetermined"
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


UNDATED = "本办法自公布之日起30日后施行。"


def test_a_document_whose_entry_nothing_dates_is_not_called_in_force() -> None:
    act = acting(UNDATED)
    assert force("2022-12-1", act, "B") == force("2029-1-1", act, "B") == "undetermined"
    assert column("2029-1-1", OLD, act).status["B"].current.evidence == UNDATED
    dated = acting(UNDATED, entry_into_force="2023-1-5")
    assert [force(on, dated, "B") for on in ("2023-1-4", "2023-1-5")] == ["pending", "in_force"]


def test_what_ends_it_still_ends_it() -> None:
    act = acting(UNDATED, relations=(relation(RelationKind.REPEALED_BY, "Z", effective="2024-1-1"),))
    assert [force(on, act, "B") for on in ("2023-12-31", "2024-1-1")] == ["undetermined", "repealed"]


@pytest.mark.parametrize(
    ("own", "days"),
    [
        (StatedForce("有效", line=12), {"2022-12-15": "in_force", "2029-1-1": "in_force"}),
        (StatedForce("尚未施行", line=12), {"2022-12-15": "pending", "2029-1-1": "pending"}),
        (StatedForce("尚未施行", since=day("2023-1-5"), line=12), {"2023-1-4": "pending", "2023-1-5": "in_force"}),
    ],
)
def test_an_editor_who_knows_settles_it(own: StatedForce, days: dict[str, str]) -> None:
    act = acting(UNDATED, stated_force=own)
    assert {on: force(on, act, "B") for on in days} == days
    assert codes(act) == ([] if own.since else ["R11"])


def test_no_term_is_counted_from_an_entry_that_nothing_dates() -> None:
    for act in (acting(UNDATED, term_years=5.0), acting(UNDATED + "本办法有效期五年。")):
        assert sorted(codes(act)) == ["R09", "R11"]
        assert force("2029-1-1", act, "B") == "undetermined"


def test_what_an_editor_says_that_it_repeals_is_open_until_its_entry_is_dated() -> None:
    declared = (relation(RelationKind.REPEALS, "A"),)
    act = acting(UNDATED, relations=declared)
    assert [force(on, act) for on in ("2022-11-30", "2022-12-1")] == ["in_force", "undetermined"]
    assert codes(act) == ["R11"]
    own_day = acting(UNDATED + f"《{_TITLE}》自2023年1月1日起废止。", relations=declared)
    assert [force(on, own_day) for on in ("2022-12-31", "2023-1-1")] == ["in_force", "repealed"]


def test_an_edition_whose_entry_nothing_dates_leaves_open_whether_it_has_replaced_the_older() -> None:
    act = acting(UNDATED, title=_TITLE)
    assert [force(on, act) for on in ("2022-11-30", "2022-12-1")] == ["in_force", "undetermined"]


def test_behind_the_gate_it_is_asked_without_its_name() -> None:
    effects = read_clauses(UNDATED + f"《{_TITLE}》同时废止。", title="示例市第B号管理办法", date_of_issue="2022-12-01")
    for fields in ({"effects": effects}, {"effects": effects[:1], "relations": (relation(RelationKind.REPEALS, "A"),)}):
        held = reading("B", Disclosure.WITHHELD, date_of_issue="2022-12-1", **fields)
        found = column("2029-1-1", OLD, held)
        assert found.status["A"].force.value == "undetermined"
        assert [(f.code, f.path) for f in found.findings] == [("R02", "documents/A.md")]
        assert "第B号" not in repr(found)


def test_a_term_in_days_is_open_on_the_day_that_can_be_the_last() -> None:
    act = acting("本办法自2022年12月1日起施行，有效期30日。")
    days = {"2022-12-30": "in_force", "2022-12-31": "undetermined", "2023-1-1": "lapsed"}
    assert {on: force(on, act, "B") for on in days} == days
    assert codes(act) == ["R06"]
    for last in ("2022-12-30", "2022-12-31"):
        recorded = acting("本办法自2022年12月1日起施行，有效期30日。", expires_on=last)
        assert codes(recorded) == []
        assert force("2022-12-31", recorded, "B") == ("lapsed" if last == "2022-12-30" else "in_force")


# a suspension that a later document ends


def resuming(text: str, issued: str = "2024-5-1", **fields: Any) -> Reading:
    effects = read_clauses(text, title="示例市第C号管理办法", date_of_issue=day(issued).isoformat())
    return reading("C", date_of_issue=issued, effects=effects, **fields)


PAUSED = acting(f"《{_TITLE}》自2023年1月1日起暂停执行。")
RESUMED = f"《{_TITLE}》自2024年6月1日起恢复执行。"


def test_a_resumption_ends_the_suspension_and_is_its_basis() -> None:
    for pause in (PAUSED, acting("", relations=(relation(RelationKind.SUSPENDS, "A", effective="2023-1-1"),))):
        by_day = {"2022-12-31": "in_force", "2023-1-1": "suspended", "2024-5-31": "suspended", "2024-6-1": "in_force"}
        for on, expected in by_day.items():
            assert column(on, OLD, pause, resuming(RESUMED)).status["A"].force.value == expected
        found = column("2025-1-1", OLD, pause, resuming(RESUMED))
        assert found.findings == ()
        current = found.status["A"].current
        assert (current.sentence, current.by, current.evidence) == ("本文件自2024年6月1日起恢复执行。", "C", RESUMED)


def test_it_shortens_a_suspension_for_a_period_and_leaves_one_that_was_over() -> None:
    long = acting(f"《{_TITLE}》自2023年1月1日起暂停执行三年。")
    over = acting(f"《{_TITLE}》自2023年1月1日起暂停执行至2024年5月31日。")
    assert column("2024-6-1", OLD, long, resuming(RESUMED)).status["A"].force.value == "in_force"
    assert column("2024-6-1", OLD, over, resuming(RESUMED)).findings == ()


def test_a_part_resumed_leaves_the_other_suspended() -> None:
    pause = acting(f"《{_TITLE}》第三条自2023年1月1日起暂停执行。《{_TITLE}》第五条自2023年1月1日起暂停执行。")
    part = resuming(f"《{_TITLE}》第三条自2024年6月1日起恢复执行。")
    current = column("2025-1-1", OLD, pause, part).status["A"].current
    assert (current.force.value, current.articles) == ("suspended", ("第五条",))


def test_a_resumption_of_what_is_not_suspended_is_asked_about_and_revives_nothing() -> None:
    assert [f.code for f in column("2025-1-1", OLD, resuming(RESUMED)).findings] == ["R02"]
    ended = acting(f"《{_TITLE}》自2023年1月1日起废止。")
    found = column("2025-1-1", OLD, ended, resuming(RESUMED))
    assert found.status["A"].force.value == "repealed"
    assert [f.code for f in found.findings] == ["R02"]
    part = resuming(f"《{_TITLE}》第三条自2024年6月1日起恢复执行。")
    found = column("2025-1-1", OLD, PAUSED, part)
    assert found.status["A"].force.value == "suspended"
    assert [f.code for f in found.findings] == ["R02"]


def test_a_resumption_in_doubt_leaves_it_open() -> None:
    doubtful = resuming(RESUMED, stated_force=StatedForce("待核", line=12))
    assert column("2025-1-1", OLD, PAUSED, doubtful).status["A"].force.value == "undetermined"


def test_a_pause_in_doubt_is_over_after_its_last_day() -> None:
    pause = acting(f"《{_TITLE}》自2023年1月1日起暂停执行一年。", stated_force=StatedForce("待核", line=12))
    assert force("2023-12-31", pause) == "undetermined"
    assert force("2024-1-1", pause) == "in_force"


def test_behind_the_gate_it_resumes_without_its_name() -> None:
    effects = read_clauses(RESUMED, title="示例市第C号管理办法", date_of_issue="2024-05-01")
    held = reading("C", Disclosure.WITHHELD, date_of_issue="2024-5-1", effects=effects)
    found = column("2025-1-1", OLD, PAUSED, held)
    assert found.status["A"].force.value == "in_force"
    assert "第C号" not in repr(found)


def test_when_the_document_that_suspends_ends_it_is_asked_whether_the_suspension_goes_on() -> None:
    gone = reading("C", date_of_issue="2024-5-1", relations=(relation(RelationKind.REPEALS, "B"),))
    assert column("2025-1-1", OLD, PAUSED, gone).status["A"].force.value == "suspended"
    assert [f.code for f in column("2025-1-1", OLD, PAUSED, gone).findings] == ["R02"]
    told = resuming(f"《{_TITLE}》恢复执行。", relations=(relation(RelationKind.REPEALS, "B"),))
    found = column("2025-1-1", OLD, PAUSED, told)
    assert found.findings == ()
    assert found.status["A"].force.value == "in_force"
    over = acting(f"《{_TITLE}》自2023年1月1日起暂停执行一年。")
    assert column("2025-1-1", OLD, over, gone).findings == ()


# from which day a term counts


@pytest.mark.parametrize(
    ("words", "last"),
    [
        ("有效期5年", "2027-12-31"),
        ("有效期自施行之日起5年", "2027-12-31"),
        ("有效期自发布之日起5年", "2027-11-30"),
        ("有效期5年，自2022年12月15日起计算", "2027-12-14"),
        ("至2027年6月30日止", "2027-6-30"),
    ],
)
def test_a_term_counts_from_the_day_that_its_own_words_give(words: str, last: str) -> None:
    act = acting(f"本办法自2023年1月1日起施行，{words}。", entry_into_force="2023-1-1")
    assert force(last, act, "B") == "in_force"
    next_day = day(last) + timedelta(days=1)
    assert column(next_day.isoformat(), OLD, act).status["B"].force.value == "lapsed"


def test_an_extension_counts_from_the_day_that_it_gives() -> None:
    old = reading("A", date_of_issue="2020-1-1", expires_on="2023-6-30")
    for words, last in (("延长五年，自2023年1月1日起计算", "2027-12-31"), ("延长五年", "2028-6-30")):
        act = acting(f"《{_TITLE}》有效期{words}。")
        assert column(last, old, act).status["A"].force.value == "in_force"
        next_day = (day(last) + timedelta(days=1)).isoformat()
        assert column(next_day, old, act).status["A"].force.value == "lapsed"


def test_a_term_that_names_nobody_is_asked_and_done_with_when_the_editor_says_so() -> None:
    text = "第一条　正文。\n（有效期至2023年12月31日）"
    (told,) = column("2024-6-1", acting(text)).findings
    assert (told.code, force("2024-6-1", acting(text), "B")) == ("R02", "in_force")
    assert "有效期至: YYYY-MM-DD" in told.expected
    stated = acting(text, expires_on="2023-12-31")
    assert not column("2024-6-1", stated).findings
    assert force("2024-6-1", stated, "B") == "lapsed"
