"""A survey's life as its lead leads it: prepared, mended, launched, taken back, running, the next round, withdrawn."""

import re
from datetime import date, timedelta

from playwright.sync_api import expect

from e2e.accessibility import barriers, is_too_wide
from e2e.steps import follow, is_told, press

TITLE = "Autumn round"


def test_a_survey_is_prepared_mended_launched_and_withdrawn(sign_in, complaints):
    page = sign_in("manager")
    page.goto("/readiness/")
    follow(page, "Start a survey")
    draft_of_four(page)
    mend_it(page)
    launch_for_later_and_take_it_back(page)
    launch_now(page)
    the_next_round(page)
    withdraw(page)
    assert complaints == []


def draft_of_four(page):
    """The form tells at once whom it reaches; four people of whom nothing could be shown are red afterwards."""
    page.get_by_role("radio", name=re.compile("fit for partnering", re.IGNORECASE)).check()
    page.locator("input[name=title]").fill(TITLE)
    reach = page.locator(".reach")
    expect(reach).to_contain_text("Asks all 96 people.")
    page.get_by_label("Ask only so many, drawn by lot").fill("4")
    expect(reach).to_contain_text("Asks 4 of 96 people, drawn by lot.")
    expect(reach).to_contain_text("49 for ±10 %")
    assert barriers(page) == []
    press(page, "See whom it reaches")
    check = page.get_by_role("region", name="Before it goes out")
    expect(check).to_contain_text("Only 4 would be asked")
    expect(check).to_contain_text("can't be launched")
    expect(check.get_by_role("button", name=re.compile("^(Launch|Send the)"))).to_have_count(0)
    assert barriers(page) == []


def mend_it(page):
    """Each red line leads to where it is mended."""
    follow(page, "Ask more people")
    page.get_by_label("Ask only so many, drawn by lot").fill("49")
    page.locator("textarea[name=opening_text]").fill("Tell us where we stand.")
    page.get_by_label("First day").fill(str(date.today() + timedelta(days=5)))
    page.get_by_label("Last day").fill(str(date.today() + timedelta(days=20)))
    press(page, "See whom it reaches")
    is_told(page, "The draft is changed.")
    check = page.get_by_role("region", name="Before it goes out")
    expect(check).to_contain_text(
        "49 of 96 people get it, drawn by lot. If all of them answer, a share is exact to ±10 %."
    )
    page.set_viewport_size({"width": 390, "height": 844})
    assert not is_too_wide(page)
    assert barriers(page) == []
    page.set_viewport_size({"width": 1366, "height": 850})


def launch_for_later_and_take_it_back(page):
    """Until the first day nobody has heard of it, so everything can still be changed."""
    page.get_by_role("main").get_by_role("button", name=re.compile("Launch for")).click()
    is_told(page, "The survey is launched. Its invitations leave on")
    assert barriers(page) == []
    follow(page, "Take back")
    press(page, "Make it a draft")
    is_told(page, "The survey is a draft again.")


def launch_now(page):
    """From the first day on it runs; its page tells no count of fewer than five."""
    follow(page, "Edit")
    page.get_by_label("First day").fill(str(date.today()))
    press(page, "See whom it reaches")
    press(page, "Send the invitations")
    is_told(page, "Invitations are on their way")
    main = page.get_by_role("main")
    expect(main).to_contain_text("49 of 96, drawn by lot")
    expect(main).to_contain_text("too few have answered to tell how many")
    page.set_viewport_size({"width": 390, "height": 844})
    assert not is_too_wide(page)
    assert barriers(page) == []
    page.set_viewport_size({"width": 1366, "height": 850})


def the_next_round(page):
    """Closed early; what it asked, and whom, is the draft of the next one."""
    follow(page, "Close now")
    press(page, "Close the survey")
    is_told(page, "The survey is closed.")
    page.get_by_role("main").get_by_role("button", name="Next round").click()
    is_told(page, "This is the next round")
    expect(page.locator("textarea[name=opening_text]")).to_have_value("Tell us where we stand.")
    expect(page.get_by_label("Ask only so many, drawn by lot")).to_have_value("49")
    press(page, "See whom it reaches")
    follow(page, "Delete")
    press(page, "Delete the draft")
    is_told(page, "The draft is deleted.")


def withdraw(page):
    """It says what goes and what stays; afterwards the survey is nowhere any more."""
    page.goto("/readiness/")
    follow(page, TITLE)
    follow(page, "Withdraw")
    expect(page.get_by_role("main")).to_contain_text("49 invitations and their links")
    assert barriers(page) == []
    press(page, "Withdraw and erase")
    is_told(page, "what it held is erased")
    expect(page.get_by_role("link", name=TITLE)).to_have_count(0)
