"""All partnerships of a manager or lead in one list."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agreements.tests import cast as agreed
from conftest import LONG_AGO, give_role
from engagement.models import AlertEpisode, Snapshot
from partnering import access
from partnering.choices import RoleKind
from partnering.models import Action, Membership, Partnership

PAGE = "/portfolio/"


def another(cast, name, *, score=None, before=None):
    """A partnership that Fola manages, as it was counted today and two months ago."""
    made = Partnership.objects.create(name=name, slug=name.lower(), started_on=LONG_AGO, phase="managing")
    Membership.objects.create(partnership=made, organisation=cast.agency, joined_on=LONG_AGO)
    give_role(cast.people["fola"], RoleKind.PARTNERSHIP_MANAGER, made)
    today = access.today()
    for day, value in ((today - timedelta(days=60), before), (today, score)):
        Snapshot.objects.create(partnership=made, on=day, audience="joint", score=value, confidence=0.8)
    return made


def names(client, query=""):
    rows = client.get(PAGE + query).context["table"]
    return [one["row"].name for one in rows]


@pytest.fixture
def portfolio(cast):
    """Three more partnerships: one that gains, one that lost and has an alert, one without evidence."""
    found = {
        "gains": another(cast, "Gains", score=70.0, before=50.0),
        "lost": another(cast, "Lost", score=30.0, before=55.0),
        "silent": another(cast, "Silent"),
    }
    AlertEpisode.objects.create(partnership=found["lost"], kind="slipping", began_on=access.today())
    return found


def test_it_shows_traction_what_changed_and_what_to_do_and_those_with_alerts_first(client, cast, portfolio):
    Action.objects.create(
        title="Late", organisation=cast.agency, partnership=portfolio["gains"], due_on="2024-03-01"
    )
    client.force_login(cast.users["fola"])

    table = {one["row"].name: one for one in client.get(PAGE).context["table"]}

    assert next(iter(table)) == "Lost"
    assert (table["Gains"]["row"].score, table["Gains"]["row"].change) == (70.0, 20.0)
    assert table["Lost"]["row"].change == -25.0
    assert table["Silent"]["row"].score is None
    assert table["Gains"]["course"] is not None or table["Gains"]["row"].score
    assert "1 late action" in [one.text for one in table["Gains"]["week"]]
    assert "See what would raise it most" in [one.text for one in table["Lost"]["week"]]


def test_it_is_sorted_narrowed_and_searched(client, cast, portfolio):
    client.force_login(cast.users["fola"])

    assert names(client, "?sort=-score")[:2] == ["Gains", "Lost"]
    assert names(client, "?sort=change")[:2] == ["Lost", "Gains"]
    assert names(client, "?alert=slipping") == ["Lost"]
    assert names(client, "?alert=any") == ["Lost"]
    assert names(client, "?band=high") == ["Gains"]
    assert names(client, "?band=low") == ["Lost"]
    assert set(names(client, "?band=none")) >= {"Silent"}
    assert names(client, "?q=sil") == ["Silent"]


def test_what_is_exported_is_what_is_shown(client, cast, portfolio):
    client.force_login(cast.users["fola"])

    file = b"".join(client.post(PAGE + "?band=low", {"export": "csv"}).streaming_content).decode()

    assert "Lost" in file
    assert "30" in file
    assert "-25" in file
    assert "Gains" not in file


@pytest.mark.parametrize("who", ["amina", "dana", "eve", "chidi"])
def test_nobody_finds_partnerships_that_they_have_no_part_in(client, cast, portfolio, who):
    client.force_login(cast.users[who])

    assert not {"Gains", "Lost", "Silent"} & set(names(client))
    file = b"".join(client.post(PAGE, {"export": "csv"}).streaming_content).decode()
    assert "Gains" not in file


def test_an_alert_inside_another_organisation_is_neither_shown_nor_counted(client, cast):
    AlertEpisode.objects.create(
        partnership=cast.partnership,
        organisation=cast.university,
        kind="signed, not spread",
        began_on=access.today(),
    )
    client.force_login(cast.users["fola"])
    [fola] = client.get(PAGE).context["table"]
    client.force_login(cast.users["dana"])
    [dana] = client.get(PAGE).context["table"]

    assert (fola["row"].alert_count, fola["row"].alerts_now) == (0, [])
    assert dana["row"].alert_count == 1
    client.force_login(cast.users["fola"])
    assert names(client, "?alert=any") == []


def test_what_comes_next_is_the_first_of_what_is_planned(client, cast):
    agreed.in_force(cast)
    client.force_login(cast.users["fola"])

    [row] = client.get(PAGE).context["table"]

    assert row["next"].on == access.today() + timedelta(days=90)
    assert row["next"].link == reverse("agreements:commitments", args=[cast.partnership.slug])


def test_it_costs_at_most_twelve_queries_however_many_there_are(client, cast, portfolio):
    agreed.in_force(cast)
    client.force_login(cast.users["fola"])
    client.get(PAGE)
    with CaptureQueriesContext(connection) as few:
        client.get(PAGE)
    for number in range(5):
        made = another(cast, f"More-{number}", score=40.0, before=20.0)
        AlertEpisode.objects.create(partnership=made, kind="slipping", began_on=access.today())
    with CaptureQueriesContext(connection) as many:
        client.get(PAGE)

    assert len(few) == len(many) <= 12
