"""Importing a register: what is made, changed, left alone or refused, and for whom."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import Cast, make_person
from partnering import access
from partnering.errors import DomainError, NotAllowed
from partnering.importing import COLUMNS, Row
from partnering.models import AuditEntry, Organisation, Person, Role, Seat, Unit
from partnering.services import importing as services
from partnering.services.importing import Outcome, Preview, carry_out_import, preview_import

JO = {"organisation": "Newcomer", "name": "Jo", "email": "jo@newcomer.example"}


def rows_of(*rows: dict[str, Any]) -> list[Row]:
    return [Row(line=number, **row) for number, row in enumerate(rows, start=2)]


def look(cast: Cast, *rows: dict[str, Any], who: str = "fola") -> Preview:
    return preview_import(rows=rows_of(*rows), by=cast.users[who])


def carry_out(cast: Cast, *rows: dict[str, Any], who: str = "fola", **options: Any) -> Outcome:
    return carry_out_import(rows=rows_of(*rows), by=cast.users[who], name="people.csv", **options)


def reasons(preview: Preview) -> list[tuple[int, str, str]]:
    return [(problem.line, problem.column, problem.reason) for problem in preview.problems]


def numbers(preview: Preview) -> dict[str, tuple[int, int, int]]:
    return {kind: (count.new, count.changed, count.same) for kind, count in preview.counts.items()}


# --- What is made


def test_organisations_units_and_people_are_made_and_the_importer_is_their_steward(cast):
    outcome = carry_out(
        cast,
        {
            **JO,
            "sector": "Community",
            "country": "Malta",
            "unit": "Field",
            "parent_unit": "Works",
            "level": "SENIOR_manager",
        },
        {"organisation": "newcomer", "unit": "Desk", "parent_unit": "works"},
        {"organisation": "Another"},
        {
            "organisation": "Newcomer",
            "unit": "field",
            "name": "Al",
            "email": "AL@newcomer.example",
            "time_zone": "europe/malta",
        },
    )

    new = Organisation.objects.get(name="Newcomer")
    assert (new.sector, new.country, new.steward) == ("community", "Malta", cast.users["fola"])
    assert {unit.name: str(unit.parent or "") for unit in new.units.all()} == {
        "Works": "",
        "Field": "Works",
        "Desk": "Works",
    }
    jo, al = Person.objects.get(email="jo@newcomer.example"), Person.objects.get(email="al@newcomer.example")
    assert (jo.level, jo.unit.name, jo.organisation) == ("senior manager", "Field", new)
    assert (al.level, al.unit, al.time_zone) == ("staff", jo.unit, "Europe/Malta")
    assert Organisation.objects.get(name="Another").sector == "other"
    assert numbers(outcome.preview) == {"organisations": (2, 0, 0), "units": (3, 0, 0), "people": (2, 0, 0)}


def test_an_import_leaves_one_entry_in_the_record(cast):
    before = AuditEntry.objects.count()
    entry = carry_out(cast, JO, {"organisation": "Another"}).entry

    assert AuditEntry.objects.count() == before + 1
    assert (entry.actor, entry.verb, entry.organisation) == (cast.users["fola"], "imported", cast.agency)
    assert entry.details["counts"]["people"] == {"new": 1, "changed": 0, "same": 0}
    only = carry_out(cast, {"organisation": "Only one"}).entry
    assert only.organisation.name == "Only one"


def test_a_preview_changes_nothing(cast):
    preview = look(cast, JO, {**JO, "email": "al@newcomer.example"})

    assert numbers(preview)["people"] == (2, 0, 0)
    assert [(n.line, n.kind, n.name, n.organisation) for n in preview.newcomers][:2] == [
        (2, "organisation", "Newcomer", "Newcomer"),
        (2, "person", "Jo", "Newcomer"),
    ]
    assert not Organisation.objects.filter(name="Newcomer").exists()


# --- The second time


def test_a_second_import_of_the_same_changes_nothing_and_leaves_no_entry(cast):
    rows = (
        {**JO, "unit": "Field", "parent_unit": "Works", "job_title": "Chief"},
        {"organisation": "Newcomer", "country": "Malta"},
    )
    carry_out(cast, *rows)
    entries = AuditEntry.objects.count()

    again = carry_out(cast, *rows)

    assert again.entry is None
    assert not again.preview.does_something
    assert numbers(again.preview) == {"organisations": (0, 0, 1), "units": (0, 0, 2), "people": (0, 0, 1)}
    assert AuditEntry.objects.count() == entries


def test_a_changed_cell_is_shown_as_old_and_new_and_a_blank_one_erases_nothing(cast):
    carry_out(
        cast,
        {**JO, "unit": "Field", "phone": "1", "job_title": "Chief"},
        {"organisation": "Newcomer", "unit": "Works"},
    )
    rows = (
        {
            "organisation": "NEWCOMER",
            "country": "Malta",
            "unit": "Works",
            "email": "JO@newcomer.example",
            "job_title": "Head",
        },
        {"organisation": "Newcomer", "unit": "Field", "parent_unit": "Works"},
    )

    preview = look(cast, *rows)
    carry_out(cast, *rows)

    assert {(c.thing, c.field, c.old, c.new) for c in preview.changes} == {
        ("Newcomer", "country", "", "Malta"),
        ("Jo", "job title", "Chief", "Head"),
        ("Jo", "unit", "Field", "Works"),
        ("Field", "parent unit", "", "Works"),
    }
    jo = Person.objects.get(email=JO["email"])
    assert (jo.name, jo.phone, jo.job_title, jo.unit.name) == ("Jo", "1", "Head", "Works")
    assert Unit.objects.get(name="Field").parent == jo.unit
    assert Organisation.objects.get(name="Newcomer").country == "Malta"


def test_a_unit_moves_from_one_parent_to_another(cast):
    field = {"organisation": "Newcomer", "unit": "Field", "parent_unit": "Works"}
    carry_out(cast, field, {**field, "unit": "Yard"})
    outcome = carry_out(cast, {"organisation": "Newcomer", "unit": "Field", "parent_unit": "Desk"})

    assert [(c.old, c.new) for c in outcome.preview.changes] == [("Works", "Desk")]
    assert Unit.objects.get(name="Field").parent.name == "Desk"
    assert Unit.objects.get(name="Yard").parent.name == "Works"


def test_the_day_of_joining_comes_with_the_row_and_takes_the_place_of_another(cast):
    carry_out(cast, {**JO, "joined_on": "31 March 2024"})
    jo = Person.objects.get(email=JO["email"])
    assert jo.joined_on == date(2024, 3, 31)

    preview = carry_out(cast, {**JO, "joined_on": "2024-04-01"}).preview
    assert [(c.field, c.old, c.new) for c in preview.changes] == [("joined on", "2024-03-31", "2024-04-01")]
    carry_out(cast, {**JO, "phone": "9"})
    jo.refresh_from_db()
    assert jo.joined_on == date(2024, 4, 1)


def test_nobody_joins_after_they_took_a_seat_or_role(cast):
    row = {"organisation": "Water Utility", "email": cast.people["bo"].email}
    first = Role.objects.get(person=cast.people["bo"]).started_on
    later = first + timedelta(days=1)

    ((_line, column, why),) = reasons(look(cast, {**row, "joined_on": later.isoformat()}, who="amina"))
    assert (column, "held a seat or role since" in why) == ("joined on", True)
    carry_out(cast, {**row, "joined_on": first.isoformat()}, who="amina")
    assert Person.objects.get(pk=cast.people["bo"].pk).joined_on == first

    chidi, seat = cast.people["chidi"], {"group": cast.group, "organisation": cast.utility}
    Seat.objects.create(person=chidi, started_on=first, **seat)
    row |= {"email": chidi.email, "joined_on": later.isoformat()}
    assert reasons(look(cast, row, who="amina"))[0][1] == "joined on"


def test_a_lead_imports_into_their_own_organisation(cast):
    carry_out(
        cast,
        {
            "organisation": "Water Utility",
            "unit": "Operations",
            "email": cast.people["chidi"].email,
            "phone": "9",
        },
        who="amina",
    )

    assert Person.objects.get(pk=cast.people["chidi"].pk).phone == "9"


# --- Bad rows

BAD = [
    ({"country": "Malta"}, "organisation"),
    ({**JO, "sector": "circus"}, "sector"),
    ({**JO, "level": "boss"}, "level"),
    ({**JO, "time_zone": "Mars/Base"}, "time zone"),
    ({**JO, "phone": "1" * 41}, "phone"),
    ({**JO, "joined_on": "last spring"}, "joined on"),
    ({**JO, "joined_on": "0206-01-01"}, "joined on"),
    ({"organisation": "Newcomer", "joined_on": "2024-01-01"}, "name"),
    ({**JO, "email": "not an address"}, "email"),
    ({"organisation": "Newcomer", "name": "Jo"}, "email"),
    ({"organisation": "Newcomer", "email": "jo@newcomer.example"}, "name"),
    ({"organisation": "Newcomer", "phone": "1"}, "name"),
    ({"organisation": "Newcomer", "parent_unit": "Works"}, "unit"),
    ({"organisation": "Newcomer", "unit": "Works", "parent_unit": "works"}, "parent unit"),
    ({"organisation": "Outsider Works"}, "organisation"),
    ({**JO, "email": "eve@outsider-works.example"}, "email"),
]


@pytest.mark.parametrize(("row", "column"), BAD)
def test_a_bad_row_is_named_with_its_line_and_column(cast, row, column):
    preview = look(cast, {"organisation": "Fine"}, row)

    assert [(problem.line, problem.column) for problem in preview.problems] == [(3, column)]
    assert preview.bad_rows == 1
    assert numbers(preview)["organisations"] == (1, 0, 0)


@pytest.mark.parametrize(
    ("first", "second", "column"),
    [
        (JO, {**JO, "email": "JO@NEWCOMER.example"}, "email"),
        ({**JO, "sector": "other"}, {"organisation": "Newcomer", "sector": "business"}, "sector"),
        ({**JO, "country": "Malta"}, {"organisation": "newcomer", "country": "Gozo"}, "country"),
        (
            {"organisation": "Newcomer", "unit": "A", "parent_unit": "B"},
            {"organisation": "Newcomer", "unit": "a", "parent_unit": "C"},
            "parent unit",
        ),
        (
            {"organisation": "Newcomer", "unit": "A", "parent_unit": "B"},
            {"organisation": "Newcomer", "unit": "B", "parent_unit": "A"},
            "parent unit",
        ),
    ],
)
def test_a_row_that_contradicts_an_earlier_one_is_bad(cast, first, second, column):
    assert [(p.line, p.column) for p in look(cast, first, second).problems] == [(3, column)]


def test_units_that_would_form_a_ring_with_what_is_there_are_refused(cast):
    carry_out(
        cast,
        {"organisation": "Newcomer", "unit": "B", "parent_unit": "A"},
        {"organisation": "Newcomer", "unit": "C", "parent_unit": "B"},
    )

    assert (
        reasons(look(cast, {"organisation": "Newcomer", "unit": "A", "parent_unit": "C"}))[0][1]
        == "parent unit"
    )


def test_somebody_who_left_and_an_archived_organisation_are_not_changed(cast):
    chidi = cast.people["chidi"]
    chidi.left_on = access.today()
    chidi.save()
    row = {"organisation": "Water Utility", "email": chidi.email, "phone": "9"}
    assert "left" in reasons(look(cast, row, who="amina"))[0][2]
    cast.utility.archived_on = access.today()
    cast.utility.save()
    assert "archived" in reasons(look(cast, {"organisation": "Water Utility"}, who="amina"))[0][2]


def test_the_refusal_of_anothers_organisation_tells_nothing_of_it(cast):
    make_person(cast.outsider, "Gina")
    sentinel = {
        "organisation": "outsider works",
        "unit": "Vault",
        "name": "Gina",
        "email": "gina@outsider-works.example",
    }

    preview = look(cast, sentinel, {**JO, "email": "gina@outsider-works.example", "name": "Gi"})

    for _line, _column, reason in reasons(preview):
        for secret in ("Outsider Works", "Gina", "Eve"):
            assert secret not in reason
    assert (preview.changes, preview.newcomers, preview.bad_rows) == ((), (), 2)


def test_with_a_bad_row_nothing_is_imported_unless_it_may_be_left_out(cast):
    rows = (JO, {**JO, "email": "broken"})
    with pytest.raises(DomainError, match="leave these rows out"):
        carry_out(cast, *rows)
    assert not Organisation.objects.filter(name="Newcomer").exists()

    outcome = carry_out(cast, *rows, leave_out_bad=True)

    assert outcome.preview.bad_rows == outcome.entry.details["left_out"] == 1
    assert [person.name for person in Person.objects.filter(organisation__name="Newcomer")] == ["Jo"]


def test_what_somebody_else_added_meanwhile_stops_the_import_with_a_plain_word(cast, monkeypatch):
    def collide(*args: Any) -> None:
        raise IntegrityError

    monkeypatch.setattr(services, "_save", collide)

    with pytest.raises(DomainError, match="meanwhile"):
        carry_out(cast, JO)


@pytest.mark.parametrize("who", ["bo", "chidi"])
def test_only_who_may_start_things_imports(cast, who):
    with pytest.raises(NotAllowed):
        carry_out(cast, JO, who=who)


# --- Size and chance


def big(count: int) -> list[Row]:
    return [
        Row(
            line=number + 2,
            organisation=f"Company {number % 7}",
            unit=f"Unit {number % 40}",
            parent_unit=f"Division {number % 40 % 5}",
            name=f"Person {number}",
            email=f"person{number}@company.example",
        )
        for number in range(count)
    ]


def test_five_thousand_rows_take_a_constant_number_of_queries_per_batch(cast, django_assert_max_num_queries):
    with django_assert_max_num_queries(72):
        carry_out_import(rows=big(5000), by=cast.users["fola"], name="big.csv")

    assert Person.objects.filter(email__startswith="person").count() == 5000
    with django_assert_max_num_queries(30):
        assert carry_out_import(rows=big(5000), by=cast.users["fola"], name="big.csv").entry is None


words = st.sampled_from(["", "a", "A", "b", "é", "É"])
emails = st.sampled_from(
    ["", "a@x.example", "A@x.example", "b@x.example", "eve@outsider-works.example", "no"]
)
any_rows = st.lists(
    st.fixed_dictionaries(
        {"organisation": st.sampled_from(["", "New", "new", "Outsider Works", "River Agency"])},
        optional={
            **{name: words for name in COLUMNS if name not in ("organisation", "email")},
            "email": emails,
        },
    ),
    max_size=6,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(any_rows)
def test_any_rows_are_imported_once_and_never_touch_what_the_user_doesnt_keep(cast, rows):
    theirs = sorted(
        Person.objects.exclude(organisation__name__iexact="new").values_list("pk", "name", "email", "phone")
    )

    first = carry_out(cast, *rows, leave_out_bad=True)
    again = carry_out(cast, *rows, leave_out_bad=True)

    assert not again.preview.does_something
    assert first.preview.bad_rows == again.preview.bad_rows
    kept = Person.objects.exclude(organisation__name__iexact="new").values_list(
        "pk", "name", "email", "phone"
    )
    assert sorted(kept) == theirs
