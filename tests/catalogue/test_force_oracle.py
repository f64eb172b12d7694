"""Legal force compared, on every day of generated catalogues, with the slow and independent reckoning."""

from __future__ import annotations

import os
import random
from datetime import timedelta

from force_by_days import force_by_days
from generated_catalogues import FIRST, draw_readings

from plugins.catalogue.column import make_column
from plugins.catalogue.gate import Reading, release
from plugins.catalogue.relate import relate
from plugins.catalogue.status import resolve_force

CATALOGUES = int(os.environ.get("GONGKAI_CATALOGUES", "150"))
LAST = FIRST + timedelta(days=110)
DAYS = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]


def computed(readings: list[Reading]) -> dict[str, list[str]]:
    """Each released document's force on every day of the span; all documents are published by its first day or never."""
    out = release(readings, LAST)
    related = relate(out)
    by_day = [resolve_force(out.catalogue, related.events, related.undetermined, day, []) for day in DAYS]
    return {d.index_number: [status[d.index_number].force.value for status in by_day] for d in out.catalogue}


def test_no_day_of_any_catalogue_disagrees() -> None:
    seen: set[str] = set()
    for seed in range(CATALOGUES):
        readings = draw_readings(random.Random(seed).randint)
        expected = force_by_days(readings, FIRST, LAST)
        found = computed(readings)
        assert found.keys() == expected.keys()
        wrong = [
            (seed, number, str(day), got, want)
            for number in expected
            for day, got, want in zip(DAYS, found[number], expected[number], strict=True)
            if got != want
        ]
        assert wrong == []
        seen |= {force for days in expected.values() for force in days}
    assert len(seen) == 9, "every legal force has been met"


def test_the_column_of_a_day_says_what_the_days_say() -> None:
    for seed in range(CATALOGUES // 10):
        chance = random.Random(seed)
        readings = draw_readings(chance.randint)
        expected = force_by_days(readings, FIRST, LAST)
        for day in chance.sample(DAYS[30:], 3):
            column = make_column(release(readings, day), day)
            assert {n: s.force.value for n, s in column.status.items()} == {
                n: days[(day - FIRST).days] for n, days in expected.items() if n in column.status
            }
