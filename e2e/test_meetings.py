"""A meeting is recorded, minuted and published, and a partner acknowledges what it decided."""

import re
from datetime import date, timedelta

from playwright.sync_api import expect

from e2e.accessibility import barriers, is_too_wide
from e2e.steps import follow, is_told, link_in, press


def note_decisions(page):
    """On the meeting's page, without leaving it, and by the keyboard alone where that is quicker."""
    follow(page, "Note a decision")
    page.get_by_label("What was decided").fill("The gauges go to the three bridges.")
    assert barriers(page) == []
    press(page, "Note it")
    expect(page.get_by_role("status").filter(has_text="The decision is noted.")).to_be_visible()
    expect(page.get_by_role("link", name="Note a decision")).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_label("What was decided").fill("Noted by mistake.")
    page.keyboard.press("Control+Home")
    press(page, "Note it")
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("link", name="Delete: Noted by mistake.").click()
    expect(page.get_by_role("status").filter(has_text="The decision is deleted.")).to_be_visible()
    assert barriers(page) == []


def test_a_meeting_is_held_minuted_and_its_decision_acknowledged(sign_in):
    page = sign_in("manager")
    page.goto("/partnerships/")
    page.get_by_role("main").get_by_role("link", name="Osken Water and Land Partnership").click()
    page.get_by_role("navigation", name="Pages of this subject").get_by_role(
        "link", name="Working groups"
    ).click()
    page.get_by_role("link", name="Meetings", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    follow(page, "Plan a meeting")
    page.get_by_label("Working group").select_option(index=1)
    page.get_by_label("Title").fill("Gauges and access tracks")
    page.get_by_label("Day").fill((date.today() - timedelta(days=2)).isoformat())
    page.get_by_label("Begins").fill("09:30")
    page.get_by_label("Ends").fill("11:00")
    page.get_by_label("Place").fill("Town hall")
    assert barriers(page) == []
    press(page, "Plan")
    is_told(page, "The meeting is recorded.")

    follow(page, "Add a point")
    page.get_by_label("Point").fill("Where the gauges go")
    page.get_by_label("Minutes planned").fill("20")
    press(page, "Add")
    page.set_viewport_size({"width": 390, "height": 800})
    follow(page, "Who was there")
    assert not is_too_wide(page)
    assert barriers(page) == []
    page.get_by_role("checkbox").first.check()
    press(page, "Save")
    is_told(page, "Who was there is noted.")
    assert not is_too_wide(page)
    page.set_viewport_size({"width": 1366, "height": 850})
    follow(page, "Write")
    page.get_by_label("Minutes").fill("We walked the bank and agreed on the places.")
    press(page, "Save")
    note_decisions(page)
    press(page, "Publish")
    is_told(page, "The minutes are published.")
    assert barriers(page) == []
    page.get_by_role("button", name=re.compile("^Acknowledge")).click()
    is_told(page, "Your organisation has acknowledged the decision.")


def test_a_series_is_planned_changed_from_its_second_meeting_on_and_answered_by_the_link_of_the_mail(
    sign_in, demo, visit
):
    page = sign_in("manager")
    page.goto("/partnerships/osken-water-and-land-partnership/meetings/add/")
    page.get_by_label("Working group").select_option(label="Steering group")
    page.get_by_label("Title").fill("Low water watch")
    page.get_by_label("Day").fill((date.today() + timedelta(days=12)).isoformat())
    page.get_by_label("Begins").fill("09:30")
    page.get_by_label("Ends").fill("11:00")
    press(page, "Plan")
    is_told(page, "The meeting is planned.")
    first = page.url
    follow(page, "Repeat")
    page.get_by_label("Or the number of meetings").fill("3")
    press(page, "Show the dates")
    expect(page.get_by_role("heading", name="The later dates")).to_be_visible()
    assert barriers(page) == []
    press(page, "Plan 2 more meetings")
    is_told(page, "The later meetings are planned.")
    page.get_by_role("link", name=re.compile("^Next:")).click()
    expect(page.get_by_role("link", name=re.compile("^Previous:"))).to_be_visible()
    for width in (390, 1366):
        page.set_viewport_size({"width": width, "height": 800})
        assert not is_too_wide(page)
    assert barriers(page) == []
    follow(page, "Change this and the later ones")
    page.get_by_label("Begins").fill("14:00")
    page.get_by_label("Ends").fill("15:30")
    press(page, "Show what changes")
    expect(page.get_by_text("14:00–15:30")).to_have_count(2)
    assert barriers(page) == []
    press(page, "Change 2 meetings")
    is_told(page, "2 meetings are changed.")
    follow(page, "Change this and the later ones")
    follow(page, "Cancel")

    asked = visit()
    asked.goto(link_in(demo, to="sponsor@demo.example", about="Invitation: Low water watch"))
    expect(asked.get_by_role("heading", name="Do you come?")).to_be_visible()
    assert barriers(asked) == []
    asked.get_by_role("button", name="Perhaps").click()
    expect(asked.get_by_role("status")).to_contain_text("Your answer is noted: perhaps.")

    page.goto(first)
    expect(page.get_by_role("main")).to_contain_text("Perhaps")


def test_a_private_calendar_is_made_made_anew_and_closed(sign_in):
    page = sign_in("sponsor")
    page.goto("/accounts/")
    press(page, "Make an address")
    address = page.get_by_role("textbox", name="Address").input_value()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_text("Copied", exact=True)).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == address
    assert barriers(page) == []
    assert page.request.get(address).text().startswith("BEGIN:VCALENDAR")

    page.goto("/accounts/")
    press(page, "Make a new address")
    assert page.request.get(address).status == 404
    address = page.get_by_role("textbox", name="Address").input_value()
    assert page.request.get(address).ok
    page.goto("/accounts/")
    press(page, "Close the address")
    assert page.request.get(address).status == 404
