"""The table of access is what the product does: each route, asked by each role."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.template.backends.django import Template
from django.urls import reverse

from conftest import LONG_AGO, Cast, give_role, make_person
from engagement.tests.test_every_surface import ask
from partnering import rights
from partnering.choices import Office, RoleKind
from partnering.models import Seat, User

REFUSED, NOT_SO = 404, 405


@pytest.fixture
def blank_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only whether a page opens is asked here; what it says is looked at in test_every_surface."""
    monkeypatch.setattr(Template, "render", lambda *_given, **_more: "")


def those_who_ask(cast: Cast) -> dict[str, User]:
    """A user for each column of the table."""
    named = {"manager": "fola", "lead": "amina", "sponsor": "bo", "owner": "chidi", "partner": "dana"}
    users = {role: cast.users[name] for role, name in named.items()}
    for kind in (RoleKind.REPRESENTATIVE, RoleKind.CONTRIBUTOR):
        person = make_person(cast.utility, str(kind.label))
        give_role(person, kind, cast.partnership)
        users[kind.value] = person.user
    sits = make_person(cast.utility, "Cora")
    Seat.objects.create(
        group=cast.group, organisation=cast.utility, person=sits, office=Office.CHAIR, started_on=LONG_AGO
    )
    users["chair"] = sits.user
    users["staff"] = make_person(cast.utility, "Lena").user
    return users


def may(client: Any, right: rights.Right, route: str, things: list[list[Any]]) -> bool:
    """Whether any of the things answers with something other than 'not found'."""
    method = "post" if right.changes else "get"
    answers = [ask(client, method, reverse(route, args=parts)).status_code for parts in things]
    assert NOT_SO not in answers, f"{route} is no way to {'change' if right.changes else 'see'} anything"
    return any(answer != REFUSED for answer in answers)


@pytest.mark.usefixtures("blank_pages")
@pytest.mark.parametrize("role", rights.ROLES)
def test_each_role_gets_at_each_route_as_the_table_says_no_more_and_no_less(client, world, role):
    client.force_login(those_who_ask(world.cast)[role])
    differs = []
    for right in rights.rights:
        things = world.things[right.thing]
        chosen = things if right.only is None else [things[right.only]]
        wanted = role in right.who.split()
        differs += [
            (route, right.title, "is let in" if not wanted else "is refused")
            for route in right.names()
            if may(client, right, route, chosen) != wanted
        ]

    assert not differs, "\n".join(" · ".join(one) for one in differs)


def test_the_table_names_known_roles_and_each_line_once():
    lines = [(right.title, right.what, route) for right in rights.rights for route in right.names()]

    assert len(lines) == len(set(lines))
    assert {role for right in rights.rights for role in right.who.split()} <= rights.ROLES.keys()


def test_the_written_table_is_made_of_it_and_an_old_one_is_found_out(tmp_path):
    file = tmp_path / "access.md"

    call_command("access_table", file=str(file))
    call_command("access_table", check=True, file=str(file), stdout=StringIO())
    text = file.read_text()
    assert "| Edit, do, reopen, cancel |" in text
    file.write_text(text.replace("change", "see"))

    for path in (file, tmp_path / "missing.md"):
        with pytest.raises(CommandError, match="access_table"):
            call_command("access_table", check=True, file=str(path))
