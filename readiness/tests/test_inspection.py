"""What readiness adds to the X-ray and the journeys; what is internal stays with its own organisation."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from partnering import access
from partnering.xray import Scope
from readiness.evidence import Verdict
from readiness.inspection import CHECKS, STEPS, Differs, Facts, gather
from readiness.services.sharing import share_result
from readiness.tests import builders as surveys

ON = date(2026, 6, 1)


def sound(**changed):
    given = {
        "own": 1,
        "since": ON - timedelta(days=300),
        "shared_by_anybody": True,
        "own_shared": True,
        "own_opened_on": ON - timedelta(days=200),
        "own_closed_on": ON - timedelta(days=180),
    }
    return Facts("clean", ON, **{**given, **changed})


BROKEN = {
    "nobody shared": {"shared_by_anybody": False},
    "never asked": {"own_closed_on": None},
    "asked long ago": {"own_closed_on": ON - timedelta(days=549)},
    "not shared": {"own_shared": False},
    "evidence differs": {"own_differing": [Differs("a b", "Leadership", Verdict.OPINION_HIGHER)]},
    "evidence stale": {"own_stale": 1},
}


@pytest.mark.parametrize("check", CHECKS, ids=lambda one: one.key)
def test_a_check_finds_what_is_amiss_and_nothing_in_what_is_sound(check):
    (hit,) = check.find(sound(**BROKEN[check.key]))

    assert hit.sentence.endswith(".")
    assert hit.link.startswith("/")
    assert not list(check.find(sound()))
    assert not check.internal or not list(check.find(sound(**BROKEN[check.key], own=None)))


def test_while_a_survey_is_open_nobody_is_asked_to_start_one():
    for check in CHECKS:
        if check.key in ("never asked", "asked long ago"):
            assert not list(check.find(sound(**BROKEN[check.key], own_open=True)))


STEP_FACTS = {
    "ask": {"own_closed_on": None},
    "share": {"own_shared": False},
    "ask again": {"own_opened_on": ON - timedelta(days=301)},
}


@pytest.mark.parametrize("step", STEPS, ids=lambda one: one.key)
def test_a_step_is_done_when_the_thing_is_there(step):
    assert not step.done(sound(**STEP_FACTS[step.key]))
    assert step.done(sound())
    assert step.link(sound()).startswith("/")
    assert step.internal


def test_the_facts_are_those_of_the_rows_and_the_survey_only_of_ones_own(cast):
    surveys.staff(cast.utility, 6)
    closed = surveys.closed_survey(cast.utility)
    share_result(campaign=closed, partnership=cast.partnership, by=cast.users["amina"], on=access.today())

    own, partner, nobody = (
        gather(Scope([cast.partnership], access.today(), whose))[cast.partnership.pk]
        for whose in (cast.utility.pk, cast.university.pk, None)
    )

    assert (own.own_shared, own.own_closed_on is not None) == (True, True)
    for one in (partner, nobody):
        assert (one.shared_by_anybody, one.own_shared, one.own_closed_on) == (True, False, None)


def test_what_a_former_member_shared_is_not_counted(cast):
    surveys.staff(cast.utility, 6)
    closed = surveys.closed_survey(cast.utility)
    share_result(campaign=closed, partnership=cast.partnership, by=cast.users["amina"], on=access.today())
    cast.partnership.memberships.filter(organisation=cast.utility).update(left_on=access.today())

    assert not gather(Scope([cast.partnership], access.today()))[cast.partnership.pk].shared_by_anybody
