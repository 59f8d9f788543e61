"""`make bench`: SQLite, then a throwaway PostgreSQL. `python -m benchmarks --sizes 1000,10000 --rounds 5`."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    """Read what is asked for and run it; without `--here`, on both databases."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--sizes", default="1000,10000,100000", help="numbers of people, growing, with commas"
    )
    parser.add_argument("--partnerships", type=int, default=10_000, help="at the biggest size; fewer below")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument(
        "--import-rows", type=int, default=50_000, help="people in the imported file; 0 for none"
    )
    parser.add_argument("--invitees", type=int, default=20_000, help="people asked in one survey; 0 for none")
    parser.add_argument("--only-survey", action="store_true", help="nothing but the survey")
    parser.add_argument("--only-import", action="store_true", help="no pages, only the import")
    parser.add_argument(
        "--answering", type=int, default=500, help="people who answer at once, on PostgreSQL; 0 for none"
    )
    parser.add_argument("--only-answering", action="store_true", help="no pages, no import")
    parser.add_argument("--responses", type=int, default=20_000, help="answers of one survey; 0 for none")
    parser.add_argument("--only-results", action="store_true", help="only a survey's closing and its result")
    parser.add_argument(
        "--nights", default="100,1000", help="numbers of partnerships, growing, on PostgreSQL; empty for none"
    )
    parser.add_argument(
        "--only-nights", action="store_true", help="only the night's snapshots and dashboards"
    )
    parser.add_argument("--here", action="store_true", help="only on the database of DATABASE_URL, or SQLite")
    asked = parser.parse_args()
    people = [int(one) for one in asked.sizes.split(",")]
    if asked.here:
        sizes = [(one, max(1, asked.partnerships * one // people[-1])) for one in people]
        alone = (
            asked.only_import
            or asked.only_survey
            or asked.only_answering
            or asked.only_results
            or asked.only_nights
        )
        nights = [int(one) for one in asked.nights.split(",") if one]
        return measure_here(
            [] if alone else sizes,
            asked.rounds,
            import_rows=asked.import_rows if asked.only_import or not alone else 0,
            invitees=asked.invitees if asked.only_survey or not alone else 0,
            answering=asked.answering if asked.only_answering or not alone else 0,
            responses=asked.responses if asked.only_results or not alone else 0,
            nights=nights if asked.only_nights or not alone else [],
        )
    return on_both(sys.argv[1:])


def on_both(arguments: list[str]) -> int:
    """Run this again on SQLite and on PostgreSQL."""
    from tools import services  # noqa: PLC0415  # so that a process that measures needs no test tools

    folder = ROOT / "var" / "test"
    folder.mkdir(parents=True, exist_ok=True)
    again = [sys.executable, "-m", "benchmarks", "--here", *arguments]
    bare = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
    failed = subprocess.run(again, cwd=ROOT, env=bare, check=False).returncode
    with services.postgresql(folder) as url:
        failed |= subprocess.run(again, cwd=ROOT, env=bare | {"DATABASE_URL": url}, check=False).returncode
    return failed


def measure_here(
    sizes: list[tuple[int, int]],
    rounds: int,
    *,
    import_rows: int,
    invitees: int,
    answering: int,
    responses: int,
    nights: list[int],
) -> int:
    """Measure on this process's database and print the tables; the import first, in a young process."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"
    django.setup()
    from django.db import connection  # noqa: PLC0415  # settings first

    from benchmarks import imports, results, running, surveys  # noqa: PLC0415
    from benchmarks import nights as of_nights  # noqa: PLC0415
    from benchmarks.answering import run as answer_at_once  # noqa: PLC0415

    print(f"\n## {connection.vendor}", flush=True)
    if answering and connection.vendor == "postgresql":
        # In a database of its own, which other processes may use beside this one.
        with running.database():
            print("\n".join(answer_at_once(answering)), flush=True)
    if nights and connection.vendor == "postgresql":
        found = []
        for partnerships in nights:
            with running.database():
                found.append(of_nights.run(partnerships, rounds))
        print("\n".join(of_nights.table(found)), flush=True)
    if not (import_rows or invitees or responses or sizes):
        return 0
    with running.database():
        if import_rows:
            print("\n".join(imports.table(import_rows, imports.run(import_rows))), flush=True)
        if invitees:
            print("\n".join(surveys.table(invitees, surveys.run(invitees))), flush=True)
        if responses:
            results_found = [results.run(one, rounds) for one in (responses // 10, responses)]
            print("\n".join(results.table(results_found)), flush=True)
        if sizes:
            print("\n".join(running.table(sizes, running.run(sizes, rounds))), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
