"""How long it takes to close a great survey and to show its result, beside the one SQL aggregate that it rests on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from resource import RUSAGE_SELF, getrusage
from statistics import median
from typing import Any
from unittest.mock import patch

from django.db import connection
from django.db.models import Count
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from benchmarks.clock import spent, timed
from benchmarks.imports import step_of
from benchmarks.loading import load, settle
from partnering import access
from partnering.choices import Level, RoleKind
from partnering.models import Organisation, Person, Role, Unit, User
from readiness.choices import Mode
from readiness.models import Answer, Campaign, SealedResponse
from readiness.services.campaigns import close_campaign
from readiness.services.counting import count_survey
from readiness.services.frameworks import framework_version

UNITS, BELOW = 12, 5
LIMIT = 3.0


@dataclass(frozen=True)
class Outcome:
    """Seconds of processor time; `queries` of the result's page.

    `closing` is what whoever closes it waits for, `counting` the job's, `longest` of its longest transaction, in which
    SQLite lets nobody else write; `peak` is the job's megabytes over the start. `waited` is by the clock.
    """

    responses: int
    closing: float
    counting: float
    longest: float
    peak: float
    waited: float | None
    aggregate: float
    page: float
    queries: int

    @property
    def ratio(self) -> float:
        """How many times the aggregate's time the page takes."""
        return self.page / self.aggregate


def run(responses: int, rounds: int) -> Outcome:
    """A survey of so many answers, closed and looked at."""
    user, campaign = _survey(responses)
    begin = spent()
    close_campaign(campaign=campaign, by=user, now=timezone.now())
    closing = spent() - begin
    begin, before = spent(), getrusage(RUSAGE_SELF).ru_maxrss
    with _transactions() as lasted:
        step = step_of("count", lambda: count_survey(pk=campaign.pk, now=timezone.now()))
    counting, peak = spent() - begin, step.peak - before / 1024
    settle()
    client = Client()
    client.force_login(user)
    address = campaign.get_absolute_url()
    for _warming in range(2):
        if client.get(address).status_code != 200:
            raise RuntimeError(address)
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    asked = len(queries)
    pages, floors = [], []
    for _round in range(rounds):
        pages.append(timed(lambda: client.get(address)))
        floors.append(timed(lambda: _aggregate(campaign)))
    return Outcome(
        responses,
        closing,
        counting,
        max(lasted, default=0.0),
        peak,
        step.waited,
        median(floors),
        median(pages),
        asked,
    )


@contextmanager
def _transactions() -> Iterator[list[float]]:
    """How much of the processor each transaction takes that is committed while it lasts."""
    lasted: list[float] = []
    begun = 0.0
    begin, commit = connection.set_autocommit, connection.commit

    def beginning(autocommit: bool, *how: Any, **more: Any) -> None:
        nonlocal begun
        begin(autocommit, *how, **more)
        begun = spent()

    def committing() -> None:
        commit()
        lasted.append(spent() - begun)

    with (
        patch.object(connection, "set_autocommit", beginning),
        patch.object(connection, "commit", committing),
    ):
        yield lasted


def table(outcomes: list[Outcome]) -> list[str]:
    """The outcomes as lines of a Markdown table; a star marks what misses its goal."""
    lines = [
        "| answers in a survey | s to close it | s of the job | s of its longest transaction "
        "| MB of it | s that others wait "
        "| ms of its one aggregate | ms of its page | ratio | queries |",
        "| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    few = min(one.queries for one in outcomes)
    for one in outcomes:
        lines.append(
            f"| {one.responses:,} | {one.closing:.2f} | {one.counting:.1f} | {one.longest:.1f} | {one.peak:.0f} "
            f"| {'–' if one.waited is None else f'{one.waited:.1f}'} "
            f"| {one.aggregate * 1000:.0f} | {one.page * 1000:.0f} "
            f"| {one.ratio:.2f}{'*' if one.ratio > LIMIT else ''} | {one.queries}{'*' if one.queries > few else ''} |"
        )
    return lines


def _aggregate(campaign: Campaign) -> list[Any]:
    """How often each answer was given to each question in each unit and level: all that a result is made of."""
    rows = Answer.objects.filter(response__campaign=campaign)
    by = ("question", "response__unit", "response__level", "value")
    return list(rows.order_by().values_list(*by).annotate(Count("pk")))


def _survey(responses: int) -> tuple[User, Campaign]:
    """An open survey with its answers in the box, of an organisation whose units lie in other units."""
    chance = Random(responses)  # noqa: S311
    own = Organisation.objects.create(name=f"Survey of {responses}")
    units = [Unit.objects.create(organisation=own, name=f"Unit {n}") for n in range(UNITS)]
    units += [
        Unit.objects.create(organisation=own, name=f"{above} {n}", parent=above)
        for above in units[:UNITS]
        for n in range(BELOW)
    ]
    user = User.objects.create_user(f"surveys{responses}@big.example")
    lead = Person.objects.create(organisation=own, name="Lead", email=user.email, user=user)
    today = access.today()
    Role.objects.create(person=lead, kind=RoleKind.PARTNERING_LEAD, started_on=today - timedelta(days=9))
    campaign = Campaign.objects.create(
        organisation=own,
        framework_version=framework_version("fit-for-partnering", own),
        title="How ready are we?",
        mode=Mode.CONFIDENTIAL,
        opens_on=today - timedelta(days=7),
        closes_on=today,
        launched_on=today - timedelta(days=7),
        population=responses,
        asked=responses,
    )
    keys = [question.key for question in campaign.framework_version.framework.questions]
    load(
        [
            SealedResponse(
                campaign=campaign,
                place=place,
                content={
                    "answers": {key: chance.choice([1, 2, 3, 3, 4, 4, 5, "dk"]) for key in keys},
                    "unit": chance.choice(units).pk,
                    "level": chance.choice(Level.values),
                    "comment": "",
                    "person": None,
                },
            )
            for place in range(responses)
        ]
    )
    return user, campaign
