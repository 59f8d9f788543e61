"""Meetings of working groups: planned, answered, held, minuted, decided, acknowledged."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from conftest import give_role, make_person
from partnering import access, decision_mails, registry
from partnering.choices import ActionOrigin, MeetingState, MinutesState, Outcome, RoleKind
from partnering.clocks import moments
from partnering.errors import DomainError
from partnering.models import Acknowledgement, Attendance, Meeting, Membership, OutgoingMessage
from partnering.registry import Composed, Suppressed
from partnering.services import agendas, attendances, decisions, meetings, minutes
from partnering.services.attendances import Presence
from partnering.services.groups import add_seat, archive_group

HOUR = timedelta(hours=1)
LONDON = ZoneInfo("Europe/London")


def plan(cast, *, days=7, **given):
    """A meeting of the cast's group, so many days from now."""
    begins = timezone.now().replace(microsecond=0) + timedelta(days=days)
    values = {"title": "Monitoring, autumn", "starts_at": begins, "ends_at": begins + HOUR}
    values |= {"time_zone": "Australia/Brisbane", "by": cast.users["fola"], "group": cast.group}
    return meetings.plan_meeting(**values | given)


def held(cast, **given):
    """A meeting before today, in Brisbane too, at which Dana was."""
    meeting = plan(cast, days=-2, **given)
    rows = [Presence(cast.people["dana"], True)]
    return attendances.note_attendance(meeting=meeting, rows=rows, by=cast.users["fola"])


def published(cast):
    """Its minutes are out, with a decision."""
    meeting = held(cast)
    minutes.write_minutes(meeting=meeting, minutes="We agreed.", by=cast.users["fola"])
    decision = decisions.decide(meeting=meeting, text="Sample weekly", by=cast.users["fola"])
    minutes.publish_minutes(meeting=meeting, by=cast.users["fola"])
    return decision


@pytest.mark.parametrize(
    ("shown", "wanted"),
    [
        (datetime(2026, 3, 29, 1, 30), []),
        (datetime(2026, 10, 25, 1, 30), [datetime(2026, 10, 25, 0, 30), datetime(2026, 10, 25, 1, 30)]),
        (datetime(2026, 7, 1, 9), [datetime(2026, 7, 1, 8)]),
    ],
)
def test_a_time_that_clocks_skip_has_no_moment_and_one_that_they_show_twice_has_two(shown, wanted):
    assert moments(shown, LONDON) == [one.replace(tzinfo=UTC) for one in wanted]


@given(st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2050, 1, 1)))
def test_every_moment_is_among_those_of_the_time_that_clocks_show_then(moment):
    moment = moment.replace(tzinfo=UTC)

    assert moment in moments(moment.astimezone(LONDON).replace(tzinfo=None), LONDON)


def test_who_is_seated_that_day_is_invited_and_others_can_be(cast):
    add_seat(group=cast.group, organisation=cast.utility, by=cast.users["fola"])
    meeting = plan(cast)
    assert [one.person.name for one in meeting.attendances.all()] == ["Dana"]

    bo = cast.people["bo"]
    meetings.invite(meeting=meeting, people=[bo, cast.people["dana"]], by=cast.users["fola"])
    asked = meeting.attendances.get(person=bo)
    meetings.withdraw_invitation(attendance=asked, by=cast.users["fola"])
    assert not Attendance.objects.invited().filter(person=bo).exists()
    assert meetings.invite(meeting=meeting, people=[bo], by=cast.users["fola"]) == [asked]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"ends_at": timezone.now()}, "end after it begins"),
        ({"ends_at": timezone.now() + timedelta(days=9)}, "24 hours"),
        ({"time_zone": "Middle/Earth"}, "Middle/Earth"),
        ({"days": 4000}, "five years"),
    ],
)
def test_times_that_make_no_sense_are_refused_with_what_to_do(cast, given, words):
    with pytest.raises(DomainError, match=words):
        plan(cast, **given)
    assert not Meeting.objects.exists()


