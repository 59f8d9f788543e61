"""Who is needed by when, how far that has come, and each number's people."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conftest import LONG_AGO, make_person
from engagement.dimensions import breadth, wanted_by_unit
from engagement.inspection.facts import gather
from engagement.models import EngagementTarget
from engagement.queries.evidence import evidence_of
from engagement.services.stages import set_stage
from engagement.services.targets import change_target, name_targets
from engagement.stages import Stage
from engagement.tests.builders import meet
from partnering import access
from partnering.choices import Level
from partnering.errors import DomainError
from partnering.models import Position, Unit
from partnering.xray import Scope


@pytest.fixture
def amina(client, cast):
    client.force_login(cast.users["amina"])
    return client


@pytest.fixture
def manager(cast):
    return make_person(cast.utility, "Mira", unit=cast.unit, level=Level.MANAGER)


def name(cast, *units, **more):
    return name_targets(
        partnership=cast.partnership,
        organisation=cast.utility,
        units=units or [cast.unit],
        by=cast.users["amina"],
        **more,
    )


def change(cast, target, **values):
    given = {"levels": target.levels, "due_on": target.due_on, **values}
    return change_target(target=target, by=cast.users["amina"], **given)


def wanted(cast, day):
    member = next(one for one in evidence_of(cast.partnership).members if one.pk == cast.utility.pk)
    return {human.pk for people in wanted_by_unit(member, day).values() for human in people}


def value(cast, day):
    member = next(one for one in evidence_of(cast.partnership).members if one.pk == cast.utility.pk)
    return breadth(member, day).value


def reach(cast, name="reach", **query):
    return reverse(f"engagement:{name}", args=[cast.partnership.slug], query=query)


def test_a_target_with_levels_means_nobody_else(cast, manager):
    name(cast, levels=[Level.MANAGER, Level.EXECUTIVE])

    assert EngagementTarget.objects.get().levels == [Level.EXECUTIVE, Level.MANAGER]
    assert wanted(cast, access.today()) == {manager.pk}


def test_all_levels_are_the_same_as_none(cast):
    name(cast, levels=list(Level.values))

    assert EngagementTarget.objects.get().levels == []


def test_who_was_at_another_level_counts_on_past_days_as_they_were(cast, manager):
    today = access.today()
    name(cast, levels=[Level.MANAGER], on=today - timedelta(days=30))
    Position.objects.create(
        person=manager, unit=cast.unit, level=Level.STAFF, ended_on=today - timedelta(days=10)
    )

    assert wanted(cast, today - timedelta(days=20)) == set()
    assert wanted(cast, today) == {manager.pk}


def test_other_levels_leave_past_days_as_they_were_counted(cast, manager):
    today = access.today()
    (target,) = name(cast, on=LONG_AGO)
    meet(cast, manager, "dana", on=today - timedelta(days=40))
    past = [today - timedelta(days=number) for number in (1, 20)]
    before = [value(cast, day) for day in past]

    change(cast, target, levels=[Level.MANAGER])

    assert [value(cast, day) for day in past] == before == [0.75, 0.75]
    assert value(cast, today) == 1.0
    assert [(one.levels, one.dropped_on) for one in EngagementTarget.objects.order_by("pk")] == [
        ([], today),
        ([Level.MANAGER], None),
    ]


def test_another_day_changes_the_target_itself(cast):
    (target,) = name(cast, on=LONG_AGO)
    due = access.today() + timedelta(days=30)

    change(cast, target, due_on=due)

    assert EngagementTarget.objects.get().due_on == due


def test_a_day_that_has_passed_and_a_level_that_is_none_are_refused(cast):
    (target,) = name(cast)
    with pytest.raises(DomainError, match="has passed"):
        change(cast, target, due_on=access.today() - timedelta(days=1))
    with pytest.raises(DomainError, match="no such level"):
        change(cast, target, levels=["admiral"])
    name(cast, Unit.objects.create(organisation=cast.utility, name="Finance"))
    with pytest.raises(DomainError, match="not needed any more"):
        change(cast, target, levels=["staff"])


def test_the_page_shows_who_is_late_and_each_number_opens_to_its_people(amina, cast, manager):
    today = access.today()
    name(cast, on=LONG_AGO, due_on=today - timedelta(days=3))
    meet(cast, manager, "dana", on=today)
    target = EngagementTarget.objects.get()

    page = amina.get(reach(cast))

    (row, levels), *others = page.context["targets"]
    assert (row.wanted, row.involved, row.missing, row.is_late, levels, others) == (2, 1, 1, True, [], [])
    assert "late" in page.content.decode()
    missing = reach(cast, "reach-people", target=target.pk, need="missing")
    assert missing.replace("&", "&amp;") in page.content.decode()
    assert [one.name for one in amina.get(missing).context["page"]] == ["Chidi"]
    involved = amina.get(reach(cast, "reach-people", unit=cast.unit.pk, stage="involved"))
    assert [one.name for one in involved.context["page"]] == ["Mira"]


def test_a_target_is_reached_once_all_are_involved(amina, cast):
    today = access.today()
    name(cast, on=LONG_AGO, due_on=today - timedelta(days=3))
    meet(cast, "chidi", "dana", on=today)

    ((row, _levels),) = amina.get(reach(cast)).context["targets"]

    assert (row.is_met, row.is_late) == (True, False)


def test_the_ladder_counts_each_rung_of_the_organisation_and_of_a_unit_with_those_below(amina, cast, manager):
    lower = Unit.objects.create(organisation=cast.utility, name="Lower", parent=cast.unit)
    make_person(cast.utility, "Nils", unit=lower)
    meet(cast, manager, "dana", on=access.today())

    def rungs(**query):
        table = amina.get(reach(cast, **query)).context["ladder"].table
        return {row[0]: row[1] for row in table.rows}

    assert rungs()["Involved"] == "1"
    assert sum(int(count) for count in rungs().values()) == cast.utility.people.count()
    assert sum(int(count) for count in rungs(unit=cast.unit.pk).values()) == 3
    assert sum(int(count) for count in rungs(unit=lower.pk).values()) == 1


def test_the_list_narrows_searches_and_leaves_as_a_file(amina, cast, manager):
    set_stage(
        partnership=cast.partnership,
        person=manager,
        stage="committed",
        reason="Runs it.",
        by=cast.users["amina"],
    )
    amina_and_bo = amina.get(reach(cast, "reach-people", unit="none")).context["page"]
    assert {one.name for one in amina_and_bo} == {"Amina", "Bo"}
    found = amina.get(reach(cast, "reach-people", q="mir", level="manager")).context["page"]
    assert [(one.name, one.stage, one.is_set) for one in found] == [("Mira", Stage.COMMITTED, True)]

    file = b"".join(amina.post(reach(cast, "reach-people", stage="committed"), {"export": "csv"}))

    rows = list(csv.reader(io.StringIO(file.decode("utf-8-sig"), newline="")))
    assert rows[1][:1] + rows[1][4:6] == ["Mira", "Committed", "yes"]


@pytest.mark.parametrize(
    ("who", "status"),
    [("amina", 200), ("bo", 200), ("chidi", 404), ("dana", 200), ("eve", 404), ("fola", 200)],
)
def test_everybody_sees_their_own_people_only(client, cast, who, status):
    client.force_login(cast.users[who])

    answer = client.get(reach(cast, "reach-people"))

    assert answer.status_code == status
    own = cast.people[who].organisation
    if status == 200:
        assert {one.organisation for one in answer.context["page"]} == {own}


def test_the_lead_says_by_when_and_at_which_levels(amina, cast):
    due = access.today() + timedelta(days=20)
    values = {"units": [cast.unit.pk], "levels": ["staff"], "due_on": due.isoformat()}
    assert amina.post(reach(cast, "targets"), values).status_code == 302
    target = EngagementTarget.objects.get()
    assert (target.levels, target.due_on) == (["staff"], due)
    where = reverse("engagement:edit-target", args=[target.pk])
    assert due.isoformat() in amina.get(where).content.decode()

    later = due + timedelta(days=5)
    assert amina.post(where, {"levels": ["staff"], "due_on": later.isoformat()}).status_code == 302

    target.refresh_from_db()
    assert target.due_on == later
    refused = amina.post(where, {"due_on": "yesterday"})
    assert refused.status_code == 422
    assert "yesterday" in refused.content.decode()


def test_the_x_ray_finds_targets_whose_day_has_passed(cast, manager):
    today = access.today()

    def late(on=today):
        scope = Scope([cast.partnership], on, own=cast.utility.pk)
        return gather(scope)[cast.partnership.pk].own_late_targets

    assert late() == []
    name(cast, on=LONG_AGO, due_on=today - timedelta(days=1), levels=["manager"])
    assert late() == [(cast.unit.pk, "Operations")]
    assert late(today - timedelta(days=1)) == []
    made = set_stage(partnership=cast.partnership, person=manager, stage="involved", reason="Does.", by=None)
    assert late() == []
    made.delete()
    meet(cast, manager, "dana", on=today)
    assert late() == []


@pytest.mark.parametrize("route", ["reach", "reach-people"])
def test_reach_costs_the_same_for_any_number_of_rows(amina, cast, route):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert amina.get(reach(cast, route)).status_code == 200
        return len(queries)

    def grow(number):
        unit = Unit.objects.create(organisation=cast.utility, name=f"Unit {number}")
        somebody = make_person(cast.utility, f"Helper {number}", unit=unit)
        name(cast, *cast.utility.units.all())
        meet(cast, somebody, "dana", on=access.today())
        set_stage(partnership=cast.partnership, person=somebody, stage="owner", reason="Runs it.", by=None)

    cost()
    grow(1)
    once = cost()
    grow(2)
    grow(3)

    assert cost() == once
