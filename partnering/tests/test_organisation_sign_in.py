"""Coming in by one's organisation's own provider, over HTTP against one that runs beside the tests."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from conftest import make_person
from partnering import access, outside
from partnering.errors import DomainError
from partnering.logs import HideKeys
from partnering.models import AuditEntry, IdentityProvider, OutgoingMessage, User
from partnering.registry import message_composers
from partnering.services import accounts, people
from partnering.services import identity_providers as services
from partnering.tests.providers import Provider, come_in, jose, running_provider, set_up

# The provider runs in this process, and warns of how it uses its own library.
pytestmark = pytest.mark.filterwarnings("ignore:get_jwt_config")
PASSWORD = "a-password-for-tests"


@pytest.fixture(scope="module")
def running() -> Iterator[Provider]:
    with running_provider() as provider:
        yield provider


@pytest.fixture
def provider(running: Provider) -> Provider:
    running.lie, running.key, running.header = None, None, {}
    running.asked.clear()
    return running


@pytest.fixture
def row(cast, provider) -> IdentityProvider:
    for name, person in cast.people.items():
        provider.knows(f"sub-{name}", email=person.email, email_verified=True)
    return set_up(cast.utility, provider, cast.users["amina"], tested_at=timezone.now())


def who_is_in(client) -> int | None:
    page = client.get(reverse("account"))
    return page.wsgi_request.user.pk if page.status_code == 200 else None


def sign_in(client, user: User, password: str = PASSWORD):
    return client.post(reverse("account_login"), {"login": user.email, "password": password})


def test_an_invited_person_comes_in_and_is_known_by_the_providers_name_from_then_on(
    client, cast, provider, row
):
    assert come_in(client, row, provider, "sub-bo").status_code == 302
    assert who_is_in(client) == cast.users["bo"].pk

    provider.knows("sub-bo", email="married@elsewhere.example", email_verified=True)
    again = Client()
    come_in(again, row, provider, "sub-bo")
    assert who_is_in(again) == cast.users["bo"].pk


def test_what_is_asked_is_bound_to_the_attempt_and_nothing_in_the_address_changes_it(client, provider, row):
    there = client.get(
        reverse("openid_connect_login", args=[row.key]),
        {"process": "connect", "scope": "admin", "auth_params": "redirect_uri=https://evil.example"},
    )
    asked = {name: values[0] for name, values in parse_qs(urlsplit(there.url).query).items()}

    assert set(asked["scope"].split()) == {"openid", "email"}
    assert asked["redirect_uri"] == f"http://testserver/accounts/organisation/{row.key}/back/"
    assert (asked["code_challenge_method"], len(asked["nonce"])) == ("S256", 64)
    back = urlsplit(provider.say(there.url, "sub-bo"))
    client.get(f"{back.path}?{back.query}")
    assert provider.asked[0]["code_verifier"]


@pytest.mark.parametrize("who", ["dana", "eve"])
def test_a_provider_lets_nobody_of_another_organisation_in(client, cast, provider, row, who):
    answer = come_in(client, row, provider, f"sub-{who}")

    assert answer.status_code == 403
    assert "Nobody is invited here" in answer.content.decode()
    assert who_is_in(client) is None
    assert not SocialAccount.objects.exists()


def test_a_link_of_another_organisations_provider_opens_nothing(client, cast, provider, row):
    theirs = set_up(cast.university, provider, cast.users["dana"])
    come_in(client, theirs, provider, "sub-dana")
    client.logout()

    answer = come_in(client, row, provider, "sub-dana")

    assert (answer.status_code, who_is_in(client)) == (403, None)


def test_strangers_get_no_account(client, cast, provider, row):
    provider.knows("sub-new", email="new@water-utility.example", email_verified=True)
    before = User.objects.count()

    assert come_in(client, row, provider, "sub-new").status_code == 403
    assert (who_is_in(client), User.objects.count()) == (None, before)


@pytest.mark.parametrize("said", [False, None, "false", "yes", 0])
def test_an_address_that_is_not_verified_opens_nothing(client, cast, provider, row, said):
    claims = {"email": cast.users["bo"].email} | ({} if said is None else {"email_verified": said})
    provider.knows("sub-bo", **claims)

    assert come_in(client, row, provider, "sub-bo").status_code == 403
    assert who_is_in(client) is None


@pytest.mark.parametrize(
    ("settings", "said", "status"),
    [
        ({}, {}, 403),
        ({"domains": "water-utility.example"}, {}, 403),
        ({"domains": "water-utility.example", "vouches": True}, {}, 302),
        ({"domains": "water-utility.example", "vouches": True}, {"email_verified": None}, 302),
        ({"domains": "water-utility.example", "vouches": True}, {"email_verified": False}, 403),
        ({"domains": "water-utility.example", "vouches": True}, {"email_verified": "no"}, 403),
        ({"domains": "elsewhere.example", "vouches": True}, {}, 403),
    ],
)
def test_where_nothing_is_said_of_an_address_its_organisation_may_vouch_for_its_own_domains(
    client, cast, provider, row, settings, said, status
):
    IdentityProvider.objects.update(**settings)
    provider.knows("sub-bo", email=cast.users["bo"].email, **said)

    assert come_in(client, row, provider, "sub-bo").status_code == status
    assert (who_is_in(client) == cast.users["bo"].pk) == (status == 302)


@pytest.mark.parametrize("who", ["dana", "eve"])
def test_vouching_lets_nobody_of_another_organisation_in(client, cast, provider, row, who):
    theirs = cast.users[who].email
    IdentityProvider.objects.update(domains=f"water-utility.example {theirs.partition('@')[2]}", vouches=True)
    provider.knows(f"sub-{who}", email=theirs)

    assert come_in(client, row, provider, f"sub-{who}").status_code == 403
    assert who_is_in(client) is None


def test_vouching_needs_domains_in_the_form_the_service_and_the_database(client, cast, provider, row):
    client.force_login(cast.users["amina"])
    address = reverse("partnering:organisation-sign-in", args=[cast.utility.pk])
    given = {"issuer": provider.url, "client_id": "traction", "domains": "", "vouches": "on"}
    refused = client.post(address, given)
    assert refused.status_code == 422
    assert "Name your e-mail domains" in refused.content.decode()
    assert "checked" in refused.content.decode()

    client.post(address, given | {"domains": "water-utility.example"})
    row.refresh_from_db()
    assert (row.vouches, row.domains) == (True, "water-utility.example")
    assert row.is_tested()
    with pytest.raises(DomainError, match="domains first"):
        services.set_up_provider(
            organisation=cast.utility,
            issuer=row.issuer,
            client_id="traction",
            secret="",
            domains="",
            vouches=True,
            by=cast.users["amina"],
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        IdentityProvider.objects.update(domains="")


def test_an_address_that_went_over_to_somebody_else_takes_no_account_along(client, cast, provider, row):
    come_in(client, row, provider, "sub-bo")
    client.logout()
    provider.knows("sub-successor", email=cast.users["bo"].email, email_verified=True)

    answer = come_in(client, row, provider, "sub-successor")

    assert "belongs to another user" in answer.content.decode()
    assert who_is_in(client) is None


def test_addresses_outside_the_organisations_domains_open_nothing(client, cast, provider, row):
    IdentityProvider.objects.update(domains="elsewhere.example water.example")

    assert come_in(client, row, provider, "sub-bo").status_code == 403

    IdentityProvider.objects.update(domains="water-utility.example")
    assert come_in(client, row, provider, "sub-bo").status_code == 302


def test_who_has_left_or_whose_account_is_closed_does_not_come_in(client, cast, provider, row):
    come_in(client, row, provider, "sub-chidi")
    people.person_leaves(person=cast.people["chidi"], on=access.today(), by=cast.users["amina"])
    assert who_is_in(client) is None
    assert come_in(client, row, provider, "sub-chidi").status_code == 403

    cast.users["bo"].is_active = False
    cast.users["bo"].save()
    assert come_in(client, row, provider, "sub-bo").url == reverse("account_inactive")
    assert who_is_in(client) is None


OTHER_KEY = jose.RSAKey.generate_key(is_private=True)
LIES = {
    "another application's": lambda claims: claims.update(aud="somebody-else"),
    "another attempt's": lambda claims: claims.update(nonce="0" * 64),
    "without a nonce": lambda claims: claims.pop("nonce"),
    "another issuer's": lambda claims: claims.update(iss="https://evil.example"),
    "expired": lambda claims: claims.update(exp=claims["iat"] - 600),
    "without an end": lambda claims: claims.pop("exp"),
    "made for another": lambda claims: claims.update(azp="somebody-else"),
    "of nobody": lambda claims: claims.pop("sub"),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_token_that_is_not_for_us_and_now_is_refused(client, provider, row, lie, caplog):
    provider.lie = LIES[lie]
    with caplog.at_level(logging.WARNING):
        answer = come_in(client, row, provider, "sub-bo")

    assert (answer.status_code, who_is_in(client)) == (401, None)
    assert "Sign-in by an organisation failed" in caplog.text
    assert "the-client-secret" not in caplog.text


@pytest.mark.parametrize("algorithm", ["RS256", "HS256"])
def test_a_token_that_the_provider_did_not_sign_is_refused(client, provider, row, algorithm):
    provider.key = OTHER_KEY if algorithm == "RS256" else jose.OctKey.import_key("the-client-secret")
    provider.header = {"alg": algorithm}

    assert come_in(client, row, provider, "sub-bo").status_code == 401
    assert who_is_in(client) is None


def test_a_token_is_taken_once(client, cast, provider, row):
    there = client.get(reverse("openid_connect_login", args=[row.key]))
    back = urlsplit(provider.say(there.url, "sub-bo"))
    stranger = Client()

    assert stranger.get(f"{back.path}?{back.query}").status_code == 401
    assert client.get(f"{back.path}?{back.query}").status_code == 302
    client.logout()
    assert client.get(f"{back.path}?{back.query}").status_code == 401


def test_an_answer_of_another_organisations_attempt_is_refused(client, cast, provider, row):
    theirs = set_up(cast.university, provider, cast.users["dana"])
    there = client.get(reverse("openid_connect_login", args=[theirs.key]))
    back = urlsplit(provider.say(there.url, "sub-bo"))

    answer = client.get(reverse("openid_connect_callback", args=[row.key]) + f"?{back.query}")

    assert (answer.status_code, who_is_in(client)) == (401, None)


def test_a_provider_that_is_gone_or_calls_itself_otherwise_is_no_fault_of_the_page(client, provider, row):
    for issuer in ("http://127.0.0.1:1", provider.url.replace("127.0.0.1", "localhost") + "/elsewhere"):
        IdentityProvider.objects.update(issuer=issuer)
        answer = client.get(reverse("openid_connect_login", args=[row.key]))
        assert answer.status_code == 401
        assert "Start again" in answer.content.decode()


def test_who_turns_round_is_back_at_the_sign_in_page(client, row):
    there = client.get(reverse("openid_connect_login", args=[row.key]))
    state = parse_qs(urlsplit(there.url).query)["state"][0]
    back = reverse("openid_connect_callback", args=[row.key])

    assert client.get(back, {"state": state, "error": "access_denied"}).url == reverse("account_login")


def test_an_address_that_nobody_was_given_leads_nowhere(client, row):
    for name in ("openid_connect_login", "openid_connect_callback"):
        assert client.get(reverse(name, args=["guessed"])).status_code == 404


class TestWhenItIsRequired:
    @pytest.fixture(autouse=True)
    def required(self, row):
        IdentityProvider.objects.update(required=True)

    def test_the_right_password_is_refused_with_a_kind_word_and_a_wrong_one_tells_nothing(
        self, client, cast, row
    ):
        right = sign_in(client, cast.users["bo"])
        assert (right.status_code, who_is_in(client)) == (403, None)
        assert reverse("openid_connect_login", args=[row.key]) in right.content.decode()

        wrong, stranger = Client(), Client()
        known = sign_in(wrong, cast.users["bo"], "wrong").content.decode()
        assert "Water Utility" not in known
        assert "are not correct" in known
        assert "are not correct" in sign_in(stranger, User(email="x@y.example"), "wrong").content.decode()

    def test_a_code_and_a_new_password_are_answered_as_always_but_the_mail_leads_to_the_organisation(
        self, client, cast, row
    ):
        bo = cast.users["bo"]
        client.post(reverse("account_request_login_code"), {"email": bo.email})
        client.post(reverse("account_reset_password"), {"email": bo.email})
        for message in OutgoingMessage.objects.all():
            text = message_composers[message.kind](message).text
            assert f"http://testserver/accounts/organisation/{row.key}/" in text
            assert "password/reset/key" not in text

    def test_an_invitation_says_where_to_come_in(self, cast, row):
        jo = people.add_person(
            organisation=cast.utility, name="Jo", email="jo@water-utility.example", by=cast.users["amina"]
        )
        accounts.invite_person(person=jo, by=cast.users["amina"])
        message = OutgoingMessage.objects.get(kind="account_invitation")
        assert row.key in message_composers["account_invitation"](message).text
        IdentityProvider.objects.update(required=False)
        both = message_composers["account_invitation"](message).text
        assert row.key in both
        assert "password/reset/key" in both

    def test_people_of_others_come_in_as_always(self, client, cast):
        sign_in(client, cast.users["dana"])
        assert who_is_in(client) == cast.users["dana"].pk

    def test_the_glass_can_be_broken_for_one_person(self, client, cast, capsys):
        call_command("allow_password", cast.users["amina"].email.upper())
        sign_in(client, cast.users["amina"])
        assert who_is_in(client) == cast.users["amina"].pk
        assert AuditEntry.objects.filter(
            thing="partnering.user", thing_pk=str(cast.users["amina"].pk)
        ).exists()
        sign_in(client, cast.users["bo"])
        assert who_is_in(client) != cast.users["bo"].pk
        with pytest.raises(CommandError, match="no account"):
            call_command("allow_password", "nobody@nowhere.example")

    def test_ones_own_account_says_that_the_organisations_sign_in_counts(self, client, cast, provider, row):
        come_in(client, row, provider, "sub-bo")
        assert b"by the sign-in of your organisation" in client.get(reverse("account")).content

    def test_it_counts_as_the_second_step(self, client, cast, provider, row, settings):
        settings.MFA_REQUIRED_FOR = ["partnering lead"]
        come_in(client, row, provider, "sub-amina")
        assert client.get("/").status_code == 200
        IdentityProvider.objects.update(required=False)
        assert client.get("/").url == reverse("second-factor")

    def test_the_browser_that_used_it_offers_it_the_next_time(self, client, provider, row):
        assert b"Water Utility" not in client.get(reverse("account_login")).content
        come_in(client, row, provider, "sub-bo")
        client.post(reverse("account_logout"))
        assert b"Sign in with Water Utility" in client.get(reverse("account_login")).content


def own_page(cast) -> str:
    return reverse("partnering:organisation-sign-in", args=[cast.utility.pk])


def entered(url: str, **changed: str) -> dict[str, str]:
    return {"issuer": url, "client_id": "traction", "secret": "the-client-secret", "domains": "", **changed}


class TestItsPage:
    def test_a_lead_sets_it_up_tries_it_requires_it_and_takes_that_back(self, client, cast, provider):
        provider.knows("sub-amina", email=cast.users["amina"].email, email_verified=True)
        client.force_login(cast.users["amina"])
        page = client.post(
            own_page(cast), entered(provider.url + "/", domains="@Water-Utility.example"), follow=True
        )
        row = IdentityProvider.objects.get()
        assert (row.issuer, row.domains, row.required) == (provider.url, "water-utility.example", False)
        assert "not tried yet" in page.content.decode()
        assert f"http://testserver/accounts/organisation/{row.key}/back/" in page.content.decode()

        require = reverse("partnering:require-sign-in", args=[cast.utility.pk])
        assert "Try it first" in client.post(require, follow=True).content.decode()
        tried = come_in(client, row, provider, "sub-amina", "?try")
        assert tried.url == own_page(cast)
        assert "It works" in client.get(own_page(cast)).content.decode()
        client.post(require)
        row.refresh_from_db()
        assert row.required
        client.post(reverse("partnering:free-sign-in", args=[cast.utility.pk]))
        row.refresh_from_db()
        assert not row.required

    def test_trying_it_as_somebody_else_proves_nothing_and_changes_nobody(self, client, cast, provider, row):
        IdentityProvider.objects.update(tested_at=None)
        client.force_login(cast.users["amina"])
        for subject, told in (("sub-bo", "recognised somebody else"), ("sub-eve", "Nobody is invited")):
            come_in(client, row, provider, subject, "?try")
            assert told in client.get(own_page(cast)).content.decode()
        row.refresh_from_db()
        assert (row.tested_at, who_is_in(client)) == (None, cast.users["amina"].pk)

    def test_other_settings_must_be_tried_anew_and_forget_who_was_known(self, client, cast, provider, row):
        come_in(client, row, provider, "sub-bo")
        IdentityProvider.objects.update(required=True)
        client.force_login(cast.users["amina"])
        client.post(own_page(cast), entered(provider.url, secret="", domains="water-utility.example"))
        row.refresh_from_db()
        assert row.required
        assert SocialAccount.objects.exists()

        client.post(own_page(cast), entered(provider.url, client_id="another", secret=""))

        row.refresh_from_db()
        assert (row.required, row.tested_at) == (False, None)
        assert not SocialAccount.objects.exists()

    def test_the_secret_is_neither_shown_nor_kept_readable(self, client, cast, provider, row):
        client.force_login(cast.users["amina"])
        assert b"the-client-secret" not in client.get(own_page(cast)).content
        kept = str(list(IdentityProvider.objects.values())) + str(list(AuditEntry.objects.values()))
        assert "the-client-secret" not in kept

    @pytest.mark.parametrize("who", ["bo", "chidi", "dana", "eve", "fola"])
    def test_nobody_else_sees_or_changes_it(self, client, cast, row, who):
        client.force_login(cast.users[who])
        for name in ("organisation-sign-in", "require-sign-in", "free-sign-in", "remove-sign-in"):
            address = reverse(f"partnering:{name}", args=[cast.utility.pk])
            assert client.post(address, entered("https://evil.example")).status_code == 404
        assert client.get(own_page(cast)).status_code == 404
        row.refresh_from_db()
        assert not row.required

    def test_removing_it_asks_first_and_brings_passwords_back(self, client, cast, provider, row):
        IdentityProvider.objects.update(required=True)
        client.force_login(cast.users["amina"])
        remove = reverse("partnering:remove-sign-in", args=[cast.utility.pk])
        assert client.get(remove).status_code == 200
        assert IdentityProvider.objects.exists()
        client.post(remove)
        bo = Client()
        sign_in(bo, cast.users["bo"])
        assert who_is_in(bo) == cast.users["bo"].pk

    @pytest.mark.parametrize(
        "issuer",
        [
            "http://login.example",
            "login.example",
            "https://login.example/?a=b",
            "https://me:pw@login.example",
            "https://login.example:x",
        ],
    )
    def test_what_is_no_safe_address_is_refused_and_the_rest_kept(self, client, cast, settings, issuer):
        settings.OIDC_ALLOW_PRIVATE = False
        client.force_login(cast.users["amina"])
        answer = client.post(own_page(cast), entered(issuer, client_id="typed"))
        assert answer.status_code == 422
        assert b'value="typed"' in answer.content
        assert not IdentityProvider.objects.exists()

    def test_the_first_time_a_secret_is_needed_and_domains_must_be_some(self, client, cast, provider):
        client.force_login(cast.users["amina"])
        for changed in ({"secret": ""}, {"domains": "not a domain"}):
            assert client.post(own_page(cast), entered(provider.url, **changed)).status_code == 422

    def test_it_costs_the_same_for_any_number_of_people(self, client, cast, row):
        client.force_login(cast.users["amina"])
        costs = []
        for number in range(3):
            with CaptureQueriesContext(connection) as asked:
                client.get(own_page(cast))
            costs.append(len(asked))
            user = make_person(cast.utility, f"Person {number}").user
            SocialAccount.objects.create(provider=row.key, uid=str(number), user=user)

        assert costs[0] == costs[1] == costs[2] <= 16


def test_the_database_refuses_to_require_what_was_never_tried(cast, provider):
    row = set_up(cast.utility, provider, cast.users["amina"])
    with pytest.raises(IntegrityError), transaction.atomic():
        IdentityProvider.objects.filter(pk=row.pk).update(required=True)
    with pytest.raises(DomainError, match="Try it first"):
        services.require_provider(provider=row, by=cast.users["amina"])


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True), ("2001:4860:4860::8888", True), ("127.0.0.1", False), ("10.1.2.3", False),
        ("169.254.169.254", False), ("192.168.0.1", False), ("0.0.0.1", False), ("100.64.0.1", False),
        ("::1", False), ("fe80::1%eth0", False), ("fd00::1", False), ("::ffff:127.0.0.1", False),
        ("2002:7f00:1::", False), ("224.0.0.1", False),
    ],
)  # fmt: skip
def test_private_addresses_are_told_from_public_ones(address, public):
    assert outside.is_public(address) is public


def test_private_servers_are_not_asked_even_when_a_name_leads_there_only_later(
    settings, provider, monkeypatch
):
    settings.OIDC_ALLOW_PRIVATE = False
    for url in (provider.url.replace("http", "https"), "https://localhost/", "https://nowhere.invalid/"):
        with pytest.raises(requests.RequestException):
            outside.OutsideSession().get(url)
    monkeypatch.setattr(outside, "may_ask", lambda host, port: True)
    with pytest.raises(requests.ConnectionError, match="not public"):
        outside.OutsideSession().get(provider.url.replace("http", "https"))
    with pytest.raises(requests.RequestException):
        outside.OutsideSession().get(provider.url)


def test_an_endless_answer_is_not_read(provider, monkeypatch):
    monkeypatch.setattr(outside, "LARGEST", 10)
    with pytest.raises(requests.RequestException, match="too long"):
        outside.OutsideSession().get(provider.url)


@pytest.mark.parametrize(
    "path", ["/accounts/organisation/{}/", "/accounts/organisation/k/back/?state=a&code={}"]
)
def test_neither_keys_nor_codes_of_a_sign_in_come_into_the_log(path):
    line = logging.LogRecord("x", logging.INFO, "", 0, "GET %s", (path.format("s3cret"),), None)
    assert HideKeys().filter(line)
    assert "s3cret" not in line.getMessage()
