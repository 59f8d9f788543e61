"""Reach beside the day of signing, on the page of one's own organisation."""

from __future__ import annotations

from django.urls import reverse

from agreements.tests import cast as agreed
from conftest import make_person
from engagement.services.interactions import log_interaction
from partnering import access
from partnering.models import Unit


def test_each_unit_stands_beside_where_it_was_on_the_day_of_signing(client, cast):
    laboratory = Unit.objects.create(organisation=cast.utility, name="Laboratory")
    people = [make_person(cast.utility, name, unit=laboratory) for name in ("Kim", "Lou", "Max", "Nia")]
    agreement = agreed.put_out(cast)
    agreed.sign(cast, agreement, "bo", knew=1, by_unit={laboratory.pk: 1})
    for name in ("dana", "fola"):
        agreed.sign(cast, agreement, name)
    log_interaction(
        partnership=cast.partnership,
        kind="briefing",
        title="What we signed",
        held_on=access.today(),
        people=people[:3],
        organisation=cast.utility,
        by=cast.users["amina"],
    )
    client.force_login(cast.users["amina"])
    address = reverse("engagement:reach", args=[cast.partnership.slug])

    page = client.get(address)
    [unit] = [one for one in page.context["since_signing"].units if one.name == "Laboratory"]

    assert (unit.reached, unit.people, unit.knew_share) == (3, 4, 25.0)
    assert "1 of 80" in page.content.decode()
    assert "at signing" in page.content.decode()
    client.force_login(cast.users["dana"])
    other = client.get(address)
    assert other.context["since_signing"].baseline.units == {}
    assert "Laboratory" not in other.content.decode()


def test_before_anything_is_signed_nothing_is_said_of_it(client, cast):
    client.force_login(cast.users["amina"])

    page = client.get(reverse("engagement:reach", args=[cast.partnership.slug]))

    assert page.context["since_signing"] is None
    assert "Since the day of signing" not in page.content.decode()
