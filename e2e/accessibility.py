"""Whether everybody can use a page, as far as a machine can tell."""

from __future__ import annotations

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

PHONE = {"width": 390, "height": 844}
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
COLOURS = ["color-contrast", "link-in-text-block"]
"""The rules that ask for colours; the others find the same by day and in the dark."""


def barriers(page: Page, *, rules: list[str] | None = None) -> list[str]:
    """Each rule of WCAG 2.2 AA that the page breaks, or of those that are named, with the first place."""
    only = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": WCAG}
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate("only => axe.run({resultTypes: ['violations'], runOnly: only})", only)["violations"]
    return [f"{rule['id']}: {rule['nodes'][0]['html'][:200]} ({len(rule['nodes'])}x)" for rule in found]


def is_too_wide(page: Page) -> bool:
    """Whether one must scroll sideways."""
    width: bool = page.evaluate(
        "document.documentElement.scrollWidth > document.documentElement.clientWidth + 1"
    )
    return width


def faults(page: Page) -> list[str]:
    """What keeps somebody from using the page: barriers by day and in the dark, and scrolling sideways on a phone."""
    found = barriers(page)
    page.emulate_media(color_scheme="dark")
    found += [f"in the dark: {one}" for one in barriers(page, rules=COLOURS)]
    page.emulate_media(color_scheme="light")
    before = page.viewport_size
    page.set_viewport_size(PHONE)
    if is_too_wide(page):
        found.append("too wide for a phone")
    page.set_viewport_size(before)
    return found
