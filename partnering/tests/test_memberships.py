"""Members of a partnership over time: who, from when to when, with which roles, and as a file."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from conftest import LONG_AGO, give_role, make_person
from partnering.choices import RoleKind
from partnering.models import Membership, Organisation

HERE = reverse("partnering:memberships", args=["clean-river"])


def test_members_come_and_go_with_the_roles_that_their_people_held_meanwhile(client, cast):
    former = Organisation.objects.create(name="Former Works")
    for joined, left in ((LONG_AGO, date(2024, 6, 1)), (date(2025, 1, 1), date(2025, 2, 1))):
        Membership.objects.create(
            partnership=cast.partnership, organisation=former, joined_on=joined, left_on=left
        )
    gina = give_role(make_person(former, "Gina"), RoleKind.REPRESENTATIVE, cast.partnership)
    gina.ended_on = date(2024, 6, 1)
    gina.save()
    client.force_login(cast.users["dana"])

    rows = client.get(HERE).context["rows"]
    told = [(one.organisation.name, [role.person.name for role in roles]) for one, roles in rows]

    assert told.count(("Former Works", ["Gina"])) == told.count(("Former Works", [])) == 1
    assert ("Water Utility", ["Bo"]) in told
    former_rows = client.get(HERE, {"state": "former"}).context["rows"]
    assert [one.organisation.name for one, _roles in former_rows] == ["Former Works"] * 2
    assert len(client.get(HERE, {"state": "now"}).context["rows"]) == 3
    assert [one.organisation for one, _roles in client.get(HERE, {"q": "river"}).context["rows"]] == [
        cast.agency
    ]
    assert "No member fits" in client.get(HERE, {"q": "nobody"}).content.decode()

    file = b"".join(client.post(HERE, {"export": "csv"})).decode()
    assert "Gina: Representative, 15 Jan 2024 – 1 Jun 2024" in file
    assert "Bo: Senior sponsor, 15 Jan 2024 – today" in file


def test_people_outside_learn_of_no_member(client, cast):
    client.force_login(cast.users["eve"])

    assert client.get(HERE).status_code == 404
    assert client.post(HERE, {"export": "csv"}).status_code == 404
