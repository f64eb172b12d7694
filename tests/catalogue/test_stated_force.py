"""有效性 that an editor states with days: they begin and end on them, and what contradicts them is told."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from generated_catalogues import FIRST, draw_readings
from invented_documents import day, reading, relation

from plugins.catalogue import vocabulary
from plugins.catalogue.column import Column, make_column
from plugins.catalogue.document import Disclosure, Relation, RelationKind, StatedForce
from plugins.catalogue.effects import ON_ENTRY_INTO_FORCE, Effect, EffectKind, Target
from plugins.catalogue.force import LegalForce
from plugins.catalogue.gate import Reading, release

K = RelationKind


def column(as_of: str, *readings: Reading) -> Column:
    return make_column(release(readings, day(as_of)), day(as_of))


def force(number: str, as_of: str, *readings: Reading) -> str:
    return column(as_of, *readings).status[number].force.value


def by_day(days: dict[str, str], *readings: Reading, number: str = "A") -> dict[str, str]:
    return {on: force(number, on, *readings) for on in days}


def codes(as_of: str, *readings: Reading) -> list[str]:
    return [f.code for f in column(as_of, *readings).findings]


def stated(label: str, since: str = "", until: str = "", **fields: Any) -> Reading:
    own = StatedForce(label, since=day(since) if since else None, until=day(until) if until else None, line=12)
    return reading("A", stated_force=own, **fields)


def acting(kind: RelationKind, issued: str, number: str = "B", **changes: Any) -> Reading:
    return reading(number, date_of_issue=issued, relations=(relation(kind, "A", **changes),))


# a suspension


def test_a_stated_suspension_ends_the_day_after_its_last() -> None:
    own = stated("暂停执行", "2020-3-1", "2020-6-30")
    days = {"2020-2-29": "in_force", "2020-3-1": "suspended", "2020-6-30": "suspended", "2020-7-1": "in_force"}
    assert by_day(days, own) == days
    assert codes("2024-1-1", own) == []
    assert column("2024-1-1", own).status["A"].current.sentence == "本文件自2020年7月1日起恢复执行。"


def test_after_it_what_was_computed_holds() -> None:
    own = stated("暂停执行", "2020-3-1", "2020-6-30")
    amended, repealed = acting(K.AMENDS, "2020-2-1"), acting(K.REPEALS, "2022-1-1", "C")
    days = {"2020-2-1": "amended", "2020-4-1": "suspended", "2020-7-1": "amended", "2022-1-1": "repealed"}
    assert by_day(days, own, amended, repealed) == days


def test_a_suspension_without_a_first_day_ends_too() -> None:
    own = stated("暂停执行", "", "2020-6-30")
    days = {"2020-6-30": "suspended", "2020-7-1": "in_force"}
    assert by_day(days, own) == days


def test_a_suspension_on_record_and_the_statement_agree_or_are_told() -> None:
    act = acting(K.SUSPENDS, "2020-3-1", until="2020-6-30")
    for on in ("2020-5-1", "2020-8-1"):
        assert codes(on, stated("暂停执行", "2020-3-1", "2020-6-30"), act) == []
        assert codes(on, stated("暂停执行", "2020-3-1"), act) == []
        assert codes(on, stated("暂停执行", "2020-3-1", "2020-9-30"), act) == (["R01"] if on == "2020-5-1" else [])
    assert force("A", "2020-8-1", stated("暂停执行", "2020-3-1"), act) == "in_force", "the record knows the end"
    assert codes("2020-8-1", stated("暂停执行"), act) == ["R01"]


def test_an_end_before_the_beginning_is_told() -> None:
    own = stated("暂停执行", "2020-6-30", "2020-3-1")
    assert codes("2024-1-1", own) == ["R01"]
    assert force("A", "2024-1-1", own) == "suspended"


# not in force yet


def test_what_is_stated_not_to_be_in_force_enters_on_its_day() -> None:
    days = {"2020-5-31": "pending", "2020-6-1": "in_force", "2024-1-1": "in_force"}
    for own in (
        stated("尚未施行", entry_into_force="2020-6-1"),
        stated("尚未施行", "2020-6-1"),
        stated("尚未施行", "2020-6-1", entry_into_force="2020-6-1"),
    ):
        assert by_day(days, own) == days
        assert codes("2020-3-1", own) == codes("2024-1-1", own) == []


def test_the_stated_day_holds_against_another_on_record_and_is_told() -> None:
    own = stated("尚未施行", "2020-9-1", entry_into_force="2020-6-1")
    days = {"2020-6-1": "pending", "2020-8-31": "pending", "2020-9-1": "in_force"}
    assert by_day(days, own) == days
    assert codes("2020-7-1", own) == codes("2024-1-1", own) == ["R01"]


def test_without_any_day_it_stays_so() -> None:
    assert force("A", "2024-1-1", stated("尚未施行")) == "pending"
    assert codes("2024-1-1", stated("尚未施行")) == []


def test_what_is_called_valid_before_its_entry_into_force_is_told() -> None:
    own = stated("有效", entry_into_force="2030-6-1")
    assert codes("2024-1-1", own) == ["R01"]
    assert codes("2030-6-1", own) == []
    assert codes("2024-1-1", stated("已修改", "2031-1-1", entry_into_force="2030-6-1")) == []


# an end


def clause(on: str, kind: EffectKind = EffectKind.REPEAL) -> Reading:
    effect = Effect(kind, Target(title="示例市第A号管理办法"), effective=on, evidence="《…》自…起废止。", rule="r")
    return reading("B", date_of_issue="2020-2-1", effects=(effect,))


def test_an_end_that_is_to_come_contradicts_one_that_is_said_to_have_come() -> None:
    own = stated("已废止")
    found = column("2024-1-1", own, clause("2030-02-01"))
    assert found.status["A"].force is LegalForce.REPEALED
    (told,) = found.findings
    assert (told.code, told.line, told.value) == ("R01", 12, "已废止")
    assert codes("2030-2-1", own, clause("2030-02-01")) == []


def test_two_days_of_one_end_give_one_history_and_are_told() -> None:
    own, act = stated("已废止", "2021-1-1"), clause("2022-02-01")
    for as_of in ("2020-6-1", "2021-6-1", "2022-6-1", "2025-1-1"):
        found = column(as_of, own, act)
        assert [f.code for f in found.findings] == ["R01"]
        changes = [(c.on, c.force.value) for c in found.status["A"].timeline]
        assert changes == [(None, "pending"), (date(2020, 1, 1), "in_force"), (date(2021, 1, 1), "repealed")]
    later = column("2025-1-1", stated("已废止", "2023-1-1"), act)
    assert [c.on for c in later.status["A"].timeline if c.force.is_ended] == [date(2023, 1, 1)]
    assert later.status["A"].timeline[-2].force is LegalForce.IN_FORCE


def test_the_same_day_twice_is_not_told_and_names_the_act() -> None:
    found = column("2025-1-1", stated("已废止", "2022-2-1"), clause("2022-02-01"))
    assert found.findings == ()
    assert found.status["A"].current.by == "B"


def test_the_term_of_what_had_ended_before_is_moot() -> None:
    own = stated("已废止", "2021-1-1", expires_on="2030-12-31")
    assert codes("2024-1-1", own) == codes("2032-1-1", own) == []
    assert codes("2024-1-1", stated("已失效", "2021-1-1", expires_on="2030-12-31")) == ["R01"]
    assert codes("2032-1-1", stated("已废止", "2031-6-1", expires_on="2030-12-31")) == ["R01"]


def test_a_stated_day_is_the_day_of_an_act_without_one() -> None:
    own = reading(
        "A",
        relations=(Relation(K.REPEALED_BY, Target(title="某决定")),),
        stated_force=StatedForce("已废止", since=day("2022-5-1")),
    )
    days = {"2022-4-30": "in_force", "2022-5-1": "repealed"}
    assert by_day(days, own) == days
    status = column("2024-1-1", own).status["A"]
    assert (status.current.on, status.current.by_text) == (date(2022, 5, 1), "《某决定》")
    assert "R01" not in codes("2024-1-1", own)


# documents that act


def actor(label: str, since: str = "", effective: str = "", **fields: Any) -> Reading:
    own = StatedForce(label, since=day(since) if since else None, line=9)
    effect = Effect(
        EffectKind.REPEAL,
        Target(title="示例市第A号管理办法"),
        effective=effective or ON_ENTRY_INTO_FORCE,
        evidence="《…》同时废止。",
        rule="r",
    )
    return reading("B", date_of_issue="2022-1-1", stated_force=own, effects=(effect,), **fields)


OLD = reading("A")


def test_what_is_not_in_force_yet_ends_nothing() -> None:
    assert force("A", "2024-1-1", OLD, actor("尚未施行")) == "in_force"
    assert codes("2024-1-1", OLD, actor("尚未施行")) == []
    days = {"2022-1-1": "in_force", "2022-5-31": "in_force", "2022-6-1": "repealed"}
    assert by_day(days, OLD, actor("尚未施行", "2022-6-1")) == days
    assert by_day(days, OLD, actor("尚未施行", entry_into_force="2022-6-1")) == days


def test_a_declared_act_waits_as_a_clause_does() -> None:
    own = StatedForce("尚未施行")
    for kind in (K.REPEALS, K.SUSPENDS, K.AMENDS, K.REPEALS_IN_PART, K.REPLACES, K.DECLARES_LAPSED):
        act = reading("B", date_of_issue="2022-1-1", relations=(relation(kind, "A"),), stated_force=own)
        assert force("A", "2024-1-1", OLD, act) == "in_force"
    passive = reading("A", relations=(relation(K.REPEALED_BY, "B"),))
    act = reading("B", date_of_issue="2022-1-1", stated_force=own)
    assert force("A", "2024-1-1", passive, act) == "in_force"


def test_an_act_with_a_day_of_its_own_by_what_is_not_in_force_is_told() -> None:
    act = actor("尚未施行", effective="2022-03-01")
    found = column("2024-1-1", OLD, act)
    assert found.status["A"].force is LegalForce.IN_FORCE
    assert [(f.code, f.path, f.line) for f in found.findings] == [("R01", "documents/B.md", 9)]
    later = actor("尚未施行", "2022-6-1", effective="2022-03-01")
    days = {"2022-3-1": "in_force", "2022-6-1": "repealed"}
    assert by_day(days, OLD, later) == days
    assert codes("2024-1-1", OLD, later) == ["R01"]


def test_what_an_unverified_document_does_is_open() -> None:
    found = column("2024-1-1", OLD, actor("待核"))
    assert found.status["A"].force is LegalForce.UNDETERMINED
    assert force("A", "2021-12-31", OLD, actor("待核")) == "in_force"
    assert force("A", "2024-1-1", OLD, actor("待核", "2023-1-1")) == "repealed", "in doubt only since then"
    sure = reading("C", date_of_issue="2022-1-1", relations=(relation(K.REPEALS, "A"),))
    found = column("2024-1-1", OLD, actor("待核"), sure)
    assert found.status["A"].force is LegalForce.REPEALED
    assert found.status["A"].current.by == "C"
    part = reading(
        "B",
        date_of_issue="2022-1-1",
        stated_force=StatedForce("待核"),
        relations=(relation(K.REPEALS_IN_PART, "A", articles=("第三条",)),),
    )
    found = column("2024-1-1", OLD, part)
    assert found.status["A"].force is LegalForce.UNDETERMINED
    assert [e.articles for e in found.events["A"]] == [()], "no article is marked for it"


def test_what_is_stated_to_have_ended_before_its_effect_has_none() -> None:
    act = actor("已废止", "2022-3-1", entry_into_force="2022-6-1")
    assert force("A", "2024-1-1", OLD, act) == "in_force"
    assert codes("2024-1-1", OLD, act) == []
    assert force("A", "2024-1-1", OLD, actor("已废止", "2022-7-1", entry_into_force="2022-6-1")) == "repealed"
    assert force("A", "2024-1-1", OLD, actor("已废止", entry_into_force="2022-6-1")) == "repealed", "nobody knows when"


def test_another_act_of_the_same_day_still_counts() -> None:
    dead = actor("已废止", "2022-3-1", entry_into_force="2022-6-1")
    alive = reading("C", date_of_issue="2022-6-1", relations=(relation(K.REPEALS, "A"),))
    found = column("2024-1-1", OLD, dead, alive)
    assert found.status["A"].current.by == "C"


def test_a_stated_end_holds_for_what_the_document_did_before_it() -> None:
    act = actor("已废止", "2023-1-1", entry_into_force="2022-6-1")
    early = reading("C", date_of_issue="2022-2-1", relations=(relation(K.REPEALS, "B"),))
    found = column("2024-1-1", OLD, act, early)
    assert found.status["A"].force is LegalForce.REPEALED
    assert [f.code for f in found.findings] == ["R01"]


# any catalogue


@pytest.mark.parametrize("seed", range(60))
def test_any_statements_leave_every_history_in_order_and_ends_final(seed: int) -> None:
    chance = random.Random(seed)
    readings = [_with_a_statement(one, chance) for one in draw_readings(chance.randint)]
    for n in (0, 15, 40, 110):
        as_of = FIRST + timedelta(days=n)
        found = make_column(release(readings, as_of), as_of)
        for number, status in found.status.items():
            days = [c.on for c in status.timeline[1:]]
            assert status.timeline[0].on is None or days == []
            assert days == sorted(set(filter(None, days)))
            own = found.catalogue[number].stated_force
            if own and vocabulary.stated_force()[own.label].is_ended and own.since:
                assert [c.force.is_ended for c in status.timeline] == [False] * len(days) + [True]
        for one in readings:
            own = one.document.fields.stated_force
            if one.document.disclosure is Disclosure.PROACTIVE and own and own.label == "尚未施行" and not own.since:
                entry = one.document.fields.entry_into_force
                acts = found.acts.get(one.document.fields.index_number, ())
                assert all(entry and e.on for e in acts if not e.itself)


def _with_a_statement(one: Reading, chance: random.Random) -> Reading:
    """Two documents of five with a statement, most with days."""
    if chance.random() > 0.4:
        return one
    label = chance.choice(("有效", "尚未施行", "暂停执行", "已废止", "已失效", "待核", "已修改", "部分废止"))
    since = FIRST + timedelta(days=chance.randint(0, 50)) if chance.random() < 0.7 else None
    until = FIRST + timedelta(days=chance.randint(0, 70)) if label == "暂停执行" and chance.random() < 0.7 else None
    fields = replace(one.document.fields, stated_force=StatedForce(label, since=since, until=until))
    return replace(one, document=replace(one.document, fields=fields))


# an end without a day, of a document that acts


def undated_end(*relations: Relation, **fields: Any) -> Reading:
    """B, which somebody outside the catalogue has repealed on a day that nobody tells."""
    ended = Relation(K.REPEALED_BY, Target(title="某决定"))
    return reading("B", date_of_issue="2020-2-1", relations=(ended, *relations), **fields)


def stated_end_without_a_day(*relations: Relation, **fields: Any) -> Reading:
    own = StatedForce("已废止", line=12)
    return reading("B", date_of_issue="2020-2-1", relations=relations, stated_force=own, **fields)


ENDED = pytest.mark.parametrize("ended", [undated_end, stated_end_without_a_day])


@ENDED
def test_what_a_document_did_at_its_entry_into_force_stands_after_an_end_without_a_day(ended: Any) -> None:
    for fields in ({}, {"entry_into_force": "2020-3-1"}):
        act = ended(relation(K.REPEALS, "A"), **fields)
        entered = fields.get("entry_into_force", "2020-2-1")
        assert force("A", "2020-1-31", reading("A"), act) == "in_force"
        assert force("A", entered, reading("A"), act) == "repealed"
        assert force("B", "2024-1-1", reading("A"), act) == "repealed"
        assert "R12" not in codes("2024-1-1", reading("A"), act)


@ENDED
@pytest.mark.parametrize("kind", [K.REPEALS, K.AMENDS, K.SUSPENDS])
def test_it_is_asked_whether_it_did_later_what_it_may_no_longer_have_been_able_to_do(ended: Any, kind: K) -> None:
    act = ended(relation(kind, "A", effective="2022-1-1"))
    days = {"2021-12-31": "in_force", "2022-1-1": "undetermined", "2024-1-1": "undetermined"}
    assert by_day(days, reading("A"), act) == days
    told = [f for f in column("2024-1-1", reading("A"), act).findings if f.code == "R12"]
    assert [(f.path, f.value[:10]) for f in told] == [("documents/B.md", "2022-01-01")]


def test_with_the_day_of_its_end_it_is_told_again() -> None:
    for day_of_end, expected in (("2021-6-1", "in_force"), ("2023-6-1", "repealed")):
        ended = relation(K.REPEALED_BY, "Z", effective=day_of_end)
        act = reading("B", date_of_issue="2020-2-1", relations=(ended, relation(K.REPEALS, "A", effective="2022-1-1")))
        assert force("A", "2024-1-1", reading("A"), act) == expected
        assert "R12" not in codes("2024-1-1", reading("A"), act)


def test_an_edition_that_has_ended_on_an_unknown_day_has_replaced_the_one_before() -> None:
    old = reading("A", title="示例市公园管理办法")
    new = undated_end(title="示例市公园管理办法")
    assert force("A", "2024-1-1", old, new) == "superseded"


def test_what_is_stated_to_be_in_force_has_not_ended() -> None:
    act = undated_end(relation(K.REPEALS, "A", effective="2022-1-1"), stated_force=StatedForce("有效", line=12))
    assert force("A", "2024-1-1", reading("A"), act) == "repealed"
    assert "R12" not in codes("2024-1-1", reading("A"), act)
