"""Invitations: what they lead to, who never followed one, and taking one back."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from partnering.choices import AccountState
from partnering.models import OutgoingMessage, Person, User
from partnering.registry import Composed, Suppressed, message_composers
from partnering.services import accounts, people

PASSWORD = "seven-quiet-rivers"


@pytest.fixture
def jo(cast) -> Person:
    made = people.add_person(
        organisation=cast.utility, name="Jo", email="jo@utility.example", by=cast.users["amina"]
    )
    accounts.invite_person(person=made, by=cast.users["amina"])
    return made


def made_of(person: Person) -> Composed | Suppressed:
    message = OutgoingMessage.objects.filter(to_person=person, kind="account_invitation").latest("pk")
    return message_composers[message.kind](message)


def follow(client, mail: Composed | Suppressed):
    assert isinstance(mail, Composed)
    return client.get(re.search(r"http://testserver(/\S+)", mail.text).group(1), follow=True)


def come_in(person: Person) -> None:
    User.objects.filter(person=person).update(last_login=timezone.now())
    person.user.refresh_from_db()


def test_an_invited_person_may_take_a_passkey_instead_of_a_password(client, cast, jo):
    mail = made_of(jo)
    page = follow(client, mail)
    assert b"Use a passkey instead" in page.content

    answer = client.post(page.request["PATH_INFO"], {"passkey": "yes"})

    assert answer.url == reverse("mfa_add_webauthn")
    assert client.get(answer.url).status_code == 200
    assert b"The link has expired" in follow(Client(), mail).content


def test_a_link_for_a_forgotten_password_lets_nobody_in_without_a_new_one(client, cast):
    bo = cast.users["bo"]
    client.post(reverse("account_reset_password"), {"email": bo.email})
    page = follow(client, message_composers["password_reset"](OutgoingMessage.objects.get()))
    assert b"passkey" not in page.content

    client.post(page.request["PATH_INFO"], {"passkey": "yes"})

    assert "_auth_user_id" not in client.session


def test_the_register_shows_who_never_came_in_to_those_who_keep_it_only(client, cast, jo):
    come_in(cast.people["amina"])
    client.force_login(cast.users["amina"])
    invited = client.get(reverse("partnering:people"), {"account": "invited"}).content.decode()
    assert "Jo" in invited
    assert "invited, not in yet" in invited
    assert "Amina" not in invited.split("<tbody>")[1]
    assert "Invited, has not come in yet" in client.get(jo.get_absolute_url()).content.decode()

    client.force_login(cast.users["chidi"])
    assert (
        client.get(reverse("partnering:people"), {"account": "invited"}).context["page"].paginator.count == 0
    )
    others = client.get(reverse("partnering:people")).content.decode()
    assert "Jo" in others
    assert "badge-warn" not in others
    assert "Invited, has" not in client.get(jo.get_absolute_url()).content.decode()


def test_the_page_of_a_person_says_how_far_they_are_from_signing_in(client, cast, jo):
    come_in(cast.people["bo"])
    User.objects.filter(person=cast.people["chidi"]).update(is_active=False)
    lee = people.add_person(organisation=cast.utility, name="Lee", by=cast.users["amina"])
    client.force_login(cast.users["amina"])
    states = {
        jo: AccountState.INVITED,
        cast.people["bo"]: AccountState.IN_USE,
        cast.people["chidi"]: AccountState.CLOSED,
        lee: AccountState.NONE,
    }
    for person, state in states.items():
        assert str(state.label) in client.get(person.get_absolute_url()).content.decode(), person


def test_an_invitation_that_was_taken_back_opens_nothing_and_can_be_sent_anew(client, cast, jo):
    mail = made_of(jo)
    client.force_login(cast.users["amina"])

    client.post(reverse("partnering:revoke-invitation", args=[jo.pk]))

    assert b"The link has expired" in follow(Client(), mail).content
    assert isinstance(made_of(jo), Suppressed)
    jo.refresh_from_db()
    assert jo.user is None
    jo.email = "right@utility.example"
    jo.save()
    assert accounts.invite_person(person=jo, by=cast.users["amina"]).email == "right@utility.example"


def test_who_has_come_in_is_neither_uninvited_nor_invited_again(client, cast, jo):
    come_in(jo)
    client.force_login(cast.users["amina"])
    for name, told in (("revoke-invitation", "has come in already"), ("invite-person", "signs in already")):
        answer = client.post(reverse(f"partnering:{name}", args=[jo.pk]), follow=True)
        assert told in answer.content.decode()
    nobody = people.add_person(organisation=cast.utility, name="Lee", by=cast.users["amina"])
    answer = client.post(reverse("partnering:revoke-invitation", args=[nobody.pk]), follow=True)
    assert "is not invited" in answer.content.decode()


def test_whoever_changes_the_register_gets_no_link_to_an_account_that_is_used_without_a_password(cast, jo):
    come_in(jo)
    people.edit_person(person=jo, email="mine@elsewhere.example", by=cast.users["amina"])

    assert isinstance(made_of(jo), Suppressed)
