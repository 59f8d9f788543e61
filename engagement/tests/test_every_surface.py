"""Every address, walked by those who must get none of it.

The addresses come from the resolver, so that a new page without a line in the table of access fails here. What leaves
otherwise is proved in test_surfaces_without_pages.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from copy import copy
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from pypdf import PdfReader

from conftest import give_role, make_person
from engagement.tests.surroundings import INTERNAL, JOINT, World
from partnering import rights
from partnering.action_links import Answer
from partnering.action_links import token_for as token_for_answer
from partnering.choices import RoleKind
from partnering.models import Action
from partnering.record_links import token_for

pytestmark = pytest.mark.walk
# What each address is about: the key of `World.things`, and the names of the routes, as the table of access has them.
ROUTES = rights.routes_by_thing()
# Pages about nothing in particular: they answer everybody who signed in, each with their own rows.
OWN = " ".join(rights.own_pages)
# What anybody may open; `account_reset_password_from_key` with a key that nobody was sent.
OPEN = rights.TO_SIGN_IN
KEYED = "account_reset_password_from_key"
# An organisation's own sign-in, at an address with a key that only its people are told.
BY_ORGANISATION = "openid_connect_login openid_connect_callback"
# In the demonstration only, as test_demo proves.
DEMO_ONLY = ("partnering:sent-mail", "partnering:sent-message")
SURVEY = """readiness:survey readiness:survey-about readiness:survey-area readiness:survey-review
    readiness:survey-take-back readiness:survey-astray"""
# Behind a link to one's own record.
RECORD = "partnering:own-record partnering:suggest-record"
# Behind a link in a mail about one's own action.
ANSWER = "partnering:answer-for-action"
# Behind a link in an invitation, as test_meeting_invitations proves.
INVITATION = "partnering:answer-invitation"
# The same of a briefing, as test_briefing_answers proves.
BRIEFING = "engagement:answer-briefing-invitation"
# Behind a key, as test_surfaces_without_pages proves.
CALENDAR = "partnering:calendar"

# Behind a code that people scan, as test_sheets proves.
SHEET = "engagement:sign-here"
# For a mail server that knows a secret, as test_inbound_mail proves.
HANDED_OVER = "engagement:receive-mail"
# What a phone sends, and a script without anybody's data, as test_phone proves.
PHONE = "engagement:send-from-phone engagement:phone-worker"

JOINT_PAGES = """partnering:organisation partnering:person partnering:members partnering:phases partnering:xray
    partnering:journey partnering:timeline partnering:meeting partnering:meetings partnering:decisions
    partnering:partnership-map partnering:memberships
    partnering:groups partnering:group partnering:action agreements:agreement agreements:commitment
    agreements:commitments readiness:shared-results engagement:partnership engagement:traction
    engagement:reach engagement:interactions engagement:interaction"""
OUTSIDERS = ("eve", "gina", "hugo")
REFUSALS = {404, 405}


def every_route() -> dict[str, URLPattern]:
    """Each address of the project by its full name."""

    def walk(resolver: Any, prefix: str) -> Iterator[tuple[str, URLPattern]]:
        for one in resolver.url_patterns:
            if isinstance(one, URLPattern):
                yield f"{prefix}{one.name}", one
            else:
                yield from walk(one, f"{prefix}{one.namespace}:" if one.namespace else prefix)

    return dict(walk(get_resolver(), ""))


def addresses(world: World) -> list[tuple[str, str]]:
    """Name and address of all that is about a thing of the partnership or the utility."""
    return [
        (name, reverse(name, args=parts))
        for thing, names in ROUTES.items()
        for name in names
        for parts in world.things[thing]
    ]


def ask(client: Any, method: str, address: str) -> Any:
    """The answer; what the request changed is undone, so that the next one meets the same world."""
    cookies = copy(client.cookies)
    with transaction.atomic():
        response = getattr(client, method)(address)
        transaction.set_rollback(True)
    client.cookies = cookies
    return response


def readable(response: Any) -> bytes:
    """All that an answer tells, its headers included; the text of a PDF."""
    content = response.content
    if content.startswith(b"%PDF"):
        content = pdf_text(content).encode()
    headers = "\n".join(f"{name}: {value}" for name, value in response.items())
    return (headers.encode() + content).lower()


def pdf_text(content: bytes) -> str:
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def leaks(response: Any, *words: bytes) -> list[bytes]:
    """The sentinel words in an answer."""
    return sorted({found for word in words for found in re.findall(word + rb"\w*", readable(response))})


def test_every_address_of_the_project_has_a_line_in_the_table():
    by_link = [
        KEYED,
        *BY_ORGANISATION.split(),
        *SURVEY.split(),
        "readiness:find-survey",
        *RECORD.split(),
        ANSWER,
        INVITATION,
        BRIEFING,
        CALENDAR,
        SHEET,
        HANDED_OVER,
        *PHONE.split(),
    ]
    listed = [*OWN.split(), *OPEN.split(), *by_link, *DEMO_ONLY]
    listed += [name for names in ROUTES.values() for name in names]

    missing, gone = set(every_route()) - set(listed), set(listed) - set(every_route())
    assert not missing, f"Say in a rights.py who may see or do this: {sorted(missing)}"
    assert not gone, f"These routes of a rights.py are no more: {sorted(gone)}"
    assert len(listed) == len(set(listed)), "A route is about one thing"


@pytest.mark.parametrize("who", OUTSIDERS)
def test_outsiders_get_nothing_at_any_address(client, world, who):
    own = [(name, reverse(name)) for name in (*OWN.split(), DEMO_ONLY[0])]
    client.force_login(world.cast.users[who])
    for method in ("get", "post"):
        for name, address in addresses(world):
            response = ask(client, method, address)
            assert response.status_code in REFUSALS, (method, name)
            assert not leaks(response, JOINT, INTERNAL), (method, name)
        for name, address in own:
            response = ask(client, method, address)
            assert response.status_code in {200, 404, 405, 422}, (method, name)
            assert not leaks(response, JOINT, INTERNAL), (method, name)


@pytest.mark.parametrize("who", ["", "jo"])
def test_nobody_and_a_closed_account_are_asked_to_sign_in_at_every_address(client, world, who):
    own = [(name, reverse(name)) for name in OWN.split()]
    if who:
        client.force_login(world.cast.users[who])
    for method in ("get", "post"):
        for name, address in [*addresses(world), *own]:
            response = ask(client, method, address)
            assert (response.status_code, response.url.split("?")[0]) == (302, "/accounts/login/"), name
            assert not leaks(response, JOINT, INTERNAL), name


def test_what_anybody_may_open_tells_nothing(client, world):
    for method in ("get", "post"):
        for name in OPEN.split():
            assert not leaks(ask(client, method, reverse(name)), JOINT, INTERNAL), name
    pasted = client.post(reverse("readiness:find-survey"), {"link": "guessed"})
    assert not leaks(pasted, JOINT, INTERNAL)
    for name in BY_ORGANISATION.split():
        for key in (world.sign_in_key, "guessed"):
            assert not leaks(ask(client, "get", reverse(name, args=[key])), JOINT, INTERNAL), name
    key = ask(client, "get", reverse(KEYED, kwargs={"uidb36": "1", "key": "guessed"}))
    assert not leaks(key, JOINT, INTERNAL)


def test_a_members_person_without_a_role_sees_only_the_register_of_their_organisation(client, world):
    register = {b"jointzqagency", b"jointzqfola", b"jointzqtitle"}
    client.force_login(world.cast.users["ivan"])
    for name, address in addresses(world):
        response = ask(client, "get", address)
        assert not set(leaks(response, JOINT, INTERNAL)) - register, name


def test_another_members_lead_sees_what_their_role_gives_them_and_nothing_internal(client, world):
    cast = world.cast
    client.force_login(cast.users["dana"])
    opened: dict[str, set[str]] = {}
    for method in ("get", "post"):
        for name, address in [*addresses(world), *[(name, reverse(name)) for name in OWN.split()]]:
            response = ask(client, method, address)
            assert response.status_code in {200, 302, 404, 405, 422}, (method, name)
            assert not leaks(response, INTERNAL), (method, name)
            if response.status_code == 200:
                opened.setdefault(name, set()).add(address)

    assert not {*OWN.split(), *JOINT_PAGES.split()} - opened.keys()
    assert not {"readiness:campaign", "engagement:report", "engagement:answer-question"} & opened.keys()
    for name in (
        "engagement:plan",
        "engagement:prepare",
        "partnering:units",
        "partnering:organisation-xray",
    ):
        assert opened[name] == {reverse(name, args=[cast.university.pk])}


def test_a_contributor_reads_neither_results_nor_plan_of_their_own_organisation(client, world):
    kim = make_person(world.cast.utility, "Kim")
    give_role(kim, RoleKind.CONTRIBUTOR, world.cast.partnership)
    client.force_login(kim.user)
    secret = (
        b"innerzqsharedtitle",
        b"innerzqkeptsurvey",
        b"innerzqopensurvey",
        b"innerzqcomment",
        b"innerzqanswer",
    )

    for name, address in [*addresses(world), *[(name, reverse(name)) for name in OWN.split()]]:
        assert not leaks(ask(client, "get", address), *secret), name
    for name in ("readiness:campaign", "readiness:take-on"):
        thing = "campaign" if name.endswith("campaign") else "advice"
        for parts in world.things[thing]:
            assert client.get(reverse(name, args=parts)).status_code == 404


def everything() -> dict[str, list[Any]]:
    """All rows of all tables; a session may note when it was seen, that somebody read is noted once a day, and how
    often links were tried that lead nowhere is counted.
    """
    noted = ("sessions.Session", "partnering.ReadEntry", "partnering.CacheEntry")
    models = [model for model in apps.get_models() if model._meta.label not in noted]
    return {model._meta.label: list(model._base_manager.order_by("pk").values()) for model in models}


@pytest.mark.parametrize("who", ["amina", "fola"])
def test_opening_an_address_changes_nothing_and_a_forged_post_is_refused_everywhere(world, who):
    own = [(name, reverse(name)) for name in OWN.split()]
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.cast.users[who])
    # Signing in is noted on the account, so the world is looked at afterwards.
    before = everything()
    for name, address in [*addresses(world), *own]:
        assert client.get(address).status_code in {200, 302, 404, 405}, name
        assert client.post(address).status_code == 403, name
    for parts in (*world.things["token"], ["guessed"]):
        for method in ("get", "head"):
            getattr(client, method)(reverse("readiness:survey", args=parts))
    assert everything() == before


def test_search_and_filters_do_not_tell_either(client, world):
    client.force_login(world.cast.users["dana"])
    interactions = reverse("engagement:interactions", args=[world.cast.partnership.slug])
    lists = [reverse(f"partnering:{name}") for name in ("organisations", "people", "partnerships", "actions")]

    for word in ("InnerZq", "InnerZqperson", "innerzqstaff", "InnerZqunit", "InnerZqcomment"):
        for address in (*lists, interactions):
            page = client.get(address, {"q": word, "state": "all"}).context["page"]
            assert page.paginator.count == 0, (address, word)
    utility = {"organisation": world.cast.utility.pk, "state": "all", "level": "staff"}
    for address in lists:
        assert not leaks(client.get(address, utility), INTERNAL), address


def test_a_link_to_a_survey_opens_that_survey_and_gives_nothing_else_away(client, world):
    allowed = {b"innerzqopensurvey", b"innerzqopening", b"innerzqlower", b"jointzqutility"}
    for name in SURVEY.split():
        thing = {"readiness:survey-area": "token area", "readiness:survey-astray": "token astray"}.get(
            name, "token"
        )
        for parts in world.things[thing]:
            response = ask(client, "get", reverse(name, args=parts))
            assert not set(leaks(response, JOINT, INTERNAL)) - allowed, name
            assert response["Cache-Control"] == "no-store"
            assert response["Referrer-Policy"] == "no-referrer"
            assert not response.cookies
        guessed = reverse(name, args=["guessed", *parts[1:]])
        for method in ("get", "post"):
            response = ask(client, method, guessed)
            assert response.status_code == 404
            assert not leaks(response, JOINT, INTERNAL)


def test_a_link_to_ones_own_record_opens_that_record_and_gives_nothing_else_away(client, world):
    person = world.hidden
    allowed = {person.name.lower().encode(), person.email.split("@")[0].encode(), b"innerzqstaff"}
    allowed |= {b"innerzqunit", b"innerzqlower", b"jointzqutility"}
    token = token_for(person.pk, person.confirmed_on)
    for name in RECORD.split():
        response = ask(client, "get", reverse(name, args=[token]))
        assert response.status_code == 200
        assert not set(leaks(response, JOINT, INTERNAL)) - allowed, name
        assert response["Cache-Control"] == "no-store"
        assert response["Referrer-Policy"] == "no-referrer"
        assert not response.cookies
        for method in ("get", "post"):
            response = ask(client, method, reverse(name, args=["guessed"]))
            assert response.status_code == 404
            assert not leaks(response, JOINT, INTERNAL)


def test_the_code_of_a_sign_in_sheet_tells_what_is_signed_for_and_nothing_else(client, world):
    response = ask(client, "get", reverse(SHEET, args=[world.sheet_token]))

    assert response.status_code == 200
    assert set(leaks(response, JOINT, INTERNAL)) == {b"jointzqworkshop"}
    for method in ("get", "post"):
        for token in ("guessed", world.sheet_token[:-1], f"x{world.sheet_token}"):
            assert ask(client, method, reverse(SHEET, args=[token])).status_code == 404


def test_a_link_to_ones_own_action_opens_that_action_and_gives_nothing_else_away(client, world):
    chidi = world.cast.people["chidi"]
    action = Action.objects.get(title="JointZqaction")
    action.owner, owned = chidi, action.pk
    action.save()
    allowed = {b"jointzqaction", chidi.name.lower().encode(), b"jointzqutility"}
    for answer in Answer:
        response = ask(client, "get", reverse(ANSWER, args=[token_for_answer(owned, chidi.pk, answer)]))
        assert response.status_code == 200
        assert not set(leaks(response, JOINT, INTERNAL)) - allowed, answer
        assert response["Cache-Control"] == "no-store"
        assert not response.cookies
        for method in ("get", "post"):
            # Neither a guessed key, nor one for somebody who doesn't own it, tells what it is about.
            eve = token_for_answer(owned, world.cast.people["eve"].pk, answer)
            for token in ("guessed", eve):
                assert not leaks(ask(client, method, reverse(ANSWER, args=[token])), JOINT, INTERNAL)
