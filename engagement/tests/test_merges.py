"""Bringing together what was found twice moves everything, gives nobody more sight, and can be taken back exactly."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.apps import apps
from django.db.models import ForeignKey
from django.urls import reverse
from django.utils import timezone

from conftest import LONG_AGO, give_role, make_person
from engagement.tests.surroundings import fill
from engagement.tests.test_every_surface import everything
from partnering import registry, tasks
from partnering.choices import RoleKind
from partnering.errors import DomainError
from partnering.models import (
    Action,
    AuditEntry,
    Membership,
    Merge,
    Organisation,
    Partnership,
    Person,
    Role,
    Seat,
    Unit,
)
from partnering.services import absorbing, merges

KEPT_ASIDE = {"partnering.AuditEntry", "partnering.RowChange", "partnering.Merge"}
DAY = timedelta(days=1)


def pointing_to(row):
    """By table: how many rows point to a row, found by looking at every column of the project."""
    found = {}
    for table in apps.get_models(include_auto_created=True):
        for column in table._meta.concrete_fields:
            if isinstance(column, ForeignKey) and column.related_model is type(row):
                count = table._base_manager.filter(**{column.name: row.pk}).count()
                if count and table._meta.label not in KEPT_ASIDE:
                    found[table._meta.label] = found.get(table._meta.label, 0) + count
    return found


def state():
    return {table: rows for table, rows in everything().items() if table not in KEPT_ASIDE}


@pytest.fixture
def twin(cast):
    """Chidi, entered a second time, with a seat, a role and an action of his own."""
    return add_twin(cast)


def add_twin(cast):
    person = make_person(cast.utility, "Chidi Twin", phone="123")
    give_role(person, RoleKind.CONTRIBUTOR, cast.partnership)
    Seat.objects.create(
        group=cast.group, organisation=cast.utility, person=person, started_on=date(2025, 1, 1)
    )
    Action.objects.create(title="Dig", organisation=cast.utility, owner=person)
    cast.people["twin"] = person
    return person


def people(cast, kept="chidi", gone="twin", by="amina", **options):
    return merges.merge_people(kept=cast.people[kept], gone=cast.people[gone], by=cast.users[by], **options)


# --- People


def test_what_both_held_at_once_becomes_one_from_the_first_day_to_the_last(cast, twin):
    chidi = cast.people["chidi"]
    Seat.objects.create(
        group=cast.group,
        organisation=cast.utility,
        person=chidi,
        started_on=LONG_AGO,
        ended_on=date(2025, 2, 1),
    )
    later = Seat.objects.create(
        group=cast.group,
        organisation=cast.utility,
        person=chidi,
        started_on=date(2025, 3, 1),
        ended_on=date(2025, 4, 1),
    )

    people(cast, take={"phone": "gone", "name": "kept"})

    (seat,) = Seat.objects.filter(person=chidi)
    assert (seat.started_on, seat.ended_on) == (LONG_AGO, None)
    assert not Seat.objects.filter(pk=later.pk).exists()
    assert Action.objects.get(title="Dig").owner == chidi
    assert chidi.roles.get().kind == RoleKind.CONTRIBUTOR
    assert Person.objects.get(pk=chidi.pk).phone == "123"
    assert not pointing_to(twin)


def test_the_one_that_goes_is_in_no_list_and_its_address_leads_on(client, cast, twin):
    people(cast)
    client.force_login(cast.users["amina"])

    assert twin.name not in client.get(reverse("partnering:people"), {"gone": "on"}).content.decode()
    assert (
        client.get(reverse("partnering:person", args=[twin.pk])).url
        == cast.people["chidi"].get_absolute_url()
    )
    assert client.get(reverse("partnering:edit-person", args=[twin.pk])).status_code == 404
    client.force_login(cast.users["eve"])
    assert client.get(reverse("partnering:person", args=[twin.pk])).status_code == 404


@pytest.mark.parametrize("account", ["kept", "gone"])
def test_one_account_stays_and_the_other_is_closed(client, cast, twin, account):
    mine, theirs = cast.people["chidi"].user, twin.user

    people(cast, account=account)

    stays, closed = (mine, theirs) if account == "kept" else (theirs, mine)
    for user in (stays, closed):
        user.refresh_from_db()
    assert (stays.is_active, closed.is_active) == (True, False)
    assert stays.person == Person.objects.get(pk=cast.people["chidi"].pk)


def test_who_has_no_account_gets_that_of_the_other(cast, twin):
    Person.objects.filter(pk=cast.people["chidi"].pk).update(user=None)
    cast.people["chidi"].refresh_from_db()
    user = twin.user

    people(cast)

    assert Person.objects.get(user=user).pk == cast.people["chidi"].pk


def test_merging_and_undoing_leaves_every_table_as_it_was_whoever_it_is(cast):
    fill(cast)
    add_twin(cast)
    staff = list(Person.objects.filter(organisation=cast.utility))
    before = state()
    moved = 0
    for kept in staff[1:3]:
        for gone in staff:
            if kept == gone:
                continue
            cast.people |= {"kept": Person.objects.get(pk=kept.pk), "gone": Person.objects.get(pk=gone.pk)}
            try:
                merge = people(cast, "kept", "gone", take={"name": "gone", "email": "gone", "unit": "gone"})
            except DomainError:
                assert state() == before
                continue
            moved += 1
            assert not set(pointing_to(gone)) - {"agreements.Signatory", "readiness.Invitation"}
            merges.undo_merge(merge=merge, by=cast.users["amina"])
            assert state() == before
    assert moved


def test_it_is_not_undone_when_what_moved_was_changed_since_or_thirty_days_are_over(cast, twin):
    merge = people(cast)
    Action.objects.filter(title="Dig").update(owner=cast.people["bo"])
    with pytest.raises(DomainError, match="changed since: action"):
        merges.undo_merge(merge=merge, by=cast.users["amina"])
    Action.objects.filter(title="Dig").update(owner=cast.people["chidi"])

    with pytest.raises(DomainError, match="30 days"):
        merges.undo_merge(merge=merge, by=cast.users["amina"], now=timezone.now() + 30 * DAY)
    make_person(cast.university, "Somebody").__class__.objects.filter(name="Somebody").update(
        email="chidi.twin@water-utility.example"
    )
    with pytest.raises(DomainError, match="Something new"):
        merges.undo_merge(merge=merge, by=cast.users["amina"])
    Person.objects.filter(name="Somebody").update(email="")
    merges.undo_merge(merge=merge, by=cast.users["amina"])
    with pytest.raises(DomainError, match="already"):
        merges.undo_merge(merge=merge, by=cast.users["amina"])


def test_a_row_that_was_joined_is_not_put_back_over_another(cast, twin):
    give_role(cast.people["chidi"], RoleKind.CONTRIBUTOR, cast.partnership)
    merge = people(cast)
    dropped = next(step for step in merge.steps if step["do"] == "drop")
    Role.objects.create(
        pk=dropped["pk"],
        person=cast.people["bo"],
        kind="contributor",
        partnership=cast.partnership,
        started_on=LONG_AGO,
    )

    with pytest.raises(DomainError, match="changed since: role"):
        merges.undo_merge(merge=merge, by=cast.users["amina"])


def test_who_merged_already_can_not_be_merged_again_and_nobody_with_themselves(cast, twin):
    people(cast)

    with pytest.raises(DomainError, match="merged already"):
        people(cast, "bo", "twin")
    with pytest.raises(DomainError, match="the same already"):
        people(cast, "bo", "bo")


def test_a_chain_of_merges_leads_to_the_last_one_and_is_undone_from_its_end(cast, twin):
    first = people(cast)
    second = people(cast, "bo", "chidi")

    assert Person._base_manager.get(pk=twin.pk).merged_into == cast.people["bo"]
    with pytest.raises(DomainError):
        merges.undo_merge(merge=first, by=cast.users["amina"])
    merges.undo_merge(merge=second, by=cast.users["amina"])
    merges.undo_merge(merge=first, by=cast.users["amina"])
    assert Person.objects.filter(pk=twin.pk).exists()


def test_old_merges_are_forgotten_by_a_job(cast, twin):
    merge = people(cast)
    assert tasks.forget_old_merges() == 0
    Merge.objects.update(at=timezone.now() - 31 * DAY)

    assert tasks.forget_old_merges() == 1
    assert AuditEntry.objects.filter(verb="merged", thing_pk=str(merge.pk)).exists()


# --- Who may, and what nobody gains


@pytest.mark.parametrize("who", ["bo", "chidi", "dana", "eve", "fola"])
def test_only_who_keeps_the_register_merges(client, cast, twin, who):
    with pytest.raises(DomainError, match="Only who keeps"):
        people(cast, by=who)
    client.force_login(cast.users[who])
    address = reverse("partnering:merge-people", args=[cast.people["chidi"].pk, twin.pk])
    assert client.get(address).status_code == client.post(address).status_code == 404


def test_people_of_two_organisations_are_not_merged(client, cast, twin):
    with pytest.raises(DomainError, match="one organisation"):
        people(cast, gone="dana")
    client.force_login(cast.users["amina"])
    address = reverse("partnering:merge-people", args=[cast.people["chidi"].pk] * 2)
    assert client.get(address).status_code == 404


def stewarded(cast, name="Newcomer"):
    """An organisation whose register the outsider's lead keeps, with somebody of theirs in it."""
    return Organisation.objects.create(name=name, steward=cast.users["eve"])