def test_nobody_of_an_organisation_outside_is_invited_or_comes_and_a_group_put_away_does_not_meet(cast):
    meeting, eve = plan(cast, days=-1), cast.people["eve"]
    with pytest.raises(DomainError, match="not a member"):
        meetings.invite(meeting=meeting, people=[eve], by=cast.users["fola"])
    with pytest.raises(DomainError, match="not a member"):
        attendances.note_attendance(meeting=meeting, rows=[Presence(eve, True)], by=cast.users["fola"])
    archive_group(group=cast.group, by=cast.users["fola"])
    with pytest.raises(DomainError, match="put away"):
        plan(cast)


def test_a_change_that_calendars_show_raises_the_number_and_another_time_asks_anew(cast):
    meeting = plan(cast)
    asked, by = meeting.attendances.get(), cast.users["fola"]
    attendances.answer(attendance=asked, answer="yes", by=cast.users["dana"])

    meetings.change_meeting(meeting=meeting, by=by, title=meeting.title)
    assert meeting.sequence == 0
    meetings.change_meeting(meeting=meeting, by=by, place="Town hall")
    asked.refresh_from_db()
    assert (meeting.sequence, asked.answer) == (1, "yes")
    meetings.change_meeting(meeting=meeting, by=by, ends_at=meeting.ends_at + HOUR)
    asked.refresh_from_db()
    assert (meeting.sequence, asked.answer, asked.answered_at) == (2, "none", None)


def test_a_cancelled_meeting_stays_so(cast):
    meeting, by = plan(cast), cast.users["fola"]
    meetings.cancel_meeting(meeting=meeting, by=by)
    meetings.cancel_meeting(meeting=meeting, by=by)

    assert (meeting.state, meeting.sequence) == (MeetingState.CANCELLED, 1)
    for refused in (
        lambda: meetings.change_meeting(meeting=meeting, by=by, title="Again"),
        lambda: attendances.answer(attendance=meeting.attendances.get(), answer="yes", by=by),
        lambda: attendances.note_attendance(meeting=meeting, rows=[], by=by),
        lambda: agendas.add_item(meeting=meeting, text="Budget", by=by),
        lambda: minutes.write_minutes(meeting=meeting, minutes="x", by=by),
        lambda: meetings.invite(meeting=meeting, people=[], by=by),
    ):
        with pytest.raises(DomainError, match="cancelled"):
            refused()


def test_an_answer_is_given_until_the_meeting_is_over_by_who_is_invited(cast):
    meeting = plan(cast)
    asked, dana = meeting.attendances.get(), cast.users["dana"]
    attendances.answer(attendance=asked, answer="maybe", by=dana)
    at = asked.answered_at
    assert attendances.answer(attendance=asked, answer="maybe", by=dana).answered_at == at
    assert attendances.answer(attendance=asked, answer="none", by=dana).answered_at is None
    with pytest.raises(DomainError, match="over"):
        attendances.answer(attendance=asked, answer="yes", by=dana, now=meeting.ends_at)
    meetings.withdraw_invitation(attendance=asked, by=cast.users["fola"])
    with pytest.raises(DomainError, match="taken back"):
        attendances.answer(attendance=asked, answer="yes", by=dana)


def test_who_was_there_is_noted_with_substitutes_and_told_to_who_wants_to_know(cast, monkeypatch):
    told = []
    monkeypatch.setattr(registry, "meeting_held", [told.append])
    meeting, by = plan(cast, days=-1), cast.users["fola"]
    dana, kim, bo = cast.people["dana"], make_person(cast.university, "Kim"), cast.people["bo"]
    rows = [Presence(dana, False), Presence(kim, True, stands_in_for=dana)]
    attendances.note_attendance(meeting=meeting, rows=rows, by=by)

    came = meeting.attendances.came().get()
    assert (came.person, came.stands_in_for, came.organisation, came.invited) == (
        kim,
        dana,
        cast.university,
        False,
    )
    assert (meeting.state, told) == (MeetingState.HELD, [meeting])
    with pytest.raises(DomainError, match="same organisation"):
        attendances.note_attendance(meeting=meeting, rows=[Presence(bo, True, stands_in_for=dana)], by=by)
    with pytest.raises(DomainError, match="been held"):
        meetings.cancel_meeting(meeting=meeting, by=by)
    with pytest.raises(DomainError, match="held already"):
        meetings.invite(meeting=meeting, people=[bo], by=by)
    with pytest.raises(DomainError, match="not begun"):
        attendances.note_attendance(meeting=plan(cast), rows=[], by=by)


