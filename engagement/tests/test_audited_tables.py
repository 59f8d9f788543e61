"""Every table of the project is audited or has a reason not to be, and nothing that could name a respondent is."""

import json
from datetime import date

import pytest
from auditlog.diff import model_instance_diff
from auditlog.registry import auditlog
from django.apps import apps

from engagement.services.interactions import log_interaction
from engagement.tests.surroundings import fill
from partnering import auditing, noting
from partnering.access import ScopedQuerySet
from partnering.models import AuditEntry, Person, RowChange, Unit, User
from partnering.services.people import edit_person
from readiness.tests import builders as surveys

NEVER = ("Invitation", "Draft", "SealedResponse", "Response", "Answer", "Comment")


def changes_of(thing):
    return RowChange.objects.filter(thing=thing._meta.label_lower, thing_pk=str(thing.pk)).order_by("pk")


def test_every_table_is_audited_or_says_why_not():
    tables = {model._meta.label for model in apps.get_models()}
    audited = {model._meta.label for model in auditlog.get_models()}

    assert audited | auditing.exempt.keys() == tables
    assert not audited & auditing.exempt.keys()
    assert not [label for label, reason in auditing.exempt.items() if len(reason) < 10]


def test_a_statement_over_many_rows_of_an_audited_table_is_noted_too():
    for model in auditlog.get_models():
        assert model in noting.bulk_noters
        assert isinstance(model._default_manager.all(), ScopedQuerySet) or model is User, model


def test_rows_that_come_or_go_by_the_thousand_are_noted_as_the_library_notes_single_ones(cast):
    fill(cast)
    looked_at = 0
    for model, noter in noting.bulk_noters.items():
        rows = list(model._base_manager.all())
        looked_at += bool(rows)
        asked = {"use_json_for_changes": True}
        assert [one.changes for one in noter.of_new(rows)] == [
            model_instance_diff(None, row, **asked) for row in rows
        ], model
        last = RowChange.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        noter.deleted(rows)
        noted = RowChange.objects.filter(pk__gt=last).order_by("pk")
        assert [one.changes for one in noted] == [
            json.loads(json.dumps(model_instance_diff(row, None, **asked))) for row in rows
        ], model
    assert looked_at > 30


def test_what_respondents_do_is_never_audited(cast):
    surveys.staff(cast.utility, 7)
    campaign = surveys.start(cast.utility)
    noted = RowChange.objects.count(), AuditEntry.objects.count()
    for number in range(6):
        surveys.answer(campaign, number, 3, comment="A word")

    assert {f"readiness.{name}" for name in NEVER} <= auditing.exempt.keys()
    assert (RowChange.objects.count(), AuditEntry.objects.count()) == noted
    surveys.close(campaign)
    things = set(RowChange.objects.values_list("thing", flat=True))
    assert not things & {f"readiness.{name.lower()}" for name in NEVER}


def test_no_record_keeps_a_machines_address_or_a_password(cast):
    columns = {field.column for model in (AuditEntry, RowChange) for field in model._meta.concrete_fields}
    assert not [name for name in columns if "addr" in name or "ip" in name.split("_") or "agent" in name]
    fields = {name for changes in RowChange.objects.values_list("changes", flat=True) for name in changes}
    assert "email" in fields
    assert "password" not in fields


def test_a_field_changed_outside_any_service_is_noted_before_and_after(cast):
    chidi = cast.people["chidi"]
    chidi.job_title = "Pump operator"
    chidi.save()

    change = changes_of(chidi).last()
    assert change.changes == {"job_title": ["", "Pump operator"]}
    assert (change.organisation, change.partnership, change.action) == (cast.utility, None, 1)


def test_bulk_statements_note_each_row_with_names_not_numbers(cast):
    unit = Unit.objects.create(organisation=cast.utility, name="Laboratory")
    Person.objects.filter(pk__in=[cast.people["chidi"].pk, cast.people["bo"].pk]).update(unit=unit)
    people = [Person(organisation=cast.utility, name=name) for name in ("Kim", "Lou")]
    Person.objects.bulk_create(people)
    people[0].name = "Kimberley"
    Person.objects.bulk_update(people, ["name"])

    assert changes_of(cast.people["chidi"]).last().changes == {"unit": ["Operations", "Laboratory"]}
    assert changes_of(cast.people["bo"]).last().changes == {"unit": [None, "Laboratory"]}
    assert [one.action for one in changes_of(people[0])] == [0, 1]
    assert changes_of(people[0]).last().changes == {"name": ["Kim", "Kimberley"]}
    assert changes_of(people[1]).count() == 1


def test_an_update_that_hits_nothing_notes_nothing(cast):
    before = RowChange.objects.count()
    assert Person.objects.filter(name="Nobody").update(job_title="Ghost") == 0
    assert RowChange.objects.count() == before


@pytest.mark.parametrize("how", [{"ignore_conflicts": True}, {"update_conflicts": True}])
def test_a_statement_that_hides_which_rows_are_new_is_refused(cast, how):
    with pytest.raises(ValueError, match="which rows are new"):
        Person.objects.bulk_create([Person(organisation=cast.utility, name="Kim")], **how)


@pytest.mark.parametrize("rows", [1, 3])
def test_noting_a_statement_costs_the_same_for_any_number_of_rows(cast, rows, django_assert_num_queries):
    people = [cast.people[name].pk for name in ("amina", "bo", "chidi")][:rows]
    with django_assert_num_queries(6):  # savepoints, before, the statement, after, the notes
        Person.objects.filter(pk__in=people).update(job_title="Operator")


def test_a_thing_that_is_deleted_leaves_its_last_values(cast):
    unit = Unit.objects.create(organisation=cast.utility, name="Short-lived")
    pk = unit.pk
    unit.delete()

    change = RowChange.objects.get(thing="partnering.unit", thing_pk=str(pk), action=2)
    assert change.changes["name"] == ["Short-lived", None]
    assert change.label == "Short-lived"


def test_the_sentence_and_the_rows_it_tells_of_share_a_mark_and_later_ones_have_another(cast):
    chidi, by = cast.people["chidi"], cast.users["amina"]
    edit_person(person=chidi, by=by, job_title="Pump operator")
    edit_person(person=chidi, by=by, job_title="Foreman")

    told = AuditEntry.objects.filter(verb="changed").order_by("pk")
    rows = list(changes_of(chidi))[-2:]
    assert [one.event for one in told] == [one.event for one in rows]
    assert rows[0].event != rows[1].event
    assert told[0].actor_name == "Amina"


def test_rows_that_came_by_the_dozen_are_not_told_by_what_happens_to_one_of_them_later(cast):
    people = [Person(organisation=cast.utility, name=name) for name in ("Kim", "Lou")]
    Person.objects.bulk_create(people)
    edit_person(person=people[0], by=cast.users["amina"], job_title="Foreman")

    made, changed = changes_of(people[0])
    assert AuditEntry.objects.get(verb="changed").event == changed.event != made.event


def test_who_took_part_is_internal_to_each_persons_organisation(cast):
    log_interaction(
        partnership=cast.partnership,
        kind="workshop",
        title="Kick-off",
        held_on=date(2024, 3, 1),
        by=cast.users["amina"],
        people=[cast.people["chidi"]],
    )

    noted = RowChange.objects.filter(thing="engagement.participation")
    assert noted.visible_to(cast.users["amina"]).count() == 1
    assert not noted.visible_to(cast.users["fola"]).exists()
    assert RowChange.objects.filter(thing="engagement.interaction").visible_to(cast.users["fola"]).exists()
