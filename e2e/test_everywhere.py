"""Every page that navigation and tabs lead to is usable by all, and leads nowhere for those whom it doesn't concern."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from e2e.accessibility import barriers, is_too_wide
from e2e.steps import come_in_by_mail, follow, forgive, import_people, is_told, press

SAMPLE = "/partnerships/osken-water-and-land-partnership/"
NAVIGATION = "nav.sidebar-nav a, main nav.tabs a, .segmented a"
FIRST_OF_A_LIST = "main table tbody th a"
OUTSIDER = "otto.wren@drumlin-rail.example"


def paths(page, selector):
    """Where the links lead, without what is behind a question mark."""
    found = page.locator(selector).evaluate_all("links => links.map(link => link.href)")
    return [urlsplit(link).path for link in found if urlsplit(link).netloc == urlsplit(page.url).netloc]


@pytest.mark.parametrize(("role", "scheme"), [("manager", "light"), ("sponsor", "dark"), ("staff", "light")])
def test_every_page_in_reach_is_fit_for_all_and_for_a_phone(sign_in, role, scheme):
    page = sign_in(role)
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": 390, "height": 844})
    seen, waiting, faults = set(), ["/"], []
    while waiting:
        path = waiting.pop(0)
        if path in seen:
            continue
        seen.add(path)
        answer = page.goto(path)
        if answer.status != 200:
            faults.append((path, answer.status))
        faults += [(path, barrier) for barrier in barriers(page)]
        if is_too_wide(page):
            faults.append((path, "too wide"))
        waiting += paths(page, NAVIGATION)
        if path.count("/") == 2:
            waiting += paths(page, FIRST_OF_A_LIST)[:1]

    assert faults == []
    assert len(seen) > 8


def test_the_lead_of_another_organisation_finds_nothing_of_the_partnership(sign_in, visit, demo, complaints):
    page = sign_in("manager")
    people = f"organisation,sector,name,email\nDrumlin Rail,business,Otto Wren,{OUTSIDER}\n"
    import_people(page, "drumlin.csv", people.encode())
    page.goto("/people/?q=Otto+Wren")
    follow(page, "Otto Wren")
    press(page, "Make partnering lead")
    is_told(page, "leads the partnering of Drumlin Rail")
    press(page, "Invite to sign in")
    page.goto(SAMPLE)
    secret = {SAMPLE, *paths(page, "main nav.tabs a")}
    for path in sorted(secret):
        page.goto(path)
        secret.update(paths(page, "main nav.tabs a"))
    organisation = page.goto("/people/?q=Colette") and paths(page, FIRST_OF_A_LIST)[:1]

    theirs = visit()
    come_in_by_mail(demo, theirs, OUTSIDER)
    for path in [*secret, *organisation]:
        assert theirs.goto(path).status == 404, path
        expect(theirs.get_by_role("main")).not_to_contain_text("Osken")
    assert len(secret) > 8
    for path in ("/", "/partnerships/", "/organisations/", "/people/", "/actions/"):
        theirs.goto(path)
        expect(theirs.get_by_role("main")).not_to_contain_text("Osken")
        assert barriers(theirs) == []
    forgive(complaints, 404)


def test_names_of_any_length_stay_inside_their_page(sign_in):
    page = sign_in("manager")
    name = "Wasserwirtschaftsverbandsgeschäftsstellenleitungskonferenz" * 2
    people = f"organisation,sector,name,email\n{name} Nord,business,{name} Süd,sued@wasser.example\n"
    import_people(page, "long.csv", people.encode())
    page.set_viewport_size({"width": 390, "height": 844})

    for path in ("/organisations/?q=Wasserwirtschaft", "/people/?q=Wasserwirtschaft"):
        page.goto(path)
        assert not is_too_wide(page), path
        page.goto(paths(page, FIRST_OF_A_LIST)[0])
        assert not is_too_wide(page), page.url
    page.goto("/search/?q=Wasserwirtschaft")
    assert not is_too_wide(page)
