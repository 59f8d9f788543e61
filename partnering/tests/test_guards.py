"""The database refuses by itself, whoever writes, what the services refuse with a sentence."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from conftest import LONG_AGO
from partnering import access, guards
from partnering.models import Membership, Organisation, Person, Role, Seat, Unit, WorkingGroup

pytestmark = pytest.mark.both

BEFORE = LONG_AGO - timedelta(days=1)


def soon():
    return access.today() + timedelta(days=30)


def write(sql: str, *values: Any) -> None:
    """A statement at the database's own prompt."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


def add(table: str, **values: Any) -> None:
    """A new row, at the same prompt."""
    write(
        f"INSERT INTO {table} ({', '.join(values)}) VALUES ({', '.join(['%s'] * len(values))})",
        *values.values(),
    )


def circle_of_units(cast):
    top, middle = (Unit.objects.create(organisation=cast.utility, name=name) for name in ("Top", "Middle"))
    low = Unit.objects.create(organisation=cast.utility, name="Low", parent=middle)
    write("UPDATE partnering_unit SET parent_id = %s WHERE id = %s", top.pk, middle.pk)
    write("UPDATE partnering_unit SET parent_id = %s WHERE id = %s", low.pk, top.pk)


def circle_of_organisations(cast, field="parent_id"):
    statement = f"UPDATE partnering_organisation SET {field} = %s WHERE id = %s"
    write(statement, cast.utility.pk, cast.university.pk)
    write(statement, cast.university.pk, cast.agency.pk)
    write(statement, cast.agency.pk, cast.utility.pk)


def circle_of_groups(cast):
    other = WorkingGroup.objects.create(partnership=cast.partnership, name="Steering")
    statement = "UPDATE partnering_workinggroup SET reports_to_id = %s WHERE id = %s"
    write(statement, other.pk, cast.group.pk)
    write(statement, cast.group.pk, other.pk)


def second_seat(cast):
    seat = Seat.objects.get()
    Seat.objects.filter(pk=seat.pk).update(ended_on=soon())
    values = {
        "group_id": seat.group_id,
        "organisation_id": seat.organisation_id,
        "person_id": seat.person_id,
    }
    add("partnering_seat", **values, started_on=BEFORE, ended_on=LONG_AGO)
    add("partnering_seat", **values, started_on=soon())
    write(
        "UPDATE partnering_seat SET started_on = %s WHERE started_on = %s",
        access.today(),
        soon(),
    )


def second_membership(cast):
    write(
        "UPDATE partnering_membership SET left_on = %s WHERE organisation_id = %s",
        soon(),
        cast.utility.pk,
    )
    values = {"partnership_id": cast.partnership.pk, "organisation_id": cast.utility.pk, "part": ""}
    add("partnering_membership", **values, joined_on=LONG_AGO, left_on=LONG_AGO)
    add("partnering_membership", **values, joined_on=access.today())


def second_role(cast):
    role = Role.objects.get(person=cast.people["amina"])
    Role.objects.filter(pk=role.pk).update(ended_on=soon())
    add("partnering_role", person_id=role.person_id, kind=role.kind, started_on=access.today())


def seat_for_who_has_left(cast):
    chidi = cast.people["chidi"]
    write("UPDATE partnering_person SET left_on = %s WHERE id = %s", access.today(), chidi.pk)
    values = {"group_id": cast.group.pk, "organisation_id": cast.utility.pk, "person_id": chidi.pk}
    add("partnering_seat", **values, started_on=LONG_AGO, ended_on=access.today())
    add("partnering_seat", **values, started_on=access.today())


def seat_that_outlasts_its_holder(cast):
    dana = cast.people["dana"]
    write("UPDATE partnering_seat SET ended_on = %s", soon())
    write(
        "UPDATE partnering_person SET left_on = %s WHERE id = %s",
        soon(),
        dana.pk,
    )
    write("UPDATE partnering_seat SET ended_on = NULL")


