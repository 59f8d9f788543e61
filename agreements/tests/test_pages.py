"""Every page opens for those whom it is for, and looks like nothing to everybody else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from agreements.models import Commitment, Party, Signatory
from agreements.services import signing
from agreements.tests import cast as making
from agreements.urls import agreement_urls, commitment_urls, urlpatterns
from partnering import access
from partnering.models import Membership
from tools.beginnings import beginning

EVERYBODY = ("amina", "bo", "chidi", "dana", "eve", "fola")
MEMBERS = {"amina", "bo", "dana", "fola"}
MADE = {"draft": making.draft, "out": making.put_out, "force": making.in_force}


@beginning
def agreed(cast: Any) -> Any:
    """The cast, whose partnership has an agreement in each state."""
    cast.agreements = {state: make(cast) for state, make in MADE.items()}
    return cast


def address_of(cast: Any, route: str) -> str:
    """The address of a route; after its name comes the state of the agreement that it is about."""
    name, _sep, state = route.partition(" ")
    if not state:
        return reverse(f"agreements:{name}", args=[cast.partnership.slug])
    agreement = cast.agreements[state]
    things = {
        "remove-party": lambda: Party.objects.get(agreement=agreement, organisation=cast.utility),
        "remove-signatory": lambda: Signatory.objects.get(
            version=agreement.current_version(), person=cast.people["bo"]
        ),
        **dict.fromkeys(COMMITMENT_ROUTES, lambda: Commitment.objects.get(agreement=agreement)),
    }
    thing = things.get(name, lambda: agreement)()
    more = [cast.utility.pk] if name == "state-interests" else []
    return reverse(f"agreements:{name}", args=[thing.pk, *more])


COMMITMENT_ROUTES = (
    "commitment",
    "edit-commitment",
    "remove-commitment",
    "make-action",
    "mark-kept",
    "mark-not-kept",
    "withdraw-commitment",
    "reopen-commitment",
)
PAGES = {
    "agreements": MEMBERS,
    "commitments": MEMBERS,
    "draft-agreement": {"amina", "dana", "fola"},
    "agreement draft": MEMBERS,
    "agreement out": MEMBERS,
    "agreement force": MEMBERS,
    "edit-draft draft": {"amina", "dana", "fola"},
    "discard-draft draft": {"fola"},
    "add-party draft": {"amina", "dana", "fola"},
    "remove-party draft": {"amina", "fola"},
    "state-interests draft": {"amina", "fola"},
    "name-signatory draft": {"amina", "dana", "fola"},
    "remove-signatory draft": {"amina", "fola"},
    "add-commitment draft": {"amina", "dana", "fola"},
    "edit-commitment draft": {"amina", "fola"},
    "remove-commitment draft": {"amina", "fola"},
    "put-out draft": {"fola"},
    "take-back out": {"fola"},
    "sign out": {"bo", "dana", "fola"},
    "end-agreement force": {"fola"},
    "plan-actions force": {"amina", "dana", "fola"},
    "commitment draft": MEMBERS,
    "commitment force": MEMBERS,
    "make-action force": {"amina", "fola"},
    "mark-kept force": {"amina", "fola"},
    "mark-not-kept force": {"amina", "fola"},
    "withdraw-commitment force": {"amina", "fola"},
}
POSTS = {
    "discard-draft draft": {"fola"},
    "remove-party draft": {"amina", "fola"},
    "remove-signatory draft": {"amina", "fola"},
    "remove-commitment draft": {"amina", "fola"},
    "put-out draft": {"fola"},
    "take-back out": {"fola"},
    "reopen-commitment force": {"amina", "fola"},
}


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("route", PAGES)
def test_a_page_opens_for_whom_it_is_for_and_is_not_found_by_others(client, agreed, route, who):
    client.force_login(agreed.users[who])

    assert client.get(address_of(agreed, route)).status_code == (200 if who in PAGES[route] else 404)


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("route", POSTS)
def test_a_button_works_for_whom_it_is_for_and_is_not_found_by_others(client, agreed, route, who):
    client.force_login(agreed.users[who])

    assert client.post(address_of(agreed, route)).status_code == (302 if who in POSTS[route] else 404)


@pytest.mark.parametrize("route", [*PAGES, *POSTS])
def test_without_signing_in_every_page_leads_to_the_sign_in(client, agreed, route):
    answer = (
        client.post(address_of(agreed, route)) if route in POSTS else client.get(address_of(agreed, route))
    )

    assert answer.status_code == 302
    assert answer.url.startswith(reverse("account_login"))


@pytest.mark.parametrize("route", PAGES)
def test_a_former_member_finds_nothing_any_more(client, agreed, route):
    where = address_of(agreed, route)
    Membership.objects.filter(organisation=agreed.university).update(left_on=access.today())
    client.force_login(agreed.users["dana"])

    assert client.get(where).status_code == 404


def test_the_routes_are_all_in_these_tables():
    # Anybody may open these, and reads their own rows there.
    lists = {"every-agreement", "every-commitment"}
    named = {
        one.name for one in [*agreement_urls, *commitment_urls, *urlpatterns] if getattr(one, "name", "")
    }

    assert {route.split()[0] for route in [*PAGES, *POSTS]} == named - lists


def test_another_organisation_s_secret_words_are_in_no_page_of_an_outsider(client, cast):
    making.in_force(cast, title="SENTINEL-TITLE", purpose="SENTINEL-PURPOSE")
    client.force_login(cast.users["eve"])
    for where in ("organisations", "people", "partnerships", "actions"):
        assert b"SENTINEL" not in client.get(reverse(f"partnering:{where}")).content


def test_the_ledger_is_searched_filtered_and_sorted(client, cast):
    agreement = making.draft(cast)
    making.commit(cast, agreement, "Opens the archive", kind="access", organisation=cast.university)
    making.commit(
        cast, agreement, "Paid long ago", kind="money", unit="EUR", due_on=access.today() - timedelta(days=9)
    )
    signing.put_out_for_signature(
        agreement=agreement, by=cast.users["fola"], now=timezone.now() - timedelta(days=20)
    )
    for name in making.SIGNATORIES:
        making.sign(cast, agreement, name)
    client.force_login(cast.users["bo"])
    where = reverse("agreements:commitments", args=[cast.partnership.slug])

    def found(**query: Any) -> set[str]:
        page = client.get(where, query).content.decode()
        return {text for text in ("Lends two", "Opens the archive", "Paid long ago") if text in page}

    assert found() == {"Lends two", "Opens the archive", "Paid long ago"}
    assert found(q="archive") == {"Opens the archive"}
    assert found(kind="people") == {"Lends two"}
    assert found(organisation=cast.university.pk) == {"Opens the archive"}
    assert found(state="late") == {"Paid long ago"}
    assert found(state="kept") == set()
    assert found(agreement=agreement.pk, sort="-due") == found()
    assert "9 days late" in client.get(where).content.decode()
    assert "No commitment fits" in client.get(where, {"q": "nothing"}).content.decode()


def test_empty_lists_say_what_to_do(client, cast):
    client.force_login(cast.users["fola"])
    assert (
        "No agreement yet"
        in client.get(reverse("agreements:agreements", args=[cast.partnership.slug])).content.decode()
    )
    assert (
        "No commitments yet"
        in client.get(reverse("agreements:commitments", args=[cast.partnership.slug])).content.decode()
    )


def test_the_organisation_s_page_shows_members_what_it_has_still_to_keep(client, cast):
    making.in_force(cast)
    for who, seen in (("dana", True), ("eve", False)):
        client.force_login(cast.users[who])
        page = client.get(cast.utility.get_absolute_url()).content.decode()
        assert ("Lends two engineers" in page) is seen


def test_a_manager_without_lead_role_elsewhere_is_not_asked_to_sign_for_others(client, cast):
    agreement = making.put_out(cast)
    client.force_login(cast.users["amina"])

    assert client.get(reverse("agreements:sign", args=[agreement.pk])).status_code == 404


def test_what_is_due_before_the_agreement_can_begin_keeps_it_from_signature_and_is_told_to_who_signs(
    client, cast
):
    agreement = making.draft(cast)
    making.commit(
        cast, agreement, "Paid", kind="money", unit="EUR", due_on=access.today() - timedelta(days=2)
    )
    client.force_login(cast.users["fola"])
    where = reverse("agreements:put-out", args=[agreement.pk])
    said = "A commitment of Water Utility is due before the agreement can come into force."

    assert said in client.get(where).content.decode()
    assert said in client.post(where, follow=True).content.decode()
    agreement.refresh_from_db()
    assert agreement.is_draft()

    signing.put_out_for_signature(
        agreement=agreement, by=cast.users["fola"], now=timezone.now() - timedelta(days=3)
    )
    client.force_login(cast.users["bo"])
    page = client.get(reverse("agreements:sign", args=[agreement.pk])).content.decode()
    assert "1 commitment was due before today" in page
