"""A survey for people without e-mail: by a code on the wall, on their own phones, and on paper."""

import re

import pytest
from playwright.sync_api import expect

from e2e.accessibility import barriers, is_too_wide
from e2e.steps import follow, forgive, is_told, press, turn_page

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
TITLE = "Ten questions for the depots"


@pytest.fixture
def ways(sign_in):
    """The page on which the ways to answer of a new survey are opened."""
    page = sign_in("manager")
    page.goto("/readiness/")
    follow(page, "Start a survey")
    page.get_by_role("radio", name=re.compile("engagement plan", re.IGNORECASE)).check()
    page.locator("input[name=title]").fill(TITLE)
    page.get_by_role("radio", name="Confidential").check()
    press(page, "See whom it reaches")
    page.get_by_role("main").get_by_role("button", name=re.compile("^(Launch|Send the)")).click()
    follow(page, "Ways to answer")
    return page


def open_way(page, heading, button, people):
    card = page.get_by_role("region", name=heading)
    card.get_by_label("For how many people?").fill(str(people))
    card.get_by_role("button", name=button).click()
    is_told(page, "People can answer this way now.")


def answer(page, choice, *, has_scripts=True):
    """From the first page to the last by what is read there."""
    follow(page, "Begin")
    page.get_by_role("radio", name="I'd rather not say").check()
    turn_page(page, "On to the questions")
    while page.get_by_role("button", name="Send my answers").count() == 0:
        for question in page.locator("fieldset").all():
            question.locator("label").nth(choice).click()
        turn_page(page, "Save and go on")
    if has_scripts:  # which the search for barriers needs
        assert barriers(page) == []
    press(page, "Send my answers")
    expect(page.get_by_role("main")).to_contain_text("your answers have been sent")


def test_people_answer_when_they_sign_in_by_the_code_of_a_poster_and_on_paper(ways, visit, complaints):
    open_way(ways, "Shared link and QR code", "Open a shared link", 20)
    open_way(ways, "On paper", "Take sheets of paper", 5)
    expect(ways.get_by_role("img", name="QR code of the shared link")).to_be_visible()
    for scheme in ("light", "dark"):
        ways.emulate_media(color_scheme=scheme)
        assert barriers(ways) == []
    code = ways.locator(".way-code").inner_text()
    poster = ways.request.get(ways.get_by_role("link", name="English").first.get_attribute("href"))
    assert poster.headers["content-type"] == "application/pdf"

    phone = visit(**PHONE)
    phone.goto("/survey/")
    assert barriers(phone) == []
    phone.get_by_label("Your link or code").fill("no-such-code")
    press(phone, "Open the survey")
    expect(phone.get_by_role("main")).to_contain_text("leads to no survey")
    forgive(complaints, 422)
    phone.get_by_label("Your link or code").fill(code.lower().replace("-", " "))
    press(phone, "Open the survey")
    expect(phone.get_by_role("heading", name="Your answers are confidential")).to_be_visible()
    assert not is_too_wide(phone)
    answer(phone, 2)
    phone.goto(f"/survey/{code.lower()}/")
    expect(phone.get_by_role("main")).to_contain_text("This device has answered")
    without_scripts = visit(**PHONE, java_script_enabled=False)
    without_scripts.goto(f"/survey/{code.lower()}/")
    answer(without_scripts, 3, has_scripts=False)

    follow(ways, "Enter a sheet")
    assert barriers(ways) == []
    ways.keyboard.type("3d4n512345")
    press(ways, "Count this sheet")
    is_told(ways, "The sheet is counted.")
    expect(ways.get_by_role("main")).to_contain_text("1 of 5 sheets are entered.")
    who_is_asked_finds_it_when_signed_in(ways)


def who_is_asked_finds_it_when_signed_in(page):
    page.goto("/readiness/my-surveys/")
    page.get_by_role("listitem").filter(has_text=TITLE).get_by_role("button", name="Answer").click()
    expect(page.get_by_role("heading", name="Your answers are confidential")).to_be_visible()


def test_staff_find_their_surveys_when_they_sign_in(sign_in):
    page = sign_in("staff")

    page.get_by_role("navigation", name="Main").get_by_role("link", name="My surveys").click()

    expect(page.get_by_role("heading", name="My surveys")).to_be_visible()
    expect(page.get_by_role("main").get_by_role("button", name=re.compile("^Answer"))).not_to_have_count(0)
    assert barriers(page) == []
