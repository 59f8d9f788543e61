"""Looking as another role of one's own organisation: what is seen, what is refused, when it ends, what is on record."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from time_machine import travel

from conftest import LONG_AGO, Cast, give_role, make_person
from engagement.tests.surroundings import INTERNAL, JOINT, World, fill, strangers
from engagement.tests.test_every_surface import OWN, addresses, ask, leaks
from partnering import access, guises, rights
from partnering.choices import RoleKind
from partnering.models import AuditEntry, Organisation, Partnership, ReadEntry, Role
from partnering.services.looking import STARTED, STOPPED

LOOK = "/look-as/"
COLUMNS = {
    "senior sponsor": "sponsor",
    "representative": "representative",
    "contributor": "contributor",
    "none": "staff",
}


@pytest.fixture
def world(cast: Cast) -> World:
    strangers(cast)
    return fill(cast)


def look(client: Any, role: str) -> None:
    assert client.post(LOOK, {"role": role}).status_code == 302


SHOWN = {name for right in rights.rights if not right.changes for name in right.names()}


def words_at(client: Any, world: World, *, forms: bool = False) -> dict[str, set[bytes]]:
    """The telling words of each page that opens; of those behind which something is changed when told so."""
    own = [(name, reverse(name)) for name in OWN.split() if name != "partnering:look-as"]
    about = [(name, address) for name, address in addresses(world) if forms or name in SHOWN]
    answers = {address: ask(client, "get", address) for _name, address in [*about, *own]}
    return {
        address: set(leaks(answer, JOINT, INTERNAL))
        for address, answer in answers.items()
        if answer.status_code == 200
    }


def beyond_the_table(opened: dict[str, set[bytes]], column: str, world: World) -> list[str]:
    """Pages that opened though no line of the table gives them to the role."""
    told, given = set(), set()
    for right in rights.rights:
        things = world.things[right.thing]
        chosen = things if right.only is None else [things[right.only]]
        lines = {reverse(route, args=parts) for route in right.names() for parts in chosen}
        told |= lines
        if column in right.who.split():
            given |= lines
    return sorted((told & opened.keys()) - given)


@pytest.mark.parametrize("who", ["amina", "fola"])
def test_each_role_shows_less_than_one_sees_oneself_and_no_more_than_the_table_gives_it(client, world, who):
    client.force_login(world.cast.users[who])
    real = words_at(client, world, forms=True)
    known = set().union(*real.values())
    for role, column in COLUMNS.items():
        look(client, role)
        opened = words_at(client, world, forms=who == "amina" and role == "senior sponsor")
        client.post(LOOK)

        assert opened.keys() <= real.keys(), (role, sorted(opened.keys() - real.keys()))
        # The overview is laid out by role, so what it says may stand on another page of one's own.
        assert not {word for words in opened.values() for word in words - known}, role
        if who == "amina":  # the table speaks of the utility's things, and she is of the utility
            assert not beyond_the_table(opened, column, world), role


def test_nothing_is_changed_taken_away_or_noted_and_each_page_says_so(client, world):
    cast = world.cast
    client.force_login(cast.users["amina"])
    look(client, "senior sponsor")
    own, other = (
        reverse("partnering:organisation", args=[one.pk]) for one in (cast.utility, cast.university)
    )
    notes = ReadEntry.objects.count()

    for address in (own, other):
        page = client.get(address)
        assert page.status_code == 200
        assert b"You look as: <strong>Senior sponsor" in page.content
    assert ReadEntry.objects.count() == notes
    files = [reverse("partnering:file", args=parts) for parts in world.things["attachment"]]
    for address in (
        *files,
        reverse("partnering:import-template-csv"),
        reverse("account"),
        "/accounts/password/change/",
    ):
        answer = client.get(address)
        assert answer.status_code in (403, 404), address
        assert not leaks(answer, b"jointzqfilecontent", b"innerzqfilecontent")
    for address in (
        reverse("partnering:edit-organisation", args=[cast.utility.pk]),
        "/accounts/time-zone/",
        "/people/",
    ):
        answer = client.post(address, {"export": "csv"})
        assert answer.status_code == 403
        assert b"was not done" in answer.content
    assert client.get(reverse("partnering:logo", args=[cast.utility.pk])).status_code == 200


def verbs() -> list[str]:
    return list(
        AuditEntry.objects.filter(verb__in=(STARTED, STOPPED)).order_by("pk").values_list("verb", flat=True)
    )


def test_it_ends_by_a_click_on_signing_out_after_an_hour_and_with_the_real_role_all_on_record(client, cast):
    amina = cast.users["amina"]
    client.force_login(amina)
    look(client, "none")
    assert client.get(LOOK).status_code == 302
    assert client.get(reverse("partnering:organisation-reads", args=[cast.utility.pk])).status_code == 404
    client.post(LOOK)
    assert client.get(reverse("partnering:organisation-reads", args=[cast.utility.pk])).status_code == 200
    assert verbs() == [STARTED, STOPPED]
    entry = AuditEntry.objects.filter(verb=STARTED).get()
    assert (entry.actor, entry.organisation) == (amina, cast.utility)

    look(client, "contributor")
    client.post("/accounts/logout/")
    assert verbs() == [STARTED, STOPPED] * 2

    client.force_login(amina)
    look(client, "contributor")
    with travel(timezone.now() + timedelta(minutes=61), tick=False):
        # What was sent in the belief to be looking only is not done.
        assert client.post("/accounts/time-zone/", {"time_zone": "Europe/Paris"}).status_code == 403
        assert b"Stop looking" not in client.get("/people/").content
    assert verbs() == [STARTED, STOPPED] * 3

    look(client, "contributor")
    Role.objects.filter(person=cast.people["amina"]).update(ended_on=access.today())
    assert b"Stop looking" not in client.get("/people/").content
    assert verbs() == [STARTED, STOPPED] * 4


def test_only_managers_and_leads_may_look_and_only_as_a_role_of_the_list(client, cast):
    for who in ("bo", "chidi"):
        client.force_login(cast.users[who])
        assert client.get(LOOK).status_code == 404
        assert client.post(LOOK, {"role": "contributor"}).status_code == 404
    client.force_login(cast.users["amina"])
    for role in ("", "partnership manager", "partnering lead"):
        assert client.post(LOOK, {"role": role}).status_code == 422
    assert not verbs()


def test_it_touches_no_other_account_and_hides_ones_own_seats_stewardship_and_actions(cast):
    amina, dana = cast.users["amina"], cast.users["dana"]
    Organisation.objects.filter(pk=cast.outsider.pk).update(steward=amina)
    cast.outsider.refresh_from_db()
    elsewhere = Partnership.objects.create(name="Elsewhere", slug="elsewhere", started_on=LONG_AGO)
    give_role(cast.people["amina"], RoleKind.PARTNERSHIP_MANAGER, elsewhere)
    assert set(access.partnerships_of(amina)) == {cast.partnership, elsewhere}

    for role in (RoleKind.SENIOR_SPONSOR, None):
        with guises.wearing(guises.Guise(amina.pk, role)), access.remembering():
            # Where her organisation is no member, nobody but a manager takes part.
            assert set(access.partnerships_of(amina)) == ({cast.partnership} if role else set())
            assert access.held_now(amina) == ({(role, cast.partnership.pk)} if role else set())
            assert not access.keeps_register(amina, cast.outsider)
            assert not access.may_start(amina)
            assert not Organisation.objects.kept_by(amina).exists()
            assert access.leads_organisation(dana, cast.university)
            person = access.person_of(amina)
            assert (person.pk, person.organisation) == (0, cast.utility)
        with guises.wearing(guises.Guise(amina.pk, role)):
            assert not access.keeps_register(amina, cast.outsider)
    assert access.person_of(amina) == cast.people["amina"]
    nobody = make_person(cast.utility, "Nobody").user
    with guises.wearing(guises.Guise(nobody.pk, RoleKind.SENIOR_SPONSOR)):
        assert not access.partnerships_of(nobody).exists()
