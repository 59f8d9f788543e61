"""Actions are moved on a board by keyboard, changed together, and done from a mail without signing in."""

import re

from playwright.sync_api import expect

from e2e.accessibility import barriers
from e2e.steps import follow, is_told, press


def test_actions_move_on_the_board_change_together_and_are_done_from_a_mail(sign_in, visit, demo):
    page = sign_in("manager")
    page.goto("/actions/")
    follow(page, "Board")
    done = page.locator("[data-column=done]")
    cards = done.locator(".board-card")
    before = cards.count()
    page.get_by_role("button", name=re.compile("Done ?: Show the works")).press("Enter")
    is_told(page, "Done lately: Show the works")
    expect(cards).to_have_count(before + 1)
    expect(done.get_by_role("link", name="Show the works")).to_be_focused()
    assert barriers(page) == []

    follow(page, "List")
    for title in ("Check the inlet drawings", "Visit the five landholders on the east bank"):
        page.get_by_role("checkbox", name=title).check()
    assert barriers(page) == []
    page.get_by_label("What is to become of them").select_option("Move the day")
    press(page, "Go on")
    page.get_by_label("Days later").fill("7")
    press(page, "Show what changes")
    assert barriers(page) == []
    press(page, "Change 2 actions")
    is_told(page, "2 actions are changed.")
    page.get_by_role("link", name="Undo").click()
    press(page, "Undo")
    is_told(page, "2 actions are as they were.")

    demo.ring("engagement.nudge")
    mail = demo.wait_for_mail(to="amir.tehrani@floodplains.example", about="Reminder:")
    text = mail.get_body(("plain",)).get_content()
    theirs = visit()
    theirs.goto(re.search(r"It is done: (\S+)", text)[1])
    assert barriers(theirs) == []
    press(theirs, "Yes, it is done")
    expect(theirs.get_by_role("heading", level=1)).to_have_text("Thank you")
