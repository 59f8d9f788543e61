"""From a result to actions, and what the next round shows of them."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from partnering.errors import DomainError
from partnering.models import Action
from partnering.services.actions import complete_action
from readiness import queries
from readiness.framework_drafts import draft_of
from readiness.framework_editing import remove_question
from readiness.models import TakenOn
from readiness.services import own_frameworks
from readiness.services.following import take_on
from readiness.tests.builders import answer, close, day, staff, start
from readiness.tests.frameworks import small
from tools.beginnings import beginning


def round_of(cast, values, **given):
    """A closed survey in which each person answers everything with the next of the values."""
    campaign = start(cast.utility, **given)
    for value in values:
        answer(campaign, 1, value)
    return close(campaign)


def since(user, campaign):
    return queries.since_the_last(user, campaign, queries.taken_on_around(user, campaign))


@beginning
def followed(cast):
    """Two rounds; in between one action was taken on for leadership and done, and one for skills waits."""
    staff(cast.utility, 30)
    cast.first = round_of(cast, [1, 2, 2, 2, 2, 3] * 3, title="Spring")
    given = {"campaign": cast.first, "owner": cast.people["chidi"], "due_on": day(5), "by": None}
    cast.done = take_on(area="leadership", title="Name a sponsor", **given)
    cast.waiting = take_on(area="skills", title="Train the leads", **given)
    complete_action(action=cast.done, by=None)
    cast.second = round_of(cast, [3, 4, 4, 4, 4, 5] * 3, title="Autumn")
    return cast


def test_the_next_round_tells_how_each_area_moved_and_what_was_done_about_it(client, followed):
    client.force_login(followed.users["bo"])

    moved = since(followed.users["bo"], followed.second)
    page = client.get(followed.second.get_absolute_url()).content.decode()

    area = moved.areas[0]
    assert (area.movement.before, area.movement.now, area.verdict) == (2, 4, "up")
    assert 0 < area.margin < 0.5
    assert [one.action for one in area.actions] == [followed.done]
    section = page[page.index('aria-labelledby="since"') :]
    section = section[: section.index("</section>")]
    assert "Name a sponsor" in section
    assert "Train the leads" in section
    assert f"done {access_day(followed.done)}" in section
    assert section.count("± ") == 5  # once for each area, and once where it is explained
    assert section.count("better") == 4


def access_day(action):
    action.refresh_from_db()
    return f"{action.done_on:%-d %b %Y}"


def test_a_result_tells_what_was_taken_on_for_it(client, followed):
    client.force_login(followed.users["bo"])

    page = client.get(followed.first.get_absolute_url()).content.decode()

    assert "Taken on" in page
    assert followed.waiting.get_absolute_url() in page


def test_without_a_second_round_nothing_is_compared(followed):
    assert since(followed.users["bo"], followed.first) is None


def test_an_action_leads_back_to_the_area_for_those_who_may_read_the_result(client, followed):
    for who, sees in {"amina": True, "bo": True, "chidi": False}.items():
        client.force_login(followed.users[who])
        page = client.get(followed.waiting.get_absolute_url()).content.decode()
        assert ("Why it was taken on" in page) == sees, who
        assert (followed.first.get_absolute_url() in page) == sees, who


def test_an_action_from_elsewhere_says_nothing_of_an_area(client, cast):
    action = Action.objects.create(title="Dig", organisation=cast.utility, owner=cast.people["chidi"])
    client.force_login(cast.users["amina"])

    assert "Why it was taken on" not in client.get(action.get_absolute_url()).content.decode()


@pytest.mark.parametrize("who", ["dana", "eve", "fola"])
def test_nobody_of_another_organisation_sees_what_was_taken_on(followed, who):
    user = followed.users[who]

    assert not TakenOn.objects.visible_to(user).exists()
    assert not queries.taken_on_around(user, followed.first)
    assert since(user, followed.second) is None


def test_an_open_survey_and_an_area_that_is_not_there_give_no_action(cast):
    staff(cast.utility, 6)
    campaign = start(cast.utility)
    given = {"title": "Dig", "owner": None, "due_on": None, "by": None}
    with pytest.raises(DomainError, match="Close the survey first"):
        take_on(campaign=campaign, area="leadership", **given)
    answer(campaign, 6)
    with pytest.raises(DomainError, match="no such area"):
        take_on(campaign=close(campaign), area="nothing", **given)

    assert not Action.objects.exists()


def test_of_an_area_that_changed_the_margin_is_that_of_the_questions_compared(cast):
    staff(cast.utility, 30)
    user = cast.users["amina"]
    draft = draft_of(small({"one": ["a1", "a2"]}))
    own = own_frameworks.make_framework(organisation=cast.utility, name="Ours", draft=draft, by=user)
    first = own_frameworks.publish_framework(own=own, by=user, on=day(-9))
    round_of(cast, [1, 2, 3] * 5, framework=first.slug)
    own_frameworks.begin_next_version(own=own, by=user)
    own.refresh_from_db()
    own_frameworks.edit_draft(own=own, by=user, verb="changed", do=lambda draft: remove_question(draft, "a2"))
    own_frameworks.publish_framework(own=own, by=user, on=day(-1))
    second = round_of(cast, [3, 4, 5] * 5, framework=first.slug)

    (area,) = since(user, second).areas

    assert (area.movement.compared, area.movement.change, area.verdict) == (1, 2, "up")


def test_what_is_held_back_gives_neither_change_nor_margin(client, cast):
    staff(cast.utility, 8)
    round_of(cast, [2] * 6)
    campaign = start(cast.utility)
    for value in [3] * 4 + ["dk"] * 3:
        answer(campaign, 1, value)
    second = close(campaign)

    areas = since(cast.users["amina"], second).areas

    assert {(area.movement.change, area.margin, area.verdict) for area in areas} == {(None, None, None)}
    client.force_login(cast.users["amina"])
    page = client.get(second.get_absolute_url()).content.decode()
    assert page.count("can't be told") == 4


def test_a_result_with_actions_costs_the_same_for_any_number_of_them(client, followed):
    client.force_login(followed.users["amina"])
    address = reverse("readiness:campaign", args=[followed.second.pk])

    def cost():
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        return len(asked)

    cost()
    one = cost()
    for number in range(5):
        take_on(
            campaign=followed.first, area="systems", title=f"Step {number}",
            owner=followed.people["bo"], due_on=day(9), by=None,
        )  # fmt: skip

    assert cost() == one


def test_a_round_of_which_all_was_held_back_is_no_round_before(cast):
    staff(cast.utility, 8)
    seen = round_of(cast, [2] * 6, title="Shown")
    held = round_of(cast, [3] * 4, title="Held back")
    now = round_of(cast, [4] * 6, title="Now")

    assert held.result.respondents is None
    assert since(cast.users["bo"], now).campaign == seen
