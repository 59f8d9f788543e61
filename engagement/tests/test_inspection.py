"""What engagement adds to the X-ray and the journeys, and that every way offered opens for whom it is offered to."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from conftest import give_role, make_person
from engagement.inspection import CHECKS, STEPS
from engagement.inspection.facts import QUESTIONS, Facts, SponsorFact, gather
from engagement.models import AlertEpisode
from engagement.tests.builders import meet
from engagement.tests.surroundings import fill
from partnering import access, inspecting, registry
from partnering.choices import RoleKind
from partnering.models import Partnership
from partnering.services.actions import add_action
from partnering.xray import Scope

ON = date(2026, 6, 1)
SPONSOR = SponsorFact(11, "Ann", 1, "Mill", ON - timedelta(days=300), last_seen=ON - timedelta(days=5))


def ago(days):
    return ON - timedelta(days=days)


def sound(**changed):
    given = {
        "kind": "managing",
        "own": 1,
        "since": ago(200),
        "signed_on": ago(100),
        "members": {1: ("Mill", ago(300)), 2: ("Town", ago(300))},
        "last_joint": ago(5),
        "joint_days": [(ago(5), "workshop")],
        "last_seen": {1: ago(5), 2: ago(5)},
        "sponsors": [SPONSOR],
        "own_targets": 2,
        "own_briefed": [ago(50)],
        "own_answered": QUESTIONS,
    }
    return Facts("clean", ON, **{**given, **changed})


UNSEEN = SponsorFact(11, "Ann", 1, "Mill", ago(300), last_seen=ago(91))
BROKEN = {
    "nothing joint": {"last_joint": ago(61)},
    "member absent": {"last_seen": {1: ago(5), 2: ago(121)}},
    "sponsor unseen": {"sponsors": [UNSEEN]},
    "alert": {"alerts": [("stalled", ago(9))]},
    "own alert": {"own_alerts": [("slipping", ago(9))]},
    "no targets": {"own_targets": 0},
    "target late": {"own_late_targets": [(3, "Mill hands")]},
    "not told": {"own_briefed": [ago(101)]},
    "plan late": {"own_late": 2},
    "plan unanswered": {"own_answered": 4},
    "plan unowned": {"own_unowned": 1},
}


def test_each_check_of_engagement_has_its_case():
    assert sorted(BROKEN) == sorted(check.key for check in CHECKS)


@pytest.mark.parametrize("check", CHECKS, ids=lambda one: one.key)
def test_a_check_finds_what_is_amiss_and_nothing_in_what_is_sound(check):
    (hit,) = check.find(sound(**BROKEN[check.key]))

    assert hit.sentence.endswith(".")
    assert hit.link.startswith("/")
    assert not list(check.find(sound()))


def test_what_is_new_is_given_time():
    new = {"members": {1: ("Mill", ago(20))}, "last_seen": {}, "signed_on": ago(20), "own_briefed": []}
    new |= {"last_joint": None, "since": ago(20), "sponsors": [SponsorFact(1, "A", 1, "Mill", ago(20))]}
    for check in CHECKS:
        assert not list(check.find(sound(**new))), check.key


STEP_FACTS = {
    "targets": {"own_targets": 0},
    "brief": {"own_briefed": []},
    "meet": {"joint_days": [(ago(61), "meeting")]},
    "sponsors act": {"sponsors": [SponsorFact(11, "Ann", 1, "Mill", ago(300), last_seen=ago(101))]},
    "answers": {"own_answered": 9},
    "review": {"joint_days": [(ago(5), "meeting")]},
    "thanks": {"joint_days": [(ago(201), "meeting")]},
    "carried on": {"own_late": 1},
}


@pytest.mark.parametrize("step", STEPS, ids=lambda one: one.key)
def test_a_step_is_done_when_the_thing_is_there(step):
    assert not step.done(sound(**STEP_FACTS[step.key]))
    assert step.done(sound())
    assert step.link(sound()).startswith("/")


def test_the_facts_are_those_of_the_rows_and_what_is_internal_only_ones_own(cast):
    meet(cast, "bo", "dana", on=access.today() - timedelta(days=4))
    meet(cast, "bo", "dana", on=access.today() - timedelta(days=1), kind="newsletter")
    meet(cast, "chidi", on=access.today() - timedelta(days=2), organisation=cast.utility)
    for organisation in (None, cast.utility):
        AlertEpisode.objects.create(
            partnership=cast.partnership, organisation=organisation, kind="slipping", began_on=access.today()
        )

    own, partner, nobody = (
        gather(Scope([cast.partnership], access.today(), whose))[cast.partnership.pk]
        for whose in (cast.utility.pk, cast.university.pk, None)
    )

    for one in (own, partner, nobody):
        assert one.last_joint == access.today() - timedelta(days=4)
        assert set(one.last_seen) == {cast.utility.pk, cast.university.pk}
        assert [sponsor.last_seen for sponsor in one.sponsors] == [access.today() - timedelta(days=4)]
        assert len(one.alerts) == 1
    assert (len(own.own_briefed), len(own.own_alerts)) == (1, 1)
    for one in (partner, nobody):
        assert (one.own_briefed, one.own_alerts, one.own_targets, one.own_answered) == ([], [], 0, 0)


def test_every_way_that_a_page_offers_opens_for_whom_it_is_offered_to(client, cast):
    fill(cast)
    kim = make_person(cast.university, "Kim")
    give_role(kim, RoleKind.CONTRIBUTOR, cast.partnership)
    add_action(
        title="Nobody's", organisation=cast.university, partnership=cast.partnership, by=cast.users["fola"]
    )
    users = {**{who: cast.users[who] for who in ("fola", "amina", "bo", "dana")}, "kim": kim.user}
    opened = set()
    for who, user in users.items():
        client.force_login(user)
        hands = inspecting.hands_of(user, cast.partnership)
        seen = inspecting.x_rays(user, [Partnership.objects.get(pk=cast.partnership.pk)], on=access.today())[
            cast.partnership.pk
        ]
        offered = {one.hit.link for one in seen.open if hands.mend(one)}
        for address in offered:
            assert client.get(address).status_code == 200, (who, address)
        opened |= offered
    assert len(opened) > 10


def test_why_something_internal_was_left_is_read_by_its_own_organisation_only(client, cast):
    fill(cast)
    here = reverse("partnering:xray", args=["clean-river"])
    seen = {}
    for who in ("amina", "dana"):
        client.force_login(cast.users[who])
        page = client.get(here).content.decode()
        seen[who] = [word for word in ("JointZqreason", "InnerZqreason") if word in page]

    assert seen == {"amina": ["JointZqreason", "InnerZqreason"], "dana": ["JointZqreason"]}


def test_there_are_well_over_twenty_five_checks_and_each_has_its_own_name():
    keys = [check.key for one in registry.inspections for check in one.checks]

    assert len(keys) == len(set(keys)) >= 45


def test_the_overview_shows_the_gravest_findings_to_members_only(client, cast):
    address = reverse("engagement:partnership", args=["clean-river"])
    client.force_login(cast.users["fola"])
    xray = reverse("partnering:xray", args=["clean-river"])
    page = client.get(address).content.decode()
    brief = client.get(xray, {"brief": "1"}).content.decode()

    assert f'hx-get="{xray}?brief=1"' in page
    assert "University has named no senior sponsor." in brief
    assert "tab-mark" in client.get(xray).content.decode()
    client.force_login(cast.users["eve"])
    assert client.get(address).status_code == 404
    assert client.get(xray, {"brief": "1"}).status_code == 404
