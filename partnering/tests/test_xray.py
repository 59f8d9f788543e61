"""The X-ray: how findings are put together, what the core's checks find, waivers, and who sees what."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from conftest import LONG_AGO, give_role, make_person
from partnering import access, inspecting
from partnering.balance import HeldMeeting, SeatSpan
from partnering.choices import RoleKind
from partnering.errors import DomainError
from partnering.gaps import GroupState, Terms
from partnering.inspection import CHECKS
from partnering.inspection.decided import unowned, waiting
from partnering.inspection.facts import (
    ActionFact,
    DecisionFact,
    Facts,
    ItemFact,
    MemberFact,
    RoleFact,
    SeatFact,
)
from partnering.models import Membership, Organisation, Partnership, Waiver
from partnering.quorums import Attendee, Quorum
from partnering.services import actions, groups, waivers
from partnering.xray import (
    ANYBODY,
    LEAD,
    MANAGER,
    Check,
    Finding,
    Hands,
    Hit,
    Inspection,
    Severity,
    Waived,
    look,
)

ON = date(2026, 6, 1)
SPONSOR, RUNS, LEADS = RoleKind.SENIOR_SPONSOR, RoleKind.PARTNERSHIP_MANAGER, RoleKind.PARTNERING_LEAD


def decided(published_on, owner=11, acknowledged=()):
    """A decision of the day before its minutes came out."""
    met_on = published_on - timedelta(days=1)
    return DecisionFact(8, "Dig", met_on, published_on, owner, frozenset(acknowledged))


def stands(**changed):
    """Facts of which the steering group is in good order by its terms, but for what is changed."""
    given = {
        "terms": Terms(True, Quorum(2, 2), "months", 1, 2, ON + timedelta(days=1)),
        "seats": [
            SeatSpan(1, LONG_AGO, None, 51, 11, True, 1),
            SeatSpan(2, LONG_AGO, None, 52, 21, False, 2),
        ],
        "meetings": [BOTH],
        "last_on": BOTH.on,
        "names": {1: "Mill", 2: "Town"},
    }
    return {"states": {5: GroupState("Steering", **given | changed)}}


BOTH = HeldMeeting(ON - timedelta(days=3), frozenset({1, 2}), (Attendee(11, 1), Attendee(21, 2)))
ONE = HeldMeeting(ON - timedelta(days=2), frozenset({1}), (Attendee(11, 1),))


def sound(**changed):
    """Two members in good order, of whom the reader's is the first."""
    given = {
        "purpose": "Clean water",
        "own": 1,
        "own_leads": 1,
        "since": ON - timedelta(days=100),
        "members": [MemberFact(1, "Mill"), MemberFact(2, "Town")],
        "roles": [
            RoleFact(SPONSOR, 11, "Ann", 1),
            RoleFact(RUNS, 12, "Ben", 1),
            RoleFact(SPONSOR, 21, "Cy", 2),
            RoleFact(RUNS, 22, "Di", 2),
        ],
        "groups": {5: "Steering"},
        "seats": [SeatFact(51, 5, 1, 11), SeatFact(52, 5, 2, 21)],
        "actions": [ActionFact(7, "Dig", 2, "Town", owner=21, due_on=ON)],
        "items": [ItemFact("Agree", owner=11, due_on=ON)],
        **stands(),
        "decisions": [
            decided(ON - timedelta(days=13)),
            decided(ON - timedelta(days=14), acknowledged={1, 2}),
        ],
    }
    return Facts("clean", ON, **{**given, **changed})


ROLES = sound().roles

