"""An agreement from the first draft to the first action, signed by people who were invited for it."""

from playwright.sync_api import expect

from e2e.accessibility import barriers
from e2e.steps import (
    choose,
    come_in_by_mail,
    follow,
    forgive,
    give_role,
    import_people,
    invite,
    is_told,
    link_in,
    open_tab,
    press,
    start_partnership,
)

PEOPLE = b"""organisation,sector,unit,name,email,level
Lumen Port Authority,government,Harbour,Hedda Falk,hedda.falk@lumen-port.example,executive
Lumen Port Authority,government,Harbour,Ines Duarte,ines.duarte@lumen-port.example,staff
Quay Traders,business,Office,Abel Okoro,abel.okoro@quay-traders.example,executive
"""
SIGNATORIES = {
    "Hedda Falk": ("hedda.falk@lumen-port.example", "Harbour Master"),
    "Abel Okoro": ("abel.okoro@quay-traders.example", "Managing Director"),
}


def test_an_agreement_is_drafted_signed_by_both_and_acted_on(sign_in, visit, demo, complaints):
    page = sign_in("manager")
    import_people(page, "port.csv", PEOPLE)
    members = {"Lumen Port Authority": "Host", "Quay Traders": "Funder"}
    partnership = start_partnership(page, "Lumen Quiet Harbour", members)
    for person in SIGNATORIES:
        give_role(page, partnership, person, "Senior sponsor")
        invite(page, partnership, person)

    agreement = draft(page)
    name_signatories(page)
    commit(page, "Lumen Port Authority", "Shore power at two berths", "2031-03-31")
    commit(page, "Quay Traders", "Ships that run on shore power", "2031-06-30")
    put_out(page)

    for n, (person, (address, authority)) in enumerate(SIGNATORIES.items()):
        theirs = visit()
        come_in_by_mail(demo, theirs, address)
        theirs.goto(link_in(demo, to=address, about="sign"))
        sign(theirs, person, authority, is_last=n == 1)
        forgive(complaints, 422)

    page.goto(agreement)
    expect(page.get_by_role("list", name="How far the agreement is")).to_contain_text("In force")
    expect(page.get_by_role("region", name="Who knew of it at signing")).to_contain_text("6 of 80")
    plan(page)


def draft(page):
    open_tab(page, "Agreements")
    follow(page, "Draft an agreement")
    page.get_by_label("Title").fill("A quiet harbour by 2031")
    for not_yet in ("Quay Traders", "Osken Rivers Agency"):
        page.get_by_label(not_yet).uncheck()
    page.get_by_label("Purpose").fill("Nobody along the quay is woken by a ship.")
    page.get_by_label("To be reviewed on").fill("2030-01-15")
    press(page, "Start")
    is_told(page, "The draft is there.")
    address = page.url
    expect(page.get_by_role("region", name="Before it can be signed")).to_contain_text("Say what it covers.")

    follow(page, "Add a party")
    page.get_by_label("Organisation").select_option(label="Quay Traders")
    press(page, "Add")
    is_told(page, "Quay Traders is a party now.")

    follow(page, "Edit the words")
    page.get_by_label("Scope").fill("All berths of the old harbour, by day and by night.")
    press(page, "Save")
    is_told(page, "Saved.")
    return address


def name_signatories(page):
    for person, (_, authority) in SIGNATORIES.items():
        follow(page, "Name a signatory")
        choose(page, "Person", person)
        page.get_by_label("Signs as").fill(authority)
        press(page, "Name")
        is_told(page, f"{person} signs for")


def commit(page, organisation, text, due_on):
    follow(page, "Add a commitment")
    page.get_by_label("Organisation").select_option(label=organisation)
    page.get_by_label("Kind").select_option(label="In kind")
    page.get_by_label("What it commits").fill(text)
    page.get_by_label("Due on").fill(due_on)
    press(page, "Add")
    is_told(page, "The commitment is in the draft.")


def put_out(page):
    assert barriers(page) == []
    follow(page, "Put out for signature")
    expect(page.get_by_role("main")).to_contain_text("Nothing stands in the way.")
    press(page, "Put out for signature")
    is_told(page, "It is out for signature.")
    expect(page.get_by_role("region", name="Signatures")).to_contain_text("0 of 2")


def sign(page, person, authority, *, is_last):
    expect(page.get_by_role("main")).to_contain_text(f"You sign as {person}, {authority}.")
    assert barriers(page) == []
    page.get_by_label("How many people in your organisation know").fill("3")
    page.get_by_label("How many people does your organisation have").fill("40")
    press(page, "Sign")
    expect(page.get_by_text("Tick this to sign.")).to_be_visible()

    page.get_by_label("I have read the agreement").check()
    press(page, "Sign")
    is_told(page, "in force from today" if is_last else "once everybody has")


def plan(page):
    follow(page, "Turn commitments into actions")
    row = page.get_by_role("group", name="Shore power at two berths")
    row.get_by_label("What is to be done").fill("Ask three firms for shore power")
    row.get_by_label("Owner").select_option(label="Hedda Falk")
    row.get_by_label("Due on").fill("2030-02-01")
    assert barriers(page) == []
    press(page, "Note the actions")
    is_told(page, "1 action is noted.")
    commitment = page.get_by_role("row", name="Shore power at two berths")
    expect(commitment).to_contain_text("Hedda Falk")

    follow(page, "Ask three firms for shore power")
    facts = page.get_by_role("main")
    expect(facts).to_contain_text("1 Feb 2030")
    expect(facts).to_contain_text("Hedda Falk")
    expect(facts).to_contain_text("Shore power at two berths")
