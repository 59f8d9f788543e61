"""Beginning a partnership's own answers from others: what comes along, what stays, and what is never overwritten."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from engagement.choices import PlanStatus
from engagement.models import PlanItem
from engagement.services.plan_reuse import reuse_answers
from engagement.services.plans import add_plan_action
from engagement.tests.test_partnership_plans import answer, second_of
from partnering import access
from partnering.errors import DomainError
from partnering.models import Person


def take(cast, *questions, source=None, replace=()):
    return reuse_answers(
        organisation=cast.utility,
        partnership=cast.partnership,
        source=source,
        questions=questions,
        replace=replace,
        by=cast.users["amina"],
    )


def test_words_owner_and_a_day_to_come_are_copied_and_nothing_else(cast):
    soon = access.today() + timedelta(days=5)
    original = answer(
        cast,
        owner=cast.people["chidi"],
        due_on=soon,
        status=PlanStatus.DONE,
        evidence="Minutes",
        link="https://river.example/",
    )
    add_plan_action(item=original, title="x", owner=None, due_on=soon, by=cast.users["amina"])
    [copy] = take(cast, "skills")
    assert copy.pk != original.pk
    assert (copy.answer, copy.owner, copy.due_on) == ("General words", cast.people["chidi"], soon)
    assert (copy.status, copy.evidence, copy.link, copy.actions.count()) == (PlanStatus.OPEN, "", "", 0)
    original.refresh_from_db()
    assert (original.status, original.actions.count()) == (PlanStatus.DONE, 1)


def test_a_day_that_has_passed_and_an_owner_who_has_left_stay_behind(cast):
    answer(cast, owner=cast.people["chidi"], due_on=access.today() - timedelta(days=1))
    Person.objects.filter(pk=cast.people["chidi"].pk).update(left_on=access.today())
    [copy] = take(cast, "skills")
    assert (copy.due_on, copy.owner) == (None, None)


def test_only_what_is_chosen_is_taken_and_nothing_that_stands_is_replaced_unless_told_to(cast):
    other = second_of(cast)
    answer(cast, other, answer="From the banks")
    answer(cast, other, question="tools", answer="Tools of the banks")
    answer(cast, other, question="capacity", answer="Capacity of the banks")
    answer(cast, cast.partnership, answer="Stands here")

    assert [one.question for one in take(cast, "skills", "tools", source=other)] == ["tools"]
    here = PlanItem.objects.own_in(cast.partnership)
    assert dict(here.values_list("question", "answer")) == {
        "skills": "Stands here",
        "tools": "Tools of the banks",
    }
    take(cast, "skills", source=other, replace=["skills"])
    assert here.get(question="skills").answer == "From the banks"


def test_to_take_nothing_or_from_itself_is_refused(cast):
    answer(cast)
    with pytest.raises(DomainError, match="tick the answers"):
        take(cast)
    with pytest.raises(DomainError, match="another partnership"):
        take(cast, "skills", source=cast.partnership)


def address(cast, **query):
    return reverse("engagement:reuse-answers", args=[cast.partnership.slug], query=query)


def test_the_page_shows_what_would_come_and_takes_what_is_ticked(client, cast):
    other = second_of(cast)
    answer(cast, other, answer="From the banks", due_on=access.today() - timedelta(days=1))
    answer(cast, other, question="tools", answer="Tools of the banks")
    answer(cast, cast.partnership, answer="Stands here")
    client.force_login(cast.users["amina"])
    page = client.get(address(cast, **{"from": other.slug}))
    assert page.context["ticked"] == {"tools"}
    text = page.content.decode()
    assert "From the banks" in text
    assert "stays behind" in text
    assert "Stands here" in text

    nothing = client.post(address(cast), {"source": other.slug})
    assert nothing.status_code == 422
    assert "tick the answers" in nothing.content.decode()
    client.post(address(cast), {"source": other.slug, "take": ["skills", "tools"]})
    here = PlanItem.objects.own_in(cast.partnership)
    assert here.get(question="skills").answer == "Stands here"
    assert here.get(question="tools").answer == "Tools of the banks"
    client.post(address(cast), {"source": other.slug, "replace": ["skills"]})
    assert here.get(question="skills").answer == "From the banks"


def test_a_source_that_is_not_ones_own_is_not_found(client, cast):
    client.force_login(cast.users["amina"])
    assert client.get(address(cast, **{"from": "green-banks"})).status_code == 404
    assert client.post(address(cast), {"source": "green-banks", "take": ["skills"]}).status_code == 404


@pytest.mark.parametrize(
    ("who", "status"), [("bo", 404), ("chidi", 404), ("eve", 404), ("fola", 404), ("dana", 200)]
)
def test_only_leads_begin_anew_and_see_their_own_answers_alone(client, cast, who, status):
    answer(cast, answer="Secret words")
    client.force_login(cast.users[who])
    page = client.get(address(cast))
    assert page.status_code == status
    assert "Secret words" not in page.content.decode()
