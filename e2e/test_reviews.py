"""What partners see of each other: a relationship review, evidence beside what people say, and a survey from before."""

import csv
import io
import re
from datetime import date, timedelta
from pathlib import Path

from playwright.sync_api import expect

from e2e.accessibility import barriers, is_too_wide
from e2e.steps import follow, is_told, link_in, open_tab, press, start_partnership, turn_page
from readiness.framework_files import read_framework

PHONE = {"width": 390, "height": 844}
REVIEW = "How we work at the weir"
ASKED = [
    *(
        f"{name}@osken-rivers.example"
        for name in ("takumi.shin", "imran.dhaliwal", "matteo.moretti", "kenji.cho", "xiu.zhao")
    ),
    *(
        f"{name}@halden-foods.example"
        for name in ("rowan.hartley", "chidi.moyo", "jerzy.boyko", "anneke.brandt", "marek.kowalczyk")
    ),
]
FRAMEWORK = Path("readiness/frameworks/fit-for-partnering.toml")


def test_a_manager_reads_what_partners_see_differently(sign_in):
    page = sign_in("manager")
    page.goto("/partnerships/osken-water-and-land-partnership/")
    open_tab(page, "Readiness")
    page.get_by_role("link", name="Relationship reviews", exact=True).first.click()
    follow(page, "How we work together, second review")
    main = page.get_by_role("main")
    expect(main).to_contain_text("Osken Rivers Agency 4.1, Living Floodplains Trust")
    expect(main.get_by_role("heading", name="Wave after wave")).to_be_visible()
    expect(main).to_contain_text("Let the small partners set the agenda once in a while.")
    assert barriers(page) == []
    page.set_viewport_size(PHONE)
    assert not is_too_wide(page)


def test_a_manager_drafts_a_review_launches_it_and_takes_on_what_it_advises(sign_in, visit, demo):
    page = sign_in("manager")
    members = {"Halden Foods": "The factory beside it"}
    partnership = start_partnership(page, "Wetland at the weir", members)
    draft_a_review(page, partnership)
    page.reload()
    press(page, "Send the invitations")
    is_told(page, "The review has started.")
    review = page.url
    expect(page.get_by_role("main")).to_contain_text("Too few people have answered so far to tell how many")

    first, *others = ASKED
    answer_in_french(visit(viewport=PHONE), link_in(demo, to=first, about=REVIEW))
    outside = visit().request
    for number, address in enumerate(others):
        answer_quickly(outside, link_in(demo, to=address, about=REVIEW), 2 if number < 4 else 5)

    page.goto(review)
    follow(page, "Change")
    page.get_by_label("Reminders").fill("0")
    page.get_by_label("A last call on the day before the last one").uncheck()
    press(page, "Save")
    is_told(page, "No reminder leaves any more.")
    follow(page, "Close now")
    press(page, "Close the review")
    is_told(page, "The review is closed.")
    look_at_review(page)
    page.get_by_role("link", name=re.compile("^Take this on")).first.click()
    expect(page.get_by_role("main")).to_contain_text("All members see it as their joint action.")
    press(page, "Note the action")
    is_told(page, "The action is noted. All members see it.")


def draft_a_review(page, partnership):
    """Prepare a review of both members in two languages, and look it over."""
    page.goto(f"{partnership}reviews/")
    follow(page, "Start a review")
    page.get_by_label("Title", exact=False).first.fill(REVIEW)
    page.get_by_text("Title and opening words in other languages").click()
    page.get_by_label("Title (Français)").fill("La zone humide")
    page.get_by_label("First day").fill(str(date.today()))
    page.get_by_label("Last day").fill(str(date.today() + timedelta(days=14)))
    assert barriers(page) == []
    press(page, "Look whom it reaches")
    check = page.get_by_role("region", name="Before it goes out")
    expect(check).to_contain_text("People of all 2 members get it.")
    expect(check).to_contain_text("There are no opening words.")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert barriers(page) == []
    page.set_viewport_size(PHONE)
    assert not is_too_wide(page)
    follow(page, "See it as respondents do")
    expect(page.get_by_role("heading", name="Your answers are confidential")).to_be_visible()
    assert barriers(page) == []
    assert not is_too_wide(page)
    follow(page, "Back to the review")
    page.set_viewport_size({"width": 1366, "height": 850})


