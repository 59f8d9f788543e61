"""The ten questions in a partnership: answered for here, begun from others, seen side by side, carried over."""

from playwright.sync_api import expect

from e2e.accessibility import PHONE, faults
from e2e.running import ACCOUNTS
from e2e.steps import follow, is_told, press, sign_in_as

PLAN = "/partnerships/osken-water-and-land-partnership/plan/"
CONTRACTOR = "oisin.marchetti@lowbridge-haulage.example"


def row_of(page, question):
    """The row of one of the ten questions."""
    return page.locator(".question").filter(has_text=question)


def test_a_lead_answers_for_one_partnership_begins_from_others_and_lets_it_rest_again(sign_in):
    page = sign_in("manager")
    page.goto(PLAN)
    tools = row_of(page, "Which tools and systems")
    tools.get_by_role("link", name="Answer for here").click()
    page.get_by_label("Answer").fill("A shared folder for gauges, kept by the field office.")
    page.get_by_label("Evidence", exact=True).fill("The folder itself.")
    assert faults(page) == []
    press(page, "Save")
    is_told(page, "Saved.")
    expect(tools).to_contain_text("this partnership's own answer")
    assert faults(page) == []

    follow(page, "Which tools and systems help our people to partner?")
    expect(page.get_by_role("main")).to_contain_text("The folder itself.")
    assert faults(page) == []
    page.goto(PLAN)
    tools.get_by_role("link", name="Rest on the general one").click()
    press(page, "Let it rest")
    is_told(page, "It rests on your organisation's general answer now.")
    expect(tools).not_to_contain_text("this partnership's own answer")

    follow(page, "Begin from other answers")
    meaning = page.get_by_label("What does partnering mean in our organisation?")
    expect(meaning).to_be_checked()
    page.get_by_label("How do our people hear of the agreement").uncheck()
    assert faults(page) == []
    press(page, "Take them over")
    is_told(page, "taken over")
    expect(row_of(page, "What does partnering mean")).to_contain_text("this partnership's own answer")
    expect(row_of(page, "How do our people hear")).to_contain_text("general answer")


def test_plans_stand_side_by_side_on_a_phone_until_one_takes_a_question_back(sign_in, visit):
    page = sign_in("manager")
    page.set_viewport_size(PHONE)
    page.goto(PLAN)
    follow(page, "Beside our partners")
    capacity = page.get_by_role("row").filter(has_text="Do we have the people, time and money")
    expect(capacity).not_to_contain_text("not shared")
    assert faults(page) == []
    follow(page, "Choose what you share")
    page.get_by_label("Do we have the people, time and money").uncheck()
    assert faults(page) == []
    press(page, "Save")
    is_told(page, "You share")
    expect(capacity).to_contain_text("not shared")

    sponsor = visit()
    sign_in_as(sponsor, *ACCOUNTS["sponsor"])
    sponsor.goto(f"{PLAN}beside/")
    theirs = sponsor.get_by_role("row").filter(has_text="Do we have the people, time and money")
    expect(theirs).to_contain_text("not shared")
    expect(sponsor.get_by_role("main")).not_to_contain_text("field days from existing rotas")


def test_a_contractor_answers_what_is_asked_and_its_partner_reads_it(sign_in, visit):
    theirs = visit()
    sign_in_as(theirs, CONTRACTOR, ACCOUNTS["manager"][1])
    theirs.goto("/")
    follow(theirs, "How do our people hear of the agreement and of what it asks of them?")
    expect(theirs.get_by_role("main")).to_contain_text("Asked of you by Halden Foods")
    follow(theirs, "Change")
    theirs.get_by_label("Answer").fill("A minute at the start of each Monday's round.")
    assert faults(theirs) == []
    press(theirs, "Save")
    is_told(theirs, "Saved.")
    assert faults(theirs) == []

    sponsor = sign_in("sponsor")
    sponsor.goto("/organisations/")
    follow(sponsor, "Halden Foods")
    sponsor.get_by_role("navigation", name="Pages of this subject").get_by_role(
        "link", name="Engagement plan"
    ).click()
    follow(sponsor, "Our contractors' part")
    expect(sponsor.get_by_role("main")).to_contain_text("A minute at the start of each Monday's round.")
    assert faults(sponsor) == []
