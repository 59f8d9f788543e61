"""Seats, roles and memberships don't overlap, and lie within what they depend on, whatever is done in which order."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import combinations

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import LONG_AGO
from partnering import access
from partnering.choices import RoleKind
from partnering.errors import DomainError
from partnering.models import Membership, Person, Role, Seat
from partnering.services import groups, partnerships, people


def day(number: int) -> date:
    return access.today() + timedelta(days=number)


@pytest.fixture
def seated(cast):
    """Chidi's seat for the utility, since ten days."""
    return groups.add_seat(
        group=cast.group,
        organisation=cast.utility,
        person=cast.people["chidi"],
        by=cast.users["fola"],
        started_on=day(-10),
    )


def test_a_second_seat_in_a_group_at_the_same_time_is_refused_with_the_times(cast, seated):
    again = {"group": cast.group, "organisation": cast.utility, "person": cast.people["chidi"]}
    with pytest.raises(DomainError, match=r"holds a seat in this group already, since .*choose another day"):
        groups.add_seat(**again, by=cast.users["fola"], started_on=day(-20))

    groups.end_seat(seat=seated, on=day(-5), by=cast.users["fola"])
    with pytest.raises(DomainError, match="from .* to "):
        groups.add_seat(**again, by=cast.users["fola"], started_on=day(-6))
    assert groups.add_seat(**again, by=cast.users["fola"], started_on=day(-5)).pk


def test_a_role_of_a_kind_is_held_once_at_a_time(cast):
    fola, bo = cast.users["fola"], cast.people["bo"]
    role = bo.roles.get()
    partnerships.end_role(role=role, on=day(-5), by=fola)
    again = {"person": bo, "kind": role.kind, "partnership": cast.partnership, "by": cast.users["amina"]}

    with pytest.raises(DomainError, match="holds this role already, from"):
        partnerships.give_role(**again, started_on=day(-6))
    assert partnerships.give_role(**again, started_on=day(-5)).ended_on is None


def test_a_member_that_comes_back_can_not_do_so_before_it_left(cast):
    fola = cast.users["fola"]
    membership = cast.partnership.memberships.get(organisation=cast.university)
    partnerships.member_leaves(membership=membership, on=day(-5), by=fola)
    again = {"partnership": cast.partnership, "organisation": cast.university, "by": fola}

    with pytest.raises(DomainError, match="is a member already, from"):
        partnerships.add_member(**again, joined_on=day(-6))
    back = partnerships.add_member(**again, joined_on=day(-5))
    with pytest.raises(DomainError, match="is a member already"):
        partnerships.edit_member(membership=back, joined_on=day(-30), by=fola)
    with pytest.raises(DomainError, match="after the day it left"):
        partnerships.edit_member(membership=membership, joined_on=day(-4), by=fola)
    with pytest.raises(DomainError, match="left already"):
        partnerships.member_leaves(membership=membership, on=day(0), by=fola)


def test_a_later_first_day_is_refused_when_something_was_held_before_it(cast, seated):
    membership = cast.partnership.memberships.get(organisation=cast.utility)
    with pytest.raises(DomainError, match="held seats or roles here since 15 Jan 2024"):
        partnerships.edit_member(membership=membership, joined_on=day(0), by=cast.users["fola"])
    with pytest.raises(DomainError, match="held a seat or role since"):
        people.edit_person(person=cast.people["chidi"], joined_on=day(-9), by=cast.users["amina"])
    people.edit_person(person=cast.people["chidi"], joined_on=day(-10), by=cast.users["amina"])


def test_nobody_is_seated_before_they_joined_or_after_they_left(cast):
    chidi, amina, fola = cast.people["chidi"], cast.users["amina"], cast.users["fola"]
    people.edit_person(person=chidi, joined_on=day(-10), by=amina)
    seat = {"group": cast.group, "organisation": cast.utility, "person": chidi, "by": fola}
    with pytest.raises(DomainError, match="not with their organisation on that day"):
        groups.add_seat(**seat, started_on=day(-11))

    people.person_leaves(person=chidi, on=day(-1), by=amina)
    with pytest.raises(DomainError, match="not with their organisation on that day"):
        groups.add_seat(**seat, started_on=day(-1))
    with pytest.raises(DomainError, match="left before that day"):
        people.edit_person(person=chidi, joined_on=day(0), by=amina)