JUNIOR = SeatSpan(2, LONG_AGO, None, 52, 21, False, 3)
MILL, TOWN = stands()["states"][5].seats
BROKEN = {
    "no quorum": stands(meetings=[BOTH, ONE]),
    "rhythm": stands(last_on=ON - timedelta(days=60)),
    "stays away": stands(meetings=[ONE, ONE], terms=Terms(True)),
    "terms old": stands(terms=Terms(True, review_on=ON)),
    "no chair": stands(seats=[replace(MILL, chairs=False), TOWN]),
    "outweighs": stands(seats=[MILL, SeatSpan(1, LONG_AGO, None, 53), TOWN]),
    "level": stands(seats=[MILL, JUNIOR]),
    "no terms": stands(terms=Terms()),
    "no partner": {"members": [MemberFact(1, "Mill")]},
    "no sponsor": {"roles": [one for one in ROLES if one.person != 21]},
    "nobody there": {"members": [*sound().members, MemberFact(3, "Farm")]},
    "owner left": {"actions": [ActionFact(7, "Dig", 2, "Town", owner=21, owner_left=True, due_on=ON)]},
    "one person": {"roles": [one for one in ROLES if one.person != 22]},
    "no seat": {"seats": [SeatFact(51, 5, 1, 11)]},
    "vacant seat": {"seats": [*sound().seats, SeatFact(53, 5, 2, None)]},
    "no group": {"kind": "managing", "groups": {}, "seats": []},
    "one-sided group": {"seats": [SeatFact(51, 5, 1, 11), SeatFact(53, 5, 2, None)]},
    "action unowned": {"actions": [ActionFact(7, "Dig", 2, "Town", due_on=ON)]},
    "action late": {"actions": [ActionFact(7, "Dig", 2, "Town", owner=21, due_on=ON - timedelta(days=1))]},
    "item late": {"items": [ItemFact("Agree", owner=11, due_on=ON - timedelta(days=1))]},
    "decision unowned": {"decisions": [decided(ON, owner=None)]},
    "decision open": {"decisions": [decided(ON - timedelta(days=14), acknowledged={1})]},
    "one manager": {"roles": [one for one in ROLES if one.person != 12]},
    "no purpose": {"purpose": " "},
    "no phases": {"phased": False},
    "long scoping": {"since": ON - timedelta(days=549)},
    "action undated": {"actions": [ActionFact(7, "Dig", 2, "Town", owner=21)]},
    "item unowned": {"items": [ItemFact("Agree")]},
    "no lead": {"own_leads": 0},
    "no account": {"roles": [*ROLES, RoleFact(LEADS, 13, "Eva", 1, account=False)]},
}


def test_each_check_of_the_core_has_its_case():
    assert sorted(BROKEN) == sorted(check.key for check in CHECKS)


@pytest.mark.parametrize("check", CHECKS, ids=lambda one: one.key)
def test_a_check_finds_what_is_amiss_and_nothing_in_what_is_sound(check):
    (hit,) = check.find(sound(**BROKEN[check.key]))

    assert hit.sentence.endswith(".")
    assert "%(" not in hit.sentence
    assert hit.link.startswith("/")
    assert not list(check.find(sound()))


def test_who_joined_after_a_meeting_is_not_behind_with_its_decisions():
    old = [decided(ON - timedelta(days=days), acknowledged={1}) for days in (20, 15)]
    (behind,) = waiting(sound(decisions=old))
    new = [MemberFact(1, "Mill"), MemberFact(2, "Town", joined_on=ON - timedelta(days=15))]

    assert "2 decisions" in behind.sentence
    assert behind.about == 2
    assert not list(waiting(sound(decisions=old, members=new)))


def test_what_is_quoted_at_the_end_of_a_sentence_has_no_full_stop_beside_ours():
    decision = replace(decided(ON - timedelta(days=20), owner=None), text="We dig weekly.")
    for check in (waiting, unowned):
        assert "“We dig weekly”." in next(iter(check(sound(decisions=[decision])))).sentence


def test_an_internal_check_without_an_own_organisation_finds_nothing():
    for check in CHECKS:
        if check.internal:
            assert not list(
                check.find(sound(own=None, own_leads=0, roles=[RoleFact(LEADS, 1, "A", 1, False)]))
            )


# --- Putting together


def finds(*subjects, severity=Severity.WARN, key="check", internal=False):
    hits = [Hit(f"Found {one}.", "/", "Mend", about=1, subject=one) for one in subjects]
    return Check(key, severity, key, lambda facts: hits, internal=internal)


def looked(*checks, own=1, waived=()):
    return look([Inspection("app", dict, checks)], {"app": None}, own=own, waivers=waived, on=ON)


def test_the_gravest_comes_first_and_what_is_internal_only_to_its_own():
    checks = (finds("a"), finds("b", severity=Severity.STOP, key="z"), finds("c", key="own", internal=True))

    seen = [(one.hit.subject, one.organisation) for one in looked(*checks).open]

    assert seen == [("b", None), ("a", None), ("c", 1)]
    assert [one.hit.subject for one in looked(*checks, own=None).open] == ["b", "a"]


@given(st.integers(-400, 400), st.booleans())
def test_a_waiver_hides_its_own_finding_until_its_day_and_no_other(days, same):
    waiver = Waived(("check", "a" if same else "b", None), ON + timedelta(days=days))

    seen = looked(finds("a"), waived=[waiver])

    assert len(seen.open) + len(seen.waived) == 1
    assert bool(seen.waived) == (same and days > 0)


def test_a_joint_waiver_hides_nothing_internal():
    seen = looked(finds("a", internal=True), waived=[Waived(("check", "a", None), ON + timedelta(days=9))])

    assert len(seen.open) == 1


