"""A file is imported, its progress watched, and taken back; what somebody changed meanwhile stays and is told."""

from __future__ import annotations

from playwright.sync_api import expect

from e2e.accessibility import barriers, is_too_wide
from e2e.steps import follow, press, upload

ROWS = 2000


def test_an_import_is_watched_and_undone_but_for_what_was_changed_since(sign_in):
    page = sign_in("manager")
    lines = "".join(f"Harbour Trust,Person {n:04},p{n}@harbour.example\n" for n in range(ROWS))
    upload(page, "harbour.csv", b"organisation,name,email\n" + lines.encode())
    press(page, "Import now")
    expect(page.get_by_role("progressbar")).to_be_visible()
    expect(page.get_by_role("heading", name="Imported")).to_be_visible(timeout=60_000)
    assert barriers(page) == []
    of_import = page.url

    page.goto("/people/?q=p7@harbour.example")
    follow(page, "Person 0007")
    page.goto(page.url + "edit/")
    page.get_by_label("Phone").fill("+353 1 555 0100")
    press(page, "Save")
    page.goto(of_import)
    press(page, "See what undoing would do")

    expect(page.get_by_role("heading", name="Look before you undo")).to_be_visible(timeout=30_000)
    expect(page.get_by_role("row", name="Person 0007")).to_contain_text("It was changed since.")
    assert barriers(page) == []
    page.set_viewport_size({"width": 390, "height": 844})
    assert not is_too_wide(page)
    press(page, "Undo now")
    expect(page.get_by_role("heading", name="Import undone")).to_be_visible(timeout=60_000)
    page.goto("/people/?q=harbour.example")
    expect(page.get_by_role("main")).to_contain_text("Person 0007")
    expect(page.get_by_role("main")).not_to_contain_text("Person 0008")
    page.goto("/import/?kind=roles")
    assert barriers(page) == []
    assert not is_too_wide(page)


def test_the_import_of_the_sample_is_undone_to_the_last_field(sign_in):
    page = sign_in("manager")
    page.goto("/import/")
    assert barriers(page) == []
    follow(page, "phones.csv")
    assert barriers(page) == []
    press(page, "See what undoing would do")

    expect(page.get_by_role("heading", name="Look before you undo")).to_be_visible(timeout=30_000)
    assert barriers(page) == []
    press(page, "Undo now")
    expect(page.get_by_text("Everything is as it was before the import.")).to_be_visible(timeout=30_000)
    assert barriers(page) == []
    page.goto("/import/")
    expect(page.get_by_role("row", name="phones.csv")).to_contain_text("Undone on")
    follow(page, "Imports of your organisation")
    expect(page.get_by_role("region", name="Imported")).to_contain_text("Undone")
    assert barriers(page) == []
    page.set_viewport_size({"width": 390, "height": 844})
    assert not is_too_wide(page)