@pytest.mark.parametrize("account", ["kept", "gone"])
def test_a_steward_can_not_merge_their_way_into_a_partnership_or_a_lead(cast, account):
    new = stewarded(cast)
    member = make_person(new, "Member")
    ally = make_person(new, "Ally")
    cast.people |= {"member": member, "ally": ally}
    Membership.objects.create(partnership=cast.partnership, organisation=new, joined_on=LONG_AGO)
    pair = ("ally", "member") if account == "kept" else ("member", "ally")

    role = give_role(member, RoleKind.REPRESENTATIVE, cast.partnership)
    with pytest.raises(DomainError, match="can't give"):
        people(cast, *pair, by="eve", account=account)
    role.delete()
    seat = Seat.objects.create(group=cast.group, organisation=new, person=member, started_on=LONG_AGO)
    with pytest.raises(DomainError, match="can't give"):
        people(cast, *pair, by="eve", account=account)
    seat.delete()
    people(cast, *pair, by="eve", account=account)
    assert not Partnership.objects.visible_to(ally.user)


def test_a_lead_can_not_give_somebody_the_running_of_a_partnership_by_a_merge(cast, twin):
    give_role(twin, RoleKind.PARTNERSHIP_MANAGER, cast.partnership)

    with pytest.raises(DomainError, match="can't give"):
        people(cast)


