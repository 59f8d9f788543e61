"""Importing partnerships, roles, groups and actions: by the same rules as on the pages, and undone alike."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import LONG_AGO, Cast, give_role, make_person
from partnering import access, registry
from partnering.choices import HandoverReason, RoleKind
from partnering.errors import DomainError, NotAllowed
from partnering.importing import Entry
from partnering.models import (
    Action,
    ActionReturn,
    ChecklistItem,
    Handover,
    HandoverItem,
    ImportFile,
    Membership,
    Organisation,
    Partnership,
    Person,
    PhaseChange,
    Role,
    RowChange,
    Seat,
    Unit,
    User,
    WorkingGroup,
)
from partnering.services import import_tables
from partnering.services.import_jobs import confirm_import, keep_import_file
from partnering.tests.imported import file_of, held, imported, look, numbers, undone, work

TABLES = (Partnership, Membership, Role, PhaseChange, ChecklistItem, WorkingGroup, Seat, Action)
HERE = {"partnership": "Clean River"}
AMINA, BO, DANA = "amina@water-utility.example", "bo@water-utility.example", "dana@university.example"
GUS, IDA = "gus@river-agency.example", "ida@river-agency.example"
FOLA, EVE = "fola@river-agency.example", "eve@outsider-works.example"


def tables() -> list[list[dict[str, Any]]]:
    return held(*TABLES)


# --- What each kind makes, what it makes the second time, and what remains when it is undone

TERMS = {
    "may decide": "Where they nest",
    "quorum people": "4",
    "quorum organisations": "2",
    "meets": "Weeks",
    "meets every": "6",
    "wanted level": "manager",
    "review on": "2031-03-31",
}
GOOD: dict[str, tuple[list[dict[str, str]], dict[str, tuple[int, int, int]]]] = {
    "partnerships": (
        [
            {
                "partnership": "Dry Land",
                "purpose": "Rain",
                "started on": "2025-02-01",
                "organisation": "University",
            },
            {
                "partnership": "dry land",
                "organisation": "Water Utility",
                "part": "host",
                "joined on": "2025-03-01",
            },
            {
                "partnership": "Clean River",
                "purpose": "Fish",
                "organisation": "University",
                "part": "adviser",
            },
        ],
        {"partnerships": (1, 1, 0), "members": (3, 1, 0)},
    ),
    "roles": (
        [
            HERE | {"email": DANA, "role": "Representative", "from": "2025-01-01", "to": "2025-06-01"},
            HERE | {"email": BO.upper(), "role": "contributor"},
            HERE | {"email": BO, "role": "senior sponsor", "from": LONG_AGO.isoformat()},
        ],
        {"roles": (2, 0, 1)},
    ),
    "groups": (
        [
            HERE
            | {"group": "Fish", "purpose": "Count them", "organisation": "university", "email": DANA}
            | {"office": "Chair"},
            HERE | {"group": "fish", "organisation": "Water Utility"},
            HERE | {"group": "Monitoring", "purpose": "Measure", "email": DANA, "from": LONG_AGO.isoformat()},
            HERE | {"group": "Birds"} | TERMS,
        ],
        {"groups": (2, 1, 0), "seats": (2, 0, 1)},
    ),
    "actions": (
        [
            HERE | {"action": "Send the list", "owner": DANA, "due on": "2027-01-31", "group": "monitoring"},
            {"action": "Tidy up", "notes": "All"},
            HERE | {"action": "There already", "owner": FOLA, "done on": "2026-01-31"},
        ],
        {"actions": (2, 1, 0)},
    ),
}


@pytest.mark.parametrize("kind", GOOD)
def test_a_file_of_each_kind_is_previewed_imported_once_and_undone_without_trace(cast, kind):
    Action.objects.create(title="There Already", partnership=cast.partnership, organisation=cast.agency)
    rows, counts = GOOD[kind]
    before = tables()

    assert numbers(look(cast, kind, *rows)) == counts
    assert tables() == before
    file = imported(cast, kind, *rows)
    again = look(cast, kind, *rows)
    assert not again.does_something
    assert not again.problems
    undone(file)

    assert (file.state, file.undo["listed"]) == (ImportFile.State.UNDONE, [])
    assert tables() == before


def test_a_new_partnership_has_its_importer_as_manager_and_stands_in_its_first_phase(cast):
    rows, _counts = GOOD["partnerships"]
    imported(cast, "partnerships", *rows)

    made = Partnership.objects.get(name="Dry Land")
    assert access.manages_partnership(cast.users["fola"], made)
    assert {str(one.organisation): one.joined_on for one in made.memberships.all()} == {
        "University": date(2025, 2, 1),
        "Water Utility": date(2025, 3, 1),
        "River Agency": date(2025, 2, 1),
    }
    assert (made.slug, made.purpose, made.phase) == ("dry-land", "Rain", made.life_phase.kind)
    assert made.phase_changes.get().entered == made.life_phase
    assert made.checklist.exists()
    assert RowChange.objects.filter(thing="partnering.membership", partnership=made).count() == 3


def test_a_group_gets_one_chair_by_import_whose_vacancy_is_one_as_well(cast):
    Person.objects.filter(email=BO).update(left_on=date(2040, 1, 1))
    rows = [GROUP | {"email": one, "office": "chair"} for one in (BO, FOLA)]
    [bad] = look(cast, "groups", *rows).problems
    assert (bad.line, "has a chair already" in str(bad)) == (3, True)

    imported(cast, "groups", rows[0])

    chairs = Seat.objects.filter(office="chair").order_by("started_on")
    assert [(one.person and one.person.email, one.ended_on) for one in chairs] == [
        (BO, date(2040, 1, 1)),
        (None, None),
    ]
    assert [one.line for one in look(cast, "groups", rows[1]).problems] == [2]


def test_the_terms_of_a_group_come_with_it_and_what_a_later_file_leaves_empty_stays(cast):
    for more in (TERMS, {"quorum people": "5"}, {"meets": "needed"}):
        imported(cast, "groups", GROUP | more)

    cast.group.refresh_from_db()
    assert (cast.group.may_decide, cast.group.wanted_level) == ("Where they nest", "manager")
    assert (cast.group.quorum_people, cast.group.quorum_organisations) == (5, 2)
    assert (cast.group.rhythm, cast.group.meets_every) == ("needed", None)
    assert cast.group.review_on == date(2031, 3, 31)


def test_an_action_takes_its_organisation_from_its_owner_and_a_done_day_makes_it_done(cast):
    rows, _counts = GOOD["actions"]
    imported(cast, "actions", *rows, HERE | {"action": "Old one", "done on": "2026-01-31"})

    sent = Action.objects.get(title="Send the list")
    assert (sent.organisation, sent.owner, sent.group) == (cast.university, cast.people["dana"], cast.group)
    assert (sent.due_on, sent.created_by) == (date(2027, 1, 31), cast.users["fola"])
    assert Action.objects.get(title="Old one").done_on == date(2026, 1, 31)
    inner = Action.objects.get(title="Tidy up")
    assert (inner.organisation, inner.partnership, inner.state) == (cast.agency, None, "open")


def test_a_role_ends_with_the_membership_and_a_seat_stays_vacant_when_its_holder_goes(cast):
    Membership.objects.filter(organisation=cast.university).update(left_on=date(2040, 1, 1))
    Seat.objects.filter(person=cast.people["dana"]).update(ended_on=date(2035, 1, 1))
    Person.objects.filter(pk=cast.people["dana"].pk).update(left_on=date(2035, 1, 1))
    imported(cast, "roles", HERE | {"email": DANA, "role": "representative"})
    imported(cast, "groups", HERE | {"group": "Fish", "email": DANA})

    assert Role.objects.get(kind=RoleKind.REPRESENTATIVE).ended_on == date(2035, 1, 1)
    seats = Seat.objects.filter(group__name="Fish").order_by("started_on")
    assert [(seat.person, seat.ended_on) for seat in seats] == [
        (cast.people["dana"], date(2035, 1, 1)),
        (None, date(2040, 1, 1)),
    ]


def test_a_handover_that_waited_for_a_sponsor_has_its_successor(cast):
    role = Role.objects.get(kind=RoleKind.SENIOR_SPONSOR)
    Role.objects.filter(pk=role.pk).update(ended_on=date(2026, 1, 1))
    handover = Handover.objects.create(
        person=cast.people["bo"], reason=HandoverReason.ROLE_ENDED, on=date(2026, 1, 1)
    )
    HandoverItem.objects.create(
        handover=handover, kind="role", subject_id=role.pk, what="sponsor", partnership=cast.partnership
    )

    imported(cast, "roles", HERE | {"email": AMINA, "role": "senior sponsor"}, who="amina")

    assert HandoverItem.objects.get().successor == cast.people["amina"]


# --- What is refused, by the same rules as on the pages

GROUP = HERE | {"group": "Monitoring"}
BAD = [
    ("roles", HERE | {"role": "contributor"}, "email", "Missing"),
    ("roles", HERE | {"email": BO, "role": "king"}, "role", "known"),
    ("roles", HERE | {"email": BO, "role": "contributor", "from": "31/3/26"}, "from", "2026-03-31"),
    (
        "roles",
        HERE | {"email": BO, "role": "contributor", "from": "2026-02-01", "to": "2026-01-01"},
        "to",
        "before it begins",
    ),
    ("roles", HERE | {"email": BO, "role": "contributor", "from": "2020-01-01"}, "email", "not a member"),
    ("roles", HERE | {"email": FOLA, "role": "partnership manager"}, "from", "already, since"),
    (
        "roles",
        HERE | {"email": FOLA, "role": "partnership manager", "from": "2024-01-15", "to": "2030-01-01"},
        "to",
        "another end",
    ),
    ("roles", HERE | {"email": BO, "role": "partnering lead"}, "role", "internal results"),
    ("roles", {"email": BO, "role": "contributor"}, "partnership", "held in a partnership"),
    ("roles", {"email": DANA, "role": "partnering lead"}, "email", "Nobody"),
    ("roles", HERE | {"email": EVE, "role": "contributor"}, "email", "Nobody"),
    ("roles", {"partnership": "Secret", "email": BO, "role": "contributor"}, "partnership", "no partnership"),
    ("roles", {"partnership": "Named Alike", "email": BO, "role": "contributor"}, "partnership", "several"),
    ("roles", HERE | {"email": GUS, "role": "contributor"}, "email", "not with their organisation"),
    ("roles", HERE | {"email": IDA, "role": "contributor", "to": "2040-01-02"}, "to", "beyond 2040-01-01"),
    ("groups", GROUP | {"email": DANA}, "from", "a seat in this group already"),
    ("groups", GROUP | {"organisation": "University", "email": BO}, "email", "own people"),
    ("groups", GROUP | {"organisation": "Outsider Works"}, "organisation", "no organisation"),
    ("groups", HERE | {"group": "Old"}, "group", "put away"),
    ("groups", GROUP | {"email": BO, "office": "boss"}, "office", "Use one of"),
    ("groups", GROUP | {"quorum people": "many"}, "quorum people", "whole number"),
    ("groups", GROUP | {"quorum people": "0"}, "quorum people", "from 1"),
    (
        "groups",
        GROUP | {"quorum people": "1"} | {"quorum organisations": "2"},
        "quorum organisations",
        "Raise",
    ),
    ("groups", GROUP | {"meets": "fortnightly"}, "meets", "Use one of"),
    ("groups", GROUP | {"meets": "months"}, "meets every", "how many weeks or months"),
    ("groups", GROUP | {"meets every": "2"}, "meets every", "belongs to"),
    ("groups", GROUP | {"wanted level": "boss"}, "wanted level", "Use one of"),
    ("groups", GROUP | {"review on": "soon"}, "review on", "This isn't a day"),
    ("groups", HERE | {"group": "x" * 201}, "group", "Longer"),
    ("partnerships", HERE | {"organisation": "Outsider Works"}, "organisation", "no organisation"),
    ("partnerships", HERE | {"started on": "2026-01-01"}, "started on", "another day"),
    (
        "partnerships",
        HERE | {"organisation": "University", "joined on": "2026-01-01"},
        "joined on",
        "member already, since",
    ),
    (
        "partnerships",
        HERE | {"organisation": "University", "left on": "2026-01-01"},
        "left on",
        "page of members",
    ),
    (
        "partnerships",
        HERE | {"organisation": "University", "joined on": "2020-02-01", "left on": "2020-01-01"},
        "left on",
        "before it joined",
    ),
    ("partnerships", {"partnership": "New", "started on": "2019-01-01"}, "started on", "weren't there"),
    ("actions", HERE | {"action": "A", "owner": EVE}, "owner", "Nobody"),
    ("actions", HERE | {"action": "A", "organisation": "University", "owner": BO}, "owner", "own people"),
    ("actions", {"action": "A", "owner": DANA}, "owner", "Only a partnership's manager"),
    ("actions", HERE | {"action": "A", "group": "None"}, "group", "no working group"),
    ("actions", HERE | {"action": "Twice", "notes": "x"}, "action", "several"),
    ("actions", HERE | {"action": "Called off", "notes": "x"}, "action", "cancelled"),
    ("actions", HERE | {"action": "Given back", "notes": "x"}, "owner", "gave it back"),
]


@pytest.fixture
def obstacles(cast: Cast) -> Cast:
    """Things beside which rows can't stand."""
    make_person(cast.agency, "Gus", left_on=date(2026, 1, 1))
    make_person(cast.agency, "Ida", left_on=date(2040, 1, 1))
    for slug in ("alike", "alike-2"):
        alike = Partnership.objects.create(name="Named alike", slug=slug, started_on=LONG_AGO)
        give_role(cast.people["fola"], RoleKind.PARTNERSHIP_MANAGER, alike)
    Person.objects.filter(pk=cast.people["fola"].pk).update(joined_on=date(2020, 1, 1))
    WorkingGroup.objects.create(partnership=cast.partnership, name="Old", archived_on=date(2026, 1, 1))
    Partnership.objects.create(name="Secret", slug="secret", started_on=LONG_AGO)
    joint = {"partnership": cast.partnership, "organisation": cast.agency}
    for title in ("Twice", "Twice", "Given back"):
        action = Action.objects.create(title=title, **joint)
    Action.objects.create(title="Called off", state="cancelled", **joint)
    ActionReturn.objects.create(action=action, person=cast.people["fola"])
    return cast


