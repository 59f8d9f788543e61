"""What walks through the whole product share."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
from django.db import transaction

from conftest import assemble
from engagement.tests.surroundings import World, fill, strangers


@pytest.fixture(scope="module")
def settled(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """The cast with everything that they can have, made once for a file and rolled back after it.

    So a file in which one test asks for the world has no test that asks for the cast alone: it is there already.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        cast = assemble()
        strangers(cast)
        yield fill(cast)
        transaction.set_rollback(True)


@pytest.fixture
def world(settled: World, db: None) -> World:
    """The world for one test, which may change it: rows are rolled back, and the objects are a copy."""
    return deepcopy(settled)