def test_an_organisation_in_which_somebody_signs_in_is_not_swallowed_by_its_steward(cast):
    new = stewarded(cast)
    make_person(new, "Hana")

    with pytest.raises(DomainError, match="signs in"):
        organisations(cast, cast.outsider, new)


def test_ones_own_organisation_stays_and_both_registers_must_be_ones_own(cast):
    new = stewarded(cast)

    with pytest.raises(DomainError, match="the one that stays"):
        organisations(cast, new, cast.outsider)
    with pytest.raises(DomainError, match="both registers"):
        organisations(cast, cast.outsider, cast.university)


def test_a_lead_does_not_come_into_a_partnership_by_swallowing_a_member(cast):
    new = stewarded(cast)
    Membership.objects.create(partnership=cast.partnership, organisation=new, joined_on=LONG_AGO)

    with pytest.raises(DomainError, match="Ask that partnership's manager"):
        organisations(cast, cast.outsider, new)
    give_role(cast.people["eve"], RoleKind.PARTNERSHIP_MANAGER, cast.partnership)
    organisations(cast, cast.outsider, new)
    assert Membership.objects.filter(organisation=cast.outsider).exists()


# --- Organisations


def organisations(cast, kept, gone, by="eve", **options):
    kept, gone = (Organisation.objects.get(pk=one.pk) for one in (kept, gone))
    return merges.merge_organisations(kept=kept, gone=gone, by=cast.users[by], **options)


