"""The ten questions for one partnership only: who reads them, what holds when, and what counts."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from conftest import LONG_AGO
from engagement.choices import PlanQuestion, PlanStatus
from engagement.dimensions import plan_on, preparation
from engagement.evidence import Member, PlanEntry
from engagement.inspection.facts import gather
from engagement.models import PlanItem, PlanStep, Recount
from engagement.queries.evidence import evidence_of
from engagement.services.plans import add_plan_action, answer_plan_item, set_plan_item_aside
from partnering import access
from partnering.errors import DomainError
from partnering.models import Action, AuditEntry, Membership, Partnership
from partnering.xray import Scope

START = date(2026, 1, 1)
DAYS = st.integers(0, 9).map(lambda number: START + timedelta(days=number))
ENTRIES = st.lists(
    st.builds(
        PlanEntry,
        st.sampled_from(["skills", "tools"]),
        DAYS,
        st.booleans(),
        st.booleans(),
        st.none() | DAYS,
        st.booleans(),
        st.booleans(),
    ),
    max_size=8,
    unique_by=lambda entry: (entry.question, entry.on, entry.own),
)


def answer(cast, where=None, question="skills", on=None, **values):
    return answer_plan_item(
        organisation=cast.utility,
        question=question,
        partnership=where,
        by=cast.users["amina"],
        on=on,
        **{"answer": "General words", **values},
    )


def second_of(cast):
    other = Partnership.objects.create(name="Green Banks", slug="green-banks", started_on=LONG_AGO)
    for member in (cast.utility, cast.university):
        Membership.objects.create(partnership=other, organisation=member, joined_on=LONG_AGO)
    return other


@given(plan=ENTRIES, on=DAYS)
def test_what_holds_on_a_day_is_what_replaying_the_days_up_to_it_leaves(plan, on):
    general, own = {}, {}
    for entry in sorted(plan, key=lambda one: one.on):
        if entry.on <= on and not entry.own:
            general[entry.question] = entry
        elif entry.on <= on and entry.answered:
            own[entry.question] = entry
        elif entry.on <= on:
            own.pop(entry.question, None)

    assert plan_on(Member(1, plan=tuple(plan)), on) == {**general, **own}


@given(plan=ENTRIES, more=ENTRIES, on=DAYS)
def test_what_is_answered_or_set_aside_later_changes_no_past_day(plan, more, on):
    later = tuple(entry for entry in more if entry.on > on)
    before = preparation(Member(1, plan=tuple(plan)), on)

    assert preparation(Member(1, plan=(*plan, *later)), on) == before


def preparation_in(cast, partnership, on):
    member = next(one for one in evidence_of(partnership).members if one.pk == cast.utility.pk)
    return preparation(member, on).value


def test_an_own_answer_counts_in_its_partnership_only_and_from_its_day_on(cast):
    other, today = second_of(cast), access.today()
    answer(cast, owner=cast.people["chidi"], due_on=today + timedelta(days=9), on=today - timedelta(days=20))
    item = answer(cast, cast.partnership, on=today - timedelta(days=10))
    set_plan_item_aside(item=item, by=cast.users["amina"], on=today - timedelta(days=4))

    def at(partnership, ago):
        return preparation_in(cast, partnership, today - timedelta(days=ago))

    assert [at(cast.partnership, ago) for ago in (21, 11, 10, 5, 4, 0)] == [None, 0.1, 0.05, 0.05, 0.1, 0.1]
    assert [at(other, ago) for ago in (21, 11, 10, 5, 4, 0)] == [None, 0.1, 0.1, 0.1, 0.1, 0.1]


def test_an_own_answer_is_counted_again_where_it_holds_and_a_general_one_everywhere(cast):
    other = second_of(cast)
    answer(cast, cast.partnership)
    assert {row.partnership for row in Recount.objects.all()} == {cast.partnership}
    answer(cast)
    assert {row.partnership for row in Recount.objects.all()} == {cast.partnership, other}


def test_what_is_set_aside_asks_nothing_of_anybody_and_keeps_its_words(cast):
    item = answer(
        cast,
        cast.partnership,
        answer="Words",
        owner=cast.people["chidi"],
        due_on=access.today() - timedelta(days=1),
    )
    assert item in PlanItem.objects.late()
    set_plan_item_aside(item=item, by=cast.users["amina"])
    item.refresh_from_db()
    assert (item.answer, item.owner, item.due_on, item.set_aside_on) == ("Words", None, None, access.today())
    assert not PlanItem.objects.late()
    again = answer(cast, cast.partnership, status=PlanStatus.UNDER_WAY)
    assert (again.pk, again.set_aside_on) == (item.pk, None)
    assert PlanStep.objects.get(item=item).answered


def test_the_database_refuses_two_general_answers_and_a_general_one_that_is_set_aside(cast):
    item = answer(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        PlanItem.objects.create(organisation=cast.utility, question="skills")
    with pytest.raises(IntegrityError), transaction.atomic():
        PlanItem.objects.filter(pk=item.pk).update(set_aside_on=access.today())


def test_only_members_answer_for_a_partnership_and_only_with_words(cast):
    with pytest.raises(DomainError, match="not a member"):
        answer_plan_item(
            organisation=cast.outsider, question="skills", partnership=cast.partnership, answer="x", by=None
        )
    with pytest.raises(DomainError, match="Write what holds"):
        answer(cast, cast.partnership, answer=" ")
    with pytest.raises(DomainError, match="none behind it"):
        set_plan_item_aside(item=answer(cast), by=cast.users["amina"])
    assert PlanItem.objects.count() == 1


def test_the_page_says_which_answer_is_for_here_and_which_is_the_general_one(client, cast):
    answer(cast, answer="General words on skills")
    answer(cast, question="tools", answer="General words on tools")
    answer(cast, cast.partnership, answer="Words for the river")
    client.force_login(cast.users["amina"])
    page = client.get(reverse("engagement:partnership-plan", args=[cast.partnership.slug]))

    rows = {row.question.value: row for row in page.context["plan"].rows}
    assert (rows["skills"].item.answer, rows["skills"].is_own) == ("Words for the river", True)
    assert (rows["tools"].item.answer, rows["tools"].is_own) == ("General words on tools", False)
    text = page.content.decode()
    assert text.count("this partnership&#x27;s own answer") + text.count("this partnership's own answer") == 1
    assert "General words on tools" in text
    general = client.get(reverse("engagement:plan", args=[cast.utility.pk])).content.decode()
    assert "Words for the river" not in general
    assert "1 answer of its own" in general


def test_a_lead_answers_for_a_partnership_changes_it_and_lets_it_rest_again(client, cast):
    client.force_login(cast.users["amina"])
    url = reverse("engagement:answer-here", args=[cast.partnership.slug, "skills"])
    refused = client.post(url, {"answer": "", "status": "open", "evidence": "kept as typed"})
    assert refused.status_code == 422
    assert "kept as typed" in refused.content.decode()

    values = {"answer": "For here", "status": "open", "evidence": "Minutes", "link": "river.example/minutes"}
    assert client.post(url, values).url == reverse(
        "engagement:partnership-plan", args=[cast.partnership.slug]
    )
    item = PlanItem.objects.get()
    assert (item.partnership, item.evidence, item.link) == (
        cast.partnership,
        "Minutes",
        "https://river.example/minutes",
    )
    aside = reverse("engagement:set-aside", args=[item.pk])
    assert "general answer holds again" in client.get(aside).content.decode()
    client.post(aside)
    item.refresh_from_db()
    assert item.set_aside_on
    assert "For here" in client.get(url).content.decode()


def test_an_answer_leads_to_actions_that_only_its_own_people_see(client, cast):
    item = answer(cast, cast.partnership)
    client.force_login(cast.users["amina"])
    url = reverse("engagement:add-plan-action", args=[item.pk])
    values = {"title": "Book the course", "owner": cast.people["chidi"].pk, "due_on": str(access.today())}
    assert client.post(url, values).url == item.get_absolute_url()
    action = Action.objects.get()
    assert (action.partnership, action.organisation, action.origin) == (None, cast.utility, "plan")
    assert "Book the course" in client.get(item.get_absolute_url()).content.decode()
    assert not Action.objects.visible_to(cast.users["dana"]).filter(pk=action.pk)
    set_plan_item_aside(item=item, by=cast.users["amina"])
    with pytest.raises(DomainError, match="set aside"):
        add_plan_action(item=item, title="x", owner=None, due_on=None, by=cast.users["amina"])


@pytest.mark.parametrize("who", ["dana", "eve", "fola", "chidi"])
def test_nobody_else_finds_an_answer_for_a_partnership_nor_reads_of_it_in_the_record(client, cast, who):
    item = answer(cast, cast.partnership, answer="Words for the river")
    set_plan_item_aside(item=item, by=cast.users["amina"])
    client.force_login(cast.users[who])
    for name in ("plan-item", "set-aside", "add-plan-action"):
        assert client.get(reverse(f"engagement:{name}", args=[item.pk])).status_code == 404
    answered = client.get(reverse("engagement:partnership-plan", args=[cast.partnership.slug]))
    assert answered.status_code == (404 if who in ("eve", "chidi") else 200)
    assert "Words for the river" not in answered.content.decode()
    assert not AuditEntry.objects.visible_to(cast.users[who]).filter(verb="set aside").exists()


def test_its_owner_sees_and_answers_their_own_question_there(client, cast):
    item = answer(cast, cast.partnership, owner=cast.people["chidi"])
    client.force_login(cast.users["chidi"])
    assert client.get(item.get_absolute_url()).status_code == 200
    url = reverse("engagement:answer-here", args=[cast.partnership.slug, "skills"])
    assert client.post(url, {"answer": "Mine", "status": "done", "owner": cast.people["chidi"].pk}).url == "/"
    item.refresh_from_db()
    assert (item.answer, item.status) == ("Mine", PlanStatus.DONE)
    assert (
        client.get(reverse("engagement:answer-here", args=[cast.partnership.slug, "tools"])).status_code
        == 404
    )


def test_the_x_ray_counts_what_holds_in_each_partnership(cast):
    other, today = second_of(cast), access.today()
    answer(cast, due_on=today - timedelta(days=3), owner=cast.people["chidi"])
    answer(cast, cast.partnership, due_on=today + timedelta(days=3))
    scope = Scope(on=today, partnerships=(cast.partnership, other), own=cast.utility.pk)
    found = gather(scope)
    here, there = found[cast.partnership.pk], found[other.pk]
    assert (here.own_answered, here.own_unowned, here.own_late) == (1, 1, 0)
    assert (there.own_answered, there.own_unowned, there.own_late) == (1, 0, 1)


def test_the_page_costs_the_same_for_any_number_of_answers(client, cast):
    def queries():
        with CaptureQueriesContext(connection) as found:
            client.get(reverse("engagement:partnership-plan", args=[cast.partnership.slug]))
        return len(found)

    answer(cast)
    client.force_login(cast.users["amina"])
    queries()
    before = queries()
    for question in PlanQuestion.values[3:]:
        answer(cast, question=question, owner=cast.people["chidi"])
        answer(cast, cast.partnership, question=question, owner=cast.people["chidi"])
    assert queries() == before
