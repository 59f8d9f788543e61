"""Snapshots: who sees them, when they are taken, and that a past day is the same whenever it is counted."""

import io
import json
from datetime import datetime, timedelta
from unittest.mock import patch

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from conftest import LONG_AGO
from engagement import tasks
from engagement.alerts import STALLED
from engagement.choices import Audience
from engagement.models import AlertEpisode, Counted, Recount, Snapshot
from engagement.queries.counting import counts_due
from engagement.queries.evidence import evidence_of, evidence_of_all
from engagement.queries.traction import Count, weights
from engagement.recording import dimensions_from_json, dimensions_to_json
from engagement.services import traction
from engagement.services.interactions import add_participants
from engagement.services.targets import name_targets
from engagement.services.traction import backfill_snapshots, refresh_traction, take_snapshots
from engagement.tests.builders import meet
from engagement.tests.test_evidence import close_campaign, fill
from partnering import access
from partnering.choices import Phase
from partnering.models import Membership, Partnership, RowChange
from partnering.services.audit import record
from partnering.tests.tampering import remove


@pytest.fixture
def history(cast):
    """Five months: they met every other week, then stopped 80 days ago."""
    now = access.today()
    Partnership.objects.update(started_on=now - timedelta(days=150), phase=Phase.MANAGING)
    cast.partnership.refresh_from_db()
    name_targets(
        partnership=cast.partnership,
        organisation=cast.utility,
        units=[cast.unit],
        by=cast.users["amina"],
        on=now - timedelta(days=150),
    )
    for number in range(150, 69, -14):
        meet(cast, "amina", "dana", "fola", on=now - timedelta(days=number))
    return now


def forget():
    """As if nothing had been changed of late, nor asked for."""
    remove(RowChange.objects.all())
    Recount.objects.all().delete()


def rows_of(partnership):
    fields = ("on", "organisation", "audience", "score", "confidence", "dimensions", "alerts")
    rows = Snapshot.objects.filter(partnership=partnership).order_by("on", "organisation", "audience")
    return list(rows.values_list(*fields))


@pytest.mark.parametrize(
    ("who", "joint", "own"),
    [
        ("amina", 4, {"Water Utility"}),
        ("bo", 4, {"Water Utility"}),
        ("chidi", 0, set()),
        ("dana", 4, {"University"}),
        ("eve", 0, set()),
        ("fola", 4, {"River Agency"}),
    ],
)
def test_members_see_joint_totals_and_only_their_own_dimensions(cast, history, who, joint, own):
    take_snapshots(on=history)
    seen = Snapshot.objects.visible_to(cast.users[who])
    assert seen.joint().count() == joint
    assert {str(row.organisation) for row in seen.own()} == own
    assert not seen.joint().exclude(organisation=None).exclude(dimensions={})
    assert seen.whole().count() == min(joint, 1)


def test_the_sight_of_snapshots_ends_with_membership(cast, history):
    take_snapshots(on=history)
    Membership.objects.filter(organisation=cast.university).update(left_on=history)
    assert not Snapshot.objects.visible_to(cast.users["dana"]).joint()


@pytest.mark.parametrize(
    ("who", "kinds"),
    [
        ("amina", {(None, "stalled"), ("Water Utility", "hangs on one person")}),
        ("chidi", set()),
        ("dana", {(None, "stalled"), ("University", "hangs on one person")}),
        ("eve", set()),
    ],
)
def test_alerts_of_an_organisation_are_its_own_and_those_of_the_partnership_are_everybodys(
    cast, history, who, kinds
):
    backfill_snapshots(partnership=cast.partnership)
    seen = AlertEpisode.objects.visible_to(cast.users[who]).lasting()
    found = {(row.organisation and row.organisation.name, row.kind) for row in seen}
    assert {one for one in found if one[1] in ("stalled", "hangs on one person")} - {
        (None, "hangs on one person")
    } == kinds


def test_a_past_day_is_the_same_whenever_it_is_counted(cast, history):
    backfill_snapshots(partnership=cast.partnership, last=history - timedelta(days=100))
    then = rows_of(cast.partnership)
    backfill_snapshots(partnership=cast.partnership)
    assert rows_of(cast.partnership)[: len(then)] == then
    whole = rows_of(cast.partnership)
    backfill_snapshots(partnership=cast.partnership, first=history - timedelta(days=20))
    assert rows_of(cast.partnership) == whole


def test_a_day_has_one_snapshot_of_the_partnership_and_two_of_each_organisation(cast, history):
    assert take_snapshots(on=history) == 7
    assert take_snapshots(on=history) == 7
    assert Snapshot.objects.count() == 7
    assert str(Snapshot.objects.whole().get()) == f"Clean River, {history}"


def test_what_would_raise_the_whole_most_is_told_without_saying_in_which_organisation(cast, history):
    steps = Count(cast.partnership, evidence_of(cast.partnership)).steps_of_the_whole(history)
    assert steps["momentum"].gain > 0
    assert all(step.facts == {} for step in steps.values())


