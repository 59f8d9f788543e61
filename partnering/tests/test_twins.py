"""What is likely there twice: names in other orders, spellings and forms; and what is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnering.twins import (
    LIKELY,
    Organisation,
    Person,
    Reason,
    bare,
    host_of,
    likely_organisations,
    likely_people,
    words_of,
)

NONE: frozenset[tuple[int, int]] = frozenset()


def people(*names: str, **fields: str) -> list[Person]:
    return [Person(key, 1, name, **fields) for key, name in enumerate(names)]


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        ("José Pérez", "Jose PEREZ", Reason.SAME_NAME),
        ("Okafor Maren", "Maren Okafor", Reason.SWAPPED),
        ("M. Okafor", "Maren Okafor", Reason.INITIALS),
        ("Jon Smyth", "John Smith", Reason.SIMILAR_NAME),
        ("Maren Ada Okafor", "Maren Okafor", Reason.SIMILAR_NAME),
    ],
)
def test_people_whose_names_are_written_differently_are_proposed_with_the_reason(one, other, reason):
    (pair,) = likely_people(people(one, other), apart=NONE)

    assert (pair.first, pair.second, pair.reasons) == (0, 1, (reason,))
    assert pair.score >= LIKELY


@pytest.mark.parametrize(
    ("one", "other"),
    [("Peter Smith", "Paul Smith"), ("Maren Okafor", "Maren Olsen"), ("Bo", "Amina"), ("Bo", "")],
)
def test_relatives_and_namesakes_are_left_alone(one, other):
    assert not likely_people(people(one, other), apart=NONE)


def test_people_of_two_organisations_are_never_proposed():
    assert not likely_people([Person(1, 1, "Maren Okafor"), Person(2, 2, "Maren Okafor")], apart=NONE)


def test_addresses_and_telephones_that_agree_add_to_a_likeness():
    pair = [
        Person(1, 1, "Kata Nemeth", "kata.nemeth@a.example", "+36 1 234 5678"),
        Person(2, 1, "Katalin Nemeth", "kata_nemeth@b.example", "06 1 234 5678"),
    ]

    (found,) = likely_people(pair, apart=NONE)

    assert found.reasons == (Reason.SIMILAR_NAME, Reason.SIMILAR_EMAIL, Reason.SAME_PHONE)


def test_organisations_are_told_apart_without_legal_forms_order_and_case():
    rows = [
        Organisation(1, "Halden Foods Ltd"),
        Organisation(2, "The FOODS of Halden, Inc."),
        Organisation(3, "Halden Foods and Co", "https://www.halden.example/en"),
        Organisation(4, "Quite Another", "halden.example"),
        Organisation(5, "Limited"),
    ]

    found = {(one.first, one.second): one.reasons for one in likely_organisations(rows, apart=NONE)}

    assert found[1, 3] == (Reason.SAME_NAME,)
    assert (1, 2) in found
    assert (3, 4) not in found
    assert bare("Limited") == ("limited",)
    assert host_of("") == ""


def test_a_shared_site_or_domain_makes_similar_names_likely_but_a_public_one_tells_nothing():
    def of(domain: str, site: str = "") -> list[Organisation]:
        return [
            Organisation(1, "Osken Rivers Agency", site, frozenset([domain])),
            Organisation(2, "Osken River Authority", site, frozenset([domain])),
        ]

    (found,) = likely_organisations(of("osken.example", "osken.example"), apart=NONE)
    assert set(found.reasons) == {Reason.SIMILAR_NAME, Reason.SAME_SITE, Reason.SAME_DOMAIN}
    assert not likely_organisations(of("gmail.com"), apart=NONE)


def test_what_is_known_to_be_two_is_not_proposed_again():
    assert not likely_people(people("Bo Ek", "Ek Bo"), apart=frozenset([(0, 1)]))


NAMES = st.lists(
    st.tuples(
        st.sampled_from(["Ann", "Anne", "Bo", "Bob", "Åke"]), st.sampled_from(["Ek", "Eck", "Lund", "Lundh"])
    ),
    max_size=12,
)


@given(NAMES, st.randoms())
def test_the_order_in_which_people_come_makes_no_difference(names, random):
    rows = people(*(" ".join(name) for name in names))
    shuffled = random.sample(rows, len(rows))

    found = likely_people(rows, apart=NONE)

    assert likely_people(shuffled, apart=NONE) == found
    assert all(one.first < one.second and LIKELY <= one.score <= 100 for one in found)
    for key, one in enumerate(rows):
        for other in rows[key + 1 :]:
            if sorted(words_of(one.name)) == sorted(words_of(other.name)):
                assert (one.key, other.key) in {(pair.first, pair.second) for pair in found} or len(rows) > 10
