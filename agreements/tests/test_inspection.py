"""What agreements add to the X-ray and the journeys: each check finds what is amiss and nothing in what is sound."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from agreements.inspection import CHECKS, STEPS
from agreements.inspection.facts import AgreementFact, CommitmentFact, Facts, gather
from agreements.models import Agreement, Commitment
from agreements.tests import cast as agreed
from partnering import access
from partnering.models import Membership
from partnering.xray import Scope

ON = date(2026, 6, 1)
LATER = timedelta(days=400)
AGO = ON - timedelta(days=10)


def agreement(**changed):
    given = {
        "drafted_on": AGO,
        "put_out_on": AGO,
        "in_force_on": AGO,
        "review_on": ON + LATER,
        "ends_on": ON + 2 * LATER,
        "parties": {1: "Mill", 2: "Town"},
    }
    return AgreementFact(9, "Pact", **{**given, **changed})


def promise(**changed):
    given = {"in_force_on": AGO, "due_on": ON, "actions": 1}
    return CommitmentFact(4, 9, "Two engineers", 1, "Mill", **{**given, **changed})


def sound(**changed):
    given = {
        "kind": "managing",
        "members": {1: "Mill", 2: "Town"},
        "agreements": [agreement()],
        "commitments": [promise()],
        "committed": {(9, 1), (9, 2)},
    }
    return Facts("clean", ON, **{**given, **changed})


LONG_AGO = ON - timedelta(days=121)
BROKEN = {
    "past review": {"agreements": [agreement(review_on=AGO)]},
    "past end": {"agreements": [agreement(ends_on=AGO)]},
    "commitment late": {"commitments": [promise(due_on=AGO)]},
    "no agreement": {"agreements": []},
    "waits for signature": {
        "agreements": [agreement(state="for signature", put_out_on=LONG_AGO, waits_for=["Town"])]
    },
    "member not bound": {"members": {1: "Mill", 2: "Town", 3: "Farm"}},
    "party left": {"members": {1: "Mill"}},
    "agreement ends soon": {"agreements": [agreement(ends_on=ON + timedelta(days=90))]},
    "commitment untouched": {"commitments": [promise(actions=0, in_force_on=ON - timedelta(days=31))]},
    "review near": {"agreements": [agreement(review_on=ON + timedelta(days=60))]},
    "no review day": {"agreements": [agreement(review_on=None)]},
    "draft asleep": {"agreements": [agreement(), agreement(state="draft", drafted_on=LONG_AGO)]},
    "commitment undated": {"commitments": [promise(due_on=None)]},
    "gives nothing": {"committed": {(9, 1)}},
}


def test_each_check_of_agreements_has_its_case():
    assert sorted(BROKEN) == sorted(check.key for check in CHECKS)


@pytest.mark.parametrize("check", CHECKS, ids=lambda one: one.key)
def test_a_check_finds_what_is_amiss_and_nothing_in_what_is_sound(check):
    (hit,) = check.find(sound(**BROKEN[check.key]))

    assert hit.sentence.endswith(".")
    assert hit.link.startswith("/")
    assert not list(check.find(sound()))


def test_before_anything_is_delivered_no_agreement_is_missed():
    check = next(one for one in CHECKS if one.key == "no agreement")

    assert not list(check.find(sound(kind="scoping", agreements=[])))


STEP_FACTS = {
    "draft": ({"agreements": []}, {}),
    "sign": ({"agreements": [agreement(state="draft")]}, {}),
    "plan": ({"commitments": [promise(actions=0)]}, {}),
    "judge": ({"commitments": [promise(due_on=AGO)]}, {}),
    "next review": ({"agreements": [agreement(review_on=AGO)]}, {}),
    "end": ({}, {"agreements": [], "ended": 1}),
}


@pytest.mark.parametrize("step", STEPS, ids=lambda one: one.key)
def test_a_step_is_done_when_the_thing_is_there(step):
    before, after = STEP_FACTS[step.key]

    assert not step.done(sound(**before))
    assert step.done(sound(**after))
    assert step.link(sound(**before)).startswith("/")
    assert step.link(sound(agreements=[agreement(), agreement()])).startswith("/")


def test_the_facts_are_those_of_the_rows(cast):
    signed = agreed.in_force(cast)
    waiting = agreed.put_out(cast, title="Second")
    agreed.sign(cast, waiting, "bo")
    agreed.draft(cast, title="Third")
    Membership.objects.filter(organisation=cast.university).update(left_on=access.today())

    facts = gather(Scope([cast.partnership], access.today()))[cast.partnership.pk]

    by_title = {one.title: one for one in facts.agreements}
    assert [one.pk for one in facts.in_force()] == [signed.pk]
    assert sorted(by_title["Second"].waits_for) == ["River Agency", "University"]
    assert by_title["Third"].state == "draft"
    assert [(one.text, one.actions) for one in facts.commitments] == [("Lends two engineers", 0)]
    assert set(facts.members.values()) == {"River Agency", "Water Utility"}
    assert (signed.pk, cast.utility.pk) in facts.committed


def test_an_ended_agreement_and_what_is_kept_are_not_looked_at(cast):
    agreed.in_force(cast)
    Commitment.objects.update(state="kept", kept_on=access.today())
    kept = gather(Scope([cast.partnership], access.today()))[cast.partnership.pk]
    Agreement.objects.update(state="ended", ended_on=access.today())

    facts = gather(Scope([cast.partnership], access.today()))[cast.partnership.pk]

    assert not kept.commitments
    assert (facts.agreements, facts.ended) == ([], 1)
