"""A notice behind the gate that moves the end of a public document's term."""

from __future__ import annotations

import pytest
from invented_documents import day, reading

from plugins.catalogue.column import Column, make_column
from plugins.catalogue.document import Disclosure
from plugins.catalogue.effects import Effect, EffectKind, Target
from plugins.catalogue.events import Source
from plugins.catalogue.gate import Reading, release

PUBLIC = reading("A", date_of_issue="2019-3-1", entry_into_force="2019-4-1", expires_on="2022-3-31")
SECRET_WORDS = "秘密的通知规定：《示例市第A号管理办法》有效期"


def notice(disclosure: Disclosure, words: str, issued: str = "2022-1-1", **changes: object) -> Reading:
    effect = Effect(
        EffectKind.VALIDITY_PERIOD,
        Target(title=PUBLIC.document.fields.title),
        evidence=SECRET_WORDS + words,
        rule="validity",
        **changes,  # type: ignore[arg-type]
    )
    return reading("S", disclosure, title="不能说的通知", date_of_issue=issued, effects=(effect,))


def column(as_of: str, *readings: Reading) -> Column:
    return make_column(release(readings, day(as_of)), day(as_of))


@pytest.mark.parametrize("disclosure", list(Disclosure))
def test_the_end_moves_whoever_may_read_the_notice(disclosure: Disclosure) -> None:
    longer = notice(disclosure, "延长至2030年3月31日。", until="2030-03-31")
    days = {"2022-4-1": "in_force", "2030-3-31": "in_force", "2030-4-1": "lapsed"}
    assert {on: column(on, PUBLIC, longer).status["A"].force.value for on in days} == days
    assert column("2022-4-1", PUBLIC).status["A"].force.value == "lapsed"


def test_nothing_of_the_notice_is_said() -> None:
    found = column("2030-4-1", PUBLIC, notice(Disclosure.ON_REQUEST, "延长至2030年3月31日。", until="2030-03-31"))
    (event,) = found.events["A"]
    assert (event.source, event.by, event.by_text, event.evidence) == (Source.WITHHELD, None, "", "")
    assert found.status["A"].current.sentence == "本文件有效期至2030年3月31日，现已失效。"
    for secret in ("不能说", "秘密", "'S'"):
        assert secret not in repr(found)


def test_a_held_notice_counts_on_from_the_old_end_where_it_says_so() -> None:
    longer = notice(Disclosure.WITHHELD, "延长两年。", period_years=2.0)
    assert column("2024-3-31", PUBLIC, longer).status["A"].force.value == "in_force"
    assert column("2024-4-1", PUBLIC, longer).status["A"].force.value == "lapsed"


def test_a_held_notice_that_comes_too_late_moves_nothing_and_is_told_without_its_words() -> None:
    late = notice(Disclosure.WITHHELD, "延长至2030年3月31日。", "2023-1-1", until="2030-03-31")
    found = column("2024-1-1", PUBLIC, late)
    assert found.status["A"].force.value == "lapsed"
    (told,) = found.findings
    assert told.code == "R09"
    assert "秘密" not in str(told)
    assert "有关决定" in told.value


def test_a_held_notice_suspends_for_as_long_as_it_says() -> None:
    effect = Effect(
        EffectKind.SUSPEND,
        Target(title=PUBLIC.document.fields.title),
        effective="2020-01-01",
        period_years=0.25,
        evidence=SECRET_WORDS,
    )
    pause = reading("S", Disclosure.WITHHELD, date_of_issue="2019-12-1", effects=(effect,))
    days = {"2019-12-31": "in_force", "2020-1-1": "suspended", "2020-3-31": "suspended", "2020-4-1": "in_force"}
    assert {on: column(on, PUBLIC, pause).status["A"].force.value for on in days} == days
