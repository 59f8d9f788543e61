"""A meeting is recorded, minuted and published, and a partner acknowledges what it decided."""

import re
from datetime import date, timedelta

from playwright.sync_api import expect

from e2e.accessibility import barriers, is_too_wide
from e2e.steps import follow, is_told, press


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
    follow(page, "Note a decision")
    page.get_by_label("What was decided").fill("The gauges go to the three bridges.")
    press(page, "Note it")
    press(page, "Publish")
    is_told(page, "The minutes are published.")
    assert barriers(page) == []
    page.get_by_role("button", name=re.compile("^Acknowledge")).click()
    is_told(page, "Your organisation has acknowledged the decision.")
