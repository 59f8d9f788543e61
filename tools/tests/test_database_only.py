"""Which tests run again on a second database: those that reach it, but for walks, and no others."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from tools.database_only import pytest_collection_modifyitems, reaches_the_database


def test_what_reaches_no_database_is_left_out_and_reported_so(request):
    items, said = [request.node], []

    def report(items):
        said.extend(items)

    pytest_collection_modifyitems(SimpleNamespace(hook=SimpleNamespace(pytest_deselected=report)), items)
    assert (items, said) == ([], [request.node])


@pytest.mark.walk
@pytest.mark.django_db
def test_a_walk_is_left_out_and_reported_so(request):
    items, said = [request.node], []
    hook = SimpleNamespace(pytest_deselected=said.extend)

    pytest_collection_modifyitems(SimpleNamespace(hook=hook), items)
    assert (items, said) == ([], [request.node])


def test_what_asks_for_people_is_kept(request, cast):
    assert reaches_the_database(request.node)


@pytest.mark.django_db
def test_what_is_marked_is_kept(request):
    assert reaches_the_database(request.node)
