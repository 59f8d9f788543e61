"""What a framework adds up, and which area it says to mend first: by figures that are shown, and on the pages."""

from __future__ import annotations

import io

import pytest
from django.urls import reverse
from pypdf import PdfReader

from partnering import access
from readiness.framework_drafts import draft_of
from readiness.scoring import Answers, score
from readiness.services import own_frameworks
from readiness.tests.builders import answer, close, staff, start
from readiness.tests.frameworks import small
from readiness.totals import Totals, totals_of

OVERALL = """
[[overall_bands]]
key = "poor"
name = "Poor"
from = 0
[[overall_bands]]
key = "fine"
name = "Fine"
from = 3
"""
SUMS = {
    "top": 'aggregation = "sum"\nbands_on = "total"',
    "scale": (0, 1),
    "bands": (("low", "0"), ("high", "1.5")),
}
ADDED = small({"one": ["a1", "a2"], "two": ["b1"]}, extra={"b1": f"weight = 2\n{OVERALL}"}, **SUMS)
FIRST = small(
    {"one": ["a1"], "two": ["b1"], "three": ["c1"]}, top='aggregation = "first_at_or_below"\nbound = 2.5'
)


def shown(framework, *rows):
    scores = score(framework, [Answers(row) for row in rows])
    questions = {
        one.key: None if one.mean is None else float(one.mean)
        for area in scores.areas
        for one in area.questions
    }
    areas = {one.key: None if one.mean is None else float(one.mean) for one in scores.areas}
    return scores, questions, areas


def test_totals_are_those_of_the_scores():
    rows = [{"a1": 1, "a2": 0, "b1": 1}, {"a1": 1, "a2": 1, "b1": 1}, {"a1": 0, "a2": 0, "b1": 1}]
    scores, questions, areas = shown(ADDED, *rows)

    found = totals_of(ADDED, questions, areas)

    assert found.areas == pytest.approx({"one": 1.0, "two": 2.0})
    assert found.overall == pytest.approx(float(scores.total))
    assert (found.band, scores.band.key) == (scores.band, "fine")


@pytest.mark.parametrize(("questions", "areas"), [({"a2": None}, {}), ({}, {"one": None})])
def test_what_is_held_back_of_a_total_holds_it_back(questions, areas):
    _scores, known, means = shown(ADDED, {"a1": 1, "a2": 0, "b1": 1})

    found = totals_of(ADDED, known | questions, means | areas)

    assert found.areas["one"] is None
    assert found.areas["two"] == 2
    assert (found.overall, found.band) == (None, None)


def test_the_first_area_at_or_below_the_bound_is_the_one_to_mend():
    scores, questions, areas = shown(FIRST, {"a1": 3, "b1": 2, "c1": 1}, {"a1": 3, "b1": 3, "c1": 1})

    assert totals_of(FIRST, questions, areas).first_low == scores.first_low == "two"
    assert totals_of(FIRST, questions, areas | {"one": None}).first_low is None
    assert totals_of(FIRST, questions, dict.fromkeys(areas, 4.0)).first_low is None


def test_a_framework_of_means_has_none_of_it():
    plain = small({"one": ["a1"]})

    assert totals_of(plain, {"a1": 3.0}, {"one": 3.0}) == Totals()


def asked_with(cast, framework, **answers):
    """A closed survey with a framework of one's own."""
    own = own_frameworks.make_framework(
        organisation=cast.utility, name="Ours", draft=draft_of(framework), by=cast.users["amina"]
    )
    own_frameworks.publish_framework(own=own, by=cast.users["amina"], on=access.today())
    staff(cast.utility, 6)
    campaign = start(cast.utility, framework=own.slug)
    answer(campaign, 6, answers=answers)
    return close(campaign)


def page(client, cast, name, *args):
    client.force_login(cast.users["amina"])
    return " ".join(client.get(reverse(f"readiness:{name}", args=args)).content.decode().split())


def test_a_result_shows_totals_with_their_rule_and_band(client, cast):
    campaign = asked_with(cast, ADDED, a1=1, a2=1, b1=1)

    found = page(client, cast, "campaign", campaign.pk)

    assert 'data-label="Total">2.0' in found
    assert "The total over all areas is <strong>4.0</strong>." in found
    assert '<span class="badge">Fine</span>' in found
    assert "decided on the area's total" in found.replace("&#x27;", "'")
    assert "rounded half up" not in found


def test_its_one_page_shows_the_same_totals(client, cast):
    campaign = asked_with(cast, ADDED, a1=1, a2=1, b1=1)
    client.force_login(cast.users["amina"])

    response = client.get(reverse("readiness:one-page", args=[campaign.pk]))

    text = " ".join(PdfReader(io.BytesIO(response.content)).pages[0].extract_text().split())
    assert "Total" in text
    assert "The total over all areas is 4.0. Fine." in text


def test_a_result_says_which_area_to_mend_first(client, cast):
    campaign = asked_with(cast, FIRST, a1=4, b1=2, c1=1)

    found = page(client, cast, "campaign", campaign.pk)

    assert "Mend <strong>two</strong> first" in found
    assert 'data-label="Total"' not in found


def test_a_published_version_tells_how_its_figures_are_made(client, cast):
    campaign = asked_with(cast, ADDED, a1=1, a2=1, b1=1)

    found = page(client, cast, "framework-version", campaign.framework_version.pk)

    assert "the band is decided on the total" in found
    assert "Poor from 0, Fine from 3" in found
    assert "counts 2 times" in found
