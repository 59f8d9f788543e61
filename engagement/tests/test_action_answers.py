"""Reminders that are answered from the mail, and those who hear that an action came back."""

from __future__ import annotations

import logging
import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from engagement.services import nudges
from partnering.action_links import Answer, token_for
from partnering.choices import ActionState, RoleKind
from partnering.logs import HideKeys
from partnering.models import Action, ActionReturn, Role
from partnering.services import outbox
from partnering.services.action_answers import give_back, refuse_return

NOW = datetime(2025, 3, 13, 9, tzinfo=UTC)


@pytest.fixture
def action(cast):
    return Action.objects.create(
        title="Send the gauge data",
        organisation=cast.utility,
        partnership=cast.partnership,
        owner=cast.people["chidi"],
        due_on=NOW.date() - timedelta(days=1),
    )


def run(days=0):
    """One round of beat and worker, so many days later."""
    moment = NOW + timedelta(days=days)
    with time_machine.travel(moment, tick=False):
        nudges.nudge(now=moment)
        outbox.send_due_messages(now=moment)


def texts_to(mailbox, person):
    return [
        mail.get_body(("plain",)).get_content() for mail in mailbox.messages if mail["To"] == person.email
    ]


def test_a_reminder_is_answered_from_the_mail_by_its_reader(client, cast, action, mailbox):
    run()
    [text] = texts_to(mailbox, cast.people["chidi"])
    [address] = re.findall(r"It is done: https?://[^/]+(/my-action/\S+)", text)
    assert "Later: " in text
    assert "Not mine: " in text

    with time_machine.travel(NOW + timedelta(hours=1)):
        client.get(address)
        client.post(address)

    action.refresh_from_db()
    assert action.state == ActionState.DONE


def test_a_lead_who_hears_of_a_long_late_action_gets_no_links_to_answer_for_its_owner(cast, action, mailbox):
    run(20)

    assert "/my-action/" in texts_to(mailbox, cast.people["chidi"])[0]
    assert "/my-action/" not in texts_to(mailbox, cast.people["amina"])[0]


def gave_back(cast, action):
    with time_machine.travel(NOW - timedelta(days=1)):
        return give_back(action=action, person=cast.people["chidi"], note="Not for other eyes")


def test_what_came_back_goes_to_the_lead_and_its_owner_is_left_alone(cast, action, mailbox):
    gave_back(cast, action)

    run()
    run(1)

    assert texts_to(mailbox, cast.people["chidi"]) == []
    [text] = texts_to(mailbox, cast.people["amina"])
    assert "Chidi says that it isn't theirs" in text
    assert action.get_absolute_url() in text
    assert "Not for other eyes" not in text
    assert texts_to(mailbox, cast.people["fola"]) == []


def test_without_a_lead_the_partnerships_manager_hears_of_it(cast, action, mailbox):
    Role.objects.filter(person=cast.people["amina"]).delete()
    gave_back(cast, action)

    run()

    assert len(texts_to(mailbox, cast.people["fola"])) == 1


def test_within_an_organisation_without_a_lead_nobody_else_hears_of_it(cast, action, mailbox):
    Role.objects.filter(person=cast.people["amina"]).delete()
    Action.objects.update(partnership=None)
    action.refresh_from_db()
    gave_back(cast, action)

    run()

    assert mailbox.messages == []


@pytest.mark.parametrize("joint", [True, False])
def test_who_decides_no_more_by_the_time_it_leaves_hears_nothing(cast, action, mailbox, joint):
    if not joint:
        Action.objects.update(partnership=None)
        action.refresh_from_db()
    gave_back(cast, action)
    nudges.plan_nudges(now=NOW)
    Role.objects.filter(person=cast.people["amina"], kind=RoleKind.PARTNERING_LEAD).delete()

    run()

    assert texts_to(mailbox, cast.people["amina"]) == []


def test_what_is_decided_is_told_to_nobody_and_its_owner_is_reminded_again(cast, action, mailbox):
    refuse_return(given_back=gave_back(cast, action), by=cast.users["amina"])

    run()

    assert texts_to(mailbox, cast.people["amina"]) == []
    assert len(texts_to(mailbox, cast.people["chidi"])) == 1
    assert ActionReturn.objects.get().taken is False


def test_the_log_does_not_hold_the_key(caplog, cast, action):
    token = token_for(action.pk, action.owner_id, Answer.DONE)
    address = reverse("partnering:answer-for-action", args=[token])
    with caplog.at_level("WARNING"):
        logging.getLogger("test").warning("Not Found: %s", address)
    [line] = caplog.records

    HideKeys().filter(line)

    assert line.getMessage() == "Not Found: /my-action/…/"
