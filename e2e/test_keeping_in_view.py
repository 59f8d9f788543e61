"""What one keeps of a list, what was changed, what is to be mended and what a phase asks for."""

import re

from playwright.sync_api import Page, expect

from e2e.accessibility import faults
from e2e.steps import follow, is_told, press

SAMPLE = "/partnerships/osken-water-and-land-partnership/"


def of_views(page: Page, kind: str, name: str) -> None:
    """Open the menu of views and choose what has this name."""
    menu = page.get_by_role("main").locator(".views")
    menu.get_by_role("button").first.click()
    menu.get_by_role(kind, name=name, exact=True).click()


def test_a_view_is_kept_opens_the_list_is_renamed_and_let_go(sign_in):
    page = sign_in("manager")
    page.goto("/organisations/?q=Living")
    of_views(page, "link", "Keep this view")
    assert faults(page) == []
    page.get_by_label("Name").fill("Those on the flood plain")
    press(page, "Keep it")
    is_told(page, "The view is kept.")

    of_views(page, "button", "Open the list with this view")
    page.goto("/organisations/")
    expect(page.get_by_role("link", name="Living Floodplains Trust")).to_be_visible()
    expect(page.get_by_role("main").get_by_role("link", name="Halden Foods")).to_have_count(0)
    page.get_by_role("button", name="Those on the flood plain").click()
    assert faults(page) == []
    page.get_by_role("link", name="Without a view").click()
    expect(page.get_by_role("main").get_by_role("link", name="Halden Foods")).to_be_visible()

    page.goto("/organisations/")
    of_views(page, "link", "Rename or share")
    page.get_by_label("Name").fill("Flood plain")
    press(page, "Save")
    of_views(page, "link", "Delete")
    press(page, "Delete")
    is_told(page, "The view Flood plain is deleted.")
    expect(page.get_by_role("button", name="Views")).to_be_visible()


def test_a_change_stands_in_the_history_with_what_it_was_before(sign_in):
    page = sign_in("manager")
    page.goto("/organisations/?q=Osken")
    follow(page, "Osken Rivers Agency")
    follow(page, "Edit")
    page.get_by_label("Website").fill("https://osken-rivers.example/partners")
    press(page, "Save")

    page.goto("/history/?q=Osken+Rivers")
    change = page.get_by_role("row").filter(has_text="osken-rivers.example/partners")
    expect(change).to_contain_text("Website")
    assert faults(page) == []
    change.first.get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("History of Osken Rivers Agency")
    expect(page.get_by_role("main")).to_contain_text("osken-rivers.example/partners")


def test_a_finding_of_the_x_ray_is_left_for_now_and_shown_again(sign_in):
    page = sign_in("manager")
    page.goto(f"{SAMPLE}x-ray/")
    assert faults(page) == []
    left = page.get_by_role("link", name=re.compile("^Leave it for now")).first
    finding = re.fullmatch(r"Leave it for now\s*\((.*)\)", left.inner_text().strip(), re.DOTALL).group(1)
    left.click()
    expect(page.get_by_role("main")).to_contain_text(finding)
    assert faults(page) == []
    page.get_by_label("Why it may stay as it is for now").fill("Everybody is in the field until the harvest")
    press(page, "Leave it for now")
    is_told(page, "It is out of sight until then.")

    for_now = page.get_by_role("region", name="Left for now")
    expect(for_now.get_by_role("listitem").filter(has_text=finding)).to_contain_text("until the harvest")
    expect(page.get_by_role("region", name="To be mended")).not_to_contain_text(finding)
    for_now.get_by_role("button", name=f"Show it again ({finding})").click()
    is_told(page, "It is shown again.")
    expect(page.get_by_role("region", name="To be mended")).to_contain_text(finding)


def test_what_a_phase_asks_for_is_added_done_with_evidence_and_reopened(sign_in):
    page = sign_in("manager")
    page.goto(f"{SAMPLE}phases/")
    assert faults(page) == []
    follow(page, "Add to the checklist")
    page.get_by_label("What is needed").fill("The gauges are read by two of us")
    press(page, "Add")
    is_told(page, "It is on the checklist.")

    item = page.get_by_role("listitem").filter(has_text="The gauges are read by two of us")
    item.get_by_role("link", name="Done").click()
    assert faults(page) == []
    page.get_by_label("What shows it").fill("Log of the gauges")
    press(page, "It is done")
    expect(item).to_contain_text("Log of the gauges")
    item.get_by_role("button", name="Reopen").click()
    expect(item.get_by_role("link", name="Done")).to_be_visible()

    follow(page, "On to the next phase")
    expect(page.get_by_role("main")).to_contain_text("The gauges are read by two of us")
    assert faults(page) == []
