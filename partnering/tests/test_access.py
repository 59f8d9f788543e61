"""Who sees what, told as tables over the cast."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser

from conftest import LONG_AGO, Cast, give_role, make_person
from partnering import access
from partnering.choices import RoleKind
from partnering.models import (
    Action,
    AuditEntry,
    Membership,
    Organisation,
    OutgoingMessage,
    Partnership,
    Person,
    Role,
    Seat,
    Unit,
    User,
    WorkingGroup,
)
from partnering.services.audit import record

EVERYBODY = ("amina", "bo", "chidi", "dana", "eve", "fola")


def fresh(user: User) -> User:
    """The account as the next request would load it."""
    return User.objects.get(pk=user.pk)


@pytest.mark.parametrize(
    ("who", "sees"),
    [("amina", True), ("bo", True), ("chidi", False), ("dana", True), ("eve", False), ("fola", True)],
)
def test_a_partnership_and_what_is_joint_in_it_is_seen_by_those_who_are_part_of_it(cast, who, sees):
    user = cast.users[who]
    for rows in (Partnership, Membership, WorkingGroup, Seat):
        assert rows.objects.visible_to(user).exists() is sees
    joint = Action.objects.create(title="Joint", organisation=cast.university, partnership=cast.partnership)
    assert (joint in Action.objects.visible_to(user)) is sees


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("amina", {"amina", "bo", "chidi", "dana", "fola"}),
        ("chidi", {"amina", "bo", "chidi"}),
        ("dana", {"bo", "dana", "fola"}),
        ("eve", {"eve"}),
        ("fola", {"bo", "dana", "fola"}),
    ],
)
def test_other_members_people_are_seen_only_with_a_seat_or_role_there(cast, who, seen):
    names = {person.name.lower() for person in Person.objects.visible_to(cast.users[who])}
    assert names == seen


@pytest.mark.parametrize("rows", [Partnership, Person, Organisation, Unit, Role, Seat, Action, AuditEntry])
def test_nobody_a_stranger_and_somebody_who_left_see_nothing(cast, rows):
    Action.objects.create(title="Internal", organisation=cast.utility)
    record(by=None, verb="changed", thing=cast.utility, organisation=cast.utility)
    stranger = User.objects.create_user("stranger@nowhere.example")
    amina = cast.people["amina"]
    Person.objects.filter(pk=amina.pk).update(left_on=access.today())
    suspended = cast.users["bo"]
    suspended.is_active = False
    for user in (AnonymousUser(), stranger, fresh(cast.users["amina"]), suspended):
        assert not rows.objects.visible_to(user).exists()
        assert not access.roles_of(user).exists()


def test_a_person_who_leaves_tomorrow_still_sees_today(cast):
    Person.objects.filter(pk=cast.people["amina"].pk).update(left_on=access.today() + timedelta(days=1))
    assert Partnership.objects.visible_to(fresh(cast.users["amina"])).exists()


def test_when_a_member_has_left_its_people_see_the_partnership_no_more(cast):
    Membership.objects.filter(organisation=cast.university).update(left_on=access.today())
    assert not Partnership.objects.visible_to(cast.users["dana"]).exists()
    assert Partnership.objects.visible_to(cast.users["amina"]).exists()


def test_ending_one_of_two_memberships_leaves_the_other_standing(cast):
    other = Partnership.objects.create(name="Dry Land", slug="dry-land", started_on=LONG_AGO)
    Membership.objects.create(partnership=other, organisation=cast.university, joined_on=LONG_AGO)
    Membership.objects.filter(organisation=cast.university, partnership=other).update(left_on=access.today())
    assert list(Partnership.objects.visible_to(cast.users["dana"])) == [cast.partnership]


def test_a_seat_gives_sight_and_its_end_takes_it(cast):
    seat = Seat.objects.create(
        group=cast.group, organisation=cast.utility, person=cast.people["chidi"], started_on=LONG_AGO
    )
    assert Partnership.objects.visible_to(cast.users["chidi"]).exists()
    seat.ended_on = access.today()
    seat.save()
    assert not Partnership.objects.visible_to(cast.users["chidi"]).exists()


def test_the_same_organisation_may_lead_only_in_one_partnership(cast):
    lead = make_person(cast.utility, "Gail")
    give_role(lead, RoleKind.PARTNERING_LEAD, cast.partnership)
    other = Partnership.objects.create(name="Dry Land", slug="dry-land", started_on=LONG_AGO)
    Membership.objects.create(partnership=other, organisation=cast.utility, joined_on=LONG_AGO)
    assert list(Partnership.objects.visible_to(lead.user)) == [cast.partnership]
    assert set(Partnership.objects.visible_to(cast.users["amina"])) == {cast.partnership, other}


@pytest.mark.parametrize(
    ("who", "leads", "reads", "starts", "manages"),
    [
        ("amina", True, True, True, False),
        ("bo", False, True, False, False),
        ("chidi", False, False, False, False),
        ("dana", True, True, True, False),
        ("eve", True, True, True, False),
        ("fola", False, True, True, True),
    ],
)
def test_what_each_of_the_cast_may_do_at_home(cast, who, leads, reads, starts, manages):
    user, person = cast.users[who], cast.people[who]
    assert access.leads_organisation(user, person.organisation) is leads
    assert access.reads_internals_of(user) == (person.organisation_id if reads else None)
    assert access.may_start(user) is starts
    assert access.manages_partnership(user, cast.partnership) is manages
    assert access.keeps_register(user, person.organisation) is leads


@pytest.mark.parametrize("who", EVERYBODY)
def test_nobody_leads_or_keeps_another_organisation(cast, who):
    user, person = cast.users[who], cast.people[who]
    for other in Organisation.objects.exclude(pk=person.organisation_id):
        assert not access.leads_organisation(user, other)
        assert not access.keeps_register(user, other)


def test_a_steward_sees_the_register_and_its_people_but_no_internal_action_or_entry(cast):
    new = Organisation.objects.create(name="Newcomer", steward=cast.users["fola"])
    unit = Unit.objects.create(organisation=new, name="Front office")
    hana = make_person(new, "Hana", unit=unit)
    lead = give_role(hana, RoleKind.PARTNERING_LEAD, None)
    internal = Action.objects.create(title="Internal", organisation=new)
    entry = record(by=None, verb="changed", thing=new, organisation=new)
    fola = cast.users["fola"]
    assert new in Organisation.objects.visible_to(fola)
    assert new in Organisation.objects.kept_by(fola)
    assert unit in Unit.objects.visible_to(fola)
    assert hana in Person.objects.visible_to(fola)
    assert hana in Person.objects.kept_by(fola)
    assert lead in Role.objects.visible_to(fola)
    assert internal not in Action.objects.visible_to(fola)
    assert entry not in AuditEntry.objects.visible_to(fola)
    assert not Person.objects.visible_to(cast.users["amina"]).filter(pk=hana.pk).exists()


def test_an_internal_action_is_seen_at_home_and_nowhere_else(cast):
    internal = Action.objects.create(title="Internal", organisation=cast.utility, owner=cast.people["chidi"])
    seen = {who for who in EVERYBODY if internal in Action.objects.visible_to(cast.users[who])}
    assert seen == {"amina", "bo", "chidi"}


@pytest.mark.parametrize(
    ("who", "changes"),
    [("amina", True), ("bo", False), ("chidi", False), ("dana", False), ("eve", False), ("fola", True)],
)
def test_a_joint_action_is_changed_by_its_owner_its_lead_and_the_manager(cast, who, changes):
    joint = Action.objects.create(title="Joint", organisation=cast.utility, partnership=cast.partnership)
    assert (joint in Action.objects.changeable_by(cast.users[who])) is changes
    joint.owner = cast.people["bo"]
    joint.save()
    assert joint in Action.objects.changeable_by(cast.users["bo"])
    assert not Action.objects.changeable_by(AnonymousUser()).exists()


def test_audit_entries_are_read_by_all_members_when_joint_and_by_leads_when_internal(cast):
    joint = record(by=None, verb="changed", thing=cast.partnership, partnership=cast.partnership)
    internal = record(by=None, verb="changed", thing=cast.utility, organisation=cast.utility)
    seen = {who: set(AuditEntry.objects.visible_to(cast.users[who])) for who in EVERYBODY}
    assert seen == {
        "amina": {joint, internal}, "bo": {joint}, "chidi": set(), "dana": {joint}, "eve": set(), "fola": {joint}
    }  # fmt: skip


def test_the_changes_of_what_belongs_to_no_organisation_and_no_partnership_are_nobody_s_to_read(cast):
    account = User.objects.create_user("nobody@example.org", "a-password-for-tests")
    assert not any(access.reads_history_of(cast.users[who], account) for who in EVERYBODY)


def test_a_message_is_seen_only_by_whom_it_is_for(cast):
    message = OutgoingMessage.objects.create(
        key="1", kind="account_invitation", to_person=cast.people["chidi"], to_email="chidi@example.org"
    )
    seen = {who for who in EVERYBODY if message in OutgoingMessage.objects.visible_to(cast.users[who])}
    assert seen == {"chidi"}
    assert not OutgoingMessage.objects.visible_to(AnonymousUser()).exists()


def test_a_queryset_that_was_not_scoped_refuses_to_answer(cast):
    with pytest.raises(NotImplementedError, match="User"):
        access.ScopedQuerySet(User).visible_to(cast.users["amina"])


def test_every_table_of_ours_says_who_may_see_it():

    ours = {"partnering", "readiness", "agreements", "engagement"}
    unscoped = [
        model.__name__
        for model in apps.get_models()
        if model._meta.app_label in ours
        and not (
            isinstance(model._default_manager.all(), access.ScopedQuerySet)
            and type(model._default_manager.all()).visible_to is not access.ScopedQuerySet.visible_to
        )
    ]
    # Accounts are found by the framework at sign-in and never listed.
    assert unscoped == ["User"]


def test_a_period_holds_from_its_first_day_until_before_its_last(cast: Cast):
    role = give_role(cast.people["chidi"], RoleKind.CONTRIBUTOR, cast.partnership)
    role.started_on, role.ended_on = date(2026, 3, 1), date(2026, 3, 10)
    role.save()
    days = {day: role in Role.objects.current(date(2026, 3, day)) for day in (1, 9, 10)}
    assert days == {1: True, 9: True, 10: False}
    assert role not in Role.objects.current(date(2026, 2, 28))


def test_who_has_left_keeps_no_register_any_more(cast: Cast):
    eve = cast.users["eve"]
    assert cast.outsider in Organisation.objects.kept_by(eve)

    Person.objects.filter(user=eve).update(left_on=access.today())

    assert not Organisation.objects.kept_by(fresh(eve)).exists()
