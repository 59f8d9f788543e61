"""Whether everybody can use a page, as far as a machine can tell."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

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


def barriers_in_the_dark(page: Page) -> list[str]:
    """The same in dark colours."""
    page.emulate_media(color_scheme="dark")
    found = barriers(page)
    page.emulate_media(color_scheme="light")
    return found