def test_who_leaves_on_a_past_day_keeps_no_seat_or_role_that_began_since(cast):
    chidi, fola = cast.people["chidi"], cast.users["fola"]
    seat = groups.add_seat(
        group=cast.group, organisation=cast.utility, person=chidi, by=fola, started_on=day(3)
    )
    role = partnerships.give_role(
        person=chidi, kind=RoleKind.CONTRIBUTOR, partnership=cast.partnership, by=fola, started_on=day(-2)
    )

    people.person_leaves(person=chidi, on=day(-5), by=cast.users["amina"])

    seat.refresh_from_db()
    role.refresh_from_db()
    assert (seat.started_on, seat.ended_on) == (day(3), day(3))
    assert (role.started_on, role.ended_on) == (day(-2), day(-2))
    vacancy = Seat.objects.get(group=cast.group, organisation=cast.utility, person=None)
    assert (vacancy.started_on, vacancy.ended_on) == (day(3), None)


def test_who_leaves_on_a_coming_day_acts_until_then_and_the_account_closes_on_it(cast, seated):
    bo = cast.people["bo"]
    people.person_leaves(person=bo, on=day(7), by=cast.users["amina"])

    assert bo.user.is_active
    assert access.roles_of(bo.user).count() == 1
    assert people.close_accounts_of_leavers(on=day(6)) == 0
    assert people.close_accounts_of_leavers(on=day(9)) == 1
    assert people.close_accounts_of_leavers(on=day(9)) == 0
    bo.user.refresh_from_db()
    assert not bo.user.is_active


def test_what_somebody_takes_on_while_they_are_leaving_ends_with_them(cast):
    chidi, fola = cast.people["chidi"], cast.users["fola"]
    people.person_leaves(person=chidi, on=day(7), by=cast.users["amina"])
    vacant = groups.add_seat(group=cast.group, organisation=cast.utility, by=fola, started_on=day(-3))

    role = partnerships.give_role(
        person=chidi, kind=RoleKind.CONTRIBUTOR, partnership=cast.partnership, by=fola
    )
    groups.fill_seat(seat=vacant, person=chidi, by=fola)

    assert role.ended_on == day(7)
    times = Seat.objects.filter(group=cast.group, organisation=cast.utility)
    assert list(times.order_by("started_on").values_list("person", "started_on", "ended_on")) == [
        (None, day(-3), day(0)),
        (chidi.pk, day(0), day(7)),
        (None, day(7), None),
    ]


def test_a_vacancy_stays_in_the_history_when_it_is_filled_later(cast):
    fola, amina, bo = cast.users["fola"], cast.people["amina"], cast.people["bo"]
    vacant = groups.add_seat(group=cast.group, organisation=cast.utility, by=fola, started_on=day(-9))
    filled = groups.fill_seat(seat=vacant, person=amina, by=fola)
    assert (vacant.ended_on, filled.started_on) == (day(0), day(0))

    with pytest.raises(DomainError, match="holds this seat already"):
        groups.fill_seat(seat=filled, person=amina, by=fola, on=day(3))
    with pytest.raises(DomainError, match="has ended"):
        groups.fill_seat(seat=vacant, person=bo, by=fola)
    with pytest.raises(DomainError, match="has ended already"):
        groups.end_seat(seat=vacant, on=day(1), by=fola)


def test_a_group_that_is_put_away_keeps_no_seat_to_come_and_takes_none(cast):
    fola = cast.users["fola"]
    later = groups.add_seat(group=cast.group, organisation=cast.utility, by=fola, started_on=day(5))
    groups.archive_group(group=cast.group, by=fola)

    later.refresh_from_db()
    assert later.ended_on == day(5)
    with pytest.raises(DomainError, match="put away"):
        groups.add_seat(group=cast.group, organisation=cast.utility, by=fola)


def test_a_role_that_has_ended_is_not_prolonged(cast):
    role = cast.people["bo"].roles.get()
    partnerships.end_role(role=role, on=day(-3), by=cast.users["fola"])
    with pytest.raises(DomainError, match="ended already"):
        partnerships.end_role(role=role, on=day(3), by=cast.users["fola"])


