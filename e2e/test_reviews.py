"""What partners see of each other: a relationship review, evidence beside what people say, and a survey from before."""

import csv
import io
from pathlib import Path

from playwright.sync_api import expect

from e2e.accessibility import barriers, is_too_wide
from e2e.steps import follow, is_told, open_tab, press
from readiness.framework_files import read_framework

PHONE = {"width": 390, "height": 844}
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
