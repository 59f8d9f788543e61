"""Plans side by side: only those who share see those who share, question by question, and never their words."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from engagement.choices import PlanQuestion
from engagement.models import PlanItem, PlanShare
from engagement.queries.evidence import evidence_of
from engagement.services.plan_sharing import share_plan
from engagement.services.plans import answer_plan_item, set_plan_item_aside
from engagement.tests.test_partnership_plans import answer, second_of
from partnering import access
from partnering.choices import RoleKind
from partnering.errors import DomainError
from partnering.models import AuditEntry, Membership, ReadEntry, Role

EVERYBODY = ["amina", "bo", "chidi", "dana", "eve", "fola"]


def share(cast, organisation, *questions, where=None):
    lead = {cast.utility.pk: "amina", cast.university.pk: "dana"}.get(organisation.pk)
    return share_plan(
        organisation=organisation,
        partnership=where or cast.partnership,
        questions=questions,
        by=cast.users[lead] if lead else None,
    )


def page(client, cast, who="dana"):
    client.force_login(cast.users[who])
    return client.get(reverse("engagement:plans-beside", args=[cast.partnership.slug]))


def seen(cast, who):
    return set(PlanShare.objects.visible_to(cast.users[who]).values_list("organisation__name", "question"))


def stand(client, cast, question, who="dana", of="Water Utility"):
    rows = page(client, cast, who).context["found"].questions
    beside = dict(next(row for row in rows if row.question == question).beside)
    return beside.get(of)


def test_whoever_shares_sees_those_who_share_the_same_question_and_others_see_nothing(cast):
    share(cast, cast.utility, "skills", "tools")
    share(cast, cast.university, "skills", "capacity")

    own = {("Water Utility", "skills"), ("Water Utility", "tools")}
    theirs = {("University", "skills"), ("University", "capacity")}
    assert seen(cast, "amina") == seen(cast, "bo") == own | {("University", "skills")}
    assert seen(cast, "dana") == theirs | {("Water Utility", "skills")}
    for who in ("chidi", "eve", "fola"):
        assert seen(cast, who) == set()
        assert not PlanItem.objects.shared_with(cast.users[who], cast.partnership)


@pytest.mark.parametrize("who", EVERYBODY)
def test_nobody_gets_a_word_a_name_or_a_day_of_a_partners_plan(client, cast, who):
    answer(
        cast,
        answer="Secret words",
        evidence="Secret evidence",
        owner=cast.people["chidi"],
        due_on=access.today() + timedelta(days=3),
    )
    share(cast, cast.utility, *PlanQuestion.values)
    share(cast, cast.university, *PlanQuestion.values)
    text = page(client, cast, who).content.decode()
    assert "Secret" not in text
    assert "Chidi" not in text or who == "chidi"
    if who in ("chidi", "eve", "fola"):
        assert "Water Utility" not in text or who != "fola"


def test_the_table_says_where_each_stands_and_where_they_differ(client, cast):
    late = access.today() - timedelta(days=1)
    answer(cast, owner=cast.people["chidi"], due_on=late)
    answer_plan_item(
        organisation=cast.university, question="tools", answer="x", status="done", by=cast.users["dana"]
    )
    share(cast, cast.utility, "skills", "tools")
    share(cast, cast.university, "skills", "tools")

    skills = stand(client, cast, "skills")
    assert (skills.answered, skills.owned, skills.late, skills.gaps) == (True, True, True, ["evidence"])
    assert stand(client, cast, "tools", of="University").gaps == ["an owner", "evidence"]
    assert stand(client, cast, "capacity") is None
    found = page(client, cast).context["found"]
    assert [one.name for one in found.organisations] == ["University", "Water Utility"]
    assert [(one.question, one.answered_by, one.open_at) for one in found.differences] == [
        ("skills", ["Water Utility"], ["University"]),
        ("tools", ["University"], ["Water Utility"]),
    ]


def test_what_holds_in_the_partnership_is_shown_and_nothing_of_other_partnerships(client, cast):
    other = second_of(cast)
    answer(cast, other, owner=cast.people["chidi"], due_on=access.today())
    share(cast, cast.utility, "skills")
    share(cast, cast.university, "skills")
    assert not stand(client, cast, "skills").answered
    general = answer(cast)
    assert (stand(client, cast, "skills").answered, stand(client, cast, "skills").owned) == (True, False)
    item = answer(cast, cast.partnership, owner=cast.people["chidi"])
    assert stand(client, cast, "skills").owned
    set_plan_item_aside(item=item, by=cast.users["amina"])
    assert not stand(client, cast, "skills").owned
    assert general.owner is None


def test_what_is_taken_back_is_gone_at_once_on_both_sides(client, cast):
    share(cast, cast.utility, "skills", "tools")
    share(cast, cast.university, "skills", "tools")
    assert stand(client, cast, "skills")
    share(cast, cast.utility, "tools")
    assert stand(client, cast, "skills") is None
    assert stand(client, cast, "skills", "amina", "University") is None
    assert stand(client, cast, "tools")
    share(cast, cast.university)
    assert stand(client, cast, "tools") is None


def test_who_leaves_the_partnership_or_their_role_sees_and_shows_nothing_more(client, cast):
    share(cast, cast.utility, "skills")
    share(cast, cast.university, "skills")
    Membership.objects.filter(organisation=cast.utility).update(left_on=access.today())
    assert seen(cast, "dana") == {("University", "skills")}
    assert seen(cast, "amina") == set()
    Role.objects.filter(person=cast.people["dana"], kind=RoleKind.PARTNERING_LEAD).update(
        ended_on=access.today()
    )
    assert seen(cast, "dana") == set()


def test_sharing_and_taking_back_stand_in_ones_own_record_only_and_change_no_score(cast):
    answer(cast)
    before = evidence_of(cast.partnership)
    share(cast, cast.utility, "skills", "tools")
    share(cast, cast.utility, "tools")
    share(cast, cast.utility, "tools")
    told = AuditEntry.objects.filter(thing="engagement.planshare").order_by("pk")
    assert [one.verb for one in told] == ["shared", "shared", "took back"]
    assert {one.organisation for one in told} == {cast.utility}
    assert not AuditEntry.objects.visible_to(cast.users["dana"]).filter(thing="engagement.planshare").exists()
    assert evidence_of(cast.partnership) == before


def test_an_organisation_reads_who_looked_at_what_it_shares(client, cast):
    share(cast, cast.utility, "skills")
    share(cast, cast.university, "skills")
    page(client, cast, "dana")
    page(client, cast, "amina")
    read = ReadEntry.objects.filter(thing="partnering.partnership")
    assert {(one.organisation.name, one.reader_name) for one in read} == {
        ("Water Utility", "Dana"),
        ("University", "Amina"),
    }


def test_only_members_share_and_only_the_ten_questions(cast):
    with pytest.raises(DomainError, match="not a member"):
        share(cast, cast.outsider, "skills")
    with pytest.raises(DomainError, match="no such question"):
        share(cast, cast.utility, "weather")
    assert not PlanShare.objects.exists()


@pytest.mark.parametrize(("who", "status"), [("bo", 404), ("chidi", 404), ("eve", 404), ("fola", 404)])
def test_only_a_lead_shares_and_says_who_sees_it(client, cast, who, status):
    url = reverse("engagement:share-plan", args=[cast.partnership.slug])
    client.force_login(cast.users[who])
    assert client.post(url, {"questions": ["skills"]}).status_code == status
    assert not PlanShare.objects.exists()
    client.force_login(cast.users["amina"])
    assert "They don&#x27;t see words" in client.get(url).content.decode()
    assert client.post(url, {"questions": ["weather"]}).status_code == 422
    client.post(url, {"questions": ["skills"]})
    assert PlanShare.objects.in_force().get().question == "skills"
    assert (
        "partners see how far it is"
        in client.get(reverse("engagement:partnership-plan", args=[cast.partnership.slug])).content.decode()
    )
    client.post(url, {})
    assert not PlanShare.objects.in_force().exists()


def test_the_table_costs_the_same_for_any_number_of_questions(client, cast):
    def queries():
        with CaptureQueriesContext(connection) as found:
            page(client, cast)
        return len(found)

    share(cast, cast.utility, "skills")
    share(cast, cast.university, "skills")
    queries()
    before = queries()
    for question in PlanQuestion.values:
        answer(cast, question=question)
    share(cast, cast.utility, *PlanQuestion.values)
    share(cast, cast.university, *PlanQuestion.values)
    assert queries() == before
