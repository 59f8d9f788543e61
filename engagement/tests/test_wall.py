"""A screen in an office: one partnership after another, and nothing that is an organisation's own."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from engagement.models import AlertEpisode
from engagement.tests.test_portfolio import another
from partnering import access

WALL = "/wall/"


@pytest.fixture
def shown(cast):
    """Fola's partnerships: one with an alert of all, and one inside her own organisation."""
    gains = another(cast, "Gains", score=70.0, before=50.0)
    AlertEpisode.objects.create(partnership=gains, kind="slipping", began_on=access.today())
    AlertEpisode.objects.create(
        partnership=gains,
        organisation=cast.agency,
        kind="signed, not spread",
        began_on=access.today(),
    )
    return gains


def test_it_shows_what_all_members_may_know_and_nothing_inside_ones_own_organisation(client, cast, shown):
    client.force_login(cast.users["fola"])

    page = client.get(WALL).content.decode()

    assert "Gains" in page
    assert "Slipping" in page
    assert "+20 points in 60 days" in page
    assert "Signed, not spread" not in page


@pytest.mark.parametrize("who", ["amina", "dana", "eve", "chidi"])
def test_nobody_sees_partnerships_that_they_have_no_part_in(client, cast, shown, who):
    client.force_login(cast.users[who])

    assert "Gains" not in client.get(WALL).content.decode()


def test_it_needs_no_inline_script_and_is_not_kept_by_browsers(client, cast, shown):
    client.force_login(cast.users["fola"])

    answer = client.get(WALL)

    assert "no-store" in answer["Cache-Control"]
    assert "<script>" not in answer.content.decode()
    assert "style=" not in answer.content.decode().split("data-wall", 1)[1]


def test_it_costs_at_most_twelve_queries_however_many_there_are(client, cast, shown):
    client.force_login(cast.users["fola"])
    client.get(WALL)
    with CaptureQueriesContext(connection) as few:
        client.get(WALL)
    for number in range(4):
        another(cast, f"More-{number}", score=40.0, before=20.0)
    with CaptureQueriesContext(connection) as many:
        client.get(WALL)

    assert len(few) == len(many) <= 12
