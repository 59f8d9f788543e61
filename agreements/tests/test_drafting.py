"""What a draft allows and refuses."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from agreements.models import (
    Agreement,
    AgreementVersion,
    Commitment,
    Interest,
    Party,
    Signatory,
)
from agreements.services import commitments, drafting, signing
from agreements.tests import cast as making
from partnering import access
from partnering.errors import DomainError
from partnering.models import AuditEntry, Seat

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_a_draft_has_a_first_version_and_its_parties(cast):
    agreement = drafting.draft_agreement(
        partnership=cast.partnership,
        title="  River  ",
        organisations=[cast.utility, cast.university],
        purpose="Swim",
        by=cast.users["fola"],
        on=date(2025, 3, 1),
    )

    assert (agreement.title, agreement.state, agreement.drafted_on) == (
        "River",
        "draft",
        date(2025, 3, 1),
    )
    assert agreement.current_version().purpose == "Swim"
    assert {party.organisation for party in agreement.parties.all()} == {cast.utility, cast.university}
    assert AuditEntry.objects.get().verb == "drafted"
    assert [str(one) for one in agreement.parties.all()] == [
        "University – River",
        "Water Utility – River",
    ]


def test_only_members_on_that_day_can_be_parties(cast):
    with pytest.raises(DomainError, match="Outsider Works is not a member"):
        making.draft(cast, organisations=[cast.outsider])
    with pytest.raises(DomainError, match="not a member of the partnership on that day"):
        making.draft(cast, on=date(2020, 1, 1))
    agreement = making.draft(cast)
    with pytest.raises(DomainError, match="is not a member"):
        drafting.add_party(agreement=agreement, organisation=cast.outsider, by=None)
    with pytest.raises(DomainError, match="is a party already"):
        drafting.add_party(agreement=agreement, organisation=cast.utility, by=None)
    assert not Agreement.objects.exclude(pk=agreement.pk).exists()


def test_a_review_comes_before_the_end(cast):
    with pytest.raises(DomainError, match="on or before the last day"):
        making.draft(cast, ends_on=access.today())
    agreement = making.draft(cast)
    with pytest.raises(DomainError, match="on or before the last day"):
        drafting.edit_draft(agreement=agreement, by=None, ends_on=access.today())


def test_editing_a_draft_changes_what_is_named_and_notes_what_was(cast):
    agreement = making.draft(cast)
    edited = drafting.edit_draft(
        agreement=agreement, by=cast.users["amina"], title="Cleaner", scope="All of it"
    )

    assert (edited.title, edited.current_version().scope) == ("Cleaner", "All of it")
    assert edited.current_version().purpose == "A river one can swim in."
    changes = AuditEntry.objects.filter(verb="changed")
    assert {entry.details["before"].popitem() for entry in changes} == {
        ("title", "Clean River Agreement"),
        ("scope", "The lower catchment."),
    }


def test_a_party_leaves_a_draft_with_its_interests_and_signatories_once_it_commits_nothing(cast):
    agreement = making.draft(cast)
    drafting.state_interests(agreement=agreement, organisation=cast.utility, text="Fewer complaints", by=None)
    party = Party.objects.get(organisation=cast.utility)
    with pytest.raises(DomainError, match="has commitments in this draft"):
        drafting.remove_party(party=party, by=None)
    commitments.remove_commitment(commitment=Commitment.objects.get(), by=None)
    drafting.remove_party(party=party, by=None)

    assert not Interest.objects.exists()
    assert not Signatory.objects.filter(organisation=cast.utility).exists()
    with pytest.raises(DomainError, match="is not a party"):
        drafting.state_interests(agreement=agreement, organisation=cast.utility, text="x", by=None)


def test_only_somebody_who_can_read_the_agreement_signs_it(cast):
    agreement = making.draft(cast)
    with pytest.raises(DomainError, match="no role and no seat"):
        drafting.name_signatory(agreement=agreement, person=cast.people["chidi"], authority="Staff", by=None)
    with pytest.raises(DomainError, match="is a signatory already"):
        drafting.name_signatory(agreement=agreement, person=cast.people["bo"], authority="Director", by=None)
    with pytest.raises(DomainError, match="is not a party"):
        drafting.name_signatory(agreement=agreement, person=cast.people["eve"], authority="Director", by=None)
    Seat.objects.filter(person=cast.people["dana"]).update(ended_on=access.today())
    drafting.remove_signatory(signatory=Signatory.objects.get(person=cast.people["dana"]), by=None)
    with pytest.raises(DomainError, match="no role and no seat"):
        drafting.name_signatory(
            agreement=agreement, person=cast.people["dana"], authority="Director", by=None
        )


def test_a_draft_is_discarded_but_not_what_was_ever_put_out(cast):
    agreement = making.draft(cast)
    drafting.discard_draft(agreement=agreement, by=cast.users["fola"])
    assert not AgreementVersion.objects.exists()
    assert AuditEntry.objects.filter(verb="discarded", label="Clean River Agreement").exists()

    agreement = signing.withdraw_from_signature(agreement=making.put_out(cast), by=None)
    with pytest.raises(DomainError, match="put out for signature before"):
        drafting.discard_draft(agreement=agreement, by=None)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"amount": Decimal(0)}, "more than nothing"),
        ({"amount": Decimal(3), "unit": " "}, "counted in"),
        ({"starts_on": date(2026, 2, 1), "due_on": date(2026, 1, 1)}, "on or after"),
    ],
)
def test_a_commitment_that_makes_no_sense_is_refused(cast, values, said):
    agreement = making.draft(cast)
    with pytest.raises(DomainError, match=said):
        making.commit(cast, agreement, **values)
    with pytest.raises(DomainError, match=said):
        commitments.edit_commitment(
            commitment=Commitment.objects.get(), by=None, **{"starts_on": None, **values}
        )


def test_only_a_party_commits(cast):
    with pytest.raises(DomainError, match="is not a party"):
        making.commit(cast, making.draft(cast), organisation=cast.outsider)


def test_an_amount_taken_back_takes_its_unit_with_it(cast):
    making.draft(cast)
    edited = commitments.edit_commitment(commitment=Commitment.objects.get(), by=None, amount=None)

    assert edited.unit == ""
    assert str(edited) == "Lends two engineers"
