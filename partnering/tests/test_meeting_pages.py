"""The pages of meetings, from planning one to acknowledging what it decided."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from conftest import LONG_AGO, make_person
from partnering.choices import Outcome
from partnering.models import Action, AgendaItem, Attendance, Decision, Meeting, OutgoingMessage
from partnering.services import agendas, attendances, decisions, minutes
from partnering.tests.test_meetings import held, plan, published


def at(name, *about):
    return reverse(f"partnering:{name}", args=about)


def wanted(cast, **given):
    """What the form of a meeting is filled in with."""
    day = timezone.localdate() + timedelta(days=10)
    values = {"group": cast.group.pk, "title": "Autumn", "day": day, "begins": "09:00", "ends": "10:30"}
    return values | {"time_zone": "Australia/Brisbane", "place": "Town hall", "video_link": ""} | given


def test_a_manager_plans_a_meeting_in_its_zone_and_changes_it(client, cast):
    client.force_login(cast.users["fola"])
    response = client.post(at("plan-meeting", cast.partnership.slug), wanted(cast))
    meeting = Meeting.objects.get()
    assert response.url == meeting.get_absolute_url()
    assert (meeting.starts_there.hour, meeting.starts_at.hour) == (9, 23)

    page = client.get(at("edit-meeting", meeting.pk)).content.decode()
    assert 'value="09:00"' in page
    client.post(at("edit-meeting", meeting.pk), wanted(cast, begins="09:15"))
    meeting.refresh_from_db()
    assert (meeting.starts_there.minute, meeting.sequence) == (15, 1)
    assert "where you are" in client.get(meeting.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"ends": "09:00"}, "must end after it begins"),
        ({"day": "2026-03-29", "begins": "01:30", "time_zone": "Europe/London"}, "is left out"),
        ({"day": "2026-10-25", "begins": "01:30", "time_zone": "Europe/London"}, "show this time twice"),
        ({"time_zone": "Middle/Earth"}, "not one of the available choices"),
        ({"day": "9999-12-31", "time_zone": "America/Lima", "ends": "23:00"}, "Check the year"),
        ({"day": f"{timezone.localdate().year + 7}-01-01"}, "five years"),
    ],
)
def test_a_time_that_makes_no_sense_is_refused_and_what_was_typed_stays(client, cast, given, words):
    client.force_login(cast.users["fola"])
    page = client.post(at("plan-meeting", cast.partnership.slug), wanted(cast, **given)).content.decode()

    assert words in page
    assert "Town hall" in page
    assert not Meeting.objects.exists()


def test_a_meeting_of_the_past_is_recorded_and_says_that_nobody_is_invited(client, cast):
    client.force_login(cast.users["fola"])
    past = wanted(cast, day=timezone.localdate() - timedelta(days=3))
    page = client.post(at("plan-meeting", cast.partnership.slug), past, follow=True).content.decode()

    assert "nobody is invited to it by mail" in page


def test_who_is_invited_answers_on_the_page_and_nobody_else_can(client, cast):
    meeting = plan(cast)
    client.force_login(cast.users["dana"])
    assert "Do you come?" in client.get(meeting.get_absolute_url()).content.decode()
    client.post(at("answer-meeting", meeting.pk), {"answer": "yes"})

    assert Attendance.objects.get().answer == "yes"
    odd = client.post(at("answer-meeting", meeting.pk), {"answer": "never"}, follow=True)
    assert "Choose an answer first." in odd.content.decode()
    client.force_login(cast.users["amina"])
    assert "Do you come?" not in client.get(meeting.get_absolute_url()).content.decode()
    assert client.post(at("answer-meeting", meeting.pk), {"answer": "yes"}).status_code == 404


def test_the_agenda_is_written_ordered_and_carried_over(client, cast):
    client.force_login(cast.users["fola"])
    first = plan(cast, days=2)
    for text in ("Budget", "Gauges"):
        client.post(at("add-agenda-item", first.pk), {"text": text, "minutes_planned": 10})
    budget, gauges = first.agenda.all()
    client.post(at("shift-agenda-item", gauges.pk), {"to": "up"})
    assert [one.text for one in first.agenda.all()] == ["Gauges", "Budget"]

    refused = client.post(at("carry-agenda-item", budget.pk), follow=True).content.decode()
    assert "Plan it first" in refused
    later = plan(cast, days=20)
    assert "Carry over" in client.get(first.get_absolute_url()).content.decode()
    told = client.post(at("carry-agenda-item", budget.pk), follow=True).content.decode()
    assert date_format(later.starts_there, "j M Y") in told.split("</h1>")[0]
    assert later.agenda.get().carried_from == budget
    client.post(
        at("edit-agenda-item", gauges.pk), {"text": "Gauges", "outcome": "done", "note": "Two are bought."}
    )
    assert AgendaItem.objects.get(pk=gauges.pk).outcome == Outcome.DONE
    client.post(at("drop-agenda-item", gauges.pk))
    assert not AgendaItem.objects.filter(pk=gauges.pk).exists()


def test_others_are_invited_and_who_was_there_is_ticked_with_who_came_instead(client, cast):
    client.force_login(cast.users["fola"])
    meeting = plan(cast, days=-1)
    client.post(at("invite-to-meeting", meeting.pk), {"people": [cast.people["bo"].pk]})
    kim = make_person(cast.university, "Kim")
    cast.group.seats.create(
        organisation=cast.university, person=kim, started_on=timezone.localdate()
    )  # so that the manager knows of Kim
    dana, bo = (meeting.attendances.get(person=cast.people[name]) for name in ("dana", "bo"))
    assert "Kim" in client.get(at("meeting-attendance", meeting.pk)).content.decode()
    client.post(at("meeting-attendance", meeting.pk), {f"came-{bo.pk}": "1", f"instead-{dana.pk}": kim.pk})

    came = {one.person.name: one.stands_in_for for one in meeting.attendances.came()}
    assert came == {"Bo": None, "Kim": cast.people["dana"]}
    assert "for Dana" in client.get(meeting.get_absolute_url()).content.decode()


def test_minutes_are_the_keepers_until_they_are_published_and_then_partners_acknowledge(client, cast):
    meeting, keeper = held(cast), cast.users["fola"]
    client.force_login(keeper)
    client.post(at("meeting-minutes", meeting.pk), {"minutes": "We agreed on gauges."})
    owner = cast.people["dana"].pk
    client.post(at("add-decision", meeting.pk), {"text": "Sample weekly", "owner": owner})
    client.post(at("add-meeting-action", meeting.pk), {"title": "Buy", "organisation": cast.utility.pk})
    assert Action.objects.get().meeting == meeting
    client.force_login(cast.users["amina"])
    before = client.get(meeting.get_absolute_url()).content.decode()
    assert not [words for words in ("on gauges", "Sample weekly") if words in before]
    decision = Decision.objects.get()
    assert client.post(at("acknowledge-decision", decision.pk)).status_code == 404

    client.force_login(keeper)
    client.post(at("publish-minutes", meeting.pk))
    client.force_login(cast.users["amina"])
    page = client.get(at("decisions", cast.partnership.slug)).content.decode()
    assert "Sample weekly" in page
    assert "acknowledged by 0 partners" in page
    answer = client.post(at("acknowledge-decision", decision.pk), follow=True).content.decode()
    assert "acknowledged by 1 partner" in answer
    assert "Not yet: River Agency, University" in answer


def test_a_meeting_is_called_off_after_asking(client, cast):
    meeting = plan(cast)
    client.force_login(cast.users["fola"])
    asked = client.get(at("cancel-meeting", meeting.pk)).content.decode()
    assert "record as cancelled" in asked
    assert date_format(meeting.starts_there, "j M Y") in asked
    page = client.post(at("cancel-meeting", meeting.pk), follow=True).content.decode()

    assert "The meeting is cancelled." in page
    assert "Add a point" not in page


@pytest.mark.parametrize(
    ("narrowed", "titles"),
    [
        ({}, {"Later", "Over"}),
        ({"when": "to come"}, {"Later"}),
        ({"when": "past", "state": "held"}, {"Over"}),
        ({"state": "cancelled"}, set()),
        ({"q": "lat"}, {"Later"}),
    ],
)
def test_the_list_is_narrowed(client, cast, narrowed, titles):
    plan(cast, title="Later")
    held(cast, title="Over")
    client.force_login(cast.users["dana"])
    page = client.get(at("meetings", cast.partnership.slug), {"group": cast.group.pk, **narrowed})

    assert {one.title for one in page.context["page"]} == titles


def test_there_is_a_place_for_meetings_and_decisions_before_the_first_one(client, cast):
    client.force_login(cast.users["fola"])
    assert "No meeting yet" in client.get(at("meetings", cast.partnership.slug)).content.decode()
    assert "No decision yet" in client.get(at("decisions", cast.partnership.slug)).content.decode()


def fill(cast, rows):
    """So many meetings with all that belongs to one, and the last of them."""
    by = cast.users["fola"]
    for number in range(rows):
        decision = published(cast)
        decisions.acknowledge(decision=decision, by=cast.users["dana"])
        meeting = decision.meeting
        for name in ("bo", "amina", "dana")[:rows]:
            kept = Attendance.objects.filter(meeting=meeting, person=cast.people[name]).exists()
            if not kept:
                row = attendances.Presence(cast.people[name], True)
                attendances.note_attendance(meeting=meeting, rows=[row], by=by)
            agendas.add_item(meeting=meeting, text=name, by=by, lead=cast.people[name])
            decisions.decide(meeting=meeting, text=f"{name} {number}", by=by, owner=cast.people[name])
            minutes.take_action(
                meeting=meeting, title=name, organisation=cast.people[name].organisation, by=by
            )
    return meeting


@pytest.mark.parametrize("rows", [1, 3])
def test_the_pages_cost_the_same_for_any_length(client, cast, rows, django_assert_num_queries):
    meeting = fill(cast, rows)
    client.force_login(cast.users["fola"])
    for address, cost in (
        (meeting.get_absolute_url(), 9),
        (at("meetings", cast.partnership.slug), 8),
        (at("decisions", cast.partnership.slug), 7),
    ):
        with django_assert_num_queries(cost):
            client.get(address)


def test_the_xray_leads_to_a_decision_without_an_owner_and_its_acknowledged_words_stay(client, cast):
    decision = published(cast)
    decisions.acknowledge(decision=decision, by=cast.users["dana"])
    here, edit = at("xray", cast.partnership.slug), at("edit-decision", decision.pk)
    client.force_login(cast.users["dana"])
    assert client.get(edit).status_code == 404
    client.force_login(cast.users["fola"])
    assert edit in client.get(here).content.decode()
    assert edit in client.get(at("decisions", cast.partnership.slug)).content.decode()
    assert "so they stay as they are" in client.get(edit).content.decode()

    owner = cast.people["dana"].pk
    data = {"text": "Sample never", "owner": owner, "due_on": "2030-01-01"}
    assert client.post(edit, data).url == decision.meeting.get_absolute_url()
    decision.refresh_from_db()

    assert (decision.text, decision.owner_id, decision.due_on.year) == ("Sample weekly", owner, 2030)
    assert edit not in client.get(here).content.decode()
    Meeting.objects.update(minutes_published_at=timezone.now() - timedelta(days=15))
    page = client.get(here).content.decode()
    assert f"For two weeks {cast.utility} has not acknowledged a decision" in page
    assert f"For two weeks {cast.university} has not" not in page


def test_a_groups_page_leads_its_manager_to_planning_a_meeting_of_it(client, cast):
    way = f"{at('plan-meeting', cast.partnership.slug)}?group={cast.group.pk}"
    for who, offered in (("dana", False), ("fola", True)):
        client.force_login(cast.users[who])
        assert (way in client.get(cast.group.get_absolute_url()).content.decode()) is offered, who

    assert f'value="{cast.group.pk}" selected' in client.get(way).content.decode()


def test_an_invitation_is_taken_back_from_the_page_after_asking_and_the_calendar_is_told(client, cast):
    meeting = plan(cast)
    invited = Attendance.objects.get()
    address = at("withdraw-invitation", invited.pk)
    client.force_login(cast.users["fola"])
    assert address in client.get(meeting.get_absolute_url()).content.decode()

    asks = client.get(address).content.decode()
    assert "Take back the invitation of Dana?" in asks
    invited.refresh_from_db()
    assert invited.invited
    page = client.post(address, follow=True).content.decode()

    assert "Dana is not invited any more." in page
    assert address not in page
    assert (
        OutgoingMessage.objects.filter(kind="meeting_cancellation", to_person=cast.people["dana"]).count()
        == 1
    )
    assert client.post(address).status_code == 404
    for who in ("amina", "dana", "eve"):
        client.force_login(cast.users[who])
        assert client.get(address).status_code == 404


def test_a_meetings_page_lists_what_else_is_open_in_its_group(client, cast):
    meeting = plan(cast)
    alike = {"organisation": cast.utility, "partnership": cast.partnership}
    Action.objects.create(title="From before", group=cast.group, **alike)
    Action.objects.create(title="Finished", group=cast.group, state="done", done_on=LONG_AGO, **alike)
    Action.objects.create(title="Of no group", **alike)
    Action.objects.create(title="Arose here", group=cast.group, meeting=meeting, **alike)
    client.force_login(cast.users["amina"])

    page = client.get(meeting.get_absolute_url())

    assert [one.title for one in page.context["open_in_group"]] == ["From before"]
    assert "Open in the group" in page.content.decode()
    client.force_login(cast.users["eve"])
    assert client.get(meeting.get_absolute_url()).status_code == 404
