"""Pasted lists of names and addresses: each entry is found, fits several, or is told as unknown; none is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engagement.name_lists import Known, entries_of, plain, resolve

AMA = Known(1, "Ama Osei", "ama@utility.example")
ANNA = Known(2, "Anna Berg", "anna@utility.example")
OTHER_ANNA = Known(3, "Anna Holm", "holm@utility.example")
TWIN = Known(4, "Anna Holm", "holm@agency.example")
EMILE = Known(5, "Émile D’Arcy Roux", "")
EVERYBODY = [AMA, ANNA, OTHER_ANNA, TWIN, EMILE]


def found(text, meant=None):
    return sorted(resolve(entries_of(text), EVERYBODY, meant).found)


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("Ama Osei\nAnna Berg", [1, 2]),
        ("Ama Osei, Anna Berg", [1, 2]),
        ("ama@utility.example; ANNA@Utility.Example", [1, 2]),
        ('"Ama Osei" <ama@utility.example>, Anna Berg <anna@utility.example>', [1, 2]),
        ("Osei, Ama <ama@utility.example>; Berg, Anna <anna@utility.example>", [1, 2]),
        ("  - ama   osei \n\n • anna berg,", [1, 2]),
        ("Émile D’Arcy Roux", [5]),
        ("emile roux", [5]),
        ("Berg", [2]),
        ("Ama\nAma Osei\nama@utility.example", [1]),
        ("Anna Holm <holm@agency.example>", [4]),
        ("Name\tama@utility.example", [1]),
    ],
)
def test_a_list_is_read_however_it_was_pasted(text, keys):
    assert found(text) == keys


def test_an_address_decides_even_when_the_name_is_somebody_elses():
    assert found("Anna Berg <ama@utility.example>") == [1]
    assert found("Anna Berg <stranger@elsewhere.example>") == []


def test_what_fits_several_is_told_with_all_of_them_and_is_settled_by_a_choice():
    resolved = resolve(entries_of("Anna\nAnna Holm"), EVERYBODY)

    assert [(one.text, [person.key for person in one.choices]) for one in resolved.ambiguous] == [
        ("Anna", [2, 3, 4]),
        ("Anna Holm", [3, 4]),
    ]
    assert found("Anna\nAnna Holm", {"Anna": 2, "Anna Holm": 4}) == [2, 4]


def test_nobody_is_found_by_a_choice_of_somebody_who_is_not_among_the_known():
    resolved = resolve(entries_of("Stranger"), EVERYBODY, {"Stranger": 99})

    assert (resolved.found, resolved.unknown) == ({}, ["Stranger"])


@given(st.lists(st.sampled_from(["Ama Osei", "Anna", "Nobody Here", "ama@utility.example", "x@y.example"])))
def test_each_entry_is_found_ambiguous_or_unknown_whatever_the_order(texts):
    forwards, backwards = (
        resolve(entries_of("\n".join(one)), EVERYBODY) for one in (texts, list(reversed(texts)))
    )

    assert set(forwards.found) == set(backwards.found)
    told = {one.text for one in forwards.ambiguous} | set(forwards.unknown)
    assert told == {text for text in texts if text in ("Anna", "Nobody Here", "x@y.example")}


@given(st.text(max_size=200))
def test_any_text_is_split_without_losing_a_word(text):
    words = {
        word for entry in entries_of(text) for word in plain(entry.text.replace(",", " ")).split() if word
    }
    wanted = {
        word
        for word in plain(text.replace(",", " ").replace(";", " ")).split()
        if any(letter.isalnum() for letter in word)
    }
    assert wanted <= words
