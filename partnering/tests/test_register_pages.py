"""What the pages of organisations, units and people do."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conftest import LONG_AGO, give_role, make_person
from partnering import access, registry
from partnering.choices import RoleKind
from partnering.models import Membership, Organisation, OutgoingMessage, Partnership, Person, Role, Unit

ORGANISATION = {
    "name": "Harbour Board",
    "sector": "government",
    "country": "Norway",
    "website": "",
    "contractor_of": "",
}


ABOVE = {"heading": "From above", "name": "inbox"}


def person_data(**changes):
    return {"name": "Gita Rao", "email": "Gita@utility.example", "level": "manager", **changes}


def test_a_lead_adds_an_organisation_and_keeps_its_register(client, cast):
    client.force_login(cast.users["amina"])

    answer = client.post(reverse("partnering:add-organisation"), ORGANISATION, follow=True)

    made = Organisation.objects.get(name="Harbour Board")
    assert made.steward == cast.users["amina"]
    assert "You keep its register" in answer.content.decode()
    assert client.get(reverse("partnering:edit-organisation", args=[made.pk])).status_code == 200


def test_a_taken_name_is_refused_and_what_was_typed_is_kept(client, cast):
    client.force_login(cast.users["amina"])

    answer = client.post(reverse("partnering:add-organisation"), ORGANISATION | {"name": "water utility "})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "already an organisation with this name" in page
    assert 'value="Norway"' in page
    assert Organisation.objects.filter(name__iexact="water utility").count() == 1


def test_an_organisation_is_edited_and_its_old_name_noted(client, cast):
    client.force_login(cast.users["amina"])

    client.post(reverse("partnering:edit-organisation", args=[cast.utility.pk]), ORGANISATION)

    cast.utility.refresh_from_db()
    assert (cast.utility.name, cast.utility.country) == ("Harbour Board", "Norway")


def test_a_member_can_not_be_archived_and_the_page_says_why(client, cast):
    client.force_login(cast.users["amina"])

    answer = client.post(reverse("partnering:archive-organisation", args=[cast.utility.pk]), follow=True)

    assert "still a member" in answer.content.decode()
    cast.utility.refresh_from_db()
    assert cast.utility.archived_on is None


def test_an_archived_organisation_leaves_the_list_until_it_is_taken_back(client, cast):
    client.force_login(cast.users["eve"])
    listed = reverse("partnering:organisations")

    client.post(reverse("partnering:archive-organisation", args=[cast.outsider.pk]))
    assert not client.get(listed).context["page"].object_list
    assert len(client.get(listed, {"archived": "on"}).context["page"].object_list) == 1
    client.post(reverse("partnering:restore-organisation", args=[cast.outsider.pk]))

    assert len(client.get(listed).context["page"].object_list) == 1


def test_a_lead_takes_the_register_over_from_a_steward(client, cast):
    Organisation.objects.filter(pk=cast.utility.pk).update(steward=cast.users["fola"])
    client.force_login(cast.users["amina"])
    assert "Take the register over" in client.get(cast.utility.get_absolute_url()).content.decode()

    client.post(reverse("partnering:take-over-register", args=[cast.utility.pk]))

    client.force_login(cast.users["fola"])
    assert client.get(reverse("partnering:edit-organisation", args=[cast.utility.pk])).status_code == 404


def test_units_are_added_renamed_and_never_part_of_themselves(client, cast):
    client.force_login(cast.users["amina"])
    add = reverse("partnering:add-unit", args=[cast.utility.pk])

    client.post(add, {"name": "Labs", "parent": cast.unit.pk})
    labs = Unit.objects.get(name="Labs")
    assert client.post(add, {"name": "labs"}).status_code == 422
    circle = client.post(
        reverse("partnering:edit-unit", args=[cast.unit.pk]), {"name": "Ops", "parent": labs.pk}
    )
    client.post(reverse("partnering:edit-unit", args=[labs.pk]), {"name": "Laboratories"})

    labs.refresh_from_db()
    assert circle.status_code == 422
    assert "part of itself" in circle.content.decode()
    assert (labs.name, labs.parent) == ("Laboratories", None)


def test_a_unit_of_another_organisation_is_no_choice(client, cast):
    foreign = Unit.objects.create(organisation=cast.university, name="Rectorate")
    client.force_login(cast.users["amina"])

    answer = client.post(
        reverse("partnering:add-person", args=[cast.utility.pk]), person_data(unit=foreign.pk)
    )

    assert answer.status_code == 422
    assert "Rectorate" not in answer.content.decode()


def test_a_person_is_added_edited_and_marked_as_left(client, cast):
    client.force_login(cast.users["amina"])

    client.post(reverse("partnering:add-person", args=[cast.utility.pk]), person_data(unit=cast.unit.pk))
    gita = Person.objects.get(name="Gita Rao")
    client.post(reverse("partnering:edit-person", args=[gita.pk]), person_data(job_title="Head of water"))
    client.post(reverse("partnering:person-leaves", args=[gita.pk]), {"on": access.today().isoformat()})

    gita.refresh_from_db()
    assert (gita.email, gita.unit, gita.job_title) == ("gita@utility.example", None, "Head of water")
    assert not gita.is_present()
    assert gita not in client.get(reverse("partnering:people")).context["page"].object_list
    assert gita in client.get(reverse("partnering:people"), {"gone": "on"}).context["page"].object_list
    again = client.post(
        reverse("partnering:person-leaves", args=[gita.pk]), {"on": access.today().isoformat()}
    )
    assert "left already" in again.content.decode()


def test_an_address_that_belongs_to_somebody_is_refused(client, cast):
    client.force_login(cast.users["amina"])

    answer = client.post(
        reverse("partnering:add-person", args=[cast.utility.pk]),
        person_data(email=cast.people["eve"].email.upper()),
    )

    assert answer.status_code == 422
    assert "belongs to somebody else" in answer.content.decode()
    assert 'value="Gita Rao"' in answer.content.decode()


def test_an_invitation_makes_an_account_and_queues_one_mail(client, cast):
    gita = Person.objects.create(organisation=cast.utility, name="Gita", email="gita@utility.example")
    client.force_login(cast.users["amina"])

    answer = client.post(reverse("partnering:invite-person", args=[gita.pk]), follow=True)

    gita.refresh_from_db()
    assert gita.user is not None
    assert OutgoingMessage.objects.get(to_person=gita).kind == "account_invitation"
    assert "a link to come in" in answer.content.decode()


def test_somebody_without_an_address_can_not_be_invited_and_the_page_says_so(client, cast):
    gita = Person.objects.create(organisation=cast.utility, name="Gita")
    client.force_login(cast.users["amina"])

    answer = client.post(reverse("partnering:invite-person", args=[gita.pk]), follow=True)

    assert "has no e-mail address" in answer.content.decode()


def test_a_new_lead_is_made_and_the_role_ended_again(client, cast):
    chidi = cast.people["chidi"]
    client.force_login(cast.users["amina"])

    client.post(reverse("partnering:make-lead", args=[chidi.pk]))
    role = Role.objects.get(person=chidi, kind=RoleKind.PARTNERING_LEAD)
    assert "Make partnering lead" not in client.get(chidi.get_absolute_url()).content.decode()
    client.post(reverse("partnering:end-role", args=[role.pk]), {"on": access.today().isoformat()})

    role.refresh_from_db()
    assert role.ended_on == access.today()


def test_a_persons_page_shows_only_the_seats_and_actions_that_the_reader_shares(client, cast):
    other = Partnership.objects.create(name="Hidden Delta", slug="hidden", started_on=LONG_AGO)
    Membership.objects.create(partnership=other, organisation=cast.utility, joined_on=LONG_AGO)
    give_role(cast.people["bo"], RoleKind.REPRESENTATIVE, other)

    client.force_login(cast.users["dana"])
    assert "Hidden Delta" not in client.get(cast.people["bo"].get_absolute_url()).content.decode()
    assert "Hidden Delta" not in client.get(cast.utility.get_absolute_url()).content.decode()
    client.force_login(cast.users["amina"])
    assert "Hidden Delta" in client.get(cast.people["bo"].get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"q": "amin"}, ["Amina"]),
        ({"q": "operations"}, ["Chidi"]),
        ({"level": "executive"}, ["Bo"]),
        ({"q": "nobody"}, []),
        ({"sort": "-name"}, ["Fola", "Dana", "Chidi", "Bo", "Amina"]),
        (
            {"sort": "--nonsense", "organisation": "999", "page": "77"},
            ["Amina", "Bo", "Chidi", "Dana", "Fola"],
        ),
    ],
)
def test_people_are_searched_narrowed_and_sorted(client, cast, query, names):
    client.force_login(cast.users["amina"])

    answer = client.get(reverse("partnering:people"), query)

    assert [person.name for person in answer.context["page"]] == names


def test_a_partners_unit_can_not_be_guessed_by_searching_for_it(client, cast):
    Person.objects.filter(pk=cast.people["bo"].pk).update(unit=cast.unit)
    client.force_login(cast.users["dana"])

    assert not client.get(reverse("partnering:people"), {"q": "operations"}).context["page"].object_list


def test_organisations_are_searched_and_narrowed(client, cast):
    client.force_login(cast.users["amina"])
    found = client.get(reverse("partnering:organisations"), {"q": "uni", "sector": "education"}).context[
        "page"
    ]

    assert [row.name for row in found] == ["University"]


def test_long_lists_come_in_pages(client, cast):
    for number in range(30):
        Person.objects.create(organisation=cast.utility, name=f"Person {number:02}")
    client.force_login(cast.users["amina"])

    second = client.get(reverse("partnering:people"), {"page": 2, "q": "person"})

    assert len(second.context["page"].object_list) == 5
    assert "26–30 of 30" in second.content.decode()
    assert "q=person&amp;page=1" in second.content.decode().replace(
        "page=1&amp;q=person", "q=person&amp;page=1"
    )


def test_panels_of_higher_apps_appear_and_may_stay_away(client, cast, monkeypatch):
    silent = registry.Panel("organisation", "silent", "no/such.html", lambda request, thing: None)
    shown = registry.Panel("organisation", "shown", "parts/_empty.html", lambda request, thing: ABOVE)
    monkeypatch.setattr(registry, "panels", [shown, silent])
    client.force_login(cast.users["amina"])

    page = client.get(cast.utility.get_absolute_url()).content.decode()

    assert page.count("From above") == 1


def grow(cast, rows):
    """More of everything that the pages list."""
    for number in rows:
        unit = Unit.objects.create(organisation=cast.utility, name=f"Unit {number}", parent=cast.unit)
        make_person(cast.utility, f"Extra {number}", unit=unit)
        other = Partnership.objects.create(name=f"P {number}", slug=f"p-{number}", started_on=LONG_AGO)
        organisation = Organisation.objects.create(name=f"Other {number}", steward=cast.users["amina"])
        for member in (cast.utility, organisation):
            Membership.objects.create(partnership=other, organisation=member, joined_on=LONG_AGO)
        give_role(cast.people["chidi"], RoleKind.CONTRIBUTOR, other)


@pytest.mark.parametrize("route", ["organisations", "people", "organisation", "units", "person"])
def test_pages_of_the_register_cost_the_same_for_any_length(client, cast, route):
    client.force_login(cast.users["amina"])
    pk = {"organisation": cast.utility.pk, "units": cast.utility.pk, "person": cast.people["chidi"].pk}.get(
        route
    )
    address = reverse(f"partnering:{route}", args=[pk] if pk else [])
    grow(cast, range(1))
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    grow(cast, range(1, 4))
    with CaptureQueriesContext(connection) as many:
        client.get(address)

    assert len(many) == len(few) <= 30


def test_a_person_who_joins_tomorrow_is_not_listed_today(client, cast):
    Person.objects.create(organisation=cast.utility, name="Zoe", joined_on=access.today() + timedelta(days=1))
    client.force_login(cast.users["amina"])

    assert "Zoe" not in client.get(reverse("partnering:people")).content.decode()


def test_an_organisation_without_a_lead_asks_its_keeper_to_name_one(client, cast):
    Organisation.objects.filter(pk=cast.outsider.pk).update(steward=cast.users["amina"])
    Role.objects.filter(person=cast.people["eve"]).delete()
    client.force_login(cast.users["amina"])

    assert "no partnering lead yet" in client.get(cast.outsider.get_absolute_url()).content.decode()
    assert "no partnering lead yet" not in client.get(cast.utility.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"time_zone": "Europe/Atlantis"}, "no such time zone"),
        ({"joined_on": "2030-01-01"}, "left before that day"),
    ],
)
def test_an_impossible_record_is_refused_with_its_reason(client, cast, changes, reason):
    Person.objects.filter(pk=cast.people["chidi"].pk).update(left_on=access.today())
    client.force_login(cast.users["amina"])

    answer = client.post(
        reverse("partnering:edit-person", args=[cast.people["chidi"].pk]), person_data(email="", **changes)
    )

    assert answer.status_code == 422
    assert reason in answer.content.decode()