def test_what_is_more_than_a_hint_is_counted_and_what_passed_is_named():
    seen = looked(finds("a"), finds("b", severity=Severity.HINT, key="hint"), finds(key="fine"))

    assert seen.pressing == 1
    assert [one.key for one in seen.passed] == ["fine"]
    assert [one.tone for one in seen.open] == ["warn", ""]
    assert len(seen.of(1)) == 2
    assert not seen.of(2)


@pytest.mark.parametrize(
    ("hands", "mender", "internal", "may"),
    [
        (Hands(), ANYBODY, False, True),
        (Hands(), LEAD, False, False),
        (Hands(leads=True, own=1), LEAD, False, True),
        (Hands(leads=True, own=2), LEAD, False, False),
        (Hands(leads=True, own=1), MANAGER, False, False),
        (Hands(manages=True), MANAGER, False, True),
        (Hands(manages=True), LEAD, True, False),
        (Hands(leads=True, own=1), LEAD, True, True),
    ],
)
def test_a_way_is_offered_only_to_those_for_whom_it_opens(hands, mender, internal, may):
    finding = Finding(finds(), Hit("x.", "/", "y", about=1, mender=mender), 1 if internal else None)

    assert hands.mend(finding) is may
    assert hands.waive(finding) is (hands.leads if internal else hands.manages)


# --- Waivers


def waive(cast, **given):
    values = {
        "partnership": cast.partnership,
        "check": "no sponsor",
        "subject": f"member {cast.university.pk}",
        "finding": "University has named no senior sponsor.",
        "reason": "They choose in May",
        "until": access.today() + timedelta(days=30),
        "by": cast.users["fola"],
    }
    return waivers.waive_finding(**{**values, **given})


def test_a_finding_is_left_for_now_shown_with_its_reason_and_brought_back(client, cast):
    client.force_login(cast.users["fola"])
    here = reverse("partnering:xray", args=["clean-river"])
    found = next(
        one
        for one in client.get(here).context["xray"].open
        if (one.check.key, one.hit.about) == ("no sponsor", cast.university.pk)
    )
    leave = reverse("partnering:waive-finding", args=["clean-river", found.name])
    until = (access.today() + timedelta(days=30)).isoformat()

    assert (
        "Choose a day that lies ahead"
        in client.post(leave, {"reason": "x", "until": access.today().isoformat()}).content.decode()
    )
    assert client.post(leave, {"reason": "They choose in May", "until": until}).url == here

    page = client.get(here)
    assert "They choose in May" in page.content.decode()
    assert found.key not in [one.key for one in page.context["xray"].open]
    client.post(reverse("partnering:end-waiver", args=[Waiver.objects.get().pk]))
    assert found.key in [one.key for one in client.get(here).context["xray"].open]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"reason": " "}, "Say why"),
        ({"until": access.today()}, "lies ahead"),
        ({"until": access.today() + timedelta(days=400)}, "within a year"),
    ],
)
def test_nothing_is_left_without_a_reason_or_for_ever(cast, given, words):
    with pytest.raises(DomainError, match=words):
        waive(cast, **given)


