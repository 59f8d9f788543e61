"""Who knew of an agreement on the day of signing: a number for all partners, units and names for one's own."""

from __future__ import annotations

import pytest
from django.urls import reverse

from agreements.models import BaselineReader, BaselineUnit, SigningBaseline
from agreements.queries import own_baseline
from agreements.tests import cast as agreed
from conftest import make_person
from partnering import access
from partnering.errors import DomainError
from partnering.models import Unit


@pytest.fixture
def staffed(cast):
    """The utility with a laboratory of three beside its operations."""
    cast.laboratory = Unit.objects.create(organisation=cast.utility, name="Laboratory")
    cast.people |= {
        name: make_person(cast.utility, name.title(), unit=cast.laboratory) for name in ("kim", "lou", "max")
    }
    return cast


def sign(cast, **values):
    """All three sign, Bo with what is told of the utility."""
    agreement = agreed.put_out(cast)
    agreed.sign(cast, agreement, "bo", **values)
    for name in ("dana", "fola"):
        agreed.sign(cast, agreement, name)
    return agreement


def told(cast, who="amina"):
    return own_baseline(cast.users[who], cast.partnership, on=access.today())


def test_a_number_alone_is_enough(staffed):
    sign(staffed, knew=3)

    found = told(staffed)
    assert (found.knew, found.of, found.units, found.readers) == (3, 80, {}, ())


def test_numbers_by_unit_and_names_are_kept_with_how_many_there_are(staffed):
    sign(staffed, knew=5, by_unit={staffed.laboratory.pk: 2}, readers=[staffed.people["kim"]])

    found = told(staffed)
    assert found.units[staffed.laboratory.pk] == (2, 3)
    assert all(knew == 0 for unit, (knew, _of) in found.units.items() if unit != staffed.laboratory.pk)
    assert found.readers == ("Kim",)


@pytest.mark.parametrize(
    ("by_unit", "names", "knew"), [(4, (), 9), (2, (), 1), (None, ("kim", "lou"), 1), (None, ("dana",), 9)]
)
def test_more_than_there_are_or_than_know_of_it_in_all_is_refused(staffed, by_unit, names, knew):
    given = {staffed.laboratory.pk: by_unit} if by_unit else {}

    with pytest.raises(DomainError):
        sign(staffed, knew=knew, by_unit=given, readers=[staffed.people[name] for name in names])
    assert not SigningBaseline.objects.exists()


def test_the_number_is_joint_and_what_stands_behind_it_is_the_organisations_own(staffed, client):
    agreement = sign(staffed, knew=2, readers=[staffed.people["kim"]])

    for table in (BaselineUnit, BaselineReader):
        seen = {
            who: table.objects.visible_to(staffed.users[who]).exists()
            for who in ("amina", "bo", "chidi", "dana", "eve", "fola")
        }
        assert seen == {
            "amina": True,
            "bo": True,
            "chidi": False,
            "dana": False,
            "eve": False,
            "fola": False,
        }
    assert told(staffed, "dana").readers == ()
    client.force_login(staffed.users["dana"])
    page = client.get(agreement.get_absolute_url()).content.decode()
    assert "2 of 80" in page
    assert "Kim" not in page


def post(client, cast, **values):
    agreement = agreed.put_out(cast)
    client.force_login(cast.users["bo"])
    where = reverse("agreements:sign", args=[agreement.pk])
    return client.post(where, {"of": "80", "confirmed": "on", **values})


def test_the_page_adds_up_units_and_names_where_no_number_is_given(client, staffed):
    unit = f"unit_{staffed.laboratory.pk}"
    answer = post(client, staffed, **{unit: "2"}, readers="  Amina \nkim@water-utility.example\n")

    assert answer.status_code == 302
    baseline = SigningBaseline.objects.get()
    assert baseline.knew == 3
    assert {one.person.name for one in baseline.readers.all()} == {"Amina", "Kim"}


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"readers": "Nobody Known"}, "nobody known"),
        ({"readers": "Dana"}, "Nobody of your organisation"),
        ({"knew": "1", "readers": "Kim\nLou"}, "which is more than that"),
        ({}, "Say how many know of it"),
    ],
)
def test_what_does_not_fit_is_asked_again_and_kept(client, staffed, typed, said):
    answer = post(client, staffed, **typed)

    assert answer.status_code == 422
    page = answer.content.decode()
    assert said in page
    assert typed.get("readers", "").split("\n")[0] in page
    assert not SigningBaseline.objects.exists()
