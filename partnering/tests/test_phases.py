"""Phases: which life cycle a partnership goes by, what each phase asks for, and going on to the next."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from conftest import LONG_AGO
from partnering import access, checklists
from partnering.choices import Phase
from partnering.errors import DomainError
from partnering.lifecycles import BUILT_IN, Progress, nearest, read_life_cycle
from partnering.models import AuditEntry, ChecklistItem, LifePhase, Partnership
from partnering.services import phases


@pytest.fixture
def phased(cast):
    """The cast's partnership with the usual phases."""
    phases.choose_life_cycle(
        partnership=cast.partnership, slug="four-phases", by=cast.users["fola"], on=LONG_AGO
    )
    return cast


def phase(cast, key):
    return LifePhase.objects.get(life_cycle=cast.partnership.life_phase.life_cycle, key=key)


def move(cast, key, **given):
    return phases.move_to_phase(
        partnership=cast.partnership, phase=phase(cast, key), by=cast.users["fola"], **given
    )


# --- The files


@pytest.mark.parametrize("slug", BUILT_IN)
def test_each_life_cycle_begins_with_scoping_and_ends_with_an_end(slug):
    phases = read_life_cycle(slug).phases

    assert (phases[0].kind, phases[-1].kind) == ("scoping", "ended")
    assert {one.kind for one in phases} <= set(Phase.values)
    assert len({one.key for one in phases}) == len(phases)
    assert all(one.checklist for one in phases[:-1])


def test_an_unknown_life_cycle_is_refused(cast):
    with pytest.raises(DomainError, match="no such life cycle"):
        phases.life_cycle("seven-seas")


@given(st.integers(0, 400), st.integers(0, 400))
def test_a_hundred_percent_means_that_nothing_is_open(done, more):
    progress = Progress(done, done + more)

    assert (progress.percent == 100) == (progress.open == 0 and progress.of > 0)
    assert progress.percent is None or 0 <= progress.percent <= 100


@given(st.sampled_from(BUILT_IN), st.sampled_from(BUILT_IN), st.data())
def test_each_phase_goes_on_in_one_of_its_kind_where_there_is_one(one, other, data):
    left = data.draw(st.sampled_from(read_life_cycle(one).phases))
    offered = {phase.key: phase.kind for phase in read_life_cycle(other).phases}

    found = nearest((left.key, left.kind), tuple(offered.items()))

    assert offered[found] == left.kind or left.kind not in offered.values()


# --- Choosing


def test_a_partnership_gets_the_checklists_of_its_phases_and_stands_in_its_kind(cast):
    cast.partnership.phase = Phase.REVIEWING
    cast.partnership.save()

    first = phases.choose_life_cycle(partnership=cast.partnership, slug="twelve-steps", by=cast.users["fola"])

    file = read_life_cycle("twelve-steps")
    assert cast.partnership.phase_name() == "8 Measuring"
    assert (first.left, first.entered.key) == (None, "measuring")
    assert cast.partnership.checklist.count() == sum(len(one.checklist) for one in file.phases)


def test_the_rows_of_a_life_cycle_are_made_once(phased):
    assert phases.life_cycle("four-phases") == phases.life_cycle("four-phases")
    assert LifePhase.objects.count() == 5


def test_other_phases_take_the_checklists_over_and_bring_their_own_where_nothing_comes(phased):
    own = phases.add_checklist_item(
        partnership=phased.partnership,
        phase=phase(phased, "managing"),
        text="Our own",
        by=phased.users["fola"],
    )
    file = read_life_cycle("three-stages")
    offered = tuple((one.key, one.kind) for one in file.phases)
    mapping = {one.pk: nearest((one.key, one.kind), offered) for one in LifePhase.objects.all()}

    phases.choose_life_cycle(
        partnership=phased.partnership, slug="three-stages", mapping=mapping, by=phased.users["fola"]
    )

    own.refresh_from_db()
    assert (own.phase.key, phased.partnership.phase_name()) == ("developing", "Creating")
    assert not phased.partnership.checklist.filter(phase__life_cycle__slug="four-phases").exists()
    with pytest.raises(DomainError, match="these phases already"):
        phases.choose_life_cycle(partnership=phased.partnership, slug="three-stages", by=phased.users["fola"])


def test_other_phases_are_not_taken_while_one_in_use_would_be_lost(phased):
    with pytest.raises(DomainError, match="where it goes on"):
        phases.choose_life_cycle(
            partnership=phased.partnership,
            slug="three-stages",
            mapping={phase(phased, "scoping").pk: "creating"},
            by=phased.users["fola"],
        )


# --- Going on


