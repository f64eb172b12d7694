"""Editions that do not enter into force in the order in which they were issued."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

from force_by_days import force_by_days
from generated_catalogues import FIRST, draw_readings
from invented_documents import day, reading, relation

from plugins.catalogue.column import Column, make_column
from plugins.catalogue.document import RelationKind, StatedForce
from plugins.catalogue.gate import Reading, release
from plugins.catalogue.relate import relate
from plugins.catalogue.status import resolve_force

TITLE = "示例市公共书屋管理办法"
FIRST_TEXT = reading("A", title=TITLE, date_of_issue="2018-1-1")
LATE_TEXT = reading("B", title=TITLE, date_of_issue="2024-1-1", entry_into_force="2027-1-1")
SOON_TEXT = reading("C", title=TITLE, date_of_issue="2025-6-1", entry_into_force="2026-1-1")


def column(as_of: str, *readings: Reading) -> Column:
    return make_column(release(readings, day(as_of)), day(as_of))


def forces(as_of: str, *readings: Reading) -> list[str]:
    found = column(as_of, *readings)
    return [found.status[n].force.value for n in sorted(found.status)]


def test_the_first_of_the_newer_editions_to_enter_into_force_replaces_the_older() -> None:
    three = (FIRST_TEXT, LATE_TEXT, SOON_TEXT)
    assert forces("2025-12-31", *three) == ["in_force", "pending", "pending"]
    assert forces("2026-2-1", *three) == ["superseded", "superseded", "in_force"]
    found = column("2027-2-1", *three)
    assert found.status["A"].current.by == "C"
    assert [(e.by, e.on) for e in found.events["A"]] == [("C", date(2026, 1, 1))]


def test_of_two_editions_of_one_day_the_newest_replaces_the_older() -> None:
    second = reading("B", title=TITLE, date_of_issue="2024-1-1", entry_into_force="2026-1-1")
    found = column("2026-1-1", FIRST_TEXT, second, SOON_TEXT)
    assert [found.status[n].force.value for n in "ABC"] == ["superseded", "superseded", "in_force"]
    assert found.status["A"].current.by == "C"


def test_an_edition_that_ended_before_its_day_leaves_it_to_the_next() -> None:
    repeal = reading("D", date_of_issue="2025-9-1", relations=(relation(RelationKind.REPEALS, "C"),))
    four = (FIRST_TEXT, LATE_TEXT, SOON_TEXT, repeal)
    assert forces("2026-2-1", *four) == ["in_force", "pending", "repealed", "in_force"]
    assert forces("2027-1-1", *four) == ["superseded", "in_force", "repealed", "in_force"]


def test_an_edition_that_is_stated_not_to_be_in_force_replaces_nothing() -> None:
    waiting = reading("C", title=TITLE, date_of_issue="2025-6-1", stated_force=StatedForce("尚未施行"))
    assert forces("2026-2-1", FIRST_TEXT, LATE_TEXT, waiting) == ["in_force", "pending", "pending"]
    assert forces("2027-1-1", FIRST_TEXT, LATE_TEXT, waiting) == ["superseded", "in_force", "pending"]


def test_what_an_unverified_edition_does_is_open_until_a_sure_one_enters() -> None:
    unsure = reading("C", title=TITLE, date_of_issue="2025-6-1", stated_force=StatedForce("待核"))
    assert forces("2025-5-31", FIRST_TEXT, LATE_TEXT) == ["in_force", "pending"]
    assert forces("2025-6-1", FIRST_TEXT, LATE_TEXT, unsure) == ["undetermined"] * 3
    found = column("2027-1-1", FIRST_TEXT, LATE_TEXT, unsure)
    assert found.status["A"].force.value == "superseded"
    assert found.status["A"].current.by == "B"


def test_no_day_of_crowded_chains_disagrees_with_the_slow_reckoning() -> None:
    seen = 0
    for seed in range(150):
        chance = random.Random(seed)
        readings = [_crowded(one, chance) for one in draw_readings(chance.randint)]
        last = FIRST + timedelta(days=110)
        out = release(readings, last)
        related = relate(out)
        expected = force_by_days(readings, FIRST, last)
        for n in range(0, 111, 3):
            status = resolve_force(out.catalogue, related.events, related.undetermined, FIRST + timedelta(days=n), [])
            found = {number: standing.force.value for number, standing in status.items()}
            assert found == {number: days[n] for number, days in expected.items()}, (seed, n)
            seen += "superseded" in found.values()
    assert seen > 500


def _crowded(one: Reading, chance: random.Random) -> Reading:
    """One of two texts, in force up to seven weeks after it was issued."""
    own = one.document.fields
    assert own.date_of_issue
    entry = own.date_of_issue + timedelta(days=chance.randint(0, 50))
    own = replace(own, title=f"示例市第{chance.randint(0, 1)}种管理办法", entry_into_force=entry, expires_on=None)
    return replace(one, document=replace(one.document, fields=own))
