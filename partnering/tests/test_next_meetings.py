"""The next meeting on the pages of a partnership and a group, and what meetings wait for from somebody."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils import timezone

from partnering import access, next_meetings
from partnering.awaiting import awaited_of
from partnering.choices import Answer, Office
from partnering.models import Action, Attendance, Decision, Meeting, Membership, WorkingGroup
from partnering.services import decisions, meetings, minutes
from partnering.services.agendas import add_item
from partnering.tests.test_meeting_pages import at
from partnering.tests.test_meetings import held, plan, published


def panel(cast, who, thing):
    """What the panel of a page shows to somebody."""
    of = next_meetings._of_group if isinstance(thing, WorkingGroup) else next_meetings._of_partnership
    return of(SimpleNamespace(user=cast.users[who]), thing)


def awaited(cast, who):
    return [one.text for one in awaited_of(cast.users[who], now=timezone.now())]


def test_the_next_meeting_is_the_first_to_come_of_any_group_with_ones_own_answer(client, cast):
    other = WorkingGroup.objects.create(partnership=cast.partnership, name="Outreach")
    held(cast)
    plan(cast, days=9, title="Later")
    plan(cast, days=5, title="Soonest", group=other, people=[cast.people["dana"]])
    meetings.cancel_meeting(meeting=plan(cast, days=1, title="Off"), by=cast.users["fola"])

    client.force_login(cast.users["dana"])
    page = client.get(cast.partnership.get_absolute_url()).content.decode()
    assert "Soonest" in page
    assert "(Outreach)" in page
    assert "You have not answered yet" in page
    Attendance.objects.filter(meeting__title="Soonest").update(answer=Answer.YES, answered_at=timezone.now())
    assert "Your answer: Comes" in client.get(cast.partnership.get_absolute_url()).content.decode()
    assert panel(cast, "amina", cast.partnership)["mine"] is None
    page = client.get(cast.group.get_absolute_url()).content.decode()
    assert "Later" in page
    assert "Soonest" not in page


@pytest.mark.parametrize("who", ["chidi", "eve"])
def test_nobody_outside_is_shown_the_next_meeting(cast, who):
    plan(cast)

    assert panel(cast, who, cast.partnership) is None
    assert panel(cast, who, cast.group) is None


def test_without_a_meeting_to_come_nothing_is_shown(cast):
    held(cast)

    assert panel(cast, "fola", cast.partnership) is None


def test_who_keeps_the_minutes_puts_the_groups_open_actions_on_the_agenda_once(client, cast):
    meeting = plan(cast)
    offer = "Put “Open actions of the group” on its agenda"
    client.force_login(cast.users["fola"])
    assert offer not in client.get(cast.group.get_absolute_url()).content.decode()

    Action.objects.create(
        title="Buy", organisation=cast.utility, partnership=cast.partnership, group=cast.group
    )
    assert offer in client.get(cast.group.get_absolute_url()).content.decode()
    client.force_login(cast.users["dana"])
    assert offer not in client.get(cast.group.get_absolute_url()).content.decode()
    client.force_login(cast.users["fola"])
    client.post(at("add-agenda-item", meeting.pk), {"text": next_meetings.open_actions_point()})

    assert [one.text for one in meeting.agenda.all()] == ["Open actions of the group"]
    assert offer not in client.get(cast.group.get_absolute_url()).content.decode()


# --- What waits for somebody


def test_an_invitation_waits_until_it_is_answered_also_for_a_guest(cast):
    meeting = plan(cast, title="Gauges")
    meetings.invite(meeting=meeting, people=[cast.people["chidi"]], by=cast.users["fola"])
    for who in ("dana", "chidi"):
        assert awaited(cast, who) == ["Say whether you come: Gauges"]
    assert awaited(cast, "amina") == []

    Attendance.objects.update(answer=Answer.NO, answered_at=timezone.now())
    assert awaited(cast, "dana") == []


def test_the_manager_is_asked_for_who_was_there_and_then_for_the_minutes(cast):
    meeting = plan(cast, days=-2, title="Gauges", people=())
    assert awaited(cast, "fola") == ["Note who was there: Gauges"]
    assert awaited(cast, "amina") == []
    plan(cast, days=-70, title="Long ago", people=())
    assert awaited(cast, "fola") == ["Note who was there: Gauges"]

    Meeting.objects.update(state="held")
    assert awaited(cast, "fola") == ["Publish the minutes: Gauges"]
    meeting.refresh_from_db()
    minutes.write_minutes(meeting=meeting, minutes="Done", by=cast.users["fola"])
    minutes.publish_minutes(meeting=meeting, by=cast.users["fola"])
    assert awaited(cast, "fola") == []


def test_the_chair_of_the_group_is_asked_for_them_too(cast):
    plan(cast, days=-2, title="Gauges", people=())
    assert awaited(cast, "dana") == []

    cast.group.seats.filter(person=cast.people["dana"]).update(office=Office.CHAIR)
    assert awaited(cast, "dana") == ["Note who was there: Gauges"]


def test_who_answers_for_a_member_of_that_day_is_asked_to_acknowledge_and_nobody_else(cast):
    decision = published(cast)
    decisions.decide(meeting=decision.meeting, text="Another", by=cast.users["fola"])
    words = "Acknowledge 2 decisions: Monitoring, autumn"
    assert awaited(cast, "amina") == awaited(cast, "dana") == [words]
    for who in ("bo", "chidi", "eve"):
        assert awaited(cast, who) == []

    for one in Decision.objects.all():
        decisions.acknowledge(decision=one, by=cast.users["dana"])
    assert awaited(cast, "dana") == []
    Membership.objects.filter(organisation=cast.utility).update(joined_on=timezone.localdate())
    assert awaited(cast, "amina") == []


def test_it_stands_among_ones_own_actions_on_the_first_page(client, cast):
    plan(cast, title="Gauges")
    client.force_login(cast.users["dana"])

    assert "Say whether you come: Gauges" in client.get(reverse("engagement:dashboard")).content.decode()


def test_what_waits_costs_as_many_queries_for_many_as_for_one(cast, django_assert_max_num_queries):
    for number in range(3):
        plan(cast, title=f"Gauges {number}")
        published(cast)
        with access.remembering(), django_assert_max_num_queries(7):
            awaited(cast, "dana")


# --- Ways there


def test_a_decision_is_found_by_its_words_once_its_minutes_are_out_and_by_nobody_outside(client, cast):
    decision = published(cast)
    draft = decisions.decide(meeting=held(cast), text="Sample quarterly", by=cast.users["fola"])

    for who, found in (("dana", True), ("chidi", False), ("eve", False)):
        client.force_login(cast.users[who])
        page = client.get(at("search"), {"q": "Sample"}).content.decode()
        assert (decision.meeting.get_absolute_url() in page) is found
        assert draft.meeting.get_absolute_url() not in page


def test_an_action_leads_to_its_meeting_for_who_may_open_it(client, cast):
    meeting = held(cast)
    action = minutes.take_action(
        meeting=meeting,
        title="Buy",
        organisation=cast.utility,
        owner=cast.people["chidi"],
        by=cast.users["fola"],
    )
    for who, led in (("amina", True), ("chidi", False)):
        client.force_login(cast.users[who])
        page = client.get(action.get_absolute_url())
        assert page.status_code == 200
        assert (meeting.get_absolute_url() in page.content.decode()) is led


def test_a_point_of_the_same_words_at_another_meeting_takes_no_offer_away(cast):
    Action.objects.create(
        title="Buy", organisation=cast.utility, partnership=cast.partnership, group=cast.group
    )
    later = plan(cast, days=20)
    add_item(meeting=later, text=next_meetings.open_actions_point(), by=cast.users["fola"])
    plan(cast, days=20 - timedelta(days=10).days)

    assert panel(cast, "fola", cast.group)["offers_review"]
