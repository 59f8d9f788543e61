"""A briefing is changed, and whoever is invited says by a link whether they come."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from engagement import briefing_links
from engagement.models import Briefing, BriefingInvitation
from engagement.services.briefing_answers import answer_briefing_invitation
from engagement.services.inviting import cancel_briefing, change_briefing, withdraw_briefing_invitation
from engagement.tests.test_inviting import begun, calendar_of, plan
from partnering import access
from partnering.choices import Answer
from partnering.errors import DomainError
from partnering.models import AuditEntry, Membership
from partnering.services.outbox import send_due_messages

DAY = timedelta(days=1)
LINK = re.compile(r"/briefings/answer/[^\s\"<]+/")


@pytest.fixture
def briefing(cast):
    made, _invited = plan(cast, "chidi", "bo")
    return made


def sent(mailbox):
    """The mails that leave now."""
    mailbox.messages.clear()
    send_due_messages(now=timezone.now())
    return list(mailbox.messages)


def invitation_of(briefing, person):
    return briefing.invitations.get(person=person)


def link(briefing, person, sequence=0):
    token = briefing_links.LINKS.token_for(invitation_of(briefing, person).pk, sequence)
    return reverse("engagement:answer-briefing-invitation", args=[token])


def move(cast, briefing, by=DAY):
    return change_briefing(
        briefing=briefing,
        by=cast.users["amina"],
        starts_at=briefing.starts_at + by,
        ends_at=briefing.ends_at + by,
    )


def test_the_mail_leads_to_a_page_on_which_one_says_whether_one_comes(client, cast, briefing, mailbox):
    mail = next(one for one in sent(mailbox) if "chidi" in one["To"])
    (address,) = {
        *LINK.findall(mail.get_body(("plain",)).get_content()),
        *LINK.findall(mail.get_body(("html",)).get_content()),
    }

    assert "Do you come?" in client.get(address).content.decode()
    assert invitation_of(briefing, cast.people["chidi"]).answer == Answer.NONE
    assert "you come." in client.post(address, {"answer": "yes"}).content.decode()
    assert "Your answer so far: Comes." in client.get(address).content.decode()
    assert "perhaps." in client.post(address, {"answer": "maybe"}).content.decode()

    client.force_login(cast.users["amina"])
    shown = client.get(briefing.get_absolute_url())
    assert shown.context["answers"] == [("maybe", "Perhaps", 1), ("none", "No answer yet", 1)]
    assert AuditEntry.objects.filter(verb="answered", organisation=cast.utility).exists()


def test_an_answer_that_there_is_not_is_named(client, cast, briefing):
    address = link(briefing, cast.people["chidi"])
    page = client.post(address, {"answer": "never"})
    assert page.status_code == 422
    assert "Choose one of the answers." in page.content.decode()


def test_moving_it_tells_all_who_are_invited_and_asks_them_anew(client, cast, briefing, mailbox):
    sent(mailbox)
    client.post(link(briefing, cast.people["chidi"]), {"answer": "yes"})

    moved = move(cast, briefing)

    mails = sent(mailbox)
    assert {one["Subject"].split(":")[0] for one in mails} == {"Changed"}
    assert len(mails) == 2
    for method, event in map(calendar_of, mails):
        assert (method, event["UID"], event["SEQUENCE"]) == ("REQUEST", briefing.uid, 1)
        assert event["DTSTART"].dt == moved.starts_at.replace(microsecond=0)
    assert invitation_of(briefing, cast.people["chidi"]).answer == Answer.NONE
    assert (
        "has been changed since that mail"
        in client.get(link(briefing, cast.people["chidi"])).content.decode()
    )
    assert (
        "has been changed since" not in client.get(link(briefing, cast.people["chidi"], 1)).content.decode()
    )


def test_another_place_is_told_and_leaves_answers_and_what_is_the_same_tells_nobody(
    client, cast, briefing, mailbox
):
    sent(mailbox)
    client.post(link(briefing, cast.people["chidi"]), {"answer": "no"})
    change_briefing(briefing=briefing, by=cast.users["amina"], place="Mill")
    assert [calendar_of(one)[1]["LOCATION"] for one in sent(mailbox)] == ["Mill", "Mill"]
    assert invitation_of(briefing, cast.people["chidi"]).answer == Answer.NO

    change_briefing(briefing=briefing, by=cast.users["amina"], place="Mill")

    assert sent(mailbox) == []


def test_whoever_is_invited_again_after_a_taking_back_gets_a_message_that_calendars_believe(
    cast, briefing, mailbox
):
    sent(mailbox)
    withdraw_briefing_invitation(
        invitation=invitation_of(briefing, cast.people["chidi"]), by=cast.users["amina"]
    )
    ((_method, cancelled),) = map(calendar_of, sent(mailbox))
    BriefingInvitation.objects.filter(person=cast.people["chidi"]).delete()
    BriefingInvitation.objects.create(
        partnership=cast.partnership, person=cast.people["chidi"], briefing=briefing
    )
    move(cast, Briefing.objects.get())
    again = [calendar_of(one)[1]["SEQUENCE"] for one in sent(mailbox)]
    assert min(again) > cancelled["SEQUENCE"] == 1


def test_who_is_no_longer_there_is_not_told_of_a_change(cast, briefing, mailbox):
    sent(mailbox)
    cast.people["chidi"].left_on = access.today()
    cast.people["chidi"].save()
    move(cast, briefing)
    assert [one["To"].addresses[0].addr_spec for one in sent(mailbox)] == [cast.people["bo"].email]


def called_off(cast, briefing):
    cancel_briefing(briefing=briefing, by=cast.users["amina"])


def taken_back(cast, briefing):
    withdraw_briefing_invitation(
        invitation=invitation_of(briefing, cast.people["chidi"]), by=cast.users["amina"]
    )


def over(cast, briefing):
    begun(briefing)


def member_left(cast, briefing):
    Membership.objects.filter(organisation=cast.utility).update(left_on=access.today())


@pytest.mark.parametrize(
    ("happens", "says"),
    [
        (called_off, "This briefing was called off"),
        (taken_back, "You are not invited any more"),
        (over, "This briefing is over"),
        (member_left, "You are not invited any more"),
    ],
)
def test_a_link_that_holds_no_more_says_why_and_nothing_of_the_briefing(
    client, cast, briefing, happens, says
):
    address = link(briefing, cast.people["chidi"])
    happens(cast, briefing)

    for ask in (client.get, client.post):
        page = ask(address, {"answer": "yes"})
        assert says in page.content.decode()
        assert "What it means for us" not in page.content.decode()
    invitation = BriefingInvitation.objects.get(person=cast.people["chidi"])
    assert invitation.answer == Answer.NONE
    if happens is not member_left:
        with pytest.raises(DomainError):
            answer_briefing_invitation(invitation=invitation, answer=Answer.YES)


def test_a_link_that_was_guessed_or_whose_invitation_is_gone_leads_nowhere(client, cast, briefing):
    address = link(briefing, cast.people["chidi"])
    BriefingInvitation.objects.filter(person=cast.people["chidi"]).delete()
    for one in (address, reverse("engagement:answer-briefing-invitation", args=["guessed"])):
        page = client.get(one)
        assert page.status_code == 404
        assert "What it means for us" not in page.content.decode()


def typed(briefing, **more):
    begins, ends = briefing.starts_there, briefing.ends_there
    given = {
        "title": briefing.title,
        "day": begins.date().isoformat(),
        "time_zone": "UTC",
        "place": "Canteen",
    }
    return given | {"begins": begins.strftime("%H:%M"), "ends": ends.strftime("%H:%M"), **more}


def at_noon(briefing):
    """The same at an hour at which no day ends."""
    briefing.starts_at = briefing.starts_at.replace(hour=12, minute=0, second=0, microsecond=0)
    briefing.ends_at = briefing.starts_at + timedelta(hours=1)
    briefing.save()
    return briefing


def test_the_lead_changes_it_on_a_page_and_nothing_typed_is_lost(client, cast, briefing):
    at_noon(briefing)
    client.force_login(cast.users["amina"])
    address = reverse("engagement:edit-briefing", args=[briefing.pk])
    assert address in client.get(briefing.get_absolute_url()).content.decode()
    shown = client.get(address).context["form"]["shown"].value()

    page = client.post(address, typed(briefing, ends="11:00", title="Kept title", shown=shown))
    assert page.status_code == 422
    assert "Kept title" in page.content.decode()

    answer = client.post(address, typed(briefing, begins="12:30", shown=shown))
    assert answer.url == briefing.get_absolute_url()
    assert (Briefing.objects.get().starts_at - briefing.starts_at) == timedelta(minutes=30)


def test_what_is_over_or_goes_into_the_past_is_not_changed(cast, briefing):
    with pytest.raises(DomainError, match="has passed"):
        move(cast, briefing, by=-7 * DAY)
    begun(briefing)
    with pytest.raises(DomainError, match="over or called off"):
        move(cast, briefing)


@pytest.mark.parametrize("who", ["bo", "chidi", "dana", "eve", "fola"])
def test_only_leads_change_it(client, cast, briefing, who):
    client.force_login(cast.users[who])
    address = reverse("engagement:edit-briefing", args=[briefing.pk])
    assert client.get(address).status_code == 404
    assert client.post(address, typed(briefing)).status_code == 404
    assert Briefing.objects.get().sequence == 0
