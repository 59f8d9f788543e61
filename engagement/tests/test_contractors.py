"""A contractor's part: it reads what is asked of it, its principal reads those answers, and neither more."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conftest import give_role, make_person
from engagement.choices import PlanQuestion
from engagement.models import CarriedQuestion, PlanItem, PlanStep, Recount
from engagement.queries.evidence import evidence_of
from engagement.queries.plans import holding_in
from engagement.services.contractors import carry_over, take_back_carried
from engagement.services.plans import answer_plan_item
from partnering import access
from partnering.choices import RoleKind
from partnering.errors import DomainError
from partnering.models import AuditEntry, Organisation, ReadEntry


@pytest.fixture
def diggers(cast):
    """A contractor of the utility with a lead and somebody else, told apart from Eve's, which works for nobody."""
    made = Organisation.objects.create(name="Diggers", contractor_of=cast.utility)
    cast.people["gil"] = make_person(made, "Gil")
    cast.people["hana"] = make_person(made, "Hana")
    give_role(cast.people["gil"], RoleKind.PARTNERING_LEAD, None)
    cast.users |= {name: cast.people[name].user for name in ("gil", "hana")}
    return made


def carry(cast, diggers, question="contractors", asks="Tell your crews"):
    return carry_over(
        principal=cast.utility, contractor=diggers, question=question, asks=asks, by=cast.users["amina"]
    )


def reply(cast, carried, **values):
    return answer_plan_item(
        organisation=carried.contractor,
        question=carried.question,
        carried=carried,
        by=cast.users["gil"],
        **{"answer": "Crews are told each Monday", **values},
    )


def parts(client, cast, who="amina"):
    client.force_login(cast.users[who])
    return client.get(reverse("engagement:contractors-parts", args=[cast.utility.pk]))


def test_the_principal_reads_what_was_carried_over_and_nothing_else(client, cast, diggers):
    carried = carry(cast, diggers)
    reply(cast, carried, owner=cast.people["hana"], evidence="Sheets")
    answer_plan_item(
        organisation=diggers, question="contractors", answer="General secret", by=cast.users["gil"]
    )
    answer_plan_item(organisation=diggers, question="tools", answer="Tools secret", by=cast.users["gil"])
    for who in ("amina", "bo"):
        text = parts(client, cast, who).content.decode()
        assert "Crews are told each Monday" in text
        assert "Hana" in text
        assert "Sheets" in text
        assert "secret" not in text
    assert not PlanItem.objects.visible_to(cast.users["amina"]).filter(organisation=diggers).exists()


def test_the_contractor_reads_what_is_asked_and_nothing_of_its_principals_plan(client, cast, diggers):
    answer_plan_item(
        organisation=cast.utility, question="contractors", answer="Principal secret", by=cast.users["amina"]
    )
    carried = carry(cast, diggers)
    client.force_login(cast.users["gil"])
    own = client.get(reverse("engagement:plan", args=[diggers.pk])).content.decode()
    item = client.get(carried.item.get_absolute_url()).content.decode()
    assert "Tell your crews" in own
    assert "Water Utility asks this of you" in own
    assert "Asked of you by Water Utility" in item
    assert "secret" not in own + item
    assert parts(client, cast, "gil").status_code == 404


@pytest.mark.parametrize("who", ["chidi", "dana", "eve", "fola", "hana"])
def test_nobody_else_sees_or_does_anything(client, cast, diggers, who):
    carried = carry(cast, diggers)
    item = reply(cast, carried)
    client.force_login(cast.users[who])
    assert not CarriedQuestion.objects.visible_to(cast.users[who]).exists()
    for name, args in (
        ("contractors-parts", [cast.utility.pk]),
        ("carry-over", [cast.utility.pk, diggers.pk, "tools"]),
        ("take-back-carried", [carried.pk]),
        ("answer-carried", [carried.pk]),
        ("plan-item", [item.pk]),
    ):
        assert client.get(reverse(f"engagement:{name}", args=args)).status_code == 404
    assert (
        not AuditEntry.objects.visible_to(cast.users[who]).filter(thing="engagement.carriedquestion").exists()
    )


