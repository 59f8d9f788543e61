"""Who sees which rows, whatever page asks for them."""

from __future__ import annotations

import pytest

from readiness import drawings
from readiness.framework_files import BUILT_IN, read_framework
from readiness.models import (
    Answer,
    Campaign,
    Comment,
    Draft,
    Invitation,
    Response,
    Result,
    SealedResponse,
    SharedResult,
)
from readiness.services import answering
from readiness.tests.builders import answer, close, closed_survey, filled, now_here, staff, start, tokens_of

pytestmark = pytest.mark.both

EVERYBODY = ("amina", "bo", "chidi", "dana", "eve", "fola")
ROWS = {
    "confidential": {
        Campaign: {"amina", "bo"},
        Result: {"amina", "bo"},
        Comment: {"amina", "bo"},
        Invitation: set(),
        Response: set(),
        Answer: set(),
        SharedResult: set(),
    },
    "named": {
        Campaign: {"amina", "bo"},
        Result: {"amina", "bo"},
        Comment: {"amina", "bo"},
        Invitation: {"amina"},
        Response: {"amina"},
        Answer: {"amina"},
        SharedResult: set(),
    },
}


@pytest.mark.parametrize("mode", ROWS)
def test_rows_of_a_closed_survey_are_seen_by_whom_they_are_for(cast, mode):
    staff(cast.utility, 4)
    campaign = start(cast.utility, mode=mode)
    answer(campaign, 6, comment="A remark")
    close(campaign)

    for model, readers in ROWS[mode].items():
        seen = {who for who in EVERYBODY if model.objects.visible_to(cast.users[who]).exists()}
        assert seen == readers, model


def test_nobody_sees_a_row_of_the_box_or_a_draft(cast):
    staff(cast.utility, 4)
    campaign = start(cast.utility)
    answer(campaign, 2, comment="A remark")
    answering.save_draft(token=tokens_of(campaign)[-1], filled=filled(campaign), now=now_here())

    for model in (SealedResponse, Draft):
        assert model.objects.exists()
        assert not [who for who in EVERYBODY if model.objects.visible_to(cast.users[who]).exists()]


def test_rows_call_themselves_by_what_gives_nobody_away(cast):
    staff(cast.utility, 4)
    campaign = start(cast.utility)
    answer(campaign, 5, comment="A remark")
    answering.save_draft(token=tokens_of(campaign)[-1], filled=filled(campaign), now=now_here())
    assert str(Draft.objects.get()) == "Draft"
    assert str(SealedResponse.objects.first()) == "Sealed response"
    close(campaign)

    assert str(Response.objects.first()) == "Response"
    assert str(Answer.objects.filter(question="ls1").first()) == "ls1: 3"
    assert str(Comment.objects.first()) == "A remark"
    assert str(Result.objects.get()) == "How ready are we?"


def test_two_areas_make_no_radar(cast):
    campaign = closed_survey(cast.utility)
    framework = read_framework(BUILT_IN["fit-for-partnering"])
    campaign.result.figures["areas"] = campaign.result.figures["areas"][:2]

    assert drawings.radar(framework, campaign.result) is None