def test_what_the_pages_refuse_is_refused_with_line_column_and_reason(obstacles):
    for kind, row, column, words in BAD:
        preview = look(obstacles, kind, row)
        assert preview.problems, (kind, row)
        found = preview.problems[0]
        assert (found.line, found.column) == (2, column), (kind, row)
        assert words in found.reason, (kind, row)
        assert not preview.does_something


@pytest.mark.parametrize(
    ("kind", "first", "second"),
    [
        ("roles", HERE | {"email": BO, "role": "contributor", "from": "2025-01-01"}, {"from": "2026-01-01"}),
        ("roles", HERE | {"email": BO, "role": "contributor", "from": "2025-01-01"}, {}),
        ("groups", HERE | {"group": "New", "email": BO, "from": "2025-01-01"}, {"from": "2026-01-01"}),
        ("partnerships", {"partnership": "N", "organisation": "University"}, {"joined on": "2030-01-01"}),
        ("partnerships", {"partnership": "N", "started on": "2025-01-01"}, {"started on": "2025-01-02"}),
        ("actions", HERE | {"action": "A"}, {"notes": "Other"}),
    ],
)
def test_a_row_is_also_checked_beside_the_good_rows_before_it(cast, kind, first, second):
    preview = look(cast, kind, first, first | second)

    assert [problem.line for problem in preview.problems] == [3]


