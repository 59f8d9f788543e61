"""The report that a manager hands over, and the first page on which a sponsor finds the same."""

import re

from playwright.sync_api import expect
from pypdf import PdfReader

from e2e.accessibility import barriers, is_too_wide
from e2e.steps import press

PARTNERSHIP = "Osken Water and Land Partnership"


def report_of(page):
    """Ask for the report, watch it being made, and read it."""
    page.goto("/")
    press(page, "Traction report")
    state = page.locator("#report-state")
    expect(state).to_have_attribute("aria-live", "polite")
    expect(state).to_contain_text("Your report is ready", timeout=90_000)
    with page.expect_download() as coming:
        page.get_by_role("link", name="Download the PDF").click()
    path = coming.value.path()
    assert path.read_bytes().startswith(b"%PDF")
    pages = PdfReader(path).pages
    return [re.sub(r"\s+", " ", one.extract_text()) for one in pages]


def test_a_manager_gets_a_report_of_several_pages_with_findings_and_actions(sign_in):
    page = sign_in("manager")

    texts = report_of(page)

    assert len(texts) >= 2
    assert PARTNERSHIP in texts[0]
    assert "Findings" in " ".join(texts)
    assert barriers(page) == []


def test_a_sponsor_sees_on_one_screen_what_the_report_says(sign_in):
    page = sign_in("sponsor")
    page.goto("/")
    expect(page.get_by_role("link", name=PARTNERSHIP).first).to_be_visible()
    figure = page.get_by_role("region", name="At a glance").locator("svg text").first.text_content().strip()
    asked = (
        page.get_by_role("region", name="What is asked of you").locator("ol a, ol strong").all_inner_texts()
    )
    verdict = page.locator(".verdict").inner_text()
    page.set_viewport_size({"width": 390, "height": 844})
    assert not is_too_wide(page)

    texts = report_of(page)

    assert f"{figure} of 100" in texts[0]
    assert verdict in texts[0]
    assert asked
    assert all(ask in texts[0] for ask in asked[:1])
