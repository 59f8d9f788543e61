"""Invitations reach the calendars of those who are invited, and are answered by whoever the link was made for."""

from __future__ import annotations

import logging
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from icalendar import Calendar

from partnering import access
from partnering.calendars import Method
from partnering.choices import Answer, MeetingState, MessageState, RoleKind
from partnering.logs import HideKeys
from partnering.meeting_links import LINKS
from partnering.models import Attendance, AuditEntry, Meeting, Membership, OutgoingMessage, Role
from partnering.services.invitations import announce
from partnering.services.meetings import cancel_meeting, change_meeting, plan_meeting, withdraw_invitation
from partnering.services.meetings import invite as invite_to
from partnering.services.outbox import send_due_messages
from partnering.tasks import withdraw_from_leavers

NOW = datetime(2026, 6, 1, 8, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _at_a_fixed_time():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def meeting(cast):
    """Of the monitoring group, called by Fola; Chidi, who has no role there, and Dana are invited."""
    cast.people["dana"].time_zone = "Asia/Kolkata"
    cast.people["dana"].save()
    made = Meeting.objects.create(
        group=cast.group,
        title="Gauges in June",
        starts_at=datetime(2026, 6, 9, 9, tzinfo=UTC),
        ends_at=datetime(2026, 6, 9, 10, 30, tzinfo=UTC),
        time_zone="Europe/London",
        place="Town hall",
        video_link="https://meet.example/x",
        called_by=cast.people["fola"],
    )
    for who in ("chidi", "dana"):
        person = cast.people[who]
        Attendance.objects.create(meeting=made, person=person, organisation=person.organisation)
    return made


def invite(meeting, *people):
    return announce(meeting=meeting, people=people, kind=Method.REQUEST)


def cancel(meeting, *people):
    return announce(meeting=meeting, people=people, kind=Method.CANCEL)


def send(mailbox):
    """What has arrived since, as subjects and calendar events."""
    before = len(mailbox.messages)
    send_due_messages(now=NOW)
    return [(one["Subject"], event_of(one)) for one in mailbox.messages[before:]]


def event_of(received):
    [part] = [one for one in received.walk() if one.get_content_type() == "text/calendar"]
    calendar = Calendar.from_ical(part.get_content())
    [event] = calendar.walk("VEVENT")
    assert calendar["METHOD"] == part["Content-Type"].params["method"]
    return event


def why(kind="meeting_invitation"):
    message = OutgoingMessage.objects.filter(kind=kind).latest("pk")
    return message.why if message.state == MessageState.SUPPRESSED else ""


def attendance_of(meeting, person):
    return Attendance.objects.get(meeting=meeting, person=person)


def link(meeting, person, sequence=0):
    token = LINKS.token_for(attendance_of(meeting, person).pk, sequence)
    return reverse("partnering:answer-invitation", args=[token])


# --- Mails


@pytest.mark.django_db
def test_an_invitation_names_its_reader_alone_and_shows_the_hours_where_it_is_held_and_ones_own(
    cast, meeting, mailbox
):
    dana = cast.people["dana"]
    assert invite(meeting, dana) == 1

    [(subject, event)] = send(mailbox)

    text = mailbox.messages[0].get_body(("plain",)).get_content()
    assert subject == "Invitation: Gauges in June, 9 Jun 2026"
    assert "Tuesday 9 June 2026, 10:00 to 11:30 (Europe/London)" in text
    assert "For you: Tuesday 9 June 2026, 14:30 to 16:00 (Asia/Kolkata)" in text
    assert link(meeting, dana) in text
    assert event["UID"] == meeting.uid
    assert event["ATTENDEE"] == f"mailto:{dana.email}"
    assert event["ORGANIZER"].params["CN"] == "Fola"
    assert cast.people["fola"].email not in mailbox.messages[0].as_string()
    assert "Chidi" not in mailbox.messages[0].as_string()


@pytest.mark.django_db
def test_each_is_invited_once_until_the_meeting_is_another(cast, meeting, mailbox):
    chidi = cast.people["chidi"]
    for _again in range(2):
        invite(meeting, chidi)
        cancel(meeting)
    assert len(send(mailbox)) == 1

    Meeting.objects.update(sequence=1, place="Mill")
    meeting.refresh_from_db()
    invite(meeting, chidi)
    [(subject, event)] = send(mailbox)

    assert (subject, event["SEQUENCE"]) == ("Changed: Gauges in June, 9 Jun 2026", 1)
    assert event["LOCATION"] == "Mill · https://meet.example/x"
    Meeting.objects.update(state=MeetingState.CANCELLED, sequence=2)
    meeting.refresh_from_db()
    for _again in range(2):
        cancel(meeting, chidi)
    [(subject, event)] = send(mailbox)
    assert (subject, event["STATUS"], event["SEQUENCE"]) == (
        "Cancelled: Gauges in June, 9 Jun 2026",
        "CANCELLED",
        2,
    )


@pytest.mark.django_db
def test_who_is_withdrawn_and_invited_anew_hears_of_both(cast, meeting, mailbox):
    chidi = cast.people["chidi"]
    rows = Attendance.objects.filter(person=chidi)
    subjects = []
    for invited in (True, False, True, False):
        rows.update(invited=invited)
        (invite if invited else cancel)(meeting, chidi)
        subjects += [subject for subject, _event in send(mailbox)]

    assert subjects == [
        "Invitation: Gauges in June, 9 Jun 2026",
        "Not needed any more: Gauges in June, 9 Jun 2026",
        "Changed: Gauges in June, 9 Jun 2026",
        "Not needed any more: Gauges in June, 9 Jun 2026",
    ]


@pytest.mark.django_db
def test_a_cancellation_goes_only_to_who_was_told_and_is_not_invited_after_all(cast, meeting, mailbox):
    chidi = cast.people["chidi"]
    cancel(meeting, chidi)
    assert send(mailbox) == []
    assert why("meeting_cancellation") == "Is invited after all"

    Meeting.objects.update(state=MeetingState.CANCELLED, sequence=1)
    meeting.refresh_from_db()
    cancel(meeting, chidi)
    assert send(mailbox) == []
    assert why("meeting_cancellation") == "Was never told of the meeting"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "happens",
    [
        lambda cast, meeting: Attendance.objects.update(invited=False),
        lambda cast, meeting: Meeting.objects.update(state=MeetingState.CANCELLED),
        lambda cast, meeting: Membership.objects.filter(organisation=cast.utility).update(
            left_on=access.today()
        ),
        lambda cast, meeting: type(cast.users["chidi"]).objects.update(is_active=False),
        lambda cast, meeting: Meeting.objects.update(sequence=1),
        lambda cast, meeting: Meeting.objects.update(
            starts_at=NOW - timedelta(hours=2), ends_at=NOW - timedelta(hours=1)
        ),
    ],
    ids=["withdrawn", "cancelled", "left the partnership", "account closed", "changed again", "over"],
)
def test_an_invitation_whose_cause_is_gone_does_not_leave(cast, meeting, mailbox, happens):
    invite(meeting, cast.people["chidi"])
    happens(cast, meeting)

    assert send(mailbox) == []
    assert why()