def test_a_lead_imports_for_their_own_people_and_nobody_elses(cast):
    row = HERE | {"email": BO, "role": "contributor"}
    assert not look(cast, "roles", row, {"email": BO, "role": "partnering lead"}, who="amina").problems
    theirs = look(cast, "roles", row | {"email": DANA}, row | {"role": "partnership manager"}, who="amina")
    assert [one.column for one in theirs.problems] == ["email", "role"]
    for kind in ("groups", "partnerships"):
        refused = look(cast, kind, GROUP if kind == "groups" else HERE, who="amina").problems
        assert "partnership manager" in refused[0].reason
    preview = look(
        cast, "actions", HERE | {"action": "A"}, HERE | {"action": "B", "owner": DANA}, who="amina"
    )
    assert [(one.line, one.column) for one in preview.problems] == [(3, "owner")]


def test_what_is_hidden_and_what_does_not_exist_are_refused_in_the_same_words(obstacles):
    hidden = {"partnership": "Secret", "organisation": "Outsider Works", "email": EVE}
    missing = {"partnership": "Nothing", "organisation": "Nothing", "email": "no@no.example"}
    base = {"roles": HERE | {"role": "contributor", "email": BO}, "groups": GROUP, "partnerships": HERE}

    for kind, row in base.items():
        for column in set(hidden) & set(registry.importers[kind].shape.columns):
            if kind == "partnerships" and column == "partnership":
                continue  # a name that one doesn't see is free, whoever else may have it
            told = [look(obstacles, kind, row | {column: one[column]}).problems for one in (hidden, missing)]
            assert told[0] == told[1] != (), (kind, column)