def seat_of_an_organisation_they_are_not_of(cast):
    seat = {"group_id": cast.group.pk, "started_on": LONG_AGO, "person_id": cast.people["chidi"].pk}
    add("partnering_seat", **seat, organisation_id=cast.utility.pk, ended_on=access.today())
    add("partnering_seat", **seat | {"started_on": access.today()}, organisation_id=cast.agency.pk)


def seat_given_to_somebody_of_another_organisation(cast):
    write("UPDATE partnering_seat SET person_id = NULL")
    write("UPDATE partnering_seat SET person_id = %s", cast.people["chidi"].pk)


def leaving_with_a_seat(cast):
    write("UPDATE partnering_person SET left_on = %s WHERE id = %s", access.today(), cast.people["dana"].pk)


def ends_before_it_starts(table, first="started_on", last="ended_on"):
    def wrong(cast):
        write(f"UPDATE {table} SET {last} = %s WHERE {first} = %s", date(2020, 1, 1), LONG_AGO)

    return wrong


WRONGS = {
    "unit_is_not_part_of_itself": circle_of_units,
    "organisation_is_not_part_of_itself": circle_of_organisations,
    "organisation_is_not_contractor_of_itself": lambda cast: circle_of_organisations(
        cast, "contractor_of_id"
    ),
    "group_does_not_report_to_itself": circle_of_groups,
    "no_two_seats_in_a_group_at_once": second_seat,
    "no_member_twice_at_once": second_membership,
    "no_role_twice_at_once": second_role,
    "nobody_is_seated_beyond_leaving": seat_for_who_has_left,
    "nobody_is_seated_beyond_leaving, later": seat_that_outlasts_its_holder,
    "nobody_is_seated_for_another_organisation": seat_of_an_organisation_they_are_not_of,
    "nobody_is_seated_for_another_organisation, later": seat_given_to_somebody_of_another_organisation,
    "nobody_leaves_and_keeps_a_seat": leaving_with_a_seat,
    "seat_ends_after_it_starts": ends_before_it_starts("partnering_seat"),
    "role_ends_after_it_starts": ends_before_it_starts("partnering_role"),
    "member_leaves_after_joining": ends_before_it_starts("partnering_membership", "joined_on", "left_on"),
    "partnership_ends_after_it_starts": ends_before_it_starts("partnering_partnership"),
}
"""By the rule that it breaks: something wrong, done in SQL, whose last statement must be refused."""


@pytest.mark.parametrize("rule", WRONGS)
def test_the_database_refuses_it_by_itself_and_what_comes_before_is_taken(cast, rule):
    with pytest.raises(IntegrityError, match=rule.split(",")[0]):
        WRONGS[rule](cast)


def test_a_group_may_have_several_seats_that_nobody_holds(cast):
    for organisation in (cast.utility, cast.university):
        write(
            "INSERT INTO partnering_seat (group_id, organisation_id, started_on) VALUES (%s, %s, %s)",
            cast.group.pk,
            organisation.pk,
            LONG_AGO,
        )

    assert cast.group.seats.filter(person=None).count() == 2


def test_every_guard_is_tried():
    tried = {rule.split(",")[0] for rule in WRONGS}

    assert {guard.name for guard in guards.GUARDS} <= tried


def test_guards_are_put_up_again_after_migrations_and_are_gone_while_they_run(cast):
    call_command("migrate", verbosity=0)
    with pytest.raises(IntegrityError, match="nobody_leaves"):
        leaving_with_a_seat(cast)

    if connection.vendor == "sqlite":
        guards.take_down(sender=apps.get_app_config("partnering"), using="default")
        leaving_with_a_seat(cast)
        assert Person.objects.filter(left_on=access.today()).exists()


def test_a_table_that_is_not_there_yet_has_no_guard(cast, monkeypatch):
    absent = guards.Guard("never", "partnering_nothing", ("id",), "TRUE")
    early = guards.Guard("early", "partnering_seat", ("not_there_yet",), "TRUE")
    monkeypatch.setattr(guards, "GUARDS", (absent, early))

    guards.put_up(sender=apps.get_app_config("partnering"), using="default")

    assert Membership.objects.update(part="all") == 3
    assert Seat.objects.update(started_on=BEFORE) == 1
    assert Organisation.objects.count() == 4
