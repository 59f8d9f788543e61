"""Making a framework in the browser: dragged or moved by its buttons, seen as respondents will, published."""

from playwright.sync_api import expect

from e2e.accessibility import barriers, is_too_wide
from e2e.steps import follow, is_told, press

OWN = "Working with us on the river"


def order(page):
    """The keys of the questions, as they stand on the page."""
    return page.locator(".framework-question").evaluate_all("rows => rows.map(row => row.dataset.key)")


def test_a_lead_puts_questions_in_order_and_publishes_a_version(sign_in):
    page = sign_in("manager")
    page.goto("/readiness/frameworks/")
    follow(page, OWN)
    address = page.url
    first, second, third = before = order(page)[:3]

    with page.expect_navigation():
        page.locator(f"#{first} [data-grip]").drag_to(page.locator(f"#{second}"))
    assert order(page)[:3] == [second, first, third]
    with page.expect_navigation():
        page.locator(f"#{first}").get_by_role("button", name="Move up").press("Enter")
    assert order(page)[:3] == before
    expect(page.locator(f"#{first}").get_by_role("button", name="Move down")).to_be_focused()

    follow(page, "As respondents see it")
    page.get_by_text("This is how respondents see it").wait_for()
    assert page.get_by_role("radio").count() == 3 * 7
    for shown in (
        address,
        page.url,
        "/readiness/frameworks/",
        "/readiness/frameworks/built-in/",
    ):
        page.goto(shown)
        page.set_viewport_size({"width": 390, "height": 844})
        assert barriers(page) == []
        assert not is_too_wide(page)
        page.set_viewport_size({"width": 1366, "height": 900})

    page.goto(address)
    follow(page, "Publish")
    press(page, "Publish it")
    is_told(page, "Published. You can start a survey with it now.")
    page.get_by_text("Version 2").first.wait_for()
