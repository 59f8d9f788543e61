"""From the address to the first page, as each of the three whom the demo offers."""

import re

import pytest
from playwright.sync_api import expect

from e2e.accessibility import barriers, is_too_wide
from e2e.conftest import ACCOUNTS


def test_the_demo_says_where_it_is_and_as_whom_to_sign_in(demo):
    assert demo.url in demo.greeting
    for address, password in ACCOUNTS.values():
        assert address in demo.greeting
        assert password in demo.greeting


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1366])
def test_the_sign_in_page_is_open_to_everybody(page, width, scheme):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 850})

    page.goto("/accounts/login/")

    for address, _ in ACCOUNTS.values():
        expect(page.get_by_text(address)).to_be_visible()
    assert barriers(page) == []
    assert not is_too_wide(page)


@pytest.mark.parametrize("role", ACCOUNTS)
def test_each_of_them_comes_in_and_goes_out(sign_in, role):
    page = sign_in(role)

    expect(page.get_by_role("main")).to_be_visible()
    assert barriers(page) == []

    page.goto("/accounts/logout/")
    page.get_by_role("main").get_by_role("button").first.click()
    page.goto("/")
    expect(page).to_have_url(re.compile("/accounts/login/"))


def test_a_wrong_password_is_refused_and_the_address_kept(page):
    page.goto("/accounts/login/")
    page.locator("input[name=login]").fill("manager@demo.example")
    page.locator("input[name=password]").fill("not-the-password")
    page.get_by_role("button", name="Sign in", exact=True).click()

    expect(page.locator("input[name=login]")).to_have_value("manager@demo.example")
    expect(page.get_by_text("are not correct")).to_be_visible()
