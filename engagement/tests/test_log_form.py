"""Logging in ten seconds: pasted names, whole units and heads without names, of whom one may see alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from conftest import make_person
from engagement.models import HeadCount, Interaction
from engagement.queries.evidence import evidence_of
from engagement.services.interactions import Heads, Origin, count_heads, edit_interaction, log_interaction
from engagement.tests.builders import meet
from partnering import access
from partnering.errors import DomainError
from partnering.models import AuditEntry, Membership, Unit
from partnering.services.merges import merge_organisations
from partnering.services.organisations import create_organisation


def post(client, cast, **values):
    given = {"kind": "workshop", "held_on": access.today().isoformat(), "joint": "yes", **values}
    return client.post(reverse("engagement:log-interaction", args=[cast.partnership.slug]), given)


def text_of(response):
    return response.content.decode()


@pytest.fixture
def amina(client, cast):
    client.force_login(cast.users["amina"])
    return client


def test_a_kind_and_a_pasted_list_are_enough(amina, cast):
    chidi = cast.people["chidi"]

    post(amina, cast, who=f"Amina, Dana\n{chidi.email.upper()}")

    row = Interaction.objects.get()
    assert row.title == "Workshop"
    assert {one.name for one in row.people.all()} == {"Amina", "Dana", "Chidi"}


def test_the_form_begins_with_today_oneself_and_the_kind_that_one_logged_last(amina, cast):
    meet(cast, "amina", "dana", on=access.today(), kind="site visit")

    page = text_of(amina.get(reverse("engagement:log-interaction", args=[cast.partnership.slug])))

    assert '<option value="site visit" selected>' in page
    assert f'value="{access.today().isoformat()}"' in page
    assert f'id="person-{cast.people["amina"].pk}" checked' in page


def test_who_is_not_found_is_told_and_can_be_counted_instead(amina, cast):
    values = {"who": "Dana\nNobody Known\nx@elsewhere.example"}
    response = post(amina, cast, **values)

    assert response.status_code == 422
    assert "Nobody Known; x@elsewhere.example" in text_of(response)
    assert "Nobody Known\nx@elsewhere.example</textarea>" in text_of(response)
    assert not Interaction.objects.exists()

    post(amina, cast, **values, count_unknown=cast.university.pk)

    row = Interaction.objects.get()
    assert [one.name for one in row.people.all()] == ["Dana"]
    assert [(one.organisation, one.number) for one in row.head_counts.all()] == [(cast.university, 2)]


def test_who_fits_several_is_chosen_and_the_choice_outlives_another_mistake(amina, cast):
    first, second = (make_person(cast.utility, f"Gita {name}") for name in ("Bose", "Rao"))
    response = post(amina, cast, who="Gita")
    assert response.status_code == 422
    assert f'value="Gita|{first.pk}"' in text_of(response)
    assert f'value="Gita|{second.pk}"' in text_of(response)

    again = post(amina, cast, who="Gita", meant=f"Gita|{second.pk}", held_on="2999-01-01")
    assert f'<input type="hidden" name="meant" value="Gita|{second.pk}">' in text_of(again)

    post(amina, cast, who="Gita", meant=f"Gita|{second.pk}")
    assert list(Interaction.objects.get().people.all()) == [second]


@pytest.mark.parametrize("who", ["Chidi", "chidi@example.org"])
def test_a_partners_people_are_as_unknown_as_those_who_do_not_exist(client, cast, who):
    cast.people["chidi"].email = "chidi@example.org"
    cast.people["chidi"].save()
    client.force_login(cast.users["dana"])

    there = text_of(post(client, cast, who=f"{who}\nDana"))
    absent = text_of(post(client, cast, who=f"{who[::-1]}\nDana"))
    chosen = post(client, cast, who=f"{who}\nDana", meant=f"{who}|{cast.people['chidi'].pk}")

    assert f"you can see: {who}." in there
    assert f"you can see: {who[::-1]}." in absent
    assert chosen.status_code == 422
    assert "Whom do you mean" not in there
    assert not Interaction.objects.exists()


def test_everybody_of_a_unit_and_of_those_below_it_took_part(amina, cast):
    below = Unit.objects.create(organisation=cast.utility, name="Pumps", parent=cast.unit)
    gita = make_person(cast.utility, "Gita", unit=below)
    make_person(cast.utility, "Later", unit=below, joined_on=access.today() + timedelta(days=2))
    make_person(cast.utility, "Gone", unit=below, left_on=access.today() - timedelta(days=2))

    post(amina, cast, unit=cast.unit.pk)

    assert set(Interaction.objects.get().people.all()) == {cast.people["chidi"], gita}


def test_a_partners_unit_can_not_be_picked(client, cast):
    client.force_login(cast.users["dana"])

    assert post(client, cast, unit=cast.unit.pk).status_code == 422


def test_an_empty_unit_is_told(amina, cast):
    empty = Unit.objects.create(organisation=cast.utility, name="Empty")

    assert "Nobody is noted in this unit" in text_of(post(amina, cast, unit=empty.pk))


def heads_of(thing):
    return [
        (one.organisation.name, one.unit and one.unit.name, one.number) for one in thing.head_counts.all()
    ]


def test_heads_are_counted_by_organisation_and_ones_own_by_unit(amina, cast):
    values = {f"heads-{cast.utility.pk}": 12, f"heads-{cast.university.pk}": 3, "heads_unit": cast.unit.pk}

    post(amina, cast, **values, count_unknown=cast.utility.pk, who="Nobody Known")

    # Databases differ in where an empty unit stands.
    assert set(heads_of(Interaction.objects.get())) == {
        ("University", None, 3),
        ("Water Utility", None, 1),
        ("Water Utility", "Operations", 12),
    }


def test_partners_read_a_sum_and_ones_own_read_the_units(client, cast):
    thing = meet(cast, "amina", "dana", on=access.today())
    for heads in (Heads(cast.utility, 5, cast.unit), Heads(cast.utility, 2)):
        count_heads(interaction=thing, heads=heads, by=cast.users["amina"])
    pages = {}
    for who in ("amina", "dana"):
        client.force_login(cast.users[who])
        pages[who] = text_of(client.get(thing.get_absolute_url()))

    assert "7 counted without names" in pages["dana"]
    assert "Operations" not in pages["dana"]
    assert "Operations: 5" in pages["amina"]
    assert "9 people took part" in pages["dana"]


@pytest.mark.parametrize(("who", "status"), [("dana", 302), ("fola", 302), ("chidi", 404), ("eve", 404)])
def test_who_sees_a_joint_interaction_counts_their_own_heads(client, cast, who, status):
    thing = meet(cast, "amina", "dana", on=access.today())
    client.force_login(cast.users[who])
    own = cast.people[who].organisation

    response = client.post(
        reverse("engagement:count-heads", args=[thing.pk]), {"organisation": own.pk, "number": 4}
    )

    assert response.status_code == status
    assert HeadCount.objects.filter(organisation=own, number=4).exists() is (status == 302)


def test_only_who_may_change_it_counts_another_members_heads_and_nobody_outside(client, cast):
    thing = meet(cast, "amina", "dana", on=access.today())
    address = reverse("engagement:count-heads", args=[thing.pk])
    for who, organisation, status in (
        ("dana", cast.utility, 422),
        ("amina", cast.university, 302),
        ("amina", cast.outsider, 422),
    ):
        client.force_login(cast.users[who])
        values = {"organisation": organisation.pk, "number": 4}
        assert client.post(address, values).status_code == status, (who, organisation)


def test_a_number_is_changed_and_taken_back(cast):
    thing = meet(cast, "amina", on=access.today())
    for number, left in ((3, [3]), (5, [5]), (0, [])):
        count_heads(interaction=thing, heads=Heads(cast.utility, number), by=cast.users["amina"])
        assert [one.number for one in thing.head_counts.all()] == left
    assert AuditEntry.objects.filter(verb="counted heads", organisation=cast.utility).count() == 3


@pytest.mark.parametrize(
    ("organisation", "unit", "number", "said"),
    [
        ("outsider", None, 3, "not a member"),
        ("university", "unit", 3, "another organisation"),
        ("utility", None, 100_001, "from 1 to"),
    ],
)
def test_a_number_that_makes_no_sense_is_refused(cast, organisation, unit, number, said):
    thing = meet(cast, "amina", on=access.today())
    heads = Heads(getattr(cast, organisation), number, unit and cast.unit)

    with pytest.raises(DomainError, match=said):
        count_heads(interaction=thing, heads=heads, by=cast.users["amina"])


def test_nobody_of_a_partner_is_counted_in_what_is_internal(cast):
    thing = meet(cast, "amina", on=access.today(), organisation=cast.utility)

    with pytest.raises(DomainError, match="internal to it"):
        count_heads(interaction=thing, heads=Heads(cast.university, 3), by=cast.users["amina"])


def test_an_interaction_does_not_move_to_a_day_on_which_the_counted_were_no_members(cast):
    thing = meet(cast, "amina", on=access.today())
    count_heads(interaction=thing, heads=Heads(cast.university, 3), by=cast.users["amina"])
    joined = access.today() - timedelta(days=3)
    Membership.objects.filter(organisation=cast.university).update(joined_on=joined)

    with pytest.raises(DomainError, match="University was not a member"):
        edit_interaction(
            interaction=thing, by=cast.users["amina"], held_on=access.today() - timedelta(days=9)
        )


def test_heads_are_no_evidence_of_traction(cast):
    meet(cast, "amina", "dana", on=access.today())
    before = evidence_of(cast.partnership)

    for heads in (Heads(cast.utility, 500), Heads(cast.university, 500)):
        count_heads(interaction=Interaction.objects.get(), heads=heads, by=cast.users["amina"])

    assert evidence_of(cast.partnership) == before


def test_what_was_counted_shows_in_the_list_and_in_the_reach_of_ones_own(client, cast):
    thing = meet(cast, "amina", "dana", on=access.today())
    count_heads(interaction=thing, heads=Heads(cast.utility, 41, cast.unit), by=cast.users["amina"])
    pages = {}
    for who in ("amina", "dana"):
        client.force_login(cast.users[who])
        for route in ("interactions", "reach"):
            pages[who, route] = text_of(
                client.get(reverse(f"engagement:{route}", args=[cast.partnership.slug]))
            )

    assert "43" in pages["amina", "interactions"]
    assert "43" in pages["dana", "interactions"]
    assert "41 in 1 interaction" in pages["amina", "reach"]
    assert "in 1 interaction" not in pages["dana", "reach"]


def test_the_same_key_is_logged_once_by_joint_and_by_each_organisation(cast):
    given = {
        "partnership": cast.partnership,
        "kind": "call",
        "title": "x",
        "held_on": access.today(),
        "by": None,
        "origin": Origin("calendar", "k"),
    }
    log_interaction(**given)
    log_interaction(**given, organisation=cast.utility)
    log_interaction(**given, organisation=cast.university)

    for more in ({}, {"organisation": cast.utility}):
        with pytest.raises(IntegrityError), transaction.atomic():
            log_interaction(**given, **more)


def test_heads_of_two_that_were_one_organisation_are_added_up(cast):
    twin = create_organisation(name="Water Utility Ltd", sector=cast.utility.sector, by=cast.users["amina"])
    Membership.objects.create(
        partnership=cast.partnership, organisation=twin, joined_on=access.today() - timedelta(days=30)
    )
    thing = meet(cast, "amina", on=access.today())
    for organisation, number in ((cast.utility, 3), (twin, 4)):
        count_heads(interaction=thing, heads=Heads(organisation, number), by=cast.users["amina"])

    merge_organisations(kept=cast.utility, gone=twin, by=cast.users["amina"])

    assert heads_of(thing) == [("Water Utility", None, 7)]
