"""A lead finds who is missing, invites them, takes one back, and sets a stage of which the log knows too little."""

from playwright.sync_api import expect

from e2e.accessibility import faults
from e2e.steps import follow, is_told, press

REACH = "/partnerships/osken-water-and-land-partnership/reach/"


def test_who_is_missing_is_invited_and_taken_back_and_a_stage_is_set(sign_in):
    page = sign_in("manager")
    page.goto(REACH)
    expect(page.get_by_role("row", name="Water Allocation").first).to_contain_text("late")
    assert faults(page) == []

    follow(page, "Invite who is missing")
    page.get_by_role("searchbox", name="Search").fill("Piotr")
    expect(page.get_by_role("row", name="Drought Analyst")).to_have_count(0)
    page.get_by_role("checkbox", name="Tick Piotr Jankowski").check()
    page.get_by_role("checkbox", name="Tick Piotr Lysenko").check()
    assert faults(page) == []
    press(page, "Invite to a briefing")

    page.get_by_label("Place").fill("Canteen, second floor")
    assert faults(page) == []
    press(page, "Invite")
    is_told(page, "2 people are invited.")
    assert faults(page) == []

    follow(page, "Take back Piotr Lysenko")
    press(page, "Take it back")
    is_told(page, "Piotr Lysenko is not invited any more.")

    follow(page, "Piotr Jankowski")
    expect(page.get_by_role("main")).to_contain_text("by what is on record alone")
    follow(page, "Set the stage")
    page.get_by_role("radio", name="Informed").check()
    page.get_by_label("Reason").fill("Went through the agreement with me over lunch.")
    assert faults(page) == []
    press(page, "Save")
    is_told(page, "The stage is set.")
    expect(page.get_by_role("region", name="What was set, by whom and why")).to_contain_text("over lunch")
    assert faults(page) == []
    follow(page, "Take it back")
    press(page, "Take it back")
    is_told(page, "read off the record again")
