"""What became of commitments, what engagement is told of them, and who may do what."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from agreements import queries
from agreements.choices import CommitmentState
from agreements.models import (
    Agreement,
    AgreementVersion,
    Commitment,
    Party,
    Signatory,
)
from agreements.services import commitments, signing
from agreements.terms import Standing
from agreements.tests import cast as making
from partnering import access
from partnering.choices import ActionOrigin
from partnering.errors import DomainError
from partnering.models import Membership, Partnership

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_a_commitment_becomes_an_action_of_its_own_organisation(cast):
    making.in_force(cast)
    commitment = Commitment.objects.get()
    given = {"commitment": commitment, "title": "Find two", "due_on": access.today() + DAY, "by": None}
    with pytest.raises(DomainError, match="one of the organisation's own people"):
        commitments.make_action_from_commitment(owner=cast.people["dana"], **given)
    action = commitments.make_action_from_commitment(
        owner=cast.people["chidi"], on=date(2025, 6, 1), notes="Ask HR", **given
    )

    assert (action.organisation, action.partnership) == (cast.utility, cast.partnership)
    assert (action.origin, action.created_on) == (ActionOrigin.COMMITMENT, date(2025, 6, 1))
    assert list(commitment.actions.all()) == [action]


def test_actions_of_several_commitments_are_all_made_or_none(cast):
    making.in_force(cast)
    plan = {"commitment": Commitment.objects.get(), "title": "x", "due_on": access.today()}
    with pytest.raises(DomainError):
        commitments.make_actions_from_commitments(
            plans=[{**plan, "owner": cast.people["bo"]}, {**plan, "owner": cast.people["dana"]}], by=None
        )
    assert not cast.partnership.actions.exists()


def test_commitments_are_worked_on_only_while_in_force(cast):
    making.draft(cast)
    commitment = Commitment.objects.get()
    with pytest.raises(DomainError, match="while their agreement is in force"):
        commitments.mark_commitment_kept(commitment=commitment, by=None)
    with pytest.raises(DomainError, match="while their agreement is in force"):
        commitments.make_action_from_commitment(
            commitment=commitment, title="x", owner=cast.people["bo"], due_on=access.today(), by=None
        )


def test_what_became_of_a_commitment_is_noted_with_its_reason(cast):
    making.in_force(cast)
    commitment = Commitment.objects.get()
    kept = commitments.mark_commitment_kept(
        commitment=commitment, by=cast.users["amina"], on=access.today() + 100 * DAY
    )
    assert (kept.state, kept.standing(access.today() + 100 * DAY)) == ("kept", Standing.KEPT_LATE)
    assert kept.days_late(access.today() + 100 * DAY) == 10
    with pytest.raises(DomainError, match="not open any more"):
        commitments.make_action_from_commitment(
            commitment=kept, title="x", owner=cast.people["bo"], due_on=access.today(), by=None
        )
    opened = commitments.reopen_commitment(commitment=commitment, by=None)
    assert (opened.state, opened.kept_on) == (CommitmentState.OPEN, None)
    with pytest.raises(DomainError, match="in a few words why"):
        commitments.mark_commitment_not_kept(commitment=commitment, by=None, note=" ")
    withdrawn = commitments.withdraw_commitment(commitment=commitment, by=None, note="No need")
    assert (withdrawn.state, withdrawn.note, withdrawn.days_late(date(2090, 1, 1))) == (
        "withdrawn",
        "No need",
        0,
    )
    with pytest.raises(DomainError, match="was withdrawn"):
        commitments.mark_commitment_kept(commitment=commitment, by=None)
    with pytest.raises(DomainError, match="before the agreement came into force"):
        commitments.reopen_commitment(commitment=commitment, by=None)
        commitments.mark_commitment_kept(commitment=commitment, by=None, on=access.today() - DAY)


def test_engagement_gets_agreements_commitments_and_baselines_as_plain_rows(cast, django_assert_num_queries):
    agreement = making.draft(cast, ends_on=access.today() + 400 * DAY)
    making.commit(cast, agreement, "Maps", kind="data", organisation=cast.university, due_on=None)
    signing.put_out_for_signature(agreement=agreement, by=None)
    for name, knew in zip(making.SIGNATORIES, (5, 4, 5), strict=True):
        making.sign(cast, agreement, name, knew=knew)
    ours, today = Partnership.objects.all(), access.today()
    kept = commitments.mark_commitment_kept(
        commitment=Commitment.objects.get(text="Maps"), by=None, on=today + DAY
    )

    with django_assert_num_queries(3):
        in_force = queries.agreements_in_force(ours, on=today)
        rows = queries.commitments_in_force(ours, on=today)
        baselines = queries.baselines(ours, on=today)
    assert [(one.title, one.since) for one in in_force] == [("Clean River Agreement", today)]
    assert {(one.organisation, one.standing, one.kept_on) for one in rows} == {
        ("Water Utility", Standing.AHEAD, None),
        ("University", Standing.UNDATED, None),
    }
    assert queries.commitments_in_force(ours, on=today + DAY)[-1].kept_on in (today + DAY, None)
    assert {one.standing for one in queries.commitments_in_force(ours, on=kept.kept_on)} == {
        Standing.AHEAD,
        Standing.KEPT_IN_TIME,
    }
    assert {(one.organisation, one.knew) for one in baselines} == {
        ("River Agency", 5),
        ("University", 4),
        ("Water Utility", 5),
    }
    total = queries.baseline_total(baselines)
    assert (total.knew, total.of, total.recorded_on) == (14, 240, today)
    assert queries.baseline_total([]) is None
    assert queries.agreements_in_force(ours, on=today + 401 * DAY) == []
    assert queries.baselines(ours, on=today - DAY) == []
    assert queries.commitments_in_force(Partnership.objects.none(), on=today) == []


def test_withdrawn_commitments_are_in_no_reckoning(cast):
    making.in_force(cast)
    commitments.withdraw_commitment(commitment=Commitment.objects.get(), by=None, note="No need")

    assert queries.commitments_in_force(Partnership.objects.all(), on=access.today()) == []


def test_there_is_no_baseline_before_everybody_has_signed(cast):
    agreement = making.put_out(cast)
    making.sign(cast, agreement, "bo", knew=3)

    assert queries.baselines(Partnership.objects.all(), on=access.today()) == []


def test_the_first_agreement_s_baseline_is_kept_when_a_second_is_signed(cast):
    making.in_force(cast)
    agreement = making.put_out(cast, title="Second")
    making.sign(cast, agreement, "bo", knew=40)

    rows = queries.baselines(Partnership.objects.all(), on=access.today())
    assert [one.knew for one in rows] == [2, 2, 2]


@pytest.mark.parametrize(
    ("who", "sees", "shapes", "runs", "changes"),
    [
        ("amina", True, True, False, True),
        ("bo", True, False, False, False),
        ("chidi", False, False, False, False),
        ("dana", True, True, False, False),
        ("eve", False, False, False, False),
        ("fola", True, True, True, True),
    ],
)
def test_who_sees_shapes_and_runs_an_agreement(cast, who, sees, shapes, runs, changes):
    making.draft(cast)
    user = cast.users[who]

    assert Agreement.objects.visible_to(user).exists() is sees
    assert Agreement.objects.editable_by(user).exists() is shapes
    assert Agreement.objects.run_by(user).exists() is runs
    assert Commitment.objects.changeable_by(user).exists() is changes
    for model in (AgreementVersion, Party, Signatory, Commitment):
        assert model.objects.visible_to(user).exists() is sees


def test_without_a_person_nothing_is_seen_or_done(cast):
    making.draft(cast)
    user = type(cast.users["eve"]).objects.create_user("nobody@nowhere.example")

    assert not Agreement.objects.shaped_by(user).exists()
    assert not Commitment.objects.changeable_by(user).exists()
    assert not Signatory.objects.to_be_signed_by(user).exists()
    assert not queries.may_draft(user, cast.partnership)


def test_the_lead_of_a_member_that_is_no_party_reads_but_shapes_nothing(cast):
    making.draft(cast, organisations=[cast.utility, cast.university, cast.agency])
    Party.objects.filter(organisation=cast.university).delete()

    assert Agreement.objects.visible_to(cast.users["dana"]).exists()
    assert not Agreement.objects.shaped_by(cast.users["dana"]).exists()


def test_a_former_member_s_lead_drafts_no_more(cast):
    assert queries.may_draft(cast.users["dana"], cast.partnership)
    Membership.objects.filter(organisation=cast.university).update(left_on=access.today())
    user = type(cast.users["dana"]).objects.get(pk=cast.users["dana"].pk)

    assert not queries.may_draft(user, cast.partnership)
    assert not queries.may_draft(cast.users["bo"], cast.partnership)


def test_rows_say_what_they_are(cast):
    agreement = making.put_out(cast)

    assert str(agreement.current_version()) == "Clean River Agreement, version 1"
    assert str(Signatory.objects.get(person=cast.people["bo"])) == "Bo, Water Utility"
    assert not AgreementVersion().was_put_out(access.today())
