"""A senior sponsor on a phone, from a link in a mail; and a manager's portfolio and the wall."""

from playwright.sync_api import expect

from e2e.accessibility import PHONE, barriers, faults, is_too_wide
from e2e.running import ACCOUNTS
from e2e.steps import follow, forgive, is_told, press

SPONSOR = "/partnerships/osken-water-and-land-partnership/sponsor/"


def test_a_sponsor_comes_from_a_link_writes_pledges_and_asks_on_a_phone(visit, sign_in, complaints):
    page = visit(viewport=PHONE)
    page.goto(SPONSOR)
    address, password = ACCOUNTS["sponsor"]
    page.locator("input[name=login]").fill(address)
    page.locator("input[name=password]").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(f"**{SPONSOR}")
    assert faults(page) == []

    follow(page, "Send a message")
    assert barriers(page) == []
    forgive_empty(page, complaints)
    page.get_by_label("Our own people in the partnership").check()
    page.get_by_label("Subject").fill("Come and see the weirs")
    page.get_by_role("textbox", name="Message").fill("On Friday I walk along them. Join me.")
    press(page, "Look at it")
    expect(page.get_by_role("heading", name="people get it")).to_be_visible()
    assert faults(page) == []
    press(page, "Send it")
    is_told(page, "It is on its way")

    follow(page, "Record a commitment")
    page.get_by_label("What you will do").fill("Open the plant to the landholders")
    assert faults(page) == []
    press(page, "Record it")
    is_told(page, "Your pledge is recorded.")

    follow(page, "Ask for a briefing")
    page.get_by_label("What you want to know").fill("Is the monitoring paid for next year?")
    assert faults(page) == []
    press(page, "Ask")
    is_told(page, "They are asked.")
    expect(page.get_by_role("region", name="What you asked for")).to_contain_text("Is the monitoring paid")

    manager = sign_in("manager")
    manager.goto("/")
    follow(manager, "Brief Shauna Whitlock: Is the monitoring paid for next year?")
    follow(manager, "Answer")
    manager.get_by_label("In words").fill("Until the summer; the rest is on the next agenda.")
    assert faults(manager) == []
    press(manager, "Answer")
    is_told(manager, "gets your answer by mail")

    page.goto(SPONSOR)
    follow(page, "Is the monitoring paid for next year?")
    expect(page.get_by_role("main")).to_contain_text("the rest is on the next agenda")
    assert not is_too_wide(page)


def forgive_empty(page, complaints):
    """A message without words is asked for again."""
    press(page, "Look at it")
    expect(page.get_by_text("This field is required").first).to_be_visible()
    forgive(complaints, 422)


def test_a_manager_narrows_the_portfolio_and_hangs_it_on_the_wall(sign_in):
    page = sign_in("manager")
    page.goto("/portfolio/?q=Osken")
    table = page.get_by_role("table", name="Portfolio")
    expect(table.get_by_role("row")).to_have_count(2)
    assert faults(page) == []
    page.get_by_label("Traction").select_option("No evidence")
    expect(page.get_by_text("No partnership fits")).to_be_visible()
    page.get_by_label("Traction").select_option("Any score")
    expect(table).to_contain_text("Osken Water and Land Partnership")
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV").click()
    assert "Osken" in download.value.path().read_text()

    follow(page, "Wall view")
    expect(page.get_by_role("button", name="Pause")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("p")
    expect(page.get_by_role("button", name="Pause")).to_have_attribute("aria-pressed", "false")
    assert faults(page) == []
    follow(page, "Leave the wall")
    page.wait_for_url("**/portfolio/**")


def test_balance_and_weights_are_there_for_all_members(sign_in, complaints):
    page = sign_in("manager")
    page.goto("/partnerships/osken-water-and-land-partnership/balance/")
    expect(page.get_by_role("heading", name="Attendance")).to_be_visible()
    assert faults(page) == []

    page.goto("/partnerships/osken-water-and-land-partnership/traction/weights/")
    assert faults(page) == []
    follow(page, "Change the weights")
    page.get_by_label("Breadth").fill("25")
    page.get_by_label("Why").fill("Spread is what we lack.")
    press(page, "See what it would do")
    expect(page.get_by_text("They add up to 105. Make it 100.")).to_be_visible()
    forgive(complaints, 422)
    page.get_by_label("Momentum").fill("10")
    press(page, "See what it would do")
    expect(page.get_by_role("status")).to_contain_text("instead of")
    assert faults(page) == []
