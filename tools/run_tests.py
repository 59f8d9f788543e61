"""Run all tests: on PostgreSQL with Redis, on SQLite, and in a browser; then look at what they covered.

`make test` runs everything; `python -m tools.run_tests sqlite services browser` runs the parts that are named. The
parts go on after a failure, so that one run tells all; any failure fails the whole.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from time import time
from types import FrameType
from typing import Any

from tools import services

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "var" / "test"
MEASURED = {part: FOLDER / f"coverage-{part}.json" for part in ("sqlite", "services")}
COVERED = FOLDER / "coverage.json"
STATEMENTS = FOLDER / "statements"  # what tests asked of PostgreSQL, so that SQLite is asked the same
PARTS = ("services", "sqlite", "browser")
ENOUGH = 95  # percent of lines and branches
PARALLEL = ("-n", "2", "--dist", "worksteal")
# Each process has a demo of its own, in which the journeys of a file follow each other.
BY_FILE = ("-n", "2", "--dist", "loadfile")
# What keeps secrets and what counts: every branch of it is tested.
WITHOUT_A_GAP = (
    "partnering/access.py",
    "partnering/models/outbox.py",
    "partnering/reach.py",
    "partnering/services/outbox.py",
    "readiness/bands.py",
    "readiness/comparing.py",
    "readiness/framework_data.py",
    "readiness/framework_files.py",
    "readiness/framework_words.py",
    "readiness/scoring.py",
    "readiness/suppression.py",
)


def main(asked: Sequence[str]) -> int:
    """Run the parts that were asked for (all unless told); returns the exit code."""
    unknown = set(asked) - set(PARTS)
    if unknown:
        print(f"Unknown part: {', '.join(sorted(unknown))}. There are: {', '.join(PARTS)}.", file=sys.stderr)
        return 2
    parts = [part for part in PARTS if not asked or part in asked]
    signal.signal(signal.SIGTERM, _stop)
    FOLDER.mkdir(parents=True, exist_ok=True)
    for old in (*FOLDER.glob("coverage*"), *STATEMENTS.glob("*")):
        old.unlink()
    STATEMENTS.mkdir(exist_ok=True)
    failed = [part for part in parts if not RUN[part]()]
    if MEASURED.keys() <= set(parts) and not measure():
        failed.append("coverage")
    clear_leftovers()
    print(f"\nFAILED: {', '.join(failed)}" if failed else f"\nPassed: {', '.join(parts)}")
    return 1 if failed else 0


def clear_leftovers() -> None:
    """Remove the folders of test processes that were killed; those of today may belong to a run beside this one."""
    for leftover in FOLDER.glob("process-*"):
        if time() - leftover.stat().st_mtime > 86_400:
            shutil.rmtree(leftover, ignore_errors=True)


def on_sqlite() -> bool:
    """On SQLite and the broker that needs none: what PostgreSQL doesn't run, and what asks something new of SQLite.

    Without the run on PostgreSQL before it that is all but the tests that need services.
    """
    say("Tests on SQLite")
    environment = without(os.environ, "DATABASE_URL", "REDIS_URL") | {"STATEMENTS": str(STATEMENTS)}
    return pytest([*PARALLEL, "-p", "tools.second_look"], environment, MEASURED["sqlite"])


def on_services() -> bool:
    """All tests that reach the database on PostgreSQL and Redis, which are started for this and removed afterwards.

    Those that need services run beside the others, since they often wait for a process.
    """
    say("Tests on PostgreSQL and Redis")
    try:
        with services.postgresql(FOLDER) as database, services.redis(FOLDER) as broker:
            environment = {**os.environ, "DATABASE_URL": database, "REDIS_URL": broker}
            environment["STATEMENTS"] = str(STATEMENTS)
            here = [*PARALLEL, "-m", "", "-p", "tools.database_only"]
            return pytest(here, environment, MEASURED["services"])
    except services.ServiceFailed as error:
        print(error, file=sys.stderr)
        return False


def in_browser() -> bool:
    """The journeys of users in Debian's Chromium, against the demo as people start it."""
    say("Journeys in a browser")
    pictures = ["--screenshot=only-on-failure", f"--output={FOLDER / 'browser'}"]
    with tempfile.TemporaryDirectory(prefix="sample-", dir=FOLDER) as shared:
        environment = without(os.environ, "DATABASE_URL", "REDIS_URL") | {"SHARED_SAMPLE": shared}
        return pytest(["e2e", *BY_FILE, *pictures], environment)


RUN = {"services": on_services, "sqlite": on_sqlite, "browser": in_browser}


def measure() -> bool:
    """Whether enough lines and branches were covered: in all, and without a gap where it matters most."""
    say("Coverage")
    cover = [sys.executable, "-m", "slipcover", "--out", str(COVERED), "--silent", "--merge"]
    if not run([*cover, *(str(one) for one in MEASURED.values())], os.environ):
        return False
    found = json.loads(COVERED.read_text())
    share = found["summary"]["percent_covered"]
    print(f"{share:.1f} % of lines and branches in all; at least {ENOUGH} % are wanted.")
    return share >= ENOUGH and not gaps(found["files"])


def gaps(files: Mapping[str, Any]) -> list[str]:
    """What is not covered of the files where all should be, or was not measured; each is printed."""
    found = []
    for path in WITHOUT_A_GAP:
        if path not in files:
            found.append(f"{path}: not measured")
        elif missing := [*files[path]["missing_lines"], *files[path]["missing_branches"]]:
            found.append(f"{path}: not covered: {', '.join(str(one) for one in missing)}")
    for gap in found:
        print(gap, file=sys.stderr)
    return found


def pytest(arguments: Sequence[str], environment: Mapping[str, str], measured: Path | None = None) -> bool:
    """Run pytest, and whether it was content; into `measured` goes what it covered.

    SlipCover measures that. It marks code when it is loaded and takes the marks out again, where a tracer
    would make each test take twice as long.
    """
    cover = ["-m", "slipcover", "--dont-wrap-pytest", "--out", str(measured)] if measured else []
    command = [sys.executable, *cover, "-m", "pytest", "-q", *arguments]
    return run(command, keeping_bytecode(environment))


def run(command: Sequence[str], environment: Mapping[str, str]) -> bool:
    """Run a command in the project's folder, and whether it succeeded."""
    return subprocess.run(command, cwd=ROOT, env=dict(environment), check=False).returncode == 0


def keeping_bytecode(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment, in which Python keeps what it compiled.

    Where it's told not to, as in many containers, each test process spends a quarter of a minute on compiling the tests
    anew, and each program that a test starts some seconds on the product.
    """
    return without(environment, "PYTHONDONTWRITEBYTECODE")


def without(environment: Mapping[str, str], *names: str) -> dict[str, str]:
    """The environment without some names."""
    return {name: value for name, value in environment.items() if name not in names}


def say(title: str) -> None:
    """Announce a part, before what it prints itself."""
    print(f"\n== {title}", flush=True)


def _stop(number: int, frame: FrameType | None) -> None:
    """Leave by the ordinary way out, so that the services are stopped."""
    raise SystemExit(128 + number)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
