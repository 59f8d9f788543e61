"""Gathering a partnership's rows: each finds its place, in a constant number of queries."""

from datetime import timedelta

import pytest

from agreements.models import Agreement, Commitment, Party
from agreements.services import signing
from agreements.tests.cast import draft, put_out, sign
from conftest import LONG_AGO, give_role, make_person
from engagement.choices import PlanQuestion
from engagement.queries.evidence import evidence_of
from engagement.services.plans import answer_plan_item
from engagement.services.targets import name_targets
from engagement.stages import Span
from engagement.tests.builders import meet
from partnering import access
from partnering.choices import ActionState, Phase, RoleKind
from partnering.models import Membership, Organisation, Partnership, Unit
from partnering.services.actions import add_action, complete_action
from readiness.models import Campaign, FrameworkVersion, Result, SharedResult


def member(cast, organisation="utility"):
    rows = evidence_of(cast.partnership).members
    return next(one for one in rows if one.pk == getattr(cast, organisation).pk)


def human(cast, name):
    return next(one for one in member(cast).people if one.pk == cast.people[name].pk)


def close_campaign(organisation, mean, closed_on):
    """A closed campaign with its result, as rows: how results come about is readiness's own matter."""
    version, _ = FrameworkVersion.objects.get_or_create(
        slug="short", digest="d", defaults={"name": "Short", "version": 1, "data": {}}
    )
    campaign = Campaign.objects.create(
        organisation=organisation,
        framework_version=version,
        title="Survey",
        opens_on=closed_on - timedelta(days=9),
        closes_on=closed_on,
        launched_on=closed_on - timedelta(days=9),
        closed_on=closed_on,
    )
    Result.objects.create(
        campaign=campaign, respondents=12, mean=mean, figures={}, shared_mean=mean, shared_areas=[1, 2, 3]
    )
    return campaign


def fill(cast, times):
    """Some of everything, so many times."""
    now = access.today()
    for number in range(times):
        organisation = Organisation.objects.create(name=f"Member {number}")
        Membership.objects.create(partnership=cast.partnership, organisation=organisation, joined_on=LONG_AGO)
        unit = Unit.objects.create(organisation=organisation, name="Unit")
        person = make_person(organisation, f"Person {number}", unit=unit)
        give_role(person, RoleKind.SENIOR_SPONSOR, cast.partnership)
        meet(cast, person, "amina", on=now)
        name_targets(partnership=cast.partnership, organisation=organisation, units=[unit], by=None)
        answer_plan_item(organisation=organisation, question=PlanQuestion.TOOLS, by=None, answer="x")
        add_action(
            title="Do",
            organisation=organisation,
            by=None,
            partnership=cast.partnership,
            owner=person,
            due_on=now,
        )
        SharedResult.objects.create(
            campaign=close_campaign(organisation, 3, now), partnership=cast.partnership, shared_on=now
        )


@pytest.mark.parametrize("times", [1, 3])
def test_gathering_costs_the_same_for_any_number_of_rows(cast, times, django_assert_num_queries):
    agreement = put_out(cast)
    for name in ("bo", "dana", "fola"):
        sign(cast, agreement, name)
    fill(cast, times)
    with django_assert_num_queries(3):
        evidence_of(cast.partnership)


def test_what_somebody_took_part_in_becomes_their_trace_and_their_organisations_acts(cast):
    now = access.today()
    meet(cast, "chidi", "dana", on=now, kind="workshop")
    meet(cast, "chidi", on=now - timedelta(days=2), kind="briefing")
    meet(cast, "chidi", on=now - timedelta(days=4), kind="newsletter")
    trace = human(cast, "chidi").trace
    assert (trace.active, trace.explained, trace.told) == (
        (now,),
        (now - timedelta(days=2),),
        (now - timedelta(days=4),),
    )
    acts = member(cast).acts
    assert [(act.on, act.unit) for act in acts] == [
        (now - timedelta(days=2), cast.unit.pk),
        (now, cast.unit.pk),
    ]
    assert [act.partners for act in acts] == [frozenset(), {(cast.university.pk, None)}]
    assert evidence_of(cast.partnership).joint_days == (now - timedelta(days=2), now)


def test_what_is_internal_ties_nobody_to_a_partner(cast):
    meet(cast, "amina", "chidi", on=access.today(), organisation=cast.utility)
    assert [act.partners for act in member(cast).acts] == [frozenset(), frozenset()]
    assert evidence_of(cast.partnership).joint_days == ()


