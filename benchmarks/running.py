"""Measures the pages in a world that grows, and tells the outcome as a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from statistics import median
from time import perf_counter

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benchmarks.clock import timed
from benchmarks.figures import Measured, exponent
from benchmarks.pages import PAGES, BenchPage
from benchmarks.world import World
from partnering import kept

QUERIES, RATIO, EXPONENT = 10, 2.0, 0.1
COUNT = 1
"""A list asks so many queries more when its rows don't fit on one page: it counts them."""
WARM = 8


@contextmanager
def database() -> Iterator[None]:
    """An empty database, which goes afterwards."""
    name = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, serialize=False)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


def measure(page: BenchPage, client: Client, rounds: int) -> Measured:
    """A page and its floors in turns, so that what else the machine does hits both alike.

    Before, each is asked for as often as PostgreSQL needs to settle on a plan.
    """
    floor, framed = f"/floor/{PAGES.index(page)}/", f"/framed-floor/{PAGES.index(page)}/"
    for address in (page.address, floor, framed) * WARM:
        answer = client.get(address)
        if answer.status_code != 200:
            raise RuntimeError(f"{address} answered {answer.status_code}")
    with CaptureQueriesContext(connection) as queries:
        client.get(page.address)
    measured = Measured(len(queries))
    for _round in range(rounds):
        measured.page.append(timed(lambda: client.get(page.address)))
        measured.floor.append(timed(lambda: client.get(floor)))
        measured.framed.append(timed(lambda: client.get(framed)))
    for _round in range(rounds):
        kept.forget()
        measured.first.append(timed(lambda: client.get(page.address)))
    return measured


def run(sizes: Sequence[tuple[int, int]], rounds: int) -> dict[str, list[Measured]]:
    """All pages at all sizes, given as numbers of people and of partnerships, growing."""
    found: dict[str, list[Measured]] = {page.name: [] for page in PAGES}
    world, client = World(), Client()
    client.force_login(world.user)
    for people, partnerships in sizes:
        begin = perf_counter()
        world.grow(people=people, partnerships=partnerships)
        print(
            f"loaded {people:,} people, {partnerships:,} partnerships in {perf_counter() - begin:.1f} s",
            flush=True,
        )
        for page in PAGES:
            found[page.name].append(measure(page, client, rounds))
    return found


def table(sizes: Sequence[tuple[int, int]], found: dict[str, list[Measured]]) -> list[str]:
    """The outcome as lines of a Markdown table; a star marks what misses its goal."""
    heads = [f"{people:,}" for people, _partnerships in sizes]
    lines = [
        f"| page | kind | queries | ratio at {' | at '.join(heads)} | in the frame at {' | at '.join(heads)} "
        f"| the first time at {heads[-1]} | ms of processor at {heads[-1]} | exponent |",
        "| --- | --- |" + " ---: |" * (2 * len(sizes) + 4),
    ]
    for page in PAGES:
        row = found[page.name]
        queries = sorted({one.queries for one in row})
        times = [median(one.page) for one in row]
        grows = exponent([people for people, _partnerships in sizes], times)
        cells = [
            page.name,
            page.kind,
            "–".join(map(str, queries))
            + _star(max(queries) > QUERIES or max(queries) - min(queries) > COUNT),
            *(f"{one:.1f}{_star(one > RATIO)}" for one in (each.ratio for each in row)),
            *(f"{one:.1f}{_star(one > RATIO)}" for one in (each.framed_ratio for each in row)),
            f"{row[-1].first_ratio:.1f}{_star(row[-1].first_ratio > RATIO)}",
            f"{times[-1] * 1000:.0f}",
            ""
            if grows is None
            else f"{grows:.2f}{_star(page.kind in {'list', 'detail'} and grows > EXPONENT)}",
        ]
        lines.append("| " + " | ".join(cells) + " |")
    return lines


def _star(missed: bool) -> str:
    return "*" if missed else ""
