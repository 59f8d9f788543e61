"""What pages of the core leave out. Who may open which at all is held to the table of access."""

from __future__ import annotations

import pytest
from django.urls import reverse

from partnering.models import Action


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
    assert {row.name: row.heads_shown for row in organisations}["Water Utility"] is None
