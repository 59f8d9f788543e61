"""How fast dashboards are for whoever sees thousands of partnerships, beside a bare view of the same rows.

They are measured in the world of a night, after it was counted. A dashboard shows rows of several kinds, so its floor
asks one SQL query for each kind, of the partnerships that its reader sees, and lists the rows in tables: without
rights, frame, charts or words. What a page works out of rows is not in its floor.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from statistics import median
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benchmarks.clock import timed
from benchmarks.figures import Measured, exponent
from benchmarks.loading import pour, settle
from engagement.models import Snapshot
from partnering import access, kept
from partnering.choices import RoleKind
from partnering.models import Membership, Organisation, Partnership, Person, Role, User

QUERIES, RATIO = 12, 2.5
WARM = 8
WEEKS = 60
LEAD, STAFF = "lead@example.com", "staff@example.com"

ON = """(SELECT s.score FROM engagement_snapshot s WHERE s.partnership_id = p.id AND s.organisation_id IS NULL
    AND s."on" <= CURRENT_DATE{back} ORDER BY s."on" DESC LIMIT 1)"""
ALERTS_OF = """(SELECT COUNT(*) FROM engagement_alertepisode a WHERE a.partnership_id = p.id
    AND a.organisation_id IS NULL AND a.ended_on IS NULL)"""
TILES = f"""SELECT p.id, p.name, p.slug, p.phase, {ON.format(back="")} AS score, {ON.format(back=" - 60")} AS before,
    {ALERTS_OF} AS alerts FROM partnering_partnership p"""  # noqa: S608  # of constants only
MANAGED = " WHERE p.id IN (SELECT r.partnership_id FROM partnering_role r WHERE r.person_id = {person})"
MEMBER = """ WHERE p.id IN (SELECT m.partnership_id FROM partnering_membership m
    WHERE m.organisation_id = {organisation})"""
COURSES = """SELECT s.partnership_id, s."on", s.score FROM engagement_snapshot s WHERE s.organisation_id IS NULL
    AND s.partnership_id IN ({shown}) AND s."on" > CURRENT_DATE - 180 AND (CURRENT_DATE - s."on") % 7 = 0
    ORDER BY s."on" """
TILE = """<td><a href="{% url "engagement:partnership" row.slug %}">{{ row.name }}</a> {{ row.phase|capfirst }}</td>
    <td>{{ row.score|floatformat:0 }} {{ row.before|floatformat:0 }}</td><td>{{ row.alerts }}</td>"""
POINT = """<td>{{ row.on|date:"j M Y" }} {{ row.score|floatformat:0 }}</td>"""
TREND = (
    """SELECT s."on", s.score FROM engagement_snapshot s WHERE s.organisation_id IS NULL
    AND s.partnership_id = {focus} AND s."on" > CURRENT_DATE - 430 ORDER BY s."on" """,
    POINT,
)
STANDINGS = (
    """SELECT o.id, o.name, s.score, s.confidence, b.score AS before, s.dimensions::text AS dimensions
    FROM engagement_snapshot s JOIN partnering_organisation o ON o.id = s.organisation_id
    LEFT JOIN engagement_snapshot b ON b.partnership_id = s.partnership_id AND b.organisation_id = o.id
    AND b.audience = s.audience AND b."on" = CURRENT_DATE - 60 WHERE s.partnership_id = {focus}
    AND (s.audience = 'joint' OR o.id = {organisation}) AND s."on" = CURRENT_DATE ORDER BY o.name""",
    """<td><a href="{% url "partnering:organisation" row.id %}">{{ row.name }}</a></td>
    <td>{{ row.score|floatformat:0 }} {{ row.before|floatformat:0 }} {{ row.confidence }} {{ row.dimensions }}</td>""",
)
ALERTS = (
    """SELECT a.kind, a.began_on, a.ended_on, a.facts::text AS facts, o.name AS organisation
    FROM engagement_alertepisode a LEFT JOIN partnering_organisation o ON o.id = a.organisation_id
    WHERE a.partnership_id = {focus} AND (o.id IS NULL OR o.id = {organisation}) ORDER BY a.began_on""",
    """<td>{{ row.kind|capfirst }} {{ row.organisation }} {{ row.facts }}</td>
    <td>{{ row.began_on|date:"j M Y" }}–{{ row.ended_on|date:"j M Y" }}</td>""",
)
PEOPLE = (
    """SELECT x.id, x.name, r.kind, r.started_on FROM partnering_role r JOIN partnering_person x ON x.id = r.person_id
    WHERE r.partnership_id = {focus} AND r.kind IN ('senior sponsor', 'partnership manager') ORDER BY r.started_on""",
    """<td><a href="{% url "partnering:person" row.id %}">{{ row.name }}</a> {{ row.kind|capfirst }}
    {{ row.started_on|date:"j M Y" }}</td>""",
)
ACTION = """SELECT a.id, a.title, a.due_on, o.name AS organisation, x.name AS owner FROM partnering_action a
    JOIN partnering_organisation o ON o.id = a.organisation_id LEFT JOIN partnering_person x ON x.id = a.owner_id
    WHERE a.state = 'open' AND"""
ACTION_ROW = """<td><a href="{% url "partnering:action" row.id %}">{{ row.title }}</a> {{ row.organisation }}
    {{ row.owner }} {{ row.due_on|date:"j M Y" }}</td>"""
OWN = (f"{ACTION} a.owner_id = {{person}} ORDER BY a.due_on, a.id LIMIT 12", ACTION_ROW)
TASKS = (f"{ACTION} a.partnership_id = {{focus}} ORDER BY a.due_on, a.id LIMIT 10", ACTION_ROW)
DUE = (
    """SELECT c.id, c.text, c.due_on, o.name AS organisation FROM agreements_commitment c
    JOIN agreements_agreement g ON g.id = c.agreement_id JOIN partnering_organisation o ON o.id = c.organisation_id
    WHERE g.partnership_id = {focus} ORDER BY c.due_on""",
    """<td><a href="{% url "agreements:agreement" row.id %}">{{ row.text }}</a> {{ row.organisation }}
    {{ row.due_on|date:"j M Y" }}</td>""",
)
LATELY = (
    """SELECT i.id, i.title, i.held_on, COUNT(*) AS people FROM engagement_interaction i
    JOIN engagement_participation t ON t.interaction_id = i.id WHERE i.partnership_id = {focus}
    AND i.held_on > CURRENT_DATE - 30 GROUP BY i.id ORDER BY i.held_on""",
    """<td>{{ row.title }} {{ row.held_on|date:"j M Y" }} {{ row.people }}</td>""",
)
ONE = (TREND, STANDINGS, ALERTS, PEOPLE, DUE, LATELY, OWN)
ROWS = """SELECT p.id, p.name, p.slug, p.phase, {score} AS score, {before} AS before, {alerts} AS alerts,
    (SELECT COUNT(*) FROM partnering_action a WHERE a.partnership_id = p.id AND a.state = 'open'
        AND a.due_on < CURRENT_DATE) AS late,
    (SELECT COUNT(*) FROM partnering_action a WHERE a.partnership_id = p.id AND a.state = 'open'
        AND a.due_on BETWEEN CURRENT_DATE AND CURRENT_DATE + 7) AS week,
    (SELECT MIN(c.due_on) FROM agreements_commitment c JOIN agreements_agreement g ON g.id = c.agreement_id
        WHERE g.partnership_id = p.id AND c.state = 'open' AND c.due_on >= CURRENT_DATE) AS due
    FROM partnering_partnership p""".format(  # noqa: S608  # of constants only
    score=ON.format(back=""), before=ON.format(back=" - 60"), alerts=ALERTS_OF
)
ROW = f"""{TILE}<td>{{{{ row.late }}}} {{{{ row.week }}}} {{{{ row.due|date:"j M Y" }}}}</td>"""
FIRST = " ORDER BY alerts DESC, p.name LIMIT {number}"
UNIT = (
    """SELECT o.name, o.sector, o.country, x.id, x.name AS person, r.kind, y.name AS partnership, y.slug
    FROM partnering_organisation o JOIN partnering_person x ON x.organisation_id = o.id
    JOIN partnering_role r ON r.person_id = x.id LEFT JOIN partnering_partnership y ON y.id = r.partnership_id
    WHERE o.id = {organisation} ORDER BY r.kind, x.name""",
    """<td>{{ row.name }} {{ row.sector }} {{ row.country }}
    <a href="{% url "partnering:person" row.id %}">{{ row.person }}</a> {{ row.kind|capfirst }}
    {{ row.partnership }}</td>""",
)


def _many(rows: str, row: str, number: int) -> tuple[tuple[str, str], tuple[str, str]]:
    """The first of many partnerships, and their scores of half a year."""
    first = rows + FIRST.format(number=number)
    among = f"SELECT id FROM ({first}) first"  # noqa: S608  # of constants only
    return (first, row), (COURSES.replace("{shown}", among), POINT)


@dataclass(frozen=True)
class Board:
    """A dashboard: its name, by whose account it is opened, its address, and its floor: queries and how rows look."""

    name: str
    email: str
    address: str
    floor: tuple[tuple[str, str], ...]


BOARDS = (
    Board("first page of a manager", "manager@example.com", "/", (*_many(TILES + MANAGED, TILE, 24), *ONE)),
    Board("first page of a lead of all", LEAD, "/", (*_many(TILES + MEMBER, TILE, 24), *ONE)),
    Board("first page of a sponsor", "sponsor@example.com", "/", (*_many(TILES + MANAGED, TILE, 24), *ONE)),
    Board("first page of staff", STAFF, "/", ((f"{TILES}{MEMBER} ORDER BY p.name LIMIT 24", TILE), OWN)),
    Board("overview of a partnership", LEAD, "/partnerships/partnership-1/overview/", (*ONE, TASKS)),
    Board("portfolio of a lead of all", LEAD, "/portfolio/", _many(ROWS + MEMBER, ROW, 25)),
    Board("wall of a lead of all", LEAD, "/wall/", _many(ROWS + MEMBER, ROW, 40)),
    Board(
        "page of a sponsor",
        "sponsor@example.com",
        "/partnerships/partnership-1/sponsor/",
        (TREND, STANDINGS, ALERTS, LATELY, OWN),
    ),
    Board(
        "organisation of its lead",
        LEAD,
        "/organisations/{organisation}/",
        (UNIT, (f"{TILES}{MEMBER} ORDER BY p.name LIMIT 25", TILE)),
    ),
)


def add_readers() -> None:
    """An organisation that is a member of all partnerships, its lead and one of its staff; a score for each week."""
    own = Organisation.objects.create(name="Umbrella")
    today = access.today()
    lead, _staff = (
        Person.objects.create(organisation=own, name=email, email=email, user=User.objects.create_user(email))
        for email in (LEAD, STAFF)
    )
    Role.objects.create(person=lead, kind=RoleKind.PARTNERING_LEAD, started_on=today - timedelta(days=9))
    known = list(Partnership.objects.order_by("pk").values_list("pk", "started_on"))
    pour(
        Membership,
        "partnership_id organisation_id joined_on",
        ((pk, own.pk, today - timedelta(days=1)) for pk, _started in known),
    )
    taken = set(Snapshot.objects.order_by().values_list("on", flat=True).distinct())
    days = [today - timedelta(weeks=week) for week in range(1, WEEKS)]
    pour(
        Snapshot,
        "partnership_id on audience score confidence",
        _scores(known, [day for day in days if day not in taken]),
    )
    settle()


def _scores(known: list[tuple[int, date]], days: list[date]) -> Any:
    chance = Random(len(known))  # noqa: S311
    for pk, started in known:
        for day in days:
            if day >= started:
                yield pk, day, "joint", chance.uniform(20, 80), 0.8


def measure(board: Board, rounds: int) -> Measured:
    """A dashboard and its floor in turns, each asked for before as often as PostgreSQL needs to settle on a plan."""
    user = User.objects.get(email=board.email)
    client = Client()
    client.force_login(user)
    person = user.person
    address = board.address.format(organisation=person.organisation_id)
    answer = client.get(address)
    focus = next((answer.context[name] for name in ("focus", "partnership") if name in answer.context), None)
    floor = (
        f"/dashboard-floor/{BOARDS.index(board)}/?person={person.pk}&organisation={person.organisation_id}"
        f"&focus={focus.pk if focus else 0}"
    )
    for page in (address, floor) * WARM:
        if client.get(page).status_code != 200:
            raise RuntimeError(page)
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    measured = Measured(len(queries))
    for _round in range(rounds):
        measured.page.append(timed(lambda: client.get(address)))
        measured.floor.append(timed(lambda: client.get(floor)))
    for _round in range(rounds):
        kept.forget()
        measured.first.append(timed(lambda: client.get(address)))
    return measured


def table(sizes: list[int], found: dict[str, list[Measured]]) -> list[str]:
    """The outcome as lines of a Markdown table; a star marks what misses its goal."""
    heads = [f"{size:,}" for size in sizes]
    lines = [
        f"| dashboard | queries | ratio at {' | at '.join(heads)} | the first time at {heads[-1]} "
        f"| ms of processor at {' | at '.join(heads)} | exponent |",
        "| --- |" + " ---: |" * (2 * len(sizes) + 3),
    ]
    for name, row in found.items():
        queries = sorted({one.queries for one in row})
        times = [median(one.page) for one in row]
        grows = exponent(sizes, times)
        cells = [
            name,
            "–".join(map(str, queries)) + _star(max(queries) > QUERIES),
            *(f"{one.ratio:.1f}{_star(one.ratio > RATIO)}" for one in row),
            f"{row[-1].first_ratio:.1f}{_star(row[-1].first_ratio > RATIO)}",
            *(f"{time * 1000:.0f}" for time in times),
            "" if grows is None else f"{grows:.2f}",
        ]
        lines.append("| " + " | ".join(cells) + " |")
    return lines


def _star(missed: bool) -> str:
    return "*" if missed else ""
