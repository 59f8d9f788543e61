"""Guided journeys: which steps are there, for whom, and what makes them done."""

from __future__ import annotations

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conftest import give_role, make_person
from partnering.choices import RoleKind
from partnering.journeys import journey
from partnering.models import Partnership
from partnering.services.actions import add_action
from partnering.xray import ANYBODY, Hands, Inspection, Step, XRay

HERE = reverse("partnering:journey", args=["clean-river"])


def step(key, *, internal=False, mender=ANYBODY, kind="scoping", order=10):
    return Step(
        key,
        kind,
        key,
        "",
        lambda facts: key in facts,
        lambda facts: "/there/",
        "Go",
        internal,
        mender,
        order,
    )


def seen(client, user):
    client.force_login(user)
    page = client.get(HERE)
    return page, {one.step.key: one for one in page.context["journey"].steps}


def test_the_next_step_is_the_first_open_one_that_its_reader_can_take():
    steps = (
        step("c", order=30),
        step("b", order=20, mender="manager"),
        step("a"),
        step("z", kind="managing"),
    )
    look = Inspection("app", dict, (), steps)
    found = journey([look], XRay(facts={"app": {"a"}}), "scoping", Hands())

    assert [(one.step.key, one.done) for one in found.steps] == [("a", True), ("b", False), ("c", False)]
    assert found.next.step.key == "c"
    assert (found.done, round(found.percent)) == (1, 33)
    assert journey([look], XRay(facts={"app": {"a"}}), "ended", Hands()).percent is None
    assert journey([look], XRay(facts={"app": {"z"}}), "managing", Hands()).next is None


def test_internal_steps_are_only_for_those_who_read_their_organisations_internal_matters():
    look = Inspection("app", dict, (), (step("ours", internal=True), step("joint")))

    keys = [
        [one.step.key for one in journey([look], XRay(facts={"app": ()}, own=own), "scoping", Hands()).steps]
        for own in (None, 7)
    ]

    assert keys == [["joint"], ["joint", "ours"]]


def test_somebody_with_a_part_only_and_people_outside_see_nothing_internal(client, cast):
    kim = make_person(cast.utility, "Kim")
    give_role(kim, RoleKind.CONTRIBUTOR, cast.partnership)

    assert any(one.step.internal for one in seen(client, cast.users["amina"])[1].values())
    assert not any(one.step.internal for one in seen(client, kim.user)[1].values())
    client.force_login(cast.users["eve"])
    assert client.get(HERE).status_code == 404


def test_a_step_is_done_once_what_it_speaks_of_is_there(client, cast):
    _page, before = seen(client, cast.users["fola"])
    assert not before["sponsors"].done
    for name in ("dana", "fola"):
        give_role(cast.people[name], RoleKind.SENIOR_SPONSOR, cast.partnership)

    page, after = seen(client, cast.users["fola"])

    assert after["sponsors"].done
    assert client.get(after["sponsors"].link).status_code == 200
    assert str(after["sponsors"].step.title) in page.content.decode()


def test_each_way_that_a_manager_or_a_lead_is_offered_opens(client, cast):
    cast.people["fola"].roles.create(kind=RoleKind.PARTNERING_LEAD, started_on="2024-01-15")
    for phase in ("scoping", "managing", "reviewing", "sustaining"):
        Partnership.objects.filter(pk=cast.partnership.pk).update(phase=phase)
        _page, steps = seen(client, cast.users["fola"])
        answers = {key: client.get(one.link).status_code for key, one in steps.items() if one.within_reach}
        assert answers
        assert set(answers.values()) == {200}, answers


def test_the_overview_names_the_next_step_and_an_ended_partnership_has_none(client, cast):
    client.force_login(cast.users["fola"])
    brief = client.get(f"{reverse('partnering:xray', args=['clean-river'])}?brief=1").content.decode()
    assert HERE in brief
    Partnership.objects.filter(pk=cast.partnership.pk).update(phase="ended")

    page, steps = seen(client, cast.users["fola"])

    assert steps == {}
    assert "This partnership has ended" in page.content.decode()


def test_a_journey_costs_the_same_for_any_number_of_rows(client, cast):
    client.force_login(cast.users["fola"])
    taken = []
    for numbers in (range(1), range(1, 4)):
        for number in numbers:
            give_role(make_person(cast.utility, f"Extra {number}"), RoleKind.SENIOR_SPONSOR, cast.partnership)
            add_action(
                title=f"A {number}",
                organisation=cast.agency,
                partnership=cast.partnership,
                by=cast.users["fola"],
            )
        with CaptureQueriesContext(connection) as queries:
            client.get(HERE)
        taken.append(len(queries))

    assert taken[0] == taken[1]
