"""The outbox on PostgreSQL and Redis: workers race, die, and are woken through a real broker."""

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from time import monotonic, sleep

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.utils import timezone

from partnering import registry, wake
from partnering.choices import MessageState
from partnering.models import OutgoingMessage
from partnering.processes import Family
from partnering.services import outbox

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def composers(monkeypatch):
    """One composer of this test, beside those of the apps."""
    known = {
        **registry.message_composers,
        "greeting": lambda message: registry.Composed("Hello", message.key),
    }
    monkeypatch.setattr(outbox, "message_composers", known)
    return known


@pytest.fixture
def environment(settings, mailbox):
    """What another process needs to work on this test's database, broker and mail server."""
    at = connection.settings_dict
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "partnering.settings",
        "DATABASE_URL": f"postgres://{at['USER']}@{at['HOST']}:{at['PORT']}/{at['NAME']}",
        "REDIS_URL": settings.REDIS_URL,
        "EMAIL_URL": f"smtp://{settings.EMAIL_HOST}:{settings.EMAIL_PORT}",
        "PYTHONWARNINGS": "ignore",
    }


def queue(count):
    for number in range(count):
        outbox.queue_message(key=f"race-{number}", kind="greeting", to_email=f"p{number}@partner.example")


def test_these_tests_run_on_postgresql_and_redis():
    assert connection.vendor == "postgresql"
    assert django_settings.REDIS_URL.startswith("redis://")


def test_workers_that_race_send_each_message_once(composers, mailbox):
    queue(120)
    start = Barrier(4)

    def work(_):
        try:
            start.wait()
            return outbox.send_due_messages(now=timezone.now()).sent
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as workers:
        sent = list(workers.map(work, range(4)))

    assert sum(sent) == 120
    assert len(mailbox.messages) == 120
    assert len({message["Message-ID"] for message in mailbox.messages}) == 120
    assert not OutgoingMessage.objects.exclude(state=MessageState.SENT).exists()


def test_a_worker_does_not_wait_for_rows_that_another_is_claiming(composers, mailbox):
    queue(2)
    first = OutgoingMessage.objects.order_by("pk").first()

    def claim_in_another_connection():
        try:
            return outbox.claim_due(now=timezone.now())
        finally:
            connection.close()

    with outbox.transaction.atomic():
        OutgoingMessage.objects.select_for_update().get(pk=first.pk)
        with ThreadPoolExecutor(1) as worker:
            claimed = worker.submit(claim_in_another_connection).result(timeout=10)

    assert [message.key for message in claimed] == ["race-1"]


DIES_WHILE_COMPOSING = """
import os, signal, django
django.setup()
from django.utils import timezone
from partnering import registry
from partnering.services import outbox
registry.message_composers["greeting"] = lambda message: os.kill(os.getpid(), signal.SIGKILL)
outbox.send_due_messages(now=timezone.now())
"""


def test_a_worker_killed_between_claim_and_send_loses_nothing(composers, mailbox, environment):
    queue(3)

    died = subprocess.run([sys.executable, "-c", DIES_WHILE_COMPOSING], env=environment, check=False)

    now = timezone.now()
    assert died.returncode == -signal.SIGKILL
    assert OutgoingMessage.objects.filter(state=MessageState.CLAIMED).count() == 3
    assert outbox.send_due_messages(now=now) == outbox.Delivery()
    assert outbox.send_due_messages(now=now + outbox.LEASE + timedelta(seconds=1)) == outbox.Delivery(sent=3)
    assert len(mailbox.messages) == 3


def test_a_queued_message_wakes_the_worker_which_sends_it(cast, mailbox, environment, tmp_path):
    person = cast.people["chidi"]
    person.user.set_unusable_password()
    person.user.save()
    worker = Family(folder=tmp_path, environment=environment)
    celery = [sys.executable, "-m", "celery", "-A", "partnering", "worker", "--pool", "solo"]
    log = worker.start("worker", [*celery, "--loglevel", "INFO", "--without-gossip", "--without-mingle"])
    try:
        wait_until(lambda: "ready." in log.last_lines(), log)
        outbox.queue_message(key="i", kind="account_invitation", to_person=person, subject_id=person.user.pk)
        wait_until(lambda: mailbox.messages, log)
    finally:
        worker.stop()
        wake.app.control.purge()

    assert mailbox.messages[0]["To"] == person.email


def wait_until(condition, log):
    deadline = monotonic() + 40
    while not condition():
        assert monotonic() < deadline, log.last_lines()
        sleep(0.05)
