"""Run the whole product with sample data: web server, worker and timetable, and nothing else."""

from __future__ import annotations

import fcntl
import os
import shutil
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPException
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse

from partnering.processes import Family

HOST = "127.0.0.1"
START_WITHIN = 60


class Command(BaseCommand):
    """`make demo` ends here."""

    help = "Prepare the sample data and serve the demo until Ctrl-C. With --reset only remove its data."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """One switch."""
        parser.add_argument("--reset", action="store_true", help="remove the demo's data, start nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Reset, or prepare and serve."""
        if not settings.TRACTION_DEMO:
            raise CommandError("This is the demo's own command. Start it with 'make demo'.")
        folder = Path(settings.VAR_DIR)
        folder.parent.mkdir(parents=True, exist_ok=True)
        with only_one(folder.parent / f"{folder.name}.lock"):
            if options["reset"]:
                shutil.rmtree(folder, ignore_errors=True)
                self.stdout.write("The demo's data are gone. 'make demo' starts over.")
            else:
                self.serve(folder)

    def serve(self, folder: Path) -> None:
        """Migrate, load the sample, start everything, and stay until somebody asks to stop."""
        port = urlsplit(settings.BASE_URL).port or 80
        refuse_busy_port(port)
        (folder / "sent-mail").mkdir(parents=True, exist_ok=True)
        self.say("Preparing the database and the sample …")
        try:
            call_command("migrate", verbosity=0)
            call_command("load_sample", stdout=self.stdout)
        except KeyboardInterrupt as stopped:
            raise CommandError(
                "Stopped before it was ready. Start it again with 'make demo'.", returncode=130
            ) from stopped
        family = Family(folder=folder, environment=os.environ | {"PYTHONWARNINGS": "ignore"})
        family.listen()
        try:
            family.start("web", web_command(port))
            family.start("worker", worker_command(folder))
            if wait_until_it_answers(family):
                self.welcome()
            ended = family.wait()
            if ended:
                raise CommandError(
                    f"The {ended.name} process ended by itself. Its last words:\n{ended.last_lines()}"
                )
        finally:
            family.stop()
        self.say("Stopped. The data stay for the next 'make demo'; 'make demo-reset' removes them.")

    def welcome(self) -> None:
        """Where to look, and as whom."""
        lines = ["", f"Traction is running at {settings.BASE_URL}", "", "Sign in as"]
        for account in settings.TRACTION_DEMO_SIGN_INS:
            lines.append(f"  {account['role']!s:<22}{account['email']:<26}password {account['password']}")
        lines += ["", f"E-mails go to {settings.EMAIL_FILE_PATH} and nowhere else.", "Stop with Ctrl-C.", ""]
        self.say("\n".join(lines))

    def say(self, text: str) -> None:
        """Print now, also into a pipe."""
        self.stdout.write(text)
        self.stdout.flush()


@contextmanager
def only_one(lock: Path) -> Iterator[None]:
    """Hold a lock, so that two demos never work on the same data; the system frees it whatever happens."""
    with lock.open("a") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise CommandError(
                "The demo is already running here. Stop it first (Ctrl-C where it runs)."
            ) from error
        yield


def refuse_busy_port(port: int) -> None:
    """Raise CommandError with a way out when something else listens on the port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise CommandError(
                f"Port {port} is not free ({error.strerror}). Choose another one: PORT={port + 1} make demo"
            ) from error


def web_command(port: int) -> list[str]:
    """The web server: one process, since SQLite has one writer, and some threads."""
    server = [sys.executable, "-m", "gunicorn", "partnering.wsgi:application", "--bind", f"{HOST}:{port}"]
    return [*server, "--workers", "1", "--threads", "8", "--timeout", "90", "--no-control-socket"]


def worker_command(folder: Path) -> list[str]:
    """One worker that also keeps the timetable."""
    worker = [sys.executable, "-m", "celery", "--app", "partnering", "worker", "--beat", "--pool", "solo"]
    return [*worker, "--schedule", str(folder / "timetable"), "--loglevel", "INFO", "--without-gossip"]


def wait_until_it_answers(family: Family) -> bool:
    """True as soon as the sign-in page answers; False when a process ended, or somebody asked to stop, before."""
    address = settings.BASE_URL + reverse(settings.LOGIN_URL)
    deadline = monotonic() + START_WITHIN
    while monotonic() < deadline and not family.stop_asked and not family.ended():
        try:
            with urlopen(address, timeout=5):  # noqa: S310  our own address
                return True
        except HTTPError as error:
            raise CommandError(
                f"{address} answers with {error}; see the log files in {family.folder}."
            ) from error
        except (URLError, HTTPException, OSError):
            sleep(0.2)
    return False
