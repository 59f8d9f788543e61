"""What users do again and again, each step as they do it: through pages, and by the names that they read there."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from e2e.running import Demo

PASSWORD = "seven-quiet-rivers"
LINK = re.compile(r"https?://\S+")


def sign_in_as(page: Page, address: str, password: str) -> None:
    """Come in by the form that everybody uses."""
    page.goto("/accounts/login/")
    page.locator("input[name=login]").fill(address)
    page.locator("input[name=password]").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(lambda url: "/accounts/login/" not in url)


def press(page: Page, name: str) -> None:
    """Press the button with this name in the page's main part."""
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


def turn_page(page: Page, button: str) -> None:
    """Press a button of a survey and wait for its next page, to which a script goes once the post has arrived."""
    before = page.url
    press(page, button)
    page.wait_for_url(lambda url: url != before)


def follow(page: Page, name: str) -> None:
    """Follow the link with this name in the page's main part."""
    page.get_by_role("main").get_by_role("link", name=name, exact=True).first.click()


def open_tab(page: Page, name: str) -> None:
    """Go to another page of the same subject."""
    page.get_by_role("navigation", name="Pages of this subject").get_by_role("link", name=name).click()


def is_told(page: Page, text: str) -> None:
    """Expect a message at the top of the page."""
    expect(page.locator(".messages")).to_contain_text(text)


def forgive(complaints: list[str], status: int) -> None:
    """Let pass what the browser says about answers with a status that the test expects."""
    expected = [one for one in complaints if f"status of {status}" in one]
    assert expected, f"Nothing was answered with {status}"
    complaints[:] = [one for one in complaints if one not in expected]


def upload(page: Page, name: str, content: bytes) -> None:
    """Choose a file to import and look at what it would do."""
    page.goto("/import/")
    page.get_by_label("CSV or XLSX file").set_input_files(
        {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    )
    press(page, "Upload and look")
    expect(page.get_by_role("heading", name="Look before you import")).to_be_visible(timeout=30_000)


def import_people(page: Page, name: str, content: bytes) -> None:
    """Import a file in which everything is good."""
    upload(page, name, content)
    press(page, "Import now")
    expect(page.get_by_role("heading", name="Imported", exact=True)).to_be_visible(timeout=30_000)


def start_partnership(page: Page, name: str, members: dict[str, str]) -> str:
    """Start a partnership and add organisations with the part that each plays; returns its address."""
    page.goto("/partnerships/")
    follow(page, "Start a partnership")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Purpose").fill("Clean water for everybody who lives along it.")
    press(page, "Start")
    is_told(page, f"{name} is there.")
    for organisation, part in members.items():
        follow(page, "Add a member")
        page.get_by_label("Organisation").select_option(label=organisation)
        page.get_by_label("Part it plays").fill(part)
        press(page, "Add")
        is_told(page, f"{organisation} is a member now.")
    return page.url.removesuffix("members/")


def give_role(page: Page, partnership: str, person: str, role: str) -> None:
    """Give somebody a role in a partnership."""
    page.goto(f"{partnership}members/")
    follow(page, "Give somebody a role")
    choose(page, "Person", person)
    page.get_by_label("Role").select_option(label=role)
    press(page, "Give the role")
    is_told(page, person)


def choose(page: Page, label: str, start: str) -> None:
    """Choose the option that starts with some words, as when typing into a list."""
    box = page.get_by_label(label, exact=False)
    option = box.locator("option").filter(has_text=re.compile(f"^{re.escape(start)}")).first
    box.select_option(value=option.get_attribute("value"))


def invite(page: Page, partnership: str, person: str) -> None:
    """Let somebody with a role sign in."""
    page.goto(f"{partnership}members/")
    page.get_by_role("button").filter(has_text=f"Invite: {person}").click()
    is_told(page, f"{person} gets an e-mail")


def link_in(demo: Demo, *, to: str, about: str = "") -> str:
    """The first address of our own in the newest mail to somebody."""
    body = demo.wait_for_mail(to=to, about=about).get_body(("plain",))
    assert body is not None
    found = [link for link in LINK.findall(body.get_content()) if link.startswith(demo.url)]
    assert found, body.get_content()
    return found[0]


def come_in_by_mail(demo: Demo, page: Page, address: str) -> None:
    """Choose a password by the link in the invitation, and sign in with it."""
    page.goto(link_in(demo, to=address, about="Your account"))
    for box in page.locator("input[type=password]").all():
        box.fill(PASSWORD)
    press(page, "Save the password")
    sign_in_as(page, address, PASSWORD)
