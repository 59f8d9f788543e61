"""A walk through everything while looking as another role of one's own organisation."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from engagement.tests.surroundings import INTERNAL, JOINT, World
from engagement.tests.test_every_surface import OWN, addresses, ask, leaks
from engagement.tests.test_looking_as import LOOK, look
from partnering import rights
from partnering.models import ReadEntry

pytestmark = pytest.mark.walk
COLUMNS = {
    "senior sponsor": "sponsor",
    "representative": "representative",
    "contributor": "contributor",
    "none": "staff",
}
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
