"""What becomes of each field when two people edit the same thing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnering.merging import MINE, THEIRS, merge

WORDS = st.sampled_from(["", "a", "b", "c"])
FIELDS = ("name", "purpose", "day")
VALUES = st.fixed_dictionaries(dict.fromkeys(FIELDS, WORDS))


@pytest.mark.parametrize(
    ("shown", "now", "typed", "taken", "asked"),
    [
        ("a", "a", "b", False, False),  # only the writer
        ("a", "b", "a", True, False),  # only the other
        ("a", "b", "b", False, False),  # both the same
        ("a", "b", "c", False, True),  # both, differently
        ("a", "b", "", False, True),  # one clears what the other changes
    ],
)
def test_only_what_both_changed_differently_is_asked(shown, now, typed, taken, asked):
    merged = merge({"name": shown}, {"name": now}, {"name": typed})

    assert (merged.taken == {"name"}, merged.asked == {"name": shown} and bool(merged.asked)) == (
        taken,
        asked,
    )


@pytest.mark.parametrize(
    ("choice", "taken", "asked"), [(MINE, set(), {}), (THEIRS, {"name"}, {}), ("", set(), {"name": "a"})]
)
def test_a_field_that_was_asked_about_waits_for_the_choice(choice, taken, asked):
    merged = merge({"name": "b"}, {"name": "b"}, {"name": "c"}, asked={"name": "a"}, choices={"name": choice})

    assert (merged.taken, merged.asked) == (taken, asked)


def test_a_field_changed_yet_again_is_asked_again_whatever_was_chosen():
    for choice in (MINE, THEIRS):
        merged = merge(
            {"name": "b"}, {"name": "d"}, {"name": "c"}, asked={"name": "a"}, choices={"name": choice}
        )
        assert merged.asked == {"name": "a"}


@given(VALUES, VALUES, VALUES)
def test_nobodys_change_is_lost_unasked(shown, now, typed):
    merged = merge(shown, now, typed)

    for name in FIELDS:
        stands = now[name] if name in merged.taken else typed[name]
        if name in merged.asked:
            continue
        if now[name] != shown[name]:
            assert stands == now[name]
        else:
            assert stands == typed[name]
