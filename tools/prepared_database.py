"""A SQLite database with all migrations done, kept for the next test process: doing them takes ten seconds each time.

It is named after what the migrations consist of, so that a change to one of them makes a new one.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# What the tables of a new database are made of; packages bring migrations of their own.
MADE_OF = ("*/migrations/*.py", "partnering/text_search.py", "partnering/guards.py", "requirements.lock")


def fetch(database: Path, folder: Path) -> None:
    """Put a migrated database at `database`: a copy of the one kept in `folder`, which is made where there is none.

    Processes that start together wait for the first of them.
    """
    kept = folder / f"migrated-{fingerprint()}.sqlite3"
    with (folder / "migrated.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.is_file():
            make(kept)
            for old in folder.glob("migrated-*.sqlite3"):
                if old != kept:
                    old.unlink()
    shutil.copyfile(kept, database)


def make(kept: Path) -> None:
    """Migrate a new database and keep it at `kept`; all of it or nothing."""
    unfinished = kept.with_suffix(".unfinished")
    unfinished.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory(dir=kept.parent) as folder:
        migrate({**os.environ, "VAR_DIR": folder})
        migrated = Path(folder) / "traction.sqlite3"
        # Not by copying the file: the newest rows may still lie in the log beside it.
        with closing(sqlite3.connect(migrated)) as source, closing(sqlite3.connect(unfinished)) as copy:
            source.backup(copy)
    unfinished.replace(kept)


def migrate(environment: Mapping[str, str]) -> None:
    """Do all migrations on the database that the environment names."""
    command = [sys.executable, str(ROOT / "manage.py"), "migrate", "--verbosity=0"]
    settings = {"DJANGO_SETTINGS_MODULE": "partnering.settings"}
    subprocess.run(command, cwd=ROOT, env={**environment, **settings}, check=True)


def fingerprint(version: str = sqlite3.sqlite_version) -> str:
    """Says in 16 letters what the tables are made of, on some version of a database."""
    digest = hashlib.sha256(version.encode())
    for pattern in MADE_OF:
        for path in sorted(ROOT.glob(pattern)):
            digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()[:16]
