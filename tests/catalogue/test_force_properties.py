"""What holds for every catalogue, however it is drawn."""

from __future__ import annotations

import os
from datetime import timedelta

from generated_catalogues import FIRST, Span, draw_readings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from invented_documents import reading

from plugins.catalogue.column import Column, make_column
from plugins.catalogue.document import Disclosure
from plugins.catalogue.effects import EffectKind
from plugins.catalogue.force import LegalForce, Status
from plugins.catalogue.gate import Reading, release

SPAN = Span(documents=6, days=15)
LAST = FIRST + timedelta(days=75)
EXAMPLES = int(os.environ.get("GONGKAI_EXAMPLES", "100"))
held_for = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@st.composite
def readings(draw: st.DrawFn) -> list[Reading]:
    return draw_readings(lambda low, high: draw(st.integers(low, high)), SPAN)


def column(documents: list[Reading], days: int) -> Column:
    day = FIRST + timedelta(days=days)
    return make_column(release(documents, day), day)


def states(documents: list[Reading]) -> Column:
    """The column of the last day, whose timelines hold every earlier one."""
    return column(documents, (LAST - FIRST).days)


def on(status: Status, days: int) -> LegalForce:
    """The force that a timeline gives for a day."""
    changes = [c for c in status.timeline if c.on is None or c.on <= FIRST + timedelta(days=days)]
    return changes[-1].force


@given(st.data(), readings())
@held_for
def test_the_order_of_input_does_not_matter(data: st.DataObject, documents: list[Reading]) -> None:
    other = data.draw(st.permutations(documents))
    one, two = states(documents), states(other)
    assert one.status == two.status
    assert one.events == two.events
    assert one.findings == two.findings
    assert one.references_from == two.references_from


@given(readings(), st.integers(0, 75))
@held_for
def test_a_timeline_is_in_order_and_says_the_same_on_every_day(documents: list[Reading], days: int) -> None:
    whole, that_day = states(documents), column(documents, days)
    for number, status in that_day.status.items():
        dated = [c.on for c in status.timeline[1:] if c.on]
        assert status.timeline[0].on is None
        assert dated == sorted(set(dated))
        assert status.force is on(status, days)
        if all(d.document.fields.publication_date <= that_day.as_of for d in documents):
            assert on(whole.status[number], days) is status.force


@given(readings())
@held_for
def test_force_changes_only_on_days_on_which_something_happens(documents: list[Reading]) -> None:
    whole = states(documents)
    for number, status in whole.status.items():
        document = whole.catalogue[number]
        days = {e.on for e in whole.events.get(number, ())}
        days |= {e.until + timedelta(days=1) for e in whole.events.get(number, ()) if e.until}
        days.add(document.entry_into_force or document.date_of_issue)
        assert {c.on for c in status.timeline[1:]} <= days


@given(readings())
@held_for
def test_an_unrelated_document_changes_nothing(documents: list[Reading]) -> None:
    stranger = reading("X-99", title="与谁都无关的办法", date_of_issue="2020-3-1")
    before, after = states(documents), states([*documents, stranger])
    assert {n: s for n, s in after.status.items() if n != "X-99"} == before.status
    assert after.status["X-99"].force is LegalForce.IN_FORCE
    secret = reading("X-98", Disclosure.WITHHELD, title="与谁都无关的内部办法", date_of_issue="2020-3-1")
    assert states([*documents, secret]).status == before.status


@given(readings(), st.integers(0, 75))
@held_for
def test_before_its_entry_into_force_a_document_is_pending_unless_it_has_ended(
    documents: list[Reading], days: int
) -> None:
    found = column(documents, days)
    for document in found.catalogue:
        start = document.entry_into_force or document.date_of_issue
        assert start
        if found.as_of < start:
            assert found.force_of(document) in (
                LegalForce.PENDING,
                LegalForce.REPEALED,
                LegalForce.LAPSED,
                LegalForce.SUPERSEDED,
                LegalForce.UNDETERMINED,
            )


@given(readings())
@held_for
def test_what_has_ended_stays_ended(documents: list[Reading]) -> None:
    for status in states(documents).status.values():
        ended = [c.force.is_ended for c in status.timeline]
        assert ended == sorted(ended)
        assert sum(ended) <= 1


@given(readings())
@held_for
def test_no_ending_comes_from_nowhere(documents: list[Reading]) -> None:
    found = states(documents)
    for number, status in found.status.items():
        if status.force.is_ended:
            kinds = {e.kind for e in found.events[number]}
            assert kinds & {EffectKind.REPEAL, EffectKind.EXPIRE}


@given(readings())
@held_for
def test_nothing_behind_the_gate_is_named(documents: list[Reading]) -> None:
    found = states(documents)
    for own in documents:
        fields = own.document.fields
        if own.document.disclosure is Disclosure.WITHHELD:
            assert f"'{fields.index_number}'" not in repr(found)
