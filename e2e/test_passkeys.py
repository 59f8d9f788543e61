"""A passkey, from adding it to signing in with it alone, with a device that Chromium pretends to have."""

import re

from playwright.sync_api import Page, expect

from e2e.accessibility import barriers, is_too_wide
from e2e.running import ACCOUNTS, Demo
from e2e.steps import follow, press


def give_device(page: Page) -> None:
    """A device with a fingerprint reader, of which every reading fits."""
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    abilities = {"hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True}
    options = {"protocol": "ctap2", "transport": "internal", **abilities}
    tools.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_a_passkey_is_added_signs_in_alone_and_is_removed(page: Page, demo: Demo):
    # Passkeys belong to a name; a number such as 127.0.0.1 is none.
    site = demo.url.replace("127.0.0.1", "localhost")
    address, password = ACCOUNTS["staff"]
    give_device(page)
    page.goto(f"{site}/accounts/login/")
    page.locator("input[name=login]").fill(address)
    page.locator("input[name=password]").fill(password)
    press(page, "Sign in")
    page.wait_for_url(f"{site}/")

    page.goto(f"{site}/accounts/")
    assert barriers(page) == []
    follow(page, "Add a passkey")
    page.locator("input[name=password]").fill(password)
    press(page, "Confirm")
    page.get_by_label("Name").fill("My laptop")
    press(page, "Create the passkey")
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    expect(page.locator(".recovery-codes li")).to_have_count(10)
    assert barriers(page) == []
    with page.expect_download() as file:
        follow(page, "Download them")
    assert len(file.value.path().read_text().split()) == 10
    follow(page, "I have kept them")
    expect(page.get_by_text("My laptop").first).to_be_visible()

    page.goto(f"{site}/accounts/logout/")
    press(page, "Sign out")
    page.set_viewport_size({"width": 390, "height": 850})
    press(page, "Sign in with a passkey")
    expect(page).to_have_url(f"{site}/")

    page.goto(f"{site}/accounts/")
    assert not is_too_wide(page)
    page.get_by_role("link", name=re.compile("Remove.*My laptop")).click()
    if "reauthenticate" in page.url:
        page.locator("input[name=password]").fill(password)
        press(page, "Confirm")
    press(page, "Remove")
    expect(page.get_by_text("My laptop")).to_have_count(0)


def test_a_code_by_mail_signs_in(page: Page, demo: Demo):
    address, _ = ACCOUNTS["sponsor"]
    page.goto("/accounts/login/")
    follow(page, "Send me a code by e-mail")
    page.get_by_label("Email").fill(address)
    press(page, "Send me a code")
    body = demo.wait_for_mail(to=address, about="Your code").get_body(("plain",))
    assert body is not None
    code = re.search(r"[A-Z]{4}-[A-Z]{4}", body.get_content())
    assert code

    page.get_by_label("Code from the e-mail").fill(code.group(0))
    assert barriers(page) == []
    press(page, "Sign in")

    expect(page).to_have_url(f"{demo.url}/")
