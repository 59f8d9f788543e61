"""How long a night's snapshots of thousands of partnerships take, beside the one SQL aggregate over the same rows.

The aggregate counts for each partnership, organisation and person what they took part in, in the windows that traction
looks at: what a night has to ask at the very least, and of the seven dimensions about one and a half.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from statistics import median
from typing import Any

from django.db import connection, connections
from django.utils import timezone

from benchmarks import dashboards
from benchmarks.clock import spent, timed
from benchmarks.figures import Measured, exponent
from benchmarks.imports import step_of
from benchmarks.loading import settle
from benchmarks.spread import Spread
from engagement.choices import InteractionKind
from engagement.models import Interaction, Participation
from engagement.services.interactions import add_participants
from engagement.services.traction import refresh_traction, take_snapshots
from partnering import access
from partnering.models import Membership, Person

LIMIT, MEGABYTES = 3.0, 500
NEWS = 100
"""Of so many partnerships, one has something new."""

FLOOR = """SELECT i.partnership_id, p.organisation_id, t.person_id, COUNT(*),
    COUNT(CASE WHEN i.held_on > %(d60)s THEN 1 END), COUNT(CASE WHEN i.held_on > %(d90)s THEN 1 END),
    COUNT(CASE WHEN i.held_on > %(d120)s AND i.held_on <= %(d60)s THEN 1 END),
    COUNT(CASE WHEN i.held_on > %(d180)s AND i.held_on <= %(d90)s THEN 1 END),
    COUNT(CASE WHEN i.held_on > %(d180)s THEN 1 END), MAX(CASE WHEN i.joint THEN i.held_on END)
    FROM engagement_participation t JOIN engagement_interaction i ON i.id = t.interaction_id
    JOIN partnering_person p ON p.id = t.person_id WHERE i.held_on <= %(d0)s GROUP BY 1, 2, 3"""


@dataclass(frozen=True)
class Outcome:
    """Seconds of processor time and numbers of statements; `peak` is the most megabytes of the process."""

    partnerships: int
    people: int
    participations: int
    floor: float
    night: float
    statements: int
    rows: int
    peak: float
    news: float
    counted: int
    boards: dict[str, Measured]

    @property
    def ratio(self) -> float:
        """How many times the aggregate's time a night takes."""
        return self.night / self.floor


def run(partnerships: int, rounds: int) -> Outcome:
    """A night in a world of so many partnerships, and what a change in one of a hundred takes afterwards."""
    today = access.today()
    _load_beside(partnerships)
    for back in (60, 1):
        take_snapshots(on=today - timedelta(days=back))
    settle()
    floor = median(timed(_floor) for _round in range(3))
    begin = spent()
    step = step_of("night", lambda: refresh_traction(now=timezone.now()))
    night = spent() - begin
    rows = _count('SELECT COUNT(*) FROM engagement_snapshot WHERE "on" = %s', [today])
    _change_some(partnerships)
    begin = spent()
    counted = refresh_traction(now=timezone.now())
    news = spent() - begin
    return Outcome(
        partnerships,
        _count(
            "SELECT COUNT(*) FROM partnering_membership m JOIN partnering_person p USING (organisation_id)"
        ),
        Participation.objects.count(),
        floor,
        night,
        step.queries,
        rows,
        step.peak,
        news,
        counted,
        _boards(rounds),
    )


def _load_beside(partnerships: int) -> None:
    """Make the world in a process of its own, so that what that takes of memory isn't the night's."""
    connections.close_all()
    child = multiprocessing.get_context("fork").Process(
        target=lambda: Spread(partnerships, access.today()).load()
    )
    child.start()
    child.join()
    if child.exitcode:
        raise RuntimeError(f"loading ended with {child.exitcode}")


def _floor() -> None:
    today = access.today()
    days = {f"d{back}": today - timedelta(days=back) for back in (0, 60, 90, 120, 180)}
    with connection.chunked_cursor() as cursor:
        cursor.execute(FLOOR, days)
        while cursor.fetchmany(10_000):
            pass


def _change_some(partnerships: int) -> None:
    """In one of a hundred partnerships somebody is added to what was held some days ago."""
    for pk in range(1, partnerships + 1, NEWS):
        held = (
            Interaction.objects.filter(partnership=pk, joint=True)
            .exclude(kind=InteractionKind.NEWSLETTER)
            .latest("held_on")
        )
        member = Membership.objects.filter(partnership=pk).earliest("pk")
        someone = Person.objects.filter(organisation=member.organisation_id).exclude(
            participations__interaction=held
        )
        add_participants(interaction=held, people=someone[:1], by=None)


def _count(sql: str, values: Sequence[Any] = ()) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return int(cursor.fetchone()[0])


def _boards(rounds: int) -> dict[str, Measured]:
    """The dashboards of who looks at this world."""
    dashboards.add_readers()
    return {board.name: dashboards.measure(board, rounds) for board in dashboards.BOARDS}


def table(outcomes: list[Outcome]) -> list[str]:
    """The outcomes as lines of Markdown tables; a star marks what misses its goal."""
    lines = [
        "| partnerships | people in them | participations | s of the one aggregate "
        "| s of the night | ratio "
        "| ms a partnership | statements | snapshots | MB of the process | s after news in one of a hundred "
        "| of these counted |",
        "| ---: |" + " ---: |" * 11,
    ]
    for one in outcomes:
        lines.append(
            f"| {one.partnerships:,} | {one.people:,} | {one.participations:,} | {one.floor:.2f} | {one.night:.1f} "
            f"| {one.ratio:.1f}{_star(one.ratio > LIMIT)} | {one.night / one.partnerships * 1000:.1f} "
            f"| {one.statements:,} | {one.rows:,} | {one.peak:.0f}{_star(one.peak > MEGABYTES)} "
            f"| {one.news:.1f} | {one.counted:,} |"
        )
    grows = exponent([one.partnerships for one in outcomes], [one.night for one in outcomes])
    if grows is not None:
        lines += ["", f"The night grows as the number of partnerships to the power of {grows:.2f}."]
    found = {board.name: [one.boards[board.name] for one in outcomes] for board in dashboards.BOARDS}
    return [*lines, "", *dashboards.table([one.partnerships for one in outcomes], found)]


def _star(missed: bool) -> str:
    return "*" if missed else ""