def answer_in_french(page, link):
    page.goto(link)
    press(page, "Français")
    expect(page.get_by_role("heading", name="La zone humide")).to_be_visible()
    follow(page, "Commencer")
    for question in page.locator("fieldset").all():
        question.locator("label").first.click()
    turn_page(page, "Passer aux questions")
    for _ in range(6):
        for question in page.locator("fieldset").all():
            question.locator("label").nth(3).click()
        turn_page(page, "Enregistrer et continuer")
    page.get_by_label("De quoi auriez-vous besoin").fill("Un calendrier commun.")
    assert barriers(page) == []
    press(page, "Envoyer mes réponses")
    expect(page.get_by_role("main")).to_contain_text("Merci")


def answer_quickly(request, link, value):
    """Send the same forms without a browser's window."""
    request.post(f"{link}about/", form={"unit": "yes", "level": "yes"})
    for number in range(1, 7):
        keys = set(re.findall(r'type="radio" name="(\w+)"', request.get(f"{link}{number}/").text()))
        request.post(f"{link}{number}/", form={**dict.fromkeys(keys, str(value)), "go": "on"})
    assert "your answers have been sent" in request.post(f"{link}review/", form={"comment": ""}).text()


def look_at_review(page):
    main = page.get_by_role("main")
    expect(main).to_contain_text("10 people answered.")
    expect(main).to_contain_text("Halden Foods 5.0, Osken Rivers Agency 2.4")
    expect(main).to_contain_text("Un calendrier commun.")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert barriers(page) == []
    page.set_viewport_size(PHONE)
    assert not is_too_wide(page)
    page.set_viewport_size({"width": 1366, "height": 850})
    address = page.get_by_role("link", name="One page (PDF)").get_attribute("href")
    assert page.request.get(address).headers["content-type"] == "application/pdf"


def test_a_lead_adds_evidence_and_sees_that_it_differs(sign_in):
    page = sign_in("manager")
    page.goto("/prepare/")
    assert barriers(page) == []
    follow(page, "Opinion and evidence")
    expect(page.get_by_role("main")).to_contain_text("there is more than people know")
    assert barriers(page) == []
    follow(page, "Add evidence")
    page.get_by_label("Area").select_option(label="Leadership")
    page.get_by_label("What it is").fill("Minutes of the directors")
    page.get_by_label("What it shows").fill("The partnership stood on four agendas of five.")
    page.get_by_label("5: there, and it is looked after").check()
    assert barriers(page) == []
    press(page, "Note it")
    is_told(page, "The evidence is noted.")
    assert barriers(page) == []
    page.goto("/readiness/evidence/")
    expect(page.get_by_role("region", name="Where they differ")).to_contain_text("Leadership")


def test_a_survey_from_another_tool_comes_in_and_goes_again(sign_in):
    page = sign_in("manager")
    page.goto("/readiness/import/")
    page.get_by_label("File").set_input_files(
        {"name": "before.csv", "mimeType": "text/csv", "buffer": from_another_tool()}
    )
    page.get_by_label("Framework").select_option("fit-for-partnering")
    press(page, "Look at the file")
    expect(page.get_by_role("main")).to_contain_text("Email Address")
    assert barriers(page) == []
    page.set_viewport_size(PHONE)
    assert not is_too_wide(page)
    press(page, "Go on to the words")
    page.get_by_label("Mostly so").select_option(label="4")
    assert barriers(page) == []
    press(page, "Go on and look")
    page.get_by_label("First day").fill("2024-03-01")
    page.get_by_label("Last day").fill("2024-03-15")
    page.get_by_label("People asked").fill("20")
    assert barriers(page) == []
    press(page, "Import now")
    is_told(page, "The survey is imported.")
    follow(page, "Undo the import")
    press(page, "Undo the import")
    is_told(page, "The import is undone.")


def from_another_tool() -> bytes:
    """Twelve people's answers with two lines of headings, as one of the big tools writes them."""
    questions = [question.text for question in read_framework(FRAMEWORK).questions]
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(["Respondent ID", "Email Address", *questions])
    writer.writerow(["", "", *["Response"] * len(questions)])
    for number in range(12):
        answers = ["Agree" if (number + place) % 3 else "Mostly so" for place in range(len(questions))]
        writer.writerow([number, f"person{number}@before.example", *answers])
    return text.getvalue().encode()