def test_the_database_refuses_a_waiver_without_a_reason_or_with_an_end_before_its_beginning(cast):
    waiver = waive(cast)
    for wrong in ({"reason": ""}, {"until": access.today() - timedelta(days=1)}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Waiver.objects.filter(pk=waiver.pk).update(**wrong)


def test_what_is_not_found_or_not_theirs_is_left_by_nobody(client, cast):
    names = {"here": f"no sponsor~member {cast.university.pk}", "nowhere": "no sponsor~member 0"}
    for who, name in (("fola", "nowhere"), ("dana", "here"), ("eve", "here")):
        client.force_login(cast.users[who])
        leave = reverse("partnering:waive-finding", args=["clean-river", names[name]])
        assert client.get(leave).status_code == 404, who


def test_a_lead_leaves_what_is_internal_to_their_organisation_and_no_one_else_does(client, cast):
    give_role(cast.people["bo"], RoleKind.PARTNERING_LEAD, cast.partnership).person.user.delete()
    sponsor = make_person(cast.utility, "Sam")
    give_role(sponsor, RoleKind.SENIOR_SPONSOR, cast.partnership)
    name = f"no account~person {cast.people['bo'].pk}"
    leave = reverse("partnering:waive-finding", args=["clean-river", name])
    data = {"reason": "Invited on Monday", "until": (access.today() + timedelta(days=9)).isoformat()}
    for user in (sponsor.user, cast.users["fola"]):
        client.force_login(user)
        assert client.post(leave, data).status_code == 404
    client.force_login(cast.users["amina"])

    client.post(leave, data)

    assert Waiver.objects.get().organisation == cast.utility


def test_an_internal_waiver_is_its_own_organisations_and_joint_ones_their_managers(client, cast):
    own = waive(cast, organisation=cast.utility, by=cast.users["amina"])
    joint = waive(cast)
    seen = {
        who: set(Waiver.objects.visible_to(cast.users[who]))
        for who in ("amina", "chidi", "dana", "eve", "fola")
    }
    ends = {who: set(Waiver.objects.endable_by(cast.users[who])) for who in seen}

    assert seen == {"amina": {own, joint}, "chidi": set(), "dana": {joint}, "eve": set(), "fola": {joint}}
    assert ends == {"amina": {own}, "chidi": set(), "dana": set(), "eve": set(), "fola": {joint}}


# --- Pages


def test_only_one_reads_what_is_internal_to_ones_own_organisation(client, cast):
    here = reverse("partnering:xray", args=["clean-river"])
    internal = {}
    for who in ("amina", "bo", "dana", "fola"):
        client.force_login(cast.users[who])
        found = client.get(here).context["xray"]
        internal[who] = {one.organisation for one in (*found.open, *(one for one, _ in found.waived))} - {
            None
        }

    assert internal == {
        "amina": {cast.utility.pk},
        "bo": {cast.utility.pk},
        "dana": {cast.university.pk},
        "fola": {cast.agency.pk},
    }
    client.force_login(cast.users["eve"])
    assert client.get(here).status_code == 404


def test_somebody_with_a_seat_only_reads_nothing_internal(client, cast):
    kim = make_person(cast.utility, "Kim")
    give_role(kim, RoleKind.CONTRIBUTOR, cast.partnership)
    client.force_login(kim.user)

    found = client.get(reverse("partnering:xray", args=["clean-river"])).context["xray"]

    assert not [one for one in found.open if one.organisation]
    assert not [check for check, _hits in found.made if check.internal]


def test_an_organisations_page_shows_over_all_its_partnerships_what_it_has_to_mend(client, cast):
    other = Partnership.objects.create(name="Dry Land", slug="dry-land", started_on=LONG_AGO)
    Membership.objects.create(partnership=other, organisation=cast.utility, joined_on=LONG_AGO)
    address = reverse("partnering:organisation-xray", args=[cast.utility.pk])

    client.force_login(cast.users["amina"])
    rows = client.get(address).context["rows"]
    assert {one.slug for one, _found, _ours in rows} == {"clean-river", "dry-land"}
    for _one, _found, ours in rows:
        assert ours
        assert all(cast.utility.pk in (one.hit.about, one.organisation) for one in ours)
    for who in ("chidi", "dana", "fola", "eve"):
        client.force_login(cast.users[who])
        assert client.get(address).status_code == 404, who


def grow(cast, numbers):
    """More of everything that is looked at."""
    for number in numbers:
        organisation = Organisation.objects.create(name=f"Other {number}")
        Membership.objects.create(partnership=cast.partnership, organisation=organisation, joined_on=LONG_AGO)
        give_role(make_person(organisation, f"Extra {number}"), RoleKind.SENIOR_SPONSOR, cast.partnership)
        group = groups.create_group(partnership=cast.partnership, name=f"G {number}", by=cast.users["fola"])
        groups.add_seat(group=group, organisation=cast.utility, by=cast.users["fola"])
        actions.add_action(
            title=f"A {number}",
            organisation=organisation,
            partnership=cast.partnership,
            by=cast.users["fola"],
        )
        other = Partnership.objects.create(name=f"P {number}", slug=f"p-{number}", started_on=LONG_AGO)
        Membership.objects.create(partnership=other, organisation=cast.utility, joined_on=LONG_AGO)
        waive(cast, subject=f"number {number}")


def test_looking_costs_the_same_for_any_number_of_rows_and_partnerships(
    client, cast, django_assert_max_num_queries
):
    client.force_login(cast.users["amina"])
    taken = {}
    for numbers in (range(1), range(1, 4)):
        grow(cast, numbers)
        for name, key in (("xray", "clean-river"), ("organisation-xray", cast.utility.pk)):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(reverse(f"partnering:{name}", args=[key])).status_code == 200
            taken.setdefault(name, []).append(len(queries))

    assert all(few == many for few, many in taken.values()), taken
    assert max(many for _few, many in taken.values()) <= 60, taken


def test_a_mark_on_the_tab_counts_what_presses_where_the_page_has_looked(client, cast):
    client.force_login(cast.users["fola"])

    page = client.get(reverse("partnering:xray", args=["clean-river"]))

    pressing = page.context["xray"].pressing
    assert pressing > 0
    assert f'tab-mark">{pressing}<' in page.content.decode()
    assert "tab-mark" not in client.get(reverse("partnering:members", args=["clean-river"])).content.decode()


def test_nobody_looks_at_no_partnership(cast):
    assert inspecting.x_rays(cast.users["amina"], [], on=access.today()) == {}
