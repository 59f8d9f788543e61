"""Two people who move units, or organisations, below each other at once: the database lets one of them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from partnering.errors import DomainError
from partnering.models import Organisation, Unit, User
from partnering.services import organisations, units

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


def both(*moves):
    """How many of some moves that begin together are carried out."""
    start = Barrier(len(moves))

    def carry_out(move):
        try:
            start.wait(10)
            move()
        except DomainError:
            return 0
        finally:
            connection.close()
        return 1

    with ThreadPoolExecutor(len(moves)) as pool:
        return sum(pool.map(carry_out, moves))


def test_of_two_units_moved_below_each_other_at_once_one_stays():
    user = User.objects.create_user("lead@works.example")
    works = Organisation.objects.create(name="Works")
    first, second = (Unit.objects.create(organisation=works, name=name) for name in ("First", "Second"))

    done = both(
        lambda: units.edit_unit(unit=Unit.objects.get(pk=first.pk), parent=second, by=user),
        lambda: units.edit_unit(unit=Unit.objects.get(pk=second.pk), parent=first, by=user),
    )

    assert done == 1
    assert Unit.objects.filter(parent=None).count() == 1


@pytest.mark.parametrize("field", ["parent", "contractor_of"])
def test_of_two_organisations_put_below_each_other_at_once_one_stays(field):
    user = User.objects.create_user("lead@works.example")
    first, second = (Organisation.objects.create(name=name) for name in ("First", "Second"))

    def put(one, other):
        return lambda: organisations.edit_organisation(
            organisation=Organisation.objects.get(pk=one.pk), by=user, **{field: other}
        )

    assert both(put(first, second), put(second, first)) == 1
    assert Organisation.objects.filter(**{field: None}).count() == 1
