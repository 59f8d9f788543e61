"""What respondents are told before the first question is what the rules do that show a result."""

from __future__ import annotations

import pytest
from django.urls import reverse

from partnering import access
from partnering.choices import RoleKind
from partnering.models import Unit
from readiness import queries
from readiness.figures import publish
from readiness.framework_files import BUILT_IN, read_framework
from readiness.models import Invitation
from readiness.queries.sight import KINDS
from readiness.scoring import Answers
from readiness.services.tokens import token_of
from readiness.tests.builders import staff, start

pytestmark = pytest.mark.both


@pytest.fixture
def units(cast):
    """A unit of six with one of two below it, and one of three."""
    large = Unit.objects.create(organisation=cast.utility, name="Pumps")
    below = Unit.objects.create(organisation=cast.utility, name="Valves", parent=large)
    small = Unit.objects.create(organisation=cast.utility, name="Paper")
    for unit, number in ((large, 6), (below, 2), (small, 3)):
        staff(cast.utility, number, unit=unit)
    staff(cast.utility, 6)
    staff(cast.utility, 6, level="manager")
    return {"large": large, "below": below, "small": small}


def told_to(campaign, unit=None, level="staff"):
    invitation = Invitation.objects.filter(campaign=campaign, unit=unit, person__level=level).first()
    return invitation, queries.sight_of(campaign, invitation)


def test_each_kind_of_figure_that_a_result_records_is_told():
    framework = read_framework(BUILT_IN["fit-for-partnering"])

    recorded = publish(framework, [], minimum=5, units={}, levels={}).figures

    assert recorded.keys() == KINDS.keys()


def test_those_are_told_of_who_read_an_organisations_internal_matters():
    # The page names partnering leads, senior sponsors, and those who manage a partnership.
    assert set(access.OPENS_INTERNALS) == {
        RoleKind.PARTNERING_LEAD,
        RoleKind.SENIOR_SPONSOR,
        RoleKind.PARTNERSHIP_MANAGER,
    }


@pytest.mark.parametrize(
    ("mode", "minimum", "least", "shared"), [("confidential", 7, 7, 7), ("named", 5, 1, 5)]
)
def test_the_smallest_groups_that_are_told_are_those_that_are_shown(cast, mode, minimum, least, shared):
    staff(cast.utility, 9)
    campaign = start(cast.utility, mode=mode, minimum_group=minimum)
    framework = campaign.framework_version.framework
    keys = [question.key for question in framework.questions]

    sight = queries.sight_of(campaign)

    assert (sight.least, sight.least_shared) == (least, shared)
    for number in range(sight.least_shared - 2, sight.least_shared + 2):
        result = publish(
            framework, [Answers(dict.fromkeys(keys, 3))] * number, minimum=sight.least, units={}, levels={}
        )
        assert (result.mean is not None) is (number >= sight.least)
        assert (result.shared_mean is not None) is (number >= sight.least_shared)


def test_everybody_is_told_whether_their_own_unit_and_level_are_large_enough(cast, units):
    campaign = start(cast.utility)

    assert told_to(campaign, units["large"])[1].own == [
        "Your unit “Pumps” is large enough for figures of its own."
    ]
    assert told_to(campaign, units["below"])[1].own == [
        "Your unit “Valves” is too small; you count in “Pumps”."
    ]
    assert told_to(campaign, units["small"])[1].own == [
        "Your unit “Paper” is too small to be shown; you count in everybody's."
    ]
    (only,) = told_to(campaign, None, "executive")[1].own
    assert only == "Your level “Executive” is too small to be shown; you count in everybody's."


def test_the_page_tells_it_and_nothing_of_other_units(client, cast, units):
    campaign = start(cast.utility, minimum_group=6)
    invitation, _sight = told_to(campaign, units["small"])

    page = client.get(reverse("readiness:survey", args=[token_of(invitation)])).content.decode()

    assert "see figures of groups of 6 or more" in page
    assert "from 6 answers up" in page
    assert "of each unit, with the units below it" in page
    assert "Paper" in page
    assert "Pumps" not in page


def test_a_named_survey_says_nothing_of_groups(cast, units):
    campaign = start(cast.utility, mode="named")

    assert told_to(campaign, units["small"])[1].own == []