def test_of_two_organisations_no_step_is_told_to_all(cast, history):
    Membership.objects.filter(organisation=cast.agency).update(left_on=history)
    count = Count(cast.partnership, evidence_of(cast.partnership))
    assert count.steps_of_the_whole(history) == {}


def test_unshared_results_count_for_the_organisations_own_eyes_only(cast, history):
    close_campaign(cast.utility, 5.0, history)
    take_snapshots(on=history)
    own = Snapshot.objects.own().get(organisation=cast.utility)
    joint = Snapshot.objects.joint().get(organisation=cast.utility)
    assert own.score > joint.score
    assert own.confidence > joint.confidence


def test_dimensions_come_back_as_they_were_recorded(cast, history):
    count = Count(cast.partnership, evidence_of(cast.partnership))
    member = count.members(history)[0]
    found = count.own(member, history)
    back = dimensions_from_json(json.loads(json.dumps(dimensions_to_json(found.dimensions))))
    assert back == list(found.dimensions)
    assert dimensions_from_json({}) == []


def test_weights_can_be_set(settings):
    settings.TRACTION_WEIGHTS = {"breadth": 0.5, "weather": 1}
    assert weights()["breadth"] == 0.5
    assert "weather" not in weights()
    assert weights()["depth"] == 0.15


@pytest.mark.parametrize("times", [1, 3])
def test_taking_snapshots_costs_the_same_for_any_number_of_rows(cast, times, django_assert_num_queries):
    fill(cast, times)
    take_snapshots(on=access.today())
    with django_assert_num_queries(32):
        backfill_snapshots(partnership=cast.partnership, first=access.today(), last=access.today())


def test_alerts_are_told_as_episodes_that_end_when_their_cause_does(cast, history):
    backfill_snapshots(partnership=cast.partnership)
    stalled = AlertEpisode.objects.get(kind=STALLED)
    assert (stalled.began_on, stalled.ended_on) == (history - timedelta(days=20), None)
    assert stalled.facts["days"] == 80
    assert str(stalled) == "Stalled: Clean River"
    meet(cast, "amina", "dana", on=history - timedelta(days=2))
    refresh_traction(now=timezone.now())
    stalled.refresh_from_db()
    assert stalled.ended_on == history - timedelta(days=2)


def test_an_episode_that_goes_on_keeps_its_row_and_one_that_never_was_goes(cast, history):
    backfill_snapshots(partnership=cast.partnership)
    rows = set(AlertEpisode.objects.values_list("pk", "kind"))
    backfill_snapshots(partnership=cast.partnership)
    assert set(AlertEpisode.objects.values_list("pk", "kind")) == rows
    held = meet(cast, "amina", "dana", on=history - timedelta(days=30))
    refresh_traction(now=timezone.now())
    assert not AlertEpisode.objects.filter(kind=STALLED).exists()
    held.delete()
    backfill_snapshots(partnership=cast.partnership)
    assert AlertEpisode.objects.filter(kind=STALLED).exists()


def test_an_episode_found_to_have_begun_earlier_keeps_its_row(cast, history):
    backfill_snapshots(partnership=cast.partnership)
    stalled = AlertEpisode.objects.get(kind=STALLED)
    AlertEpisode.objects.filter(pk=stalled.pk).update(began_on=history - timedelta(days=3))
    backfill_snapshots(partnership=cast.partnership)
    again = AlertEpisode.objects.get(kind=STALLED)
    assert (again.pk, again.began_on) == (stalled.pk, stalled.began_on)


def test_what_was_logged_is_counted_from_its_day_on_and_then_no_more(cast, history):
    take_snapshots(on=history)
    forget()
    held = meet(cast, "amina", on=history - timedelta(days=40))
    assert counts_due(history) == {cast.partnership: held.held_on}
    assert refresh_traction(now=timezone.now()) == 1
    assert not Recount.objects.exists()
    remove(RowChange.objects.all())
    assert counts_due(history) == {}
    assert Snapshot.objects.whole().count() == 41


def test_a_change_of_a_row_counts_again_from_the_day_from_which_it_matters(cast, history):
    take_snapshots(on=history)
    forget()
    assert counts_due(history) == {}
    cast.people["eve"].left_on = history
    cast.people["eve"].save()
    cast.unit.name = "Works"
    cast.unit.save()
    record(by=None, verb="changed", thing=cast.partnership, partnership=cast.partnership)
    assert counts_due(history) == {}
    person = cast.people["chidi"]
    person.left_on = history - timedelta(days=3)
    person.save()
    assert counts_due(history) == {cast.partnership: history - timedelta(days=3)}


@pytest.mark.parametrize("nights", [1, 3, 60])
def test_nights_without_power_lose_no_day(cast, history, nights):
    last = history - timedelta(days=nights)
    backfill_snapshots(partnership=cast.partnership, last=last)
    forget()
    assert counts_due(history) == {cast.partnership: last + timedelta(days=1)}
    refresh_traction(now=timezone.now())
    days = list(Snapshot.objects.whole().values_list("on", flat=True))
    assert len(days) == (history - cast.partnership.started_on).days + 1