def test_roles_seats_and_open_actions_are_part_of_a_trace(cast):
    seat = cast.group.seats.create(
        organisation=cast.utility, person=cast.people["chidi"], started_on=LONG_AGO
    )
    give_role(cast.people["chidi"], RoleKind.CONTRIBUTOR, cast.partnership)
    action = add_action(
        title="Do",
        organisation=cast.utility,
        by=None,
        partnership=cast.partnership,
        owner=cast.people["chidi"],
        created_on=LONG_AGO,
    )
    complete_action(action=action, by=None, on=access.today())
    assert sorted(human(cast, "chidi").trace.part, key=lambda span: str(span.end)) == [
        Span(LONG_AGO, access.today()),
        Span(seat.started_on),
        Span(LONG_AGO),
    ]
    assert human(cast, "amina").trace.answers == (Span(LONG_AGO),)
    assert human(cast, "bo").trace.answers == (Span(LONG_AGO),)


def test_a_sponsor_acts_by_taking_part_by_doing_and_by_signing(cast):
    now = access.today()
    meet(cast, "bo", on=now - timedelta(days=7))
    action = add_action(
        title="Do", organisation=cast.utility, by=None, partnership=cast.partnership, owner=cast.people["bo"]
    )
    complete_action(action=action, by=None, on=now - timedelta(days=3))
    sign(cast, put_out(cast), "bo")
    (sponsor,) = member(cast).sponsors
    assert sponsor.acted == (now - timedelta(days=7), now - timedelta(days=3), now)


def test_promises_are_dated_actions_and_commitments_in_force_that_still_stand(cast):
    now = access.today()
    done = add_action(
        title="Do",
        organisation=cast.utility,
        by=None,
        partnership=cast.partnership,
        due_on=now,
        created_on=LONG_AGO,
    )
    complete_action(action=done, by=None, on=now)
    for state in (ActionState.CANCELLED, ActionState.OPEN):
        other = add_action(title="Other", organisation=cast.utility, by=None, partnership=cast.partnership)
        other.state = state
        other.save()
    assert [(one.kind, one.done_on) for one in member(cast).promises] == [("action", now)]
    agreement = put_out(cast)
    assert len(member(cast).promises) == 1
    for name in ("bo", "dana", "fola"):
        sign(cast, agreement, name)
    commitment = Commitment.objects.get()
    assert {(one.kind, one.since, one.due_on) for one in member(cast).promises} == {
        ("action", LONG_AGO, now),
        ("commitment", now, commitment.due_on),
    }
    signing.end_agreement(agreement=agreement, by=cast.users["fola"], on=now, reason="Done")
    assert [one.kind for one in member(cast).promises] == ["action"]


def test_an_agreement_binds_its_parties_while_it_is_in_force(cast):
    now = access.today()
    agreement = draft(cast)
    Party.objects.filter(agreement=agreement, organisation=cast.agency).delete()
    Agreement.objects.filter(pk=agreement.pk).update(
        state="in force", came_into_force_on=now - timedelta(days=90), ends_on=now, review_on=None
    )
    span = Span(now - timedelta(days=90), now + timedelta(days=1))
    evidence = evidence_of(cast.partnership)
    assert evidence.in_force == evidence.managing == (span,)
    assert evidence.bound == {cast.utility.pk: (span,), cast.university.pk: (span,)}


def test_without_an_agreement_a_partnership_is_managed_when_its_phase_says_so(cast):
    assert evidence_of(cast.partnership).managing == ()
    Partnership.objects.update(phase=Phase.MANAGING)
    cast.partnership.refresh_from_db()
    assert evidence_of(cast.partnership).managing == (Span(cast.partnership.started_on, None),)


def test_results_count_for_oneself_when_closed_and_for_partners_while_shared(cast):
    closed = access.today() - timedelta(days=30)
    campaign = close_campaign(cast.utility, 3.5, closed)
    close_campaign(cast.university, None, closed)
    assert member(cast, "university").own_results == ()
    SharedResult.objects.create(
        campaign=campaign,
        partnership=cast.partnership,
        shared_on=closed + timedelta(days=5),
        withdrawn_on=closed + timedelta(days=9),
    )
    (own,), (shared,) = member(cast).own_results, member(cast).shared_results
    assert (own.mean, own.holds, own.respondents, own.areas) == (3.5, Span(closed), 12, 3)
    assert (shared.mean, shared.respondents) == (3.5, None)
    assert shared.holds == Span(closed + timedelta(days=5), closed + timedelta(days=9))


def test_units_know_what_they_are_part_of(cast):
    below = Unit.objects.create(organisation=cast.utility, name="Night shift", parent=cast.unit)
    assert member(cast).above == {cast.unit.pk: (cast.unit.pk,), below.pk: (below.pk, cast.unit.pk)}


def test_an_organisation_appears_with_its_first_role_seat_or_act(cast):
    assert member(cast).appears_on == LONG_AGO
    assert member(cast, "agency").appears_on == LONG_AGO
    Membership.objects.create(
        partnership=cast.partnership, organisation=cast.outsider, joined_on=access.today()
    )
    assert member(cast, "outsider").appears_on is None


def test_people_of_organisations_that_were_never_members_are_left_out(cast):
    held = meet(cast, "amina", on=access.today())
    held.participations.create(person=cast.people["eve"])
    assert [act.partners for act in member(cast).acts] == [frozenset()]
