"""One demo for all journeys, started as people start it, and a browser that fails at any complaint of its own."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from e2e.running import ACCOUNTS, QUIET_CHROMIUM, Demo, running_demo

# Who types on or leaves the page lets a request go: htmx notes both as errors, the user notices nothing. What fails is
# noted as `htmx:sendError` besides.
LET_GO = ("htmx:sendAbort", "htmx:afterRequest")

# A busy machine makes a page late, not wrong.
PATIENCE = 45_000
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def demo() -> Iterator[Demo]:
    """One demo for the whole session."""
    with running_demo() as started:
        yield started


@pytest.fixture(scope="session")
def base_url(demo: Demo) -> str:
    """So that `page.goto("/...")` means the demo."""
    return demo.url


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's Chromium."""
    return {**browser_type_launch_args, "executable_path": shutil.which("chromium"), "args": QUIET_CHROMIUM}


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
    context.set_default_timeout(PATIENCE)
    watch(context, found)
    yield found
    assert found == []


def watch(context: BrowserContext, found: list[str]) -> None:
    """Note the complaints of a context's pages."""
    context.on(
        "console",
        lambda line: (
            found.append(line.text) if line.type == "error" and not line.text.startswith(LET_GO) else None
        ),
    )
    context.on("weberror", lambda fault: found.append(str(fault.error)))
    context.on(
        "response",
        lambda answer: found.append(f"{answer.status} {answer.url}") if answer.status >= 500 else None,
    )


@pytest.fixture
def visit(browser: Browser, demo: Demo, complaints: list[str]) -> Iterator[Callable[..., Page]]:
    """Opens a page in somebody else's browser, which knows nothing of the others; its complaints count as well."""
    opened: list[BrowserContext] = []

    def in_another_browser(**options: Any) -> Page:
        context = browser.new_context(base_url=demo.url, locale="en-GB", reduced_motion="reduce", **options)
        context.set_default_timeout(PATIENCE)
        watch(context, complaints)
        opened.append(context)
        return context.new_page()

    yield in_another_browser
    for context in opened:
        context.close()


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
