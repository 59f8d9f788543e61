"""The first hour of a partnership manager: a register from a file, a partnership, a working group, sponsors."""

import csv
import io

from openpyxl import Workbook, load_workbook
from playwright.sync_api import expect

from e2e.accessibility import barriers
from e2e.steps import (
    choose,
    follow,
    give_role,
    import_people,
    is_told,
    open_tab,
    press,
    start_partnership,
    upload,
)

HEADINGS = ["organisation", "sector", "country", "unit", "parent unit", "name", "email", "job title", "level"]
COUNCIL = ["Tarn Valley Council", "government", "Australia"]
MILLS = ["Tarn Mills", "business", "Australia"]
PEOPLE = [
    [*COUNCIL, "Rivers", "", "Ilse Brandt", "ilse.brandt@tarn-council.example", "Director", "executive"],
    [
        *COUNCIL,
        "Gauges",
        "Rivers",
        "Moses Achieng",
        "moses.achieng@tarn-council.example",
        "Engineer",
        "staff",
    ],
    [*MILLS, "Works", "", "Petra Lindqvist", "petra.lindqvist@tarn-mills.example", "Manager", "manager"],
    [*MILLS, "Board", "", "Oscar Nwosu", "oscar.nwosu@tarn-mills.example", "Chair", "executive"],
]


def as_csv(rows):
    text = io.StringIO()
    csv.writer(text).writerows([HEADINGS, *rows])
    return text.getvalue().encode()


def as_xlsx(rows):
    book = Workbook()
    for row in [HEADINGS, *rows]:
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def test_a_bad_row_is_named_before_anything_is_changed(sign_in):
    page = sign_in("manager")
    bad = ["Hollow Weir Trust", "community", "", "", "", "Nora Quist", "nora.quist-at-home", "", "staff"]

    upload(page, "weir.csv", as_csv([bad]))

    row = page.get_by_role("row").filter(has_text="email")
    expect(row).to_contain_text("2")
    expect(row).to_contain_text("e-mail address")
    expect(page.get_by_role("button", name="Import now")).to_have_count(0)
    assert barriers(page) == []

    press(page, "Throw the file away")
    is_told(page, "Nothing was changed.")
    page.goto("/organisations/?q=Hollow+Weir")
    expect(page.get_by_role("main")).not_to_contain_text("Hollow Weir Trust")


def test_the_same_people_twice_change_nothing_the_second_time(sign_in):
    page = sign_in("manager")
    rows = [
        ["Reed Bank", "other", "", "Shore", "", "Anouk Vidal", "anouk.vidal@reed-bank.example", "", "staff"]
    ]

    import_people(page, "reed.xlsx", as_xlsx(rows))
    expect(page.get_by_role("link", name="Reed Bank")).to_be_visible()

    for again in ("reed.xlsx", as_xlsx(rows)), ("reed.csv", as_csv(rows)):
        upload(page, *again)
        expect(page.get_by_text("Nothing to change")).to_be_visible()
        press(page, "Throw the file away")

    page.goto("/people/?q=Anouk")
    expect(page.get_by_role("link", name="Anouk Vidal")).to_have_count(1)


def test_the_templates_download_with_the_columns_that_the_import_reads(sign_in):
    page = sign_in("manager")
    page.goto("/import/")

    with page.expect_download() as coming:
        follow(page, "Template as CSV")
    first_line = coming.value.path().read_text("utf-8-sig").splitlines()[0].split(",")
    with page.expect_download() as coming:
        follow(page, "Template for Excel (XLSX)")
    first_row = [
        cell.value for cell in load_workbook(io.BytesIO(coming.value.path().read_bytes())).worksheets[0][1]
    ]

    assert set(HEADINGS) <= set(first_line)
    assert first_row == first_line


def test_from_a_file_to_a_partnership_with_a_group_and_sponsors(sign_in):
    page = sign_in("manager")

    upload(page, "tarn.csv", as_csv([*PEOPLE, [*MILLS, "Works", "", "Nobody", "no address", "", "staff"]]))
    page.get_by_label("leave out the bad").check()
    press(page, "Import now")
    expect(page.get_by_text("1 bad row was left out.")).to_be_visible(timeout=30_000)
    expect(page.get_by_role("row", name="People")).to_contain_text("4")

    address = start_partnership(
        page, "Tarn Clean Water", {"Tarn Valley Council": "Regulator", "Tarn Mills": "Funder"}
    )
    card = page.get_by_role("region", name="Tarn Mills")
    expect(card).to_contain_text("Funder")
    expect(card).to_contain_text("No senior sponsor is named.")

    open_tab(page, "Working groups")
    follow(page, "Start a working group")
    page.get_by_label("Name").fill("Gauging group")
    press(page, "Start")
    for organisation, person in [("Tarn Valley Council", "Moses Achieng"), ("Tarn Mills", "Vacant")]:
        follow(page, "Add a seat")
        page.get_by_label("Organisation").select_option(label=organisation)
        choose(page, "Held by", person)
        press(page, "Add the seat")
    seats = page.get_by_role("region", name="Seats")
    expect(seats.get_by_role("row", name="Tarn Valley Council")).to_contain_text("Moses Achieng")
    expect(seats.get_by_role("row", name="Tarn Mills")).to_contain_text("vacant")
    assert barriers(page) == []

    give_role(page, address, "Ilse Brandt", "Senior sponsor")
    give_role(page, address, "Oscar Nwosu", "Senior sponsor")
    expect(card).to_contain_text("Oscar Nwosu")
    expect(card).not_to_contain_text("No senior sponsor is named.")
    assert barriers(page) == []
