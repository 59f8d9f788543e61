"""What has a history is put away and comes back, and is never deleted from under it."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import models
from django.db.models import ProtectedError
from django.urls import reverse

from partnering.models import Organisation, Partnership, Person, Seat, WorkingGroup
from partnering.services.groups import archive_group

KEEPERS = (Organisation, Person, Partnership, WorkingGroup)
THE_RECORD = "the record outlives what it is about, and has the words of its own"
MAY_GO_TOO = {
    "partnering.AuditEntry.organisation": THE_RECORD,
    "partnering.AuditEntry.partnership": THE_RECORD,
    "partnering.RowChange.organisation": THE_RECORD,
    "partnering.RowChange.partnership": THE_RECORD,
    "partnering.ReadEntry.organisation": THE_RECORD,
    "partnering.IdentityProvider.organisation": "a setting of the organisation's sign-in",
    "partnering.SavedView.shared_with": "a convenience; it tells of nothing that happened",
    "partnering.Note_mentioned.person": "the note itself keeps the name in its words",
    "readiness.Campaign_people.person": "a draft's choice; who was asked is an invitation, which holds them",
    "engagement.Recount.partnership": "asks for figures to be counted again, then goes",
    "engagement.Counted.partnership": "says how far figures are counted, which can be found out anew",
}
"""By field: why it does not hold back the deletion of what it points to."""


def pointing_to_keepers() -> dict[str, str]:
    """What each field that points to one of them does when that is deleted."""
    return {
        f"{model._meta.label}.{field.name}": field.remote_field.on_delete.__name__
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey) and field.related_model in KEEPERS
    }


def test_whatever_points_to_people_organisations_partnerships_and_groups_holds_them_but_for_a_reason():
    found = pointing_to_keepers()

    assert len(found) > 40
    assert {name for name, what in found.items() if what != "PROTECT"} == MAY_GO_TOO.keys()


def test_nobody_of_the_cast_can_be_deleted_with_what_they_hold(cast):
    for thing in (cast.utility, cast.partnership, cast.group, cast.people["amina"]):
        with pytest.raises(ProtectedError):
            thing.delete()


def test_a_group_that_was_put_away_is_found_and_restored_without_its_seats(client, cast):
    archive_group(group=cast.group, by=cast.users["fola"])
    client.force_login(cast.users["fola"])
    listed = client.get(reverse("partnering:groups", args=[cast.partnership.slug]))
    assert list(listed.context["put_away"]) == [cast.group]
    assert cast.group.name in listed.content.decode()

    address = reverse("partnering:restore-group", args=[cast.group.pk])
    assert address in client.get(cast.group.get_absolute_url()).content.decode()
    answer = client.post(address, follow=True)

    assert "is back. Its seats are still to be given." in answer.content.decode()
    cast.group.refresh_from_db()
    assert cast.group.archived_on is None
    assert not Seat.objects.current().filter(group=cast.group, ended_on=None).exists()


@pytest.mark.parametrize(("who", "status"), [("amina", 404), ("dana", 404), ("eve", 404)])
def test_only_who_runs_the_partnership_restores_its_groups(client, cast, who, status):
    archive_group(group=cast.group, by=cast.users["fola"])
    client.force_login(cast.users[who])

    assert client.post(reverse("partnering:restore-group", args=[cast.group.pk])).status_code == status
    assert "Restore" not in client.get(cast.group.get_absolute_url()).content.decode()
    cast.group.refresh_from_db()
    assert cast.group.archived_on is not None


@pytest.mark.parametrize("groups", [1, 3])
def test_the_page_of_groups_costs_the_same_however_many_are_put_away(
    client, cast, groups, django_assert_max_num_queries
):
    for number in range(groups):
        group = WorkingGroup.objects.create(partnership=cast.partnership, name=f"Old group {number}")
        archive_group(group=group, by=cast.users["fola"])
    client.force_login(cast.users["fola"])
    address = reverse("partnering:groups", args=[cast.partnership.slug])

    with django_assert_max_num_queries(11):
        client.get(address)
