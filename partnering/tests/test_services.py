"""The core's services: what they change, what they refuse, and what they leave in the record."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from conftest import LONG_AGO, give_role, make_person
from partnering import access
from partnering.choices import ActionOrigin, ActionState, Phase, RoleKind, Sector
from partnering.errors import DomainError
from partnering.models import (
    AuditEntry,
    Membership,
    Organisation,
    OutgoingMessage,
    Role,
    Seat,
    User,
)
from partnering.services import accounts, actions, groups, organisations, partnerships, people, units
from partnering.tests.test_meetings import held


def entries(verb: str) -> int:
    return AuditEntry.objects.filter(verb=verb).count()


# --- Organisations and units


def test_who_makes_an_organisation_keeps_its_register(cast):
    new = organisations.create_organisation(name=" Newcomer ", sector=Sector.COMMUNITY, by=cast.users["fola"])
    assert (new.name, new.steward) == ("Newcomer", cast.users["fola"])
    assert (
        AuditEntry.objects.get(thing_pk=str(new.pk), thing="partnering.organisation").actor
        == cast.users["fola"]
    )


def test_an_organisation_is_not_made_twice_under_one_name(cast):
    with pytest.raises(DomainError, match="already"):
        organisations.create_organisation(name="water UTILITY", by=cast.users["fola"])


def test_a_change_is_recorded_with_before_and_after_and_no_change_is_not(cast):
    organisations.edit_organisation(organisation=cast.utility, by=cast.users["amina"], country="Malta")
    organisations.edit_organisation(organisation=cast.utility, by=cast.users["amina"], country="Malta")
    entry = AuditEntry.objects.get(verb="changed")
    assert entry.details == {"before": {"country": ""}, "after": {"country": "Malta"}}
    assert (entry.organisation, entry.partnership) == (cast.utility, None)


def test_a_member_is_not_archived_but_what_is_free_is_and_comes_back(cast):
    with pytest.raises(DomainError, match="membership"):
        organisations.archive_organisation(organisation=cast.utility, by=cast.users["amina"])
    organisations.archive_organisation(organisation=cast.outsider, by=cast.users["eve"])
    assert cast.outsider not in Organisation.objects.active()
    organisations.restore_organisation(organisation=cast.outsider, by=cast.users["eve"])
    assert cast.outsider in Organisation.objects.active()


def test_a_lead_takes_the_register_over_and_the_steward_sees_it_no_more(cast):
    new = organisations.create_organisation(name="Newcomer", by=cast.users["fola"])
    hana = make_person(new, "Hana")
    with pytest.raises(DomainError, match="own partnering lead"):
        organisations.take_over_register(organisation=new, by=cast.users["fola"])
    give_role(hana, RoleKind.PARTNERING_LEAD, None)
    organisations.take_over_register(organisation=new, by=hana.user)
    assert new not in Organisation.objects.visible_to(cast.users["fola"])


def test_units_form_a_tree_without_rings_within_one_organisation(cast):
    amina = cast.users["amina"]
    field = units.add_unit(organisation=cast.utility, name="Field crew", parent=cast.unit, by=amina)
    with pytest.raises(DomainError, match="already a unit"):
        units.add_unit(organisation=cast.utility, name="field CREW", by=amina)
    with pytest.raises(DomainError, match="same organisation"):
        units.add_unit(organisation=cast.agency, name="Desk", parent=cast.unit, by=amina)
    with pytest.raises(DomainError, match="itself part of"):
        units.edit_unit(unit=cast.unit, parent=field, by=amina)
    units.edit_unit(unit=field, name="Crew", parent=None, by=amina)
    field.refresh_from_db()
    assert (field.name, field.parent) == ("Crew", None)


# --- People


def test_people_are_added_and_changed_with_one_address_each(cast):
    amina = cast.users["amina"]
    jo = people.add_person(
        organisation=cast.utility, name="Jo", email="JO@utility.example", unit=cast.unit, by=amina, phone="1"
    )
    assert (jo.email, jo.phone) == ("jo@utility.example", "1")
    with pytest.raises(DomainError, match="somebody else"):
        people.add_person(organisation=cast.utility, name="Joe", email="jo@UTILITY.example", by=amina)
    with pytest.raises(DomainError, match="another organisation"):
        people.add_person(organisation=cast.agency, name="Kim", unit=cast.unit, by=amina)
    people.edit_person(person=jo, email="jo@utility.example", job_title="Engineer", by=amina)
    with pytest.raises(DomainError, match="somebody else"):
        people.edit_person(person=jo, email=cast.people["bo"].email, by=amina)
    jo.refresh_from_db()
    assert jo.job_title == "Engineer"


def test_when_somebody_leaves_their_seats_fall_vacant_and_their_account_closes(cast):
    dana = cast.people["dana"]
    give_role(dana, RoleKind.REPRESENTATIVE, cast.partnership)
    people.person_leaves(person=dana, on=access.today(), by=cast.users["dana"])
    assert not Role.objects.current().filter(person=dana).exists()
    assert [seat.person for seat in Seat.objects.current().filter(organisation=cast.university)] == [None]
    assert Seat.objects.filter(person=dana, ended_on=access.today()).exists()
    assert not User.objects.get(pk=cast.users["dana"].pk).is_active
    with pytest.raises(DomainError, match="already"):
        people.person_leaves(person=dana, on=access.today(), by=cast.users["dana"])


def test_nobody_leaves_before_they_joined(cast):
    chidi = cast.people["chidi"]
    chidi.joined_on = access.today()
    chidi.save()
    with pytest.raises(DomainError, match="joined"):
        people.person_leaves(person=chidi, on=access.today() - timedelta(days=1), by=cast.users["amina"])


def test_somebody_without_an_account_can_leave_too(cast):
    jo = people.add_person(organisation=cast.utility, name="Jo", by=cast.users["amina"])
    assert (
        people.person_leaves(person=jo, on=access.today(), by=cast.users["amina"]).left_on == access.today()
    )


# --- Partnerships


def test_who_starts_a_partnership_manages_it_with_their_organisation_as_first_member(cast):
    made = partnerships.create_partnership(name="Dry Land", by=cast.users["amina"], purpose="Soil")
    again = partnerships.create_partnership(name="Dry Land", by=cast.users["amina"])
    assert (made.slug, again.slug, made.phase) == ("dry-land", "dry-land-2", Phase.SCOPING)
    assert [m.organisation for m in made.memberships.all()] == [cast.utility]
    assert access.manages_partnership(cast.users["amina"], made)
    assert partnerships.create_partnership(name="水", by=cast.users["amina"]).slug == "partnership"


def test_an_account_without_a_person_starts_nothing(cast):
    with pytest.raises(DomainError, match="belongs to an organisation"):
        partnerships.create_partnership(name="Dry Land", by=User.objects.create_user("x@nowhere.example"))


def test_editing_a_partnership_changes_what_is_named_and_nothing_else(cast):
    partnerships.edit_partnership(partnership=cast.partnership, by=cast.users["fola"], purpose="Cleaner")
    cast.partnership.refresh_from_db()
    assert (cast.partnership.purpose, cast.partnership.name) == ("Cleaner", "Clean River")


def test_an_organisation_is_a_member_once_at_a_time(cast):
    fola = cast.users["fola"]
    with pytest.raises(DomainError, match="already"):
        partnerships.add_member(partnership=cast.partnership, organisation=cast.utility, by=fola)
    member = partnerships.add_member(partnership=cast.partnership, organisation=cast.outsider, by=fola)
    partnerships.edit_member(membership=member, by=fola, part="Observer")
    with pytest.raises(DomainError, match="before it joined"):
        partnerships.member_leaves(membership=member, on=access.today() - timedelta(days=1), by=fola)
    assert member.part == "Observer"


def test_a_member_that_leaves_takes_its_roles_and_seats_along(cast):
    dana = cast.people["dana"]
    give_role(dana, RoleKind.REPRESENTATIVE, cast.partnership)
    membership = Membership.objects.get(organisation=cast.university)
    partnerships.member_leaves(membership=membership, on=access.today(), by=cast.users["fola"])
    assert not Seat.objects.current().filter(person=dana).exists()
    assert [role.kind for role in Role.objects.current().filter(person=dana)] == [RoleKind.PARTNERING_LEAD]
    assert Role.objects.current().filter(person=cast.people["bo"]).exists()


def test_a_member_does_not_leave_before_its_people_took_something_on_or_were_at_a_meeting(cast):
    dana, fola = cast.people["dana"], cast.users["fola"]
    membership = Membership.objects.get(organisation=cast.university)
    meeting = held(cast)
    there = meeting.starts_there.date()
    with pytest.raises(DomainError, match="Dana was at “Monitoring, autumn” on"):
        partnerships.member_leaves(membership=membership, on=there - timedelta(days=1), by=fola)
    role = partnerships.give_role(
        person=dana, kind=RoleKind.CONTRIBUTOR, partnership=cast.partnership, by=fola
    )
    with pytest.raises(DomainError, match="“Contributor” began only on"):
        partnerships.member_leaves(membership=membership, on=there, by=fola)
    partnerships.end_role(role=role, on=access.today(), by=fola)

    partnerships.member_leaves(membership=membership, on=there, by=fola)

    assert not Seat.objects.current().filter(person=dana).exists()


def test_the_only_managers_organisation_cannot_leave(cast):
    membership = Membership.objects.get(organisation=cast.agency)
    with pytest.raises(DomainError, match="Name another manager"):
        partnerships.member_leaves(membership=membership, on=access.today(), by=cast.users["fola"])


@pytest.mark.parametrize(
    ("who", "kind", "inside", "reason"),
    [
        ("eve", RoleKind.REPRESENTATIVE, True, "not a member"),
        ("bo", RoleKind.SENIOR_SPONSOR, True, "already"),
        ("chidi", RoleKind.SENIOR_SPONSOR, False, "Choose which"),
    ],
)
def test_a_role_that_makes_no_sense_is_refused(cast, who, kind, inside, reason):
    partnership = cast.partnership if inside else None
    with pytest.raises(DomainError, match=reason):
        partnerships.give_role(
            person=cast.people[who], kind=kind, partnership=partnership, by=cast.users["fola"]
        )


def test_somebody_who_left_gets_no_role(cast):
    chidi = people.person_leaves(person=cast.people["chidi"], on=access.today(), by=cast.users["amina"])
    with pytest.raises(DomainError, match="not with"):
        partnerships.give_role(
            person=chidi, kind=RoleKind.CONTRIBUTOR, partnership=cast.partnership, by=cast.users["fola"]
        )


def test_roles_are_given_and_ended_but_a_manager_stays(cast):
    fola = cast.users["fola"]
    role = partnerships.give_role(
        person=cast.people["chidi"], kind=RoleKind.CONTRIBUTOR, partnership=cast.partnership, by=fola
    )
    with pytest.raises(DomainError, match="before it began"):
        partnerships.end_role(role=role, on=access.today() - timedelta(days=1), by=fola)
    partnerships.end_role(role=role, on=access.today(), by=fola)
    assert role not in Role.objects.current()
    manager = Role.objects.get(kind=RoleKind.PARTNERSHIP_MANAGER)
    with pytest.raises(DomainError, match="needs a manager"):
        partnerships.end_role(role=manager, on=access.today(), by=fola)
    gail = make_person(cast.agency, "Gail")
    partnerships.give_role(
        person=gail, kind=RoleKind.PARTNERSHIP_MANAGER, partnership=cast.partnership, by=fola
    )
    partnerships.end_role(role=manager, on=access.today() + timedelta(days=1), by=fola)
    amina = cast.users["amina"]
    lead = partnerships.give_role(person=cast.people["chidi"], kind=RoleKind.PARTNERING_LEAD, by=amina)
    assert AuditEntry.objects.get(thing_pk=str(lead.pk), verb="given").organisation == cast.utility
    partnerships.end_role(role=lead, on=access.today(), by=amina)
    assert entries("ended") == 3


@pytest.mark.parametrize(
    "kind", [RoleKind.PARTNERING_LEAD, RoleKind.SENIOR_SPONSOR, RoleKind.PARTNERSHIP_MANAGER]
)
def test_who_reads_an_organisations_results_is_decided_at_home(cast, kind):
    chidi = cast.people["chidi"]
    with pytest.raises(DomainError, match="reads internal results of Water Utility"):
        partnerships.give_role(person=chidi, kind=kind, partnership=cast.partnership, by=cast.users["fola"])
    assert access.reads_internals_of(cast.users["chidi"]) is None
    partnerships.give_role(person=chidi, kind=kind, partnership=cast.partnership, by=cast.users["amina"])
    assert access.reads_internals_of(cast.users["chidi"]) == cast.utility.pk


def test_as_long_as_an_organisation_has_no_lead_the_manager_names_its_first_people(cast):
    Role.objects.filter(person=cast.people["dana"], kind=RoleKind.PARTNERING_LEAD).delete()
    sponsor = make_person(cast.university, "Ivo")
    role = partnerships.give_role(
        person=sponsor,
        kind=RoleKind.SENIOR_SPONSOR,
        partnership=cast.partnership,
        by=cast.users["fola"],
    )
    assert role in Role.objects.current()


# --- Groups and seats


def test_groups_have_one_name_each_and_are_archived_with_their_seats(cast):
    fola = cast.users["fola"]
    group = groups.create_group(partnership=cast.partnership, name="Delivery", by=fola)
    with pytest.raises(DomainError, match="already a group"):
        groups.create_group(partnership=cast.partnership, name="delivery", by=fola)
    groups.edit_group(group=group, purpose="Deliver", by=fola)
    groups.add_seat(group=group, organisation=cast.utility, by=fola)
    groups.archive_group(group=group, by=fola)
    assert (group.purpose, group.archived_on) == ("Deliver", access.today())
    assert not Seat.objects.current().filter(group=group).exists()


def test_a_seat_is_held_by_a_present_person_of_a_member_once(cast):
    fola = cast.users["fola"]
    give = {"group": cast.group, "by": fola}
    with pytest.raises(DomainError, match="not a member"):
        groups.add_seat(organisation=cast.outsider, **give)
    with pytest.raises(DomainError, match="own people"):
        groups.add_seat(organisation=cast.utility, person=cast.people["fola"], **give)
    with pytest.raises(DomainError, match="already"):
        groups.add_seat(organisation=cast.university, person=cast.people["dana"], **give)
    people.person_leaves(person=cast.people["chidi"], on=access.today(), by=fola)
    with pytest.raises(DomainError, match="not with"):
        groups.add_seat(organisation=cast.utility, person=cast.people["chidi"], **give)


def test_a_seat_passes_from_one_holder_to_the_next_with_its_history(cast):
    fola = cast.users["fola"]
    seat = groups.add_seat(group=cast.group, organisation=cast.utility, by=fola, started_on=LONG_AGO)
    assert list(Seat.objects.vacant()) == [seat]
    groups.fill_seat(seat=seat, person=cast.people["amina"], by=fola, on=LONG_AGO)
    after = groups.fill_seat(seat=seat, person=cast.people["bo"], by=fola, on=access.today())
    assert (seat.person, seat.ended_on) == (cast.people["amina"], access.today())
    assert (after.person, after.started_on, after.ended_on) == (cast.people["bo"], access.today(), None)
    with pytest.raises(DomainError, match="before it began"):
        groups.end_seat(seat=after, on=access.today() - timedelta(days=1), by=fola)


# --- Actions


def test_an_action_is_done_opened_again_and_cancelled(cast):
    fola = cast.users["fola"]
    action = actions.add_action(
        title=" Share data ", organisation=cast.utility, partnership=cast.partnership, by=fola,
        owner=cast.people["bo"], due_on=date(2026, 1, 5), group=cast.group,
    )  # fmt: skip
    assert (action.title, action.is_late(date(2026, 1, 6)), action.is_late(date(2026, 1, 5))) == (
        "Share data", True, False
    )  # fmt: skip
    actions.complete_action(action=action, by=fola, on=date(2026, 1, 7))
    actions.complete_action(action=action, by=fola, on=date(2026, 1, 9))
    assert (action.state, action.done_on, entries("done")) == (ActionState.DONE, date(2026, 1, 7), 1)
    with pytest.raises(DomainError, match="done already"):
        actions.cancel_action(action=action, by=fola)
    actions.reopen_action(action=action, by=fola)
    actions.cancel_action(action=action, by=fola)
    with pytest.raises(DomainError, match="cancelled"):
        actions.complete_action(action=action, by=fola)


def test_an_action_belongs_together(cast):
    fola = cast.users["fola"]
    with pytest.raises(DomainError, match="own people"):
        actions.add_action(title="A", organisation=cast.utility, owner=cast.people["dana"], by=fola)
    with pytest.raises(DomainError, match="not a member"):
        actions.add_action(title="A", organisation=cast.outsider, partnership=cast.partnership, by=fola)
    with pytest.raises(DomainError, match="another partnership"):
        actions.add_action(title="A", organisation=cast.utility, group=cast.group, by=fola)


def test_an_action_can_be_passed_on_and_changed(cast):
    fola = cast.users["fola"]
    action = actions.add_action(
        title="A", organisation=cast.utility, partnership=cast.partnership, by=fola, origin=ActionOrigin.GROUP
    )
    actions.edit_action(
        action=action, by=fola, organisation=cast.university, owner=cast.people["dana"], title="B"
    )
    action.refresh_from_db()
    assert (action.organisation, action.owner, action.title) == (cast.university, cast.people["dana"], "B")
    assert entries("passed on") == 1


# --- Accounts


def test_an_invitation_makes_one_account_and_one_mail_each_time(cast):
    amina = cast.users["amina"]
    jo = people.add_person(organisation=cast.utility, name="Jo", email="jo@utility.example", by=amina)
    first = accounts.invite_person(person=jo, by=amina)
    again = accounts.invite_person(person=jo, by=amina)
    assert first == again
    assert not first.has_usable_password()
    assert OutgoingMessage.objects.filter(to_person=jo, kind="account_invitation").count() == 2


def test_who_has_no_address_has_left_or_shares_an_address_is_not_invited(cast):
    amina = cast.users["amina"]
    jo = people.add_person(organisation=cast.utility, name="Jo", by=amina)
    with pytest.raises(DomainError, match="no e-mail"):
        accounts.invite_person(person=jo, by=amina)
    jo.email = "stray@utility.example"
    User.objects.create_user("stray@utility.example")
    with pytest.raises(DomainError, match="already an account"):
        accounts.invite_person(person=jo, by=amina)
    jo.left_on = access.today()
    with pytest.raises(DomainError, match="any more"):
        accounts.invite_person(person=jo, by=amina)


def test_an_installation_begins_with_one_organisation_and_its_lead(db):
    lead = accounts.begin_installation(organisation_name="First", name="Ada", email="ada@first.example")
    user = accounts.make_account(person=lead, by=None, password="a-long-password-1")
    assert access.may_start(user)
    with pytest.raises(DomainError, match="already"):
        accounts.begin_installation(organisation_name="first", name="Ben", email="ben@first.example")
