"""Second steps: an app's codes, recovery codes, and who must have one."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

from partnering.models import AuditEntry, OutgoingMessage
from partnering.registry import message_composers

PASSWORD = "a-password-for-tests"


def sign_in(client, user):
    return client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD}, follow=True)


def code_for(secret: str) -> str:
    return auth.format_hotp_value(auth.hotp_value(secret, next(auth.yield_hotp_counters_from_time())))


def confirm_password(client, address: str):
    """Open a page that first asks who one is."""
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD, "next": address})
    return client.get(address)


def add_app(client) -> tuple[str, str]:
    """Add an app as its owner does; returns its secret and the page with the recovery codes."""
    address = reverse("mfa_activate_totp")
    page = confirm_password(client, address)
    secret = page.context["form"].secret
    assert secret in page.content.decode()
    done = client.post(address, {"code": code_for(secret)}, follow=True)
    return secret, done.content.decode()


def passkey() -> dict[str, Any]:
    """What a device sends when it makes a passkey; whoever would check its signatures finds none."""
    key = ES256({1: 2, 3: -7, -1: 1, -2: b"x" * 32, -3: b"y" * 32})
    data = AttestedCredentialData.create(Aaguid.NONE, b"key of Bo", key)
    flags = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.AT
    shown = AttestationObject.create("none", AuthenticatorData.create(b"s" * 32, flags, 0, data), {})
    asked = CollectedClientData.create(CollectedClientData.TYPE.CREATE, b"c" * 32, "http://testserver")
    name = websafe_encode(b"key of Bo")
    response = {"clientDataJSON": asked.b64, "attestationObject": websafe_encode(shown)}
    return {"id": name, "rawId": name, "type": "public-key", "response": response}


@pytest.fixture
def bo(client, cast):
    sign_in(client, cast.users["bo"])
    return cast.users["bo"]


def test_an_app_is_added_and_asked_for_at_the_next_sign_in(client, bo):
    secret, _ = add_app(client)
    client.logout()
    page = sign_in(client, bo)

    assert page.request["PATH_INFO"] == reverse("mfa_authenticate")
    assert client.get("/").status_code == 302
    client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert client.get("/").status_code == 302
    client.cookies.clear()
    sign_in(client, bo)
    auth_page = client.post(reverse("mfa_authenticate"), {"code": code_for(secret)})
    assert (auth_page.status_code, auth_page.url) in {(302, "/"), (200, "")}


@pytest.mark.parametrize("has_passkey", [False, True])
def test_the_second_step_offers_a_passkey_to_who_has_one(client, bo, has_passkey):
    add_app(client)
    if has_passkey:
        data = {"name": "Phone", "credential": passkey()}
        Authenticator.objects.create(user=bo, type=Authenticator.Type.WEBAUTHN, data=data)
    client.logout()

    page = sign_in(client, bo).content.decode()

    assert ("Use a passkey" in page, "passkey-data" in page) == (has_passkey, has_passkey)


def test_a_code_by_mail_does_not_spare_the_second_step(client, bo):
    add_app(client)
    other = Client()
    other.post(reverse("account_request_login_code"), {"email": bo.email})
    mail = message_composers["login_code"](OutgoingMessage.objects.get(kind="login_code"))
    code = re.search(r"[A-Z]{4}-[A-Z]{4}", mail.text).group(0)

    answer = other.post(reverse("account_confirm_login_code"), {"code": code})

    assert answer.url == reverse("mfa_authenticate")
    assert other.get("/").status_code == 302


def test_secrets_of_apps_and_recovery_codes_are_kept_sealed(client, bo):
    secret, page = add_app(client)

    kept = str(list(Authenticator.objects.values_list("data", flat=True)))

    codes = re.findall(r"<code>(\w+)</code>", page)
    assert len(codes) == 10
    assert not [word for word in (secret, *codes) if word in kept]


def test_recovery_codes_are_shown_once_and_each_lets_in_once(client, bo):
    _, page = add_app(client)
    codes = re.findall(r"<code>(\w+)</code>", page)
    assert f"{codes[0]}%0A{codes[1]}" in page
    again = client.get(reverse("mfa_view_recovery_codes")).content.decode()
    assert not [code for code in codes if code in again]

    for expected in (True, False):
        other = Client()
        sign_in(other, bo)
        other.post(reverse("mfa_authenticate"), {"code": codes[0]})
        assert (other.get(reverse("account")).status_code == 200) is expected


def test_who_knows_the_session_but_not_the_password_changes_no_second_step(client, cast):
    client.force_login(cast.users["bo"])
    for name in ("mfa_activate_totp", "mfa_add_webauthn", "mfa_generate_recovery_codes"):
        answer = client.get(reverse(name))
        assert (answer.status_code, answer.url.split("?")[0]) == (302, reverse("account_reauthenticate")), (
            name
        )


def test_the_owner_is_told_of_each_change(client, bo, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        add_app(client)
        client.post(reverse("mfa_deactivate_totp"))

    told = [
        str(message_composers["account_changed"](one).text)
        for one in OutgoingMessage.objects.filter(kind="account_changed", to_email=bo.email)
    ]

    for words in ("app was added", "app was removed"):
        assert any(words in one for one in told)


def test_who_lost_their_device_and_codes_is_let_in_again_by_whoever_runs_the_site(client, cast, bo, mailbox):
    add_app(client)
    amina = Client()
    sign_in(amina, cast.users["amina"])
    asked = sign_in(Client(), bo)
    assert "Lost your device and your recovery codes?" in asked.content.decode()

    call_command("forget_second_step", bo.email.upper())

    assert client.get(reverse("account")).status_code == 302
    assert amina.get(reverse("account")).status_code == 200
    assert not Authenticator.objects.filter(user=bo).exists()
    assert sign_in(Client(), bo).wsgi_request.user == bo
    told = OutgoingMessage.objects.get(
        kind="account_changed", to_email=bo.email, details__what="second_step_forgotten"
    )
    assert "removed your authenticator app" in str(message_composers["account_changed"](told).text)
    noted = AuditEntry.objects.get(verb="forgot the second step of")
    assert (noted.thing_pk, noted.organisation) == (str(bo.pk), cast.utility)


@pytest.mark.parametrize(
    ("who", "words"),
    [("nobody@nowhere.example", "no account"), ("chidi@water-utility.example", "no second step")],
)
def test_a_second_step_that_is_not_there_cannot_be_forgotten(cast, who, words):
    with pytest.raises(CommandError, match=words):
        call_command("forget_second_step", who)


class TestThoseWhoMust:
    @pytest.fixture(autouse=True)
    def must(self, settings):
        settings.MFA_REQUIRED_FOR = ["partnership manager", "partnering lead"]

    @pytest.mark.parametrize(
        ("who", "led"), [("amina", True), ("fola", True), ("bo", False), ("chidi", False), ("dana", True)]
    )
    def test_set_it_up_before_anything_else(self, client, cast, who, led):
        client.force_login(cast.users[who])

        for address in ("/", reverse("partnering:people"), reverse("partnering:import")):
            answer = client.get(address)
            assert (getattr(answer, "url", "") == reverse("second-factor")) is led, address

    def test_are_not_led_in_a_circle_and_are_let_in_once_it_is_there(self, client, cast):
        page = sign_in(client, cast.users["amina"])
        assert page.request["PATH_INFO"] == reverse("second-factor")
        assert reverse("mfa_activate_totp").encode() in page.content
        for name in ("account", "account_logout"):
            assert client.get(reverse(name)).status_code == 200
        add_app(client)
        assert client.get("/").status_code == 200
        assert client.get(reverse("second-factor")).url == reverse("account")

    def test_do_not_remove_their_last_one(self, client, cast):
        sign_in(client, cast.users["amina"])
        add_app(client)

        refused = client.post(reverse("mfa_deactivate_totp"))

        assert "Add another one first" in refused.content.decode()
        assert Authenticator.objects.filter(user=cast.users["amina"], type="totp").exists()

    def test_are_led_there_from_parts_of_a_page_as_well(self, client, cast):
        client.force_login(cast.users["amina"])
        answer = client.get("/", headers={"HX-Request": "true"})
        assert (answer.status_code, answer["HX-Redirect"]) == (204, reverse("second-factor"))


def test_nobody_removes_or_renames_the_passkey_of_another(client, cast):
    key = Authenticator.objects.create(
        user=cast.users["bo"], type="webauthn", data={"name": "Bo", "credential": {}}
    )
    client.force_login(cast.users["amina"])
    for name in ("mfa_remove_webauthn", "mfa_edit_webauthn"):
        for method in (client.get, client.post):
            assert method(reverse(name, args=[key.pk])).status_code == 404
    assert Authenticator.objects.filter(pk=key.pk).exists()
