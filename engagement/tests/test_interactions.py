"""Logging what people took part in: who sees it, and what is refused."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction

from conftest import LONG_AGO, make_person
from engagement.models import (
    AlertEpisode,
    EngagementTarget,
    Interaction,
    Participation,
    PlanItem,
    Recount,
    Snapshot,
)
from engagement.services.interactions import (
    add_participants,
    delete_interaction,
    edit_interaction,
    log_interaction,
    remove_participant,
)
from engagement.services.traction import take_snapshots
from engagement.tests.builders import meet
from partnering import access
from partnering.errors import DomainError
from partnering.models import AuditEntry, Partnership, WorkingGroup

SENTINEL = "Quietly about the dam"


def today():
    return access.today()


def seen_by(cast, who, rows):
    return set(rows.objects.visible_to(cast.users[who]))


@pytest.mark.parametrize(
    ("who", "sees"),
    [("amina", True), ("bo", True), ("chidi", False), ("dana", True), ("eve", False), ("fola", True)],
)
def test_a_joint_interaction_is_seen_by_those_who_are_part_of_the_partnership(cast, who, sees):
    held = meet(cast, "amina", "dana", on=today())
    assert (held in seen_by(cast, who, Interaction)) is sees


@pytest.mark.parametrize(
    ("who", "sees"),
    [("amina", True), ("bo", True), ("chidi", False), ("dana", False), ("eve", False), ("fola", False)],
)
def test_an_internal_interaction_is_seen_only_by_its_own_organisation(cast, who, sees):
    held = meet(cast, "amina", "chidi", on=today(), organisation=cast.utility)
    assert (held in seen_by(cast, who, Interaction)) is sees
    assert bool(Participation.objects.visible_to(cast.users[who]).filter(interaction=held)) is sees


def test_a_representative_sees_what_is_internal_to_their_organisation_in_their_partnership(cast):
    held = meet(cast, "amina", on=today(), organisation=cast.utility)
    assert held not in seen_by(cast, "chidi", Interaction)
    cast.group.seats.create(organisation=cast.utility, person=cast.people["chidi"], started_on=LONG_AGO)
    assert held in seen_by(cast, "chidi", Interaction)


def test_of_a_joint_interaction_outsiders_see_only_people_with_a_seat_or_role(cast):
    held = meet(cast, "amina", "bo", "chidi", "dana", on=today())
    rows = Participation.objects.filter(interaction=held)
    assert {row.person.name for row in rows.visible_to(cast.users["dana"])} == {"Bo", "Dana"}
    assert {row.person.name for row in rows.visible_to(cast.users["amina"])} == {
        "Amina",
        "Bo",
        "Chidi",
        "Dana",
    }
    assert not rows.visible_to(cast.users["eve"])


@pytest.mark.parametrize(
    ("who", "joint", "internal"),
    [
        ("amina", True, True),
        ("bo", False, False),
        ("chidi", False, False),
        ("dana", False, False),
        ("eve", False, False),
        ("fola", True, False),
    ],
)
def test_who_logged_it_who_manages_it_and_whose_lead_it_is_may_change_an_interaction(
    cast, who, joint, internal
):
    together = meet(cast, "amina", "dana", on=today())
    alone = meet(cast, "amina", on=today(), organisation=cast.utility)
    changeable = Interaction.objects.changeable_by(cast.users[who])
    assert ((together in changeable), (alone in changeable)) == (joint, internal)


def test_logging_keeps_the_people_an_audit_entry_and_a_wish_to_count_again(cast):
    held = meet(cast, "amina", "dana", on=today() - timedelta(days=3))
    assert {person.name for person in held.people.all()} == {"Amina", "Dana"}
    assert (
        AuditEntry.objects.filter(verb="logged", partnership=cast.partnership, organisation=None).count() == 1
    )
    assert Recount.objects.get().since == held.held_on


def test_what_is_internal_leaves_no_joint_entry(cast):
    meet(cast, "amina", on=today(), organisation=cast.utility)
    assert AuditEntry.objects.get(verb="logged").organisation == cast.utility
    assert not AuditEntry.objects.visible_to(cast.users["fola"]).filter(verb="logged")


def test_adding_the_same_person_twice_changes_nothing(cast):
    held = meet(cast, "amina", on=today())
    assert add_participants(interaction=held, people=[cast.people["dana"]] * 2, by=cast.users["dana"]) == 1
    assert add_participants(interaction=held, people=[cast.people["dana"]], by=cast.users["dana"]) == 0
    assert held.participations.count() == 2
    assert Recount.objects.count() == 2


def test_a_manager_reads_no_names_in_the_entry_of_who_was_added(cast):
    held = meet(cast, "amina", on=today())
    add_participants(interaction=held, people=[cast.people["chidi"]], by=cast.users["amina"])
    assert "Chidi" not in str(
        AuditEntry.objects.visible_to(cast.users["fola"]).values_list("details", "label")
    )


def test_somebody_can_be_taken_off_again_once(cast):
    held = meet(cast, "amina", "chidi", on=today())
    for _ in range(2):
        remove_participant(interaction=held, person=cast.people["chidi"], by=cast.users["amina"])
    assert [person.name for person in held.people.all()] == ["Amina"]
    assert Recount.objects.count() == 2


def test_moving_an_interaction_counts_again_from_the_earlier_day(cast):
    held = meet(cast, "amina", on=today())
    Recount.objects.all().delete()
    earlier = today() - timedelta(days=9)
    edit_interaction(interaction=held, by=cast.users["amina"], held_on=earlier, title="Moved")
    held.refresh_from_db()
    assert (held.held_on, held.title) == (earlier, "Moved")
    assert Recount.objects.get().since == earlier


def test_deleting_counts_again_and_leaves_an_entry(cast):
    held = meet(cast, "amina", on=today())
    delete_interaction(interaction=held, by=cast.users["amina"])
    assert not Interaction.objects.exists()
    assert Recount.objects.count() == 2
    assert AuditEntry.objects.filter(verb="deleted").exists()


def test_what_has_not_happened_cant_be_logged(cast):
    with pytest.raises(DomainError, match="up to today"):
        meet(cast, "amina", on=today() + timedelta(days=1))


def test_only_members_people_take_part(cast):
    with pytest.raises(DomainError, match="not a member"):
        meet(cast, "eve", on=today())
    with pytest.raises(DomainError, match="not a member"):
        meet(cast, on=today(), organisation=cast.outsider)
    assert not Interaction.objects.exists()


def test_only_its_own_people_take_part_in_what_is_internal(cast):
    with pytest.raises(DomainError, match="Only people of Water Utility"):
        meet(cast, "amina", "dana", on=today(), organisation=cast.utility)


def test_nobody_takes_part_after_leaving(cast):
    gone = make_person(cast.utility, "Gus", left_on=today() - timedelta(days=5))
    with pytest.raises(DomainError, match="not with their organisation"):
        meet(cast, gone, on=today())
    held = meet(cast, gone, on=today() - timedelta(days=6))
    with pytest.raises(DomainError, match="not with their organisation"):
        edit_interaction(interaction=held, by=cast.users["amina"], held_on=today())


def test_a_group_of_another_partnership_is_refused(cast):
    other = Partnership.objects.create(name="Other", slug="other", started_on=LONG_AGO)
    group = WorkingGroup.objects.create(partnership=other, name="Else")
    with pytest.raises(DomainError, match="another partnership"):
        log_interaction(
            partnership=cast.partnership, kind="call", title="x", held_on=today(), by=None, group=group
        )


def test_the_database_refuses_what_is_neither_joint_nor_of_one_organisation(cast):
    with pytest.raises(IntegrityError, match="interaction_is_joint"), transaction.atomic():
        Interaction.objects.create(
            partnership=cast.partnership, kind="call", title="x", held_on=today(), joint=False
        )


def test_nobody_sees_or_changes_anything(cast):
    meet(cast, "amina", on=today())
    take_snapshots(on=today())
    nobody = AnonymousUser()
    for rows in (Interaction, Participation, PlanItem, Snapshot, AlertEpisode, EngagementTarget):
        assert not rows.objects.visible_to(nobody)
    for rows in (Interaction, PlanItem):
        assert not rows.objects.changeable_by(nobody)


def test_interactions_know_their_page_and_names(cast):
    held = meet(cast, "amina", on=today(), kind="call")
    assert str(held) == held.title
    assert str(held.participations.get()) == f"Amina: {held.title}"
    assert held.get_absolute_url().endswith(f"/{held.pk}/")
    assert list(Interaction.objects.joint()) == [held]