def test_a_manager_of_another_partnership_reaches_nothing_here(cast):
    other = Partnership.objects.create(name="Other", slug="other", started_on=LONG_AGO)
    Membership.objects.create(partnership=other, organisation=cast.outsider, joined_on=LONG_AGO)
    give_role(cast.people["eve"], RoleKind.PARTNERSHIP_MANAGER, other)
    before = tables()

    for kind, (rows, _counts) in GOOD.items():
        ours = [row for row in rows if row.get("partnership") == "Clean River" and "purpose" not in row]
        if ours:
            assert len(look(cast, kind, *ours, who="eve").problems) == len(ours)
    assert tables() == before


def test_a_partnership_in_use_keeps_its_manager_and_members_when_its_import_is_undone(cast):
    file = imported(cast, "partnerships", {"partnership": "Dry Land", "organisation": "University"})
    made = Partnership.objects.get(name="Dry Land")
    give_role(cast.people["dana"], RoleKind.REPRESENTATIVE, made)
    Role.objects.filter(kind=RoleKind.REPRESENTATIVE).update(started_on=access.today())

    undone(file)

    assert made.memberships.count() == 2
    assert made.roles.count() == 2
    assert made.checklist.exists()


def test_a_lead_undoes_the_roles_that_they_gave_and_another_manager_may_go_again(cast):
    lead = imported(cast, "roles", HERE | {"email": BO, "role": "contributor"}, who="amina")
    manager = imported(cast, "roles", HERE | {"email": FOLA, "role": "contributor"})
    twin = make_person(cast.agency, "Gil")
    second = imported(cast, "roles", HERE | {"email": twin.email, "role": "partnership manager"})

    for file in (lead, manager, second):
        assert undone(file).undo["stays"] == 0
    assert {role.kind for role in cast.partnership.roles.all()} == {"senior sponsor", "partnership manager"}


