"""A partnership's journey, its timeline with notes for all or for one's own, and its map, also on a phone."""

from playwright.sync_api import expect

from e2e.accessibility import PHONE, barriers, faults, is_too_wide
from e2e.steps import follow, forgive, is_told, press


def test_a_partnership_is_walked_through_told_and_seen_as_a_map(sign_in, complaints):
    page = sign_in("manager")
    page.goto("/partnerships/osken-water-and-land-partnership/phases/")
    follow(page, "The way through this phase, step by step")
    follow(page, "Log a briefing (Tell your units what was agreed, within sixty days)")
    expect(page.get_by_label("What it was about")).to_be_visible()
    page.go_back()
    assert faults(page) == []

    page.goto("/partnerships/osken-water-and-land-partnership/timeline/")
    for text, joint in (("Only we know this", False), ("All of us know this", True)):
        page.get_by_role("textbox", name="Note").fill(text)
        page.get_by_label("Show it to all partners").set_checked(joint)
        press(page, "Save the note")
        is_told(page, "The note is saved.")
    ours = page.locator(".happening", has_text="Only we know this")
    expect(ours).to_contain_text("only yours")
    expect(page.locator(".happening", has_text="All of us know this")).not_to_contain_text("only yours")
    page.get_by_label("Kind").select_option("Agreements")
    expect(ours).to_have_count(0)
    expect(page.locator(".happening").first).to_contain_text("in force")
    assert "kind=agreements" in page.url
    assert faults(page) == []

    page.goto("/partnerships/osken-water-and-land-partnership/map/")
    expect(page.locator(".map a[href^='/organisations/']")).to_have_count(4)
    assert faults(page) == []

    page.goto("/partnerships/osken-water-and-land-partnership/groups/")
    follow(page, "Water and soil monitoring")
    expect(page.locator(".map a[href^='/people/']")).to_have_count(6)
    expect(page.get_by_role("region", name="Balance and attendance")).to_contain_text("The chair is vacant.")
    assert faults(page) == []
    follow(page, "Change : Terms of reference")
    page.get_by_label("People for a quorum").fill("2")
    press(page, "Save")
    expect(page.get_by_text("Raise the people")).to_be_visible()
    forgive(complaints, 422)
    page.get_by_label("People for a quorum").fill("4")
    press(page, "Save")
    is_told(page, "The terms of reference are saved.")
    expect(page.get_by_text("4 people of 3 organisations")).to_be_visible()

    page.set_viewport_size(PHONE)
    for where in ("map", "timeline", "journey", "members/history"):
        page.goto(f"/partnerships/osken-water-and-land-partnership/{where}/")
        assert not is_too_wide(page), where
        assert barriers(page) == [], where
