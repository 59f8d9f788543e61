"""A database of PostgreSQL with all migrations done, from which the test processes copy theirs.

It's the first thing on a new server. Doing the migrations there takes half a minute; so they are kept as a file of
statements, named after what they consist of, as for SQLite.
"""

from __future__ import annotations

import fcntl
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tools.prepared_database import fingerprint, migrate
from tools.services import find_postgresql


@dataclass(frozen=True)
class Server:
    """A server of PostgreSQL, and who we are there."""

    host: str
    port: str
    user: str
    password: str = ""

    def run(self, program: str, *arguments: str) -> str:
        """Call one of PostgreSQL's programs and return what it prints."""
        at = ["--host", self.host, "--port", self.port, "--username", self.user, "--no-password"]
        command = [str(find_postgresql() / program), *at, *arguments]
        environment = {**os.environ, "PGPASSWORD": self.password}
        return subprocess.run(
            command, env=environment, check=True, stdout=subprocess.PIPE, text=True
        ).stdout.strip()

    def has(self, database: str) -> bool:
        """Whether there is a database of this name."""
        found = f"SELECT count(*) FROM pg_database WHERE datname = '{database}'"  # noqa: S608  a name of ours
        return (
            self.run("psql", "--dbname=postgres", "--no-psqlrc", "--tuples-only", "--command", found) == "1"
        )

    def address(self, database: str) -> str:
        """The database as `DATABASE_URL` has it."""
        return f"postgres://{self.user}:{self.password}@{self.host}:{self.port}/{database}"


def template(server: Server, folder: Path) -> str:
    """The name of the migrated database on a server; it's made where there is none, and kept in `folder`.

    Processes that start together wait for the first of them.
    """
    mark = fingerprint(str(find_postgresql()))
    name, kept = f"migrated_{mark}", folder / f"migrated-{mark}.sql"
    with (folder / "migrated-postgresql.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not server.has(name):
            unfinished = f"{name}_unfinished"
            server.run("dropdb", "--if-exists", unfinished)
            server.run("createdb", unfinished)
            fill(server, unfinished, kept)
            rename = f"ALTER DATABASE {unfinished} RENAME TO {name}"
            server.run("psql", "--dbname=postgres", "--no-psqlrc", "--quiet", "--command", rename)
    return name


def fill(server: Server, database: str, kept: Path) -> None:
    """Make the tables of a new database: by the statements that were kept, or by migrations, which are kept then."""
    if kept.is_file():
        options = [
            "--no-psqlrc",
            "--quiet",
            "--single-transaction",
            "--set=ON_ERROR_STOP=1",
            "--output=/dev/null",
        ]
        server.run("psql", f"--dbname={database}", *options, f"--file={kept}")
        return
    migrate({**os.environ, "DATABASE_URL": server.address(database)})
    unfinished = kept.with_suffix(".unfinished")
    server.run("pg_dump", f"--dbname={database}", f"--file={unfinished}")
    unfinished.replace(kept)
    for old in kept.parent.glob("migrated-*.sql"):
        if old != kept:
            old.unlink()
