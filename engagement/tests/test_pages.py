"""Every page of engagement opens for those whom it is for, and looks like nothing to everybody else."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from conftest import Cast
from engagement.choices import PlanQuestion
from engagement.models import Interaction, PlanItem
from engagement.services.interactions import log_interaction
from engagement.services.plans import answer_plan_item
from partnering import access
from partnering.models import Membership

EVERYBODY = ("amina", "bo", "chidi", "dana", "eve", "fola")
INSIDE = {"amina", "bo", "dana", "fola"}
HELD = date(2024, 6, 3)


def joint(cast: Cast) -> Interaction:
    """A workshop that the manager logged, with people of two organisations, one of them without seat or role."""
    people = [cast.people[name] for name in ("chidi", "dana")]
    return log_interaction(
        partnership=cast.partnership,
        kind="workshop",
        title="Kick-off",
        held_on=HELD,
        by=cast.users["fola"],
        people=people,
    )


def internal(cast: Cast) -> Interaction:
    """Something within the utility."""
    return log_interaction(
        partnership=cast.partnership,
        kind="briefing",
        title="Inside only",
        held_on=HELD,
        by=cast.users["amina"],
        people=[cast.people["chidi"]],
        organisation=cast.utility,
    )


def address(cast: Cast, route: str) -> str:
    """The address of a route about the partnership, the utility and what happened."""
    name, _sep, thing = route.partition(" ")
    things: dict[str, Any] = {
        "": [],
        "slug": [cast.partnership.slug],
        "joint": [joint(cast).pk] if thing == "joint" else [],
        "internal": [internal(cast).pk] if thing == "internal" else [],
        "utility": [cast.utility.pk],
        "question": [cast.utility.pk, PlanQuestion.SKILLS.value],
    }
    return reverse(f"engagement:{name}", args=things[thing])


PAGES = {
    "dashboard": set(EVERYBODY),
    "partnership slug": INSIDE,
    "traction slug": INSIDE,
    "reach slug": {"amina", "bo", "dana", "fola"},
    "targets slug": {"amina", "dana"},
    "interactions slug": INSIDE,
    "log-interaction slug": INSIDE,
    "log-many slug": INSIDE,
    "log-calendar slug": INSIDE,
    "mail-address slug": INSIDE,
    "interaction joint": INSIDE,
    "edit-interaction joint": {"fola"},
    "delete-interaction joint": {"fola"},
    "add-participants joint": INSIDE,
    "count-heads joint": INSIDE,
    "interaction-sheet joint": {"fola"},
    "interaction internal": {"amina", "bo"},
    "edit-interaction internal": {"amina"},
    "delete-interaction internal": {"amina"},
    "add-participants internal": {"amina", "bo"},
    "plan utility": {"amina", "bo"},
    "prepare utility": {"amina", "bo"},
    "answer-question question": {"amina"},
}


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("route", PAGES)
def test_a_page_opens_for_those_whom_it_is_for_and_is_not_found_by_others(client, cast, route, who):
    url = address(cast, route)
    client.force_login(cast.users[who])

    assert client.get(url).status_code == (200 if who in PAGES[route] else 404)


@pytest.mark.parametrize("route", PAGES)
def test_who_is_not_signed_in_is_asked_to(client, cast, route):
    response = client.get(address(cast, route))

    assert response.status_code == 302
    assert response.url.startswith("/accounts/login")


@pytest.mark.parametrize("route", [route for route in PAGES if route != "dashboard"])
def test_who_has_left_finds_nothing_any_more(client, cast, route):
    url = address(cast, route)
    cast.people["amina"].left_on = date(2024, 7, 1)
    cast.people["amina"].save()
    client.force_login(cast.users["amina"])

    assert client.get(url).status_code == 404


@pytest.mark.parametrize(
    "route", ["partnership slug", "traction slug", "interactions slug", "interaction joint"]
)
def test_a_former_members_people_find_nothing_any_more(client, cast, route):
    url = address(cast, route)
    cast.partnership.memberships.filter(organisation=cast.university).update(left_on=date(2024, 7, 1))
    client.force_login(cast.users["dana"])

    assert client.get(url).status_code == 404


def test_the_owner_of_a_question_opens_it_without_the_plan(client, cast):
    answer_plan_item(
        organisation=cast.utility,
        question=PlanQuestion.SKILLS,
        by=cast.users["amina"],
        owner=cast.people["chidi"],
    )
    client.force_login(cast.users["chidi"])

    assert client.get(address(cast, "answer-question question")).status_code == 200
    assert client.get(address(cast, "plan utility")).status_code == 404


def test_an_unknown_question_is_not_found(client, cast):
    client.force_login(cast.users["amina"])

    assert (
        client.get(reverse("engagement:answer-question", args=[cast.utility.pk, "nonsense"])).status_code
        == 404
    )
    assert PlanItem.objects.count() == 0


def test_a_member_of_today_is_compared_with_no_earlier_day(client, cast):
    Membership.objects.filter(partnership=cast.partnership).update(joined_on=access.today())
    answer_plan_item(
        organisation=cast.utility, question=PlanQuestion.SKILLS, answer="We meet.", by=cast.users["amina"]
    )
    client.force_login(cast.users["amina"])

    standing = client.get(reverse("engagement:traction", args=[cast.partnership.slug])).context["standing"]

    assert standing.score is not None
    assert standing.change is None
