"""What each page may ask of the database: as many queries with one row as with three, and no more than its budget."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from agreements.choices import CommitmentKind
from agreements.models import Agreement, Commitment
from agreements.tests import cast as agreed
from conftest import give_role, make_person
from engagement.models import AlertEpisode
from engagement.services.traction import take_snapshots
from partnering import access
from partnering.choices import RoleKind
from partnering.coming_in import OneLook
from partnering.models import (
    Action,
    Attendance,
    Meeting,
    MeetingSeries,
    Membership,
    Partnership,
    Seat,
    WorkingGroup,
)
from partnering.services.agendas import add_item
from partnering.services.attendances import note_attendance
from partnering.services.decisions import acknowledge, decide
from partnering.services.meetings import plan_meeting
from partnering.services.minutes import publish_minutes, take_action, write_minutes
from readiness.models import Campaign, Counting
from readiness.services import box
from readiness.tests.builders import staff, start

MOST = 10
BUDGETS = {
    "partnering:organisations": MOST,
    "partnering:partnerships": MOST,
    "partnering:history": MOST,
    "partnering:groups": MOST,
    "partnering:phases": MOST,
    "partnering:timeline": MOST,
    "partnering:partnership-map": MOST,
    "partnering:memberships": MOST,
    "partnering:units": MOST,
    "partnering:action": MOST,
    "engagement:interactions": MOST,
    "engagement:network": MOST,
    "agreements:agreements": MOST,
    "agreements:agreement": MOST,
    "partnering:people": MOST,
    "partnering:actions": MOST,
    "partnering:members": MOST,
    "partnering:group": 12,
    "partnering:meeting": MOST,
    "agreements:commitments": MOST,
    # These show things of many kinds, and are over the goal still.
    "partnering:person": MOST,
    "partnering:organisation": MOST,
}


def grow(cast, numbers):
    """More people with a seat, a role and something to do."""
    for number in numbers:
        somebody = make_person(cast.utility, f"Helper {number}", unit=cast.unit)
        group = WorkingGroup.objects.create(partnership=cast.partnership, name=f"Group {number}")
        Seat.objects.create(
            group=cast.group, organisation=cast.utility, person=somebody, started_on="2024-02-01"
        )
        give_role(somebody, RoleKind.REPRESENTATIVE, cast.partnership)
        for owner in (somebody, cast.people["chidi"]):
            Action.objects.create(
                title=f"Step {number}",
                organisation=cast.utility,
                partnership=cast.partnership,
                group=group,
                owner=owner,
                due_on="2024-03-01",
            )
        more_of_the_meeting(cast, somebody)
        more_of_the_agreement(cast, number)


def hold_a_meeting(cast):
    """One of a series, with published minutes; and the next one."""
    begun = timezone.now() - timedelta(days=1)
    times = {"starts_at": begun, "ends_at": begun + timedelta(hours=1), "time_zone": "UTC"}
    meeting = plan_meeting(group=cast.group, title="Gauges", by=cast.users["fola"], **times)
    soon = begun + timedelta(days=8)
    times |= {"starts_at": soon, "ends_at": soon + timedelta(hours=1)}
    plan_meeting(group=cast.group, title="Gauges again", by=cast.users["fola"], **times)
    series = MeetingSeries.objects.create(
        group=cast.group, pattern="weeks", count=2, first=begun, begins=begun.time(),
        length=timedelta(hours=1), time_zone="UTC", made_by=cast.users["fola"],
    )  # fmt: skip
    Meeting.objects.update(series=series)
    note_attendance(meeting=meeting, rows=[], by=cast.users["fola"])
    write_minutes(meeting=meeting, minutes="We agreed.", by=cast.users["fola"])
    publish_minutes(meeting=meeting, by=cast.users["fola"])


def more_of_the_meeting(cast, somebody):
    """Another guest, point, decision and action of it."""
    meeting, by = Meeting.objects.earliest("pk"), cast.users["fola"]
    Attendance.objects.create(meeting=meeting, person=somebody, organisation=somebody.organisation)
    add_item(meeting=meeting, text="Point", by=by, lead=somebody)
    decision = decide(meeting=meeting, text="Weekly", by=by, owner=somebody)
    acknowledge(decision=decision, by=cast.users["dana"])
    take_action(meeting=meeting, title="Buy", organisation=cast.utility, by=by, owner=somebody)


def more_of_the_agreement(cast, number):
    """Another commitment of the one in force, with an action."""
    agreement = Agreement.objects.get()
    made = Commitment.objects.create(
        agreement=agreement, organisation=cast.agency, kind=CommitmentKind.PEOPLE, text=f"Lends {number}"
    )
    made.actions.add(Action.objects.earliest("pk"))


def addresses(cast):
    keys = {
        "agreements:agreement": Agreement.objects.get().pk,
        "partnering:person": cast.people["chidi"].pk,
        "partnering:organisation": cast.utility.pk,
        "partnering:units": cast.utility.pk,
        "partnering:group": cast.group.pk,
        "partnering:meeting": Meeting.objects.earliest("pk").pk,
        "partnering:action": Action.objects.earliest("pk").pk,
    }
    ours = {"partnering:people", "partnering:organisations", "partnering:partnerships", "partnering:actions"}
    bare = {*ours, "partnering:history"}
    return {
        route: reverse(route, args=[] if route in bare else [keys.get(route, cast.partnership.slug)])
        for route in BUDGETS
    }


def costs(client, cast):
    found = {}
    for route, address in addresses(cast).items():
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(address)
        assert answer.status_code == 200, route
        found[route] = len(queries)
    return found


@pytest.mark.parametrize("who", ["amina", "fola"])
def test_a_meeting_costs_the_same_to_whom_it_is_shown_and_to_who_keeps_it(client, cast, who):
    hold_a_meeting(cast)
    agreed.in_force(cast)
    client.force_login(cast.users[who])
    client.get("/people/")
    grow(cast, [1])
    for meeting in Meeting.objects.all():
        with CaptureQueriesContext(connection) as queries:
            client.get(meeting.get_absolute_url())
        assert len(queries) <= MOST


def test_pages_keep_their_budget_of_queries_and_cost_the_same_for_any_number_of_rows(client, cast):
    hold_a_meeting(cast)
    agreed.in_force(cast)
    client.force_login(cast.users["amina"])
    client.get("/people/")
    grow(cast, [1])
    one = costs(client, cast)
    grow(cast, [2, 3])

    assert costs(client, cast) == one
    assert {route: cost for route, cost in one.items() if cost > BUDGETS[route]} == {}


@pytest.mark.parametrize("who", ["amina", "bo", "chidi", "dana", "eve", "fola"])
def test_who_keeps_a_register_is_the_same_while_reading_as_otherwise(cast, who):
    cast.outsider.steward = cast.users["fola"]
    cast.outsider.save()
    user = cast.users[who]
    for organisation in (cast.utility, cast.university, cast.agency, cast.outsider):
        otherwise = access.keeps_register(user, organisation)
        with access.remembering():
            assert access.keeps_register(user, organisation) == otherwise


def test_a_role_that_ended_opens_nothing_on_the_next_page(client, cast):
    client.force_login(cast.users["amina"])
    address = reverse("partnering:organisation-history", args=[cast.utility.pk])
    assert client.get(address).status_code == 200

    cast.people["amina"].roles.update(ended_on=access.today())

    assert client.get(address).status_code == 404


def test_a_session_finds_its_user_and_person_in_one_query(cast, django_assert_num_queries):
    with django_assert_num_queries(1):
        user = OneLook().get_user(cast.users["dana"].pk)
        person = access.person_of(user)

    assert (user, person) == (cast.users["dana"], cast.people["dana"])


def test_a_session_finds_nobody_whose_account_is_closed_and_no_person_who_left(cast):
    Seat.objects.filter(person=cast.people["dana"]).update(ended_on=access.today())
    cast.people["dana"].left_on = access.today()
    cast.people["dana"].save()
    cast.users["eve"].is_active = False
    cast.users["eve"].save()

    assert access.person_of(OneLook().get_user(cast.users["dana"].pk)) is None
    assert OneLook().get_user(cast.users["eve"].pk) is None
    assert OneLook().get_user(0) is None


@pytest.mark.parametrize("failure", ["", "It was interrupted."])
def test_the_page_of_a_counting_costs_little_and_the_same_however_much_there_is_to_count(
    client, cast, failure
):
    staff(cast.utility, 6)
    survey = start(cast.utility)
    Campaign.objects.filter(pk=survey.pk).update(counting_since=timezone.now())
    Counting.objects.create(campaign=survey, day=access.today(), failure=failure)
    client.force_login(cast.users["amina"])

    def cost(address):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    addresses = (survey.get_absolute_url(), reverse("readiness:counting", args=[survey.pk]))
    before = {address: cost(address) for address in addresses}
    staff(cast.utility, 20)
    box.fill(survey, [{"answers": {}}] * 500)

    assert {address: cost(address) for address in addresses} == before
    # Each second somebody's browser asks for the latter: who asks, what they hold, the survey with its job.
    assert max(before.values()) <= 4, before


DASHBOARDS = 12


def more_to_see(cast, numbers):
    """More partnerships of the cast with what is shown of each at a glance, and more in the one that is shown whole."""
    grow(cast, numbers)
    for number in numbers:
        other = Partnership.objects.create(
            name=f"Shore {number}", slug=f"shore-{number}", started_on="2024-01-01", purpose="A shore"
        )
        Membership.objects.create(partnership=other, organisation=cast.utility, joined_on="2024-01-01")
        give_role(cast.people["fola"], RoleKind.PARTNERSHIP_MANAGER, other)
        give_role(cast.people["bo"], RoleKind.SENIOR_SPONSOR, other)
        AlertEpisode.objects.create(partnership=other, kind="slipping", began_on=access.today())
        AlertEpisode.objects.create(
            partnership=cast.partnership, kind="stalled", began_on=f"2024-03-0{number}"
        )
        take_snapshots(on=access.today() - timedelta(days=number))


def costs_of_dashboards(client, cast):
    """Queries of each first page by who opens it, and of the pages about all partnerships or one."""
    one = ["engagement:partnership", "engagement:traction"]
    routes = [("dashboard", []), ("portfolio", []), ("wall", []), ("sponsor", [cast.partnership.slug])]
    found = {}
    for who in ("amina", "bo", "chidi", "dana", "fola", "eve"):
        client.force_login(cast.users[who])
        client.get("/people/")
        addresses = [reverse(f"engagement:{route}", args=args) for route, args in routes]
        addresses += [f"/?partnership={cast.partnership.slug}"]
        addresses += [reverse(route, args=[cast.partnership.slug]) for route in one]
        for address in addresses:
            with CaptureQueriesContext(connection) as queries:
                answer = client.get(address)
            if answer.status_code == 200:
                found[who, address] = len(queries)
    return found


def test_dashboards_keep_their_budget_and_cost_the_same_for_any_number_of_rows(client, cast):
    hold_a_meeting(cast)
    agreed.in_force(cast)
    more_to_see(cast, [1])
    one = costs_of_dashboards(client, cast)
    more_to_see(cast, [2, 3])

    assert costs_of_dashboards(client, cast) == one
    assert {page: cost for page, cost in one.items() if cost > DASHBOARDS} == {}
    assert {who for who, address in one if address == "/"} == {"amina", "bo", "chidi", "dana", "fola", "eve"}
