"""What a result's charts hold: what may be shown, and nothing else."""

from __future__ import annotations

import pytest

from partnering.choices import Level
from partnering.models import Unit
from readiness import drawings, queries
from readiness.models import Result
from readiness.services.sharing import share_result
from readiness.tests.builders import answer, close, closed_survey, day, staff, start
from tools.beginnings import beginning


@beginning
def answered(cast):
    """Thirty answers from 1 to 5, of two units and one below one of them."""
    north = Unit.objects.create(organisation=cast.utility, name="North")
    depot = Unit.objects.create(organisation=cast.utility, name="Depot", parent=north)
    cast.utility.people.update(level=Level.STAFF, unit=None)
    staff(cast.utility, 15, unit=north)
    staff(cast.utility, 15, unit=depot, level=Level.MANAGER)
    campaign = start(cast.utility)
    for value in (1, 2, 3, 4, 5) * 6:
        answer(campaign, 1, value)
    cast.campaign = close(campaign)
    return cast


def summary(cast):
    return queries.summary_of(cast.users["bo"], cast.campaign)


def test_the_spread_of_answers_is_drawn_area_by_area(answered):
    found = summary(answered)

    chart = drawings.spread(found.framework, found.areas)

    assert chart.table.head == ("Area", "1, lowest", "2", "3", "4", "5, highest")
    # Six people chose each level, in each of six questions.
    assert [row[1:] for row in chart.table.rows] == [("36",) * 5] * 4


def test_the_pieces_of_a_strip_fill_it_and_leave_out_what_nobody_chose():
    strip = drawings.strip(((1, 1), (2, 0), (3, 3)))

    assert strip.pieces == ((1, 0.0, 25.0), (3, 25.0, 75.0))
    assert strip.counts == ((1, 1), (2, 0), (3, 3))


@pytest.mark.parametrize("nothing", [None, (), ((1, 0), (2, 0))])
def test_what_is_held_back_or_empty_has_no_strip(nothing):
    assert drawings.strip(nothing) is None


def test_each_question_stands_in_its_area_with_its_strip(answered):
    found = summary(answered)

    rows = drawings.questions_by_area(found.framework, found.questions)

    assert [name for name, _questions in rows] == [area.name for area in found.framework.areas]
    assert [len(questions) for _name, questions in rows] == [6, 6, 6, 6]
    assert all(len(strip.pieces) == 5 for _name, questions in rows for _question, strip in questions)


def test_a_unit_below_another_stands_right_after_it(answered):
    found = summary(answered)

    names = [label for label, _cells in drawings.heat_map(found.framework, found.result, "units").rows]

    assert names[names.index("North") + 1] == "↳ Depot"


def test_a_result_of_an_earlier_release_is_drawn_without_what_it_lacks(client, cast):
    campaign = closed_survey(cast.utility)
    result = Result.objects.get(campaign=campaign)
    for row in (*result.figures["areas"], *result.figures["questions"]):
        row.pop("distribution")
    result.figures.pop("cells", None)
    result.save()
    client.force_login(cast.users["bo"])

    page = client.get(campaign.get_absolute_url())

    assert page.status_code == 200
    assert (page.context["spread"], page.context["pairs"]) == (None, None)
    assert "Question by question" in page.content.decode()


def test_members_see_where_they_are_furthest_apart_in_what_they_share(client, cast):
    for organisation, value in ((cast.utility, 2), (cast.university, 4)):
        campaign = closed_survey(organisation, value)
        share_result(campaign=campaign, partnership=cast.partnership, by=None, on=day(0))
    client.force_login(cast.users["bo"])

    (_framework, _rows, _radar, gaps) = client.get(
        f"/partnerships/{cast.partnership.slug}/readiness/"
    ).context["groups"][0]

    assert {(gap.high_name, gap.low_name, gap.width) for _name, gap in gaps} == {
        (cast.university.name, cast.utility.name, 2)
    }
