"""Nudges come late rather than never, once, merged, within a week's budget, and only while their cause holds."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from conftest import Cast, give_role
from engagement import cadence
from engagement.models import AlertEpisode, Nudge
from engagement.services import nudges
from partnering import access
from partnering.choices import ActionState, Phase, RoleKind
from partnering.models import Action, OutgoingMessage, Person, Role
from partnering.services import outbox

DUE = date(2025, 3, 12)
State = Nudge.State


def at(day: date, hour: int = 9) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def action_of(cast: Cast, owner: str = "chidi", **fields) -> Action:
    person = cast.people[owner]
    fields = {"title": "Send the gauge data", "due_on": DUE, **fields}
    return Action.objects.create(organisation=person.organisation, owner=person, **fields)


def run(day: date, hour: int = 9) -> None:
    """One round of beat and worker at that moment."""
    with time_machine.travel(at(day, hour), tick=False):
        nudges.nudge(now=at(day, hour))
        outbox.send_due_messages(now=at(day, hour))
        nudges.note_outcomes()


def mails_to(mailbox, person: Person) -> list:
    return [message for message in mailbox.messages if message["To"] == person.email]


def text_of(message) -> str:
    return message.get_body(("plain",)).get_content()


def test_an_owner_hears_of_an_action_three_days_before_it_is_due(cast, mailbox):
    action = action_of(cast)

    run(DUE - timedelta(days=4))
    assert mailbox.messages == []
    run(DUE - timedelta(days=3))

    [mail] = mailbox.messages
    assert mail["To"] == cast.people["chidi"].email
    assert "Send the gauge data" in mail["Subject"]
    assert f"http://testserver{action.get_absolute_url()}" in text_of(mail)
    assert Nudge.objects.get().state == State.SENT


def test_before_seven_in_the_morning_nobody_is_nudged(cast, mailbox):
    action_of(cast)

    run(DUE - timedelta(days=3), hour=6)

    assert mailbox.messages == []


def test_a_round_twice_sends_nothing_twice(cast, mailbox):
    action_of(cast)

    for _ in range(3):
        run(DUE)

    assert len(mailbox.messages) == 1


def test_after_a_month_of_downtime_comes_one_message_that_says_how_late_it_is(cast, mailbox):
    action_of(cast)

    run(DUE + timedelta(days=30))

    [mail] = mails_to(mailbox, cast.people["chidi"])
    assert "30 days ago" in text_of(mail)


def test_several_matters_are_merged_into_one_mail(cast, mailbox):
    action_of(cast, title="First thing")
    action_of(cast, title="Second thing", due_on=DUE + timedelta(days=1))

    run(DUE)

    [mail] = mailbox.messages
    assert "2 things" in mail["Subject"]
    assert "First thing" in text_of(mail)
    assert "Second thing" in text_of(mail)


def test_nobody_gets_more_than_one_mail_a_week(cast, mailbox):
    action_of(cast)
    action_of(cast, title="Another one", due_on=DUE + timedelta(days=4))
    sent_on = []

    for offset in range(-5, 60):
        before = len(mails_to(mailbox, cast.people["chidi"]))
        run(DUE + timedelta(days=offset))
        if len(mails_to(mailbox, cast.people["chidi"])) > before:
            sent_on.append(offset)

    assert all(later - earlier >= 7 for earlier, later in pairwise(sent_on))
    assert sent_on


def test_an_idle_owner_is_left_alone_at_last_and_a_lead_is_told(cast, mailbox):
    action_of(cast)

    for week in range(-1, 52):
        run(DUE + timedelta(days=7 * week))

    assert len(mails_to(mailbox, cast.people["chidi"])) <= 1 + len(cadence.LATE)
    [told] = mails_to(mailbox, cast.people["amina"])
    assert "Chidi" in text_of(told)


@pytest.mark.parametrize(
    "rounds",
    [[0], [-3], [1, 2, 3], [-3, 40], [10, 11, 25], [-2, 0, 2, 9, 16, 23, 30], list(range(-5, 35))],
)
def test_any_pattern_of_downtime_ends_with_the_newest_step_told_once(cast, mailbox, rounds):
    action_of(cast)

    for offset in rounds:
        run(DUE + timedelta(days=offset))
    run(DUE + timedelta(days=45))
    run(DUE + timedelta(days=46))

    mails = mails_to(mailbox, cast.people["chidi"])
    last = Nudge.objects.filter(person=cast.people["chidi"]).order_by("due_at").last()
    assert 1 <= len(mails) <= 1 + len(cadence.LATE)
    assert last.due_at == access.morning_of(DUE + timedelta(days=cadence.LATE[-1]))
    assert last.state == State.SENT
    assert not Nudge.objects.filter(state__in=(State.PLANNED, State.CLAIMED)).exists()


def test_a_date_moved_to_and_fro_repeats_nothing(cast, mailbox):
    action = action_of(cast)
    run(DUE)

    Action.objects.filter(pk=action.pk).update(due_on=DUE + timedelta(days=60))
    run(DUE + timedelta(days=8))
    Action.objects.filter(pk=action.pk).update(due_on=DUE)
    run(DUE, hour=10)

    assert len(mailbox.messages) == 1


@pytest.mark.parametrize(
    "gone",
    [
        {"state": ActionState.DONE, "done_on": DUE},
        {"state": ActionState.CANCELLED},
        {"due_on": DUE + timedelta(days=90)},
        {"due_on": None},
    ],
)
def test_a_planned_nudge_whose_cause_is_gone_is_suppressed(cast, mailbox, gone):
    action = action_of(cast)
    nudges.plan_nudges(now=at(DUE))
    Action.objects.filter(pk=action.pk).update(**gone)

    run(DUE)

    assert mailbox.messages == []
    row = Nudge.objects.get()
    assert (row.state, bool(row.why)) == (State.SUPPRESSED, True)


def test_an_action_that_is_done_between_outbox_and_sending_is_not_mailed(cast, mailbox):
    action = action_of(cast)
    nudges.nudge(now=at(DUE))
    Action.objects.filter(pk=action.pk).update(state=ActionState.DONE, done_on=DUE)

    run(DUE, hour=10)

    assert mailbox.messages == []
    assert Nudge.objects.get().state == State.SUPPRESSED


def test_an_action_passed_on_reaches_its_new_owner_only(cast, mailbox):
    action = action_of(cast)
    nudges.plan_nudges(now=at(DUE))
    Action.objects.filter(pk=action.pk).update(owner=cast.people["bo"])

    run(DUE)

    assert [mail["To"] for mail in mailbox.messages] == [cast.people["bo"].email]


def test_a_suppressed_mail_uses_up_no_budget(cast, mailbox):
    action = action_of(cast)
    nudges.nudge(now=at(DUE))
    Action.objects.filter(pk=action.pk).update(state=ActionState.CANCELLED)
    run(DUE, hour=10)
    action_of(cast, title="Something new", due_on=DUE + timedelta(days=2))

    run(DUE + timedelta(days=1))

    [mail] = mailbox.messages
    assert "Something new" in mail["Subject"]


def test_who_left_or_has_no_address_is_not_nudged(cast, mailbox):
    action_of(cast)
    action_of(cast, owner="bo")
    Person.objects.filter(pk=cast.people["chidi"].pk).update(left_on=date(2024, 5, 1))
    Person.objects.filter(pk=cast.people["bo"].pk).update(email="")

    run(DUE)

    assert mailbox.messages == []


def test_an_ended_partnerships_actions_nudge_nobody(cast, mailbox):
    action_of(cast, partnership=cast.partnership)
    cast.partnership.phase = Phase.ENDED
    cast.partnership.save()

    run(DUE)

    assert mailbox.messages == []


def stall(cast: Cast, began_on: date = DUE) -> AlertEpisode:
    return AlertEpisode.objects.create(partnership=cast.partnership, kind="stalled", began_on=began_on)


def test_a_standstill_is_told_to_the_manager_and_the_members_leads_and_to_nobody_else(cast, mailbox):
    stall(cast)

    run(DUE)

    told = {mail["To"] for mail in mailbox.messages}
    assert told == {cast.people[name].email for name in ("fola", "amina", "dana")}
    assert all("Clean River has stalled" in mail["Subject"] for mail in mailbox.messages)


def test_a_lead_of_the_partnership_alone_is_told_as_well(cast, mailbox):
    give_role(cast.people["chidi"], RoleKind.PARTNERING_LEAD, cast.partnership)
    stall(cast)

    run(DUE)

    assert cast.people["chidi"].email in {mail["To"] for mail in mailbox.messages}


def test_a_standstill_that_is_over_is_not_mailed(cast, mailbox):
    episode = stall(cast)
    nudges.nudge(now=at(DUE))
    episode.ended_on = DUE + timedelta(days=1)
    episode.save()

    run(DUE + timedelta(days=1))

    assert mailbox.messages == []


def test_who_lost_the_role_meanwhile_hears_nothing_of_a_standstill(cast, mailbox):
    stall(cast)
    nudges.nudge(now=at(DUE))
    Role.objects.filter(person=cast.people["fola"]).update(ended_on=DUE)
    cast.partnership.memberships.filter(organisation=cast.university).update(left_on=DUE)

    run(DUE + timedelta(days=1))

    assert [mail["To"] for mail in mailbox.messages] == [cast.people["amina"].email]


def test_the_mail_of_one_organisation_says_nothing_of_another(cast, mailbox):
    action_of(cast, title="Sentinel of the utility")
    action_of(cast, owner="dana", title="Sentinel of the university")

    run(DUE)

    [mail] = mails_to(mailbox, cast.people["dana"])
    assert "utility" not in text_of(mail).lower()
    assert "Sentinel of the university" in text_of(mail)


def test_a_mail_that_a_server_refuses_for_good_is_noted_as_failed(cast, mailbox):
    action_of(cast)
    mailbox.refused[cast.people["chidi"].email] = "550 No such user"

    run(DUE)

    assert Nudge.objects.get().state == State.FAILED


def test_a_person_sees_only_the_nudges_to_themselves(cast):
    action_of(cast)
    nudges.plan_nudges(now=at(DUE))

    assert [Nudge.objects.visible_to(cast.users[name]).count() for name in ("chidi", "amina", "eve")] == [
        1,
        0,
        0,
    ]
    assert str(Nudge.objects.get()).startswith("Action")


@pytest.mark.parametrize("rows", [1, 3])
def test_planning_costs_the_same_for_any_number_of_actions(cast, rows, django_assert_num_queries):
    for _ in range(rows):
        action_of(cast)

    with django_assert_num_queries(10):
        nudges.plan_nudges(now=at(DUE + timedelta(days=20)))


def test_two_rounds_that_plan_the_same_make_one_row(cast, monkeypatch):
    action_of(cast)
    monkeypatch.setattr(nudges, "_unplanned", lambda causes: causes)

    nudges.plan_nudges(now=at(DUE))
    nudges.plan_nudges(now=at(DUE))

    assert Nudge.objects.count() == 1


def test_a_worker_that_comes_second_to_a_person_hands_over_nothing(cast):
    action_of(cast)
    nudges.plan_nudges(now=at(DUE))

    assert nudges._hand_over(cast.people["chidi"].pk, at(DUE)) is True
    assert nudges._hand_over(cast.people["chidi"].pk, at(DUE)) is False
    assert OutgoingMessage.objects.count() == 1


@given(
    start=st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    days=st.lists(st.integers(-30, 60), unique=True, min_size=1).map(sorted),
    today=st.dates(date(2019, 1, 1), date(2031, 1, 1)),
)
def test_the_newest_step_is_the_last_one_reached(start, days, today):
    step = cadence.newest(start, days, today)

    reached = [after for after in days if start + timedelta(days=after) <= today]
    assert (step is None) == (not reached)
    if step:
        assert step.on <= today
        assert step.on == start + timedelta(days=reached[-1])
        assert step.number == len(reached) - 1
        assert step.before == (reached[-1] < 0)
