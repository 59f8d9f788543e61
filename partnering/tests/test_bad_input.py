"""What can't be is refused on its page, with a sentence that names the day or thing and says what to do."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from conftest import LONG_AGO
from partnering import access
from partnering.errors import DomainError
from partnering.forms.base import DayForm, carried_out
from partnering.models import Membership, Organisation, Person, Role, Seat, Unit
from partnering.services import groups, people

BEFORE = LONG_AGO - timedelta(days=1)


def refused(client, who, cast, route, pk, **typed):
    """What the page says, whose form still holds what was typed."""
    client.force_login(cast.users[who])
    answer = client.post(reverse(f"partnering:{route}", args=[pk]), typed)
    assert answer.status_code == 422
    shown = answer.content.decode()
    for value in typed.values():
        assert f'value="{value}"' in shown
    return shown.replace("&#x27;", "'").replace("&quot;", '"')


@pytest.fixture
def seat(cast):
    return Seat.objects.get(person=cast.people["dana"])


def test_an_end_before_the_start_is_refused_with_the_day_on_which_it_began(client, cast, seat):
    role = Role.objects.get(person=cast.people["bo"])
    member = Membership.objects.get(organisation=cast.university)
    Person.objects.filter(pk=cast.people["chidi"].pk).update(joined_on=LONG_AGO)

    for who, route, pk in (
        ("fola", "end-seat", seat.pk),
        ("fola", "end-role", role.pk),
        ("fola", "member-leaves", member.pk),
        ("amina", "person-leaves", cast.people["chidi"].pk),
    ):
        said = refused(client, who, cast, route, pk, on=BEFORE.isoformat())
        assert "15 Jan 2024" in said, route
        assert "Choose that day or a later one." in said, route


def test_who_has_left_is_not_offered_and_is_refused_by_name_when_they_leave_meanwhile(client, cast):
    chidi = cast.people["chidi"]
    people.person_leaves(person=chidi, on=access.today(), by=cast.users["amina"])
    typed = {"organisation": cast.utility.pk, "person": chidi.pk, "started_on": access.today().isoformat()}
    client.force_login(cast.users["fola"])

    answer = client.post(reverse("partnering:add-seat", args=[cast.group.pk]), typed)

    assert answer.status_code == 422
    assert "may have left meanwhile. Choose somebody else." in answer.content.decode()
    assert not Seat.objects.filter(person=chidi).exists()


@pytest.mark.parametrize(
    ("joined", "left", "on", "words"),
    [
        (None, access.today(), access.today(), "they left on"),
        (None, access.today() + timedelta(days=9), access.today() + timedelta(days=9), "they leave on"),
        (access.today(), None, access.today() - timedelta(days=1), "they joined on"),
    ],
)
def test_a_day_without_somebody_is_refused_with_the_day_from_or_to_which_they_are_there(
    cast, joined, left, on, words
):

    Person.objects.filter(pk=cast.people["chidi"].pk).update(joined_on=joined, left_on=left)
    chidi = Person.objects.get(pk=cast.people["chidi"].pk)

    with pytest.raises(DomainError, match=f"{words} .*Choose"):
        groups.add_seat(
            group=cast.group, organisation=cast.utility, person=chidi, by=cast.users["fola"], started_on=on
        )


def test_a_member_that_somebody_else_added_meanwhile_is_refused_in_plain_words(client, cast):
    client.force_login(cast.users["fola"])
    typed = {"organisation": cast.utility.pk, "part": "Pays", "joined_on": access.today().isoformat()}

    answer = client.post(reverse("partnering:add-member", args=[cast.partnership.slug]), typed)

    assert answer.status_code == 422
    assert "is a member by now" in answer.content.decode()
    assert 'value="Pays"' in answer.content.decode()


def test_a_partnership_does_not_begin_after_its_first_member_joined(client, cast):
    typed = {"name": "Clean River", "purpose": "", "started_on": (LONG_AGO + timedelta(days=1)).isoformat()}
    client.force_login(cast.users["fola"])
    address = reverse("partnering:edit-partnership", args=[cast.partnership.slug])

    answer = client.post(address, typed)
    assert answer.status_code == 422
    assert "15 Jan 2024. Choose that day or an earlier one." in answer.content.decode()

    client.post(address, typed | {"started_on": "2023-05-02"})
    cast.partnership.refresh_from_db()
    assert cast.partnership.started_on == date(2023, 5, 2)


def test_circles_of_units_and_organisations_are_refused_with_a_way_out(client, cast):
    top = Unit.objects.create(organisation=cast.utility, name="Top")
    low = Unit.objects.create(organisation=cast.utility, name="Low", parent=top)
    works = Organisation.objects.create(name="Works", parent=cast.utility, steward=cast.users["amina"])
    client.force_login(cast.users["amina"])

    for route, thing, typed in (
        ("edit-unit", top, {"name": "Top", "parent": low.pk}),
        (
            "edit-organisation",
            cast.utility,
            {"name": "Water Utility", "sector": "business", "parent": works.pk},
        ),
    ):
        answer = client.post(reverse(f"partnering:{route}", args=[thing.pk]), typed)
        assert answer.status_code == 422
        assert (
            "Choose another one." in answer.content.decode() or "Change that first" in answer.content.decode()
        )
        thing.refresh_from_db()
        assert thing.parent is None


def test_what_only_the_database_sees_is_said_and_not_an_error_page(cast, caplog):
    form = DayForm({"on": access.today().isoformat()})
    assert form.is_valid()

    def beside_another():
        Seat.objects.create(
            group=cast.group,
            organisation=cast.university,
            person=cast.people["dana"],
            started_on=access.today(),
        )

    assert carried_out(form, transaction.atomic(beside_another)) is None
    assert "Look, then try again." in str(form.non_field_errors())
    assert issubclass(caplog.records[0].exc_info[0], IntegrityError)
    assert Seat.objects.count() == 1