def test_two_at_once_are_refused_by_the_database_and_looked_at_anew(cast, monkeypatch):
    def clash(*args: Any, **kwargs: Any) -> None:
        raise IntegrityError

    monkeypatch.setattr(import_tables, "_save", clash)
    file = imported(cast, "roles", HERE | {"email": BO, "role": "contributor"})

    assert (file.state, "meanwhile" in file.error) == (ImportFile.State.UPLOADED, True)


def test_with_bad_rows_nothing_is_imported_unless_they_are_to_be_left_out(cast):
    rows = [Entry(2, HERE | {"action": "A"}), Entry(3, {"notes": "Nothing"})]

    with pytest.raises(DomainError, match="leave these rows out"):
        registry.importers["actions"].carry_out(rows=rows, by=cast.users["fola"], name="a.csv")
    assert not Action.objects.exists()


def test_what_one_sees_but_may_not_change_is_left_alone(cast):
    Action.objects.create(title="Inner", organisation=cast.agency)

    problems = look(cast, "actions", {"action": "Inner", "notes": "Mine"}).problems

    assert "may not change it" in problems[0].reason


def test_nobody_without_the_right_or_a_place_in_an_organisation_imports(cast):
    nobody = User.objects.create_user("nobody@nowhere.example")
    for importer in registry.importers.values():
        with pytest.raises(NotAllowed):
            importer.carry_out(rows=[], by=nobody, name="a.csv")
    for kind in ("actions", "partnerships"):
        with pytest.raises(NotAllowed):
            registry.importers[kind].preview(rows=[], by=nobody)


