"""What the pages of partnerships, members, roles, groups and seats do."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conftest import LONG_AGO, give_role, make_person
from partnering import access
from partnering.choices import Phase, RoleKind
from partnering.models import (
    Handover,
    Membership,
    Organisation,
    Partnership,
    Person,
    Role,
    Seat,
    WorkingGroup,
)


def today() -> str:
    return access.today().isoformat()


def test_who_starts_a_partnership_becomes_its_manager_and_their_organisation_a_member(client, cast):
    client.force_login(cast.users["eve"])

    data = {"name": "Warm Homes", "purpose": "Warmth", "life_cycle": "three-stages", "started_on": today()}
    answer = client.post(reverse("partnering:add-partnership"), data)

    made = Partnership.objects.get(slug="warm-homes")
    assert answer.url == reverse("partnering:members", args=["warm-homes"])
    assert made.memberships.get().organisation == cast.outsider
    assert (made.phase_name(), made.phase) == ("Creating", "scoping")
    assert client.get(reverse("partnering:edit-partnership", args=["warm-homes"])).status_code == 200


def test_a_partnership_without_a_day_is_refused_and_what_was_typed_is_kept(client, cast):
    client.force_login(cast.users["eve"])

    answer = client.post(
        reverse("partnering:add-partnership"), {"name": "Warm Homes", "life_cycle": "twelve-steps"}
    )

    assert answer.status_code == 422
    assert 'value="Warm Homes"' in answer.content.decode()
    assert answer.context["form"]["life_cycle"].value() == "twelve-steps"


def test_a_name_that_one_sees_already_is_refused_and_a_name_of_others_is_not(client, cast):
    data = {"name": "clean RIVER", "life_cycle": "three-stages", "started_on": today()}
    client.force_login(cast.users["fola"])
    refused = client.post(reverse("partnering:add-partnership"), data)
    assert refused.status_code == 422
    assert "a partnership with this name already" in refused.content.decode()

    client.force_login(cast.users["eve"])
    assert client.post(reverse("partnering:add-partnership"), data).status_code == 302


def test_a_manager_adds_a_member_changes_its_part_and_lets_it_leave(client, cast):
    newcomer = Organisation.objects.create(name="Newcomer", steward=cast.users["fola"])
    client.force_login(cast.users["fola"])
    add = reverse("partnering:add-member", args=["clean-river"])

    client.post(add, {"organisation": newcomer.pk, "part": "funder", "joined_on": today()})
    membership = Membership.objects.get(organisation=newcomer)
    again = client.post(add, {"organisation": newcomer.pk, "joined_on": today()})
    data = {"part": "host", "joined_on": today()}
    client.post(reverse("partnering:edit-member", args=[membership.pk]), data)
    client.post(reverse("partnering:member-leaves", args=[membership.pk]), {"on": today()})

    membership.refresh_from_db()
    assert again.status_code == 422
    assert (membership.part, membership.left_on) == ("host", access.today())
    assert (
        "Former members" in client.get(reverse("partnering:members", args=["clean-river"])).content.decode()
    )


def test_an_organisation_that_the_manager_does_not_know_can_not_be_added(client, cast):
    client.force_login(cast.users["fola"])

    data = {"organisation": cast.outsider.pk, "joined_on": today()}
    answer = client.post(reverse("partnering:add-member", args=["clean-river"]), data)

    assert answer.status_code == 422
    assert "Outsider" not in answer.content.decode()


def test_the_members_of_the_only_manager_can_not_leave_and_the_page_says_why(client, cast):
    membership = Membership.objects.get(organisation=cast.agency)
    client.force_login(cast.users["fola"])

    answer = client.post(reverse("partnering:member-leaves", args=[membership.pk]), {"on": today()})

    assert answer.status_code == 422
    assert "Name another manager first" in answer.content.decode()


def test_a_manager_whose_organisation_leaves_lands_where_they_may_still_be(client, cast):
    give_role(cast.people["dana"], RoleKind.PARTNERSHIP_MANAGER, cast.partnership)
    membership = Membership.objects.get(organisation=cast.agency)
    client.force_login(cast.users["fola"])

    answer = client.post(
        reverse("partnering:member-leaves", args=[membership.pk]), {"on": today()}, follow=True
    )

    assert answer.status_code == 200
    assert client.get(reverse("partnering:members", args=["clean-river"])).status_code == 404


def test_a_missing_sponsor_is_shown_as_missing(client, cast):
    client.force_login(cast.users["fola"])

    rows = client.get(reverse("partnering:members", args=["clean-river"])).context["rows"]

    sponsored = {member.organisation.name: has for member, _roles, has in rows}
    assert sponsored == {"River Agency": False, "University": False, "Water Utility": True}


def test_a_lead_names_the_sponsor_of_their_own_organisation_and_nobody_elses(client, cast):
    rector = make_person(cast.university, "Rector")
    give_role(cast.people["bo"], RoleKind.REPRESENTATIVE, cast.partnership)
    client.force_login(cast.users["dana"])
    add = reverse("partnering:add-role", args=["clean-river"])

    client.post(add, {"person": rector.pk, "kind": RoleKind.SENIOR_SPONSOR, "started_on": today()})
    data = {"person": cast.people["bo"].pk, "kind": RoleKind.CONTRIBUTOR, "started_on": today()}
    other = client.post(add, data)
    manager = client.post(
        add, {"person": rector.pk, "kind": RoleKind.PARTNERSHIP_MANAGER, "started_on": today()}
    )

    assert Role.objects.get(person=rector).kind == RoleKind.SENIOR_SPONSOR
    assert (other.status_code, manager.status_code) == (422, 422)


def test_a_manager_gives_a_role_once_and_ends_it(client, cast):
    client.force_login(cast.users["fola"])
    add = reverse("partnering:add-role", args=["clean-river"])
    data = {"person": cast.people["dana"].pk, "kind": RoleKind.REPRESENTATIVE, "started_on": today()}

    client.post(add, data)
    again = client.post(add, data)
    role = Role.objects.get(person=cast.people["dana"], kind=RoleKind.REPRESENTATIVE)
    early = client.post(
        reverse("partnering:end-role", args=[role.pk]),
        {"on": (access.today() - timedelta(days=9)).isoformat()},
    )
    client.post(reverse("partnering:end-role", args=[role.pk]), {"on": today()})

    role.refresh_from_db()
    assert "holds this role already" in again.content.decode()
    assert "before it began" in early.content.decode()
    assert role.ended_on == access.today()


def test_who_ends_the_role_of_the_only_sponsor_comes_to_what_it_leaves_open(client, cast):
    role = Role.objects.get(kind=RoleKind.SENIOR_SPONSOR)

    def ended_by(who):
        Role.objects.filter(pk=role.pk).update(ended_on=None)
        Handover.objects.filter(person=role.person).delete()
        client.force_login(cast.users[who])
        return client.post(reverse("partnering:end-role", args=[role.pk]), {"on": today()}).url

    assert ended_by("fola") == reverse("partnering:members", args=["clean-river"])
    assert ended_by("amina") == Handover.objects.get().get_absolute_url()


def test_a_group_is_started_renamed_and_put_away_with_its_seats(client, cast):
    client.force_login(cast.users["fola"])
    add = reverse("partnering:add-group", args=["clean-river"])

    client.post(add, {"name": "Fish", "purpose": "Count them"})
    taken = client.post(add, {"name": "fish"})
    group = WorkingGroup.objects.get(name="Fish")
    client.post(reverse("partnering:edit-group", args=[group.pk]), {"name": "Fish and eels"})
    client.post(
        reverse("partnering:add-seat", args=[group.pk]),
        {"organisation": cast.utility.pk, "office": "member", "started_on": today()},
    )
    client.post(reverse("partnering:archive-group", args=[group.pk]))

    group.refresh_from_db()
    assert taken.status_code == 422
    assert (group.name, group.archived_on) == ("Fish and eels", access.today())
    assert Seat.objects.get(group=group).ended_on == access.today()
    assert client.get(group.get_absolute_url()).status_code == 200
    assert client.get(reverse("partnering:edit-group", args=[group.pk])).status_code == 404


def test_a_groups_page_names_members_without_a_seat_and_seats_without_a_person(client, cast):
    Seat.objects.create(group=cast.group, organisation=cast.utility, started_on=LONG_AGO)
    client.force_login(cast.users["fola"])

    answer = client.get(cast.group.get_absolute_url())

    assert [organisation.name for organisation in answer.context["unseated"]] == ["River Agency"]
    assert "vacant" in answer.content.decode()


def test_a_lead_fills_the_seat_of_their_organisation_hands_it_over_and_ends_it(client, cast):
    seat = Seat.objects.create(group=cast.group, organisation=cast.utility, started_on=LONG_AGO)
    client.force_login(cast.users["amina"])
    chidi, amina = cast.people["chidi"], cast.people["amina"]

    client.post(reverse("partnering:fill-seat", args=[seat.pk]), {"person": chidi.pk, "on": LONG_AGO})
    client.post(reverse("partnering:fill-seat", args=[seat.pk]), {"person": amina.pk, "on": today()})
    now = Seat.objects.get(group=cast.group, organisation=cast.utility, ended_on=None)
    stranger = client.post(
        reverse("partnering:fill-seat", args=[now.pk]), {"person": cast.people["dana"].pk, "on": today()}
    )
    client.post(reverse("partnering:end-seat", args=[now.pk]), {"on": today()})

    seat.refresh_from_db()
    now.refresh_from_db()
    assert (seat.person, now.person) == (chidi, amina)
    assert seat.ended_on == now.ended_on == access.today()
    assert stranger.status_code == 422


def test_a_seat_for_somebody_of_another_organisation_is_refused(client, cast):
    client.force_login(cast.users["fola"])

    data = {"organisation": cast.agency.pk, "person": cast.people["bo"].pk, "started_on": today()}
    answer = client.post(reverse("partnering:add-seat", args=[cast.group.pk]), data)

    assert answer.status_code == 422
    assert "own people" in answer.content.decode()


def test_partnerships_are_searched_and_narrowed(client, cast):
    client.force_login(cast.users["fola"])
    address = reverse("partnering:partnerships")

    assert len(client.get(address, {"q": "clean", "phase": "scoping"}).context["page"].object_list) == 1
    assert "No partnership fits" in client.get(address, {"phase": "ended"}).content.decode()
    client.force_login(cast.users["eve"])
    assert "No partnership yet" in client.get(address).content.decode()


def grow(cast, rows):
    """More of everything that the pages list."""
    for number in rows:
        organisation = Organisation.objects.create(name=f"Other {number}")
        Membership.objects.create(partnership=cast.partnership, organisation=organisation, joined_on=LONG_AGO)
        person = make_person(organisation, f"Extra {number}")
        give_role(person, RoleKind.SENIOR_SPONSOR, cast.partnership)
        group = WorkingGroup.objects.create(partnership=cast.partnership, name=f"G {number}")
        for place in (group, cast.group):
            Seat.objects.create(group=place, organisation=organisation, person=person, started_on=LONG_AGO)
        other = Partnership.objects.create(name=f"P {number}", slug=f"p-{number}", started_on=LONG_AGO)
        Membership.objects.create(partnership=other, organisation=cast.agency, joined_on=LONG_AGO)
        give_role(cast.people["fola"], RoleKind.PARTNERSHIP_MANAGER, other)


@pytest.mark.parametrize("route", ["partnerships", "partnership", "members", "groups", "group"])
def test_pages_of_a_partnership_cost_the_same_for_any_length(client, cast, route):
    client.force_login(cast.users["fola"])
    key = {"partnerships": [], "group": [cast.group.pk]}.get(route, ["clean-river"])
    address = reverse(f"partnering:{route}", args=key)
    grow(cast, range(1))
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    grow(cast, range(1, 4))
    with CaptureQueriesContext(connection) as many:
        client.get(address)

    assert len(many) == len(few) <= 26


def test_a_partnership_that_ended_does_not_begin_after_its_end(client, cast):
    client.force_login(cast.users["fola"])
    Partnership.objects.update(phase=Phase.ENDED, ended_on=access.today())
    data = {"name": "Odd", "started_on": (access.today() + timedelta(days=1)).isoformat()}

    ended = client.post(reverse("partnering:edit-partnership", args=["clean-river"]), data)

    assert ended.status_code == 422
    assert "ended before it started" in ended.content.decode()


def test_a_keeper_invites_from_the_list_of_members_and_stays_there(client, cast):
    rector = Person.objects.create(
        organisation=cast.university, name="Rector", email="rector@university.example"
    )
    give_role(rector, RoleKind.SENIOR_SPONSOR, cast.partnership)
    here = reverse("partnering:members", args=["clean-river"])
    invite = reverse("partnering:invite-person", args=[rector.pk])

    client.force_login(cast.users["fola"])
    assert invite not in client.get(here).content.decode()
    client.force_login(cast.users["dana"])
    assert invite in client.get(here).content.decode()
    assert client.post(invite, {"next": here}).url == here
