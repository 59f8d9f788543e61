"""Coming in by a code, guessing and being locked, and whose browsers are signed in."""

from __future__ import annotations

import re
from datetime import timedelta
from threading import Thread

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core.cache import cache, caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from partnering import access, browsers
from partnering.models import OutgoingMessage, SignIn
from partnering.registry import Composed, Suppressed, message_composers
from partnering.sealing import seal, unseal
from partnering.services import people
from partnering.services.outbox import send_due_messages
from partnering.services.sign_ins import forget_old_sign_ins

PASSWORD = "a-password-for-tests"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"


def ask_for_code(client, email: str):
    return client.post(reverse("account_request_login_code"), {"email": email})


def code_in(message: OutgoingMessage) -> str:
    made = message_composers[message.kind](message)
    assert isinstance(made, Composed)
    found = re.search(r"^([A-Z]{4}-[A-Z]{4})$", made.text, re.MULTILINE)
    assert found
    assert found.group(1) in made.html
    return found.group(1)


def enter(client, code: str):
    return client.post(reverse("account_confirm_login_code"), {"code": code})


def sign_in(client, email: str, password: str = PASSWORD):
    return client.post(reverse("account_login"), {"login": email, "password": password})


def is_in(client) -> bool:
    return client.get(reverse("account")).status_code == 200


def test_the_code_of_a_mail_lets_its_reader_in_once_and_in_that_browser_only(client, cast):
    ask_for_code(client, cast.users["bo"].email)
    code = code_in(OutgoingMessage.objects.get(kind="login_code"))

    elsewhere = Client()
    ask_for_code(elsewhere, cast.users["chidi"].email)
    enter(elsewhere, code)
    assert not is_in(elsewhere)

    assert enter(client, code).status_code == 302
    assert is_in(client)
    client.logout()
    enter(client, code)
    assert not is_in(client)


def test_a_code_rests_nowhere_in_the_database(client, cast):
    ask_for_code(client, cast.users["bo"].email)
    message = OutgoingMessage.objects.get(kind="login_code")
    code = code_in(message)

    kept = [
        str(message.details),
        str(dict(client.session)),
        *(one.session_data for one in Session.objects.all()),
    ]

    assert not [one for one in kept if code in one or code.replace("-", "") in one]


def test_a_code_that_came_too_late_is_neither_sent_nor_taken(client, cast):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        ask_for_code(client, cast.users["bo"].email)
        message = OutgoingMessage.objects.get(kind="login_code")
        code = code_in(message)
        clock.shift(timedelta(minutes=11))

        assert isinstance(message_composers["login_code"](message), Suppressed)
        enter(client, code)
        assert not is_in(client)


@pytest.mark.django_db(transaction=True)
def test_a_code_leaves_as_soon_as_the_worker_is_woken(client, cast, mailbox):
    ask_for_code(client, cast.users["bo"].email)

    send_due_messages(now=timezone.now())

    assert [(one["To"], "code" in one["Subject"]) for one in mailbox.messages] == [
        (cast.users["bo"].email, True)
    ]


def test_three_wrong_codes_end_the_attempt(client, cast):
    ask_for_code(client, cast.users["bo"].email)
    code = code_in(OutgoingMessage.objects.get(kind="login_code"))
    for _ in range(3):
        enter(client, "WRNG-CODE")

    enter(client, code)

    assert not is_in(client)


def test_strangers_and_closed_accounts_are_answered_alike_and_get_no_code(client, cast):
    cast.users["chidi"].is_active = False
    cast.users["chidi"].save()
    pages = []
    for email in (cast.users["bo"].email, cast.users["chidi"].email, "nobody@nowhere.example"):
        browser = Client()
        answer = ask_for_code(browser, email)
        page = browser.get(answer.url).content.decode().replace(email, "…")
        pages.append((answer.status_code, answer.url, re.sub(r'csrfmiddlewaretoken" value="\w+', "", page)))

    assert pages[0] == pages[1] == pages[2]
    assert [one.to_email for one in OutgoingMessage.objects.all()] == [cast.users["bo"].email]


