"""PostgreSQL refuses by itself what SQLite refuses, also when two write at the same moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event

import pytest
from django.db import IntegrityError, connection, transaction

from conftest import LONG_AGO
from partnering import access
from partnering.models import Person, Seat
from partnering.tests.test_guards import WRONGS

pytestmark = pytest.mark.services


@pytest.mark.parametrize("rule", WRONGS)
def test_postgresql_refuses_it_too(cast, rule):
    with pytest.raises(IntegrityError, match=rule.split(",")[0]):
        WRONGS[rule](cast)


def waits(pid):
    """Whether a connection waits for a lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT wait_event_type = 'Lock' FROM pg_stat_activity WHERE pid = %s", [pid])
        return cursor.fetchone()[0]


def while_the_other_is_open(first, second):
    """Do `first`, and `second` in another transaction before the first one ends: "done", or why it was refused."""
    begun, ready = Event(), []

    def other():
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                ready.append(cursor.fetchone()[0])
                begun.set()
                second()
        except IntegrityError as error:
            return str(error)
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            first()
            answer = pool.submit(other)
            begun.wait(10)
            while not answer.done() and not waits(ready[0]):
                pass
        return answer.result(10)


@pytest.fixture
def deeds(cast):
    """By name: things that two may do at once, past the services."""
    seat = {"group": cast.group, "organisation": cast.utility, "person": cast.people["chidi"]}
    chidi = Person.objects.filter(pk=cast.people["chidi"].pk)
    return {
        "seat": lambda: Seat.objects.create(
            **seat, started_on=LONG_AGO, ended_on=access.today() + timedelta(days=9)
        ),
        "later seat": lambda: Seat.objects.create(**seat, started_on=access.today()),
        "leave": lambda: chidi.update(left_on=access.today()),
        "move": lambda: chidi.update(organisation=cast.university),
    }


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("first", "second", "rule"),
    [
        ("seat", "leave", "nobody_leaves_and_keeps_a_seat"),
        ("leave", "seat", "nobody_is_seated_beyond_leaving"),
        ("move", "seat", "nobody_is_seated_for_another_organisation"),
        ("seat", "later seat", "no_two_seats_in_a_group_at_once"),
    ],
)
def test_of_two_transactions_at_once_the_database_takes_one(deeds, first, second, rule):
    assert rule in while_the_other_is_open(deeds[first], deeds[second])