def test_going_on_with_something_open_needs_a_reason_and_keeps_how_much_was_open(phased):
    with pytest.raises(DomainError, match="Say why"):
        move(phased, "managing")

    moved = move(phased, "managing", reason="The funder asks for it")

    assert (moved.still_open, moved.reason) == (7, "The funder asks for it")
    phased.partnership.refresh_from_db()
    assert (phased.partnership.phase, phased.partnership.phase_name()) == (
        "managing",
        "Managing and maintaining",
    )


def test_going_on_with_everything_done_or_dropped_and_going_back_need_no_reason(phased):
    here = phased.partnership.checklist.filter(phase=phased.partnership.life_phase)
    first, *others = here
    phases.drop_checklist_item(item=first, because="Agreed elsewhere", by=phased.users["fola"])
    for one in others:
        phases.tick_checklist_item(item=one, by=phased.users["fola"])

    assert move(phased, "managing").still_open == 0
    assert move(phased, "scoping").entered.key == "scoping"


def test_the_end_has_a_day_and_going_back_takes_it_away(phased):
    move(phased, "ended", reason="Closed", on=access.today() - timedelta(days=3))
    assert phased.partnership.ended_on == access.today() - timedelta(days=3)
    assert phased.partnership not in Partnership.objects.live()

    move(phased, "sustaining")
    assert phased.partnership.ended_on is None


@pytest.mark.parametrize(
    ("key", "days", "words"),
    [("scoping", 0, "already"), ("managing", 1, "lies ahead"), ("managing", -9999, "began")],
)
def test_what_cannot_be_is_refused_with_what_to_do(phased, key, days, words):
    with pytest.raises(DomainError, match=words):
        move(phased, key, reason="x", on=access.today() + timedelta(days=days))


def test_a_phase_of_another_life_cycle_is_refused(phased):
    other = phases.life_cycle("three-stages").phases.first()
    with pytest.raises(DomainError, match="own life cycle"):
        phases.move_to_phase(partnership=phased.partnership, phase=other, by=phased.users["fola"])


# --- The checklist


def test_an_item_is_ticked_by_who_sees_to_it_with_what_shows_it_and_reopened(client, phased):
    item = phased.partnership.checklist.first()
    phases.edit_checklist_item(item=item, by=phased.users["fola"], owner=phased.people["bo"])
    client.force_login(phased.users["bo"])
    done = {"on": access.today().isoformat(), "evidence": "https://osken.example/minutes"}

    client.post(reverse("partnering:tick-checklist-item", args=[item.pk]), done)
    page = client.get(reverse("partnering:phases", args=["clean-river"])).content.decode()

    item.refresh_from_db()
    assert (item.done_on, item.done_by, item.evidence) == (
        access.today(),
        phased.people["bo"],
        done["evidence"],
    )
    assert 'href="https://osken.example/minutes"' in page
    again = client.post(reverse("partnering:tick-checklist-item", args=[item.pk]), done)
    assert "Reopen it first" in again.content.decode()
    client.post(reverse("partnering:reopen-checklist-item", args=[item.pk]))
    item.refresh_from_db()
    assert item.is_open()


def test_a_script_in_the_evidence_is_no_link(phased):
    assert ChecklistItem(evidence="javascript:alert(1)").evidence_link() == ""


def test_an_item_that_is_not_relevant_needs_a_reason_and_counts_no_more(client, phased):
    item = phased.partnership.checklist.first()
    client.force_login(phased.users["fola"])
    address = reverse("partnering:drop-checklist-item", args=[item.pk])

    assert client.post(address, {"because": " "}).status_code == 422
    client.post(address, {"because": "No agreement is wanted"})

    assert checklists.progress_of(phased.partnership) == Progress(0, 6)
    with pytest.raises(DomainError, match="Reopen"):
        phases.drop_checklist_item(
            item=ChecklistItem.objects.get(pk=item.pk), because="x", by=phased.users["fola"]
        )
    with pytest.raises(DomainError, match="Say why"):
        phases.drop_checklist_item(item=item, because="", by=phased.users["fola"])


def test_nothing_is_done_tomorrow(phased):
    with pytest.raises(DomainError, match="ahead"):
        phases.tick_checklist_item(
            item=phased.partnership.checklist.first(),
            by=phased.users["fola"],
            on=access.today() + timedelta(days=1),
        )


def test_a_manager_adds_edits_and_reorders_items(client, phased):
    client.force_login(phased.users["fola"])
    add = reverse("partnering:add-checklist-item", args=["clean-river"])
    data = {
        "text": "Ask the growers",
        "owner": phased.people["fola"].pk,
        "due_on": access.today().isoformat(),
    }

    client.post(add, data)
    item = ChecklistItem.objects.get(text="Ask the growers")
    client.post(
        reverse("partnering:edit-checklist-item", args=[item.pk]), {**data, "text": "Ask all growers"}
    )
    shift = reverse("partnering:shift-checklist-item", args=[item.pk])
    for to in ("down", "up"):
        client.post(shift, {"to": to})

    texts = [one.text for one in phased.partnership.checklist.filter(phase=phased.partnership.life_phase)]
    assert texts[-2] == "Ask all growers"
    assert AuditEntry.objects.filter(verb="reordered").count() == 1
    assert ChecklistItem.objects.get(pk=item.pk).owner == phased.people["fola"]


