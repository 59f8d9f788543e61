"""From a result to action: what stands out, a step taken on, what earlier steps led to, and one page to hand over."""

import re

from playwright.sync_api import expect
from pypdf import PdfReader

from e2e.accessibility import faults
from e2e.steps import follow, is_told, press

TITLE, EARLIER = "Are we ready to work with others?", "Are we ready for what we signed?"
ADVICE = "Agree with partners on the question before anybody brings an answer."


def open_result(page):
    page.goto("/readiness/")
    follow(page, TITLE)
    expect(page.get_by_role("heading", name=TITLE)).to_be_visible()
    return page.url


def test_a_manager_reads_what_stands_out_takes_a_step_and_sees_what_earlier_ones_led_to(sign_in):
    page = sign_in("manager")
    result = open_result(page)
    stands_out = page.get_by_role("region", name="What stands out")
    expect(stands_out).to_contain_text("New skills has risen from 2.6 to 3.2 since the last time")
    expect(stands_out).to_contain_text("Done since: “Offer a short course in partnering")
    skills = page.get_by_role("region", name="Since the last survey").get_by_role("row", name="New skills")
    expect(skills).to_contain_text("better")
    expect(skills).to_contain_text(re.compile(r"done \d+ \w+ \d{4}"))
    assert faults(page) == []
    folded = page.get_by_role("main").locator("details:not([open])")
    before = folded.count()
    assert before
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    expect(folded).to_have_count(0)
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    expect(folded).to_have_count(before)

    page.get_by_role("link", name=re.compile(f"Take this on.*{re.escape(ADVICE)}")).click()
    page.get_by_label("Owner").select_option(index=1)
    press(page, "Note the action")
    is_told(page, "The action is noted.")
    expect(page.get_by_role("region", name="Why it was taken on")).to_contain_text("New thinking")
    assert faults(page) == []

    follow(page, TITLE)
    assert page.url == result
    advice = page.get_by_role("region", name="What to do about it")
    expect(advice).to_contain_text("Taken on")
    expect(advice.get_by_role("link", name=ADVICE, exact=True)).to_be_visible()

    with page.expect_download() as coming:
        follow(page, "One page (PDF)")
    pages = PdfReader(coming.value.path()).pages
    assert len(pages) == 1
    assert ADVICE[:40] in re.sub(r"\s+", " ", pages[0].extract_text())


def test_a_manager_compares_rounds_and_groups_and_sorts_comments(sign_in):
    page = sign_in("manager")
    open_result(page)
    follow(page, "Compare")
    groups = page.get_by_role("region", name="Units and levels")
    expect(groups.get_by_role("columnheader", name="Executive")).to_be_visible()
    groups.get_by_role("checkbox", name="Executive", exact=True).uncheck()
    groups.get_by_role("checkbox", name="Manager", exact=True).check()
    groups.get_by_role("button", name="Compare").click()
    expect(groups.get_by_role("columnheader", name="Manager")).to_be_visible()
    expect(groups.get_by_role("columnheader", name="Executive")).to_have_count(0)
    expect(page.get_by_role("region", name="Round by round").locator("figure.chart svg")).to_be_visible()
    expect(page.get_by_role("region", name=re.compile(f"Since {re.escape(EARLIER)}"))).to_be_visible()
    assert faults(page) == []

    open_result(page)
    follow(page, "Read and sort them all")
    first = page.get_by_label(re.compile("of comment 1$"))
    first.fill("Somewhere to begin")
    press(page, "Save the themes")
    is_told(page, "The themes of these comments are saved.")
    follow(page, "Somewhere to begin 1")
    expect(page.get_by_role("heading", name="Comments about “Somewhere to begin”")).to_be_visible()
    expect(page.get_by_role("main").locator(".letter")).to_have_count(1)
    assert faults(page) == []
