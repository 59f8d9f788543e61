"""Every page of the core opens for those whom it is for, and looks like nothing to everybody else."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from conftest import Cast
from partnering.models import Action, Membership, Role, Seat
from partnering.urls import core_urls, import_urls, view_urls

EVERYBODY = ("amina", "bo", "chidi", "dana", "eve", "fola")


def address(cast: Cast, route: str) -> str:
    """The address of a route about the utility, its people, and the partnership."""
    cast.utility.steward = None
    ours = Action.objects.get_or_create(title="Internal", organisation=cast.utility)[0]
    joint = Action.objects.get_or_create(
        title="Joint", organisation=cast.utility, partnership=cast.partnership, due_on=date(2024, 2, 1)
    )[0]
    seat = Seat.objects.get_or_create(
        group=cast.group, organisation=cast.utility, person=None, defaults={"started_on": date(2024, 2, 1)}
    )[0]
    things: dict[str, Any] = {
        "slug": cast.partnership.slug,
        "organisation": cast.utility.pk,
        "unit": cast.unit.pk,
        "person": cast.people["chidi"].pk,
        "sponsor": cast.people["bo"].pk,
        "role": Role.objects.get(person=cast.people["bo"]).pk,
        "lead": Role.objects.get(person=cast.people["amina"]).pk,
        "membership": Membership.objects.get(organisation=cast.utility).pk,
        "group": cast.group.pk,
        "seat": seat.pk,
        "internal": ours.pk,
        "joint": joint.pk,
    }
    name, _sep, thing = route.partition(" ")
    return reverse(f"partnering:{name}", args=[things[thing]] if thing else [])


PAGES = {
    "organisations": set(EVERYBODY),
    "people": set(EVERYBODY),
    "partnerships": set(EVERYBODY),
    "actions": set(EVERYBODY),
    "add-action": set(EVERYBODY),
    "add-organisation": {"amina", "dana", "eve", "fola"},
    "add-partnership": {"amina", "dana", "eve", "fola"},
    "organisation organisation": {"amina", "bo", "chidi", "dana", "fola"},
    "units organisation": {"amina", "bo", "chidi"},
    "organisation-sign-in organisation": {"amina"},
    "edit-organisation organisation": {"amina"},
    "archive-organisation organisation": {"amina"},
    "add-unit organisation": {"amina"},
    "add-person organisation": {"amina"},
    "edit-unit unit": {"amina"},
    "person person": {"amina", "bo", "chidi"},
    "person sponsor": {"amina", "bo", "chidi", "dana", "fola"},
    "edit-person person": {"amina"},
    "person-leaves person": {"amina"},
    "end-role role": {"amina", "fola"},
    "end-role lead": {"amina"},
    "partnership slug": {"amina", "bo", "dana", "fola"},
    "members slug": {"amina", "bo", "dana", "fola"},
    "groups slug": {"amina", "bo", "dana", "fola"},
    "group group": {"amina", "bo", "dana", "fola"},
    "edit-partnership slug": {"fola"},
    "add-member slug": {"fola"},
    "add-role slug": {"amina", "dana", "fola"},
    "add-group slug": {"fola"},
    "edit-member membership": {"fola"},
    "member-leaves membership": {"fola"},
    "edit-group group": {"fola"},
    "archive-group group": {"fola"},
    "add-seat group": {"fola"},
    "fill-seat seat": {"amina", "fola"},
    "end-seat seat": {"amina", "fola"},
    "action internal": {"amina", "bo", "chidi"},
    "action joint": {"amina", "bo", "dana", "fola"},
    "edit-action internal": {"amina"},
    "edit-action joint": {"amina", "fola"},
    "cancel-action joint": {"amina", "fola"},
}
POSTS = {
    "restore-organisation organisation": {"amina"},
    "take-over-register organisation": {"amina"},
    "invite-person person": {"amina"},
    "revoke-invitation person": {"amina"},
    "make-lead person": {"amina"},
    "complete-action internal": {"amina"},
    "complete-action joint": {"amina", "fola"},
    "reopen-action joint": {"amina", "fola"},
    "archive-organisation organisation": {"amina"},
    "archive-group group": {"fola"},
    "cancel-action joint": {"amina", "fola"},
}


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("route", PAGES)
def test_a_page_opens_for_whom_it_is_for_and_is_not_found_by_others(client, cast, route, who):
    client.force_login(cast.users[who])

    assert client.get(address(cast, route)).status_code == (200 if who in PAGES[route] else 404)


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("route", POSTS)
def test_a_button_works_for_whom_it_is_for_and_is_not_found_by_others(client, cast, route, who):
    client.force_login(cast.users[who])

    assert client.post(address(cast, route)).status_code == (302 if who in POSTS[route] else 404)


@pytest.mark.parametrize("route", [*PAGES, *POSTS])
def test_without_signing_in_every_page_leads_to_the_sign_in(client, cast, route):
    answer = client.post(address(cast, route)) if route in POSTS else client.get(address(cast, route))

    assert answer.status_code == 302
    assert answer.url.startswith(reverse("account_login"))


@pytest.mark.parametrize("route", [route for route in POSTS if route not in PAGES])
def test_what_changes_something_at_once_is_not_done_by_following_a_link(client, cast, route):
    client.force_login(cast.users["amina"])

    assert client.get(address(cast, route)).status_code == 405


@pytest.mark.parametrize("route", ["organisations", "people", "partnerships", "actions"])
def test_lists_hold_nothing_of_anothers_organisation(client, cast, route):
    Action.objects.create(title="Sentinel action", organisation=cast.utility)
    client.force_login(cast.users["eve"])

    page = client.get(
        reverse(f"partnering:{route}"), {"state": "all", "gone": "on", "archived": "on"}
    ).content.decode()

    for secret in ("Water Utility", "Chidi", "Clean River", "Sentinel action", "Operations"):
        assert secret not in page


@pytest.mark.parametrize("who", ["dana", "fola"])
def test_a_partner_sees_a_sponsor_but_neither_unit_nor_phone_nor_how_many_people_there_are(client, cast, who):
    bo = cast.people["bo"]
    bo.unit, bo.phone = cast.unit, "020 7946 0000"
    bo.save()
    client.force_login(cast.users[who])

    person = client.get(bo.get_absolute_url()).content.decode()
    listed = client.get(reverse("partnering:people")).content.decode()
    organisations = client.get(reverse("partnering:organisations")).context["page"]

    assert "Bo" in person
    for secret in ("Operations", "020 7946 0000"):
        assert secret not in person + listed
    assert {row.name: row.head_count for row in organisations}["Water Utility"] is None


ELSEWHERE = {
    "sent-mail",
    "sent-message",
    "require-sign-in",
    "free-sign-in",
    "remove-sign-in",
    "save-view",
} | {pattern.name for pattern in [*import_urls, *view_urls]}


def test_no_page_of_the_core_is_missing_from_these_tables():
    names: set[str] = set()
    patterns: list[Any] = list(core_urls)
    while patterns:
        pattern = patterns.pop()
        if hasattr(pattern, "url_patterns"):
            patterns.extend(pattern.url_patterns)
        else:
            names.add(pattern.name)

    assert names - ELSEWHERE == {route.split()[0] for route in [*PAGES, *POSTS]}
