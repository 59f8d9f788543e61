"""What stands out in a result, and the result on one sheet of paper."""

from __future__ import annotations

import io

import pytest
from django.urls import reverse
from pypdf import PdfReader

from partnering import pdf
from partnering.choices import Level
from partnering.errors import DomainError
from partnering.services.actions import complete_action
from readiness.disagreement import Gap
from readiness.findings import AreaFacts, findings
from readiness.models import Campaign
from readiness.services import one_page as services
from readiness.services.answering import submit_response
from readiness.services.following import take_on
from readiness.services.tokens import token_of
from readiness.tests.builders import answer, close, closed_survey, day, filled, now_here, staff, start

GAP = Gap("Executive", 4.2, "Staff", 2.1)


def area(name, mean=3.0, **values):
    return AreaFacts(**{"name": name, "mean": mean, "dont_know": 0.0, "gap": None} | values)


def told(*areas):
    return [(one.kind, one.area.name) for one in findings(areas)]


def test_the_weakest_and_the_strongest_area_are_told():
    assert told(area("A", 2.5), area("B", 4.0), area("C", 3.0)) == [("weakest", "A"), ("strongest", "B")]


def test_where_all_areas_read_alike_none_is_the_weakest():
    assert told(area("A", 3.01), area("B", 2.96)) == []
    assert told(area("A", 2.94), area("B", 2.96)) == [("weakest", "A"), ("strongest", "B")]


def test_one_area_alone_is_not_the_strongest_too():
    assert told(area("A", 2.5)) == [("weakest", "A")]


def test_what_is_held_back_stands_out_in_nothing():
    assert told(area("A", None, dont_know=None), area("B", 2.0)) == [("weakest", "B")]
    assert told(area("A", None, dont_know=None)) == []


def test_only_movements_beyond_chance_are_told():
    moved = {"before": 2.0, "now": 2.4}

    assert ("up", "A") in told(area("A", 2.4, **moved, verdict="up"))
    assert ("down", "A") in told(area("A", 2.0, before=2.4, now=2.0, verdict="down"))
    for verdict in ("unclear", None):
        kinds = [kind for kind, _name in told(area("A", 2.4, **moved, verdict=verdict))]
        assert not {"up", "down"} & set(kinds)


def test_of_several_the_one_that_matters_most_is_told():
    areas = [
        area(
            "A", gap=Gap("Executive", 4.0, "Staff", 2.9), dont_know=16.0, before=3.4, now=3.0, verdict="down"
        ),
        area("B", 3.2, gap=GAP, dont_know=30.0, before=4.0, now=3.2, verdict="down"),
        area("C", 3.6, before=3.0, now=3.6, verdict="up"),
        area("D", 4.6, before=3.4, now=4.6, verdict="up"),
    ]

    assert told(*areas) == [
        ("weakest", "A"),
        ("down", "B"),
        ("apart", "B"),
        ("up", "D"),
        ("unknown", "B"),
        ("strongest", "D"),
    ]


def test_few_who_dont_know_are_no_finding():
    assert told(area("A", dont_know=14.9)) == [("weakest", "A")]


# --- On paper


@pytest.fixture
def twice(cast):
    """Two rounds with six areas, after the first of which much was taken on; leaders see more than staff."""
    staff(cast.utility, 12, level=Level.EXECUTIVE)
    staff(cast.utility, 24, level=Level.STAFF)
    for low, high in ((2, 4), (3, 5)):
        campaign = start(cast.utility, framework="six-attributes", title="How we work with others")
        for invitation in campaign.invitations.select_related("person"):
            value = high if invitation.person.level == Level.EXECUTIVE else low
            submit_response(token=token_of(invitation), filled=filled(campaign, value), now=now_here())
        cast.campaign = close(campaign)
        for number in range(5):
            action = take_on(
                campaign=cast.campaign, area="buy_in", title=f"Step {number} of many that take the whole line",
                owner=cast.people["chidi"], due_on=day(20), by=None,
            )  # fmt: skip
        complete_action(action=action, by=None)
    return cast


def paper(client, campaign):
    response = client.get(reverse("readiness:one-page", args=[campaign.pk]))
    assert response["Content-Type"] == "application/pdf"
    return PdfReader(io.BytesIO(response.content))


def test_one_page_is_one_page_and_tells_result_movement_and_what_is_done(client, twice):
    client.force_login(twice.users["bo"])

    reader = paper(client, twice.campaign)

    assert len(reader.pages) == 1
    text = " ".join(reader.pages[0].extract_text().split())
    for words in (
        "Water Utility",
        "How we work with others",
        "What stands out",
        "What is being done",
        "Step 0",
    ):
        assert words in text
    assert "/MarkInfo" in reader.trailer["/Root"]


@pytest.mark.parametrize("framework", ["fit-for-partnering", "six-attributes", "engagement-plan"])
def test_each_built_in_survey_fits_on_its_one_page(client, cast, framework):
    campaign = closed_survey(cast.utility, 2, framework=framework)
    client.force_login(cast.users["amina"])

    reader = paper(client, campaign)

    assert len(reader.pages) == 1
    assert "What is advised first" in reader.pages[0].extract_text()


def test_without_a_result_the_page_says_why_there_is_nothing_to_print(client, cast):
    staff(cast.utility, 8)
    campaign = start(cast.utility)
    client.force_login(cast.users["amina"])
    address = reverse("readiness:one-page", args=[campaign.pk])
    assert "no result before the survey is closed" in client.get(address, follow=True).content.decode()
    answer(campaign, 3)

    close(campaign)

    page = client.get(address, follow=True).content.decode()
    assert "nothing to print" in page
    assert "One page (PDF)" not in page


@pytest.mark.parametrize("who", ["chidi", "dana", "eve", "fola"])
def test_nobody_else_gets_the_page(client, cast, who):
    campaign = closed_survey(cast.utility)
    client.force_login(cast.users[who])

    assert client.get(reverse("readiness:one-page", args=[campaign.pk])).status_code == 404


def test_the_page_holds_no_figure_that_is_held_back(cast):
    staff(cast.utility, 8)
    campaign = start(cast.utility)
    for value in [1] * 4 + ["dk"] * 4:
        answer(campaign, 1, value)
    campaign = close(campaign)

    reader = PdfReader(io.BytesIO(services.one_page(user=cast.users["bo"], campaign=campaign)))

    text = reader.pages[0].extract_text()
    assert "is unknown to many: 50 %" in " ".join(text.split())
    assert "weakest area" not in text
    assert "1.0" not in text.replace("Concern from 1.0", "")


def test_a_style_sheet_that_is_missing_is_said_to_be(cast):
    with pytest.raises(DomainError, match="is missing from this installation"):
        pdf.style_sheet("readiness/no-such.css")


def test_an_open_survey_has_no_page(cast):
    with pytest.raises(DomainError, match="closed"):
        services.one_page(user=cast.users["bo"], campaign=Campaign())
