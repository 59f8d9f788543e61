"""A group's seats as a picture: how they stand round the table, and what the page shows of them."""

from __future__ import annotations

from itertools import combinations
from math import hypot

from hypothesis import given
from hypothesis import strategies as st

from conftest import LONG_AGO
from partnering.charts import Sitting, seating
from partnering.choices import Office
from partnering.models import Seat
from partnering.services.groups import archive_group

SITTINGS = st.lists(
    st.builds(Sitting, st.integers(0, 7), st.just("Somebody"), st.sampled_from(["", "Ann Lee"])), max_size=60
)


def drawn(sittings):
    names = [f"Organisation number {number} with a rather long name" for number in range(8)]
    words = {"title": "T", "description": "D", "middle": "M", "head": ("Organisation", "Seats")}
    return seating(sittings, names, **words)


@given(SITTINGS)
def test_no_seat_lies_outside_the_picture_on_the_table_or_on_another_seat(sittings):
    chart = drawn(sittings)

    assert len(chart.chairs) == len(sittings)
    for one in chart.chairs:
        assert chart.radius <= one.x <= chart.width - chart.radius
        assert max(key.y for key in chart.keys) + chart.radius / 2 < one.y <= chart.height - chart.radius
        across = (one.x - chart.middle_x) / chart.table_across
        assert hypot(across, (one.y - chart.middle_y) / chart.table_down) > 1
    for one, other in combinations(chart.chairs, 2):
        assert hypot(one.x - other.x, one.y - other.y) >= 2 * chart.radius
    assert sum(int(count) for _name, count in chart.table.rows) == len(sittings)


def test_a_seat_that_is_missing_counts_for_nobody():
    chart = drawn([Sitting(0, "Ann", "Ann"), Sitting(1, "none", missing=True)])

    assert [count for _name, count in chart.table.rows][:2] == ["1", "0"]


def test_the_page_shows_who_chairs_where_nobody_sits_and_who_has_no_seat(client, cast):
    Seat.objects.update(office=Office.CHAIR)
    Seat.objects.create(group=cast.group, organisation=cast.utility, started_on=LONG_AGO)
    client.force_login(cast.users["amina"])

    page = client.get(cast.group.get_absolute_url())
    text = page.content.decode()

    assert 'aria-label="Dana, University, Chair"' in text
    assert "vacant, Water Utility" in text
    assert "River Agency: no seat" in text
    assert "1 of 2 seats are held" in text
    assert [one.sitting.mark for one in page.context["picture"].chairs if one.sitting.holder] == ["C"]


def test_a_group_without_seats_or_put_away_draws_nothing_that_is_missing(client, cast):
    client.force_login(cast.users["fola"])
    archive_group(group=cast.group, by=cast.users["fola"])
    assert client.get(cast.group.get_absolute_url()).context["picture"] is None


def test_nobody_outside_sees_the_picture(client, cast):
    client.force_login(cast.users["eve"])

    assert client.get(cast.group.get_absolute_url()).status_code == 404
