"""The migrated database of PostgreSQL from which test processes copy theirs."""

from __future__ import annotations

import subprocess

import pytest
from django.db import connection

from tools import prepared_database
from tools.prepared_postgresql import Server, template

pytestmark = pytest.mark.services
MIGRATES = """
import os
import psycopg2
with psycopg2.connect(os.environ["DATABASE_URL"]) as database:
    database.cursor().execute("CREATE TABLE people (name text)")
"""


@pytest.fixture
def server():
    told = connection.settings_dict
    return Server(told["HOST"], str(told["PORT"]), told["USER"], told["PASSWORD"])


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project whose `migrate` makes one table."""
    (tmp_path / "manage.py").write_text(MIGRATES)
    monkeypatch.setattr(prepared_database, "ROOT", tmp_path)
    return tmp_path


def tables(server, database):
    asked = "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
    return server.run("psql", f"--dbname={database}", "--tuples-only", "--command", asked)


def test_migrations_are_done_once_on_any_server_and_then_their_statements(server, project):
    name = template(server, project)
    (project / "manage.py").write_text("raise SystemExit(1)")
    try:
        assert template(server, project) == name
        assert tables(server, name) == "people"
        server.run("dropdb", name)
        assert template(server, project) == name
        assert tables(server, name) == "people"
    finally:
        server.run("dropdb", "--if-exists", name)


def test_nothing_is_kept_of_migrations_that_failed(server, project):
    (project / "manage.py").write_text(MIGRATES + "raise SystemExit(1)")

    for _time in range(2):
        with pytest.raises(subprocess.CalledProcessError):
            template(server, project)

    assert not list(project.glob("*.sql"))
    (project / "manage.py").write_text(MIGRATES)
    server.run("dropdb", template(server, project))
