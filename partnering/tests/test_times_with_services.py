"""Two at the same moment, on PostgreSQL: exactly one gets the seat, the role, the membership; the other a sentence."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction

from conftest import LONG_AGO
from partnering import access
from partnering.choices import RoleKind
from partnering.errors import DomainError
from partnering.models import Handover, Membership, Partnership, Person, Role, Seat, WorkingGroup
from partnering.services import groups, partnerships, people
from partnering.services.handovers import hand_over
from partnering.services.offices import give_office
from partnering.services.terms_of_reference import settle_terms

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


def at_once(*deeds):
    """What each deed came to, done in threads at the same moment: "done", or the sentence that refused it."""
    start = Barrier(len(deeds))

    def do(deed):
        start.wait()
        try:
            deed()
        except DomainError as error:
            return str(error)
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(deeds)) as everybody:
        return sorted(everybody.map(do, deeds))


def test_of_two_seats_for_one_person_at_once_one_is_made(cast):
    def seat():
        groups.add_seat(
            group=WorkingGroup.objects.get(),
            organisation=cast.utility,
            person=Person.objects.get(pk=cast.people["chidi"].pk),
            by=cast.users["fola"],
        )

    answers = at_once(seat, seat)

    assert answers[1] == "done"
    assert "holds a seat in this group already" in answers[0]


def test_of_two_equal_roles_at_once_one_is_given_and_nobody_joins_twice(cast):
    def role():
        partnerships.give_role(
            person=Person.objects.get(pk=cast.people["chidi"].pk),
            kind=RoleKind.CONTRIBUTOR,
            partnership=Partnership.objects.get(),
            by=cast.users["amina"],
        )

    def join():
        partnerships.add_member(
            partnership=Partnership.objects.get(), organisation=cast.outsider, by=cast.users["fola"]
        )

    roles, members = at_once(role, role), at_once(join, join)

    assert ["done" in answers for answers in (roles, members)] == [True, True]
    assert "holds this role already" in roles[0]
    assert "is a member already" in members[0]


def test_who_leaves_while_they_are_being_seated_keeps_no_seat(cast):
    chidi = cast.people["chidi"]

    def seat():
        groups.add_seat(
            group=WorkingGroup.objects.get(),
            organisation=cast.utility,
            person=Person.objects.get(pk=chidi.pk),
            by=cast.users["fola"],
        )

    def leave():
        people.person_leaves(
            person=Person.objects.get(pk=chidi.pk), on=access.today(), by=cast.users["amina"]
        )

    at_once(seat, leave)

    assert not Seat.objects.current().filter(person=chidi).exists()


def test_two_managers_do_not_end_each_other(cast):
    manager = RoleKind.PARTNERSHIP_MANAGER
    Role.objects.create(
        person=cast.people["dana"], kind=manager, partnership=cast.partnership, started_on=LONG_AGO
    )

    def end(role):
        partnerships.end_role(role=role, on=access.today(), by=cast.users["fola"])

    first, second = Role.objects.filter(kind=manager)
    answers = at_once(lambda: end(first), lambda: end(second))

    assert answers == ["A partnership needs a manager. Name another one first.", "done"]


def test_of_two_handovers_at_once_one_happens(cast):
    bo, chidi = cast.people["bo"], cast.people["chidi"]
    role = bo.roles.get()

    def pass_on():
        hand_over(
            person=Person.objects.get(pk=bo.pk),
            reason="leaving",
            on=access.today(),
            successors={("role", role.pk): Person.objects.get(pk=chidi.pk)},
            by=cast.users["amina"],
        )

    assert at_once(pass_on, pass_on) == ["They have left already.", "done"]
    assert Role.objects.current().filter(kind=role.kind, person=chidi).count() == 1
    assert Handover.objects.count() == 1


def test_the_database_refuses_overlaps_by_itself_and_takes_what_only_touches(cast):
    dana, today = cast.people["dana"], access.today()
    seat = Seat.objects.get(person=dana)
    membership = Membership.objects.get(organisation=cast.agency)
    general = Role.objects.get(person=dana)
    Seat.objects.filter(pk=seat.pk).update(ended_on=today)
    Membership.objects.filter(pk=membership.pk).update(left_on=today)
    Role.objects.filter(pk=general.pk).update(ended_on=today)
    before = today - timedelta(days=1)
    seated = {"group": cast.group, "organisation": cast.university, "person": dana}
    member = {"partnership": cast.partnership, "organisation": cast.agency}
    rows = [
        ("no_two_seats_in_a_group_at_once", Seat, seated, "started_on"),
        ("no_member_twice_at_once", Membership, member, "joined_on"),
        ("no_role_twice_at_once", Role, {"person": dana, "kind": general.kind}, "started_on"),
    ]
    for rule, model, values, start in rows:
        with pytest.raises(IntegrityError, match=rule), transaction.atomic():
            model.objects.create(**values, **{start: before})
        model.objects.create(**values, **{start: today})


def test_two_groups_told_at_once_to_report_to_each_other_make_no_circle(cast):
    WorkingGroup.objects.create(partnership=cast.partnership, name="Steering")

    def settle(name, above):
        def deed():
            settle_terms(
                group=WorkingGroup.objects.get(name=name),
                reports_to=WorkingGroup.objects.get(name=above),
                by=cast.users["fola"],
            )

        return deed

    answers = at_once(settle("Steering", "Monitoring"), settle("Monitoring", "Steering"))

    assert answers[0] == "done"
    assert "directly or by others" in answers[1]


def test_of_two_chairs_given_at_once_one_stays_and_the_other_is_a_member(cast):
    utility, agency = (
        Seat.objects.create(group=cast.group, organisation=one, started_on=LONG_AGO)
        for one in (cast.utility, cast.agency)
    )

    def chair(seat):
        return lambda: give_office(seat=Seat.objects.get(pk=seat.pk), office="chair", by=cast.users["fola"])

    assert at_once(chair(utility), chair(agency)) == ["done", "done"]
    assert Seat.objects.current().filter(office="chair").count() == 1
    assert Seat.objects.current().count() == 3
