"""Mails of surveys: composed when they leave, and only while there is something to answer."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from partnering.models import OutgoingMessage, Person
from partnering.registry import Composed, Suppressed, message_composers
from partnering.services.outbox import queue_message, send_due_messages
from readiness.models import Campaign, Invitation
from readiness.services.tokens import token_of
from readiness.tests.builders import answer, close, day, staff, start


@pytest.fixture
def campaign(cast):
    staff(cast.utility, 4)
    return start(cast.utility)


def mail_to(invitation, kind="survey_invitation"):
    return queue_message(
        key=f"test:{kind}:{invitation.pk}", kind=kind, to_person=invitation.person, subject_id=invitation.pk
    )


def test_each_person_gets_the_link_to_their_own_survey(client, campaign, mailbox):
    send_due_messages(now=timezone.now())

    assert len(mailbox.messages) == 7
    for message in mailbox.messages:
        text = message.get_body(("plain",)).get_content()
        link = re.search(r"http://testserver(/survey/\S+)", text).group(1)
        person = Person.objects.get(email=message["To"])
        assert link == f"/survey/{token_of(Invitation.objects.get(person=person))}/"
        assert client.get(urlsplit(link).path).status_code == 200
        assert person.name in text
        assert "answers are kept without names" in text
        assert link in message.get_body(("html",)).get_content()


def test_no_link_rests_in_the_database(campaign):
    kept = str(list(OutgoingMessage.objects.values()))

    for invitation in Invitation.objects.all():
        assert token_of(invitation) not in kept


@pytest.mark.parametrize("kind", ["survey_invitation", "survey_reminder"])
def test_who_has_answered_gets_nothing_more(campaign, kind):
    invitation = Invitation.objects.order_by("person_id").first()
    message = mail_to(invitation, kind)
    assert isinstance(message_composers[kind](message), Composed)

    answer(campaign, 1)

    outcome = message_composers[kind](message)
    assert isinstance(outcome, Suppressed)
    # What is noted beside the message must not tell more than the invitation does.
    assert "answer" not in outcome.reason.lower()


@pytest.mark.parametrize("kind", ["survey_invitation", "survey_reminder"])
def test_a_closed_survey_reminds_nobody(campaign, kind):
    message = mail_to(Invitation.objects.first(), kind)

    close(campaign)

    assert isinstance(message_composers[kind](message), Suppressed)


def test_a_survey_past_its_last_day_reminds_nobody(campaign):
    message = mail_to(Invitation.objects.first(), "survey_reminder")

    Campaign.objects.update(opens_on=day(-3), closes_on=day(-1))

    assert isinstance(message_composers["survey_reminder"](message), Suppressed)


def test_a_mail_about_another_persons_invitation_is_never_composed(cast, campaign):
    amina, bo = Invitation.objects.order_by("person_id")[:2]
    message = queue_message(
        key="test:mixed-up", kind="survey_reminder", to_person=bo.person, subject_id=amina.pk
    )

    assert isinstance(message_composers["survey_reminder"](message), Suppressed)


def test_a_mail_about_nothing_is_never_composed(cast, campaign):
    message = queue_message(
        key="test:nothing", kind="survey_reminder", to_person=cast.people["bo"], subject_id=999_999
    )

    assert isinstance(message_composers["survey_reminder"](message), Suppressed)


def test_a_named_survey_says_so_in_the_mail(cast):
    start(cast.utility, mode="named")
    message = OutgoingMessage.objects.first()

    assert "kept with your name" in message_composers[message.kind](message).text


def test_many_mails_read_their_survey_and_its_framework_once(cast, mailbox):
    staff(cast.utility, 2)
    staff(cast.university, 15)
    start(cast.utility)
    with CaptureQueriesContext(connection) as few:
        send_due_messages(now=timezone.now())
    start(cast.university)
    with CaptureQueriesContext(connection) as many:
        send_due_messages(now=timezone.now())

    assert len(mailbox.messages) == 5 + 16
    assert _reads(few) == _reads(many) == 2


def _reads(found) -> int:
    """Statements that read anything of surveys; the outbox's own claim and record go by the mail."""
    return sum("SELECT" in one["sql"] and "readiness_" in one["sql"] for one in found)
