"""Dates, lateness, and what is missing before a signature."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreements import terms
from agreements.choices import AgreementState
from agreements.terms import DraftTerms, Gap, Missing, PartyTerms, Standing
from agreements.wording import gap_in_words

DAY = date(2026, 6, 1)
PARTY = PartyTerms("Utility", interests="Ours", signatories=1, commitments=1)
WHOLE = DraftTerms(
    purpose="Swim",
    scope="River",
    principles="Early",
    governance="Monthly",
    review_on=date(2027, 6, 1),
    ends_on=None,
    parties=(PARTY, replace(PARTY, name="University")),
)
days = st.dates(date(2020, 1, 1), date(2035, 1, 1))


def test_a_whole_draft_lacks_nothing():
    due_today = replace(WHOLE, parties=(PARTY, replace(PARTY, first_due=DAY)))
    assert terms.missing_before_signature(WHOLE, on=DAY) == []
    assert terms.missing_before_signature(due_today, on=DAY) == []


@pytest.mark.parametrize(
    ("change", "gap"),
    [
        ({"purpose": " "}, Missing(Gap.PURPOSE)),
        ({"scope": ""}, Missing(Gap.SCOPE)),
        ({"review_on": None}, Missing(Gap.REVIEW_DAY)),
        ({"ends_on": DAY, "review_on": DAY}, Missing(Gap.ENDS_BEFORE_IT_STARTS)),
        ({"ends_on": date(2026, 12, 1)}, Missing(Gap.REVIEW_AFTER_END)),
        ({"parties": (PARTY,)}, Missing(Gap.PARTIES)),
        (
            {"parties": (PARTY, replace(PARTY, first_due=DAY - timedelta(1)))},
            Missing(Gap.DUE_BEFORE, "Utility"),
        ),
        ({"parties": (PARTY, replace(PARTY, signatories=0))}, Missing(Gap.SIGNATORY, "Utility")),
        ({"parties": (PARTY, replace(PARTY, without_account=("Bo",)))}, Missing(Gap.ACCOUNT, "Bo")),
    ],
)
def test_what_stands_in_the_way_is_named(change, gap):
    assert terms.missing_before_signature(replace(WHOLE, **change), on=DAY) == [gap]
    assert not gap.is_advice
    assert gap.whose in gap_in_words(gap)


@pytest.mark.parametrize(
    ("change", "gap"),
    [
        ({"principles": ""}, Missing(Gap.PRINCIPLES)),
        ({"governance": ""}, Missing(Gap.GOVERNANCE)),
        ({"parties": (PARTY, replace(PARTY, interests=" "))}, Missing(Gap.INTERESTS, "Utility")),
        ({"parties": (PARTY, replace(PARTY, commitments=0))}, Missing(Gap.COMMITMENT, "Utility")),
        ({"parties": (PARTY, replace(PARTY, undated=2))}, Missing(Gap.DUE_DAY, "Utility")),
    ],
)
def test_what_would_only_be_better_is_advice(change, gap):
    assert terms.missing_before_signature(replace(WHOLE, **change), on=DAY) == [gap]
    assert gap.is_advice
    assert gap.whose in gap_in_words(gap)


def test_states_lead_from_draft_to_end_and_back_only_from_signature():
    moves = {(a, b) for a in AgreementState.values for b in AgreementState.values if terms.may_move(a, b)}

    assert set(terms.MOVES) == set(AgreementState.values)
    assert moves == {
        ("draft", "for signature"),
        ("for signature", "draft"),
        ("for signature", "in force"),
        ("in force", "ended"),
    }


@pytest.mark.parametrize(
    ("signed", "all_of_them"), [([], False), ([DAY], True), ([DAY, None], False), ([DAY, DAY], True)]
)
def test_everybody_has_signed_when_there_is_somebody_and_nobody_is_left(signed, all_of_them):
    assert terms.has_everybody_signed(signed) is all_of_them


@pytest.mark.parametrize(
    ("due", "finished", "late"),
    [
        (None, None, 0),
        (DAY, None, 0),
        (DAY - timedelta(days=1), None, 1),
        (DAY - timedelta(days=9), DAY - timedelta(days=5), 4),
        (DAY - timedelta(days=9), DAY + timedelta(days=5), 9),
        (DAY + timedelta(days=9), None, 0),
    ],
)
def test_days_late_count_from_the_day_after_the_due_day(due, finished, late):
    assert terms.days_late(due, on=DAY, finished_on=finished) == late


@pytest.mark.parametrize(
    ("state", "due", "kept", "standing"),
    [
        ("kept", DAY, DAY, Standing.KEPT_IN_TIME),
        ("kept", None, DAY, Standing.KEPT_IN_TIME),
        ("kept", DAY - timedelta(days=2), DAY - timedelta(days=1), Standing.KEPT_LATE),
        ("kept", DAY - timedelta(days=2), DAY + timedelta(days=1), Standing.LATE),
        ("not kept", DAY, None, Standing.NOT_KEPT),
        ("withdrawn", None, None, Standing.WITHDRAWN),
        ("open", None, None, Standing.UNDATED),
        ("open", DAY - timedelta(days=1), None, Standing.LATE),
        ("open", DAY, None, Standing.DUE_SOON),
        ("open", DAY + timedelta(days=30), None, Standing.DUE_SOON),
        ("open", DAY + timedelta(days=31), None, Standing.AHEAD),
    ],
)
def test_how_a_commitment_stands(state, due, kept, standing):
    assert terms.standing(state, on=DAY, due_on=due, kept_on=kept) is standing


@given(due=st.none() | days, finished=st.none() | days, on=days)
def test_lateness_is_never_negative_and_never_shrinks_as_days_pass(due, finished, on):
    now = terms.days_late(due, on=on, finished_on=finished)
    later = terms.days_late(due, on=on + timedelta(days=1), finished_on=finished)

    assert 0 <= now <= later <= now + 1


@given(due=st.none() | days, kept=days, on=days)
def test_a_commitment_kept_later_stood_open_before(due, kept, on):
    before = terms.standing("kept", on=on, due_on=due, kept_on=kept)

    assert (before in (Standing.KEPT_IN_TIME, Standing.KEPT_LATE)) is (kept <= on)
    assert (before is Standing.KEPT_LATE) is (kept <= on and due is not None and kept > due)
