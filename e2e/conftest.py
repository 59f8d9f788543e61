"""One demo for all journeys, started as people start it, and a browser that fails at any complaint of its own."""

from __future__ import annotations

import email
import email.policy
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from partnering.processes import Family
from tools.services import free_port

ROOT = Path(__file__).resolve().parent.parent
START_WITHIN = 300
ACCOUNTS = {
    "manager": ("manager@demo.example", "demo-manager"),
    "sponsor": ("sponsor@demo.example", "demo-sponsor"),
    "staff": ("staff@demo.example", "demo-staff"),
}


@dataclass(frozen=True)
class Demo:
    """The running demo: where it answers, where its data are, and what it said when it started."""

    url: str
    folder: Path
    greeting: str

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


@pytest.fixture(scope="session")
def demo() -> Iterator[Demo]:
    """`manage.py demo` on a free port with data of its own; web, worker and timetable all run."""
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
    family = Family(folder=place, environment=environment, grace=30)
    child = family.start("demo", [sys.executable, str(ROOT / "manage.py"), "demo"])
    try:
        deadline = monotonic() + START_WITHIN
        while "Stop with Ctrl-C" not in child.last_lines():
            assert family.ended() is None, child.last_lines(60)
            assert monotonic() < deadline, f"The demo did not start in time:\n{child.last_lines(60)}"
            sleep(0.2)
        yield Demo(f"http://127.0.0.1:{port}", folder, child.last_lines(60))
    finally:
        family.stop()
        shutil.rmtree(place, ignore_errors=True)


@pytest.fixture(scope="session")
def base_url(demo: Demo) -> str:
    """So that `page.goto("/...")` means the demo."""
    return demo.url


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's Chromium, quiet on the network; it refuses its sandbox to root."""
    quiet = ["--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-sync"]
    return {
        **browser_type_launch_args,
        "executable_path": shutil.which("chromium"),
        "args": ["--no-sandbox", "--disable-gpu", "--disable-component-update", *quiet],
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """A laptop, without animations that would make a test wait."""
    laptop = {"width": 1366, "height": 850}
    return {**browser_context_args, "viewport": laptop, "reduced_motion": "reduce", "locale": "en-GB"}


@pytest.fixture(autouse=True)
def complaints(context: BrowserContext) -> Iterator[list[str]]:
    """Whatever the browser complains of fails the test: errors, a refused style or script, a fault of the server.

    A test that expects a complaint clears the list.
    """
    found: list[str] = []
    context.set_default_timeout(15_000)
    watch(context, found)
    yield found
    assert found == []


def watch(context: BrowserContext, found: list[str]) -> None:
    """Note the complaints of a context's pages."""
    context.on("console", lambda line: found.append(line.text) if line.type == "error" else None)
    context.on("weberror", lambda fault: found.append(str(fault.error)))
    context.on(
        "response",
        lambda answer: found.append(f"{answer.status} {answer.url}") if answer.status >= 500 else None,
    )


@pytest.fixture
def sign_in(page: Page) -> Callable[[str], Page]:
    """Signs in as 'manager', 'sponsor' or 'staff', by the form that everybody uses."""

    def as_(role: str) -> Page:
        address, password = ACCOUNTS[role]
        page.goto("/accounts/login/")
        page.locator("input[name=login]").fill(address)
        page.locator("input[name=password]").fill(password)
        page.get_by_role("button", name="Sign in", exact=True).click()
        page.wait_for_url(lambda url: "/accounts/login/" not in url)
        return page

    return as_
