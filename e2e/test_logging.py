"""Interactions are logged in ten seconds, and on a phone also where there is no connection."""

import re

from playwright.sync_api import expect

from e2e.accessibility import barriers, is_too_wide
from e2e.running import ACCOUNTS
from e2e.steps import forgive, is_told, press, sign_in_as

LOG = "/partnerships/osken-water-and-land-partnership/interactions/add/"
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}


def test_an_interaction_is_logged_by_pasting_a_list(sign_in, complaints):
    page = sign_in("manager")
    page.goto(LOG)
    page.get_by_label("Kind").select_option(label="Call")
    page.get_by_label("Names or e-mail addresses").fill(
        "Desmond Leclerc\nravi.subramaniam@westmere-university.example\nSomebody Unknown"
    )
    press(page, "Log it")

    expect(page.get_by_text("Not found among the people whom you can see: Somebody Unknown.")).to_be_visible()
    forgive(complaints, 422)
    assert barriers(page) == []
    page.get_by_label("Those not found").select_option(label="Count them as people of Halden Foods")
    press(page, "Log it")

    is_told(page, "Logged.")
    people = page.get_by_role("region", name="4 people took part")
    expect(people).to_contain_text("Ravi Subramaniam")
    expect(people).to_contain_text("1 counted without a name")


def ready_for_offline(page):
    """The page and all that it needs are kept in the browser."""
    page.goto("/log/")
    expect(page.locator("html[data-at-hand=yes]")).to_be_attached()


def log_offline(page, title, who):
    page.get_by_label("What it was about").fill(title)
    page.get_by_label("Names or e-mail addresses").fill(who)
    press(page, "Log it")


def test_what_is_typed_without_a_connection_is_sent_once_there_is_one(visit, complaints):
    page = visit(**PHONE)
    sign_in_as(page, *ACCOUNTS["manager"])
    ready_for_offline(page)
    page.context.set_offline(True)
    page.reload()
    expect(page.get_by_text("No connection. What you log is kept on this device")).to_be_visible()

    log_offline(page, "On the dyke", "Desmond Leclerc")
    log_offline(page, "At the ford", "Somebody Unknown")
    waiting = page.get_by_role("region", name="On this device")
    expect(waiting.get_by_text("waits on this device")).to_have_count(2)
    assert barriers(page) == []
    assert not is_too_wide(page)
    page.reload()
    expect(waiting.get_by_text("waits on this device")).to_have_count(2)

    complaints.clear()  # that there was no connection
    page.context.set_offline(False)
    expect(waiting.get_by_role("link", name="On the dyke")).to_be_visible()
    expect(waiting).to_contain_text("Somebody Unknown")
    forgive(complaints, 422)
    assert barriers(page) == []
    waiting.get_by_role("button", name="Change").click()
    expect(page.get_by_label("What it was about")).to_have_value("At the ford")
    page.get_by_label("Names or e-mail addresses").fill("Maren Okafor")
    press(page, "Log it")
    expect(waiting.get_by_role("link", name="At the ford")).to_be_visible()
    expect(waiting.get_by_role("button")).to_have_count(0)

    page.goto("/partnerships/osken-water-and-land-partnership/interactions/")
    for title in ("On the dyke", "At the ford"):
        expect(page.get_by_role("link", name=re.compile(title))).to_have_count(1)


def test_a_guest_signs_by_the_code_and_is_noted(sign_in, visit):
    page = sign_in("manager")
    page.goto("/partnerships/osken-water-and-land-partnership/interactions/?q=Westmere plant opens")
    page.get_by_role("link", name="The Westmere plant opens its effluent works").click()
    page.get_by_role("link", name="Sign-in sheet").click()
    press(page, "Open it")
    expect(page.get_by_role("img", name="QR code of the sign-in sheet")).to_be_visible()
    assert barriers(page) == []

    phone = visit(**PHONE)
    phone.goto(page.locator("#sheet-link").inner_text())
    assert barriers(phone) == []
    phone.get_by_label("Your name").fill("Naomi Ogawa")
    press(phone, "Sign")
    expect(phone.get_by_text("You are on the list.")).to_be_visible()

    page.reload()
    expect(page.get_by_role("region", name="1 signed and is not noted yet")).to_contain_text("Naomi Ogawa")
    press(page, "Note them")
    is_told(page, "1 person is noted.")
