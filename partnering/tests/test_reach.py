"""How far people reach: the same, whether their partnerships are named one by one, asked for row by row, or neither."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import timedelta

import pytest

from conftest import LONG_AGO, give_role, make_person
from partnering import access, guises, places, reach
from partnering.choices import RoleKind
from partnering.models import (
    Action,
    Membership,
    Organisation,
    Partnership,
    Person,
    Role,
    Seat,
    User,
    WorkingGroup,
)

pytestmark = pytest.mark.both

MODELS = [Partnership, Membership, Role, WorkingGroup, Seat, Action, Organisation, Person]
# How many partnerships are few, for what an organisation is a member of, and for what somebody is part of.
WAYS = {"all are named": (200, 200), "a member of many": (0, 200), "row by row": (0, 0)}
GUISES = [None, "", RoleKind.SENIOR_SPONSOR, RoleKind.PARTNERSHIP_MANAGER]


def seen_by(user, guise=None):
    """All that somebody sees, as the next request would."""
    user = User.objects.get(pk=user.pk)
    with guises.wearing(None if guise is None else guises.Guise(user.pk, guise or None)):
        seen = {one: set(one.objects.visible_to(user).values_list("pk", flat=True)) for one in MODELS}
        return seen | {"managed": set(Partnership.objects.manageable_by(user).values_list("pk", flat=True))}


@pytest.fixture
def tangle(cast):
    """Partnerships that the cast is part of in different ways: by seats and roles, ended ones too, as managers only."""
    yesterday = access.today() - timedelta(1)
    for number, members in enumerate(
        [[cast.utility, cast.university], [cast.university], [cast.utility, cast.outsider], [cast.agency]]
    ):
        one = Partnership.objects.create(name=f"P{number}", slug=f"p{number}", started_on=LONG_AGO)
        group = WorkingGroup.objects.create(partnership=one, name="Group")
        for member in members:
            Membership.objects.create(partnership=one, organisation=member, joined_on=LONG_AGO)
            somebody = make_person(member, f"Somebody {number}")
            Seat.objects.create(group=group, organisation=member, person=somebody, started_on=LONG_AGO)
            Seat.objects.create(group=group, organisation=member, started_on=LONG_AGO)
            Action.objects.create(title="Do it", organisation=member, partnership=one, owner=somebody)
        ended = give_role(cast.people["bo"], RoleKind.REPRESENTATIVE, one)
        if number == 0:
            give_role(cast.people["chidi"], RoleKind.CONTRIBUTOR, one)
            Role.objects.filter(pk=ended.pk).update(ended_on=yesterday)
        if number == 2:
            give_role(cast.people["fola"], RoleKind.PARTNERSHIP_MANAGER, one)
            Membership.objects.filter(partnership=one, organisation=cast.utility).update(left_on=yesterday)
    return cast


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("who", ["amina", "bo", "chidi", "dana", "eve", "fola"])
def test_who_reads_a_page_sees_what_they_see_otherwise(tangle, monkeypatch, who, way):
    organisations, somebody = WAYS[way]
    monkeypatch.setattr(places, "FEW", organisations)
    monkeypatch.setattr(reach, "FEW", somebody)
    for guise in GUISES:
        otherwise = seen_by(tangle.users[who], guise)
        with access.remembering():
            assert seen_by(tangle.users[who], guise) == otherwise


def test_the_tangle_tells_the_cast_apart(tangle):
    """Or else the comparison above would compare little."""
    found = {who: frozenset(seen_by(user)[Partnership]) for who, user in tangle.users.items()}

    assert len(set(found.values())) == len(found)


@pytest.mark.parametrize("reads", [True, False])
@pytest.mark.parametrize("few", [0, 200])
@pytest.mark.parametrize("who", ["amina", "bo", "chidi", "dana", "eve", "fola"])
def test_in_one_partnership_nobody_reaches_further_and_outsiders_not_even_there(
    tangle, monkeypatch, who, few, reads
):
    monkeypatch.setattr(places, "FEW", few)
    monkeypatch.setattr(reach, "FEW", few)
    user = tangle.users[who]
    seen = seen_by(user)[Partnership]
    for pk in Partnership.objects.values_list("pk", flat=True):
        with access.remembering() if reads else nullcontext(), reach.only_in(pk):
            assert seen_by(user)[Partnership] == seen & {pk}


def test_what_one_person_reaches_is_not_remembered_for_another(tangle):
    with access.remembering():
        first, second = (reach.few_of(tangle.users[who]) for who in ("amina", "eve"))

    assert set(first) == seen_by(tangle.users["amina"])[Partnership]
    assert set(second) == seen_by(tangle.users["eve"])[Partnership]


def test_somebody_who_left_reaches_nothing(tangle):
    tangle.people["amina"].left_on = access.today()
    tangle.people["amina"].save()
    with access.remembering():
        assert seen_by(tangle.users["amina"]) == {one: set() for one in [*MODELS, "managed"]}
