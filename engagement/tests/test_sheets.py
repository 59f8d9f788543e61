"""Sign-in sheets by QR code: one answer for everybody, names matched by who keeps the sheet, and closed ones."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from conftest import make_person
from engagement.models import HeadCount, Interaction, SheetEntry, SignInSheet
from engagement.services import sheets as services
from engagement.tests.builders import meet
from partnering import access
from partnering.errors import DomainError
from partnering.services.meetings import plan_meeting


@pytest.fixture
def thing(cast):
    return meet(cast, "amina", on=access.today())


@pytest.fixture
def sheet(cast, thing):
    return opened(cast, thing)


def opened(cast, thing, **days):
    given = {"first_day": access.today(), "last_day": access.today()} | days
    return services.open_sheet(thing=thing, by=cast.users["amina"], **given)


def address(sheet):
    return reverse("engagement:sign-here", args=[sheet.token()])


def page_of(client, cast, sheet, who="amina"):
    client.force_login(cast.users[who])
    return client.get(reverse("engagement:sheet", args=[sheet.pk])).content.decode()


def take(client, cast, sheet, **values):
    client.force_login(cast.users["amina"])
    return client.post(reverse("engagement:sheet", args=[sheet.pk]), values)


def test_with_an_account_one_tap_is_enough_and_a_second_one_changes_nothing(client, cast, sheet, thing):
    client.force_login(cast.users["dana"])
    assert "I am here: Dana" in client.get(address(sheet)).content.decode()
    for _again in range(2):
        assert "You are on the list" in client.post(address(sheet), {"with_account": 1}).content.decode()

    assert "1 signed" in page_of(client, cast, sheet)
    assert take(client, cast, sheet).status_code == 302

    assert cast.people["dana"] in thing.people.all()
    assert not SheetEntry.objects.exists()


def test_the_answer_is_the_same_for_who_is_known_and_who_is_not(client, cast, sheet):
    typed = [
        {"email": cast.people["chidi"].email},
        {"email": "nobody@elsewhere.example"},
        {"name": "Chidi"},
        {"name": "Nobody"},
    ]
    answers = {client.post(address(sheet), one).content for one in typed}

    assert len(answers) == 1
    assert SheetEntry.objects.count() == 4
    assert SheetEntry.objects.filter(person__isnull=False).count() == 0


def test_who_keeps_the_sheet_notes_the_known_matches_some_and_counts_the_rest(client, cast, sheet, thing):
    gita = [make_person(cast.utility, f"Gita {name}") for name in ("Bose", "Rao")][1]
    for typed in ("Chidi", "Gita", "A Guest", "Another Guest", "Mickey Mouse"):
        services.sign(sheet=sheet, name=typed)
    entries = {one.name: f"entry-{one.pk}" for one in SheetEntry.objects.all()}
    page = page_of(client, cast, sheet)
    assert "Gita Rao · Water Utility" in page

    values = {
        entries["Gita"]: gita.pk,
        entries["A Guest"]: "count",
        entries["Mickey Mouse"]: "drop",
    }
    refused = take(client, cast, sheet, **values)
    assert refused.status_code == 422
    assert "to which organisation" in refused.content.decode()
    take(client, cast, sheet, **values, organisation=cast.university.pk)

    assert set(thing.people.all()) == {cast.people["amina"], cast.people["chidi"], gita}
    assert [(one.organisation, one.number) for one in HeadCount.objects.all()] == [(cast.university, 1)]
    assert [one.name for one in SheetEntry.objects.all()] == ["Another Guest"]


def test_a_partners_staff_is_not_matched_by_what_they_type_and_is_a_number_with_their_account(client, cast):
    thing = meet(cast, "dana", on=access.today())
    Interaction.objects.update(logged_by=cast.users["dana"])
    sheet = opened(cast, thing)
    services.sign(sheet=sheet, email=cast.people["chidi"].email)
    assert "Chidi<" not in page_of(client, cast, sheet, "dana")
    assert "Chidi ·" not in page_of(client, cast, sheet, "dana")

    services.sign(sheet=sheet, person=cast.people["chidi"])
    page = page_of(client, cast, sheet, "dana")

    assert "1 person of a partner, with their account" in page
    assert "Chidi<" not in page
    client.post(reverse("engagement:sheet", args=[sheet.pk]), {})
    assert cast.people["chidi"] in thing.people.all()


def test_nobody_is_posted_whom_the_keeper_may_not_see(client, cast):
    thing = meet(cast, "dana", on=access.today())
    Interaction.objects.update(logged_by=cast.users["dana"])
    sheet = opened(cast, thing)
    services.sign(sheet=sheet, name="Somebody")
    client.force_login(cast.users["dana"])

    values = {f"entry-{SheetEntry.objects.get().pk}": cast.people["chidi"].pk}
    assert client.post(reverse("engagement:sheet", args=[sheet.pk]), values).status_code == 422
    assert cast.people["chidi"] not in thing.people.all()


def test_somebody_of_elsewhere_stops_all_of_it_with_the_reason(client, cast, sheet, thing):
    for who in ("eve", "dana"):
        services.sign(sheet=sheet, person=cast.people[who])

    response = take(client, cast, sheet)

    assert "was not a member" in response.content.decode()
    assert set(thing.people.all()) == {cast.people["amina"]}
    assert SheetEntry.objects.count() == 2


def test_a_sheet_takes_names_on_its_days_until_it_is_closed_and_reopens_at_a_new_address(client, cast, thing):
    tomorrow = access.today() + timedelta(days=1)
    sheet = opened(cast, thing, first_day=tomorrow, last_day=tomorrow)
    early = client.post(address(sheet), {"name": "Early"})
    assert (early.status_code, SheetEntry.objects.count()) == (410, 0)

    sheet = opened(cast, thing)
    before = address(sheet)
    services.close_sheet(sheet=sheet, by=cast.users["amina"])
    assert client.get(before).status_code == 410
    again = opened(cast, thing)
    assert client.get(before).status_code == 404
    assert client.get(address(again)).status_code == 200


@pytest.mark.parametrize("change", [lambda token: token[:-1], lambda token: f"x{token}", lambda token: "x:y"])
def test_a_guessed_address_opens_nothing(client, sheet, change):
    assert client.get(reverse("engagement:sign-here", args=[change(sheet.token())])).status_code == 404


def test_a_sheet_has_an_end(cast, sheet, monkeypatch):
    monkeypatch.setattr(services, "MOST_ENTRIES", 1)
    services.sign(sheet=sheet, name="One")
    with pytest.raises(DomainError, match="full"):
        services.sign(sheet=sheet, name="Two")
    with pytest.raises(DomainError, match="31 days"):
        opened(cast, sheet.thing, last_day=access.today() + timedelta(days=32))
    with pytest.raises(DomainError, match="before the first"):
        opened(cast, sheet.thing, last_day=access.today() - timedelta(days=1))


def test_a_forged_tap_is_refused(cast, sheet):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.users["dana"])

    assert browser.get(address(sheet))["Referrer-Policy"] == "same-origin"
    assert browser.post(address(sheet), {"with_account": 1}).status_code == 403
    assert not SheetEntry.objects.exists()


def test_an_empty_form_is_told_what_is_missing(client, sheet):
    response = client.post(address(sheet), {"name": " "})

    assert response.status_code == 422
    assert "Type your name" in response.content.decode()


def test_too_many_at_once_from_one_address_are_held_back(client, sheet, monkeypatch):
    monkeypatch.setattr("engagement.views.sheets.RATE", "2/m/ip")

    answers = [client.post(address(sheet), {"name": f"Guest {n}"}).status_code for n in range(3)]

    assert answers == [200, 200, 429]


def test_a_meeting_has_a_sheet_before_it_begins_and_its_attendance_is_noted_once_it_has(client, cast):
    begins = timezone.now() + timedelta(minutes=10)
    meeting = plan_meeting(
        group=cast.group, title="Gauges", by=cast.users["fola"], starts_at=begins,
        ends_at=begins + timedelta(hours=1), time_zone="UTC",
    )  # fmt: skip
    client.force_login(cast.users["fola"])
    days = {"first_day": access.today().isoformat(), "last_day": access.today().isoformat()}
    opened = client.post(reverse("engagement:meeting-sheet", args=[meeting.pk]), days)
    sheet = SignInSheet.objects.get()
    assert opened.url == reverse("engagement:sheet", args=[sheet.pk])
    services.sign(sheet=sheet, person=cast.people["dana"])

    assert "has not begun" in client.post(opened.url, {}).content.decode()
    meeting.starts_at = timezone.now() - timedelta(minutes=1)
    meeting.save()
    client.post(opened.url, {})

    assert list(Interaction.objects.get(meeting=meeting).people.all()) == [cast.people["dana"]]


@pytest.mark.parametrize("who", ["dana", "chidi", "eve", "bo"])
def test_only_who_may_change_an_interaction_keeps_its_sheet(client, cast, sheet, who):
    client.force_login(cast.users[who])

    for name in ("sheet", "print-sheet"):
        assert client.get(reverse(f"engagement:{name}", args=[sheet.pk])).status_code == 404
    for name, pk in (
        ("close-sheet", sheet.pk),
        ("sheet", sheet.pk),
        ("interaction-sheet", sheet.interaction_id),
    ):
        assert client.post(reverse(f"engagement:{name}", args=[pk])).status_code == 404
    assert not SheetEntry.objects.visible_to(cast.users[who])


def test_the_sheet_is_printed_with_its_code_and_lines(client, cast, sheet):
    client.force_login(cast.users["amina"])

    page = client.get(reverse("engagement:print-sheet", args=[sheet.pk])).content.decode()

    assert 'class="qr-dark"' in page
    assert page.count("<tr>") > 20


def test_what_was_typed_and_never_noted_is_forgotten(cast, sheet):
    services.sign(sheet=sheet, name="A Guest")
    later = timezone.now() + services.KEPT_FOR

    assert services.forget_old_entries(now=later) == 0
    assert services.forget_old_entries(now=later + timedelta(days=2)) == 1