def test_units_of_one_name_become_one_with_all_their_people_and_it_can_be_undone(client, cast):
    new = stewarded(cast, "Outsider Works Ltd")
    Organisation.objects.filter(pk=cast.outsider.pk).update(parent=new)
    ours = Unit.objects.create(organisation=cast.outsider, name="Works")
    theirs = Unit.objects.create(organisation=new, name="WORKS")
    yard = Unit.objects.create(organisation=new, name="Yard", parent=theirs)
    hana = Person.objects.create(organisation=new, name="Hana", unit=theirs)
    client.force_login(cast.users["eve"])
    before = state()

    merge = organisations(cast, cast.outsider, new, take={"name": "gone"})

    hana.refresh_from_db()
    yard.refresh_from_db()
    assert (hana.organisation, hana.unit, yard.parent) == (cast.outsider, ours, ours)
    assert not pointing_to(new)
    assert Organisation.objects.get(pk=cast.outsider.pk).name == "Outsider Works Ltd"
    assert Organisation.objects.get(pk=cast.outsider.pk).parent is None
    assert client.get(new.get_absolute_url()).url == cast.outsider.get_absolute_url()
    undone = client.post(reverse("partnering:undo-merge", args=[merge.pk]))
    assert state() == before
    assert undone.url == f"{reverse('partnering:twins')}?kind=organisation"


def test_what_lies_between_two_organisations_is_not_made_part_of_itself(cast):
    top = stewarded(cast, "Top")
    middle = stewarded(cast, "Middle")
    Organisation.objects.filter(pk=middle.pk).update(parent=top)
    Organisation.objects.filter(pk=cast.outsider.pk).update(parent=middle)

    with pytest.raises(DomainError, match="stands between"):
        organisations(cast, cast.outsider, top)

    low = stewarded(cast, "Low")
    Organisation.objects.filter(pk=cast.outsider.pk).update(parent=None)
    Organisation.objects.filter(pk=top.pk).update(parent=cast.outsider)
    Organisation.objects.filter(pk=low.pk).update(parent=middle)
    with pytest.raises(DomainError, match="stands between"):
        organisations(cast, cast.outsider, low, take={"parent": "gone"})

    Organisation.objects.filter(pk=top.pk).update(parent=None)
    Organisation.objects.filter(pk=cast.outsider.pk).update(parent=middle)
    merge = organisations(cast, cast.outsider, middle, take={"parent": "gone"})
    assert Organisation.objects.get(pk=cast.outsider.pk).parent == top
    merges.undo_merge(merge=merge, by=cast.users["eve"])
    assert Organisation.objects.get(pk=cast.outsider.pk).parent == middle


def test_the_day_of_leaving_of_one_is_not_taken_over_the_seat_of_the_other(cast, twin):
    Person.objects.filter(pk=cast.people["chidi"].pk).update(left_on=date(2024, 6, 1))

    with pytest.raises(DomainError, match="End it for one of them first"):
        people(cast)
    with pytest.raises(DomainError, match="End it for one of them first"):
        people(cast, kept="twin", gone="chidi", take={"left_on": "gone"})

    people(cast, take={"left_on": "gone"})
    assert Seat.objects.get(person=cast.people["chidi"], ended_on=None).organisation == cast.utility


# --- The mover


def test_every_table_says_how_its_rows_clash_in_a_way_that_the_mover_understands():
    """A new table that points to a person or organisation is moved by itself; one it can't judge fails here."""
    joined, waiting = set(), [Person, Organisation]
    while waiting:
        for relation in absorbing.relations_to(waiting.pop()):
            rule = registry.merge_rules.get(relation.model._meta.label_lower, absorbing.NO_RULE)
            unique = any(relation.name in names for names, _ in absorbing.uniques(relation.model))
            if (unique or rule.times) and not rule.clash_stays and relation.model not in joined:
                joined.add(relation.model)
                waiting.append(relation.model)
    assert {Seat, Role, Membership, Unit} <= joined
    for table in joined:
        for field in table._meta.concrete_fields:
            assert field.get_internal_type() not in {"BinaryField"}, f"{table._meta.label}.{field.name}"
    assert set(registry.merge_rules) <= {table._meta.label_lower for table in apps.get_models()}
    for table, kind, key in registry.loose_ends:
        names = {field.attname for field in apps.get_model(table)._meta.concrete_fields}
        assert {kind, key} <= names


# --- Pages


