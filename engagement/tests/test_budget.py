"""What each page may ask of the database: as many queries with one row as with three, and no more than its budget."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conftest import give_role, make_person
from partnering import access
from partnering.choices import RoleKind
from partnering.coming_in import OneLook
from partnering.models import Action, Seat, WorkingGroup

MOST = 10
BUDGETS = {
    "partnering:organisations": MOST,
    "partnering:partnerships": MOST,
    "partnering:history": MOST,
    "partnering:groups": MOST,
    "partnering:phases": MOST,
    "partnering:timeline": MOST,
    "partnering:partnership-map": MOST,
    "partnering:memberships": MOST,
    "partnering:units": MOST,
    "partnering:action": MOST,
    "engagement:interactions": MOST,
    "agreements:agreements": MOST,
    "partnering:people": MOST,
    "partnering:actions": MOST,
    "partnering:members": MOST,
    "partnering:group": 12,
    "agreements:commitments": MOST,
    # These show things of many kinds, and are over the goal still.
    "partnering:person": MOST,
    "partnering:organisation": MOST,
}


def grow(cast, numbers):
    """More people with a seat, a role and something to do."""
    for number in numbers:
        somebody = make_person(cast.utility, f"Helper {number}", unit=cast.unit)
        group = WorkingGroup.objects.create(partnership=cast.partnership, name=f"Group {number}")
        Seat.objects.create(
            group=cast.group, organisation=cast.utility, person=somebody, started_on="2024-02-01"
        )
        give_role(somebody, RoleKind.REPRESENTATIVE, cast.partnership)
        for owner in (somebody, cast.people["chidi"]):
            Action.objects.create(
                title=f"Step {number}",
                organisation=cast.utility,
                partnership=cast.partnership,
                group=group,
                owner=owner,
                due_on="2024-03-01",
            )


def addresses(cast):
    keys = {
        "partnering:person": cast.people["chidi"].pk,
        "partnering:organisation": cast.utility.pk,
        "partnering:units": cast.utility.pk,
        "partnering:group": cast.group.pk,
        "partnering:action": Action.objects.earliest("pk").pk,
    }
    ours = {"partnering:people", "partnering:organisations", "partnering:partnerships", "partnering:actions"}
    bare = {*ours, "partnering:history"}
    return {
        route: reverse(route, args=[] if route in bare else [keys.get(route, cast.partnership.slug)])
        for route in BUDGETS
    }


def costs(client, cast):
    found = {}
    for route, address in addresses(cast).items():
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(address)
        assert answer.status_code == 200, route
        found[route] = len(queries)
    return found


def test_pages_keep_their_budget_of_queries_and_cost_the_same_for_any_number_of_rows(client, cast):
    client.force_login(cast.users["amina"])
    client.get("/people/")
    grow(cast, [1])
    one = costs(client, cast)
    grow(cast, [2, 3])

    assert costs(client, cast) == one
    assert {route: cost for route, cost in one.items() if cost > BUDGETS[route]} == {}


@pytest.mark.parametrize("who", ["amina", "bo", "chidi", "dana", "eve", "fola"])
def test_who_keeps_a_register_is_the_same_while_reading_as_otherwise(cast, who):
    cast.outsider.steward = cast.users["fola"]
    cast.outsider.save()
    user = cast.users[who]
    for organisation in (cast.utility, cast.university, cast.agency, cast.outsider):
        otherwise = access.keeps_register(user, organisation)
        with access.remembering():
            assert access.keeps_register(user, organisation) == otherwise


def test_a_role_that_ended_opens_nothing_on_the_next_page(client, cast):
    client.force_login(cast.users["amina"])
    address = reverse("partnering:organisation-history", args=[cast.utility.pk])
    assert client.get(address).status_code == 200

    cast.people["amina"].roles.update(ended_on=access.today())

    assert client.get(address).status_code == 404


def test_a_session_finds_its_user_and_person_in_one_query(cast, django_assert_num_queries):
    with django_assert_num_queries(1):
        user = OneLook().get_user(cast.users["dana"].pk)
        person = access.person_of(user)

    assert (user, person) == (cast.users["dana"], cast.people["dana"])


def test_a_session_finds_nobody_whose_account_is_closed_and_no_person_who_left(cast):
    Seat.objects.filter(person=cast.people["dana"]).update(ended_on=access.today())
    cast.people["dana"].left_on = access.today()
    cast.people["dana"].save()
    cast.users["eve"].is_active = False
    cast.users["eve"].save()

    assert access.person_of(OneLook().get_user(cast.users["dana"].pk)) is None
    assert OneLook().get_user(cast.users["eve"].pk) is None
    assert OneLook().get_user(0) is None
