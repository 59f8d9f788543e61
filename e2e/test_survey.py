"""A survey from its start to its result: by mail, on phones, with and without scripts, and confidential throughout."""

import re

from playwright.sync_api import expect

from e2e.accessibility import barriers, is_too_wide
from e2e.steps import follow, forgive, is_told, link_in, press, turn_page

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
AREAS = 6
TITLE = "How ready are we"
MANY, FEW, FEWER = "Water Allocation", "River Health", "Regulation and Licensing"
ASKED = {
    MANY: [
        "takumi.shin",
        "olivier.theriault",
        "piotr.jankowski",
        "abena.adeyemi",
        "piotr.lysenko",
        "xiu.zhao",
    ],
    FEW: ["rebecca.redfern", "imran.dhaliwal", "matteo.moretti"],
    FEWER: ["esteban.espinoza", "kenji.cho"],
}
ON_A_PHONE, ON_A_TRAIN, WITHOUT_SCRIPTS, *OTHERS = [
    f"{name}@osken-rivers.example" for names in ASKED.values() for name in names
]


def test_a_survey_runs_from_the_first_mail_to_the_result(sign_in, visit, demo, complaints):
    page = sign_in("manager")
    campaign = start(page)

    outside = visit().request
    scan(outside, link_in(demo, to=ON_A_PHONE, about=TITLE))
    answer_on_a_train(visit, demo, complaints)
    answer_on_a_phone_in_two_goes(visit, demo, complaints)
    answer_without_scripts(visit, demo)
    for n, address in enumerate(OTHERS):
        answer_quickly(outside, link_in(demo, to=address, about=TITLE), 2 + n % 4)

    page.goto(campaign)
    expect(page.get_by_role("main")).to_contain_text("No result is shown before the survey is closed.")
    expect(page.locator("figure.chart")).to_have_count(0)
    follow(page, "Close now")
    press(page, "Close the survey")
    is_told(page, "The survey is closed.")
    look_at_result(page)

    late = visit(**PHONE)
    answer = late.goto(link_in(demo, to=ON_A_PHONE, about=TITLE))
    assert answer.status == 200
    expect(late.get_by_role("main")).to_contain_text("your answers have been sent")


def start(page):
    """Ask three units about the six attributes, after a look at whom it reaches."""
    page.goto("/readiness/")
    follow(page, "Start a survey")
    page.get_by_role("radio", name=re.compile("six attributes", re.IGNORECASE)).check()
    page.locator("input[name=title]").fill(TITLE)
    page.get_by_role("radio", name="Confidential").check()
    for unit in ASKED:
        page.get_by_label(unit, exact=True).check()
    assert barriers(page) == []
    press(page, "See whom it reaches")
    expect(page.get_by_role("region", name="Before it goes out")).to_contain_text("28 people")
    assert barriers(page) == []
    press(page, "Send the invitations")
    is_told(page, "The survey has started.")
    return page.url


def scan(request, link):
    """What a mail scanner does with a link: it must stay whole."""
    assert request.head(link).status == 200
    for _ in range(2):
        assert request.get(link).status == 200


def answer_on_a_phone_in_two_goes(visit, demo, complaints):
    link = link_in(demo, to=ON_A_PHONE, about=TITLE)
    page = visit(**PHONE)
    page.goto(link)
    expect(page.get_by_role("heading", name="Your answers are confidential")).to_be_visible()
    is_fit_for_a_phone(page)
    follow(page, "Begin")
    is_fit_for_a_phone(page)
    agree(page)
    is_fit_for_a_phone(page)
    for question in page.locator("fieldset").all():
        with page.expect_response(lambda answer: answer.request.method == "POST"):
            question.locator("label").nth(2).click()
    expect(page.locator("#saved")).to_contain_text("Saved.")
    page.context.close()

    page = visit(**PHONE)
    page.goto(link)
    follow(page, "Go on where you left off")
    expect(page.get_by_text(f"Part 2 of {AREAS}")).to_be_visible()
    page.goto(f"{link}1/")
    for question in page.locator("fieldset").all():
        expect(question.get_by_role("radio").nth(2)).to_be_checked()
    be_slow(page)
    asking_to_go_on = []
    page.on(
        "request", lambda one: asking_to_go_on.append(one.url) if "go=on" in (one.post_data or "") else None
    )
    for _ in range(AREAS - 1):
        turn_page(page, "Save and go on")
        choose_all(page, 3)
    turn_page(page, "Save and go on")
    assert len(asking_to_go_on) == AREAS, "Once per page, however many choices were still on their way"
    is_fit_for_a_phone(page)
    page.get_by_label("Anything else").fill("More time on the river, please.")
    press(page, "Send my answers")
    expect(page.get_by_role("main")).to_contain_text("Thank you: your answers have been sent")
    is_fit_for_a_phone(page)

    again = page.request.post(f"{link}review/", form={"comment": "Once more"})
    assert again.ok
    assert "your answers have been sent" in again.text()
    assert complaints == []