def test_proposals_are_about_the_registers_that_one_keeps_and_two_stay_two(client, cast, twin):
    make_person(cast.university, "Dana Twin")
    client.force_login(cast.users["amina"])
    address = reverse("partnering:twins")
    Person.objects.filter(pk=twin.pk).update(name="chidi")

    (proposal,) = client.get(address).context["page"]
    assert {proposal.first, proposal.second} == {cast.people["chidi"], twin}
    client.post(reverse("partnering:mark-apart", args=["person", twin.pk, cast.people["chidi"].pk]))
    assert not client.get(address).context["page"].object_list
    assert client.get(address, {"kind": "organisation"}).status_code == 200
    for who in ("bo", "fola"):
        client.force_login(cast.users[who])
        assert client.get(address).status_code == 404
        told = reverse("partnering:mark-apart", args=["person", cast.people["bo"].pk, twin.pk])
        assert client.post(told).status_code == 404


def test_organisations_are_proposed_by_name_and_domain(client, cast):
    new = stewarded(cast, "Outsider Works GmbH")
    Person.objects.create(organisation=new, name="Hana", email="hana@outsider-works.example")
    client.force_login(cast.users["eve"])

    (proposal,) = client.get(reverse("partnering:twins"), {"kind": "organisation"}).context["page"]

    assert {str(one) for one in proposal.reasons} == {"the same name", "e-mail addresses under one domain"}


def test_one_chooses_field_by_field_sees_what_moves_and_can_take_it_back(client, cast, twin):
    client.force_login(cast.users["amina"])
    address = reverse("partnering:merge-people", args=[cast.people["chidi"].pk, twin.pk])

    page = client.get(address)
    assert dict(page.context["moves"]) == {"role": 1, "seat": 1, "action": 1}
    assert {"name", "email", "account"} <= set(page.context["form"].fields)
    assert not {"unit", "phone"} & set(page.context["form"].fields)
    assert f"Phone: {twin.phone}" in page.content.decode()
    chosen = {name: field.initial for name, field in page.context["form"].fields.items()}
    assert client.post(address, {}).status_code == 422
    client.post(address, chosen | {"name": "gone"})

    kept = Person.objects.get(pk=cast.people["chidi"].pk)
    assert (kept.name, kept.phone, kept.unit) == ("Chidi Twin", twin.phone, cast.people["chidi"].unit)
    merge = Merge.objects.get()
    assert merge.label in client.get(reverse("partnering:twins")).content.decode()
    client.force_login(cast.users["dana"])
    assert client.post(reverse("partnering:undo-merge", args=[merge.pk])).status_code == 404
    client.force_login(cast.users["amina"])
    client.post(reverse("partnering:undo-merge", args=[merge.pk]))
    assert Person.objects.filter(pk=twin.pk).exists()


def test_a_merge_that_a_rule_forbids_says_why_on_the_page(client, cast, twin):
    give_role(twin, RoleKind.PARTNERSHIP_MANAGER, cast.partnership)
    client.force_login(cast.users["amina"])
    address = reverse("partnering:merge-people", args=[cast.people["chidi"].pk, twin.pk])
    chosen = dict.fromkeys(client.get(address).context["form"].fields, "kept")

    answer = client.post(address, chosen)

    assert answer.status_code == 422
    assert (
        "hand it over" in answer.content.decode()
        or "can’t give" in answer.content.decode()
        or "can&#x27;t give" in answer.content.decode()
    )


def test_organisations_merge_by_the_page_too(client, cast):
    new = stewarded(cast)
    client.force_login(cast.users["eve"])
    address = reverse("partnering:merge-organisations", args=[cast.outsider.pk, new.pk])
    same = reverse("partnering:merge-organisations", args=[cast.outsider.pk] * 2)

    chosen = dict.fromkeys(client.get(address).context["form"].fields, "kept")
    client.post(address, chosen)

    assert not Organisation.objects.filter(pk=new.pk).exists()
    assert client.get(same).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_proposals_cost_the_same_for_any_number(client, cast, rows, django_assert_max_num_queries):
    for number in range(rows + 1):
        Person.objects.create(organisation=cast.utility, name="Same Name", email=f"same{number}@x.example")
    client.force_login(cast.users["amina"])

    with django_assert_max_num_queries(20):
        assert client.get(reverse("partnering:twins")).context["page"].object_list
