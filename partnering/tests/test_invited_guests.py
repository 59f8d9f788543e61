"""Who is invited to a meeting without a part in the partnership sees that meeting, and nothing beside it."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from conftest import Cast
from partnering import access
from partnering.choices import MeetingState, Outcome
from partnering.models import AgendaItem, Attendance, Decision, Meeting, Membership, Partnership, Person
from partnering.services import agendas, decisions, minutes
from partnering.services.meetings import cancel_meeting, invite, withdraw_invitation
from partnering.services.minutes import take_action
from partnering.tests.test_meeting_pages import at
from partnering.tests.test_meetings import plan


@pytest.fixture
def meeting(cast: Cast) -> Meeting:
    """Chidi, without a role or a seat, is invited; the meeting has all that one can have."""
    by = cast.users["fola"]
    made = plan(cast, title="Gauges", place="Town hall", video_link="https://video.example/1")
    invite(meeting=made, people=[cast.people["chidi"]], by=by)
    agendas.add_item(meeting=made, text="Led by the guest", by=by, lead=cast.people["chidi"])
    item = agendas.add_item(
        meeting=made, text="Led by a partner", by=by, lead=cast.people["dana"], minutes_planned=15
    )
    agendas.edit_item(item=item, by=by, note="Note of the keeper", outcome=Outcome.DONE)
    minutes.write_minutes(meeting=made, minutes="Draft of the minutes", by=by)
    decisions.decide(meeting=made, text="A decision", by=by)
    take_action(meeting=made, title="A joint action", organisation=cast.university, by=by)
    return made


def test_a_guest_sees_when_and_where_and_the_agenda_and_answers(client, cast, meeting):
    client.force_login(cast.users["chidi"])

    page = client.get(meeting.get_absolute_url())

    text = page.content.decode()
    for shown in ("Gauges", "Town hall", "https://video.example/1", "Led by a partner", "15 minutes"):
        assert shown in text
    assert text.count("led by you") == 1
    answered = client.post(at("answer-meeting", meeting.pk), {"answer": "maybe"})
    assert answered.url == meeting.get_absolute_url()
    assert Attendance.objects.get(person=cast.people["chidi"]).answer == "maybe"


def test_a_guest_sees_nothing_of_the_partnership_beside_the_meeting(client, cast, meeting):
    client.force_login(cast.users["chidi"])
    text = client.get(meeting.get_absolute_url()).content.decode()

    hidden = ("Dana", "University", "Note of the keeper", "Draft of", "A decision", "A joint action")
    assert not [words for words in hidden if words in text]
    assert f"/partnerships/{cast.partnership.slug}/" not in text
    user, other = cast.users["chidi"], plan(cast, title="Another")
    assert not Partnership.objects.visible_to(user).exists()
    assert set(Meeting.objects.visible_to(user)) == {meeting}
    assert [one.person for one in Attendance.objects.visible_to(user)] == [cast.people["chidi"]]
    assert set(AgendaItem.objects.visible_to(user)) == set(meeting.agenda.all())
    assert not Decision.objects.visible_to(user).exists()
    refused = [
        other.get_absolute_url(),
        cast.group.get_absolute_url(),
        at("edit-meeting", meeting.pk),
        at("meeting-minutes", meeting.pk),
        at("meetings", cast.partnership.slug),
    ]
    assert {client.get(address).status_code for address in refused} == {404}


def _held(meeting: Meeting, cast: Cast) -> None:
    Meeting.objects.filter(pk=meeting.pk).update(state=MeetingState.HELD)


def _moved(meeting: Meeting, cast: Cast) -> None:
    Person.objects.filter(pk=cast.people["chidi"].pk).update(organisation=cast.agency, unit=None)


ENDS = {
    "withdrawn": lambda meeting, cast: withdraw_invitation(
        attendance=meeting.attendances.get(person=cast.people["chidi"]), by=cast.users["fola"]
    ),
    "cancelled": lambda meeting, cast: cancel_meeting(meeting=meeting, by=cast.users["fola"]),
    "held": _held,
    "organisation left": lambda meeting, cast: Membership.objects.filter(organisation=cast.utility).update(
        left_on=access.today()
    ),
    "moved to another organisation": _moved,
}


@pytest.mark.parametrize("how", ENDS)
def test_the_meeting_is_closed_to_a_guest_as_soon_as_the_invitation_holds_no_more(client, cast, meeting, how):
    client.force_login(cast.users["chidi"])
    assert client.get(meeting.get_absolute_url()).status_code == 200

    ENDS[how](meeting, cast)

    assert client.get(meeting.get_absolute_url()).status_code == 404
    assert client.post(at("answer-meeting", meeting.pk), {"answer": "yes"}).status_code == 404


def test_nobody_else_gets_in_by_somebodys_invitation(client, cast, meeting):
    eve = cast.people["eve"]
    Attendance.objects.create(meeting=meeting, person=eve, organisation=eve.organisation)
    client.force_login(cast.users["eve"])

    assert client.get(meeting.get_absolute_url()).status_code == 404
    assert not access.invitations_of(AnonymousUser()).exists()


def test_a_guest_finds_the_meeting_and_has_it_in_their_calendar(client, cast, meeting):
    client.force_login(cast.users["chidi"])

    found = client.get(at("search"), {"q": "Gauges"}).content.decode()
    assert meeting.get_absolute_url() in found
    Meeting.objects.filter(pk=meeting.pk).update(
        ends_at=timezone.now(), starts_at=meeting.starts_at.replace(year=2020)
    )
    page = client.get(meeting.get_absolute_url()).content.decode()
    assert "Do you come?" not in page


def test_partners_are_not_told_the_name_of_a_guest_whom_they_may_not_know(client, cast, meeting):
    Attendance.objects.filter(person=cast.people["dana"]).update(stands_in_for=cast.people["chidi"])
    for who, told in (("dana", False), ("amina", True), ("fola", True)):
        client.force_login(cast.users[who])
        text = client.get(meeting.get_absolute_url()).content.decode()
        assert ("Chidi" in text.split('id="people"')[1].split("</section>")[0]) is told, who
        assert ("Somebody" in text) is not told
        assert "Water Utility" in text
