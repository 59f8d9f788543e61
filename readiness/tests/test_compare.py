"""A result beside other rounds, groups beside each other, and a way to what partners share."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from partnering.choices import Level
from partnering.models import Unit
from partnering.services.actions import complete_action
from readiness.services.answering import submit_response
from readiness.services.following import take_on
from readiness.services.sharing import share_result
from readiness.services.tokens import token_of
from readiness.tests.builders import answer, close, closed_survey, day, filled, now_here, staff, start
from tools.beginnings import beginning


def asked(cast, levels, **given):
    """A closed survey in which people of a level answer alike."""
    campaign = start(cast.utility, **given)
    for invitation in campaign.invitations.select_related("person"):
        value = levels[invitation.person.level]
        submit_response(token=token_of(invitation), filled=filled(campaign, value), now=now_here())
    return close(campaign)


@beginning
def grouped(cast):
    """Twelve executives and thirty staff in two large units, who see it differently."""
    north, south = (Unit.objects.create(organisation=cast.utility, name=name) for name in ("North", "South"))
    cast.utility.people.update(level=Level.STAFF, unit=south)
    for unit in (north, south):
        staff(cast.utility, 6, unit=unit, level=Level.EXECUTIVE)
        staff(cast.utility, 15, unit=unit)
    cast.campaign = asked(cast, dict.fromkeys(Level.values, 2) | {Level.EXECUTIVE: 4})
    cast.address = reverse("readiness:compare", args=[cast.campaign.pk])
    return cast


def test_leaders_and_staff_stand_side_by_side_unless_others_are_chosen(client, grouped):
    client.force_login(grouped.users["bo"])

    sides = client.get(grouped.address).context["sides"]

    assert [choice.name for choice in sides.chosen] == ["Executive", "Staff"]
    _area, cells, gap = sides.rows[0]
    assert [label for label, _mean in cells] == ["", "Executive", "Staff"]
    assert [mean for _label, mean in cells][1:] == [4, 2]
    assert (gap.high_name, gap.low_name) == ("Executive", "Staff")


def test_a_reader_chooses_groups_of_both_kinds(client, grouped):
    client.force_login(grouped.users["bo"])
    north = f"units-{Unit.objects.get(name='North').pk}"

    answered = client.get(grouped.address, {"with": [north, "levels-staff", "units-0", "nonsense"]})

    assert [choice.name for choice in answered.context["sides"].chosen] == ["Staff", "North"]


def test_a_group_that_is_held_back_can_not_be_chosen(client, cast):
    tiny = Unit.objects.create(organisation=cast.utility, name="Tiny")
    staff(cast.utility, 2, unit=tiny)
    staff(cast.utility, 20)
    campaign = asked(cast, dict.fromkeys(Level.values, 2))
    client.force_login(cast.users["bo"])

    answered = client.get(reverse("readiness:compare", args=[campaign.pk]), {"with": [f"units-{tiny.pk}"]})

    assert "Tiny" not in [choice.name for choice in answered.context["sides"].chosen]
    page = answered.content.decode()
    assert "disabled" in page[page.index(f'value="units-{tiny.pk}"') :][:40]


def test_all_earlier_rounds_stand_beside_the_present_one(client, cast):
    staff(cast.utility, 20)
    rounds = [asked(cast, dict.fromkeys(Level.values, value), title=f"Round {value}") for value in (1, 2, 4)]
    action = take_on(
        campaign=rounds[0], area="skills", title="Train them", owner=None, due_on=day(3), by=None
    )
    complete_action(action=action, by=None)
    client.force_login(cast.users["bo"])

    answered = client.get(reverse("readiness:compare", args=[rounds[2].pk]))

    found = answered.context["rounds"]
    assert [(one.campaign, one.areas[0].movement.before) for one in found] == [(rounds[1], 2), (rounds[0], 1)]
    assert {one.areas[0].movement.now for one in found} == {4}
    assert "Train them" in answered.content.decode()
    course = answered.context["course"]
    assert len(course.table.rows) == 3


def test_the_first_round_stands_alone(client, cast):
    campaign = closed_survey(cast.utility)
    client.force_login(cast.users["bo"])

    page = client.get(reverse("readiness:compare", args=[campaign.pk])).content.decode()

    assert "This is the first closed survey" in page
    assert "Every group is held back" in page or "Everybody" in page


def test_partners_are_a_click_away_once_something_is_shared(client, cast):
    campaign = closed_survey(cast.utility)
    client.force_login(cast.users["bo"])
    address = reverse("readiness:compare", args=[campaign.pk])
    shared = reverse("readiness:shared-results", args=[cast.partnership.slug])
    main = client.get(address).content.decode().partition("<main")[2]
    assert shared not in main

    share_result(campaign=campaign, partnership=cast.partnership, by=None, on=day(0))

    assert shared in client.get(address).content.decode().partition("<main")[2]


def test_without_a_result_there_is_nothing_to_compare(client, cast):
    staff(cast.utility, 8)
    campaign = start(cast.utility)
    client.force_login(cast.users["amina"])
    address = reverse("readiness:compare", args=[campaign.pk])
    assert client.get(address).url == campaign.get_absolute_url()
    answer(campaign, 2)
    close(campaign)

    assert client.get(address).url == campaign.get_absolute_url()


@pytest.mark.parametrize("who", ["chidi", "dana", "eve", "fola"])
def test_nobody_else_compares(client, grouped, who):
    client.force_login(grouped.users[who])

    assert client.get(grouped.address).status_code == 404


def test_comparing_costs_the_same_for_any_number_of_rounds(client, cast):
    client.force_login(cast.users["bo"])
    costs = []
    for title in ("One", "Two", "Three", "Four"):
        campaign = closed_survey(cast.utility, title=title)
        with CaptureQueriesContext(connection) as queried:
            client.get(reverse("readiness:compare", args=[campaign.pk]))
        costs.append(len(queried))

    assert costs[1] == costs[2] == costs[3] <= 12
