"""Finding and doing things with the keyboard alone."""

from playwright.sync_api import expect

from e2e.accessibility import barriers


def test_the_palette_finds_opens_and_offers_without_a_mouse(sign_in):
    page = sign_in("manager")
    page.keyboard.press("Control+k")
    palette = page.get_by_role("dialog", name="Search and go to")
    expect(palette.get_by_role("option", name="Start a partnership")).to_be_visible()

    page.keyboard.type("colette four")
    find = palette.get_by_role("option", name="Colette Fournier Osken Rivers Agency", exact=True)
    expect(find).to_have_attribute("aria-selected", "true")
    assert barriers(page) == []
    page.keyboard.press("Escape")
    expect(palette).to_be_hidden()

    page.keyboard.press("Control+k")
    page.keyboard.type("colette four")
    expect(find).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Colette Fournier", level=1)).to_be_visible()


def test_enter_opens_what_was_typed_not_what_still_stands_there(sign_in):
    page = sign_in("manager")
    page.keyboard.press("Control+k")
    palette = page.get_by_role("dialog", name="Search and go to")
    expect(palette.get_by_role("option", name="Start a partnership")).to_have_attribute(
        "aria-selected", "true"
    )

    page.keyboard.type("colette four")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="Colette Fournier", level=1)).to_be_visible()


def test_the_search_narrows_as_one_types_and_leads_to_all_of_a_kind(sign_in):
    page = sign_in("manager")
    page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_role("link", name="Search", exact=True).click()
    page.keyboard.type("officer")
    all_people = page.get_by_role("option", name="All finds for “officer”")
    expect(all_people).to_be_visible()
    assert barriers(page) == []
    all_people.click()

    expect(page.get_by_role("heading", name="People")).to_be_visible()
    assert barriers(page) == []
    page.get_by_role("link", name="Show all").first.click()
    expect(page.locator(".paging")).to_contain_text("in all")
