"""The ladder from unaware to owner."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from engagement.stages import ACTIVE_DAYS, Span, Stage, Trace, stage_of
from engagement.tests.builders import DAY, days_before

DAYS = st.dates(date(2025, 1, 1), date(2027, 1, 1))
SORTED_DAYS = st.lists(DAYS, max_size=6).map(lambda days: tuple(sorted(days)))
SPANS = st.lists(
    st.tuples(DAYS, st.none() | st.integers(0, 400)).map(
        lambda pair: Span(pair[0], None if pair[1] is None else pair[0] + timedelta(days=pair[1]))
    ),
    max_size=2,
).map(tuple)
TRACES = st.builds(Trace, SORTED_DAYS, SORTED_DAYS, SORTED_DAYS, SPANS, SPANS)


def test_who_never_heard_of_it_is_unaware():
    assert stage_of(Trace(), DAY) is Stage.UNAWARE


def test_a_newsletter_makes_aware_and_a_briefing_makes_informed_for_good():
    assert stage_of(Trace(told=(days_before(900),)), DAY) is Stage.AWARE
    assert stage_of(Trace(explained=(days_before(900),)), DAY) is Stage.INFORMED


def test_whoever_holds_something_has_heard_of_it():
    assert stage_of(Trace(part=(Span(days_before(5)),)), DAY) is Stage.AWARE
    assert stage_of(Trace(part=(Span(days_before(9), days_before(5)),)), DAY) is Stage.UNAWARE


def test_taking_part_makes_involved_and_fades_to_informed():
    trace = Trace(active=(days_before(10),))
    assert stage_of(trace, DAY) is Stage.INVOLVED
    assert stage_of(trace, DAY + timedelta(days=ACTIVE_DAYS - 11)) is Stage.INVOLVED
    assert stage_of(trace, DAY + timedelta(days=ACTIVE_DAYS - 10)) is Stage.INFORMED


def test_taking_part_often_or_with_a_seat_makes_committed_and_with_a_role_that_answers_owner():
    once = (days_before(10),)
    assert stage_of(Trace(active=(*(days_before(n) for n in (30, 20, 10)),)), DAY) is Stage.COMMITTED
    assert stage_of(Trace(active=once, part=(Span(days_before(400)),)), DAY) is Stage.COMMITTED
    assert stage_of(Trace(active=once, answers=(Span(days_before(400)),)), DAY) is Stage.OWNER


@given(trace=TRACES, on=DAYS)
def test_nothing_later_has_influence_on_a_stage(trace, on):
    known = Trace(
        tuple(day for day in trace.told if day <= on),
        tuple(day for day in trace.explained if day <= on),
        tuple(day for day in trace.active if day <= on),
        tuple(span for span in trace.part if span.start <= on),
        tuple(span for span in trace.answers if span.start <= on),
    )
    assert stage_of(trace, on) is stage_of(known, on)


@given(trace=TRACES, on=DAYS, more=st.integers(0, 800))
def test_taking_part_once_more_never_lowers_a_stage(trace, on, more):
    again = tuple(sorted((*trace.active, on - timedelta(days=more))))
    assert stage_of(Trace(trace.told, trace.explained, again, trace.part, trace.answers), on) >= stage_of(
        trace, on
    )
