"""Legal force: the nine states, their order, and what must never happen."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from invented_documents import day, reading, relation

from plugins.catalogue import tables, vocabulary
from plugins.catalogue.column import Column, make_column
from plugins.catalogue.document import Disclosure, Relation, RelationKind, StatedForce
from plugins.catalogue.effects import Effect, EffectKind, Target
from plugins.catalogue.force import LegalForce
from plugins.catalogue.gate import Reading, release
from plugins.catalogue.review import ReviewRow
from plugins.catalogue.sentences import label

K = RelationKind


def column(as_of: str, *readings: Reading, review: tuple[ReviewRow, ...] = ()) -> Column:
    return make_column(release(readings, day(as_of)), day(as_of), review)


def force(number: str, as_of: str, *readings: Reading, **more: Any) -> str:
    return column(as_of, *readings, **more).status[number].force.value


def codes(as_of: str, *readings: Reading) -> list[str]:
    return [f.code for f in column(as_of, *readings).findings]


OLD = reading("A", date_of_issue="2020-1-1", entry_into_force="2020-2-1")


def acting(kind: RelationKind, number: str = "B", issued: str = "2022-1-1", **changes: Any) -> Reading:
    entry = changes.pop("entry_into_force", None)
    return reading(number, date_of_issue=issued, entry_into_force=entry, relations=(relation(kind, "A", **changes),))


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (K.REPEALS, "repealed"),
        (K.DECLARES_LAPSED, "lapsed"),
        (K.REPEALS_IN_PART, "partially_in_force"),
        (K.AMENDS, "amended"),
        (K.REPLACES, "superseded"),
        (K.SUSPENDS, "suspended"),
        (K.BASED_ON, "in_force"),
        (K.EXPLAINS, "in_force"),
    ],
)
def test_each_act_has_its_force_from_its_own_day_of_entry(kind: RelationKind, expected: str) -> None:
    act = acting(kind, entry_into_force="2022-3-1")
    assert force("A", "2020-1-31", OLD) == "pending"
    assert force("A", "2020-2-1", OLD) == "in_force"
    assert force("A", "2022-2-28", OLD, act) == "in_force"
    assert force("A", "2022-3-1", OLD, act) == expected


def test_the_passive_relation_says_the_same() -> None:
    old = reading("A", relations=(relation(K.REPEALED_BY, "B"),))
    new = reading("B", date_of_issue="2022-1-1", entry_into_force="2022-3-1")
    assert force("A", "2022-2-28", old, new) == "in_force"
    assert force("A", "2022-3-1", old, new) == "repealed"


def test_an_act_outside_the_catalogue_is_named_and_dated() -> None:
    target = Target(title="示例市人民政府关于清理文件的决定", date="2022-5-1".replace("-5-1", "-05-01"))
    old = reading("A", relations=(Relation(K.REPEALED_BY, target),))
    assert force("A", "2022-4-30", old) == "in_force"
    status = column("2022-5-1", old).status["A"]
    assert status.force is LegalForce.REPEALED
    assert status.current.by_text == "《示例市人民政府关于清理文件的决定》"
    assert status.current.sentence.startswith("本文件已于2022年5月1日废止")


def test_an_undated_act_has_happened() -> None:
    old = reading("A", relations=(Relation(K.REPEALED_BY, Target(title="某决定")),))
    assert force("A", "2020-1-1", old) == "repealed"


def test_a_term_ends_on_the_day_after_its_last() -> None:
    old = reading("A", date_of_issue="2019-2-1", entry_into_force="2020-2-29", term_years=1.0)
    assert force("A", "2021-2-27", old) == "in_force"
    assert force("A", "2021-2-28", old) == "lapsed"
    assert "2021年2月27日" in column("2021-2-28", old).status["A"].current.sentence


def test_an_ending_by_an_act_differs_from_an_ending_by_itself() -> None:
    old = reading("A", expires_on="2022-12-31")
    act = acting(K.REPEALS, issued="2022-6-1")
    assert force("A", "2023-1-1", old) == "lapsed"
    assert force("A", "2023-1-1", old, act) == "repealed"
    late = acting(K.REPEALS, issued="2023-6-1")
    assert force("A", "2023-7-1", old, late) == "lapsed", "what has ended does not end again"


def test_a_repealed_repealer_does_not_revive() -> None:
    second = acting(K.REPEALS)
    third = reading("C", date_of_issue="2023-1-1", relations=(relation(K.REPEALS, "B"),))
    assert force("A", "2024-1-1", OLD, second, third) == "repealed"
    assert force("B", "2024-1-1", OLD, second, third) == "repealed"


def test_a_repealer_that_ended_before_its_effect_has_none() -> None:
    second = acting(K.REPEALS, effective="2025-1-1")
    third = reading("C", date_of_issue="2023-1-1", relations=(relation(K.REPEALS, "B"),))
    assert force("A", "2025-1-1", OLD, second) == "repealed"
    assert force("A", "2025-1-1", OLD, second, third) == "in_force"


def test_one_of_two_repealers_that_still_stands_is_enough() -> None:
    dead = acting(K.REPEALS, "B", "2021-1-1", effective="2025-1-1")
    killer = reading("C", date_of_issue="2022-1-1", relations=(relation(K.REPEALS, "B"),))
    alive = acting(K.REPEALS, "D", "2023-1-1", effective="2025-1-1")
    found = column("2025-1-1", OLD, dead, killer, alive)
    assert found.status["A"].force is LegalForce.REPEALED
    assert found.status["A"].current.by == "D"


def test_a_suspension_has_an_end_and_what_was_before_returns() -> None:
    amended = acting(K.AMENDS, "B", "2021-1-1")
    pause = acting(K.SUSPENDS, "C", "2022-1-1", until="2022-1-31")
    days = {"2021-6-1": "amended", "2022-1-1": "suspended", "2022-1-31": "suspended", "2022-2-1": "amended"}
    assert {on: force("A", on, OLD, amended, pause) for on in days} == days


def test_an_amendment_made_before_the_entry_into_force_does_not_put_into_force() -> None:
    young = reading("A", date_of_issue="2022-1-1", entry_into_force="2022-6-1")
    early = acting(K.AMENDS, issued="2022-3-1")
    days = {"2022-2-1": "pending", "2022-3-1": "pending", "2022-5-31": "pending", "2022-6-1": "amended"}
    assert {on: force("A", on, young, early) for on in days} == days


def test_editions_follow_one_another() -> None:
    first = reading("A", title="示例市公共书屋管理办法", date_of_issue="2016-1-1")
    second = reading("B", title="示例市公共书屋管理办法", date_of_issue="2020-1-1", entry_into_force="2020-3-1")
    third = reading("C", title="示例市公共书屋管理办法", date_of_issue="2024-1-1")
    found = column("2025-1-1", third, first, second)
    assert [found.status[n].force.value for n in "ABC"] == ["superseded", "superseded", "in_force"]
    assert found.status["A"].current.by == "B"
    assert found.editions["A"] == ("A", "B", "C")
    assert force("A", "2020-2-29", first, second) == "in_force"


def test_documents_of_one_title_and_other_issuers_are_no_editions() -> None:
    first = reading("A", title="示例市公共书屋管理办法", date_of_issue="2016-1-1")
    other = reading("B", title="示例市公共书屋管理办法", date_of_issue="2020-1-1", issuers=("示例县文化局",))
    assert force("A", "2025-1-1", first, other) == "in_force"


def test_editions_of_one_day_are_told_and_not_ordered() -> None:
    first = reading("A", title="示例市公共书屋管理办法")
    second = reading("B", title="示例市公共书屋管理办法")
    assert [force(n, "2025-1-1", first, second) for n in "AB"] == ["in_force", "in_force"]
    assert codes("2025-1-1", first, second) == ["R05"]


def test_an_edition_that_was_replaced_can_still_be_repealed() -> None:
    first = reading("A", title="示例市公共书屋管理办法", date_of_issue="2016-1-1", expires_on="2021-1-1")
    second = reading("B", title="示例市公共书屋管理办法", date_of_issue="2020-1-1")
    act = reading("C", date_of_issue="2023-1-1", relations=(relation(K.REPEALS, "A"),))
    assert force("A", "2022-1-1", first, second) == "superseded", "its own term is moot"
    assert force("A", "2023-1-1", first, second, act) == "repealed"


def test_a_circle_is_undetermined_and_its_path_is_told() -> None:
    one = reading("A", date_of_issue="2022-1-1", relations=(relation(K.REPEALS, "B"),))
    two = reading("B", date_of_issue="2022-1-1", relations=(relation(K.REPEALS, "C"),))
    three = reading("C", date_of_issue="2022-1-1", relations=(relation(K.DECLARES_LAPSED, "A"),))
    found = column("2024-1-1", one, two, three, reading("Z"))
    assert [found.status[n].force.value for n in "ABCZ"] == ["undetermined"] * 3 + ["in_force"]
    (told,) = [f for f in found.findings if f.code == "R04"]
    assert all(f"第{n}号" in told.value for n in "ABC")


def test_a_circle_is_seen_though_another_repeals_too() -> None:
    one = reading("A", date_of_issue="2022-1-1", relations=(relation(K.REPEALS, "B"),))
    two = reading("B", date_of_issue="2022-1-1", relations=(relation(K.REPEALS, "A"),))
    also = reading("C", date_of_issue="2021-1-1", relations=(relation(K.REPEALS, "A", effective="2022-1-1"),))
    assert "R04" in codes("2024-1-1", one, two, also)


def test_a_document_that_repeals_itself_is_an_error_and_changes_nothing() -> None:
    own = reading("A", relations=(relation(K.REPEALS, "A"),))
    assert codes("2024-1-1", own) == ["C05"]
    assert force("A", "2024-1-1", own) == "in_force"


def test_nothing_ends_what_is_newer() -> None:
    young = reading("A", date_of_issue="2023-1-1")
    act = acting(K.REPEALS, issued="2022-1-1")
    assert force("A", "2024-1-1", young, act) == "in_force"
    assert codes("2024-1-1", young, act) == ["R05"]


def test_two_endings_are_told_and_the_first_holds() -> None:
    first, second = acting(K.REPEALS, "B", "2022-1-1"), acting(K.DECLARES_LAPSED, "C", "2023-1-1")
    found = column("2024-1-1", OLD, first, second)
    assert found.status["A"].force is LegalForce.REPEALED
    assert found.status["A"].current.on == date(2022, 1, 1)
    assert [f.code for f in found.findings] == ["R03"]


def test_two_conclusions_on_one_day_are_told() -> None:
    first, second = acting(K.REPEALS, "B", "2022-1-1"), acting(K.DECLARES_LAPSED, "C", "2022-1-1")
    assert codes("2024-1-1", OLD, first, second) == ["R06"]


def test_the_same_act_told_twice_is_one() -> None:
    twice = reading("B", date_of_issue="2022-1-1", relations=(relation(K.REPEALS, "A"), relation(K.REPEALS, "A")))
    passive = reading("A", relations=(relation(K.REPEALED_BY, "B"),))
    found = column("2024-1-1", passive, twice)
    assert len(found.events["A"]) == 1
    assert [f.code for f in found.findings] == []


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("有效", "in_force"),
        ("尚未施行", "pending"),
        ("已修改", "amended"),
        ("已有新版本", "superseded"),
        ("部分废止", "partially_in_force"),
        ("暂停执行", "suspended"),
        ("已废止", "repealed"),
        ("已失效", "lapsed"),
        ("待核", "undetermined"),
    ],
)
def test_what_an_editor_states_wins(label: str, expected: str) -> None:
    own = reading("A", stated_force=StatedForce(label))
    assert force("A", "2024-1-1", own) == expected
    assert "R01" not in codes("2024-1-1", own), "that no record ends it does not contradict the editor who knows"
    repealed = acting(K.REPEALS)
    assert force("A", "2024-1-1", own, repealed) == expected
    told = "R01" in codes("2024-1-1", own, repealed)
    assert told is (expected != "repealed")


def test_each_state_has_one_word_that_editors_may_write() -> None:
    words = {label(state): state for state in LegalForce}
    assert len(words) == len(LegalForce), (
        "two states of one word are two entries that look alike in the search's filter"
    )
    assert {word: state.value for word, state in words.items()} == {w: vocabulary.stated_force()[w] for w in words}
    assert tables.load("theme")["force"]["labels"] == {state.value: word for word, state in words.items()}


def test_what_an_editor_states_from_a_day_on_begins_on_that_day() -> None:
    own = reading("A", stated_force=StatedForce("已废止", since=day("2023-1-1"), basis="《某决定》"))
    assert force("A", "2022-12-31", own) == "in_force"
    status = column("2023-1-1", own).status["A"]
    assert status.force is LegalForce.REPEALED
    assert "《某决定》" in status.current.sentence


def test_a_withheld_repealer_marks_without_a_name() -> None:
    secret = reading(
        "S", Disclosure.WITHHELD, title="不能说的办法", date_of_issue="2022-1-1", relations=(relation(K.REPEALS, "A"),)
    )
    found = column("2024-1-1", OLD, secret)
    change = found.status["A"].current
    assert change.force is LegalForce.REPEALED
    assert change.sentence == "本文件已于2022年1月1日废止。"
    assert (change.by, change.by_text, change.evidence) == (None, "", "")
    assert "不能说的办法" not in repr(found)


def test_a_review_table_ends_what_it_names() -> None:
    row = ReviewRow(
        "清理结果/1.csv", 2, Target(title=OLD.document.fields.title), "废止", day("2023-1-1"), "《清理决定》"
    )
    assert force("A", "2022-12-31", OLD, review=(row,)) == "in_force"
    assert force("A", "2023-1-1", OLD, review=(row,)) == "repealed"


def review_row(outcome: str, on: str = "", row: int = 2, path: str = "清理结果/1.csv") -> ReviewRow:
    target = Target(title=OLD.document.fields.title)
    return ReviewRow(path, row, target, outcome, day(on) if on else None, "")


def test_two_rows_of_a_review_that_say_the_opposite_are_told_and_leave_it_open() -> None:
    for on in ("", "2023-1-1"):
        rows = (review_row("继续有效", on), review_row("废止", on, row=7))
        found = column("2024-1-1", OLD, review=rows)
        assert found.status["A"].force is LegalForce.UNDETERMINED
        (told,) = found.findings
        assert (told.code, told.path, told.line) == ("R06", "清理结果/1.csv", 7)


def test_a_review_that_keeps_what_an_earlier_one_ended_is_told() -> None:
    rows = (review_row("废止", "2020-6-1", path="清理结果/0.csv"), review_row("继续有效", "2023-1-1"))
    assert [f.code for f in column("2024-1-1", OLD, review=rows).findings] == ["R06"]


def test_a_review_may_end_what_an_earlier_one_kept() -> None:
    for rows in (
        (review_row("继续有效", "2020-6-1", path="清理结果/0.csv"), review_row("废止", "2023-1-1")),
        (review_row("继续有效", path="清理结果/0.csv"), review_row("废止", "2023-1-1")),
        (review_row("废止", "2023-1-1"), review_row("废止", "2023-1-1", row=7)),
    ):
        found = column("2024-1-1", OLD, review=rows)
        assert found.findings == ()
        assert found.status["A"].force is LegalForce.REPEALED


def test_a_clause_in_the_text_ends_what_it_names() -> None:
    clause = Effect(
        EffectKind.REPEAL,
        Target(title=OLD.document.fields.title),
        effective="2023-05-01",
        evidence="《…》同时废止。",
        rule="r",
    )
    new = reading("B", date_of_issue="2023-3-1", effects=(clause,))
    assert force("A", "2023-4-30", OLD, new) == "in_force"
    found = column("2023-5-1", OLD, new).status["A"].current
    assert (found.force, found.by, found.evidence) == (LegalForce.REPEALED, "B", "《…》同时废止。")


def test_an_unsure_clause_is_a_suggestion_and_never_a_mark() -> None:
    clause = Effect(EffectKind.REPEAL, Target(title=OLD.document.fields.title), evidence="拟废止《…》", certain=False)
    new = reading("B", date_of_issue="2023-3-1", effects=(clause,))
    found = column("2024-1-1", OLD, new)
    assert found.status["A"].force is LegalForce.IN_FORCE
    assert len(found.suggestions) == 1


def test_every_timeline_is_in_order_of_day() -> None:
    amended = acting(K.AMENDS, "B", "2021-1-1")
    pause = acting(K.SUSPENDS, "C", "2022-1-1", until="2022-1-31")
    changes = column("2024-1-1", OLD, amended, pause).status["A"].timeline
    days = [c.on for c in changes[1:]]
    assert changes[0].on is None
    assert days == sorted(d for d in days if d)
    assert len(set(days)) == len(days)
