"""Two people edit what engagement and agreements keep: units that are needed, and amounts."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.urls import reverse

from agreements.models import Commitment
from agreements.services.commitments import edit_commitment
from agreements.tests import cast as agreed
from engagement.models import EngagementTarget
from engagement.services.targets import name_targets
from partnering.models import Unit
from partnering.tests.test_editing_together import values_of


@pytest.fixture
def units(cast):
    return [Unit.objects.create(organisation=cast.utility, name=f"Unit {number}") for number in range(3)]


def targeted():
    return set(EngagementTarget.objects.current().values_list("unit__name", flat=True))


def test_units_that_another_named_meanwhile_stay_and_other_choices_are_asked(client, cast, units):
    who = {"partnership": cast.partnership, "organisation": cast.utility, "by": cast.users["amina"]}
    client.force_login(cast.users["amina"])
    where = reverse("engagement:targets", args=[cast.partnership.slug])
    page = values_of(client.get(where))
    name_targets(**who, units=units[:2])

    assert client.post(where, page | {"units": []}).status_code == 302
    assert targeted() == {"Unit 0", "Unit 1"}

    asked = client.post(where, page | {"units": [units[2].pk]})
    assert asked.status_code == 409
    conflict = asked.context["form"].conflicts[0]
    assert (conflict.was, conflict.now, conflict.typed) == ("", "Unit 0, Unit 1", "Unit 2")
    theirs = values_of(asked) | {"units": [units[2].pk], "keep-units": "theirs"}
    assert client.post(where, theirs).status_code == 302
    assert targeted() == {"Unit 0", "Unit 1"}


def test_amounts_are_compared_as_numbers(client, cast):
    agreed.draft(cast)
    one = Commitment.objects.get()
    edit_commitment(commitment=one, by=cast.users["amina"], amount=Decimal("3.50"), unit="days")
    client.force_login(cast.users["amina"])
    where = reverse("agreements:edit-commitment", args=[one.pk])
    page = values_of(client.get(where))
    edit_commitment(commitment=one, by=cast.users["amina"], text="Said better")

    assert client.post(where, page | {"amount": "3.5"}).status_code == 302

    one.refresh_from_db()
    assert (one.text, one.amount) == ("Said better", Decimal("3.5"))
