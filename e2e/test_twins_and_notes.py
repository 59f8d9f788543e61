"""A colleague who is there twice is brought together and taken apart again; a note mentions, a file is opened."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from e2e.accessibility import barriers, faults, is_too_wide
from e2e.steps import follow, is_told, press


def test_somebody_found_twice_is_merged_and_the_merge_taken_back(sign_in):
    page = sign_in("manager")
    page.goto("/people/")
    follow(page, "Found twice")
    assert faults(page) == []
    page.get_by_role("link", name=re.compile("^Merge.*Leclerc")).click()
    expect(page.get_by_role("group", name="Job title")).to_contain_text("Hydrologist")
    assert faults(page) == []
    press(page, "Merge")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Leclerc")

    page.goto("/found-twice/")
    page.get_by_role("button", name="Undo").first.click()
    page.goto("/found-twice/")
    expect(page.get_by_role("main")).to_contain_text("D. Leclerc")


def test_a_note_mentions_a_colleague_and_a_file_is_attached_and_opened(sign_in):
    page = sign_in("manager")
    page.goto("/organisations/?q=Halden")
    follow(page, "Halden Foods")
    _write_a_note(page)
    assert barriers(page) == []

    page.get_by_text("Attach a file").click()
    chosen = {"name": "minutes.txt", "mimeType": "text/plain", "buffer": b"Readings by sub-catchment"}
    page.locator("#file_file").set_input_files(chosen)
    press(page, "Attach")
    is_told(page, "The file is attached.")
    with page.expect_download() as download:
        follow(page, "minutes.txt")
    assert download.value.path().read_bytes() == b"Readings by sub-catchment"
    page.set_viewport_size({"width": 390, "height": 844})
    assert not is_too_wide(page)


def _write_a_note(page: Page) -> None:
    page.get_by_text("Write a note").click()
    page.get_by_role("textbox", name="Note").press_sequentially("Worth a visit. @cole")
    option = page.get_by_role("option", name="Colette Fournier")
    expect(option).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(option).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    press(page, "Save the note")
    is_told(page, "The note is saved.")
    expect(page.get_by_role("main")).to_contain_text("Worth a visit. @Colette Fournier")