def test_an_agenda_is_put_in_order_and_what_stays_open_is_carried_over_once(cast):
    first, later, by = held(cast), plan(cast), cast.users["fola"]
    one, two = (
        agendas.add_item(meeting=first, text=text, by=by, lead=cast.people["bo"]) for text in ("A", "B")
    )
    agendas.shift_item(item=two, by=by, up=True)
    agendas.shift_item(item=two, by=by, up=True)
    assert [item.text for item in first.agenda.all()] == ["B", "A"]

    copy = agendas.carry_over(item=one, to_meeting=later, by=by)
    assert (copy.text, copy.carried_from, one.outcome) == ("A", one, Outcome.CARRIED)
    for again in (
        lambda: agendas.carry_over(item=one, to_meeting=later, by=by),
        lambda: agendas.carry_over(item=copy, to_meeting=later, by=by),
        lambda: agendas.edit_item(item=one, by=by, outcome=Outcome.DONE),
        lambda: agendas.drop_item(item=one, by=by),
    ):
        with pytest.raises(DomainError):
            again()
    agendas.drop_item(item=copy, by=by)
    one.refresh_from_db()
    assert one.outcome == Outcome.OPEN
    with pytest.raises(DomainError, match="not a member"):
        agendas.edit_item(item=one, by=by, lead=cast.people["eve"])
    assert (
        agendas.edit_item(item=one, by=by, outcome=Outcome.DONE, lead=cast.people["dana"]).outcome == "done"
    )


def test_minutes_are_published_once_there_is_something_to_read_of_a_meeting_that_was_held(cast):
    by = cast.users["fola"]
    with pytest.raises(DomainError, match="who was there"):
        minutes.publish_minutes(meeting=plan(cast), by=by)
    meeting = held(cast)
    with pytest.raises(DomainError, match="no minutes"):
        minutes.publish_minutes(meeting=meeting, by=by)
    minutes.write_minutes(meeting=meeting, minutes="We agreed.", by=by)
    minutes.publish_minutes(meeting=meeting, by=by)
    at = meeting.minutes_published_at
    assert minutes.publish_minutes(meeting=meeting, by=by).minutes_published_at == at
    assert meeting.minutes_state == MinutesState.PUBLISHED


def test_an_action_of_a_meeting_says_where_it_arose(cast):
    meeting = held(cast)
    action = minutes.take_action(
        meeting=meeting, title="Buy gauges", organisation=cast.utility, by=cast.users["fola"]
    )

    assert (action.meeting, action.group, action.origin) == (meeting, cast.group, ActionOrigin.MEETING)
    assert action.partnership == cast.partnership


def test_each_partner_acknowledges_once_by_its_lead_or_representative(cast):
    decision = published(cast)
    give_role(cast.people["chidi"], RoleKind.REPRESENTATIVE, cast.partnership)
    made = decisions.acknowledge(decision=decision, by=cast.users["amina"])
    assert decisions.acknowledge(decision=decision, by=cast.users["chidi"]) == made
    decisions.acknowledge(decision=decision, by=cast.users["dana"])

    for who, words in (("bo", "representative"), ("fola", "representative"), ("eve", "not a member")):
        with pytest.raises(DomainError, match=words):
            decisions.acknowledge(decision=decision, by=cast.users[who])
    assert Acknowledgement.objects.count() == 2
    with pytest.raises(DomainError, match="acknowledged these words"):
        decisions.edit_decision(decision=decision, by=cast.users["fola"], text="Sample daily")
    with pytest.raises(DomainError, match="members' people"):
        decisions.edit_decision(decision=decision, by=cast.users["fola"], owner=cast.people["eve"])
    owner = cast.people["dana"]
    assert decisions.edit_decision(decision=decision, by=cast.users["fola"], owner=owner).owner == owner


def test_only_members_of_the_meetings_day_are_asked_and_only_after_publication(cast):
    meeting = held(cast)
    decision = decisions.decide(meeting=meeting, text="Sample weekly", by=cast.users["fola"])
    with pytest.raises(DomainError, match="not published"):
        decisions.acknowledge(decision=decision, by=cast.users["dana"])
    Membership.objects.filter(organisation=cast.university).update(joined_on=access.today())

    assert cast.university not in decisions.asked(meeting)
    assert {cast.utility, cast.agency} == set(decisions.asked(meeting))


