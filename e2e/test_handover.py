"""A lead hands over for a colleague who leaves, and two windows edit one record."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from e2e.accessibility import PHONE, barriers, is_too_wide
from e2e.steps import choose, follow, forgive, is_told, press


def test_a_lead_passes_on_what_a_colleague_holds_and_two_windows_lose_nothing(sign_in, complaints):
    page = sign_in("manager")
    page.goto("/people/?q=Stuart")
    follow(page, "Stuart Kerr")
    person = page.url

    other = page.context.new_page()
    other.goto(f"{person}edit/")
    page.goto(f"{person}edit/")
    other.get_by_label("Job title").fill("Head of Telemetry")
    press(other, "Save")
    is_told(other, "Saved.")
    other.close()
    page.get_by_label("Job title").fill("Telemetry Manager")
    press(page, "Save")
    expect(page.get_by_role("heading", name="You both changed this")).to_be_visible()
    expect(page.get_by_label("Job title", exact=True)).to_have_value("Telemetry Manager")
    assert barriers(page) == []
    page.set_viewport_size(PHONE)
    theirs = page.locator(".conflict dd").filter(has_text="Head of Telemetry").bounding_box()
    assert theirs is not None
    assert theirs["width"] > PHONE["width"] / 2, "what the other typed has no room on a phone"
    page.set_viewport_size({"width": 1366, "height": 850})
    page.get_by_label("Take theirs").check()
    press(page, "Save")
    expect(page.get_by_role("main")).to_contain_text("Head of Telemetry")
    forgive(complaints, 409)

    follow(page, "They leave")
    expect(page.get_by_role("main")).to_contain_text("Seat in Water and soil monitoring")
    assert barriers(page) == []
    page.set_viewport_size({"width": 390, "height": 800})
    assert not is_too_wide(page)
    choose(page, "Everything to", "Sylvie Thériault")
    press(page, "They leave")
    is_told(page, "Nothing that Stuart Kerr held is left open")
    expect(page.get_by_role("table")).to_contain_text("Sylvie Thériault")
    follow(page, "Stuart Kerr")
    expect(page.get_by_role("heading", level=1)).to_contain_text(re.compile("left .*20"))
