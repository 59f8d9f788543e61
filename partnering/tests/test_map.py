"""The map of a partnership: what is on it, for whom, and how it is drawn."""

from __future__ import annotations

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from conftest import LONG_AGO, give_role, make_person
from partnering.charts import Circle, Group, Place, partnership_map
from partnering.choices import RoleKind
from partnering.models import Membership, Seat, WorkingGroup

HERE = reverse("partnering:partnership-map", args=["clean-river"])


def drawn(sizes, groups=()):
    circles = [
        Circle(
            key,
            f"Organisation number {key}",
            f"/o/{key}/",
            [Place(f"P {n}", f"/p/{n}/") for n in range(size)],
        )
        for key, size in enumerate(sizes)
    ]
    return partnership_map(circles, groups, title="T", description="D", head=("O", "P", "S"))


@given(st.lists(st.integers(0, 60), max_size=12), st.integers(0, 10))
def test_nothing_lies_outside_the_picture_and_no_two_organisations_overlap(sizes, count):
    groups = [Group(f"Group {n}", f"/g/{n}/", dict.fromkeys(range(len(sizes)), 1), {}) for n in range(count)]
    chart = drawn(sizes, groups)

    for one in chart.bubbles:
        assert one.radius <= one.x <= chart.width - one.radius
        assert one.radius <= one.y
        assert max(y for _text, y in one.lines) <= chart.height
        for other in chart.bubbles:
            apart = ((one.x - other.x) ** 2 + (one.y - other.y) ** 2) ** 0.5
            assert one is other or apart >= one.radius + other.radius
        assert len(one.heads) + one.more == len(one.circle.people)
    for box in chart.boxes:
        assert 0 <= box.x <= chart.width - box.width
    assert chart.left_out == max(0, count - 8)
    assert len(chart.lines) == len(chart.boxes) * len(sizes)


def test_a_seat_that_nobody_holds_is_a_dashed_line_and_more_seats_a_thicker_one():
    chart = drawn([1, 1], [Group("G", "/g/", {0: 1, 1: 3}, {1: 2})])

    assert [one.vacant for one in chart.lines] == [True, False]
    assert chart.lines[1].width > chart.lines[0].width


def test_the_map_shows_who_has_a_role_or_a_seat_and_nobody_else(client, cast):
    Seat.objects.create(group=cast.group, organisation=cast.agency, started_on=LONG_AGO)
    client.force_login(cast.users["dana"])

    page = client.get(HERE).content.decode()

    for word in ("Bo", "Dana", "Fola", "Monitoring", "Water Utility", "vacant"):
        assert word in page, word
    assert "Chidi" not in page
    assert "Amina" not in page
    assert "Bo (Senior sponsor)" in page
    client.force_login(cast.users["eve"])
    assert client.get(HERE).status_code == 404


def test_a_member_without_people_and_a_partnership_without_members_are_told(client, cast):
    Membership.objects.exclude(organisation=cast.utility).delete()
    cast.people["bo"].roles.all().delete()
    client.force_login(cast.users["fola"])
    assert "Nobody is named" in client.get(HERE).content.decode()
    Membership.objects.all().delete()

    assert "No members yet" in client.get(HERE).content.decode()


def test_a_map_costs_the_same_for_any_number_of_people_and_groups(client, cast):
    client.force_login(cast.users["fola"])
    taken = []
    for numbers in (range(1), range(1, 4)):
        for number in numbers:
            somebody = make_person(cast.utility, f"Helper {number}")
            give_role(somebody, RoleKind.REPRESENTATIVE, cast.partnership)
            group = WorkingGroup.objects.create(partnership=cast.partnership, name=f"Group {number}")
            Seat.objects.create(group=group, organisation=cast.utility, person=somebody, started_on=LONG_AGO)
        with CaptureQueriesContext(connection) as queries:
            client.get(HERE)
        taken.append(len(queries))

    assert taken[0] == taken[1] <= 10