@pytest.mark.django_db
@pytest.mark.parametrize("happens", ["organisation left", "account closed"])
@pytest.mark.parametrize("moved", [False, True])
def test_who_may_not_hear_of_a_meeting_any_more_has_it_taken_out_of_their_calendar_and_learns_nothing(
    cast, meeting, mailbox, happens, moved
):
    chidi = cast.people["chidi"]
    invite(meeting, chidi)
    [(_subject, told)] = send(mailbox)
    if happens == "organisation left":
        Membership.objects.filter(organisation=cast.utility).update(left_on=access.today())
    else:
        type(cast.users["chidi"]).objects.filter(pk=chidi.user_id).update(is_active=False)
    if moved:
        later = meeting.starts_at + timedelta(days=3)
        values = {"starts_at": later, "ends_at": later + timedelta(hours=1), "title": "Secret since"}
        change_meeting(meeting=meeting, by=cast.users["fola"], **values)
    cancel_meeting(meeting=meeting, by=cast.users["fola"])

    [(subject, event)] = send(mailbox)

    assert subject == "A meeting is taken out of your calendar"
    assert (event["UID"], event["STATUS"]) == (told["UID"], "CANCELLED")
    assert event["SEQUENCE"] > told["SEQUENCE"]
    assert event["DTSTART"].dt == told["DTSTART"].dt
    assert event.keys() == {
        "UID", "SEQUENCE", "DTSTAMP", "DTSTART", "DTEND", "STATUS", "ORGANIZER", "ATTENDEE",
    }  # fmt: skip
    everything = mailbox.messages[-1].as_string() + mailbox.messages[-1].get_body(("plain",)).get_content()
    for word in ("Gauges", "Secret", "Town hall", "meet.example", "Monitoring", "Clean River", "Fola"):
        assert word not in everything
    assert "Tuesday 9 June 2026" in everything


@pytest.mark.django_db
def test_what_takes_a_meeting_out_goes_to_no_address_that_never_had_it(cast, meeting, mailbox):
    chidi = cast.people["chidi"]
    invite(meeting, chidi)
    send(mailbox)
    Membership.objects.filter(organisation=cast.utility).update(left_on=access.today())
    type(chidi).objects.filter(pk=chidi.pk).update(email="chidi@elsewhere.example")
    cancel_meeting(meeting=meeting, by=cast.users["fola"])

    assert send(mailbox) == []
    assert why("meeting_cancellation") == "That address was never told of the meeting"


