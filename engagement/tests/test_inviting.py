"""One's own people are invited to a briefing: by mail, once, and taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from conftest import give_role, make_person
from engagement.models import Briefing, BriefingInvitation, Interaction
from engagement.services.inviting import (
    NOT_AGAIN_WITHIN,
    cancel_briefing,
    invite_to_briefing,
    invite_to_meeting,
    log_briefing,
    plan_and_invite,
    withdraw_briefing_invitation,
)
from engagement.services.targets import name_targets
from partnering import access
from partnering.choices import RoleKind
from partnering.errors import DomainError
from partnering.models import Attendance, Membership, OutgoingMessage
from partnering.services.meetings import plan_meeting
from partnering.services.outbox import send_due_messages

ROUTE = "engagement:invite-to-briefing"


def times(days=3):
    begins = timezone.now() + timedelta(days=days)
    return {"starts_at": begins, "ends_at": begins + timedelta(hours=1), "time_zone": "UTC"}


def plan(cast, *who, **more):
    given = {"title": "What it means for us", "place": "Canteen", **times(), **more}
    return plan_and_invite(
        partnership=cast.partnership,
        organisation=cast.utility,
        people=[cast.people[one] for one in who or ("chidi",)],
        by=cast.users["amina"],
        **given,
    )


def begun(briefing):
    """Let it have begun an hour ago."""
    briefing.starts_at = timezone.now() - timedelta(hours=2)
    briefing.ends_at = timezone.now() - timedelta(hours=1)
    briefing.save()


def calendar_of(message):
    part = next(one for one in message.walk() if one.get_content_type() == "text/calendar")
    return part["Content-Type"].params["method"], Calendar.from_ical(part.get_content()).walk("VEVENT")[0]


def test_an_invitation_leaves_as_a_calendar_message_that_names_nobody_else(cast, mailbox):
    plan(cast, "chidi", "bo")

    send_due_messages(now=timezone.now())

    assert sorted(one["To"].addresses[0].addr_spec for one in mailbox.messages) == [
        cast.people["bo"].email,
        cast.people["chidi"].email,
    ]
    mail = next(one for one in mailbox.messages if "chidi" in one["To"])
    method, event = calendar_of(mail)
    assert (method, event["SUMMARY"], event["LOCATION"]) == ("REQUEST", "What it means for us", "Canteen")
    assert "bo@" not in mail.as_string()
    assert "Clean River" in mail.get_body(("plain",)).get_content()


def test_taking_it_back_takes_it_out_of_the_calendar_of_who_was_told(cast, mailbox):
    made, _invited = plan(cast)
    send_due_messages(now=timezone.now())
    mailbox.messages.clear()

    invitation = made.invitations.get()
    withdraw_briefing_invitation(invitation=invitation, by=cast.users["amina"])
    withdraw_briefing_invitation(invitation=invitation, by=cast.users["amina"])
    send_due_messages(now=timezone.now())

    ((method, event),) = [calendar_of(one) for one in mailbox.messages]
    assert (method, event["STATUS"], event["UID"], event["SEQUENCE"]) == ("CANCEL", "CANCELLED", made.uid, 1)


def test_who_was_never_told_hears_nothing_of_what_was_taken_back(cast, mailbox):
    made, _invited = plan(cast)
    withdraw_briefing_invitation(invitation=made.invitations.get(), by=cast.users["amina"])

    send_due_messages(now=timezone.now())

    assert mailbox.messages == []


def test_calling_it_off_tells_all_who_were_told(cast, mailbox):
    made, _invited = plan(cast, "chidi", "bo")
    send_due_messages(now=timezone.now())
    mailbox.messages.clear()

    cancel_briefing(briefing=made, by=cast.users["amina"])
    cancel_briefing(briefing=made, by=cast.users["amina"])
    send_due_messages(now=timezone.now())

    assert {one["Subject"].split(":")[0] for one in mailbox.messages} == {"Cancelled"}
    assert len(mailbox.messages) == 2


@pytest.mark.parametrize("why", ["left", "closed", "other person", "member left"])
def test_no_mail_is_composed_for_who_may_not_hear_of_it_any_more(cast, mailbox, why):
    plan(cast)
    chidi = cast.people["chidi"]
    if why == "left":
        chidi.left_on = access.today()
        chidi.save()
    elif why == "closed":
        chidi.user.is_active = False
        chidi.user.save()
    elif why == "other person":
        OutgoingMessage.objects.update(to_person=cast.people["eve"], to_email=cast.people["eve"].email)
    else:
        Membership.objects.filter(organisation=cast.utility).update(left_on=access.today())

    send_due_messages(now=timezone.now())

    assert mailbox.messages == []


def test_nobody_is_invited_twice_within_two_weeks_nor_while_something_is_still_to_come(cast):
    made, _invited = plan(cast)
    again = invite_to_briefing(
        briefing=made, people=[cast.people["chidi"], cast.people["bo"]], by=cast.users["amina"]
    )
    assert [one.name for one in again.asked] == ["Bo"]
    assert [one.name for one in again.left_out] == ["Chidi"]
    with pytest.raises(DomainError, match="Nothing was planned"):
        plan(cast)
    assert Briefing.objects.count() == 1

    long_ago = timezone.now() - NOT_AGAIN_WITHIN - timedelta(days=1)
    BriefingInvitation.objects.update(invited_at=long_ago)
    with pytest.raises(DomainError, match="Nothing was planned"):
        plan(cast)
    begun(made)
    assert [one.name for one in plan(cast)[1].asked] == ["Chidi"]


def test_who_was_taken_back_may_be_invited_again(cast):
    made, _invited = plan(cast)
    withdraw_briefing_invitation(invitation=made.invitations.get(), by=cast.users["amina"])

    again = invite_to_briefing(briefing=made, people=[cast.people["chidi"]], by=cast.users["amina"])

    assert len(again.asked) == 1
    assert OutgoingMessage.objects.filter(kind="briefing_invitation").count() == 2


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (times(-1), "has passed"),
        ({"time_zone": "Moon/Crater"}, "time zone"),
        ({"ends_at": timezone.now()}, "end after it begins"),
    ],
)
def test_a_briefing_needs_a_time_to_come(cast, values, said):
    with pytest.raises(DomainError, match=said):
        plan(cast, **values)
    assert not Briefing.objects.exists()


def test_people_of_other_organisations_and_nobody_at_all_are_refused(cast):
    with pytest.raises(DomainError, match="your own organisation"):
        plan(cast, "dana")
    made, _invited = plan(cast)
    with pytest.raises(DomainError, match="at least one"):
        invite_to_briefing(briefing=made, people=[], by=cast.users["amina"])
    cancel_briefing(briefing=made, by=cast.users["amina"])
    with pytest.raises(DomainError, match="over or called off"):
        invite_to_briefing(briefing=made, people=[cast.people["bo"]], by=cast.users["amina"])


def test_a_meeting_of_a_group_invites_by_its_own_mails_and_is_remembered(cast, mailbox):
    meeting = plan_meeting(group=cast.group, title="Gauges", by=cast.users["fola"], people=[], **times())

    invited = invite_to_meeting(meeting=meeting, people=[cast.people["chidi"]], by=cast.users["fola"])
    again = invite_to_meeting(meeting=meeting, people=[cast.people["chidi"]], by=cast.users["fola"])
    send_due_messages(now=timezone.now())

    assert [one.name for one in invited.asked] == ["Chidi"]
    assert [one.name for one in again.left_out] == ["Chidi"]
    assert [one["Subject"].split(":")[0] for one in mailbox.messages] == ["Invitation"]
    withdraw_briefing_invitation(invitation=BriefingInvitation.objects.get(), by=cast.users["fola"])
    assert not Attendance.objects.invited().filter(meeting=meeting).exists()


def test_who_came_counts_as_one_interaction_inside_and_only_once(cast):
    made, _invited = plan(cast)
    with pytest.raises(DomainError, match="still to come"):
        log_briefing(briefing=made, people=[cast.people["chidi"]], by=cast.users["amina"])
    begun(made)

    logged = log_briefing(briefing=made, people=[cast.people["chidi"]], by=cast.users["amina"])

    assert (logged.kind, logged.joint, logged.organisation) == ("briefing", False, cast.utility)
    assert list(logged.people.all()) == [cast.people["chidi"]]
    with pytest.raises(DomainError, match="noted already"):
        log_briefing(briefing=made, people=[], by=cast.users["amina"])
    with pytest.raises(DomainError, match="over"):
        cancel_briefing(briefing=made, by=cast.users["amina"])


@pytest.mark.parametrize(
    ("who", "sees"),
    [("amina", True), ("bo", True), ("chidi", False), ("dana", False), ("eve", False), ("fola", False)],
)
def test_briefings_are_seen_by_who_reads_the_organisations_internal_matters(client, cast, who, sees):
    made, _invited = plan(cast, "bo")
    client.force_login(cast.users[who])
    assert Briefing.objects.visible_to(cast.users[who]).exists() is sees
    assert BriefingInvitation.objects.visible_to(cast.users[who]).exists() is sees
    assert client.get(made.get_absolute_url()).status_code == (200 if sees else 404)


@pytest.fixture
def amina(client, cast):
    client.force_login(cast.users["amina"])
    return client


def typed(cast, **more):
    day = (access.today() + timedelta(days=9)).isoformat()
    new = {"where": "new", "title": "Hear of it", "day": day, "begins": "10:00", "ends": "11:00"}
    return {"people": [cast.people["chidi"].pk], "time_zone": "UTC", **new, **more}


def test_the_lead_goes_from_who_is_missing_to_an_invitation_and_back(amina, cast):
    name_targets(partnership=cast.partnership, organisation=cast.utility, units=[cast.unit], by=None)
    slug, chidi = cast.partnership.slug, cast.people["chidi"]
    missing = reverse("engagement:reach-people", args=[slug], query={"need": "missing"})
    assert f'name="people" value="{chidi.pk}"' in amina.get(missing).content.decode()
    where = reverse(ROUTE, args=[slug])
    page = amina.get(where, {"people": [chidi.pk, cast.people["dana"].pk]})
    assert [(one.name, lately) for one, lately in page.context["people"]] == [("Chidi", False)]

    page = amina.post(where, typed(cast), follow=True)

    made = Briefing.objects.get()
    assert page.redirect_chain[-1][0] == made.get_absolute_url()
    assert "1 person is invited." in page.content.decode()
    (listed,) = amina.get(missing).context["page"]
    assert listed.invited_at == made.invitations.get().invited_at
    assert made.title in amina.get(reverse("engagement:reach", args=[slug])).content.decode()
    assert "invited lately" in amina.get(where, {"people": [chidi.pk]}).content.decode()
    back = reverse("engagement:withdraw-briefing-invitation", args=[made.invitations.get().pk])
    assert "Take back the invitation of Chidi?" in amina.get(back).content.decode()
    assert "Chidi is not invited any more." in amina.post(back, follow=True).content.decode()
    assert amina.get(missing).context["page"][0].invited_at is None


def test_an_invitation_to_what_is_planned_needs_no_time(amina, cast):
    made, _invited = plan(cast, "bo")
    where = reverse(ROUTE, args=[cast.partnership.slug])

    page = amina.post(
        where,
        {"people": [cast.people["chidi"].pk, cast.people["bo"].pk], "where": f"briefing-{made.pk}"},
        follow=True,
    )

    assert {one.person.name for one in page.context["invitations"]} == {"Bo", "Chidi"}
    assert "1 was left out" in page.content.decode()


@pytest.mark.parametrize(("who", "offered"), [("dana", False), ("amina", True)])
def test_meetings_are_offered_to_who_keeps_their_group_alone(client, cast, who, offered):
    if offered:
        give_role(cast.people[who], RoleKind.PARTNERSHIP_MANAGER, cast.partnership)
    meeting = plan_meeting(group=cast.group, title="Gauges", by=cast.users["fola"], people=[], **times())
    client.force_login(cast.users[who])

    form = client.get(reverse(ROUTE, args=[cast.partnership.slug])).context["form"]

    assert (f"meeting-{meeting.pk}" in form.things) is offered


def test_a_meeting_is_chosen_by_the_lead_who_keeps_it(amina, cast):
    give_role(cast.people["amina"], RoleKind.PARTNERSHIP_MANAGER, cast.partnership)
    meeting = plan_meeting(group=cast.group, title="Gauges", by=cast.users["fola"], people=[], **times())

    answer = amina.post(
        reverse(ROUTE, args=[cast.partnership.slug]),
        {"people": [cast.people["chidi"].pk], "where": f"meeting-{meeting.pk}"},
    )

    assert answer.url == meeting.get_absolute_url()
    assert BriefingInvitation.objects.get().meeting == meeting


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"people": []}, "at least one person"),
        ({"ends": "09:00"}, "end after it begins"),
        ({"day": "soon"}, "Enter a day"),
        ({"where": "briefing-77"}, "Select a valid choice"),
        ({"day": access.today().replace(year=access.today().year - 1).isoformat()}, "has passed"),
    ],
)
def test_bad_input_is_named_and_what_was_typed_stays(amina, cast, more, said):
    page = amina.post(reverse(ROUTE, args=[cast.partnership.slug]), typed(cast, title="Kept title", **more))

    assert page.status_code == 422
    assert said in page.content.decode()
    assert "Kept title" in page.content.decode()
    assert not Briefing.objects.exists()


@pytest.mark.parametrize(("who", "status"), [("bo", 404), ("chidi", 404), ("eve", 404), ("fola", 404)])
def test_only_leads_invite_call_off_and_note_who_came(client, cast, who, status):
    made, _invited = plan(cast)
    client.force_login(cast.users[who])
    addresses = [
        reverse(ROUTE, args=[cast.partnership.slug]),
        reverse("engagement:cancel-briefing", args=[made.pk]),
        reverse("engagement:log-briefing", args=[made.pk]),
        reverse("engagement:withdraw-briefing-invitation", args=[made.invitations.get().pk]),
    ]
    assert {client.post(one).status_code for one in addresses} == {status}
    assert made.invitations.get().withdrawn_at is None


def test_the_lead_calls_off_and_notes_who_came(amina, cast):
    made, _invited = plan(cast)
    off = reverse("engagement:cancel-briefing", args=[made.pk])
    assert "Call off" in amina.get(off).content.decode()
    assert "was called off" in amina.post(off, follow=True).content.decode()
    BriefingInvitation.objects.all().delete()
    held, _invited = plan(cast)
    begun(held)
    assert "Note who came" in amina.get(held.get_absolute_url()).content.decode()
    came = reverse("engagement:log-briefing", args=[held.pk])
    assert "checked" in amina.get(came).content.decode()

    answer = amina.post(came, {"people": [cast.people["chidi"].pk, cast.people["bo"].pk]})

    assert answer.url == Interaction.objects.get().get_absolute_url()
    assert amina.post(came, {"people": [cast.people["bo"].pk]}).status_code == 422


def test_a_briefing_costs_the_same_for_any_number_of_guests(amina, cast):
    made, _invited = plan(cast)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert amina.get(made.get_absolute_url()).status_code == 200
        return len(queries)

    cost()
    once = cost()
    more = [make_person(cast.utility, f"Guest {number}", unit=cast.unit) for number in range(3)]
    invite_to_briefing(briefing=made, people=more, by=cast.users["amina"])

    assert cost() == once
