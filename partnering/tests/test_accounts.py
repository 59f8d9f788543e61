"""Coming in: invited by mail, with a password of one's own, and no other way."""

from __future__ import annotations

import re

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from conftest import make_person
from partnering import access
from partnering.models import OutgoingMessage, Person
from partnering.registry import Composed, Suppressed, message_composers
from partnering.services import accounts, people
from partnering.services.outbox import send_due_messages

PASSWORD = "tidal-lantern-42"


def composed(message: OutgoingMessage) -> Composed | Suppressed:
    """What the message would say if it left now."""
    return message_composers[message.kind](message)


def path_in(content: Composed | Suppressed) -> str:
    """The path of the first link in a message."""
    assert isinstance(content, Composed)
    found = re.search(r"http://testserver(/\S+)", content.text)
    assert found
    assert found.group(1) in content.html
    return found.group(1)


@pytest.fixture
def jo(cast) -> Person:
    return people.add_person(
        organisation=cast.utility, name="Jo", email="jo@utility.example", by=cast.users["amina"]
    )


def sign_in(client, email: str, password: str):
    return client.post(reverse("account_login"), {"login": email, "password": password})


def test_an_invited_person_chooses_a_password_and_signs_in(client, cast, jo):
    accounts.invite_person(person=jo, by=cast.users["amina"])
    message = OutgoingMessage.objects.get(to_person=jo)
    page = client.get(path_in(composed(message)), follow=True)
    done = client.post(page.request["PATH_INFO"], {"password1": PASSWORD, "password2": PASSWORD}, follow=True)
    assert "A browser that was signed in before no longer is." in done.content.decode()
    assert "Your password is changed" not in done.content.decode()
    assert sign_in(client, "jo@utility.example", PASSWORD).status_code == 302
    assert isinstance(composed(message), Suppressed)


def test_mail_scanners_do_not_use_the_link_up(client, cast, jo):
    accounts.invite_person(person=jo, by=cast.users["amina"])
    path = path_in(composed(OutgoingMessage.objects.get(to_person=jo)))
    for _ in range(2):
        client.head(path)
        client.get(path, follow=True)
    client.cookies.clear()
    page = client.get(path, follow=True)
    assert b"password1" in page.content


def test_no_secret_of_an_invitation_rests_in_the_outbox(cast, jo):
    accounts.invite_person(person=jo, by=cast.users["amina"])
    message = OutgoingMessage.objects.get(to_person=jo)
    key = path_in(composed(message)).rstrip("/").rsplit("-", 1)[1]
    row = " ".join(str(getattr(message, field.name)) for field in message._meta.fields)
    assert key not in row


def test_an_account_that_was_closed_meanwhile_gets_no_mail(cast, jo):
    user = accounts.invite_person(person=jo, by=cast.users["amina"])
    user.is_active = False
    user.save()
    for kind in ("account_invitation", "password_reset"):
        message = OutgoingMessage(kind=kind, to_person=jo, subject_id=str(user.pk))
        assert isinstance(composed(message), Suppressed)


def test_a_forgotten_password_is_replaced_by_mail(client, cast):
    amina = cast.people["amina"]
    client.post(reverse("account_reset_password"), {"email": amina.email})
    message = OutgoingMessage.objects.get(kind="password_reset", to_email=amina.user.email)
    page = client.get(path_in(composed(message)), follow=True)
    client.post(page.request["PATH_INFO"], {"password1": PASSWORD, "password2": PASSWORD})
    assert sign_in(client, amina.email, PASSWORD).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_whoever_changes_an_address_in_the_register_gets_no_link_to_the_account(client, cast, mailbox):
    bo = cast.people["bo"]
    people.edit_person(person=bo, email="mine@elsewhere.example", by=cast.users["amina"])
    client.post(reverse("account_reset_password"), {"email": bo.user.email})

    send_due_messages(now=timezone.now())

    assert [message["To"] for message in mailbox.messages] == [bo.user.email]


def test_asking_for_a_strangers_password_says_the_same_and_writes_to_nobody(client, cast):
    known = client.post(reverse("account_reset_password"), {"email": cast.people["bo"].email})
    unknown = client.post(reverse("account_reset_password"), {"email": "nobody@nowhere.example"})
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert OutgoingMessage.objects.count() == 1


def test_nobody_signs_up_and_who_left_does_not_come_in(client, cast):
    before = client.get(reverse("account_signup"))
    assert b"password1" not in before.content
    hana = make_person(cast.utility, "Hana")
    people.person_leaves(person=hana, on=access.today(), by=cast.users["amina"])
    sign_in(client, hana.email, "a-password-for-tests")
    assert "_auth_user_id" not in client.session


def test_a_wrong_password_says_so_and_keeps_the_address(client, cast):
    answer = sign_in(client, cast.people["amina"].email, "wrong-password")
    assert answer.status_code == 200
    assert cast.people["amina"].email.encode() in answer.content


def test_the_first_organisation_begins_from_the_command_line(db, capsys):
    call_command("begin", "First Works", lead="Ada", email="ada@first.example")
    assert OutgoingMessage.objects.get().to_email == "ada@first.example"
    with pytest.raises(CommandError, match="already"):
        call_command("begin", "first works", lead="Ben", email="ben@first.example")
    assert OutgoingMessage.objects.count() == 1
