"""The frame of every page: navigation, switch, sign-in, demo mail, error pages."""

from __future__ import annotations

import os
from datetime import date

import pytest
from django.core.mail import EmailMessage
from django.core.mail.backends.filebased import EmailBackend
from django.template import Context, Template
from django.test import RequestFactory
from django.urls import reverse

from partnering import registry
from partnering.models import Action
from partnering.templatetags.ui import time_span

SIGN_INS = [{"role": "Manager", "email": "m@demo.example", "password": "open-sesame"}]


def test_the_frame_names_the_signed_in_person_and_their_partnerships_only(client, cast):
    client.force_login(cast.users["chidi"])
    page = client.get(reverse("partnering:actions")).content.decode()

    assert "Chidi" in page
    assert "Water Utility" in page
    assert "Clean River" not in page


def test_the_switch_offers_the_partnerships_that_one_is_part_of_and_marks_where_one_is(client, cast):
    for who, found in (("fola", True), ("chidi", False), ("eve", False)):
        client.force_login(cast.users[who])
        page = client.get(reverse("partnering:switch"), {"here": "clean-river"}).content.decode()

        assert ("Clean River" in page) == found
        assert ('aria-current="true"' in page) == found


def test_a_page_about_a_partnership_asks_for_the_switch_with_its_place(client, cast):
    client.force_login(cast.users["fola"])
    page = client.get("/partnerships/clean-river/members/").content.decode()

    assert 'hx-get="/switch/?here=clean-river"' in page


def test_the_page_has_a_skip_link_a_language_and_one_main(client, cast):
    client.force_login(cast.users["fola"])
    page = client.get(cast.partnership.get_absolute_url()).content.decode()

    assert 'href="#content"' in page
    assert '<html lang="en' in page
    assert page.count("<main") == 1


def test_no_page_has_inline_style_or_script(client, cast):
    client.force_login(cast.users["fola"])
    for address in ("/actions/", "/organisations/", "/partnerships/clean-river/members/", "/actions/add/"):
        page = client.get(address).content.decode()
        assert "style=" not in page
        assert "<script>" not in page
        assert "onclick" not in page


@pytest.mark.parametrize(
    ("address", "entry"),
    [
        ("/actions/add/", "/actions/"),
        ("/people/", "/people/"),
        ("/partnerships/clean-river/", "/partnerships/"),
        ("group", "/partnerships/"),
    ],
)
def test_the_navigation_marks_where_one_is(client, cast, address, entry):
    client.force_login(cast.users["fola"])
    page = client.get(cast.group.get_absolute_url() if address == "group" else address).content.decode()

    assert f'<a href="{entry}" class="active"' in page


def test_outside_the_demonstration_there_is_neither_sign_in_button_nor_mail_page(client, cast, settings):
    settings.TRACTION_DEMO, settings.TRACTION_DEMO_SIGN_INS = False, []

    assert "data-sign-in-email" not in client.get(reverse("account_login")).content.decode()
    client.force_login(cast.users["fola"])
    assert client.get(reverse("partnering:sent-mail")).status_code == 404
    assert client.get(reverse("partnering:sent-message", args=["x~0"])).status_code == 404
    assert "sent mail" not in client.get(reverse("partnering:actions")).content.decode()


def test_the_demonstration_shows_how_to_sign_in(client, db, settings):
    settings.TRACTION_DEMO, settings.TRACTION_DEMO_SIGN_INS = True, SIGN_INS

    assert 'data-sign-in-email="m@demo.example"' in client.get(reverse("account_login")).content.decode()


def test_the_demonstrations_mail_is_read_newest_first_and_searched(client, cast, settings, tmp_path):
    settings.TRACTION_DEMO, settings.EMAIL_FILE_PATH = True, str(tmp_path)
    for number, subjects in enumerate([["Older", "Second"], ["Newest"]]):
        backend = EmailBackend(file_path=str(tmp_path))
        backend.open()
        for subject in subjects:
            EmailMessage(subject, f"Read https://x.example/{subject}", to=["a@b.example"]).send()
            backend.send_messages(
                [EmailMessage(subject, f"See https://x.example/{subject}", to=["ann@b.example"])]
            )
        backend.close()
        for file in tmp_path.glob("*.log"):
            if number == 0:
                os.utime(file, (1_000_000, 1_000_000))
    client.force_login(cast.users["fola"])
    listed = client.get(reverse("partnering:sent-mail"))
    found = client.get(reverse("partnering:sent-mail"), {"q": "newest"}).context["page"].object_list

    assert {letter.subject for letter in listed.context["page"]} == {"Older", "Second", "Newest"}
    assert [letter.subject for letter in found] == ["Newest"]
    message = client.get(reverse("partnering:sent-message", args=[found[0].key])).content.decode()
    assert 'href="https://x.example/Newest"' in message
    assert client.get(reverse("partnering:sent-message", args=["no~9"])).status_code == 404


def test_an_empty_mailbox_says_what_would_fill_it(client, cast, settings, tmp_path):
    settings.TRACTION_DEMO, settings.EMAIL_FILE_PATH = True, str(tmp_path / "none")
    client.force_login(cast.users["fola"])

    assert "No mail" in client.get(reverse("partnering:sent-mail")).content.decode()


