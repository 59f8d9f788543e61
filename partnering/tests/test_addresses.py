"""Addresses that are written without asking Django each time, and what else is kept ready for every page."""

from __future__ import annotations

import pytest
from django.db import connection
from django.urls import reverse, set_script_prefix
from django.utils import translation

from partnering import registry
from partnering.addresses import address, address_of
from partnering.choices import Level, words_of
from partnering.tasks import look_at_tables

pytestmark = pytest.mark.both


@pytest.fixture
def below():
    """Everything lies below a folder of the site."""
    set_script_prefix("/traction/")
    yield
    set_script_prefix("/")


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("partnering:person", 7),
        ("partnering:organisation", 12_345_678_901),
        ("partnering:members", "clean-river_2"),
        ("engagement:interaction", 1),
    ],
)
def test_an_address_is_the_one_that_its_route_has(name, key):
    assert address_of(name, key) == reverse(name, args=[key])
    assert address("partnering:people") == reverse("partnering:people")


def test_an_address_follows_where_the_site_lies(below):
    assert address("partnering:people") == reverse("partnering:people") == "/traction/people/"
    assert address_of("partnering:person", 7) == "/traction/people/7/"


def test_every_thing_of_the_world_says_where_it_is(cast):
    names = {"person": cast.people["bo"], "organisation": cast.utility, "group": cast.group}
    for name, thing in names.items():
        assert thing.get_absolute_url() == reverse(f"partnering:{name}", args=[thing.pk])
    assert cast.partnership.get_absolute_url() == reverse(registry.homes["partnership"], args=["clean-river"])


def test_a_choice_is_told_in_words_and_what_is_none_as_it_stands():
    with translation.override("en-gb"):
        assert words_of(Level, Level.MANAGER) == str(Level.MANAGER.label)
        assert words_of(Level, "king") == "king"


@pytest.mark.django_db
def test_sqlite_looks_at_its_tables_each_day_and_postgresql_by_itself():
    looked = look_at_tables()

    assert looked == (connection.vendor == "sqlite")
    if looked:
        with connection.cursor() as cursor:
            cursor.execute("SELECT COUNT(*) FROM sqlite_stat1")
            assert cursor.fetchone()[0] > 0
