"""A partnership manager looks as a colleague without a role: sees less, changes nothing, and stops."""

from __future__ import annotations

from playwright.sync_api import expect

from e2e.accessibility import barriers, is_too_wide
from e2e.steps import is_told, press


def test_a_manager_looks_as_a_colleague_without_a_role_and_stops(sign_in):
    page = sign_in("manager")
    page.get_by_role("button", name="Your account").click()
    page.get_by_role("link", name="Look as another role").click()
    assert barriers(page) == []
    page.get_by_label("A colleague without a role").check()
    press(page, "Look")

    banner = page.get_by_role("region", name="Looking as another role")
    expect(banner).to_contain_text("a colleague without a role")
    expect(page.get_by_role("link", name="History")).to_have_count(0)
    assert barriers(page) == []
    page.set_viewport_size({"width": 390, "height": 844})
    assert not is_too_wide(page)
    banner.get_by_role("button", name="Stop looking").click()
    is_told(page, "You look as yourself again.")
    expect(banner).to_have_count(0)
