"""Moving, and records that are confirmed once a year."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.core import signing
from django.urls import reverse
from django.utils import timezone

from conftest import LONG_AGO, give_role, make_person
from partnering import access, tasks
from partnering.choices import Level, RoleKind
from partnering.errors import DomainError
from partnering.histories import part_of, unconfirmed
from partnering.models import AuditEntry, Handover, Person, Position, RecordSuggestion, Unit
from partnering.record_links import token_for
from partnering.services import people, positions, records, units
from partnering.services.people import add_person, person_leaves, person_stays
from partnering.templatetags.ui import local_time


def last_year():
    return access.today() - timedelta(days=400)


def day(number):
    return access.today() + timedelta(days=number)


@pytest.fixture
def pumps(cast):
    return Unit.objects.create(organisation=cast.utility, name="Pumps")


def move(cast, on, **values):
    chidi = cast.people["chidi"]
    now = {"unit": chidi.unit, "level": chidi.level, "job_title": chidi.job_title}
    return positions.move_person(person=chidi, on=on, by=cast.users["amina"], **now | values)


# --- Moving


def test_a_move_keeps_what_was_until_then(cast, pumps):
    chidi = cast.people["chidi"]
    chidi.joined_on = LONG_AGO
    chidi.save()
    move(cast, day(-30), unit=pumps, job_title=" Engineer ")
    move(cast, day(-5), level=Level.MANAGER)

    chidi.refresh_from_db()
    assert (chidi.unit, chidi.job_title, chidi.level) == (pumps, "Engineer", Level.MANAGER)
    past = [
        (one.unit, one.job_title, one.level, one.started_on, one.ended_on) for one in chidi.positions.past()
    ]
    assert past == [
        (cast.unit, "", Level.STAFF, LONG_AGO, day(-30)),
        (pumps, "Engineer", Level.STAFF, day(-30), day(-5)),
    ]
    told = [(event.what, event.where, event.on, event.until) for event in part_of(cast.users["amina"], chidi)]
    assert told == [
        ("Engineer", "Pumps", day(-5), None),
        ("Engineer", "Pumps", day(-30), day(-5)),
        ("Staff", "Operations", LONG_AGO, day(-30)),
    ]
    assert part_of(cast.users["dana"], chidi) == []


def test_a_move_back_in_time_to_nowhere_or_elsewhere_is_refused(cast, pumps):
    move(cast, day(-5), unit=pumps)
    foreign = Unit.objects.create(organisation=cast.university, name="Physics")
    with pytest.raises(DomainError, match="since .* Choose that day or a later one"):
        move(cast, day(-6), level=Level.MANAGER)
    with pytest.raises(DomainError, match="already"):
        move(cast, day(0))
    with pytest.raises(DomainError, match="another organisation"):
        move(cast, day(0), unit=foreign)
    move(cast, day(-5), level=Level.MANAGER)  # on the same day: a correction
    assert cast.people["chidi"].positions.count() == 1
    person_leaves(person=cast.people["chidi"], on=day(3), by=cast.users["amina"])
    with pytest.raises(DomainError, match="left by that day"):
        move(cast, day(3), unit=cast.unit)


def test_a_coming_move_waits_for_its_day_and_happens_once(cast, pumps):
    chidi = cast.people["chidi"]
    move(cast, day(9), unit=pumps)
    move(cast, day(7), unit=pumps)
    assert [one.started_on for one in Position.objects.planned()] == [day(7)]
    assert positions.carry_out_due_moves(on=access.today()) == 0
    with time_machine.travel(timezone.now() + timedelta(days=8)):
        planned = Position.objects.get()
        assert positions.carry_out_due_moves(on=access.today()) == 1
        assert positions.carry_out_due_moves(on=access.today()) == 0
        positions.carry_out_move(planned=planned)
    chidi.refresh_from_db()
    assert chidi.unit == pumps
    assert [(one.unit, one.ended_on) for one in Position.objects.all()] == [(cast.unit, day(7))]


def test_who_leaves_is_moved_before_their_last_day_and_not_after_it(cast, pumps):
    chidi = cast.people["chidi"]
    move(cast, day(2), unit=pumps)
    person_leaves(person=chidi, on=day(9), by=cast.users["amina"])
    with time_machine.travel(timezone.now() + timedelta(days=3)):
        assert positions.carry_out_due_moves(on=access.today()) == 1
    chidi.refresh_from_db()
    assert chidi.unit == pumps

    person_stays(person=chidi, by=cast.users["amina"])
    move(cast, day(12), unit=cast.unit)
    person_leaves(person=chidi, on=day(12), by=cast.users["amina"])
    assert not Position.objects.planned().exists()


def test_a_coming_move_that_came_true_by_other_means_changes_nothing(cast, pumps):
    chidi = cast.people["chidi"]
    move(cast, day(2), unit=pumps)
    Person.objects.filter(pk=chidi.pk).update(unit=pumps)
    with time_machine.travel(timezone.now() + timedelta(days=3)):
        positions.carry_out_due_moves(on=access.today())
    assert not Position.objects.exists()


def test_a_coming_move_that_something_stands_in_the_way_of_is_called_off_and_holds_up_nobody(cast, pumps):
    other = make_person(cast.utility, "Kai", unit=cast.unit)
    move(cast, day(1), unit=pumps)
    values = {"unit": pumps, "level": Level.STAFF, "job_title": "", "by": cast.users["amina"]}
    positions.move_person(person=other, on=day(2), **values)
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        move(cast, access.today(), level=Level.MANAGER)
        positions.carry_out_due_moves(on=access.today())
    chidi = Person.objects.get(pk=cast.people["chidi"].pk)
    other.refresh_from_db()

    assert (chidi.unit, chidi.level, other.unit) == (cast.unit, Level.MANAGER, pumps)
    assert not Position.objects.planned().exists()


def test_nobody_comes_into_an_archived_unit_and_none_is_archived_into_which_somebody_is_to_come(
    client, cast, pumps
):
    amina = cast.users["amina"]
    move(cast, day(4), unit=pumps)
    with pytest.raises(DomainError, match="Cancel that move first"):
        units.archive_unit(unit=pumps, by=amina)
    positions.cancel_move(planned=Position.objects.planned().get(), by=amina)
    units.archive_unit(unit=pumps, by=amina)

    client.force_login(amina)
    page = client.get(reverse("partnering:move-person", args=[cast.people["chidi"].pk]))
    assert list(page.context["form"].fields["unit"].queryset) == [cast.unit]
    for come in (
        lambda: move(cast, day(4), unit=pumps),
        lambda: people.edit_person(person=cast.people["chidi"], unit=pumps, by=amina),
        lambda: people.add_person(organisation=cast.utility, name="Kai", unit=pumps, by=amina),
    ):
        with pytest.raises(DomainError, match="is archived. Choose another unit"):
            come()


def test_pages_note_a_move_and_cancel_a_coming_one(client, cast, pumps):
    client.force_login(cast.users["amina"])
    chidi = cast.people["chidi"]
    where = reverse("partnering:move-person", args=[chidi.pk])
    data = {"on": day(5).isoformat(), "unit": pumps.pk, "level": "manager", "job_title": "Engineer"}

    page = client.post(where, data, follow=True).content.decode()
    assert "Engineer, Pumps" in page
    assert client.post(where, data | {"on": ""}).status_code == 422

    client.post(reverse("partnering:cancel-move", args=[Position.objects.get().pk]))
    assert not Position.objects.exists()


def test_who_goes_to_another_organisation_starts_anew_and_loses_all_sight_of_the_old(client, cast):
    amina, bo = cast.users["amina"], cast.people["bo"]
    cast.agency.steward = amina
    cast.agency.save()
    client.force_login(amina)
    assert "Goes to another organisation" in client.get(bo.get_absolute_url()).content.decode()
    data = {
        "organisation": cast.agency.pk,
        "on": access.today().isoformat(),
        "level": "executive",
        "email": bo.email,
    }
    where = reverse("partnering:change-organisation", args=[bo.pk])
    assert client.post(where, data | {"on": day(1).isoformat()}).status_code == 422

    page = client.post(where, data, follow=True).content.decode()

    begun = Person.objects.get(before=bo)
    old = bo.email
    bo.refresh_from_db()
    assert (begun.organisation, begun.email, begun.joined_on, begun.user) == (
        cast.agency,
        old,
        access.today(),
        None,
    )
    assert (bo.left_on, bo.email, bo.user.is_active) == (access.today(), "", False)
    assert access.person_of(bo.user) is None
    assert "Water Utility" in page  # where they were before
    assert [item.what for item in Handover.objects.get(person=bo).items.all()] == ["Senior sponsor"]
    client.force_login(cast.users["fola"])
    assert client.get(begun.get_absolute_url()).status_code == 200


def test_going_elsewhere_is_refused_to_the_same_organisation_or_in_advance(cast):
    bo, amina = cast.people["bo"], cast.users["amina"]
    with pytest.raises(DomainError, match="already"):
        positions.move_to_organisation(person=bo, organisation=cast.utility, on=access.today(), by=amina)
    with pytest.raises(DomainError, match="when the day has come"):
        positions.move_to_organisation(person=bo, organisation=cast.agency, on=day(1), by=amina)
    person_leaves(person=bo, on=access.today(), by=amina)
    nobody = add_person(organisation=cast.utility, name="No Account", email="n@x.example", by=amina)
    for person in (bo, nobody):
        begun = positions.move_to_organisation(
            person=person, organisation=cast.agency, on=access.today(), by=amina, email=person.email
        )
        assert begun.before == person


# --- Confirming


def old_record(cast, name="chidi"):
    person = cast.people[name]
    Person.objects.filter(pk=person.pk).update(confirmed_on=last_year())
    person.refresh_from_db()
    return person, reverse("partnering:own-record", args=[token_for(person.pk, last_year())])


def test_a_link_shows_the_record_and_one_press_confirms_it_but_looking_does_not(client, cast):
    person, where = old_record(cast)
    give_role(person, RoleKind.CONTRIBUTOR, cast.partnership)
    for _time in range(2):
        page = client.get(where).content.decode()
        client.head(where)
    assert "Chidi" in page
    assert "Contributor, Clean River" in page
    person.refresh_from_db()
    assert person.confirmed_on == last_year()

    assert "Thank you" in client.post(where).content.decode()
    person.refresh_from_db()
    assert (person.confirmed_on, person.confirmed_by) == (access.today(), None)
    assert "confirmed already" in client.post(where).content.decode()
    assert AuditEntry.objects.filter(verb="confirmed").count() == 1


def test_old_forged_and_foreign_links_and_those_of_leavers_lead_nowhere(client, cast):
    person, where = old_record(cast)
    forged = signing.dumps([person.pk, last_year().isoformat()], salt="another")
    for token in (forged, "guessed"):
        assert client.get(reverse("partnering:own-record", args=[token])).status_code == 404
    with time_machine.travel(timezone.now() + timedelta(days=61)):
        assert client.get(where).status_code == 404
    person_leaves(person=person, on=access.today(), by=cast.users["amina"])
    assert client.get(where).status_code == 404


def test_what_is_wrong_is_suggested_and_taken_over_by_the_lead(client, cast, pumps):
    person, where = old_record(cast)
    wrong = where + "wrong/"
    values = {
        "name": "Chidi Obi",
        "email": person.email,
        "unit": pumps.pk,
        "level": "manager",
        "language": "Igbo; English,Igbo",
    }
    assert "Suggest it" in client.get(wrong).content.decode()
    assert client.post(wrong, values | {"name": ""}).status_code == 422
    client.post(wrong, values | {"note": "first"})
    answer = client.post(wrong, values | {"note": "I sit in Pumps now"})
    assert "The partnering lead of Water Utility looks at it" in answer.content.decode()

    client.force_login(cast.users["amina"])
    listed = reverse("partnering:records", args=[cast.utility.pk])
    page = client.get(listed).content.decode()
    for part in ("Chidi Obi", "Pumps", "Manager", "Igbo, English", "I sit in Pumps now"):
        assert part in page
    suggestion = RecordSuggestion.objects.get()
    client.post(reverse("partnering:take-suggestion", args=[suggestion.pk]))
    person.refresh_from_db()
    assert (person.name, person.unit, person.level) == ("Chidi Obi", pumps, Level.MANAGER)
    assert (person.languages, person.confirmed_on) == (["Igbo", "English"], access.today())
    assert client.post(reverse("partnering:refuse-suggestion", args=[suggestion.pk])).status_code == 404
    with pytest.raises(DomainError, match="decided on this already"):
        records.refuse_suggestion(suggestion=suggestion, by=cast.users["amina"])


def test_a_suggestion_that_is_not_taken_changes_nothing(client, cast):
    person, where = old_record(cast)
    same = {"name": person.name, "email": person.email, "unit": cast.unit.pk, "level": "staff"}
    assert "Change what is wrong" in client.post(where + "wrong/", same).content.decode()
    client.post(where + "wrong/", same | {"job_title": "Boss", "unit": ""})
    client.force_login(cast.users["amina"])
    assert "Operations" in client.get(reverse("partnering:records", args=[cast.utility.pk])).content.decode()
    client.post(reverse("partnering:refuse-suggestion", args=[RecordSuggestion.objects.get().pk]))
    person.refresh_from_db()
    assert (person.job_title, person.confirmed_on) == ("", last_year())


def test_a_note_alone_is_seen_to(cast):
    person = cast.people["chidi"]
    suggestion = records.suggest_record(person=person, note="I have left", name=person.name)
    records.take_suggestion(suggestion=suggestion, by=cast.users["amina"])
    assert suggestion.taken
    emptied = records.suggest_record(person=person, unit=None)
    records.take_suggestion(suggestion=emptied, by=cast.users["amina"])
    person.refresh_from_db()
    assert person.unit is None


def test_a_lead_confirms_the_ticked_ones_of_their_own_only(client, cast):
    old_record(cast)
    old_record(cast, "bo")
    stranger, _where = old_record(cast, "dana")
    client.force_login(cast.users["amina"])
    listed = reverse("partnering:records", args=[cast.utility.pk])
    assert "Not confirmed for a year" in client.get(listed).content.decode()

    client.post(listed, {"person": [cast.people["chidi"].pk, stranger.pk, "x"]})

    assert [one.name for one in unconfirmed(cast.utility)] == ["Bo"]
    stranger.refresh_from_db()
    assert stranger.confirmed_on == last_year()
    with pytest.raises(DomainError, match="today or before"):
        records.confirm_record(person=stranger, by=None, on=day(1))


@pytest.mark.parametrize("who", ["dana", "fola", "bo", "eve"])
def test_nobody_else_sees_or_settles_records(client, cast, who):
    suggestion = records.suggest_record(person=cast.people["chidi"], note="wrong")
    client.force_login(cast.users[who])
    assert client.get(reverse("partnering:records", args=[cast.utility.pk])).status_code == 404
    for name in ("take", "refuse"):
        assert client.post(reverse(f"partnering:{name}-suggestion", args=[suggestion.pk])).status_code == 404
    assert not RecordSuggestion.objects.visible_to(cast.users[who]).exists()


def test_the_list_of_records_costs_the_same_for_any_length(
    client, cast, django_assert_max_num_queries, pumps
):
    client.force_login(cast.users["amina"])
    for number in range(3):
        person = make_person(cast.utility, f"Old {number}", unit=pumps)
        Person.objects.filter(pk=person.pk).update(confirmed_on=last_year())
        records.suggest_record(person=person, note="x")
        with django_assert_max_num_queries(14):
            client.get(reverse("partnering:records", args=[cast.utility.pk]))


# --- A person's page


def test_the_page_tells_the_time_there_the_languages_and_who_was_what_when(client, cast):
    chidi = cast.people["chidi"]
    chidi.time_zone, chidi.language, chidi.phone = "Asia/Tokyo", "Igbo, English", "+81 3 1234"
    chidi.save()
    role = give_role(chidi, RoleKind.CONTRIBUTOR, cast.partnership)
    client.force_login(cast.users["amina"])
    page = client.get(chidi.get_absolute_url()).content.decode()
    for part in (
        "Time there",
        "Asia/Tokyo",
        '<span class="badge">Igbo</span>',
        "tel:+8131234",
        "15 Jan 2024",
    ):
        assert part in page
    assert role.get_kind_display() in page
    assert local_time("Nowhere/Land") is None
    assert local_time("Asia/Tokyo").hour == (timezone.now() + timedelta(hours=9)).hour


def test_a_groups_page_tells_who_held_which_seat_when(client, cast):
    client.force_login(cast.users["dana"])
    page = client.get(cast.group.get_absolute_url()).content.decode()
    assert "Who held which seat when" in page


def test_what_is_only_read_looks_roles_up_once_and_what_changes_them_anew(cast, django_assert_num_queries):
    amina = cast.users["amina"]
    access.person_of(amina)
    with django_assert_num_queries(1), access.remembering():
        assert access.leads_organisation(amina, cast.utility)
        assert access.may_start(amina)
        assert access.reads_internals_of(amina) == cast.utility.pk
    cast.people["amina"].roles.update(ended_on=access.today())
    assert not access.may_start(amina)


def test_the_timetable_closes_leavers_accounts_and_carries_out_moves(cast, pumps):
    bo = cast.people["bo"]
    person_leaves(person=bo, on=day(2), by=cast.users["amina"])
    move(cast, day(2), unit=pumps)
    assert (tasks.close_accounts_of_leavers(), tasks.carry_out_due_moves()) == (0, 0)
    with time_machine.travel(timezone.now() + timedelta(days=3)):
        assert (tasks.close_accounts_of_leavers(), tasks.carry_out_due_moves()) == (1, 1)
