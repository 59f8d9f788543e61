"""Reminders go by the survey's plan, to those who have not answered, each once; and nobody gets a list of them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.formats import date_format
from hypothesis import given
from hypothesis import strategies as st

from partnering.errors import DomainError
from partnering.models import AuditEntry, OutgoingMessage, Person, RowChange
from partnering.registry import message_composers
from readiness.models import Campaign
from readiness.reminding import Plan
from readiness.services import survey_reminders
from readiness.tasks import remind_of_surveys
from readiness.tests.builders import answer, close, day, draft, staff, start

FIRST = date(2025, 3, 3)


def at(offset: int, hour: int = 9) -> datetime:
    """A moment so many days after the first."""
    day = FIRST + timedelta(days=offset)
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def offsets(plan: Plan) -> list[int]:
    return [(day - plan.opens_on).days for day in plan.days()]


@pytest.mark.parametrize(
    ("lasts", "count", "every", "last_call", "expected"),
    [
        (14, 2, 4, True, [4, 8, 13]),
        (14, 2, 4, False, [4, 8]),
        (14, 0, 4, True, [13]),
        (14, 0, 4, False, []),
        (9, 2, 4, True, [4, 8]),  # the second would come on the day of the last call
        (10, 2, 4, True, [4, 9]),  # or on the day before it
        (7, 5, 3, False, [3, 6]),
        (1, 2, 4, True, []),
        (0, 2, 4, True, []),
        (2, 0, 2, True, [1]),
    ],
)
def test_a_plan_spreads_its_reminders_and_crowds_nobody(lasts, count, every, last_call, expected):
    assert offsets(Plan(FIRST, FIRST + timedelta(days=lasts), count, every, last_call)) == expected


@given(
    lasts=st.integers(0, 60),
    count=st.integers(0, 5),
    every=st.integers(2, 20),
    last_call=st.booleans(),
    on=st.integers(-3, 70),
    reminded=st.none() | st.integers(0, 60),
)
def test_only_the_newest_day_counts_and_never_one_that_was_served(
    lasts, count, every, last_call, on, reminded
):
    plan = Plan(FIRST, FIRST + timedelta(days=lasts), count, every, last_call)
    served = None if reminded is None else FIRST + timedelta(days=reminded)
    today = FIRST + timedelta(days=on)
    due = plan.due(today, served)

    days = plan.days()
    assert days == sorted(set(days))
    assert all(FIRST < day <= plan.closes_on for day in days)
    if due is None:
        open_days = [day for day in days if day <= today and (served is None or day > served)]
        assert not open_days or today > plan.closes_on
    else:
        assert due in days
        assert due <= today <= plan.closes_on
        assert plan.due(today, today) is None


@pytest.fixture
def campaign(cast):
    """Open from the first day for a month, with reminders on the 4th, 8th and the day before the last."""
    with time_machine.travel(at(0), tick=False):
        staff(cast.utility, 4)
        made = start(cast.utility, closes_on=FIRST + timedelta(days=30), now=at(0))
        OutgoingMessage.objects.all().delete()
        yield made


def remind(offset: int, hour: int = 9) -> int:
    with time_machine.travel(at(offset, hour), tick=False):
        return remind_of_surveys()


def test_each_day_of_the_plan_reminds_once_however_often_the_clock_rings(campaign):
    queued = {offset: remind(offset) + remind(offset, 10) for offset in range(32)}

    assert {offset: number for offset, number in queued.items() if number} == {4: 7, 8: 7, 29: 7}


def test_reminders_leave_no_earlier_than_in_the_morning(campaign):
    assert remind(4, 5) == 0
    assert remind(4, 8) == 7


def test_after_days_without_power_there_is_one_reminder(campaign):
    assert remind(15) == 7
    assert remind(16) == 0


def test_who_has_answered_left_or_has_no_address_is_not_reminded(cast, campaign):
    answer(campaign, 1)  # Amina
    Person.objects.filter(pk=cast.people["bo"].pk).update(left_on=FIRST)
    Person.objects.filter(pk=cast.people["chidi"].pk).update(email="")

    assert remind(4) == 4
    told = OutgoingMessage.objects.filter(kind="survey_reminder").values_list("to_person__name", flat=True)
    assert set(told) == {"Person 3", "Person 4", "Person 5", "Person 6"}


def test_a_survey_that_has_not_opened_is_closed_or_over_reminds_nobody(cast, campaign):
    staff(cast.university, 6)
    start(
        cast.university, opens_on=FIRST + timedelta(days=6), closes_on=FIRST + timedelta(days=40), now=at(0)
    )
    close(campaign)

    assert remind(5) == 0
    Campaign.objects.filter(organisation=cast.university).update(closes_on=FIRST + timedelta(days=20))
    assert remind(21) == 0


def replan(campaign, offset: int, hour: int = 12, **values) -> None:
    plan = {"reminders": 2, "reminder_days": 4, "last_call": True} | values
    with time_machine.travel(at(offset, hour), tick=False):
        survey_reminders.change_reminders(campaign=campaign, by=None, now=at(offset, hour), **plan)


def sent(days: range) -> dict[int, int]:
    queued = {offset: remind(offset) + remind(offset, 10) for offset in days}
    return {offset: number for offset, number in queued.items() if number}


def test_a_plan_changed_while_the_survey_runs_reminds_of_no_day_that_has_passed(campaign):
    Campaign.objects.update(reminders=0)
    replan(campaign, 9, reminders=5, reminder_days=4)  # 4 and 8 have passed

    assert sent(range(9, 32)) == {12: 7, 16: 7, 20: 7, 29: 7}


def test_a_changed_plan_reminds_nobody_twice_within_a_day(campaign):
    assert remind(4) == 7
    replan(campaign, 4, reminders=3, reminder_days=5)  # 5, 10 and 15

    assert sent(range(4, 32)) == {10: 7, 15: 7, 29: 7}


def test_a_changed_plan_sends_nothing_on_its_own_day_once_the_morning_is_over(campaign):
    Campaign.objects.update(reminders=0)
    replan(campaign, 6, reminders=2, reminder_days=6)
    assert sent(range(6, 13)) == {12: 7}

    Campaign.objects.update(reminders=0, reminded_on=None)
    replan(campaign, 14, 3, reminders=2, reminder_days=7)
    assert remind(14) == 7


def test_reminders_can_be_ended_and_the_last_call_with_them(campaign):
    replan(campaign, 2, reminders=0, last_call=False)

    assert sent(range(2, 32)) == {}


def test_a_worker_that_knows_the_old_plan_reminds_nobody(campaign):
    stale = Campaign.objects.get()
    replan(campaign, 3, reminders=0)

    with time_machine.travel(at(4), tick=False):
        assert survey_reminders._remind(stale, FIRST + timedelta(days=4), at(4)) == 0


@pytest.mark.parametrize(
    ("values", "words"), [({"reminders": 6}, "5 times at most"), ({"reminder_days": 1}, "2 days or more")]
)
def test_nobody_is_reminded_too_often(campaign, values, words):
    with pytest.raises(DomainError, match=words):
        replan(campaign, 1, **values)


def test_a_draft_and_a_closed_survey_have_no_running_plan(cast, campaign):
    with pytest.raises(DomainError, match="draft still"):
        replan(draft(cast.university), 1)
    close(campaign)
    with pytest.raises(DomainError, match="closed"):
        replan(campaign, 1)


def test_a_lead_changes_the_plan_and_learns_the_days_but_not_who_is_meant(client, cast):
    staff(cast.utility, 4)
    running = start(cast.utility, closes_on=day(30))
    Campaign.objects.update(opens_on=day(-2))
    answer(running, 1)
    client.force_login(cast.users["amina"])
    address = reverse("readiness:change-reminders", args=[running.pk])
    form = client.get(address).content.decode()
    assert "Person 3" not in form

    wrong = client.post(address, {"reminders": 9, "reminder_days": 7})
    assert wrong.status_code == 422
    assert 'value="9"' in wrong.content.decode()
    done = client.post(address, {"reminders": 3, "reminder_days": 7}, follow=True).content.decode()

    days = ", ".join(date_format(day(offset), "j F") for offset in (5, 12, 19))
    assert f"Reminders leave on {days}." in done
    assert "Person 3" not in done
    running.refresh_from_db()
    assert (running.reminders, running.reminder_days, running.last_call) == (3, 7, False)


@pytest.mark.parametrize("who", ["bo", "chidi", "dana", "eve"])
def test_nobody_else_changes_the_plan(client, cast, who):
    staff(cast.utility, 4)
    running = start(cast.utility)
    client.force_login(cast.users[who])

    answered = client.post(
        reverse("readiness:change-reminders", args=[running.pk]), {"reminders": 0, "reminder_days": 7}
    )

    assert answered.status_code == 404
    running.refresh_from_db()
    assert running.reminders == 2


def test_more_time_brings_a_last_call_again(campaign):
    assert remind(29) == 7
    Campaign.objects.update(closes_on=FIRST + timedelta(days=40))

    assert remind(38) == 0
    assert remind(39) == 7


def test_of_two_workers_one_reminds(campaign):
    stale = Campaign.objects.get()
    with time_machine.travel(at(4), tick=False):
        assert survey_reminders._remind(stale, FIRST + timedelta(days=4), at(4)) == 7
        assert survey_reminders._remind(stale, FIRST + timedelta(days=4), at(4)) == 0
    assert OutgoingMessage.objects.count() == 7


def test_nothing_that_anybody_reads_tells_how_many_or_whom_it_reminded(cast, campaign):
    answer(campaign, 1)
    entries, changes = AuditEntry.objects.count(), RowChange.objects.count()
    remind(4)

    assert AuditEntry.objects.count() == entries
    noted = list(RowChange.objects.order_by("pk")[changes:])
    assert [set(one.changes) for one in noted] == [{"reminded_on"}]
    for user in cast.users.values():
        seen = OutgoingMessage.objects.visible_to(user)
        assert set(seen.values_list("to_person", flat=True)) <= {user.person.pk}


def test_the_last_reminder_says_that_it_is_the_last(campaign):
    subjects = []
    for offset in (8, 29):
        remind(offset)
        message = OutgoingMessage.objects.order_by("-pk").first()
        with time_machine.travel(at(offset), tick=False):
            subjects.append(message_composers["survey_reminder"](message).subject)

    assert subjects == ["Still time for: How ready are we?", "Last call: How ready are we?"]


def test_reminding_many_costs_as_many_statements_as_reminding_few(cast, campaign):
    with CaptureQueriesContext(connection) as few:
        assert remind(4) == 7
    with time_machine.travel(at(5), tick=False):
        staff(cast.university, 60)
        start(cast.university, now=at(5), opens_on=at(5).date(), closes_on=at(40).date())
        close(campaign)
    with CaptureQueriesContext(connection) as many:
        assert remind(9) == 61

    assert len(many) == len(few)