def test_the_last_manager_who_will_be_there_can_not_be_ended_for_a_past_day_either(cast):
    role = cast.people["fola"].roles.get()
    second = partnerships.give_role(
        person=cast.people["dana"], kind=role.kind, partnership=cast.partnership, by=cast.users["dana"],
        started_on=LONG_AGO,
    )  # fmt: skip
    partnerships.end_role(role=second, on=day(-1), by=cast.users["fola"])

    with pytest.raises(DomainError, match="needs a manager"):
        partnerships.end_role(role=role, on=day(-2), by=cast.users["fola"])


DAYS = st.integers(-6, 6)
DEEDS = [
    "seat",
    "seat",
    "fill",
    "end seat",
    "role",
    "role",
    "end role",
    "join",
    "leave",
    "stay",
    "member leaves",
    "joined",
]
STEP = st.tuples(st.sampled_from(DEEDS), st.sampled_from(["chidi", "dana"]), DAYS, st.integers(0, 3))


def _take(cast, step):
    """One step of a story: what, who, on which day, and which of several rows."""
    what, who, number, which = step
    person = Person.objects.get(pk=cast.people[who].pk)
    fola, on = cast.users["fola"], day(number)
    seats, roles = (
        Seat.objects.order_by("pk"),
        Role.objects.filter(partnership=cast.partnership).order_by("pk"),
    )
    memberships = Membership.objects.filter(organisation=person.organisation).order_by("-pk")
    organisation = person.organisation
    if what == "seat":
        groups.add_seat(group=cast.group, organisation=organisation, person=person, by=fola, started_on=on)
    elif what == "fill":
        groups.fill_seat(seat=seats[which % len(seats)], person=person, by=fola, on=on)
    elif what == "end seat":
        groups.end_seat(seat=seats[which % len(seats)], on=on, by=fola)
    elif what == "role":
        partnerships.give_role(
            person=person, kind=RoleKind.CONTRIBUTOR, partnership=cast.partnership, by=fola, started_on=on
        )
    elif what == "end role":
        partnerships.end_role(role=roles[which % len(roles)], on=on, by=fola)
    elif what == "join":
        partnerships.add_member(
            partnership=cast.partnership, organisation=organisation, by=fola, joined_on=on
        )
    elif what == "leave":
        people.person_leaves(person=person, on=on, by=fola)
    elif what == "stay":
        people.person_stays(person=person, by=fola)
    elif what == "joined":
        people.edit_person(person=person, joined_on=on, by=fola)
    else:
        partnerships.member_leaves(membership=memberships[0], on=on, by=fola)


def _overlap(one, other, start="started_on", end="ended_on"):
    first, last = max(getattr(one, start), getattr(other, start)), [getattr(one, end), getattr(other, end)]
    return all(day is None or first < day for day in last)


def _faults(cast):
    """Whatever breaks a rule."""
    seats = list(Seat.objects.filter(person__isnull=False).select_related("person"))
    roles = list(Role.objects.filter(partnership=cast.partnership).select_related("person"))
    members = list(Membership.objects.all())
    for one, other in combinations(seats, 2):
        if one.person == other.person and _overlap(one, other):
            yield one, other
    for one, other in combinations(roles, 2):
        if (one.person, one.kind) == (other.person, other.kind) and _overlap(one, other):
            yield one, other
    for one, other in combinations(members, 2):
        if one.organisation_id == other.organisation_id and _overlap(one, other, "joined_on", "left_on"):
            yield one, other
    for row in [*seats, *roles]:
        if row.started_on != row.ended_on and not (
            _within_stay(row) and any(_within(row, m) for m in members)
        ):
            yield row, row.person, members


def _within_stay(row):
    joined, left = row.person.joined_on, row.person.left_on
    return (joined is None or row.started_on >= joined) and (
        left is None or (row.ended_on is not None and row.ended_on <= left)
    )


def _within(row, member):
    return (
        member.organisation_id == row.person.organisation_id
        and member.joined_on <= row.started_on
        and (member.left_on is None or (row.ended_on is not None and row.ended_on <= member.left_on))
    )


@settings(max_examples=80)
@given(story=st.lists(STEP, min_size=5, max_size=16))
def _whatever_happens_nothing_overlaps(cast, story):
    with transaction.atomic():
        for step in story:
            try:
                with transaction.atomic():
                    _take(cast, step)
            except DomainError:
                continue
            assert not list(_faults(cast)), step
        transaction.set_rollback(True)


def test_whatever_is_done_in_whatever_order_nothing_overlaps_or_sticks_out(cast):
    _whatever_happens_nothing_overlaps(cast)