def test_an_item_can_be_added_to_a_later_phase_but_not_to_another_life_cycle(client, phased):
    client.force_login(phased.users["fola"])
    later = phase(phased, "reviewing")
    other = phases.life_cycle("three-stages").phases.first()
    add = reverse("partnering:add-checklist-item", args=["clean-river"])

    client.post(f"{add}?phase={later.pk}", {"text": "Ask a neighbour to judge"})

    assert ChecklistItem.objects.get(text="Ask a neighbour to judge").phase == later
    assert client.get(f"{add}?phase={other.pk}").status_code == 404


def test_the_database_refuses_what_is_done_and_not_relevant_at_once(phased):
    item = phased.partnership.checklist.first()
    for wrong in (
        {"done_on": access.today(), "dropped_because": "x"},
        {"done_by": phased.people["bo"]},
        {"text": ""},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            ChecklistItem.objects.filter(pk=item.pk).update(**wrong)


# --- Pages


def test_the_page_shows_the_road_what_is_open_and_how_it_came_here(client, phased):
    move(phased, "managing", reason="The funder asks for it")
    client.force_login(phased.users["dana"])

    page = client.get(reverse("partnering:phases", args=["clean-river"])).content.decode()

    assert 'class="road-here" aria-current="step"' in page
    assert "7 items were still open" in page
    assert "The funder asks for it" in page
    assert "On to the next phase" not in page


def test_before_phases_are_chosen_the_manager_is_asked_to(client, cast):
    client.force_login(cast.users["fola"])
    here = reverse("partnering:phases", args=["clean-river"])
    choose = reverse("partnering:choose-phases", args=["clean-river"])

    assert choose in client.get(here).content.decode()
    assert client.get(reverse("partnering:move-phase", args=["clean-river"])).status_code == 404
    assert client.post(choose, {"life_cycle": "four-phases"}).url == here
    assert "Scoping and building" in client.get(here).content.decode()


def test_a_manager_moves_on_and_sees_first_what_is_missing(client, phased):
    client.force_login(phased.users["fola"])
    address = reverse("partnering:move-phase", args=["clean-river"])
    data = {"phase": phase(phased, "managing").pk, "on": access.today().isoformat()}

    asked = client.get(address).content.decode()
    refused = client.post(address, data)
    done = client.post(address, {**data, "reason": "All agreed to"})

    assert "7 items of its checklist are still open" in asked
    assert refused.status_code == 422
    assert done.url == reverse("partnering:phases", args=["clean-river"])


def test_changing_the_phases_asks_where_each_goes_on(client, phased):
    client.force_login(phased.users["fola"])
    choose = reverse("partnering:choose-phases", args=["clean-river"])

    asked = client.post(choose, {"life_cycle": "three-stages"})
    form = client.get(asked.url)
    names = {name: field.initial for name, field in form.context["form"].fields.items()}
    client.post(asked.url, names)

    phased.partnership.refresh_from_db()
    assert phased.partnership.phase_name() == "Creating"
    same = client.post(choose, {"life_cycle": "three-stages"})
    assert "goes by these phases already" in same.content.decode()


def test_only_managers_change_phases_and_outsiders_find_nothing(client, phased):
    item = phased.partnership.checklist.first()
    managing = [
        ("move-phase", "clean-river"),
        ("choose-phases", "clean-river"),
        ("add-checklist-item", "clean-river"),
    ]
    managing += [(f"{one}-checklist-item", item.pk) for one in ("edit", "drop", "tick", "reopen", "shift")]
    for who, sees in (("dana", 200), ("eve", 404)):
        client.force_login(phased.users[who])
        assert client.get(reverse("partnering:phases", args=["clean-river"])).status_code == sees
        for name, key in managing:
            assert client.post(reverse(f"partnering:{name}", args=[key])).status_code == 404, name


def test_the_page_costs_the_same_for_any_length(client, phased):
    client.force_login(phased.users["fola"])
    counts = []
    for more in (1, 3):
        for number in range(more):
            phases.add_checklist_item(
                partnership=phased.partnership,
                phase=phased.partnership.life_phase,
                text=f"More {number}",
                by=phased.users["fola"],
                owner=phased.people["bo"],
            )
            move(phased, "managing", reason="x")
            move(phased, "scoping")
        with CaptureQueriesContext(connection) as taken:
            client.get(reverse("partnering:phases", args=["clean-river"]))
        counts.append(len(taken))

    assert counts[0] == counts[1] <= 15
