"""Two people edit the same thing: the second is shown what changed and loses nothing."""

from __future__ import annotations

import pytest
from django.urls import reverse

from conftest import make_person
from partnering.forms.register import OrganisationForm
from partnering.models import AuditEntry, Organisation, Unit
from partnering.services.actions import add_action, edit_action
from partnering.services.groups import edit_group
from partnering.services.people import edit_person


def values_of(answer):
    """What a browser would send back of a page with a form."""
    form = answer.context["form"]
    several = {
        name for name, field in form.fields.items() if getattr(field.widget, "allow_multiple_selected", False)
    }
    return {name: form[name].value() or ([] if name in several else "") for name in form.fields}


@pytest.fixture
def where(client, cast):
    client.force_login(cast.users["fola"])
    return reverse("partnering:edit-group", args=[cast.group.pk])


def test_what_another_changed_in_a_field_that_one_left_alone_stays(client, cast, where):
    page = values_of(client.get(where))
    edit_group(group=cast.group, by=cast.users["amina"], purpose="Theirs")

    assert client.post(where, page | {"name": "Monitoring and data"}).status_code == 302

    cast.group.refresh_from_db()
    assert (cast.group.name, cast.group.purpose) == ("Monitoring and data", "Theirs")


def test_the_second_is_shown_what_was_what_the_other_wrote_who_and_what_they_typed(client, cast, where):
    edit_group(group=cast.group, by=cast.users["fola"], purpose="As it was")
    page = values_of(client.get(where))
    edit_group(group=cast.group, by=cast.users["dana"], purpose="What Dana wrote", name="Renamed")

    answer = client.post(where, page | {"purpose": "What Fola typed"})

    text = answer.content.decode()
    assert answer.status_code == 409
    for part in ("You both changed this", "As it was", "What Dana wrote", "What Fola typed", "Dana, "):
        assert part in text
    cast.group.refresh_from_db()
    assert cast.group.purpose == "What Dana wrote"
    assert 'value="Renamed"' in text
    assert 'name="keep-purpose"' in text
    assert 'name="keep-name"' not in text


@pytest.mark.parametrize(
    ("choice", "stands"), [("mine", "Typed"), ("theirs", "Other"), ("", None), ("rubbish", None)]
)
def test_the_second_chooses_for_each_field(client, cast, where, choice, stands):
    page = values_of(client.get(where))
    edit_group(group=cast.group, by=cast.users["dana"], purpose="Other")
    asked = client.post(where, page | {"purpose": "Typed"})

    answer = client.post(where, values_of(asked) | {"keep-purpose": choice})

    cast.group.refresh_from_db()
    assert answer.status_code == (302 if stands else 409)
    assert cast.group.purpose == (stands or "Other")


def test_a_choice_made_before_yet_another_change_is_asked_for_again(client, cast, where):
    page = values_of(client.get(where))
    edit_group(group=cast.group, by=cast.users["dana"], purpose="Other")
    asked = client.post(where, page | {"purpose": "Typed"})
    edit_group(group=cast.group, by=cast.users["dana"], purpose="Other again")

    answer = client.post(where, values_of(asked) | {"keep-purpose": "mine"})

    assert answer.status_code == 409
    assert "Other again" in answer.content.decode()


def test_what_two_changes_make_together_is_judged_as_well(client, cast):
    client.force_login(cast.users["fola"])
    where = reverse("partnering:edit-partnership", args=[cast.partnership.slug])
    page = values_of(client.get(where))
    type(cast.partnership).objects.filter(pk=cast.partnership.pk).update(ended_on="2024-02-01", phase="ended")

    answer = client.post(where, page | {"started_on": "2024-03-01"})

    assert answer.status_code == 422
    assert "have ended before it started" in answer.content.decode()


def test_somebody_whom_the_writer_may_not_choose_stays_and_is_not_named(client, cast):
    action = add_action(
        title="Map the leaks", organisation=cast.utility, partnership=cast.partnership, by=cast.users["amina"]
    )
    client.force_login(cast.users["fola"])
    where = reverse("partnering:edit-action", args=[action.pk])
    page = values_of(client.get(where))
    edit_action(action=action, by=cast.users["amina"], owner=cast.people["chidi"])

    asked = client.post(where, page | {"owner": cast.people["bo"].pk})
    assert asked.status_code == 409
    assert "Chidi" not in asked.content.decode()
    assert "somebody or something else" in asked.content.decode()

    assert client.post(where, page | {"title": "Map all leaks"}).status_code == 302
    action.refresh_from_db()
    assert (action.title, action.owner) == ("Map all leaks", cast.people["chidi"])


def test_choices_and_days_are_shown_as_the_form_shows_them(client, cast):
    client.force_login(cast.users["amina"])
    chidi = cast.people["chidi"]
    where = reverse("partnering:edit-person", args=[chidi.pk])
    page = values_of(client.get(where))
    other = Unit.objects.create(organisation=cast.utility, name="Pumps")
    edit_person(person=chidi, by=cast.users["bo"], level="manager", joined_on="2024-03-05", unit=other)

    asked = client.post(where, page | {"level": "executive", "joined_on": "2024-04-06", "unit": ""})

    shown = {one.name: (one.was, one.now, one.typed) for one in asked.context["form"].conflicts}
    assert shown == {
        "unit": ("Operations", "Pumps", ""),
        "level": ("Staff", "Manager", "Executive"),
        "joined_on": ("", "5 Mar 2024", "6 Apr 2024"),
    }


def test_what_was_deleted_meanwhile_is_said_and_the_typed_text_stays(client, cast):
    client.force_login(cast.users["amina"])
    made = Organisation.objects.create(name="Short Lived", steward=cast.users["amina"])
    where = reverse("partnering:edit-organisation", args=[made.pk])
    page = values_of(client.get(where))
    form = OrganisationForm(page | {"country": "Peru"}, instance=made, user=cast.users["amina"])
    assert form.is_valid()
    Organisation.objects.filter(pk=made.pk).delete()

    assert form.settle() is False
    assert "deleted this meanwhile" in str(form.errors)


def test_values_that_we_did_not_sign_settle_nothing(client, cast, where):
    page = values_of(client.get(where))
    edit_group(group=cast.group, by=cast.users["dana"], purpose="Other")

    for forged in ("", "rubbish", page["shown"][:-2]):
        client.post(where, page | {"purpose": f"Typed {forged}", "shown": forged})
        cast.group.refresh_from_db()
        assert cast.group.purpose.startswith("Typed")


def test_the_record_names_the_other_only_to_those_who_may_know_them(client, cast):
    hidden = make_person(cast.utility, "Hidden Helper")
    client.force_login(cast.users["fola"])
    where = reverse("partnering:edit-group", args=[cast.group.pk])
    page = values_of(client.get(where))
    edit_group(group=cast.group, by=hidden.user, purpose="Other")

    text = client.post(where, page | {"purpose": "Typed"}).content.decode()

    assert "Hidden Helper" not in text
    assert "Somebody, " in text
    assert AuditEntry.objects.filter(actor=hidden.user).exists()
