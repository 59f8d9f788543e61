"""Done, later, not mine: answered from a mail, by whoever the link was made for, and by nothing that only looks."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from conftest import give_role
from partnering import access
from partnering.action_links import Answer, token_for
from partnering.choices import ActionState, RoleKind
from partnering.errors import DomainError
from partnering.models import Action, ActionReturn, AuditEntry, Membership, RowChange
from partnering.services import action_answers
from partnering.services.actions import cancel_action, complete_action, edit_action


@pytest.fixture
def action(cast):
    """Joint, and Chidi's, who has no role in the partnership."""
    return Action.objects.create(
        title="Send the gauge data",
        organisation=cast.utility,
        partnership=cast.partnership,
        group=cast.group,
        owner=cast.people["chidi"],
        due_on=access.today() - timedelta(days=1),
    )


def link(action, answer, person=None):
    token = token_for(action.pk, (person or action.owner).pk, answer)
    return reverse("partnering:answer-for-action", args=[token])


def now(action):
    action.refresh_from_db()
    return action.state, action.due_on, action.owner


# --- By mail


@pytest.mark.parametrize("answer", list(Answer))
def test_a_scanner_that_opens_a_link_changes_nothing_and_the_owner_can_still_answer(client, action, answer):
    before, address = now(action), link(action, answer)

    client.head(address)
    client.get(address)
    page = client.get(address)

    assert (page.status_code, now(action)) == (200, before)
    assert "Send the gauge data" in page.content.decode()
    assert (page["Cache-Control"], page["Referrer-Policy"]) == ("no-store", "no-referrer")
    assert not ActionReturn.objects.exists()
    day = access.today() + timedelta(days=9)
    thanks = client.post(address, {"due_on": day.isoformat(), "named": "Nobody I know"})
    assert "Thank you" in thanks.content.decode()
    answered = {
        Answer.DONE: action.__class__.objects.filter(state=ActionState.DONE, done_on=access.today()),
        Answer.LATER: action.__class__.objects.filter(due_on=day),
        Answer.NOT_MINE: ActionReturn.objects.filter(named="Nobody I know", suggested=None),
    }
    assert answered[answer].count() == 1


def test_the_record_says_that_the_owner_did_it_whoever_is_signed_in_in_that_browser(client, cast, action):
    client.force_login(cast.users["amina"])

    client.post(link(action, Answer.DONE))

    entry, row = (
        AuditEntry.objects.get(verb="done"),
        RowChange.objects.get(thing="partnering.action", action=1),
    )
    assert (entry.actor, entry.actor_name) == (cast.users["chidi"], "Chidi")
    assert (row.actor, row.actor_name, row.event) == (cast.users["chidi"], "Chidi", entry.event)


def test_somebody_without_an_account_answers_under_their_name(client, cast, action):
    chidi = cast.people["chidi"]
    chidi.user = None
    chidi.save()

    client.post(link(action, Answer.DONE))

    entry = AuditEntry.objects.get(verb="done")
    assert (entry.actor, entry.actor_name) == (None, "Chidi")


def test_twice_is_harmless(client, action):
    address = link(action, Answer.DONE)
    client.post(address)

    again = client.post(address)

    assert "This is done already" in again.content.decode()
    assert AuditEntry.objects.filter(verb="done").count() == 1


def test_a_day_that_is_not_to_come_is_refused_and_kept(client, action):
    for day, words in (
        (access.today().isoformat(), "Choose a day after today"),
        ("soon", "Enter a day like 2026-03-31"),
    ):
        answer = client.post(link(action, Answer.LATER), {"due_on": day})

        assert answer.status_code == 422
        assert words in answer.content.decode()
        assert day in answer.content.decode()
    assert action.due_on == now(action)[1]


def _passed_on(cast, action):
    edit_action(action=action, by=cast.users["amina"], owner=cast.people["bo"])


def _cancelled(cast, action):
    cancel_action(action=action, by=cast.users["amina"])


def _has_left(cast, action):
    cast.people["chidi"].left_on = access.today()
    cast.people["chidi"].save()


def _suspended(cast, action):
    cast.users["chidi"].is_active = False
    cast.users["chidi"].save()


def _organisation_left(cast, action):
    Membership.objects.filter(organisation=cast.utility).update(left_on=access.today())


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (_passed_on, "yours any more"),
        (_cancelled, "needed any more"),
        (_has_left, "leads to no action"),
        (_suspended, "leads to no action"),
        (_organisation_left, "yours any more"),
    ],
)
@pytest.mark.parametrize("answer", list(Answer))
def test_a_link_that_came_too_late_says_so_and_changes_nothing(client, cast, action, answer, change, words):
    address = link(action, answer)
    change(cast, action)
    before = now(action)

    for method in (client.get, client.post):
        assert words in method(address, {"due_on": "2999-01-01"}).content.decode()

    assert (now(action), ActionReturn.objects.count()) == (before, 0)


def test_a_link_holds_for_thirty_days_and_only_as_it_was_made(client, action):
    address = link(action, Answer.DONE)
    forged = address.replace(":", "x", 1)

    assert client.post(forged).status_code == 404
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        assert client.post(address).status_code == 404
    assert now(action)[0] == ActionState.OPEN


