"""Whether everybody can use a page, as far as a machine can tell."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

PHONE = {"width": 390, "height": 844}
RULES = {"resultTypes": ["violations"], "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


def barriers(page: Page) -> list[str]:
    """Each rule of WCAG 2.2 AA that the page breaks, with the first place."""
    found = Axe().run(page, options=RULES).response["violations"]
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
    found += [f"in the dark: {one}" for one in barriers(page)]
    page.emulate_media(color_scheme="light")
    before = page.viewport_size
    page.set_viewport_size(PHONE)
    if is_too_wide(page):
        found.append("too wide for a phone")
    page.set_viewport_size(before)
    return found
