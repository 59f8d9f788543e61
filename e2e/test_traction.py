"""What people took part in becomes traction, which says what would raise it."""

from playwright.sync_api import expect

from e2e.accessibility import barriers
from e2e.steps import follow, forgive, is_told, open_tab, press

DIMENSIONS = {
    "Breadth",
    "Depth of ownership",
    "Leadership",
    "Preparation",
    "Delivery",
    "Momentum",
    "Readiness",
}


def test_an_interaction_is_logged_with_who_took_part(sign_in):
    page = sign_in("manager")
    page.goto("/partnerships/osken-water-and-land-partnership/overview/")
    follow(page, "Log an interaction")

    page.get_by_label("Kind").select_option(label="Workshop")
    page.get_by_label("What it was about").fill("Walk along the low weirs")
    search = page.get_by_role("searchbox", name="Search by name or unit")
    search.fill("Desmond")
    page.get_by_role("checkbox", name="Desmond Leclerc").check()
    search.fill("Ravi")
    page.get_by_role("checkbox", name="Ravi Subramaniam").check()
    assert barriers(page) == []
    press(page, "Log it")

    is_told(page, "Logged.")
    people = page.get_by_role("region", name="3 people took part")
    expect(people).to_contain_text("Desmond Leclerc")
    expect(people).to_contain_text("Ravi Subramaniam")

    follow(page, "Interactions")
    row = page.get_by_role("row", name="Walk along the low weirs")
    expect(row).to_contain_text("Workshop")
    expect(row).to_contain_text("3")


def test_an_interaction_without_people_is_asked_for_them_and_keeps_the_rest(sign_in, complaints):
    page = sign_in("manager")
    page.goto("/partnerships/osken-water-and-land-partnership/interactions/add/")
    page.get_by_label("What it was about").fill("A talk that nobody attended")
    for box in page.get_by_role("checkbox", checked=True).all():
        box.uncheck()
    press(page, "Log it")

    expect(page.get_by_text("Say who took part:")).to_be_visible()
    expect(page.get_by_label("What it was about")).to_have_value("A talk that nobody attended")
    forgive(complaints, 422)


def test_traction_has_seven_dimensions_and_says_what_would_raise_it_most(sign_in):
    page = sign_in("manager")
    page.goto("/partnerships/osken-water-and-land-partnership/overview/")
    open_tab(page, "Traction")

    raise_it = page.get_by_role("heading", name="What would raise it most")
    expect(raise_it).to_be_visible()
    expect(page.locator(".gain").first).to_contain_text("+")
    for of in ("Osken Rivers Agency", "All together"):
        page.get_by_role("navigation", name="Whose traction").get_by_role("link", name=of).click()
        expect(page.locator("details.aspect")).to_have_count(7)
        assert set(page.locator("details.aspect .name").all_inner_texts()) == DIMENSIONS
        assert barriers(page) == []

    page.locator("details.aspect").nth(3).locator("summary").click()
    expect(page.locator("details.aspect").nth(3)).to_contain_text("Weight")


def test_the_network_is_looked_at_nearer_earlier_and_without_somebody(sign_in):
    page = sign_in("manager")
    page.goto("/partnerships/osken-water-and-land-partnership/overview/")
    open_tab(page, "Traction")
    page.get_by_role("main").get_by_role("link", name="Network", exact=True).click()
    picture = page.locator(".zoom-plane svg")
    expect(picture).to_be_visible()
    assert barriers(page) == []

    whole = picture.get_attribute("viewBox")
    page.get_by_role("button", name="Bigger").click()
    assert picture.get_attribute("viewBox") != whole
    page.locator(".zoom-plane").press("ArrowRight")
    page.locator(".zoom-plane").press("0")
    assert [float(one) for one in picture.get_attribute("viewBox").split()] == [
        float(one) for one in whole.split()
    ]

    page.get_by_role("link", name="What if? Maren Okafor").click()
    expect(page.get_by_role("heading", name="If Maren Okafor leaves")).to_be_visible()
    page.get_by_label("At the end of").press("Home")
    page.wait_for_url("**at=0*")
    with page.expect_download() as download:
        page.goto("/partnerships/osken-water-and-land-partnership/network/")
        page.get_by_role("button", name="GRAPHML").click()
    assert download.value.suggested_filename.endswith(".graphml")