def answer_on_a_train(visit, demo, complaints):
    """With a network that goes and comes: nothing that was chosen or written is lost, and it is sent once."""
    page = visit(**PHONE)
    page.goto(link_in(demo, to=ON_A_TRAIN, about=TITLE))
    follow(page, "Begin")
    agree(page)
    unsaved = page.get_by_role("alert")
    page.context.set_offline(True)
    choose_all(page, 1)
    press(page, "Save and go on")
    expect(unsaved).to_contain_text("Not saved yet: there is no connection.")
    press(page, "Try again now")
    expect(unsaved).to_be_visible()
    is_fit_for_a_phone(page)
    page.context.set_offline(False)
    page.wait_for_url("**/2/")
    for _ in range(AREAS - 1):
        choose_all(page, 1)
        turn_page(page, "Save and go on")

    comment = page.get_by_label("Anything else")
    comment.fill("Written in a tunnel.")
    turn_page(page, "Back")
    turn_page(page, "Save and go on")
    expect(comment).to_have_value("Written in a tunnel.")
    expect(page.get_by_text("Not answered yet")).to_have_count(0)
    page.context.set_offline(True)
    press(page, "Send my answers")
    expect(unsaved).to_contain_text("Not sent yet: there is no connection.")
    is_fit_for_a_phone(page)
    page.context.set_offline(False)
    expect(page.get_by_role("main")).to_contain_text("Thank you: your answers have been sent")
    assert all("ERR_INTERNET_DISCONNECTED" in one or "htmx:sendError" in one for one in complaints), (
        complaints
    )
    complaints.clear()


def be_slow(page):
    """A network on which people choose faster than what they chose arrives."""
    page.context.new_cdp_session(page).send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": 150, "downloadThroughput": -1, "uploadThroughput": -1},
    )


def choose_all(page, place):
    """The same choice for each question of the page."""
    for question in page.locator("fieldset").all():
        question.locator("label").nth(place).click()


def answer_without_scripts(visit, demo):
    page = visit(**PHONE, java_script_enabled=False)
    page.goto(link_in(demo, to=WITHOUT_SCRIPTS, about=TITLE))
    follow(page, "Begin")
    agree(page)
    for _ in range(AREAS):
        for question in page.locator("fieldset").all():
            question.locator("label").nth(1).click()
        turn_page(page, "Save and go on")
    expect(page.get_by_text("Not answered yet")).to_have_count(0)
    press(page, "Send my answers")
    expect(page.get_by_role("main")).to_contain_text("Thank you: your answers have been sent")


def agree(page):
    """Let the unit count, but not the level."""
    unit, level = page.locator("fieldset").all()
    unit.locator("label").first.click()
    level.locator("label").last.click()
    turn_page(page, "On to the questions")
    expect(page.get_by_text(f"Part 1 of {AREAS}")).to_be_visible()


def answer_quickly(request, link, value):
    """Send the same forms without a browser's window."""
    request.post(f"{link}about/", form={"unit": "yes", "level": "no"})
    for number in range(1, AREAS + 1):
        page = request.get(f"{link}{number}/").text()
        keys = set(re.findall(r'type="radio" name="(\w+)"', page))
        assert keys
        request.post(f"{link}{number}/", form={**dict.fromkeys(keys, str(value)), "go": "on"})
    sent = request.post(f"{link}review/", form={"comment": ""})
    assert "your answers have been sent" in sent.text()


def look_at_result(page):
    main = page.get_by_role("main")
    expect(main).to_contain_text(f"{sum(map(len, ASKED.values()))} of 28 people answered.")
    expect(page.get_by_role("region", name="At a glance").locator("figure.chart svg")).to_be_visible()
    expect(page.get_by_role("region", name="Figures by area").get_by_role("row")).to_have_count(AREAS + 1)
    expect(main).to_contain_text("More time on the river, please.")

    units = page.get_by_role("region", name="By unit")
    expect(units.get_by_role("row", name=MANY).first).to_contain_text(re.compile(r"\d\.\d"))
    for unit in (FEW, FEWER):
        row = units.get_by_role("row", name=unit).first
        expect(row).to_contain_text("–")
        expect(row).not_to_contain_text(re.compile(r"\d"))
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert barriers(page) == []


def is_fit_for_a_phone(page):
    assert barriers(page) == []
    assert not is_too_wide(page)


def test_the_survey_that_waits_for_the_staff_member_opens_from_the_mail(visit, demo):
    demo.ring("engagement.nudge")
    page = visit(**PHONE)
    page.goto(link_in(demo, to="staff@demo.example", about="How we work with others"))

    follow(page, "Begin")
    for question in page.locator("fieldset").all():
        question.locator("label").last.click()
    turn_page(page, "On to the questions")

    while page.get_by_role("button", name="Send my answers").count() == 0:
        for question in page.locator("fieldset").all():
            question.locator("label").first.click()
        turn_page(page, "Save and go on")
    press(page, "Send my answers")
    expect(page.get_by_role("main")).to_contain_text("Thank you: your answers have been sent")


def test_a_broken_link_says_what_to_do(page, complaints):
    answer = page.goto("/survey/not-a-real-link/")

    assert answer.status == 404
    expect(page.get_by_role("main")).to_contain_text("Open it from the mail again")
    forgive(complaints, 404)