def test_five_wrong_passwords_lock_an_address_known_or_not_and_its_owner_is_told(client, cast):
    bo = cast.users["bo"].email
    answers = {}
    for email in (bo, "nobody@nowhere.example"):
        for _ in range(5):
            sign_in(client, email, "wrong")
        answers[email] = sign_in(client, email).content.decode()
        assert "Wait 15 minutes" in answers[email]
        assert not is_in(client)

    message = OutgoingMessage.objects.get()
    made = message_composers[message.kind](message)
    assert (message.kind, message.to_email) == ("account_locked", bo)
    assert isinstance(made, Composed)
    assert reverse("account_reset_password") in made.text


def test_a_lock_opens_by_itself(client, cast):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _ in range(5):
            sign_in(client, cast.users["bo"].email, "wrong")
        clock.shift(timedelta(minutes=14))
        sign_in(client, cast.users["bo"].email)
        assert not is_in(client)
        clock.shift(timedelta(minutes=2))
        sign_in(client, cast.users["bo"].email)
        assert is_in(client)


def test_a_new_password_opens_a_lock_at_once(client, cast):
    bo = cast.users["bo"]
    for _ in range(5):
        sign_in(client, bo.email, "wrong")
    client.post(reverse("account_reset_password"), {"email": bo.email})
    mail = message_composers["password_reset"](OutgoingMessage.objects.get(kind="password_reset"))
    page = client.get(re.search(r"http://testserver(/\S+)", mail.text).group(1), follow=True)
    client.post(
        page.request["PATH_INFO"], {"password1": "seven-quiet-rivers", "password2": "seven-quiet-rivers"}
    )

    sign_in(client, bo.email, "seven-quiet-rivers")

    assert is_in(client)


def test_what_one_process_counts_all_others_know(cast):
    cache.set("counted", [1.0, 2.0], 60)

    # Another process has another cache object and nothing else in common with this one than the database.
    another = caches.create_connection("default")

    assert another.get("counted") == [1.0, 2.0]
    assert another.add("counted", "again", 60) is False


@pytest.mark.django_db(transaction=True)
def test_guesses_by_way_of_several_processes_are_counted_together(client, cast):
    bo = cast.users["bo"].email

    def guess() -> None:
        sign_in(Client(), bo, "wrong")
        connection.close()

    for _ in range(5):
        # A thread has a connection and a cache object of its own, like another process.
        thread = Thread(target=guess)
        thread.start()
        thread.join()

    assert "Wait 15 minutes" in sign_in(client, bo).content.decode()


def test_ones_own_browsers_are_listed_and_can_be_signed_out(client, cast):
    bo, at_home = cast.users["bo"], Client(headers={"user-agent": FIREFOX})
    sign_in(at_home, bo.email)
    sign_in(client, bo.email)
    page = client.get(reverse("account")).content.decode()
    assert page.count("Firefox · Windows") >= 1
    assert page.count("this browser") == 1

    client.post(reverse("end-sign-in", args=[SignIn.objects.get(browser="Firefox").pk]))

    assert not is_in(at_home)
    assert is_in(client)


def test_signing_out_everywhere_else_leaves_only_this_browser_and_nobody_elses(client, cast):
    others = [Client(), Client()]
    for one in others:
        sign_in(one, cast.users["bo"].email)
    amina = Client()
    sign_in(amina, cast.users["amina"].email)
    sign_in(client, cast.users["bo"].email)

    client.post(reverse("end-other-sign-ins"))

    assert [is_in(one) for one in (*others, client, amina)] == [False, False, True, True]


def test_nobody_sees_or_ends_where_somebody_else_is_signed_in(client, cast):
    sign_in(Client(headers={"user-agent": FIREFOX}), cast.users["bo"].email)
    for who in ("amina", "eve"):
        client.force_login(cast.users[who])
        assert b"Firefox" not in client.get(reverse("account")).content
        assert (
            client.post(reverse("end-sign-in", args=[SignIn.objects.get(browser="Firefox").pk])).status_code
            == 404
        )


def test_a_new_password_signs_out_whoever_knew_the_old_one_and_its_owner_is_told(client, cast):
    bo, thief = cast.users["bo"], Client()
    sign_in(thief, bo.email)
    sign_in(client, bo.email)
    new = {"oldpassword": PASSWORD, "password1": "seven-quiet-rivers", "password2": "seven-quiet-rivers"}

    page = client.post(reverse("account_change_password"), new, follow=True).content.decode()

    assert "Other browsers are signed out" in page
    assert is_in(client)
    assert not is_in(thief)
    assert SignIn.objects.filter(user=bo).count() == 1
    told = OutgoingMessage.objects.get(kind="account_changed", to_email=bo.email)
    assert "Your password was changed" in message_composers[told.kind](told).text


