"""The demo as people start it, running for tests and for pictures."""

from __future__ import annotations

import email
import email.policy
import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from time import monotonic, sleep

from partnering.processes import Family
from tools import prepared_database
from tools.services import free_port

ROOT = Path(__file__).resolve().parent.parent
START_WITHIN = 300
ACCOUNTS = {
    "manager": ("manager@demo.example", "demo-manager"),
    "sponsor": ("sponsor@demo.example", "demo-sponsor"),
    "staff": ("staff@demo.example", "demo-staff"),
}
# Debian's Chromium, quiet on the network; it refuses its sandbox to root.
QUIET_CHROMIUM = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-component-update",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-sync",
]


@dataclass(frozen=True)
class Demo:
    """The running demo: where it answers, where its data are, and what it said when it started, its settings."""

    url: str
    folder: Path
    greeting: str
    environment: dict[str, str]

    def ring(self, task: str) -> None:
        """Ask the demo's own worker for a task, as the timetable does."""
        command = [sys.executable, "-m", "celery", "--app", "partnering", "--quiet", "call", task]
        subprocess.run(command, cwd=ROOT, env=self.environment, check=True, capture_output=True, timeout=60)

    def mails(self) -> list[EmailMessage]:
        """All e-mails that left so far, oldest first."""
        found = []
        for path in sorted((self.folder / "sent-mail").glob("*.log")):
            for text in path.read_text().split("-" * 79 + "\n"):
                if text.strip():
                    found.append(email.message_from_string(text, EmailMessage, policy=email.policy.default))
        return found

    def wait_for_mail(self, *, to: str, about: str = "", within: float = 90) -> EmailMessage:
        """The newest e-mail to an address with these words in its subject, as soon as there is one."""
        deadline = monotonic() + within
        while monotonic() < deadline:
            for mail in reversed(self.mails()):
                if to in str(mail["To"]) and about in str(mail["Subject"]):
                    return mail
            sleep(0.3)
        raise AssertionError(f"No mail to {to} about {about!r} within {within} s")


@contextmanager
def running_demo() -> Iterator[Demo]:
    """`manage.py demo` on a free port with data of its own; web, worker and timetable all run.

    Its migrations are done already, as for the tests on SQLite; the sample is loaded once for all processes of a run.
    """
    base = ROOT / "var" / "test"
    base.mkdir(parents=True, exist_ok=True)
    place = Path(tempfile.mkdtemp(prefix="browser-", dir=base))
    port = free_port()
    ours = ("DJANGO_SETTINGS_MODULE", "BASE_URL", "SECRET_KEY", "ALLOWED_HOSTS", "HTTPS", "EMAIL_URL")
    kept = {
        name: value for name, value in os.environ.items() if name not in (*ours, "DATABASE_URL", "REDIS_URL")
    }
    folder = place / "demo"
    environment = {**kept, "TRACTION_DEMO": "1", "VAR_DIR": str(folder), "PORT": str(port)}
    prepare(folder, base, environment)
    family = Family(folder=place, environment=environment, grace=30)
    child = family.start("demo", [sys.executable, str(ROOT / "manage.py"), "demo"])
    try:
        deadline = monotonic() + START_WITHIN
        while "Stop with Ctrl-C" not in child.last_lines():
            assert family.ended() is None, child.last_lines(60)
            assert monotonic() < deadline, f"The demo did not start in time:\n{child.last_lines(60)}"
            sleep(0.2)
        yield Demo(f"http://127.0.0.1:{port}", folder, child.last_lines(60), environment)
        assert family.ended() is None, f"The demo ended by itself:\n{child.last_lines(60)}"
    finally:
        family.stop()
        shutil.rmtree(place, ignore_errors=True)


def prepare(folder: Path, base: Path, environment: Mapping[str, str]) -> None:
    """Put a migrated database where a demo looks for it; with the sample, where several demos run beside each other.

    The run then names a folder. The first demo loads the sample into it and the others copy it. A demo that runs alone
    loads it itself, as when people start it.
    """
    shared = os.environ.get("SHARED_SAMPLE")
    if not shared:
        folder.mkdir()
        prepared_database.fetch(folder / "traction.sqlite3", base)
        return
    sample = Path(shared) / "sample"
    with (Path(shared) / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not sample.is_dir():
            folder.mkdir()
            prepared_database.fetch(folder / "traction.sqlite3", base)
            load = [sys.executable, str(ROOT / "manage.py"), "load_sample"]
            subprocess.run(load, cwd=ROOT, env=dict(environment), check=True, capture_output=True)
            folder.rename(sample)
    shutil.copytree(sample, folder)
