"""500 people who answer at once, against gunicorn with two workers; afterwards every accepted answer is counted."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic, sleep
from typing import Any

import requests
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink
from django.conf import settings
from django.db import connection
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from benchmarks.crowd import Respondent, Told, answers_of, crowd
from partnering import access
from partnering.models import Organisation, Person, User
from partnering.processes import Family
from readiness.choices import WayKind
from readiness.models import Campaign, Invitation, SealedResponse, WayIn
from readiness.services.campaigns import start_campaign
from readiness.services.tokens import code_of, token_of
from readiness.services.ways import open_way
from tools.services import free_port

ROOT = Path(__file__).resolve().parent.parent
WORKERS, BY_SHARED_LINK, START_WITHIN = 2, 10, 120
"""Every tenth answers by the shared link."""


@contextmanager
def mail_server() -> Iterator[None]:
    """A mail server that takes everything: a survey for which none answers isn't launched."""
    controller = Controller(Sink(), hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        with override_settings(EMAIL_HOST=controller.hostname, EMAIL_PORT=controller.port):
            yield
    finally:
        controller.stop()


@contextmanager
def server() -> Iterator[str]:
    """gunicorn with two workers on this process's database; gives its address."""
    port = free_port()
    with TemporaryDirectory() as folder:
        environment = {
            **{name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"},
            "DATABASE_URL": _database(),
            "SECRET_KEY": settings.SECRET_KEY,
            "VAR_DIR": folder,
            "BASE_URL": f"http://127.0.0.1:{port}",
        }
        command = [sys.executable, "-m", "gunicorn", "partnering.wsgi:application", "--no-control-socket"]
        command += ["--bind", f"127.0.0.1:{port}", "--workers", str(WORKERS), "--timeout", "120"]
        family = Family(folder=Path(folder), environment=environment)
        child = family.start("web", [*command, "--chdir", str(ROOT)])
        try:
            _wait(f"http://127.0.0.1:{port}", lambda: family.ended() is None, child)
            yield f"http://127.0.0.1:{port}"
        finally:
            family.stop()


def _database() -> str:
    """The address of the database that this process is connected to, which may be a test's own."""
    given = connection.settings_dict
    return f"postgres://{given['USER']}@{given['HOST']}:{given['PORT']}/{given['NAME']}"


def _wait(url: str, is_alive: Any, child: Any) -> None:
    deadline = monotonic() + START_WITHIN
    while monotonic() < deadline and is_alive():
        try:
            requests.get(f"{url}{reverse('readiness:find-survey')}", timeout=10).raise_for_status()
            return
        except (requests.ConnectionError, requests.Timeout):
            sleep(0.1)
    raise RuntimeError(f"gunicorn did not start:\n{child.last_lines()}")


def prepare(number: int) -> tuple[Campaign, list[Respondent]]:
    """A survey and those who will answer it: most by links of their own, some by a shared one."""
    organisation = Organisation.objects.create(name="Crowded")
    shared = max(number // BY_SHARED_LINK, 5)
    Person.objects.bulk_create(
        Person(organisation=organisation, name=f"Person {n}", email=f"p{n}@crowd.example")
        for n in range(number - shared)
    )
    campaign = start_campaign(
        organisation=organisation,
        framework="fit-for-partnering",
        title="All at once",
        mode="confidential",
        opens_on=access.today(),
        closes_on=access.today() + timedelta(days=14),
        by=None,
        now=timezone.now(),
    )
    by = User.objects.create_user("lead@crowd.example")
    way = open_way(campaign=campaign, kind=WayKind.LINK, people=shared, by=by)
    tokens = [token_of(one) for one in Invitation.objects.filter(campaign=campaign)]
    every = [*tokens, *[code_of(way)] * shared]
    return campaign, [
        Respondent(place, reverse("readiness:survey", args=[token])) for place, token in enumerate(every)
    ]


def miscounted(campaign: Campaign, respondents: Sequence[Respondent], told: Told) -> list[str]:
    """What is wrong with what the database holds, given what people were told; empty when nothing is."""
    keys = [question.key for question in campaign.framework_version.framework.questions]
    contents = list(SealedResponse.objects.filter(campaign=campaign).values_list("content", flat=True))
    kept = Counter(content["comment"] for content in contents)
    by_comment = {content["comment"]: content["answers"] for content in contents}
    wrong = []
    for one in respondents:
        times, is_told = kept.pop(one.comment, 0), one.number in told.accepted
        if times != is_told:
            wrong.append(f"{one.comment} is there {times} times; told that it is counted: {is_told}")
        elif times and by_comment[one.comment] != answers_of(one.number, keys):
            wrong.append(f"{one.comment} has the answers of somebody else")
    wrong += [f"{comment} came from nobody" for comment in kept]
    spent = Invitation.objects.filter(campaign=campaign, answered=True).count()
    taken = sum(WayIn.objects.filter(campaign=campaign).values_list("taken", flat=True))
    if spent + taken != len(told.accepted):
        wrong.append(f"{spent} links and {taken} passes are spent, for {len(told.accepted)} answers")
    return wrong


def run(number: int) -> list[str]:
    """Let so many people answer at once; the outcome as lines of a Markdown table. RuntimeError when one is lost."""
    with mail_server():
        campaign, respondents = prepare(number)
    with server() as url:
        told = crowd(url, respondents)
    wrong = miscounted(campaign, respondents, told)
    if wrong or told.failed:
        raise RuntimeError("\n".join([*wrong, *map(str, told.failed.items())]))
    median, most = told.slow
    return [
        f"| {number:,} people who answer at once | counted | lost or doubled | pages | pages/s "
        "| median wait, s | 95 % within, s |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
        f"| gunicorn, {WORKERS} workers | {len(told.accepted):,} | {len(wrong)} | {len(told.waits):,} "
        f"| {len(told.waits) / told.seconds:.0f} | {median:.1f} | {most:.1f} |",
    ]
