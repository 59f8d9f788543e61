"""Which tests run on a second database, and which are measured there: what reaches it, but for walks; what needs it."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from tools.database_only import (
    pytest_collection_finish,
    pytest_collection_modifyitems,
    pytest_runtest_protocol,
    reaches_the_database,
)


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


def test_what_asks_for_people_is_kept(request, cast):
    assert reaches_the_database(request.node)


@pytest.mark.django_db
def test_what_is_marked_is_kept(request):
    assert reaches_the_database(request.node)


@pytest.mark.services
def test_what_needs_services_is_kept_even_if_it_reaches_no_database(request):
    assert left_out(request.node) == []


class Coverage:
    """Notes whether it's told to measure."""

    def __init__(self):
        self.measures = True

    def pause(self):
        self.measures = False

    def resume(self):
        self.measures = True


def measured(*, services):
    """Whether a test is measured while it runs, and whether anything is afterwards."""
    coverage = Coverage()
    plugins = SimpleNamespace(getplugin=lambda name: SimpleNamespace(cov_controller=coverage))
    config = SimpleNamespace(pluginmanager=plugins)
    item = SimpleNamespace(config=config, get_closest_marker=lambda name: services or None)
    pytest_collection_finish(SimpleNamespace(config=config))
    running = pytest_runtest_protocol(item)
    next(running)
    during = coverage.measures
    running.close()
    return during, coverage.measures


def test_only_what_needs_services_is_measured():
    assert measured(services=True) == (True, False)
    assert measured(services=False) == (False, False)
