"""Which tests run on both databases: as many as make every statement there."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from partnering.models import Organisation
from tools.database_only import Noting
from tools.second_look import pytest_collection_modifyitems
from tools.statements import Noted, enough, read, sign_of


def noted(test, statements, seconds=1.0):
    return Noted(test, frozenset(statements), seconds)


def test_a_statement_has_the_same_sign_for_any_values_and_any_number_of_them():
    def sign(sql):
        return sign_of(sql, "gw0")

    assert sign("SELECT a FROM b WHERE c IN (%s, %s, %s) LIMIT 21") == sign(
        "SELECT a FROM b WHERE c IN (%s) LIMIT 5"
    )
    assert sign("INSERT INTO b VALUES (%s, %s), (%s, %s)") == sign("INSERT INTO b VALUES (%s, %s)")
    assert sign("SELECT a FROM b WHERE c = %s OR c = %s") == sign(
        "SELECT a FROM b WHERE c = %s OR c = %s OR c = %s"
    )
    assert sign("SELECT a FROM b") != sign("SELECT a FROM c")
    assert sign("SELECT a FROM b ORDER BY a") != sign("SELECT a FROM b ORDER BY a DESC")


def test_what_frames_a_test_is_no_statement_and_a_kept_one_is_told_by_process_and_name():
    assert not sign_of("SAVEPOINT s1", "gw0")
    assert (
        len({sign_of(f"EXECUTE kept_{name} (%s)", process) for name in (1, 2) for process in ("gw0", "gw1")})
        == 4
    )


def test_every_statement_is_made_by_the_tests_that_take_least():
    tests = [
        noted("one.py::slow", "abc", seconds=60),
        noted("one.py::quick", "ab"),
        noted("two.py::other", "c"),
        noted("two.py::again", "b"),
    ]

    assert enough(tests) == {"one.py::quick", "two.py::other"}


def test_a_test_whose_statements_those_chosen_later_make_as_well_is_left_out():
    tests = [noted("a", "abcd", seconds=1), noted("b", "abx", seconds=2), noted("c", "cdy", seconds=2)]

    assert enough(tests) == {"b", "c"}


@given(st.lists(st.tuples(st.frozensets(st.sampled_from("abcdefgh")), st.floats(0, 9)), max_size=9))
def test_of_whatever_was_noted_every_statement_is_made_and_no_test_is_needless(noted_before):
    tests = {str(place): noted(str(place), *one) for place, one in enumerate(noted_before)}

    def made_by(chosen):
        return frozenset().union(*(tests[one].statements for one in chosen))

    chosen = enough(tests.values())
    assert made_by(chosen) == made_by(tests)
    assert all(made_by(chosen - {one}) < made_by(chosen) for one in chosen)


@pytest.mark.django_db
def test_what_a_test_asks_of_the_database_is_written_down_once_it_passed(tmp_path):
    noting = Noting(tmp_path, "gw0")
    for outcome in (True, False):
        item, report = SimpleNamespace(nodeid=f"one.py::{outcome}"), SimpleNamespace(passed=outcome)
        run = noting.pytest_runtest_protocol(item)
        next(run)
        with connection.execute_wrapper(noting.hear):
            Organisation.objects.filter(pk__in=[1, 2]).exists()
        noting.pytest_runtest_logreport(report)
        with pytest.raises(StopIteration):
            run.send(None)

    found = read(tmp_path)
    assert [one.test for one in found] == ["one.py::True"]
    assert len(found[0].statements) == 1


@pytest.mark.django_db
def test_what_the_database_refused_is_like_nothing_else(tmp_path):
    noting = Noting(tmp_path, "gw0")
    for name in ("first", "second"):
        run = noting.pytest_runtest_protocol(SimpleNamespace(nodeid=f"one.py::{name}"))
        next(run)
        with pytest.raises(DatabaseError), transaction.atomic(), connection.execute_wrapper(noting.hear):
            connection.cursor().execute("SELECT nothing FROM nowhere")
        with pytest.raises(StopIteration):
            run.send(None)

    assert enough(read(tmp_path)) == {"one.py::first", "one.py::second"}


@pytest.fixture
def left_out(request, tmp_path, monkeypatch):
    """Tells whether this very test is left out on the second database, when these were noted on the first."""

    def tell(*passed):
        (tmp_path / "gw0.jsonl").write_text("".join(one.line() for one in passed))
        monkeypatch.setenv("STATEMENTS", str(tmp_path))
        said = []

        def report(items):
            said.extend(items)

        config = SimpleNamespace(hook=SimpleNamespace(pytest_deselected=report))
        pytest_collection_modifyitems(config, [request.node])
        return said == [request.node]

    return tell


def test_what_makes_no_new_statement_is_left_out_unless_it_is_needed_or_did_not_pass(request, left_out):
    this, other = request.node.nodeid, f"{request.node.nodeid.partition('::')[0]}::other"

    assert left_out(noted(this, "a"), noted(other, "ab"))
    assert not left_out(noted(this, "ac"), noted(other, "ab"))
    assert not left_out(noted(other, "ab"))
    assert not left_out()


@pytest.mark.both
def test_what_is_marked_runs_on_each(request, left_out):
    assert not left_out(noted(request.node.nodeid, ""))


@pytest.mark.django_db(transaction=True)
def test_what_commits_runs_on_each(request, left_out):
    assert not left_out(noted(request.node.nodeid, ""))
