"""Undoing an import: everything that nobody touched since goes back, and the rest stays with its reason."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import Cast, give_role, make_person
from partnering.choices import RoleKind
from partnering.errors import DomainError
from partnering.models import AuditEntry, ImportFile, Note, Organisation, Person, RowChange, Unit
from partnering.services import import_undo_jobs
from partnering.services.import_jobs import (
    confirm_import,
    forget_old_import_files,
    keep_import_file,
    work_on_import,
)
from partnering.services.import_undo_jobs import agree_to_undo, ask_for_undo, keep_import
from partnering.taking_back import held_by_others

State = ImportFile.State
WRITES = "carry_out_held_back" if connection.vendor == "sqlite" else "carry_out_undo"
HEAD = "organisation,sector,country,unit,parent unit,name,email,job title,level,phone,language,time zone,joined on\n"
NEW = """Newcomer,business,Malta,Field,Works,Jo,jo@newcomer.example,Chief,manager,1,English,Europe/Malta
Newcomer,,,Desk,,Al,al@newcomer.example,,,,,
"""


def work(file: ImportFile, *, after: timedelta = timedelta()) -> bool:
    went_on = work_on_import(pk=file.pk, now=timezone.now() + after)
    file.refresh_from_db()
    return went_on


def imported(cast: Cast, lines: str = NEW, who: str = "fola") -> ImportFile:
    file = keep_import_file(by=cast.users[who], name="people.csv", content=(HEAD + lines).encode())
    work(file)
    confirm_import(file=file)
    work(file)
    assert file.state == State.DONE
    return file


def looked(file: ImportFile) -> ImportFile:
    ask_for_undo(file=file)
    work(file)
    assert file.state == State.UNDO_LOOKED
    return file


def undone(file: ImportFile) -> ImportFile:
    agree_to_undo(file=looked(file))
    work(file)
    assert file.state == State.UNDONE
    return file


def tables() -> list[list[dict[str, Any]]]:
    return [list(model._base_manager.order_by("pk").values()) for model in (Organisation, Unit, Person)]


def reasons(file: ImportFile) -> dict[tuple[str, str], str]:
    return {(one["name"], one["field"]): one["why"] for one in file.undo["listed"]}


def counts(file: ImportFile) -> dict[str, tuple[int, int]]:
    return {one["kind"]: (one["removed"], one["restored"]) for one in file.undo["counts"]}


def test_undoing_removes_what_was_added_puts_back_what_was_changed_and_tells_the_record(cast):
    chidi = cast.people["chidi"]
    before = tables()
    line = f"Water Utility,,Malta,Depot,,Chidi O.,{chidi.email},Fitter,,,,,2020-02-29\n"
    file = imported(cast, line, who="amina")
    chidi.refresh_from_db()
    assert (chidi.name, chidi.unit.name, chidi.joined_on) == ("Chidi O.", "Depot", date(2020, 2, 29))

    looked(file)
    assert counts(file) == {"Organisations": (0, 1), "People": (0, 1), "Units": (1, 0)}
    assert (file.undo["fields"], file.undo["stays"]) == (5, 0)
    chidi.refresh_from_db()
    assert chidi.name == "Chidi O."
    agree_to_undo(file=file)
    work(file)

    assert file.state == State.UNDONE
    assert tables() == before
    assert bytes(file.steps) == b""
    entry = AuditEntry.objects.get(verb="undid the import")
    assert (entry.actor, entry.organisation, entry.details["fields"]) == (
        cast.users["amina"],
        cast.utility,
        5,
    )
    removed = RowChange.objects.get(action=RowChange.Action.DELETE, thing="partnering.unit")
    assert (removed.label, removed.actor) == ("Depot", cast.users["amina"])


def test_what_somebody_changed_since_stays_and_so_does_what_it_belongs_to(cast):
    file = imported(cast)
    Person.objects.filter(name="Jo").update(phone="2")

    undone(file)

    assert reasons(file) == {
        ("Jo", ""): "It was changed since.",
        ("Newcomer", ""): "In use by now: person.",
        ("Field", ""): "In use by now: person.",
        ("Works", ""): "Something that stays belongs to it.",
    }
    assert not Person.objects.filter(name="Al").exists()
    assert not Unit.objects.filter(name="Desk").exists()


def test_a_field_that_was_changed_since_keeps_its_value_and_the_others_go_back(cast):
    chidi = cast.people["chidi"]
    file = imported(cast, f"Water Utility,,,Operations,,Chidi O.,{chidi.email},,,7,,\n", who="amina")
    Person.objects.filter(pk=chidi.pk).update(phone="8")

    undone(file)

    chidi.refresh_from_db()
    assert (chidi.name, chidi.phone) == ("Chidi", "8")
    assert reasons(file) == {("Chidi O.", "phone"): "It was changed since."}


def test_nobody_goes_back_into_a_unit_that_was_put_away_nor_a_unit_into_itself(cast):
    chidi, old = cast.people["chidi"], cast.unit
    parent = Unit.objects.create(organisation=cast.utility, name="Works")
    Unit.objects.filter(pk=old.pk).update(parent=parent)
    lines = f"Water Utility,,,Depot,,,{chidi.email},,,,,\nWater Utility,,,Operations,Depot,,,,,,,\n"
    file = imported(cast, lines, who="amina")
    Unit.objects.filter(pk=parent.pk).update(parent=old)

    undone(file)

    assert reasons(file)[("Operations", "part of")] == "It would come to lie in itself."
    chidi.refresh_from_db()
    assert chidi.unit == old

    again = imported(cast, f"Water Utility,,,Depot,,,{chidi.email},,,,,\n", who="amina")
    Unit.objects.filter(pk=old.pk).update(archived_on=timezone.localdate())
    undone(again)
    assert reasons(again) == {("Chidi", "unit"): "What stood there before is gone or put away."}


def test_what_is_in_use_is_named_only_to_who_may_see_it(cast):
    file = imported(cast)
    jo, al = Person.objects.get(name="Jo"), Person.objects.get(name="Al")
    give_role(jo, RoleKind.CONTRIBUTOR, cast.partnership)
    amina = cast.people["amina"]
    Note.objects.create(kind="person", thing_pk=al.pk, organisation=cast.utility, author=amina, text="Inner")

    looked(file)

    assert reasons(file)[("Jo", "")] == "In use by now: role."
    assert reasons(file)[("Al", "")] == "Something else needs it by now."


def test_who_may_not_change_the_register_any_more_changes_nothing_and_reads_no_names(cast):
    file = imported(cast)
    lead = make_person(Organisation.objects.get(name="Newcomer"), "Lee")
    Organisation.objects.filter(name="Newcomer").update(steward=None)
    give_role(lead, RoleKind.PARTNERING_LEAD, None)
    Person.objects.filter(name="Jo").update(name="Secret")

    looked(file)

    assert file.undo["counts"] == []
    assert {one["name"] for one in file.undo["listed"]} == {""}
    assert b"Secret" not in bytes(file.staying)
    cast.people["fola"].roles.all().delete()
    agree_to_undo(file=file)
    work(file)
    assert (file.state, Person.objects.filter(name="Secret").count()) == (State.DONE, 1)
    assert "Only partnership managers" in file.error


def test_who_leads_no_more_but_still_imports_reads_nothing_of_what_was_changed(cast):
    file = imported(cast, f"Water Utility,,,,,Chidi O.,{cast.people['chidi'].email},,,,,\n", who="amina")
    cast.people["amina"].roles.all().delete()
    give_role(cast.people["amina"], RoleKind.PARTNERSHIP_MANAGER, cast.partnership)

    looked(file)

    assert [(one["name"], one["field"]) for one in file.undo["listed"]] == [("", "name")]
    assert not file.undo["counts"]


def test_who_is_mentioned_in_a_note_stays_and_nothing_is_told_of_the_note(cast):
    file = imported(cast)
    amina = cast.people["amina"]
    note = Note.objects.create(
        kind="organisation", thing_pk=cast.utility.pk, organisation=cast.utility, author=amina, text="Inner"
    )
    note.mentioned.add(Person.objects.get(name="Al"))

    looked(file)

    assert reasons(file)[("Al", "")] == "Something else needs it by now."


def test_an_import_is_undone_once_within_thirty_days_and_only_if_it_did_something(cast):
    nothing = imported(cast, "Newcomer,,,,,,,,,,,\n")
    same = imported(cast, "Newcomer,,,,,,,,,,,\n")
    with pytest.raises(DomainError, match="30 days"):
        ask_for_undo(file=same)
    with pytest.raises(DomainError, match="your word"):
        agree_to_undo(file=nothing)
    looked(nothing)
    keep_import(file=nothing)
    nothing.refresh_from_db()
    assert (nothing.state, nothing.undo) == (State.DONE, {})
    undone(nothing)
    with pytest.raises(DomainError, match="once"):
        ask_for_undo(file=nothing)
    with pytest.raises(DomainError, match="already"):
        keep_import(file=nothing)

    old = imported(cast)
    looked(old)
    ImportFile.objects.filter(pk=old.pk).update(finished_at=timezone.now() - timedelta(days=31))
    forget_old_import_files()
    old.refresh_from_db()
    assert (old.state, bytes(old.steps), old.undoable_until) == (State.DONE, b"", None)


class KilledError(BaseException):
    """As if the process were gone."""


@pytest.mark.parametrize("moment", ["undo_of", WRITES, "_record"])
def test_an_undo_that_is_killed_left_nothing_half_done_and_goes_on_after_its_lease(cast, monkeypatch, moment):
    before = tables()
    file = looked(imported(cast))
    agree_to_undo(file=file)

    def kill(*args: Any, **kwargs: Any) -> None:
        raise KilledError

    with monkeypatch.context() as patch:
        patch.setattr(import_undo_jobs, moment, kill)
        with pytest.raises(KilledError):
            work(file)
    assert Person.objects.filter(name="Jo").exists()
    assert not work(file)

    assert work(file, after=timedelta(minutes=16))

    assert tables() == before
    assert AuditEntry.objects.filter(verb="undid the import").count() == 1


def test_when_something_came_between_at_the_last_moment_it_is_looked_at_again(cast, monkeypatch):
    file = looked(imported(cast))
    agree_to_undo(file=file)

    def clash(*args: Any) -> None:
        raise IntegrityError

    with monkeypatch.context() as patch:
        patch.setattr(import_undo_jobs, WRITES, clash)
        work(file)
    assert file.state == State.UNDO_ASKED
    work(file)
    assert (file.state, "changed meanwhile" in file.error) == (State.UNDO_LOOKED, True)


@pytest.mark.parametrize("people", [1, 900])
def test_an_undo_costs_queries_by_the_batch(cast, people, django_assert_max_num_queries):
    file = imported(cast, "".join(f"Newcomer,,,Desk,,P{n},p{n}@n.example,,,,,\n" for n in range(people)))
    ask_for_undo(file=file)

    with django_assert_max_num_queries(130):
        work(file)
    assert counts(file)["People"] == (people, 0)
    agree_to_undo(file=file)
    with django_assert_max_num_queries(170):
        work(file)
    assert file.state == State.UNDONE


# --- Whatever an import does, undoing it gives back the tables as they were

known = ["chidi@water-utility.example", "bo@water-utility.example"]
rows = st.fixed_dictionaries(
    {
        "organisation": st.sampled_from(["Water Utility", "Newcomer", "Another"]),
        "country": st.sampled_from(["", "Malta"]),
        "unit": st.sampled_from(["", "Operations", "Depot", "Yard"]),
        "parent": st.sampled_from(["", "Works", "Operations", "Yard"]),
        "name": st.sampled_from(["", "Jo", "Chidi O."]),
        "email": st.sampled_from(["", "jo@newcomer.example", "al@another.example", *known]),
        "phone": st.sampled_from(["", "1", "22"]),
    }
)


@given(st.lists(rows, min_size=1, max_size=6))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_import_and_undo_together_change_nothing(cast, given_rows):
    lines = "".join(
        "{organisation},,{country},{unit},{parent},{name},{email},,,{phone},,\n".format(**row)
        for row in given_rows
    )
    with transaction.atomic():
        before = tables()
        file = keep_import_file(by=cast.users["amina"], name="people.csv", content=(HEAD + lines).encode())
        work(file)
        confirm_import(file=file, leave_out_bad=True)
        work(file)
        if file.summary["does_something"]:
            undone(file)
            assert file.undo["stays"] == 0
        assert tables() == before
        transaction.set_rollback(True)


@given(
    st.sets(st.tuples(st.just("a"), st.integers(0, 5))),
    st.lists(
        st.tuples(st.tuples(st.just("a"), st.integers(0, 8)), st.tuples(st.just("a"), st.integers(0, 8)))
    ),
)
def test_whatever_stays_points_to_nothing_that_goes(free, references):
    outside, inside = held_by_others(free, references)

    going = free - outside - inside
    assert not outside & inside
    assert all(target not in going for pointing, target in references if pointing not in going)
    assert all(
        any(target == key and pointing not in going for pointing, target in references)
        for key in outside | inside
    )


# --- Pages


def test_a_manager_undoes_an_import_from_its_page(client, cast):
    file = imported(cast)
    Person.objects.filter(name="Jo").update(phone="2")
    client.force_login(cast.users["fola"])
    assert "See what undoing would do" in client.get(file.get_absolute_url()).content.decode()

    client.post(reverse("partnering:ask-for-import-undo", args=[file.pk]))
    ImportFile.objects.filter(pk=file.pk).update(rows_total=0)
    assert "Stop and leave the import" in client.get(file.get_absolute_url()).content.decode()
    work(file)
    page = client.get(file.get_absolute_url()).content.decode()
    assert "4 things would stay" in page
    assert "It was changed since." in page
    assert b"It was changed since." in client.get(reverse("partnering:import-stays", args=[file.pk])).content
    client.post(reverse("partnering:agree-to-import-undo", args=[file.pk]))
    ImportFile.objects.filter(pk=file.pk).update(state=State.UNDOING)
    refused = client.post(reverse("partnering:keep-import", args=[file.pk]), follow=True)
    assert "being undone already" in refused.content.decode()
    ImportFile.objects.filter(pk=file.pk).update(state=State.UNDO_AGREED)
    work(file)

    assert "What stayed" in client.get(file.get_absolute_url()).content.decode()
    assert "4 things stayed" in client.get(reverse("partnering:import")).content.decode()


@pytest.mark.parametrize("who", ["amina", "eve"])
def test_nobody_undoes_or_reads_the_undo_of_anothers_import(client, cast, who):
    file = looked(imported(cast))
    client.force_login(cast.users[who])

    for route in ("ask-for-import-undo", "agree-to-import-undo", "keep-import"):
        assert client.post(reverse(f"partnering:{route}", args=[file.pk])).status_code == 404
    assert client.get(reverse("partnering:import-stays", args=[file.pk])).status_code == 404
    file.refresh_from_db()
    assert file.state == State.UNDO_LOOKED
