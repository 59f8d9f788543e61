"""What typed words ask for, without a database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnering.searching import LONGEST, MOST_TERMS, Wanted, around, as_tsquery, marked, plain, wanted

pytestmark = pytest.mark.both


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Water  Partnership", " water partnership "),
        ("Société d’Été", " societe d ete "),
        ("O'Neil-Smith, (R&D)", " o neil smith r d "),
        ("ﬁnance № 7", " finance no 7 "),
        ("Ελλάδα Łódź", " ελλαδα łodz "),
        ("", "  "),
    ],
)
def test_words_are_compared_without_case_accents_and_signs(text, words):
    assert plain(text) == words


@pytest.mark.parametrize(
    ("text", "terms", "without"),
    [
        ("wat part", (("wat",), ("part",)), ()),
        ('"clean river" plan', (("clean", "river"), ("plan",)), ()),
        ("river -Clean -'x", (("river",),), (("clean",), ("x",))),
        ('river -"clean water"', (("river",),), (("clean", "water"),)),
        ("half-done", (("half",), ("done",)), ()),
        ('"never closed', (("never", "closed"),), ()),
        ("amina@water-utility.example", (("amina",),), ()),
        ("@home", (("home",),), ()),
        ("river RIVER river", (("river",),), ()),
        ("x", (), ()),
        ("-river", (), ()),
        ("  !&|() ", (), ()),
    ],
)
def test_what_is_typed_is_read_as_words_phrases_and_exclusions(text, terms, without):
    assert wanted(text) == (Wanted(terms, without) if terms else Wanted())


def test_it_looks_for_no_more_than_a_database_can_bear():
    assert len(wanted(" ".join(f"word{number}" for number in range(50))).terms) == MOST_TERMS
    assert len(wanted("a" * 1000).terms[0][0]) == LONGEST


def test_the_language_of_postgresql_says_the_same():
    assert as_tsquery(wanted('wat "clean river" -dam')) == "(wat:*) & (clean <-> river:*) & !(dam:*)"


@given(st.text(max_size=300))
def test_whatever_is_typed_holds_no_operator(text):
    sought = wanted(text)
    words = [word for term in sought.terms + sought.without for word in term]

    assert all(word == plain(word).strip() and " " not in word for word in words)


@given(st.text(max_size=120), st.text(max_size=30))
def test_marking_changes_no_letter(text, typed):
    pieces = marked(text, wanted(typed))

    assert "".join(piece for piece, _ in pieces) == text
    assert all(piece for piece, _ in pieces)


def test_the_beginnings_that_were_looked_for_are_marked():
    assert marked("Upper Catchment, upriver: Été", wanted("catch ri ete")) == [
        ("Upper ", False),
        ("Catch", True),
        ("ment, upriver: ", False),
        ("Été", True),
    ]
    assert marked("Été", wanted("et")) == [("Ét", True), ("é", False)]
    assert marked("Ben clean river", wanted('"clean river"')) == [
        ("Ben ", False),
        ("clean", True),
        (" ", False),
        ("river", True),
    ]


def test_of_a_long_text_the_passage_that_was_found_is_shown():
    text = "begin " * 60 + "the hidden weir stands here " + "end " * 60

    passage = around(text, wanted("weir"))

    assert "hidden weir stands" in passage
    assert passage.startswith("…")
    assert passage.endswith("…")
    assert len(passage) <= 142
    assert around("short  text", wanted("weir")) == "short text"
    assert around(text, wanted("nowhere")).startswith("begin")
    assert around(f"{text}finish", wanted("finish")).endswith("end finish")
