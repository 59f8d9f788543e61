"""What is due reaches the people whom it waits for, by mail."""

from playwright.sync_api import expect

from e2e.accessibility import barriers
from e2e.steps import LINK, follow


def test_somebody_with_late_actions_gets_one_mail_whose_links_open_them(sign_in, demo):
    # The timetable rings this every five minutes; nobody has to wait for it here.
    demo.ring("engagement.nudge")
    mail = demo.wait_for_mail(to="manager@demo.example", about="Reminder:")

    page = sign_in("manager")
    page.goto("/")
    page.get_by_role("link", name="Demo: sent mail").click()
    page.get_by_role("searchbox").fill("manager@demo.example")
    page.get_by_role("searchbox").press("Enter")
    assert barriers(page) == []
    follow(page, mail["Subject"])
    expect(page.get_by_role("heading", level=1)).to_have_text(mail["Subject"])
    assert barriers(page) == []

    text = mail.get_body(("plain",)).get_content()
    links = [link for link in LINK.findall(text) if link.startswith(demo.url)]
    assert links
    for link in links:
        answer = page.goto(link)
        assert answer.status == 200, link
        assert "/accounts/login/" not in page.url