def test_it_waits_for_the_contractors_lead_who_answers_it_for_their_organisation(client, cast, diggers):
    client.force_login(cast.users["amina"])
    url = reverse("engagement:carry-over", args=[cast.utility.pk, diggers.pk, "contractors"])
    client.post(url, {"asks": "Tell your crews"})
    carried = CarriedQuestion.objects.get()
    assert carried.item.owner == cast.people["gil"]

    client.force_login(cast.users["gil"])
    assert carried.item.get_absolute_url() in client.get("/").content.decode()
    answer = reverse("engagement:answer-carried", args=[carried.pk])
    assert "Tell your crews" in client.get(answer).content.decode()
    values = {
        "answer": "Each Monday",
        "status": "done",
        "owner": cast.people["hana"].pk,
        "evidence": "Sheets",
    }
    assert client.post(answer, values).url == carried.item.get_absolute_url()
    item = PlanItem.objects.get()
    assert (item.organisation, item.answer, item.owner, item.carried) == (
        diggers,
        "Each Monday",
        cast.people["hana"],
        carried,
    )
    client.force_login(cast.users["hana"])
    assert client.get(answer).status_code == 200


def test_what_is_taken_back_is_read_no_more_and_asks_nothing_of_anybody(client, cast, diggers):
    carried = carry(cast, diggers)
    reply(cast, carried, owner=cast.people["hana"], due_on=access.today())
    client.force_login(cast.users["amina"])
    client.post(reverse("engagement:take-back-carried", args=[carried.pk]))
    assert "Crews are told" not in parts(client, cast).content.decode()
    item = PlanItem.objects.get()
    assert (item.answer, item.owner, item.due_on) == ("Crews are told each Monday", None, None)
    client.force_login(cast.users["gil"])
    assert client.get(reverse("engagement:answer-carried", args=[carried.pk])).status_code == 404
    assert "asks this no more" in client.get(item.get_absolute_url()).content.decode()
    carried.refresh_from_db()
    with pytest.raises(DomainError, match="any more"):
        reply(cast, carried)
    carry(cast, diggers, asks="Once more")
    assert "Crews are told" in parts(client, cast).content.decode()


def test_who_works_for_it_no_more_is_read_no_more(client, cast, diggers):
    carried = carry(cast, diggers)
    reply(cast, carried)
    Organisation.objects.filter(pk=diggers.pk).update(contractor_of=cast.university)
    assert "Crews are told" not in parts(client, cast).content.decode()
    for who in ("amina", "dana", "gil"):
        assert not CarriedQuestion.objects.visible_to(cast.users[who]).exists()
    client.force_login(cast.users["gil"])
    assert client.get(reverse("engagement:answer-carried", args=[carried.pk])).status_code == 404


def test_only_ones_own_contractors_are_asked_and_only_the_ten_questions(client, cast, diggers):
    with pytest.raises(DomainError, match="no contractor of yours"):
        carry(cast, cast.outsider)
    with pytest.raises(DomainError, match="no such question"):
        carry(cast, diggers, question="weather")
    client.force_login(cast.users["amina"])
    for contractor, question in ((cast.outsider.pk, "tools"), (diggers.pk, "weather")):
        url = reverse("engagement:carry-over", args=[cast.utility.pk, contractor, question])
        assert client.post(url, {"asks": "x"}).status_code == 404
    assert not CarriedQuestion.objects.exists()


def test_what_is_answered_for_a_principal_counts_nowhere(cast, diggers):
    cast.partnership.memberships.create(organisation=diggers, joined_on=cast.partnership.started_on)
    Recount.objects.all().delete()
    item = reply(cast, carry(cast, diggers))
    member = next(one for one in evidence_of(cast.partnership).members if one.pk == diggers.pk)
    assert member.plan == ()
    assert not PlanStep.objects.exists()
    assert not Recount.objects.exists()
    assert holding_in([item], cast.partnership.pk) == []


def test_asking_and_taking_back_stand_in_the_principals_record_and_reads_in_the_contractors(
    client, cast, diggers
):
    carried = carry(cast, diggers)
    carry(cast, diggers, asks="Tell them all")
    take_back_carried(carried=CarriedQuestion.objects.get(), by=cast.users["amina"])
    told = AuditEntry.objects.filter(thing="engagement.carriedquestion").order_by("pk")
    assert [(one.verb, one.organisation) for one in told] == [
        ("carried over", cast.utility),
        ("changed", cast.utility),
        ("took back", cast.utility),
    ]
    carry(cast, diggers)
    parts(client, cast)
    assert [(one.organisation, one.reader_name) for one in ReadEntry.objects.all()] == [(diggers, "Amina")]
    assert carried.pk


def test_the_page_costs_the_same_for_any_number_of_contractors(client, cast, diggers):
    def queries():
        with CaptureQueriesContext(connection) as found:
            parts(client, cast)
        return len(found)

    carry(cast, diggers)
    queries()
    before = queries()
    other = Organisation.objects.create(name="Pipers", contractor_of=cast.utility)
    for question in PlanQuestion.values[:4]:
        carry(cast, diggers, question=question)
        carry(cast, other, question=question)
    assert queries() == before
