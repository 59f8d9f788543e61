"""Importing agreements with their parties, without a signature that nobody gave, and undoing that."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError
from django.urls import reverse

from agreements.models import Agreement, AgreementVersion, Commitment, Party, Signatory, SigningBaseline
from agreements.services import drafting
from agreements.services.signing import end_agreement
from agreements.tests.cast import draft, put_out
from partnering.models import Membership
from partnering.tests.imported import held, imported, look, numbers, undone

TABLES = (Agreement, AgreementVersion, Party)
OURS = {"partnership": "clean river"}
SHARED = OURS | {"agreement": "Shared water", "state": "In Force", "in force since": "2025-03-01"}
OLD = OURS | {"agreement": "First steps"}
ROWS = (
    SHARED | {"organisation": "Water Utility", "agreed until": "2028-02-28", "purpose": "One plan"},
    OURS | {"agreement": "shared water", "organisation": "university"},
    OLD
    | {
        "organisation": "River Agency",
        "state": "ended",
        "in force since": "2024-03-01",
        "ended on": "2025-02-28",
        "why it ended": "Replaced",
    },
    OURS | {"agreement": "Next steps", "organisation": "River Agency", "scope": "Upstream"},
    OURS | {"agreement": "No party yet"},
)


def test_agreements_are_imported_once_without_signatures_and_undone_without_trace(cast):
    before = held(*TABLES)

    assert numbers(look(cast, "agreements", *ROWS)) == {"agreements": (4, 0, 0), "parties": (4, 0, 0)}
    assert held(*TABLES) == before
    file = imported(cast, "agreements", *ROWS)
    shared = Agreement.objects.get(title="Shared water")
    assert (shared.state, shared.signed_elsewhere, shared.ends_on) == ("in force", True, date(2028, 2, 28))
    assert {str(one.organisation) for one in shared.parties.all()} == {"Water Utility", "University"}
    assert shared.current_version().purpose == "One plan"
    assert shared in Agreement.objects.in_force(date(2025, 3, 1))
    ended = Agreement.objects.get(title="First steps")
    assert (ended.state, ended.ended_because, ended.ended_on) == ("ended", "Replaced", date(2025, 2, 28))
    next_one = Agreement.objects.get(title="Next steps")
    assert (next_one.state, next_one.signed_elsewhere) == ("draft", False)
    assert not Signatory.objects.exists()
    assert not SigningBaseline.objects.exists()
    assert not look(cast, "agreements", *ROWS).does_something
    undone(file)

    assert file.undo["listed"] == []
    assert held(*TABLES) == before


def test_the_page_says_that_it_was_signed_elsewhere_and_nobody_is_missing(cast, client):
    imported(cast, "agreements", *ROWS)
    client.force_login(cast.users["dana"])

    page = client.get(Agreement.objects.get(title="Shared water").get_absolute_url()).content.decode()
    assert "Signed elsewhere" in page
    assert "Nobody is named to sign" not in page
    assert "How far the agreement is" not in page
    listed = client.get(reverse("agreements:agreements", args=["clean-river"])).content.decode()
    assert "elsewhere" in listed
    timeline = client.get(reverse("partnering:timeline", args=["clean-river"])).content.decode()
    assert "signed elsewhere, came into force" in timeline
    assert "is signed by all" not in timeline


def test_outsiders_find_nothing_of_what_was_imported(cast, client):
    imported(cast, "agreements", *ROWS)
    client.force_login(cast.users["eve"])

    assert client.get(Agreement.objects.get(title="Shared water").get_absolute_url()).status_code == 404
    assert not Agreement.objects.visible_to(cast.users["eve"]).exists()


def test_a_long_file_gives_a_new_agreement_parties_in_each_batch(cast, monkeypatch):
    monkeypatch.setattr("partnering.services.import_tables.BATCH", 1)

    imported(cast, "agreements", *ROWS)

    assert Agreement.objects.get(title="Shared water").parties.count() == 2


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        (OURS, "agreement", "Missing"),
        (SHARED | {"agreement": "x" * 201}, "agreement", "Longer than 200"),
        (SHARED | {"state": "signed"}, "state", "isn't known"),
        (OLD | {"state": "for signature"}, "state", "Import it as a draft"),
        (SHARED | {"state": ""}, "in force since", "A draft is not in force"),
        (SHARED | {"in force since": ""}, "in force since", "Missing"),
        (SHARED | {"in force since": "2040-01-01"}, "in force since", "still to come"),
        (SHARED | {"state": "ended"}, "ended on", "Missing"),
        (SHARED | {"ended on": "2025-09-01"}, "ended on", "has not ended"),
        (SHARED | {"why it ended": "Replaced"}, "ended on", "has not ended"),
        (SHARED | {"state": "ended", "ended on": "2025-01-01"}, "ended on", "before it came into force"),
        (SHARED | {"state": "ended", "ended on": "2040-01-01"}, "ended on", "still to come"),
        (SHARED | {"agreed until": "2025-02-28"}, "agreed until", "before it came into force"),
        (SHARED | {"agreed until": "2026-01-01", "review on": "2026-02-01"}, "review on", "on or before"),
        (SHARED | {"organisation": "Outsider Works"}, "organisation", "You see no organisation"),
        (SHARED | {"partnership": "Unknown"}, "partnership", "no partnership"),
    ],
)
def test_what_can_t_be_is_refused_with_its_column(cast, row, column, words):
    found = look(cast, "agreements", row).problems

    assert [one.column for one in found] == [column]
    assert words in found[0].reason


def test_a_party_was_a_member_at_some_time_of_the_agreement(cast):
    Membership.objects.filter(organisation=cast.university).update(left_on=date(2025, 4, 1))

    assert not look(cast, "agreements", SHARED | {"organisation": "University"}).problems
    late = SHARED | {"organisation": "University", "in force since": "2025-04-01"}
    assert "no member" in look(cast, "agreements", late).problems[0].reason
    assert look(cast, "agreements", OLD | {"organisation": "University"}).problems[0].column == "organisation"


def test_the_same_party_twice_and_contradicting_lines_are_refused(cast):
    party = {"organisation": "University"}
    found = look(
        cast, "agreements", SHARED | party, SHARED | party, SHARED | {"in force since": "2025-05-01"}
    )

    assert [(one.line, one.column) for one in found.problems] == [(3, "organisation"), (4, "in force since")]


def test_a_draft_takes_another_party_and_what_is_settled_none(cast):
    there = drafting.draft_agreement(
        partnership=cast.partnership,
        title="Clean River Agreement",
        organisations=[cast.utility],
        by=cast.users["fola"],
    )
    row = OURS | {"agreement": "clean river agreement", "organisation": "University"}
    file = imported(cast, "agreements", row)
    assert there.parties.count() == 2
    undone(file)
    assert [one.organisation for one in there.parties.all()] == [cast.utility]

    imported(cast, "agreements", SHARED)
    assert (
        "no draft any more"
        in look(cast, "agreements", SHARED | {"organisation": "University"}).problems[0].reason
    )
    assert look(
        cast, "agreements", OURS | {"agreement": "Clean River Agreement", "review on": "2027-01-01"}
    ).problems
    drafting.draft_agreement(
        partnership=cast.partnership, title="Shared water", organisations=[], by=cast.users["fola"]
    )
    assert "several agreements" in look(cast, "agreements", SHARED).problems[0].reason


def test_a_party_that_commits_something_by_now_stays_in_the_draft(cast):
    there = draft(cast, organisations=[cast.utility, cast.university, cast.agency])
    file = imported(cast, "agreements", OURS | {"agreement": "Another", "organisation": "Water Utility"})
    another = Agreement.objects.get(title="Another")
    drafting.state_interests(
        agreement=another, organisation=cast.utility, text="Fewer floods", by=cast.users["fola"]
    )

    undone(file)

    assert set(Agreement.objects.all()) == {there, another}
    assert another.parties.get().organisation == cast.utility
    assert another.versions.count() == 1


def test_an_agreement_that_was_ended_since_keeps_its_words_and_parties(cast):
    file = imported(cast, "agreements", *ROWS[:2])
    shared = Agreement.objects.get()
    end_agreement(agreement=shared, by=cast.users["fola"], reason="Done")

    undone(file)

    assert Agreement.objects.get().state == "ended"
    assert (shared.parties.count(), shared.versions.count()) == (2, 1)


def test_commitments_come_into_what_was_signed_elsewhere_but_not_into_what_is_signed_here(cast):
    put_out(cast)
    imported(cast, "agreements", *ROWS[:2])
    row = {"organisation": "University", "kind": "people", "commitment": "Two students"}

    assert (
        look(cast, "commitments", row | {"agreement": "Clean River Agreement"}).problems[0].column
        == "agreement"
    )
    assert look(cast, "commitments", row | {"agreement": "Shared water"}, who="eve").problems
    file = imported(cast, "commitments", row | {"agreement": "Shared water"})
    assert Commitment.objects.get(text="Two students").agreement.title == "Shared water"
    undone(file)

    assert not Commitment.objects.filter(text="Two students").exists()


@pytest.mark.parametrize("who", ["amina", "dana", "eve"])
def test_only_the_manager_of_the_partnership_imports_its_agreements(cast, who):
    assert look(cast, "agreements", SHARED, who=who).problems[0].column == "partnership"
    assert look(cast, "agreements", SHARED | {"partnership": "Unknown"}, who=who).problems


def test_the_database_refuses_a_draft_that_was_signed_elsewhere(cast):
    with pytest.raises(IntegrityError):
        Agreement.objects.create(partnership=cast.partnership, title="No", signed_elsewhere=True)


def test_the_number_of_queries_does_not_grow_with_the_rows(cast, django_assert_max_num_queries):
    rows = [SHARED | {"agreement": f"No. {n}", "organisation": "University"} for n in range(60)]

    with django_assert_max_num_queries(70):
        imported(cast, "agreements", *rows)

    assert Party.objects.count() == 60
