"""有效期: where an end comes from, and how later notices move it."""

from __future__ import annotations

from datetime import date

import pytest
from invented_documents import day, reading

from plugins.catalogue.column import Column, make_column
from plugins.catalogue.effects import Effect, EffectKind, Target
from plugins.catalogue.force import LegalForce
from plugins.catalogue.gate import Reading, release

TITLE = "示例市公共书屋管理办法"


def column(as_of: str, *readings: Reading, default: float | None = None) -> Column:
    return make_column(release(readings, day(as_of)), day(as_of), default_term_years=default)


def last_valid_day(*readings: Reading, default: float | None = None) -> date | None:
    """The last day on which document A has not ended, by its timeline."""
    changes = column("2200-1-1", *readings, default=default).status["A"].timeline
    ended = [c.on for c in changes if c.force.is_ended and c.on]
    return date.fromordinal(ended[0].toordinal() - 1) if ended else None


def says(evidence: str, *, years: float | None = None, until: str | None = None, of: str | None = None) -> Effect:
    target = Target(title=of) if of else None
    return Effect(EffectKind.VALIDITY_PERIOD, target, period_years=years, until=until, evidence=evidence, rule="t")


def own(*effects: Effect, **changes: object) -> Reading:
    fields = {"title": TITLE, "date_of_issue": "2020-1-1", "entry_into_force": "2020-2-29", **changes}
    return reading("A", effects=effects, **fields)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, None),
        ({"expires_on": "2022-6-30"}, date(2022, 6, 30)),
        ({"term_years": 1.0}, date(2021, 2, 27)),
        ({"term_years": 4.0}, date(2024, 2, 28)),
        ({"term_years": 1.5}, date(2021, 8, 28)),
        ({"term_years": 5.0, "entry_into_force": "2020-3-1"}, date(2025, 2, 28)),
        ({"term_years": 1.0, "entry_into_force": None}, date(2020, 12, 31)),
    ],
)
def test_the_last_day_is_the_day_before_the_anniversary(changes: dict[str, object], expected: date | None) -> None:
    assert last_valid_day(own(**changes)) == expected


def test_the_record_beats_the_text_and_the_text_the_local_rule() -> None:
    text = says("有效期5年", years=5.0)
    assert last_valid_day(own(text)) == date(2025, 2, 27)
    assert last_valid_day(own(text, expires_on="2022-6-30")) == date(2022, 6, 30)
    assert last_valid_day(own(text), default=2.0) == date(2025, 2, 27)
    assert last_valid_day(own(), default=2.0) == date(2022, 2, 27)
    assert last_valid_day(own(category="其他"), default=2.0) is None
    assert last_valid_day(own()) is None, "the local rule is off unless it is set"


def test_between_two_terms_of_one_text_nothing_is_believed() -> None:
    document = own(says("有效期5年", years=5.0), says("有效期至2030年", until="2030-12-31"))
    found = column("2024-1-1", document)
    assert [f.code for f in found.findings] == ["R06"]
    days = [(c.on, c.force) for c in found.status["A"].timeline[1:]]
    assert days == [
        (date(2020, 2, 29), LegalForce.IN_FORCE),
        (date(2025, 2, 28), LegalForce.UNDETERMINED),
        (date(2031, 1, 1), LegalForce.LAPSED),
    ]
    for as_of, force in (("2025-2-27", "in_force"), ("2025-2-28", "undetermined"), ("2031-1-1", "lapsed")):
        assert column(as_of, document).status["A"].force == force


def test_a_record_that_the_text_contradicts_stands_and_is_told() -> None:
    text = says("有效期5年", years=5.0)
    assert [f.code for f in column("2024-1-1", own(text, expires_on="2022-6-30")).findings] == ["R01"]
    assert column("2024-1-1", own(text, expires_on="2025-2-27")).findings == ()
    assert last_valid_day(own(text, expires_on="2022-6-30")) == date(2022, 6, 30)


def test_a_term_without_a_start_is_told() -> None:
    found = column("2024-1-1", own(date_of_issue=None, entry_into_force=None, term_years=5.0))
    assert [f.code for f in found.findings] == ["R09"]


@pytest.mark.parametrize(
    ("effect", "expected"),
    [
        (says("有效期延长2年", years=2.0, of=TITLE), date(2024, 2, 27)),
        (says("有效期延长至2023年12月31日", until="2023-12-31", of=TITLE), date(2023, 12, 31)),
        (says("有效期为3年", years=3.0, of=TITLE), date(2024, 12, 31)),
    ],
)
def test_a_later_notice_moves_the_end(effect: Effect, expected: date) -> None:
    later = reading("B", date_of_issue="2022-1-1", effects=(effect,))
    assert last_valid_day(own(term_years=2.0), later) == expected


def test_an_end_that_has_passed_is_not_moved() -> None:
    later = reading("B", date_of_issue="2023-1-1", effects=(says("有效期延长2年", years=2.0, of=TITLE),))
    assert last_valid_day(own(term_years=2.0), later) == date(2022, 2, 27)
    assert "R09" in [f.code for f in column("2024-1-1", own(term_years=2.0), later).findings]


def test_two_extensions_add_up_in_order_of_day() -> None:
    one = reading("B", date_of_issue="2021-1-1", effects=(says("有效期延长1年", years=1.0, of=TITLE),))
    two = reading("C", date_of_issue="2022-6-1", effects=(says("有效期延长1年", years=1.0, of=TITLE),))
    assert last_valid_day(own(term_years=2.0), two, one) == date(2024, 2, 27)


def test_an_end_that_is_near_is_told() -> None:
    near = own(expires_on="2024-3-1")
    assert [f.code for f in column("2024-1-1", near).findings] == ["R07"]
    assert [f.code for f in column("2023-12-1", near).findings] == []
    assert [f.code for f in column("2024-3-2", near).findings] == []
