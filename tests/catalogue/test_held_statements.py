"""A document behind the gate acts as a released one does of which the same is stated."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from invented_documents import day, reading, relation

from plugins.catalogue.column import Column, make_column
from plugins.catalogue.document import Disclosure, RelationKind, StatedForce
from plugins.catalogue.effects import Effect, EffectKind, Target
from plugins.catalogue.gate import Reading, release

K = RelationKind
PUBLIC = reading("A", date_of_issue="2019-3-1")
REPEALS = (relation(K.REPEALS, "A", effective="2022-1-1"),)
DAYS = [day("2021-6-1") + timedelta(days=61 * n) for n in range(14)]


def column(as_of: Any, *readings: Reading) -> Column:
    return make_column(release(readings, as_of), as_of)


def force(*readings: Reading) -> list[str]:
    """The force of A over the years."""
    return [column(on, *readings).status["A"].force.value for on in DAYS]


def clause(**changes: Any) -> dict[str, Any]:
    target = Target(title=PUBLIC.document.fields.title)
    return {"effects": (Effect(EffectKind.REPEAL, target, effective="2022-01-01", evidence="秘密。", **changes),)}


STATES: dict[str, dict[str, Any]] = {
    "nothing stated": {},
    "not in force yet": {"stated_force": StatedForce("尚未施行")},
    "in force later": {"stated_force": StatedForce("尚未施行", since=day("2022-8-1"))},
    "in force later, by its record": {"stated_force": StatedForce("尚未施行"), "entry_into_force": "2022-8-1"},
    "undetermined": {"stated_force": StatedForce("待核")},
    "undetermined since": {"stated_force": StatedForce("待核", since=day("2022-8-1"))},
    "stated to have ended before": {"stated_force": StatedForce("已废止", since=day("2021-12-1"))},
    "stated to have ended after": {"stated_force": StatedForce("已失效", since=day("2022-2-1"))},
    "stated to have ended": {"stated_force": StatedForce("已废止")},
    "its term goes on": {"expires_on": "2023-12-1"},
}


@pytest.mark.parametrize("how", ["relation", "clause"])
@pytest.mark.parametrize("state", STATES)
def test_the_gate_changes_nothing_of_what_a_document_does(state: str, how: str) -> None:
    own: dict[str, Any] = {"title": "不能说的决定", "date_of_issue": "2020-7-1", "relations": REPEALS} | STATES[state]
    if how == "clause":
        own["relations"] = own["relations"][1:]
        own |= clause()
    other = reading("R", date_of_issue="2021-10-1", title="示例市清理决定")
    shown, hidden = (reading("S", which, **own) for which in (Disclosure.PROACTIVE, Disclosure.WITHHELD))
    assert force(PUBLIC, other, hidden) == force(PUBLIC, other, shown)
    assert "不能说" not in repr(column(DAYS[-1], PUBLIC, other, hidden))


def test_an_act_that_has_a_day_needs_no_day_of_its_document() -> None:
    own: dict[str, Any] = {"date_of_issue": None, "publication_date": day("2021-1-1"), "relations": REPEALS}
    shown, hidden = (reading("S", which, **own) for which in (Disclosure.PROACTIVE, Disclosure.ON_REQUEST))
    assert force(PUBLIC, hidden) == force(PUBLIC, shown)
    assert "repealed" in force(PUBLIC, hidden)
