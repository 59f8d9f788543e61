"""Fixtures whose rows are made once for tests that follow each other."""

from __future__ import annotations

import pytest

from partnering.models import Organisation, Unit
from tools.beginnings import HERE, Beginnings, beginning, beginnings_of


@beginning
def divided(cast):
    """The cast with one more unit."""
    cast.more = Unit.objects.create(organisation=cast.utility, name="More")
    return cast


@pytest.mark.parametrize("time", [1, 2])
def test_each_test_may_change_the_rows(divided, time):
    assert divided.more.name == "More"
    divided.more.name = "Changed"
    divided.more.save()
    Unit.objects.create(organisation=divided.utility, name="Another")
    assert list(Unit.objects.values_list("name", flat=True).order_by("name")) == [
        "Another",
        "Changed",
        "Operations",
    ]


def test_all_that_a_test_asks_for_is_the_same_thing(cast, divided):
    assert cast is divided
    assert divided.more.organisation is cast.utility


def test_a_test_that_asks_for_less_finds_no_more(cast):
    assert list(Unit.objects.values_list("name", flat=True)) == ["Operations"]
    assert not hasattr(cast, "more")


@pytest.fixture
def another():
    """A fixture with rows of its own, which does not say that it needs the database."""
    return Unit.objects.create(organisation=Organisation.objects.get(name="Water Utility"), name="Another")


def test_other_fixtures_are_inside_the_tests_transaction_wherever_it_names_them(another, divided):
    assert Unit.objects.count() == 3


@pytest.mark.django_db
def test_a_test_that_asks_for_nothing_finds_nothing():
    assert not Organisation.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_test_that_commits_has_its_own(divided):
    assert HERE.lying == []
    assert Unit.objects.count() == 2


@pytest.mark.django_db
def test_rows_are_made_once_for_tests_that_begin_alike():
    made = []

    def begun():
        made.append(Organisation.objects.create(name="Once"))
        return made[0]

    beginnings = Beginnings()
    for _time in range(2):
        beginnings.lay({begun: []})
        assert beginnings.given[begun] == made[0]
        assert beginnings.given[begun] is not made[0]
    beginnings.lay({})

    assert len(made) == 1
    assert not Organisation.objects.exists()


@pytest.mark.django_db
def test_what_fails_on_the_way_leaves_nothing_and_is_tried_again():
    def fails():
        Organisation.objects.create(name="Half done")
        raise ArithmeticError

    beginnings = Beginnings()
    for _time in range(2):
        with pytest.raises(ArithmeticError):
            beginnings.lay({fails: []})
        assert not Organisation.objects.exists()
    assert beginnings.lying == []


@beginning
def asks_for_more(client):
    """A beginning that asks for what is not there yet."""


def test_a_beginning_asks_for_beginnings_only(request):
    request.node.fixturenames.append("asks_for_more")
    definitions = request.node._fixtureinfo.name2fixturedefs
    definitions["asks_for_more"] = request._fixturemanager.getfixturedefs("asks_for_more", request.node)

    with pytest.raises(pytest.UsageError, match="asks_for_more is a beginning"):
        beginnings_of(request.node)