def test_a_partnership_never_counted_is_counted_from_its_start(cast, history):
    assert counts_due(history) == {cast.partnership: cast.partnership.started_on}


def test_an_ended_partnership_is_counted_only_when_asked_for_and_up_to_its_end(cast, history):
    Recount.objects.all().delete()
    Partnership.objects.update(phase=Phase.ENDED, ended_on=history - timedelta(days=10))
    cast.partnership.refresh_from_db()
    assert counts_due(history) == {}
    meet(cast, "amina", on=history - timedelta(days=12))
    assert refresh_traction(now=timezone.now()) == 1
    assert Snapshot.objects.whole().latest("on").on == history - timedelta(days=10)
    assert not Recount.objects.exists()


def test_a_wish_older_than_the_partnership_is_fulfilled_once(cast, history):
    Recount.objects.create(partnership=cast.partnership, since=LONG_AGO)
    refresh_traction(now=timezone.now())
    assert not Recount.objects.exists()


def test_a_partnership_that_starts_later_waits(cast):
    Partnership.objects.update(started_on=access.today() + timedelta(days=3))
    assert counts_due(access.today()) == {}


def test_of_two_who_count_at_once_only_one_writes_and_nothing_is_forgotten(cast, history):
    held = meet(cast, "amina", on=history)

    def meanwhile(partnerships, since):
        found = evidence_of_all(partnerships, since)
        with patch.object(traction, "evidence_of_all", evidence_of_all):
            assert backfill_snapshots(partnership=cast.partnership, first=history) == 7
        add_participants(interaction=held, people=[cast.people["dana"]], by=cast.users["amina"])
        return found

    with patch.object(traction, "evidence_of_all", meanwhile):
        assert backfill_snapshots(partnership=cast.partnership, first=history) == 0
    assert Counted.objects.get().version == 1
    assert list(Recount.objects.values_list("since", flat=True)).count(history) == 1
    assert Snapshot.objects.count() == 7


def test_the_task_counts(cast, history):
    assert tasks.refresh_traction() == 1
    assert str(Counted.objects.get()).startswith("Clean River")
    assert str(Recount(partnership=cast.partnership, since=history)) == f"Clean River, {history}"


@pytest.mark.parametrize(
    ("values", "rule"),
    [
        ({"score": 101}, "score_is_0_to_100"),
        ({"confidence": 2}, "confidence_is_0_to_1"),
        ({"audience": Audience.OWN}, "snapshot_of_a_partnership_is_joint"),
    ],
)
def test_the_database_refuses_impossible_snapshots(cast, values, rule):
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        Snapshot.objects.create(
            **{"partnership": cast.partnership, "on": access.today(), "audience": Audience.JOINT, **values}
        )


def run(*args):
    out = io.StringIO()
    call_command("traction", *args, stdout=out)
    return out.getvalue()


def test_the_command_prints_scores_and_dimensions_with_their_evidence(cast, history):
    take_snapshots(on=history)
    found = json.loads(run("clean-river", "--json"))
    assert found["score"] == pytest.approx(Snapshot.objects.whole().get().score)
    assert found["on"] == history.isoformat()
    assert list(found["dimensions"]) == list(weights())
    assert [one["organisation"] for one in found["organisations"]] == [
        "Water Utility",
        "University",
        "River Agency",
    ]
    assert found["organisations"][0]["dimensions"]["depth"]["evidence"]["acts"] == 6
    product = 1.0
    for one in found["organisations"]:
        product *= one["score"]
    assert found["score"] == pytest.approx(product ** (1 / 3))


def test_the_command_counts_any_day_and_shows_unshared_results_when_asked(cast, history):
    close_campaign(cast.utility, 5.0, history)
    shared, own = run("clean-river"), run("clean-river", "--own")
    assert "readiness: no evidence" in shared.split("University")[0].split("Water Utility")[1]
    assert "readiness: 1.00" in own
    early = json.loads(run("clean-river", "--json", "--on", (history - timedelta(days=151)).isoformat()))
    assert early["organisations"][0]["dimensions"]["depth"]["value"] is None


@pytest.mark.parametrize(
    ("args", "said"),
    [(("no-such-slug",), "no partnership"), (("clean-river", "--on", "soon"), "YYYY-MM-DD")],
)
def test_a_bad_question_ends_the_command_with_exit_code_2(cast, args, said):
    with pytest.raises(CommandError, match=said) as error:
        run(*args)
    assert error.value.returncode == 2


def test_a_year_of_a_grown_partnership_is_counted_in_seconds(cast):
    now = access.today()
    Partnership.objects.update(started_on=now - timedelta(days=365))
    cast.partnership.refresh_from_db()
    for number in range(0, 365, 5):
        meet(cast, "amina", "bo", "chidi", "dana", "fola", on=now - timedelta(days=number))
    began = datetime.now()
    assert backfill_snapshots(partnership=cast.partnership) == 366 * 7
    assert datetime.now() - began < timedelta(seconds=30)
