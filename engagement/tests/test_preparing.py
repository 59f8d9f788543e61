"""Prepare before you agree: what is lacking, worked out and shown, to those inside only."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from engagement.choices import PlanQuestion
from engagement.preparing import (
    MOST_WEAK,
    TOO_OLD_DAYS,
    AreaStands,
    Gap,
    Lack,
    QuestionStands,
    Standing,
    gaps_of,
)
from engagement.services.plans import answer_plan_item
from partnering import access
from partnering.choices import ActionOrigin
from partnering.models import Membership
from partnering.services.actions import add_action
from readiness.models import Campaign
from readiness.tests import builders as surveys

ON = date(2026, 6, 1)
MOST_QUERIES = 10
DONE = tuple(QuestionStands(key, True, True, False, True) for key in PlanQuestion.values)
STRONG = AreaStands("Clarity", 4.4, "good", 0.0)


def standing(**values) -> Standing:
    """Somebody who lacks nothing, but for what is said."""
    given = {"on": ON, "asked_on": ON - timedelta(days=30), "areas": (STRONG,), "plan": DONE}
    return Standing(**given | values)


def lacks(**values) -> list[Lack]:
    return [gap.lack for gap in gaps_of(standing(**values))]


def test_who_asked_lately_is_strong_and_carries_the_plan_out_lacks_nothing():
    assert gaps_of(standing()) == []


def test_to_have_asked_nobody_comes_first():
    untouched = tuple(QuestionStands(key, False, False, False, False) for key in PlanQuestion.values)
    assert gaps_of(standing(asked_on=None, areas=(), plan=untouched)) == [
        Gap(Lack.NEVER_ASKED),
        Gap(Lack.PLAN_UNANSWERED, "meaning", 10),
    ]


@pytest.mark.parametrize(("days", "is_old"), [(TOO_OLD_DAYS, False), (TOO_OLD_DAYS + 1, True)])
def test_a_result_is_old_after_a_year_and_a_half(days, is_old):
    found = lacks(asked_on=ON - timedelta(days=days))
    assert (found == [Lack.ASKED_LONG_AGO]) is is_old


@pytest.mark.parametrize("asked_on", [None, ON - timedelta(days=900)])
def test_nobody_is_told_to_ask_while_a_survey_is_open(asked_on):
    assert lacks(asked_on=asked_on, is_asking=True) == []


def test_the_weakest_areas_are_named_and_no_more_than_three():
    areas = tuple(AreaStands(f"Area {mean}", mean, "bad", None) for mean in (2.5, 1.5, 2.0, 1.8))
    found = gaps_of(standing(areas=(STRONG, *areas)))
    assert [gap.subject for gap in found] == ["Area 1.5", "Area 1.8", "Area 2.0"][:MOST_WEAK]


def test_an_area_that_many_know_nothing_of_is_lacking_even_when_the_others_praise_it():
    praised = AreaStands("Systems", 4.5, "good", 0.25)
    assert gaps_of(standing(areas=(STRONG, praised))) == [Gap(Lack.UNKNOWN_AREA, "Systems", 25)]
    assert lacks(areas=(AreaStands("Systems", 1.5, "bad", 0.5),)) == [Lack.WEAK_AREA]


def test_held_back_figures_are_no_gap():
    assert lacks(areas=(AreaStands("Systems", None, "", None),)) == []


def test_late_questions_come_before_those_without_answer_or_owner():
    plan = (
        QuestionStands("meaning", True, False, False, False),
        QuestionStands("skills", False, False, False, False),
        QuestionStands("tools", True, True, True, False),
        *DONE[3:],
    )
    assert gaps_of(standing(plan=plan)) == [
        Gap(Lack.PLAN_LATE, "tools", 1),
        Gap(Lack.PLAN_UNANSWERED, "skills", 1),
        Gap(Lack.PLAN_UNOWNED, "meaning", 1),
    ]


def page(client, cast, who="amina") -> str:
    client.force_login(cast.users[who])
    return client.get(reverse("engagement:prepare", args=[cast.utility.pk])).content.decode()


@pytest.mark.parametrize(
    ("who", "status"),
    [("amina", 200), ("bo", 200), ("chidi", 404), ("dana", 404), ("eve", 404), ("fola", 404)],
)
def test_only_who_reads_its_internal_matters_opens_an_organisations_preparation(client, cast, who, status):
    client.force_login(cast.users[who])
    assert client.get(reverse("engagement:prepare", args=[cast.utility.pk])).status_code == status


@pytest.mark.parametrize("who", ["amina", "bo", "dana"])
def test_the_navigation_leads_to_ones_own(client, cast, who):
    client.force_login(cast.users[who])
    own = cast.people[who].organisation_id
    content = client.get(reverse("engagement:prepare-own")).content.decode()
    assert reverse("engagement:plan", args=[own]) in content
    assert reverse("engagement:prepare-own") in client.get("/").content.decode()


def test_who_reads_nothing_internal_finds_no_way_to_it(client, cast):
    client.force_login(cast.users["chidi"])
    assert client.get(reverse("engagement:prepare-own")).status_code == 404
    assert reverse("engagement:prepare-own") not in client.get("/").content.decode()


def test_an_organisation_without_any_partnership_prepares_too(client, cast):
    assert not Membership.objects.filter(organisation=cast.outsider).exists()
    client.force_login(cast.users["eve"])
    content = client.get(reverse("engagement:prepare", args=[cast.outsider.pk])).content.decode()
    assert "Your people were never asked how ready they are." in content
    assert "10 questions of your engagement plan have no answer." in content
    organisation = client.get(cast.outsider.get_absolute_url()).content.decode()
    assert reverse("engagement:prepare", args=[cast.outsider.pk]) in organisation


def test_a_sponsor_is_told_for_whom_the_survey_is(client, cast):
    content = page(client, cast, "bo")
    assert "For your partnering lead" in content
    assert f'href="{reverse("readiness:start-campaign")}"' not in content


def test_weak_areas_of_the_newest_result_lead_to_its_advice(client, cast):
    surveys.closed_survey(cast.utility, value=5)
    newest = surveys.closed_survey(cast.utility, value=1)
    content = page(client, cast)
    assert "is weak in the eyes of your own people" in content
    assert newest.get_absolute_url() in content
    assert "never asked" not in content


def test_the_self_check_of_the_plan_is_told_apart_from_readiness(client, cast):
    surveys.closed_survey(cast.utility, value=4, framework="engagement-plan", title="The plan, checked")
    content = page(client, cast)
    assert "The plan, checked" in content
    assert "Your people were never asked how ready they are." in content


def test_a_survey_that_runs_is_shown_and_nobody_is_told_to_ask(client, cast):
    surveys.staff(cast.utility, 6)
    running = surveys.start(cast.utility, title="Under way")
    content = page(client, cast)
    assert running.get_absolute_url() in content
    assert "never asked" not in content


def test_too_few_answers_show_nothing_and_name_no_area(client, cast):
    surveys.closed_survey(cast.utility, value=1, answers=3)
    assert "is weak in the eyes" not in page(client, cast)


def test_what_was_taken_on_stands_there_until_it_is_done(client, cast):
    given = {"organisation": cast.utility, "by": cast.users["amina"], "origin": ActionOrigin.READINESS}
    add_action(title="Write the welcome page", due_on=access.today() - timedelta(days=2), **given)
    other = {"organisation": cast.utility, "by": cast.users["amina"], "origin": ActionOrigin.AGREED}
    add_action(title="Something agreed", **other)
    content = page(client, cast)
    assert "Write the welcome page" in content
    assert "late since" in content
    assert "Something agreed" not in content


def test_the_page_costs_the_same_for_any_number_of_surveys_and_answers(client, cast):
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            client.get(reverse("engagement:prepare", args=[cast.utility.pk]))
        return len(found)

    surveys.closed_survey(cast.utility, value=1)
    answer_plan_item(organisation=cast.utility, question="skills", answer="Two", by=cast.users["amina"])
    page(client, cast)
    before = queries()
    surveys.closed_survey(cast.utility, value=2)
    for question in ("tools", "capacity"):
        answer_plan_item(
            organisation=cast.utility,
            question=question,
            answer="Some",
            owner=cast.people["chidi"],
            by=cast.users["amina"],
        )
    assert queries() == before
    assert Campaign.objects.count() == 2
    assert before <= MOST_QUERIES
