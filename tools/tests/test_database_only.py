"""Which tests run on a second database: what reaches it, but for walks."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from tools.database_only import pytest_collection_modifyitems
from tools.reaching import reaches_the_database


def left_out(*items):
    """What is left out of some tests, as pytest is told."""
    kept, said = list(items), []

    def report(items):
        said.extend(items)

    pytest_collection_modifyitems(SimpleNamespace(hook=SimpleNamespace(pytest_deselected=report)), kept)
    assert [*kept, *said] == list(items)
    return said


def test_what_reaches_no_database_is_left_out_and_reported_so(request):
    assert left_out(request.node) == [request.node]


@pytest.mark.walk
@pytest.mark.django_db
def test_a_walk_is_left_out_and_reported_so(request):
    assert left_out(request.node) == [request.node]


@pytest.mark.sqlite
@pytest.mark.django_db
def test_what_only_sqlite_does_is_left_out_and_reported_so(request):
    assert left_out(request.node) == [request.node]


def test_what_asks_for_people_is_kept(request, cast):
    assert reaches_the_database(request.node)


@pytest.mark.django_db
def test_what_is_marked_is_kept(request):
    assert reaches_the_database(request.node)


@pytest.mark.services
def test_what_needs_services_is_kept_even_if_it_reaches_no_database(request):
    assert left_out(request.node) == []