@pytest.mark.parametrize(
    "route", ["account_login", "account_reset_password", "account_reset_password_done", "account_signup"]
)
def test_the_pages_before_signing_in_open(client, db, route):
    assert client.get(reverse(route)).status_code == 200


@pytest.mark.parametrize("route", ["account_logout", "account_change_password"])
def test_the_pages_of_an_account_open(client, cast, route):
    client.force_login(cast.users["fola"])

    assert client.get(reverse(route)).status_code == 200


def test_a_wrong_password_is_said_and_the_address_kept(client, cast):
    data = {"login": "fola@river-agency.example", "password": "wrong-password"}
    page = client.post(reverse("account_login"), data).content.decode()

    assert "not correct" in page
    assert 'value="fola@river-agency.example"' in page


def test_a_used_or_mangled_password_link_says_what_to_do(client, db):
    key = {"uidb36": "1", "key": "nonsense"}
    page = client.get(reverse("account_reset_password_from_key", kwargs=key), follow=True).content.decode()

    assert "Send me a new link" in page


@pytest.mark.parametrize("name", ["403.html", "403_csrf.html", "404.html", "405.html", "500.html"])
def test_error_pages_are_drawn_without_a_request(name):
    assert "<h1>" in Template(f"{{% include '{name}' %}}").render(Context())


def test_an_unknown_address_is_answered_in_our_words(client, db):
    answer = client.get("/no/such/page/")

    assert answer.status_code == 404
    assert "There is nothing here" in answer.content.decode()


def test_tabs_show_the_overview_first_and_only_what_the_user_may_see(cast, monkeypatch):
    tabs = [
        registry.Tab("partnership", "partnering:members", "Members", "users", lambda one: one.slug),
        registry.Tab(
            "partnership",
            "partnering:groups",
            "Secret",
            "users",
            lambda one: one.slug,
            lambda user, one: False,
        ),
    ]
    monkeypatch.setattr(registry, "tabs", tabs)
    request = RequestFactory().get(reverse("partnering:members", args=["clean-river"]))
    request.user = cast.users["fola"]

    html = Template('{% load ui %}{% tabs "partnership" p %}').render(
        Context({"request": request, "p": cast.partnership})
    )

    assert html.index("Overview") < html.index("Members")
    assert "Secret" not in html
    assert html.count('aria-current="page"') == 1


def test_tabs_of_one_group_share_a_place_and_have_a_row_of_their_own(cast, monkeypatch):
    tabs = [
        registry.Tab("partnership", f"partnering:{name}", name, "users", lambda one: one.slug, group=group)
        for name, group in (("members", "Who"), ("groups", "Who"), ("phases", "Alone"))
    ]
    monkeypatch.setattr(registry, "tabs", tabs)
    drawn = Template('{% load ui %}{% tabs "partnership" p %}')

    def html(name):
        request = RequestFactory().get(reverse(f"partnering:{name}", args=["clean-river"]))
        request.user = cast.users["fola"]
        return drawn.render(Context({"request": request, "p": cast.partnership}))

    within, beside = html("groups"), html("phases")
    assert (within.count(">Who<"), within.count(">members<"), within.count(">groups<")) == (1, 1, 1)
    assert within.count('aria-current="page"') == within.count('aria-current="true"') == 1
    assert (beside.count(">Who<"), beside.count(">phases<"), beside.count(">members<")) == (1, 1, 0)


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2026, 3, 1), date(2026, 4, 2), "1 Mar 2026 – 2 Apr 2026"),
        (date(2024, 3, 1), None, "since 1 Mar 2024"),
        (date(2200, 3, 1), None, "from 1 Mar 2200"),
        (None, date(2026, 4, 2), "until 2 Apr 2026"),
        (None, None, "today"),
    ],
)
def test_a_time_says_in_words_whether_it_lasts_is_over_or_is_to_come(first, last, words):
    assert time_span(first, last) == words


@pytest.mark.parametrize(("name", "letters"), [("Ann Marie Smith", "AS"), ("Ann", "A"), ("", "")])
def test_initials_are_of_the_first_and_last_name(name, letters):
    assert Template("{% load ui %}{{ n|initials }}").render(Context({"n": name})) == letters


@pytest.mark.parametrize(("tags", "kind"), [("error", "danger"), ("success", "success"), ("debug", "info")])
def test_messages_have_the_colour_and_icon_of_their_kind(tags, kind):
    html = Template("{% load ui %}{{ t|alert_kind }}{% icon t|alert_icon %}").render(Context({"t": tags}))

    assert html.startswith(kind)
    assert 'aria-hidden="true"' in html


def test_an_address_that_only_a_button_asks_for_says_so_when_it_is_opened(client, cast):
    action = Action.objects.create(title="Measure", organisation=cast.utility, owner=cast.people["amina"])
    address = reverse("partnering:complete-action", args=[action.pk])
    client.force_login(cast.users["amina"])

    opened = client.get(address)

    assert (opened.status_code, opened["Allow"]) == (405, "POST")
    assert "press it again" in opened.content.decode()
    assert client.head(address).content == client.put(address).content == b""
    action.refresh_from_db()
    assert action.state == "open"
