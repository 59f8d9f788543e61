import sqlite3
import subprocess
from contextlib import closing

import pytest

from tools import prepared_database

MIGRATES = """
import os, sqlite3
with sqlite3.connect(os.path.join(os.environ["VAR_DIR"], "traction.sqlite3")) as database:
    database.execute("CREATE TABLE people (name)")
"""


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project of one migration, whose `migrate` makes one table."""
    (tmp_path / "partnering" / "migrations").mkdir(parents=True)
    (tmp_path / "partnering" / "migrations" / "0001_initial.py").write_text("people")
    (tmp_path / "manage.py").write_text(MIGRATES)
    (tmp_path / "kept").mkdir()
    monkeypatch.setattr(prepared_database, "ROOT", tmp_path)
    return tmp_path


def tables(database):
    with closing(sqlite3.connect(database)) as opened:
        return [name for (name,) in opened.execute("SELECT name FROM sqlite_master")]


def test_the_tables_are_made_once_and_copied_afterwards(project):
    prepared_database.fetch(project / "first.sqlite3", project / "kept")
    (project / "manage.py").write_text("raise SystemExit(1)")
    prepared_database.fetch(project / "second.sqlite3", project / "kept")

    assert tables(project / "first.sqlite3") == tables(project / "second.sqlite3") == ["people"]


def test_another_migration_makes_them_anew_and_the_old_ones_go(project):
    prepared_database.fetch(project / "first.sqlite3", project / "kept")
    (project / "partnering" / "migrations" / "0002_pets.py").write_text("pets")
    (project / "manage.py").write_text(MIGRATES.replace("people", "pets"))
    prepared_database.fetch(project / "second.sqlite3", project / "kept")

    assert tables(project / "second.sqlite3") == ["pets"]
    assert len(list((project / "kept").glob("*.sqlite3"))) == 1


def test_nothing_is_kept_of_migrations_that_failed(project):
    (project / "manage.py").write_text(MIGRATES + "raise SystemExit(1)")

    with pytest.raises(subprocess.CalledProcessError):
        prepared_database.fetch(project / "first.sqlite3", project / "kept")

    assert not list((project / "kept").glob("*.sqlite3"))