@pytest.mark.django_db
def test_a_cancellation_without_the_hours_that_were_told_names_none(cast, meeting, mailbox):
    invite(meeting, cast.people["chidi"])
    send(mailbox)
    OutgoingMessage.objects.update(details={"sequence": 0, "at": NOW.isoformat()})
    Membership.objects.filter(organisation=cast.utility).update(left_on=access.today())
    cancel_meeting(meeting=meeting, by=cast.users["fola"])

    [(_subject, event)] = send(mailbox)

    assert "DTSTART" not in event
    assert "Your calendar knows which one it is." in mailbox.messages[-1].get_body(("plain",)).get_content()


@pytest.mark.django_db
def test_invitations_of_an_organisation_that_leaves_are_taken_back_once_and_no_others(cast, meeting, mailbox):
    chidi, dana, fola = (cast.people[name] for name in ("chidi", "dana", "fola"))
    Attendance.objects.create(meeting=meeting, person=fola, organisation=cast.agency)
    invite(meeting, chidi, dana, fola)
    send(mailbox)
    assert withdraw_from_leavers() == 0
    leaving = Membership.objects.exclude(organisation=cast.university)
    leaving.update(left_on=access.today() + timedelta(days=1))
    assert withdraw_from_leavers() == 0

    leaving.update(left_on=access.today())

    assert [withdraw_from_leavers(), withdraw_from_leavers()] == [1, 0]
    assert [one["To"] for one in mailbox.messages[3:]] == []
    assert [subject for subject, _event in send(mailbox)] == ["A meeting is taken out of your calendar"]
    assert mailbox.messages[-1]["To"] == chidi.email
    assert attendance_of(meeting, fola).invited  # the partnership's manager stays
    assert attendance_of(meeting, dana).invited
    assert AuditEntry.objects.filter(verb="not invited any more", actor_name="").count() == 1


@pytest.mark.django_db
def test_nobody_is_written_to_about_a_meeting_that_is_over_or_without_an_address(cast, meeting):
    chidi = cast.people["chidi"]
    chidi.email = ""
    assert invite(meeting, chidi) == 0
    meeting.ends_at = NOW
    assert invite(meeting, cast.people["dana"]) == 0
    assert not OutgoingMessage.objects.exists()


@pytest.mark.django_db
def test_a_manager_is_invited_whose_organisation_is_no_member(cast, meeting, mailbox):
    fola = cast.people["fola"]
    Membership.objects.filter(organisation=cast.agency).update(left_on=access.today())
    Attendance.objects.create(meeting=meeting, person=fola, organisation=cast.agency)
    meeting.ends_at += timedelta(days=1)
    meeting.called_by = None
    meeting.save()
    invite(meeting, fola)

    [(_subject, event)] = send(mailbox)

    assert event["ORGANIZER"].params["CN"]
    assert "to Wednesday 10 June 2026, 11:30" in mailbox.messages[0].get_body(("plain",)).get_content()
    Role.objects.filter(kind=RoleKind.PARTNERSHIP_MANAGER).update(ended_on=date(2026, 6, 1))
    Meeting.objects.update(sequence=1)
    meeting.refresh_from_db()
    invite(meeting, fola)
    assert send(mailbox) == []


# --- Answers


@pytest.mark.django_db
def test_a_scanner_answers_nothing_and_the_person_does_without_signing_in(client, cast, meeting):
    chidi = cast.people["chidi"]
    address = link(meeting, chidi)

    for ask in (client.head, client.get):
        page = ask(address)
    assert (page.status_code, page["Cache-Control"], page["Referrer-Policy"]) == (
        200,
        "no-store",
        "no-referrer",
    )
    assert attendance_of(meeting, chidi).answer == Answer.NONE
    for answer, words in (
        ("yes", "you come."),
        ("yes", "you come."),
        ("maybe", "perhaps."),
        ("no", "t come."),
    ):
        assert words in client.post(address, {"answer": answer}).content.decode()
        row = attendance_of(meeting, chidi)
        assert (row.answer, row.answered_at) == (answer, NOW)
    entry = AuditEntry.objects.filter(verb="answered").latest("pk")
    assert AuditEntry.objects.filter(verb="answered").count() == 3
    assert (entry.actor_name, entry.partnership) == ("Chidi", cast.partnership)
    assert attendance_of(meeting, cast.people["dana"]).answer == Answer.NONE
    assert "Your answer so far: Does not come." in client.get(address).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("said", ["", "none", "perhaps"])
def test_an_answer_that_is_none_is_refused_with_a_sentence(client, cast, meeting, said):
    page = client.post(link(meeting, cast.people["chidi"]), {"answer": said})

    assert page.status_code == 422
    assert "Choose one of the answers." in page.content.decode()


