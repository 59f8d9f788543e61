"""Take the pictures of README and docs anew, from a demo started for it: `make pictures`."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from e2e.running import ACCOUNTS, QUIET_CHROMIUM, Demo, running_demo

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
LAPTOP = {"width": 1366, "height": 1240}
PHONE = {"width": 390, "height": 844}


def main() -> int:
    """Take all pictures; returns the exit code."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with running_demo() as demo, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=QUIET_CHROMIUM)
        take_overview(browser, demo)
        take_survey(browser, demo)
        take_sponsor(browser, demo)
        browser.close()
    return 0


def signed_in(browser: Browser, demo: Demo, who: str, size: dict[str, int]) -> Page:
    """The start page of one of the demo's accounts."""
    page = browser.new_context(viewport=size, color_scheme="light").new_page()  # type: ignore[arg-type]
    email, password = ACCOUNTS[who]
    page.goto(f"{demo.url}/accounts/login/")
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", password)
    page.click("#sign-in button[type=submit]")
    page.wait_for_url(lambda url: "/accounts/login/" not in url)
    return page


def take_overview(browser: Browser, demo: Demo) -> None:
    """The overview of the sample partnership, and the first page of its report."""
    page = signed_in(browser, demo, "manager", LAPTOP)
    page.screenshot(path=PICTURES / "overview.png")
    page.get_by_role("button", name="Traction report").first.click()
    with page.expect_download(timeout=90_000) as download:
        page.get_by_role("link", name=re.compile("Download")).click(timeout=90_000)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "report.pdf"
        download.value.save_as(path)
        target = PICTURES / "report"
        subprocess.run(["pdftoppm", "-r", "70", "-png", "-singlefile", str(path), str(target)], check=True)


def take_survey(browser: Browser, demo: Demo) -> None:
    """One area of the survey, as a member of staff sees it on a phone."""
    text = demo.wait_for_mail(to=ACCOUNTS["staff"][0], about="How we work").as_string()
    link = re.findall(r"http://[^\s\"<>]+/survey/[\w-]+/", text)[0]
    page = browser.new_context(viewport=PHONE, color_scheme="light").new_page()  # type: ignore[arg-type]
    page.goto(f"{link}1/")
    page.screenshot(path=PICTURES / "survey.png")


def take_sponsor(browser: Browser, demo: Demo) -> None:
    """What a senior sponsor sees on a phone."""
    page = signed_in(browser, demo, "sponsor", PHONE)
    page.screenshot(path=PICTURES / "sponsor.png")


if __name__ == "__main__":
    sys.exit(main())