def test_who_has_left_is_signed_out_everywhere(client, cast):
    sign_in(client, cast.users["chidi"].email)

    people.person_leaves(person=cast.people["chidi"], on=access.today(), by=cast.users["amina"])

    assert not is_in(client)
    assert not SignIn.objects.filter(user=cast.users["chidi"]).exists()


def test_when_somebody_was_last_seen_is_noted_now_and_then(client, cast):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        sign_in(client, cast.users["bo"].email)
        first = SignIn.objects.get().seen_at
        clock.shift(timedelta(minutes=4))
        is_in(client)
        assert SignIn.objects.get().seen_at == first
        clock.shift(timedelta(minutes=2))
        is_in(client)
        assert SignIn.objects.get().seen_at == first + timedelta(minutes=6)


def test_sign_ins_are_forgotten_when_they_have_expired(client, cast):
    sign_in(client, cast.users["bo"].email)

    assert forget_old_sign_ins(now=timezone.now()) == 0
    assert forget_old_sign_ins(now=timezone.now() + timedelta(days=15)) == 1
    assert not Session.objects.exists()


def test_no_address_of_a_network_is_kept_of_a_sign_in(client, cast):
    client.post(reverse("account_login"), {"login": "x"}, REMOTE_ADDR="203.0.113.7")
    sign_in(client, cast.users["bo"].email)

    assert {field.name for field in SignIn._meta.fields} == {
        "id", "user", "session_key", "browser", "system", "started_at", "seen_at"
    }  # fmt: skip


def test_the_account_page_costs_the_same_for_any_number_of_browsers(client, cast):
    costs = []
    for _ in range(2):
        sign_in(Client(), cast.users["bo"].email)
        client.force_login(cast.users["bo"])
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("account"))
        costs.append(len(asked))

    assert costs[0] == costs[1] <= 10


def test_times_are_shown_in_the_zone_that_one_chose_and_rights_are_not_moved_by_it(client, cast):
    with time_machine.travel("2026-03-10T23:30:00Z", tick=False):
        client.force_login(cast.users["bo"])
        day = access.today()
        done = client.post(reverse("choose-time-zone"), {"time_zone": "Pacific/Auckland"}, follow=True)

        assert "since 11 Mar 2026, 12:30" in done.content.decode()
        assert access.today() == day


def test_a_zone_that_no_clock_knows_is_refused_and_one_in_the_register_breaks_nothing(client, cast):
    client.force_login(cast.users["bo"])
    assert client.post(reverse("choose-time-zone"), {"time_zone": "Atlantis/City"}).status_code == 422

    for zone in ("Atlantis/City", "../etc"):
        type(cast.people["bo"]).objects.update(time_zone=zone)
        assert is_in(client)


@pytest.mark.parametrize(
    ("agent", "named"),
    [
        (FIREFOX, ("Firefox", "Windows")),
        ("Mozilla/5.0 (iPhone) AppleWebKit/605 Version/17 Mobile Safari/604.1", ("Safari", "iPhone")),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/120 Mobile Safari/537.36 EdgA Edg/120", ("Edge", "Android")),
        ("curl/8", ("", "")),
    ],
)
def test_a_browser_is_named_as_its_owner_would(agent, named):
    assert browsers.device_named(agent) == named


@given(st.text(), st.text(min_size=1, max_size=20))
def test_what_is_sealed_opens_for_its_purpose_only(text, purpose):
    sealed = seal(text, purpose=purpose)

    assert unseal(sealed, purpose=purpose) == text
    assert unseal(sealed, purpose=f"{purpose}!") is None
    assert unseal(sealed[:-4], purpose=purpose) is None


def test_a_new_secret_key_still_opens_what_an_older_one_sealed(settings):
    sealed = seal("text", purpose="test")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-key"
    assert unseal(sealed, purpose="test") == "text"
    settings.SECRET_KEY_FALLBACKS = []
    assert unseal(sealed, purpose="test") is None


def test_too_many_requests_are_answered_with_a_page_of_ours(client, cast):
    answers = [sign_in(client, f"somebody{number}@nowhere.example") for number in range(31)]

    assert answers[-1].status_code == 429
    assert b"Too many attempts" in answers[-1].content