def test_what_happened_between_opening_and_pressing_is_looked_at_again(cast, action):
    chidi = cast.people["chidi"]
    complete_action(action=action, by=cast.users["amina"])
    for service, given in (
        (action_answers.put_off, {"due_on": access.today() + timedelta(days=3)}),
        (action_answers.give_back, {}),
    ):
        with pytest.raises(DomainError, match="already"):
            service(action=action, person=chidi, **given)
    with pytest.raises(DomainError, match="somebody else's"):
        action_answers.say_done(action=action, person=cast.people["bo"])


# --- Given back


def give_back(cast, action, **said):
    return action_answers.give_back(action=action, person=cast.people["chidi"], **said)


def test_whom_an_owner_names_is_found_by_name_or_address_among_colleagues(cast, action):
    assert give_back(cast, action, named=" bo ").suggested == cast.people["bo"]
    assert give_back(cast, action, named=cast.people["amina"].email.upper()).suggested == cast.people["amina"]
    for stranger in ("", "Dana", "Chidi"):
        assert give_back(cast, action, named=stranger).suggested is None
    assert ActionReturn.objects.count() == 1


def test_a_lead_reads_who_is_named_and_gives_it_to_them(client, cast, action):
    given_back = give_back(cast, action, named="Bo", note="He has the key")
    client.force_login(cast.users["amina"])
    page = client.get(action.get_absolute_url()).content.decode()
    assert "Give it to Bo" in page
    assert "He has the key" in page

    client.post(reverse("partnering:take-return", args=[given_back.pk]))

    given_back.refresh_from_db()
    assert (now(action)[2], given_back.taken) == (cast.people["bo"], True)
    assert given_back.settled_by == cast.users["amina"]
    assert client.post(reverse("partnering:refuse-return", args=[given_back.pk])).status_code == 404


def test_a_manager_of_another_organisation_learns_that_it_came_back_but_not_whom_the_owner_names(
    client, cast, action
):
    give_back(cast, action, named="Bo", note="He has the key")
    client.force_login(cast.users["fola"])

    page = client.get(action.get_absolute_url()).content.decode()

    assert "says that this isn" in page
    assert "Give it to" not in page
    assert "He has the key" not in page


def test_it_may_stay_with_its_owner(client, cast, action):
    given_back = give_back(cast, action)
    client.force_login(cast.users["fola"])

    client.post(reverse("partnering:refuse-return", args=[given_back.pk]))

    given_back.refresh_from_db()
    assert (now(action)[2], given_back.taken) == (cast.people["chidi"], False)


def test_choosing_another_owner_settles_it_too(cast, action):
    given_back = give_back(cast, action)

    edit_action(action=action, by=cast.users["amina"], owner=cast.people["bo"])

    given_back.refresh_from_db()
    assert given_back.taken is True


def test_what_was_decided_meanwhile_is_not_decided_again(cast, action):
    given_back = give_back(cast, action, named="Bo")
    nobody = Action.objects.create(title="Other", organisation=cast.utility, owner=cast.people["chidi"])
    unnamed = action_answers.give_back(action=nobody, person=cast.people["chidi"])
    action_answers.refuse_return(given_back=given_back, by=cast.users["amina"])

    for service in (action_answers.take_return, action_answers.refuse_return):
        with pytest.raises(DomainError, match="already"):
            service(given_back=given_back, by=cast.users["amina"])
    with pytest.raises(DomainError, match="yourself"):
        action_answers.take_return(given_back=unnamed, by=cast.users["amina"])


@pytest.mark.parametrize("who", ["eve", "dana", "chidi", "bo"])
def test_who_does_not_decide_finds_nothing_given_back(client, cast, action, who):
    given_back = give_back(cast, action, named="Bo")
    client.force_login(cast.users[who])

    for route in ("take-return", "refuse-return"):
        assert client.post(reverse(f"partnering:{route}", args=[given_back.pk])).status_code == 404
    assert not ActionReturn.objects.visible_to(cast.users[who]).exists()


# --- One's own action without a role


def test_an_owner_without_a_role_sees_and_does_their_own_joint_action(client, cast, action):
    client.force_login(cast.users["chidi"])

    page = client.get(action.get_absolute_url()).content.decode()

    assert cast.partnership.get_absolute_url() not in page
    assert cast.group.get_absolute_url() not in page
    assert action.title in client.get(reverse("partnering:actions")).content.decode()
    edit = client.get(reverse("partnering:edit-action", args=[action.pk]))
    assert cast.partnership.get_absolute_url() not in edit.content.decode()
    assert "group" not in edit.context["form"].fields
    client.post(reverse("partnering:complete-action", args=[action.pk]))
    assert now(action)[0] == ActionState.DONE


def test_once_their_organisation_has_left_an_owner_sees_it_no_more(client, cast, action):
    _organisation_left(cast, action)
    client.force_login(cast.users["chidi"])

    assert client.get(action.get_absolute_url()).status_code == 404


def test_with_a_role_the_ways_to_the_partnership_are_open(client, cast, action):
    give_role(cast.people["chidi"], RoleKind.CONTRIBUTOR, cast.partnership)
    client.force_login(cast.users["chidi"])

    assert cast.partnership.get_absolute_url() in client.get(action.get_absolute_url()).content.decode()
