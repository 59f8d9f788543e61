"""Comments on actions reach the owner and those who wrote before, and nobody who may not read them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from conftest import give_role
from engagement.services import nudges
from partnering.choices import ActionState, RoleKind
from partnering.models import Action, Membership
from partnering.services import outbox
from partnering.services.notes import add_note, delete_note

NOW = datetime(2025, 3, 13, 9, tzinfo=UTC)


@pytest.fixture
def action(cast):
    return Action.objects.create(
        title="Send the gauge data",
        organisation=cast.utility,
        partnership=cast.partnership,
        owner=cast.people["chidi"],
    )


def comment(cast, action, who, text="Half of it is there", *, joint=True, hours=0):
    with time_machine.travel(NOW + timedelta(hours=hours)):
        return add_note(thing=action, text=text, by=cast.users[who], joint=joint)


def run(days=1):
    moment = NOW + timedelta(days=days)
    with time_machine.travel(moment, tick=False):
        nudges.nudge(now=moment)
        outbox.send_due_messages(now=moment)


def told(cast, mailbox):
    """Who got a mail about comments."""
    names = {person.email: name for name, person in cast.people.items()}
    return sorted(
        names[mail["To"]]
        for mail in mailbox.messages
        if "written about it" in mail.get_body(("plain",)).get_content()
    )


def test_the_owner_and_those_who_wrote_before_hear_of_comments_once_a_day_later(cast, action, mailbox):
    comment(cast, action, "amina")
    comment(cast, action, "dana", hours=1)
    comment(cast, action, "fola", hours=2)
    run(0)
    assert told(cast, mailbox) == []

    run(1)
    run(2)

    assert told(cast, mailbox) == ["amina", "chidi", "dana"]
    texts = [mail.get_body(("plain",)).get_content() for mail in mailbox.messages]
    assert not any("Half of it" in text for text in texts)
    assert any("3 comments were written" in text for text in texts)


def test_what_an_organisation_says_among_itself_reaches_no_partner(cast, action, mailbox):
    comment(cast, action, "dana")
    comment(cast, action, "amina", joint=False, hours=1)

    run()

    assert told(cast, mailbox) == ["chidi"]


def test_what_partners_said_is_told_also_when_something_inner_was_said_since(cast, action, mailbox):
    comment(cast, action, "fola")
    comment(cast, action, "dana", hours=1)
    comment(cast, action, "amina", joint=False, hours=2)

    run()

    assert told(cast, mailbox) == ["chidi", "fola"]


def test_who_was_mentioned_or_has_answered_is_not_told_again(cast, action, mailbox):
    give_role(cast.people["chidi"], RoleKind.CONTRIBUTOR, cast.partnership)
    comment(cast, action, "amina", "@Chidi, is it there?", joint=False)
    run()
    assert told(cast, mailbox) == []

    comment(cast, action, "amina", "And now?", hours=48)
    with time_machine.travel(NOW + timedelta(hours=73)):
        nudges.plan_nudges(now=NOW + timedelta(hours=73))
    comment(cast, action, "chidi", "Yes", hours=73)
    run(4)

    assert "chidi" not in told(cast, mailbox)


@pytest.mark.parametrize("change", ["done", "left", "member", "deleted", "old"])
def test_nothing_is_said_of_what_is_over_or_out_of_sight(cast, action, mailbox, change):
    note = comment(cast, action, "amina")
    with time_machine.travel(NOW + timedelta(days=1)):
        nudges.plan_nudges(now=NOW + timedelta(days=1))
    if change == "done":
        Action.objects.update(state=ActionState.DONE, done_on=NOW.date())
    elif change == "left":
        cast.people["chidi"].user.is_active = False
        cast.people["chidi"].user.save()
    elif change == "member":
        Membership.objects.filter(organisation=cast.utility).update(left_on=NOW.date())
    elif change == "deleted":
        delete_note(note=note, by=cast.users["amina"])
    run(1 if change != "old" else 16)

    assert told(cast, mailbox) == ([] if change != "old" else ["chidi"])


@pytest.mark.parametrize("planned", [False, True])
def test_who_wants_no_mail_of_comments_gets_none_until_they_want_it_again(
    client, cast, action, mailbox, planned
):
    comment(cast, action, "amina")
    if planned:
        nudges.plan_nudges(now=NOW + timedelta(days=1))
    client.force_login(cast.users["chidi"])
    client.post(reverse("choose-mails"))
    assert "checked" not in client.get(reverse("account")).content.decode()
    run()
    assert told(cast, mailbox) == []

    client.post(reverse("choose-mails"), {"hears_of_comments": "on"})
    comment(cast, action, "amina", "Now you want it", hours=48)
    run(10)
    assert told(cast, mailbox) == ["chidi"]


def test_planning_costs_the_same_for_any_number_of_comments(cast, action, django_assert_max_num_queries):
    for number in range(3):
        other = Action.objects.create(title=f"{number}", organisation=cast.utility, owner=cast.people["bo"])
        comment(cast, other, "amina", joint=False)
    comment(cast, action, "amina")

    with django_assert_max_num_queries(13):
        nudges.plan_nudges(now=NOW + timedelta(days=1))


def test_a_comment_on_a_joint_action_is_for_all_partners_unless_its_writer_says_otherwise(
    client, cast, action
):
    client.force_login(cast.users["amina"])

    page = client.get(reverse("partnering:beside", args=["action", action.pk]))

    assert "Write a comment" in page.content.decode()
    assert page.context["note_form"].initial["joint"] is True