@pytest.mark.parametrize(("who", "sees"), [("amina", 1), ("dana", 1), ("fola", 1), ("chidi", 0), ("eve", 0)])
def test_meetings_and_all_that_belongs_to_them_are_seen_by_parts_of_the_partnership_alone(cast, who, sees):
    decision = published(cast)
    decisions.acknowledge(decision=decision, by=cast.users["dana"])
    agendas.add_item(meeting=decision.meeting, text="Budget", by=cast.users["fola"])
    item = decision.meeting.agenda.get()

    for thing in (
        decision.meeting,
        decision,
        item,
        *Attendance.objects.all(),
        *Acknowledgement.objects.all(),
    ):
        assert type(thing).objects.visible_to(cast.users[who]).count() == sees


def test_lists_of_meetings_tell_those_to_come_from_those_held(cast):
    later, over = plan(cast), held(cast)

    assert list(Meeting.objects.to_come()) == [later]
    assert list(Meeting.objects.held()) == [over]
    assert not Meeting.objects.to_come(later.ends_at).exists()


def test_the_database_refuses_what_cant_be(cast):
    meeting = plan(cast)
    for wrong in (
        {"ends_at": meeting.starts_at},
        {"minutes_state": MinutesState.PUBLISHED},
        {"minutes_state": MinutesState.PUBLISHED, "minutes_published_at": timezone.now()},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Meeting.objects.filter(pk=meeting.pk).update(**wrong)


@pytest.mark.parametrize(
    ("who", "keeps", "speaks"),
    [
        ("fola", True, None),
        ("amina", False, "utility"),
        ("dana", False, "university"),
        ("bo", False, None),
        ("eve", False, "outsider"),
    ],
)
def test_managers_keep_minutes_and_leads_speak_for_their_organisation(cast, who, keeps, speaks):
    user = cast.users[who]
    assert access.may_keep_minutes(user, cast.group) is keeps
    wanted = getattr(cast, speaks).pk if speaks else None
    assert access.speaks_for(user, cast.partnership) == wanted


def test_a_representative_speaks_in_that_partnership_and_who_has_left_nowhere(cast):
    give_role(cast.people["chidi"], RoleKind.REPRESENTATIVE, cast.partnership)
    assert access.speaks_for(cast.users["chidi"], cast.partnership) == cast.utility.pk
    lead = make_person(cast.utility, "Lea", left_on=date(2024, 1, 1))
    give_role(lead, RoleKind.PARTNERING_LEAD, None)
    assert access.speaks_for(lead.user, cast.partnership) is None


def test_leads_and_representatives_are_asked_once_by_mail_to_acknowledge_what_is_still_open(cast):
    decision = published(cast)
    minutes.publish_minutes(meeting=decision.meeting, by=cast.users["fola"])
    asked = {one.to_person.name: one for one in OutgoingMessage.objects.filter(kind="decisions")}
    people = {one: cast.people[one].name for one in ("amina", "chidi", "dana", "eve")}
    assert people["dana"] in asked
    assert people["eve"] not in asked
    mail, other = asked[people["dana"]], asked[people["amina"]]
    composed = decision_mails.decisions(mail)
    assert "Sample weekly" in composed.text
    assert f"/{cast.partnership.slug}/decisions/" in composed.text

    decisions.acknowledge(decision=decision, by=cast.users["dana"])
    assert isinstance(decision_mails.decisions(mail), Suppressed)
    assert isinstance(decision_mails.decisions(other), Composed)
    Membership.objects.filter(organisation=cast.utility).update(joined_on=access.today())
    assert "that day" in decision_mails.decisions(other).reason


def test_nobody_is_written_to_about_minutes_of_long_ago_or_without_a_decision(cast):
    for number, days in enumerate((0, 15)):
        meeting = held(cast, title=f"Meeting {days}")
        minutes.write_minutes(meeting=meeting, minutes="We talked.", by=cast.users["fola"])
        if number:
            decisions.decide(meeting=meeting, text="Dig", by=cast.users["fola"])
        when = timezone.now() - timedelta(days=days)
        minutes.publish_minutes(meeting=meeting, by=cast.users["fola"], now=when)

    assert not OutgoingMessage.objects.filter(kind="decisions").exists()
