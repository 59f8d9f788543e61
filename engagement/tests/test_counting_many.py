"""Counting many partnerships at once: the outcome is that of each alone, whatever was left out of the evidence."""

from datetime import timedelta
from random import Random

import pytest
from django.utils import timezone

from agreements.models import Agreement, Commitment, Party
from agreements.tests.cast import put_out, sign
from conftest import give_role, make_person
from engagement.models import (
    AlertEpisode,
    EngagementTarget,
    Interaction,
    PlanItem,
    PlanStep,
    Recount,
    SetStage,
    Snapshot,
)
from engagement.queries.evidence import evidence_of, evidence_of_all
from engagement.queries.traction import Count
from engagement.services.interactions import delete_interaction, log_interaction
from engagement.services.targets import name_targets
from engagement.services.traction import backfill_snapshots, refresh_traction, take_snapshots
from engagement.tests.test_evidence import close_campaign
from partnering import access
from partnering.choices import Phase, RoleKind
from partnering.models import Action, Membership, Partnership, Position, Role, RowChange, Seat, Unit
from partnering.services.actions import add_action, complete_action
from partnering.tests.tampering import remove
from readiness.models import SharedResult

LIFE = 320
KINDS = ("meeting", "workshop", "briefing", "newsletter", "call")


@pytest.fixture
def busy(cast):
    """Three partnerships of more than a year with the same organisations, in which much went on."""
    random, now = Random(7), access.today()
    start = now - timedelta(days=LIFE)
    agreement = put_out(cast)
    for name in ("bo", "dana", "fola"):
        sign(cast, agreement, name)
    every = [cast.partnership]
    for number in (2, 3):
        one = Partnership.objects.create(name=f"River {number}", slug=f"river-{number}", started_on=start)
        for organisation in (cast.utility, cast.university, cast.agency):
            Membership.objects.create(partnership=one, organisation=organisation, joined_on=start)
        every.append(one)
    Partnership.objects.update(started_on=start, phase=Phase.MANAGING)
    Membership.objects.update(joined_on=start)
    cast.colleagues = [make_person(cast.utility, f"Colleague {n}", unit=cast.unit) for n in range(4)]
    everybody = [*cast.colleagues, *(cast.people[name] for name in ("amina", "bo", "dana", "fola"))]
    give_role(cast.people["bo"], RoleKind.SENIOR_SPONSOR, every[1])
    for one in every:
        one.refresh_from_db()
        units = [cast.unit]
        name_targets(partnership=one, organisation=cast.utility, units=units, by=None, on=start)
        for _number in range(18):
            on = start + timedelta(days=random.randrange(LIFE))
            people = random.sample(everybody, random.randrange(1, 6))
            inside = cast.utility if random.random() < 0.2 else None
            if inside:
                people = [each for each in people if each.organisation_id == inside.pk]
            kind = random.choice(KINDS)
            log_interaction(
                partnership=one,
                kind=kind,
                title=kind,
                held_on=on,
                by=None,
                people=people,
                organisation=inside,
            )
        action = add_action(
            title="Do", organisation=cast.utility, by=None, partnership=one, owner=everybody[0], due_on=now
        )
        complete_action(action=action, by=None)
    shared = close_campaign(cast.utility, 3.4, now - timedelta(days=260))
    SharedResult.objects.create(campaign=shared, partnership=every[1], shared_on=now - timedelta(days=250))
    cast.every = every
    return cast


def rows(model):
    """All that is recorded, but for the keys of rows."""
    names = [field.attname for field in model._meta.concrete_fields if not field.primary_key]
    return sorted(map(repr, model.objects.values_list(*names)))


def recorded():
    return rows(Snapshot), rows(AlertEpisode)


def acts_in(count):
    return sum(len(one.acts) for one in count.evidence.members)


def test_what_is_left_out_of_the_evidence_has_no_influence_on_later_days(busy):
    now = access.today()
    for back in (0, 45, 200):
        since = now - timedelta(days=back)
        found = evidence_of_all(busy.every, since)
        for partnership in busy.every:
            full, less = (
                Count(partnership, evidence_of(partnership)),
                Count(partnership, found[partnership.pk]),
            )
            assert back or acts_in(less) < acts_in(full)
            for after in range(0, back + 1, 15):
                on = since + timedelta(days=after)
                assert less.whole(on) == full.whole(on)
                for member, alike in zip(less.members(on), full.members(on), strict=True):
                    assert less.own(member, on) == full.own(alike, on)


def test_together_they_come_out_as_each_alone(busy):
    for partnership in busy.every:
        backfill_snapshots(partnership=partnership)
    alone = recorded()
    assert len(set(AlertEpisode.objects.values_list("kind", flat=True))) > 2
    Snapshot.objects.all().delete()
    AlertEpisode.objects.all().delete()
    assert refresh_traction(now=timezone.now()) == 3
    assert recorded() == alone


@pytest.mark.parametrize("nights", [1, 9, 70])
def test_a_night_after_others_comes_out_as_all_days_at_once(busy, nights):
    now = access.today()
    for back in (nights + 12, nights + 5, nights):
        for partnership in busy.every:
            first = None if back == nights + 12 else now - timedelta(days=nights + 20)
            backfill_snapshots(partnership=partnership, first=first, last=now - timedelta(days=back))
    kept = dict(AlertEpisode.objects.values_list("pk", "began_on"))
    refresh_traction(now=timezone.now())
    after = recorded()
    assert kept.items() <= dict(AlertEpisode.objects.values_list("pk", "began_on")).items()
    Snapshot.objects.all().delete()
    AlertEpisode.objects.all().delete()
    for partnership in busy.every:
        backfill_snapshots(partnership=partnership)
    assert recorded() == after


