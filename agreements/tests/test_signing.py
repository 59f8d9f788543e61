"""Put out for signature, taken back, signed, in force, ended."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from agreements import queries
from agreements.choices import AgreementState
from agreements.models import (
    Agreement,
    AgreementVersion,
    Commitment,
    Interest,
    Signatory,
    SigningBaseline,
)
from agreements.services import commitments, drafting, signing
from agreements.tests import cast as making
from partnering import access
from partnering.errors import DomainError, NotAllowed
from partnering.models import AuditEntry, OutgoingMessage

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_putting_out_says_all_that_is_missing_at_once(cast):
    agreement = drafting.draft_agreement(
        partnership=cast.partnership, title="Bare", organisations=[cast.utility], by=None
    )
    with pytest.raises(DomainError) as refusal:
        signing.put_out_for_signature(agreement=agreement, by=None)

    said = str(refusal.value)
    for words in ("what the agreement is for", "what it covers", "review it", "two parties", "Water Utility"):
        assert words in said
    assert Agreement.objects.get().state == AgreementState.DRAFT
    assert not OutgoingMessage.objects.exists()


def test_a_signatory_without_an_account_must_be_invited_first(cast):
    agreement = making.draft(cast)
    cast.people["bo"].user = None
    cast.people["bo"].save()
    with pytest.raises(DomainError, match="Invite Bo to sign in"):
        signing.put_out_for_signature(agreement=agreement, by=None)


def test_putting_out_freezes_the_words_and_queues_a_mail_to_each_signatory(cast):
    moment = timezone.make_aware(datetime(2025, 5, 5, 9))
    agreement = making.draft(cast, on=date(2025, 5, 1), review_on=date(2026, 5, 1))
    signing.put_out_for_signature(agreement=agreement, by=cast.users["fola"], now=moment)

    assert agreement.current_version().frozen_at == moment
    assert {one.to_person.name for one in OutgoingMessage.objects.all()} == {"Bo", "Dana", "Fola"}
    assert {one.due_at for one in OutgoingMessage.objects.all()} == {moment}
    for refused in (
        lambda: drafting.edit_draft(agreement=agreement, by=None, purpose="Other"),
        lambda: drafting.add_party(agreement=agreement, organisation=cast.utility, by=None),
        lambda: making.commit(cast, agreement),
        lambda: signing.put_out_for_signature(agreement=agreement, by=None),
        lambda: drafting.remove_signatory(signatory=Signatory.objects.first(), by=None),
        lambda: commitments.edit_commitment(commitment=Commitment.objects.get(), by=None, text="x"),
    ):
        with pytest.raises(DomainError, match="is not a draft any more"):
            refused()


def test_the_database_itself_keeps_frozen_words_and_signatures(cast):
    agreement = making.draft(cast)
    drafting.state_interests(agreement=agreement, organisation=cast.utility, text="Mine", by=None)
    signing.put_out_for_signature(agreement=agreement, by=None)
    making.sign(cast, agreement, "bo")
    for rows, change in (
        (AgreementVersion.objects.all(), {"purpose": "Something else"}),
        (AgreementVersion.objects.all(), {"frozen_at": None}),
        (Interest.objects.all(), {"text": "Something else"}),
        (Signatory.objects.exclude(signed_on=None), {"signed_on": None}),
        (Signatory.objects.exclude(signed_on=None), {"person": cast.people["chidi"]}),
        (Signatory.objects.exclude(signed_on=None), {"signed_on": date(2020, 1, 1)}),
    ):
        with pytest.raises(IntegrityError, match="can not be changed"), transaction.atomic():
            rows.update(**change)


def test_a_signature_outlives_the_account_that_gave_it(cast):
    making.sign(cast, making.put_out(cast), "bo")
    cast.users["bo"].delete()

    assert Signatory.objects.get(person=cast.people["bo"]).signed_on == access.today()


def test_taking_back_opens_a_next_version_and_keeps_the_frozen_one(cast):
    agreement = making.draft(cast)
    drafting.state_interests(agreement=agreement, organisation=cast.utility, text="Mine", by=None)
    signing.put_out_for_signature(agreement=agreement, by=None)
    agreement = signing.withdraw_from_signature(agreement=agreement, by=cast.users["fola"])

    assert agreement.state == AgreementState.DRAFT
    version = agreement.current_version()
    assert (version.number, version.frozen_at, version.scope) == (2, None, "The lower catchment.")
    assert version.signatories.count() == 3
    assert version.interests.get().text == "Mine"
    assert str(version.interests.get()) == "Water Utility: Mine"
    drafting.edit_draft(agreement=agreement, by=None, scope="All of it")
    assert agreement.versions.get(number=1).scope == "The lower catchment."
    with pytest.raises(DomainError, match="who signs it can't be changed"):
        drafting.remove_signatory(signatory=Signatory.objects.filter(version__number=1).first(), by=None)
    with pytest.raises(DomainError, match="Only an agreement that is out for signature"):
        signing.withdraw_from_signature(agreement=agreement, by=None)

    signing.put_out_for_signature(agreement=agreement, by=None)
    old = Signatory.objects.get(version__number=1, person=cast.people["bo"])
    assert not Signatory.objects.to_be_signed_by(cast.users["bo"]).filter(pk=old.pk).exists()
    with pytest.raises(DomainError, match="not out for signature"):
        signing.sign_agreement(signatory=old, by=cast.users["bo"], knew=1, of=2)


def test_nothing_is_taken_back_once_somebody_signed(cast):
    agreement = making.put_out(cast)
    making.sign(cast, agreement, "bo")
    with pytest.raises(DomainError, match="has signed already"):
        signing.withdraw_from_signature(agreement=agreement, by=None)


def test_it_comes_into_force_with_the_last_signature_and_keeps_the_baseline(cast):
    agreement = making.put_out(cast)
    for name, knew in (("bo", 5), ("dana", 4)):
        assert making.sign(cast, agreement, name, knew=knew).state == AgreementState.FOR_SIGNATURE
    agreement = making.sign(cast, agreement, "fola", knew=5)

    assert (agreement.state, agreement.came_into_force_on) == (AgreementState.IN_FORCE, access.today())
    assert AuditEntry.objects.filter(verb="came into force").count() == 1
    assert sorted(str(one) for one in SigningBaseline.objects.all()) == [
        "River Agency: 5 / 80",
        "University: 4 / 80",
        "Water Utility: 5 / 80",
    ]
    assert AuditEntry.objects.filter(verb="signed").first().details == {"knew": 5, "of": 80}


def test_history_is_loaded_with_the_days_on_which_it_happened(cast):
    agreement = making.draft(cast, on=date(2025, 1, 10), review_on=date(2026, 1, 10))
    moment = timezone.make_aware(datetime(2025, 1, 20, 9))
    signing.put_out_for_signature(agreement=agreement, by=None, now=moment)
    with pytest.raises(DomainError, match="before the day on which it was put out"):
        making.sign(cast, agreement, "bo", on=date(2025, 1, 19))
    making.sign(cast, agreement, "bo", on=date(2025, 2, 3))
    making.sign(cast, agreement, "dana", on=date(2025, 1, 20))
    agreement = making.sign(cast, agreement, "fola", on=date(2025, 2, 1))

    assert agreement.came_into_force_on == date(2025, 2, 3)
    assert agreement.has_begun(date(2025, 2, 3))
    assert not agreement.has_begun(date(2025, 2, 2))
    assert not Agreement.objects.in_force(date(2025, 2, 2)).exists()
    assert Agreement.objects.in_force(date(2025, 2, 3)).get() == agreement


@pytest.mark.parametrize("by", ["amina", "chidi", "dana", "eve", "fola"])
def test_nobody_signs_for_somebody_else(cast, by):
    agreement = making.put_out(cast)
    signatory = Signatory.objects.get(person=cast.people["bo"])
    with pytest.raises(NotAllowed, match="Only the named signatory"):
        signing.sign_agreement(signatory=signatory, by=cast.users[by], knew=1, of=2)
    assert not queries.has_signature(agreement.current_version())


def test_whoever_moved_to_another_organisation_signs_no_more_for_the_old_one(cast):
    making.put_out(cast)
    signatory = Signatory.objects.get(person=cast.people["bo"])
    type(cast.people["bo"]).objects.filter(pk=cast.people["bo"].pk).update(organisation=cast.agency)
    user = type(cast.users["bo"]).objects.get(pk=cast.users["bo"].pk)
    with pytest.raises(NotAllowed):
        signing.sign_agreement(signatory=signatory, by=user, knew=1, of=2)


def test_signing_twice_is_one_signature(cast):
    agreement = making.put_out(cast)
    making.sign(cast, agreement, "bo", knew=1)
    with pytest.raises(DomainError, match="have signed this agreement already"):
        making.sign(cast, agreement, "bo", knew=9)
    assert SigningBaseline.objects.get().knew == 1


@pytest.mark.parametrize(
    ("knew", "of", "said"), [(1, 0, "at least one"), (-1, 5, "between"), (6, 5, "between")]
)
def test_an_impossible_baseline_is_refused_and_nothing_is_signed(cast, knew, of, said):
    agreement = making.put_out(cast)
    with pytest.raises(DomainError, match=said):
        making.sign(cast, agreement, "bo", knew=knew, of=of)
    assert not queries.has_signature(agreement.current_version())


def test_ending_has_a_day_and_leaves_no_way_back(cast):
    with pytest.raises(DomainError, match="Only an agreement in force"):
        signing.end_agreement(agreement=making.put_out(cast), by=None)
    agreement = making.in_force(cast, title="Second")
    with pytest.raises(DomainError, match="before it came into force"):
        signing.end_agreement(agreement=agreement, by=None, on=access.today() - DAY)
    ended = signing.end_agreement(agreement=agreement, by=None, reason=" Done ", on=access.today() + DAY)

    assert (ended.state, ended.ended_because) == (AgreementState.ENDED, "Done")
    assert Agreement.objects.in_force().filter(pk=ended.pk).exists()
    assert not Agreement.objects.in_force(access.today() + DAY).filter(pk=ended.pk).exists()