@pytest.mark.django_db
def test_a_link_of_before_a_change_says_so_and_still_answers(client, cast, meeting):
    Meeting.objects.update(sequence=1)
    address = link(meeting, cast.people["chidi"])

    assert "The meeting has been changed since that mail." in client.get(address).content.decode()
    client.post(address, {"answer": "yes"})
    assert attendance_of(meeting, cast.people["chidi"]).answer == Answer.YES


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("table", "change", "says"),
    [
        (Meeting, {"state": MeetingState.CANCELLED}, "This meeting was cancelled"),
        (Meeting, {"state": MeetingState.HELD}, "This meeting is over"),
        (Attendance, {"invited": False}, "You are not invited any more"),
        (Membership, {"left_on": date(2026, 6, 1)}, "You are not invited any more"),
    ],
)
def test_a_link_that_holds_no_more_says_why_and_nothing_of_the_meeting(
    client, cast, meeting, table, change, says
):
    address = link(meeting, cast.people["chidi"])
    table.objects.update(**change)

    for ask in (client.get, client.post):
        page = ask(address, {"answer": "yes"})
        assert says in page.content.decode()
        assert "Gauges" not in page.content.decode()
    assert attendance_of(meeting, cast.people["chidi"]).answer == Answer.NONE


@pytest.mark.django_db
def test_a_link_that_was_guessed_or_whose_invitation_is_gone_leads_nowhere(client, cast, meeting):
    address = link(meeting, cast.people["chidi"])
    Attendance.objects.filter(person=cast.people["chidi"]).delete()

    for one in (address, reverse("partnering:answer-invitation", args=["guessed"])):
        for ask in (client.get, client.post):
            page = ask(one)
            assert page.status_code == 404
            assert "Gauges" not in page.content.decode()


@pytest.mark.django_db
def test_who_is_told_of_other_hours_reads_the_ones_before_as_well(cast, meeting, mailbox):
    by, day = cast.users["fola"], timedelta(days=1)
    invite(meeting, cast.people["chidi"], cast.people["dana"])
    send(mailbox)
    change_meeting(meeting=meeting, by=by, starts_at=meeting.starts_at + day, ends_at=meeting.ends_at + day)
    subjects = {subject for subject, _event in send(mailbox)}
    moved = [mailbox.messages[-1].get_body((kind,)).get_content() for kind in ("plain", "html")]
    change_meeting(meeting=meeting, place="Mill", by=by)
    send(mailbox)

    assert subjects == {"Changed: Gauges in June, 10 Jun 2026"}
    for text in moved:
        assert "Before: Tuesday 9 June 2026, 10:00 to 11:30 (Europe/London)" in text
    assert "Before:" not in mailbox.messages[-1].get_body(("plain",)).get_content()


# --- What plans, moves and cancels a meeting tells of it


@pytest.mark.django_db
def test_whoever_plans_moves_and_cancels_a_meeting_tells_those_who_are_invited(cast, mailbox):
    by, people = cast.users["fola"], [cast.people["dana"], cast.people["chidi"]]
    times = {"starts_at": NOW + timedelta(days=3), "ends_at": NOW + timedelta(days=3, hours=1)}
    meeting = plan_meeting(group=cast.group, title="Gauges", time_zone="UTC", people=people, by=by, **times)
    told = [send(mailbox)]
    invite_to(meeting=meeting, people=people, by=by)
    change_meeting(meeting=meeting, minutes="Nothing that calendars show.", by=by)
    told.append(send(mailbox))
    change_meeting(meeting=meeting, place="Mill", by=by)
    told.append(send(mailbox))
    withdraw_invitation(attendance=attendance_of(meeting, people[1]), by=by)
    told.append(send(mailbox))
    cancel_meeting(meeting=meeting, by=by)
    told.append(send(mailbox))

    assert [sorted((subject, event["SEQUENCE"]) for subject, event in one) for one in told] == [
        [("Invitation: Gauges, 4 Jun 2026", 0)] * 2,
        [],
        [("Changed: Gauges, 4 Jun 2026", 1)] * 2,
        [("Not needed any more: Gauges, 4 Jun 2026", 1)],
        [("Cancelled: Gauges, 4 Jun 2026", 2)],
    ]
    assert OutgoingMessage.objects.get(key__endswith=f":2:{people[0].pk}:cancel:0").to_person == people[0]


def test_the_link_of_an_invitation_is_kept_out_of_the_log():
    line = logging.makeLogRecord({"msg": "Not Found: %s", "args": ("/meetings/answer/abc:def/",)})

    HideKeys().filter(line)

    assert line.getMessage() == "Not Found: /meetings/answer/…/"