def test_the_number_of_questions_hardly_grows_with_that_of_partnerships(busy, django_assert_max_num_queries):
    today = access.today()
    for partnership in busy.every:
        backfill_snapshots(partnership=partnership, last=today - timedelta(days=1))
    with django_assert_max_num_queries(40):
        take_snapshots(on=today, partnerships=busy.every[:1])
    with django_assert_max_num_queries(40):
        take_snapshots(on=today)


def end(row, **values):
    for name, value in values.items():
        setattr(row, name, value)
    row.save()


def mutations(busy):
    """One change of each sort, each a function of the day from which on it matters."""
    first, second, third = busy.every
    colleagues, people = busy.colleagues, busy.people

    def log(on):
        log_interaction(
            partnership=second, kind="workshop", title="x", held_on=on, by=None, people=[people["dana"]]
        )

    def strike(on):
        held = Interaction.objects.filter(partnership=first).order_by("held_on")
        delete_interaction(interaction=held.filter(held_on__gte=on).first() or held.last(), by=None)

    def move(on):
        Position.objects.create(person=colleagues[0], unit=colleagues[0].unit, level="staff", ended_on=on)
        end(colleagues[0], unit=Unit.objects.create(organisation=busy.utility, name=f"New {on}"))

    def agree(on):
        rows = Agreement.objects.create(
            partnership=third, title="More", state="in force", came_into_force_on=on
        )
        Party.objects.create(agreement=rows, organisation=busy.agency)
        Commitment.objects.create(
            agreement=rows, organisation=busy.agency, kind="data", text="x", due_on=on + timedelta(days=3)
        )

    def plan(on):
        item = PlanItem.objects.create(organisation=busy.agency, question="skills")
        PlanStep.objects.create(item=item, on=on, answered=True, owned=True, due_on=None, done=False)

    def plan_of_one(on):
        item = PlanItem.objects.create(organisation=busy.agency, question="skills", partnership=second)
        for days, there in ((0, True), (6, False)):
            PlanStep.objects.create(
                item=item, on=on + timedelta(days=days), answered=there, owned=False, due_on=None, done=there
            )

    def do(on):
        action = Action.objects.create(
            title="x", partnership=second, organisation=busy.agency, created_on=on, due_on=on
        )
        end(action, state="done", done_on=on + timedelta(days=2))

    return {
        "phase": lambda on: end(third, phase=Phase.SCOPING),
        "level wanted": lambda on: end(EngagementTarget.objects.get(partnership=first), levels=["staff"]),
        "interaction logged": log,
        "interaction removed": strike,
        "role ended": lambda on: end(Role.objects.get(person=people["bo"], partnership=second), ended_on=on),
        "role given": lambda on: Role.objects.create(
            person=people["fola"], partnership=second, kind=RoleKind.SENIOR_SPONSOR, started_on=on
        ),
        "seat given": lambda on: Seat.objects.create(
            group=busy.group, organisation=busy.utility, person=colleagues[1], started_on=on
        ),
        "action done": do,
        "agreement signed": agree,
        "commitment kept": lambda on: end(Commitment.objects.earliest("pk"), state="kept", kept_on=on),
        "target dropped": lambda on: end(EngagementTarget.objects.get(partnership=first), dropped_on=on),
        "stage set": lambda on: SetStage.objects.create(
            partnership=first,
            person=colleagues[3],
            stage="owner",
            starts_on=on,
            ends_on=on + timedelta(days=40),
            reason="x",
        ),
        "readiness measured": lambda on: close_campaign(busy.university, 2.0, on),
        "result taken back": lambda on: end(SharedResult.objects.get(), withdrawn_on=on),
        "plan": plan,
        "plan of one": plan_of_one,
        "somebody left": lambda on: end(colleagues[2], left_on=on),
        "somebody moved": move,
        "member left": lambda on: end(
            Membership.objects.get(partnership=second, organisation=busy.agency), left_on=on
        ),
    }


@pytest.mark.parametrize("seed", [1, 2])
def test_only_what_changed_is_counted_again_and_comes_out_as_all_anew(busy, seed):
    """Changes come with ever later days, so that what one of them missed isn't mended by the next."""
    random, now = Random(seed), access.today()
    for partnership in busy.every:
        backfill_snapshots(partnership=partnership, last=now - timedelta(days=1))
    remove(RowChange.objects.all())
    Recount.objects.all().delete()
    changes = list(mutations(busy).values())
    rest = changes[2:]
    random.shuffle(rest)
    for number, change in enumerate([*changes[:2], *rest]):
        change(now - timedelta(days=190 - 10 * number))
        refresh_traction(now=timezone.now())
        remove(RowChange.objects.all())
    after = recorded()
    Snapshot.objects.all().delete()
    AlertEpisode.objects.all().delete()
    for partnership in Partnership.objects.all():
        backfill_snapshots(partnership=partnership)
    for new, old in zip(recorded(), after, strict=True):
        assert new == old
