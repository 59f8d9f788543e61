"""People are found by any part of their texts: by an index where PostgreSQL may have one, and without it as well."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import connection
from django.urls import reverse

from conftest import make_person
from partnering.models import Person, Unit
from partnering.trigrams import AddTrigramIndex
from partnering.views import people as views

pytestmark = pytest.mark.both


class State:
    apps = apps


def run(what):
    with connection.schema_editor() as editor:
        getattr(AddTrigramIndex("person", ["name", "email"]), what)("partnering", editor, State, State)


def indexes():
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = 'partnering_person_trigrams'")
        return [text for (text,) in cursor.fetchall()]


@pytest.mark.services
def test_an_index_of_parts_is_made_and_taken_away(db):
    run("database_backwards")
    assert indexes() == []
    run("database_forwards")
    (index,) = indexes()
    assert "upper((name)::text) gin_trgm_ops" in index
    # An index of an expression serves only who writes the same one.
    assert 'UPPER("partnering_person"."name"::text)' in str(Person.objects.filter(name__icontains="x").query)


@pytest.mark.services
def test_where_the_extension_is_refused_all_goes_on_without_it(db, caplog):
    run("database_backwards")
    with connection.cursor() as cursor:
        cursor.execute("DROP EXTENSION IF EXISTS pg_trgm CASCADE")
        cursor.execute("CREATE ROLE may_little")
        cursor.execute("SET LOCAL ROLE may_little")
        run("database_forwards")
        cursor.execute("RESET ROLE")
        cursor.execute("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'")
        assert cursor.fetchall() == []
    assert indexes() == []
    assert "searched row by row" in caplog.text


@pytest.mark.parametrize("few", [200, 0])
def test_people_are_found_by_their_units_name_by_whom_may_know_it(client, cast, monkeypatch, few):
    monkeypatch.setattr(views, "FEW", few)
    waterworks = Unit.objects.create(organisation=cast.utility, name="Pumping Station")
    ada = make_person(cast.utility, "Ada Abe")
    ada.unit = waterworks
    ada.save()
    address = reverse("partnering:people") + "?q=pumping"

    client.force_login(cast.users["amina"])
    assert [one.name for one in client.get(address).context["page"]] == ["Ada Abe"]
    for who in ("dana", "eve"):
        client.force_login(cast.users[who])
        assert list(client.get(address).context["page"]) == []