def many(kind: str, count: int) -> list[dict[str, str]]:
    rows: dict[str, dict[str, str]] = {
        "roles": HERE | {"role": "contributor"},
        "groups": HERE | {"group": "Fish"},
        "actions": HERE | {"action": "Do"},
        "partnerships": {"partnership": "New", "organisation": "University"},
    }
    column = {"roles": "email", "groups": "email", "actions": "action", "partnerships": "partnership"}[kind]
    values = [f"p{n}@staff.example" if column == "email" else f"Thing {n}" for n in range(count)]
    return [rows[kind] | {column: value} for value in values]


@pytest.mark.parametrize("kind", GOOD)
def test_a_batch_costs_the_same_whatever_its_length(cast, kind, django_assert_max_num_queries):
    unit = Unit.objects.create(organisation=cast.agency, name="Staff")
    Person.objects.bulk_create(
        Person(organisation=cast.agency, unit=unit, name=f"P{n}", email=f"p{n}@staff.example")
        for n in range(60)
    )
    file = keep_import_file(
        by=cast.users["fola"], name="a.csv", content=file_of(kind, *many(kind, 60)), kind=kind
    )
    with django_assert_max_num_queries(35):
        work(file)
    assert not file.summary["bad_rows"]
    confirm_import(file=file)
    with django_assert_max_num_queries(90):
        work(file)
    assert file.state == ImportFile.State.DONE


# --- Whatever rows there are, import and undo together change nothing


cells = {
    "partnership": st.sampled_from(["", "Clean River", "clean river", "New", "Secret"]),
    "group": st.sampled_from(["", "Monitoring", "Fish"]),
    "organisation": st.sampled_from(["", "University", "Water Utility", "Outsider Works", "River Agency"]),
    "email": st.sampled_from(["", AMINA, BO, DANA, EVE, FOLA]),
    "owner": st.sampled_from(["", AMINA, BO, DANA, EVE, FOLA]),
    "role": st.sampled_from(["", "contributor", "representative", "senior sponsor", "partnership manager"]),
    "action": st.sampled_from(["", "A", "B"]),
}
days = st.sampled_from(["", "2024-06-01", "2025-06-01", "2026-06-01"])


@given(st.data(), st.sampled_from(sorted(GOOD)))
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_rows_are_imported_and_undone_without_trace(obstacles, data, kind):
    columns = {name: cells.get(name, days) for name in registry.importers[kind].shape.columns}
    rows = data.draw(st.lists(st.fixed_dictionaries(columns), min_size=1, max_size=5))
    if not any(any(row.values()) for row in rows):
        return
    before = tables()
    outside = Organisation.objects.filter(pk=obstacles.outsider.pk)

    file = imported(obstacles, kind, *rows, leave_out_bad=True)
    assert not Membership.objects.filter(organisation__in=outside).exists()
    assert not Seat.objects.filter(organisation__in=outside).exists()
    if file.summary["does_something"]:
        undone(file)
    assert tables() == before


# --- Pages


def test_each_kind_has_its_template_its_columns_and_its_way_to_upload(client, cast):
    client.force_login(cast.users["fola"])
    for kind, importer in registry.importers.items():
        page = client.get(reverse("partnering:import"), {"kind": kind}).content.decode()
        assert all(
            f">{note}<" in page or note[:20] in page for note in importer.notes().values() if "'" not in note
        )
        answer = client.get(reverse("partnering:import-template-csv"), {"kind": kind})
        assert answer.headers["Content-Disposition"].endswith(f'traction-import-{kind}.csv"')

    assert client.get(reverse("partnering:import"), {"kind": "secrets"}).status_code == 404
    content = io.BytesIO(file_of("roles", HERE | {"email": BO, "role": "contributor"}, HERE | {"email": "x"}))
    content.name = "roles.csv"
    client.post(reverse("partnering:import") + "?kind=roles", {"file": content})
    file = work(ImportFile.objects.get())
    page = client.get(file.get_absolute_url(), {"show": "new"}).content.decode()
    assert "Bo: Contributor" in page
    assert b"Each row needs" in client.get(reverse("partnering:import-bad-rows", args=[file.pk])).content
    client.post(reverse("partnering:carry-out-import", args=[file.pk]), {"leave_out_bad": "on"})
    work(file)
    assert "Undo this import" in client.get(file.get_absolute_url()).content.decode()
    assert "Roles: 1 added" in client.get(reverse("partnering:import")).content.decode()
