"""Stages that a lead sets where the record falls short: what they count for, who reads them, how they go again."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from conftest import LONG_AGO, give_role, make_person
from engagement.dimensions import breadth, is_involved
from engagement.evidence import Human, Member, Target
from engagement.models import Recount, SetStage
from engagement.queries.evidence import evidence_of
from engagement.services.stages import HOLDS_FOR, set_stage, withdraw_stage
from engagement.services.targets import name_targets
from engagement.stages import Span, Stage, Trace, stage_of, stage_read_off
from engagement.steps import best_steps
from engagement.tests.builders import DAY, days_before, meet
from partnering import access
from partnering.choices import RoleKind
from partnering.errors import DomainError
from partnering.models import AuditEntry

STAGES = st.sampled_from(list(Stage))
DAYS = st.dates(date(2025, 1, 1), date(2027, 1, 1))
SETTINGS = st.lists(st.tuples(DAYS, st.integers(0, 200), STAGES), max_size=4).map(
    lambda rows: tuple(
        (Span(start, start + timedelta(days=days)), stage)
        for start, days, stage in sorted(rows, key=lambda row: row[0])
    )
)


def settle(cast, who="chidi", stage="involved", on=None, by="amina"):
    return set_stage(
        partnership=cast.partnership,
        person=cast.people[who],
        stage=stage,
        reason="Works with the river wardens each week.",
        by=cast.users[by],
        on=on,
    )


def stage_on(cast, day, who="chidi"):
    person = cast.people[who]
    member = next(one for one in evidence_of(cast.partnership).members if one.pk == person.organisation_id)
    return next(stage_of(human.trace, day) for human in member.people if human.pk == person.pk)


@given(settings=SETTINGS, active=st.lists(DAYS, max_size=3), on=DAYS)
def test_nothing_later_has_influence_on_a_set_stage(settings, active, on):
    trace = Trace(active=tuple(sorted(active)), settled=settings)
    known = Trace(
        active=tuple(sorted(day for day in active if day <= on)),
        settled=tuple((span, stage) for span, stage in settings if span.start <= on),
    )

    assert stage_of(trace, on) is stage_of(known, on)


@given(settings=SETTINGS, on=DAYS)
def test_a_set_stage_counts_while_it_holds_and_the_record_before_and_after(settings, on):
    holding = [stage for span, stage in settings if span.holds(on)]
    trace = Trace(active=(on,), settled=settings)

    assert stage_of(trace, on) is (holding[-1] if holding else stage_read_off(trace, on))
    assert is_involved(Human(1, trace=trace), on) is (stage_of(trace, on) >= Stage.INVOLVED)


def test_breadth_counts_whom_the_lead_set_up_and_not_whom_they_set_down():
    up = Human(1, 1, trace=Trace(settled=((Span(DAY), Stage.COMMITTED),)))
    down = Human(2, 1, trace=Trace(active=(days_before(3),), settled=((Span(DAY), Stage.INFORMED),)))
    member = Member(1, people=(up, down), above={1: (1,)}, targets=(Target(1),))

    assert breadth(member, DAY).evidence["involved"] == 1
    assert [is_involved(one, DAY) for one in (up, down)] == [True, False]
    assert [is_involved(one, days_before(1)) for one in (up, down)] == [False, True]


def test_nobody_is_sent_to_a_workshop_whose_stage_would_stay_as_it_was_set():
    fixed = Human(1, 1, trace=Trace(settled=((Span(DAY), Stage.AWARE),)))
    free = Human(2, 1)
    member = Member(1, people=(fixed, free), above={1: (1,)}, targets=(Target(1),))

    assert best_steps(member, DAY, ["skills"])["breadth"].facts["people"] == 1


def test_a_stage_counts_from_the_day_it_was_set_and_until_its_time_is_over(cast):
    today = access.today()
    made = settle(cast)

    assert (made.before, made.read_off, made.ends_on) == ("unaware", "unaware", today + HOLDS_FOR)
    assert stage_on(cast, today - timedelta(days=1)) is Stage.UNAWARE
    assert stage_on(cast, today) is Stage.INVOLVED
    assert stage_on(cast, today + HOLDS_FOR - timedelta(days=1)) is Stage.INVOLVED
    assert stage_on(cast, today + HOLDS_FOR) is Stage.UNAWARE
    assert Recount.objects.filter(partnership=cast.partnership, since=today).exists()


def test_setting_another_ends_the_one_before_and_both_stay_on_record(cast):
    first, second = access.today() - timedelta(days=30), access.today() - timedelta(days=10)
    settle(cast, stage="committed", on=first)
    settle(cast, stage="informed", on=second)

    rows = SetStage.objects.order_by("starts_on").values_list("before", "stage", "starts_on", "ends_on")
    assert list(rows) == [
        ("unaware", "committed", first, second),
        ("committed", "informed", second, second + HOLDS_FOR),
    ]
    assert stage_on(cast, second - timedelta(days=1)) is Stage.COMMITTED
    assert stage_on(cast, second) is Stage.INFORMED


def test_taking_it_back_leaves_past_days_as_they_were_counted(cast):
    today = access.today()
    made = settle(cast, on=today - timedelta(days=5))
    days = [today - timedelta(days=number) for number in range(1, 8)]
    before = [stage_on(cast, day) for day in days]

    withdraw_stage(setting=made, by=cast.users["amina"])
    withdraw_stage(setting=made, by=cast.users["bo"])

    assert [stage_on(cast, day) for day in days] == before
    assert stage_on(cast, today) is Stage.UNAWARE
    made.refresh_from_db()
    assert (made.withdrawn_by, made.ends_on) == (cast.users["amina"], today)
    assert AuditEntry.objects.filter(verb="took back the stage").count() == 1


def test_a_stage_that_was_to_begin_later_never_counts_once_taken_back(cast):
    made = settle(cast, on=access.today() + timedelta(days=9))
    withdraw_stage(setting=made, by=cast.users["amina"])

    assert made.holds(access.today() + timedelta(days=9)) is False
    assert stage_on(cast, access.today() + timedelta(days=10)) is Stage.UNAWARE


@pytest.mark.parametrize(
    ("values", "said"),
    [({"stage": "famous"}, "no such stage"), ({"reason": "  "}, "Say why")],
)
def test_only_a_stage_with_a_reason_is_set(cast, values, said):
    given_values = {"stage": "aware", "reason": "Heard of it.", **values}
    with pytest.raises(DomainError, match=said):
        set_stage(
            partnership=cast.partnership,
            person=cast.people["chidi"],
            by=cast.users["amina"],
            **given_values,
        )
    assert not SetStage.objects.exists()


def test_nobody_is_at_a_stage_who_is_of_no_member_or_not_there(cast):
    with pytest.raises(DomainError, match="not a member"):
        settle(cast, who="eve")
    with pytest.raises(DomainError, match="not a member"):
        settle(cast, on=LONG_AGO - timedelta(days=1))


@pytest.mark.parametrize(
    ("who", "sees"),
    [("amina", True), ("bo", True), ("chidi", True), ("dana", False), ("eve", False), ("fola", False)],
)
def test_a_set_stage_is_read_by_its_organisation_and_by_whom_it_is_about(cast, who, sees):
    settle(cast)
    assert SetStage.objects.visible_to(cast.users[who]).exists() is sees


def test_a_colleague_without_a_role_reads_nothing_of_it(client, cast):
    settle(cast)
    other = make_person(cast.utility, "Lena")
    assert not SetStage.objects.visible_to(other.user)
    client.force_login(other.user)
    assert "river wardens" not in client.get(cast.people["chidi"].get_absolute_url()).content.decode()


def test_the_person_reads_on_their_own_page_what_was_set_and_why(client, cast):
    settle(cast)
    client.force_login(cast.users["chidi"])

    page = client.get(cast.people["chidi"].get_absolute_url()).content.decode()

    assert "Works with the river wardens each week." in page
    assert reverse("engagement:stage", args=[cast.partnership.slug, cast.people["chidi"].pk]) not in page


def test_a_representative_opens_their_own_stage_and_no_colleagues(client, cast):
    give_role(cast.people["chidi"], RoleKind.REPRESENTATIVE, cast.partnership)
    settle(cast, who="bo")
    settle(cast)
    client.force_login(cast.users["chidi"])

    def ask(who):
        return client.get(reverse("engagement:stage", args=[cast.partnership.slug, cast.people[who].pk]))

    assert "river wardens" in ask("chidi").content.decode()
    assert ask("bo").status_code == 404
    assert ask("dana").status_code == 404


@pytest.fixture
def address(cast):
    return reverse("engagement:set-stage", args=[cast.partnership.slug, cast.people["chidi"].pk])


def test_the_lead_sets_a_stage_sees_both_and_takes_it_back(client, cast, address):
    meet(cast, "chidi", "dana", on=access.today(), kind="briefing")
    client.force_login(cast.users["amina"])
    assert "Informed" in client.get(address).content.decode()
    values = {"stage": "committed", "reason": "Runs the wardens.", "starts_on": access.today().isoformat()}

    page = client.post(address, values, follow=True)

    standing = page.context["standing"]
    assert (standing.counts, standing.read_off) == (Stage.COMMITTED, Stage.INFORMED)
    assert "Runs the wardens." in page.content.decode()
    back = reverse("engagement:withdraw-stage", args=[SetStage.objects.get().pk])
    assert "Take back the stage" in client.get(back).content.decode()
    page = client.post(back, follow=True)
    assert page.context["standing"].counts is Stage.INFORMED
    assert "taken back by Amina" in page.content.decode()


@pytest.mark.parametrize(("days", "said"), [(-1, "counted already"), (400, "within a year")])
def test_a_day_that_is_counted_or_far_off_is_refused_and_what_was_typed_stays(
    client, cast, address, days, said
):
    client.force_login(cast.users["amina"])
    day = (access.today() + timedelta(days=days)).isoformat()

    page = client.post(address, {"stage": "aware", "reason": "Kept words.", "starts_on": day})

    assert page.status_code == 422
    assert said in page.content.decode()
    assert "Kept words." in page.content.decode()


@pytest.mark.parametrize("who", ["bo", "chidi", "dana", "eve", "fola"])
def test_nobody_but_the_lead_sets_or_takes_back(client, cast, address, who):
    made = settle(cast)
    client.force_login(cast.users[who])
    assert client.get(address).status_code == 404
    assert client.post(reverse("engagement:withdraw-stage", args=[made.pk])).status_code == 404
    made.refresh_from_db()
    assert made.withdrawn_at is None


def test_snapshots_of_past_days_are_the_same_after_a_stage_was_set(cast):
    name_targets(
        partnership=cast.partnership, organisation=cast.utility, units=[cast.unit], by=None, on=LONG_AGO
    )
    days = [access.today() - timedelta(days=number) for number in (1, 30, 200)]

    def figures(on):
        member = next(one for one in evidence_of(cast.partnership).members if one.pk == cast.utility.pk)
        return [breadth(member, day).value for day in on]

    before = figures(days)
    settle(cast)

    assert figures(days) == before == [0.0, 0.0, 0.0]
    assert figures([access.today()]) == [1.0]
