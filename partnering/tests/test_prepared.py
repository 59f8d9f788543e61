"""Statements that PostgreSQL knows by a name find what they would find if they were sent each time."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from partnering import access, kept, prepared, queries
from partnering.models import Person

# SQLite keeps plans by itself.
pytestmark = pytest.mark.services


@pytest.fixture(autouse=True)
def nothing_known():
    kept.forget()
    with connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")
    connection.known_statements = None


def named():
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM pg_prepared_statements ORDER BY prepare_time")
        return [name for (name,) in cursor.fetchall()]


def one(user, pk):
    return Person.objects.visible_to(user).filter(pk=pk)


def of_email(user, email):
    return Person.objects.visible_to(user).filter(email=email)


def called(user, text):
    return Person.objects.visible_to(user).filter(name__icontains=text)


def keys(rows):
    return sorted(row.pk for row in rows)


def test_what_is_asked_for_again_has_a_name_and_the_values_are_sent(cast):
    user, people = cast.users["amina"], cast.people
    with access.remembering():
        assert kept.rows(one, user, kept.Slot(people["bo"].pk)) == [people["bo"]]
        assert named() == []
        for name in ("bo", "chidi", "bo", "amina", "chidi", "bo", "amina", "bo"):
            with CaptureQueriesContext(connection) as asked:
                assert kept.rows(one, user, kept.Slot(people[name].pk)) == [people[name]]
            assert [each["sql"].split(" (")[0] for each in asked] == [f"EXECUTE {named()[0]}"]
        assert kept.rows(one, user, kept.Slot(people["eve"].pk)) == []
    assert len(named()) == 1


@pytest.mark.parametrize("who", ["amina", "bo", "chidi", "dana", "eve", "fola"])
def test_everybody_has_plans_of_their_own_and_sees_no_more_by_them(cast, who):
    for other in ("amina", "dana", who):
        user = cast.users[other]
        with access.remembering():
            for _turn in range(3):
                for give in (queries.people_shown, queries.partnerships_listed, queries.actions_shown):
                    assert keys(kept.rows(give, user)) == keys(give(user))
                    assert kept.count(give, user) == len(give(user))
    assert named()


def test_a_text_that_is_compared_is_sent_as_it_is_written(cast):
    user = cast.users["amina"]
    with access.remembering():
        for _turn in range(3):
            bo = cast.people["bo"]
            assert kept.rows(of_email, user, kept.Slot(bo.email)) == [bo]
            assert kept.rows(of_email, user, kept.Slot("%'; --")) == []
    assert len(named()) == 1


def test_a_text_that_is_looked_for_is_planned_each_time(cast):
    with access.remembering():
        for _turn in range(3):
            assert kept.rows(called, cast.users["amina"], kept.Slot("BO")) == [cast.people["bo"]]
    assert named() == []


def test_the_one_that_was_used_longest_ago_goes_first(cast, monkeypatch):
    monkeypatch.setattr(prepared, "MOST", 2)
    gives = (queries.people_shown, queries.partnerships_listed, queries.actions_shown)
    user = cast.users["amina"]
    with access.remembering():
        for give in gives[:2] * 2:
            kept.rows(give, user)
        first, second = named()
        kept.rows(gives[0], user)
        for _turn in range(3):
            assert keys(kept.rows(gives[2], user)) == keys(gives[2](user))
        assert second not in named()
        assert first in named()
        assert len(named()) == 2
        assert keys(kept.rows(gives[1], user)) == keys(gives[1](user))


def test_behind_a_pooler_nothing_gets_a_name(cast, monkeypatch):
    monkeypatch.setitem(connection.settings_dict, "DISABLE_SERVER_SIDE_CURSORS", True)
    with access.remembering():
        for _turn in range(3):
            assert kept.rows(one, cast.users["amina"], kept.Slot(cast.people["bo"].pk)) == [cast.people["bo"]]
    assert named() == []
