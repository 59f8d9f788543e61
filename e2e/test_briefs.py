"""What a meeting came to is told at home, and who was told is counted."""

import re

from playwright.sync_api import expect

from e2e.accessibility import barriers, is_too_wide
from e2e.steps import follow, is_told, open_tab, press


def test_a_brief_is_put_into_own_words_and_a_unit_is_told(sign_in):
    page = sign_in("manager")
    page.goto("/partnerships/")
    page.get_by_role("main").get_by_role("link", name="Osken Water and Land Partnership").click()
    open_tab(page, "Working groups")
    page.get_by_role("link", name="Briefs", exact=True).click()
    assert barriers(page) == []
    page.get_by_role("main").locator("tbody a").first.click()
    follow(page, "Edit")
    page.get_by_label("what to tell your people", exact=False).fill("The gauges go to the three bridges.")
    press(page, "Save")
    is_told(page, "Saved.")
    expect(page.get_by_text("The gauges go to the three bridges.")).to_be_visible()
    told = page.get_by_role("heading", name=re.compile(r"\d+ (person|people) told"))
    before = int(told.inner_text().split()[0])
    page.get_by_role("button", name=re.compile("^All of")).first.click()
    is_told(page, "Saved.")
    assert int(told.inner_text().split()[0]) > before
    assert barriers(page) == []
    page.set_viewport_size({"width": 390, "height": 800})
    assert not is_too_wide(page)
