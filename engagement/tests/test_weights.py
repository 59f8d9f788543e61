"""What the dimensions of traction weigh in a partnership, and from which day on."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from engagement.dimensions import DIMENSIONS
from engagement.evidence import Weights
from engagement.models import Recount, Snapshot, Weighting
from engagement.queries.evidence import evidence_of
from engagement.queries.readers import reader_of
from engagement.queries.traction import Count
from engagement.queries.weights import effects_of, points_on
from engagement.services.interactions import log_interaction
from engagement.services.traction import backfill_snapshots
from engagement.services.weights import change_weights
from engagement.traction import DEFAULT_WEIGHTS
from engagement.weighing import LEAST, MOST, STAY_DAYS, as_points, problem_with, weights_at
from partnering import access
from partnering.errors import DomainError, NotAllowed
from partnering.models import AuditEntry, Membership

OTHER = dict(zip(DIMENSIONS, (10, 10, 10, 10, 10, 10, 40), strict=True))
DAY = date(2026, 3, 1)


def change(cast, **values):
    given = {"points": OTHER, "reason": "We meet often.", "by": cast.users["fola"]}
    return change_weights(partnership=cast.partnership, **{**given, **values})


def act(cast, *, names=("amina", "dana", "fola"), days=1, kind="workshop"):
    log_interaction(
        partnership=cast.partnership,
        kind=kind,
        title="Gauges",
        held_on=access.today() - timedelta(days=days),
        people=[cast.people[name] for name in names],
        by=cast.users["amina"],
    )


def whole(cast, on):
    return Count(cast.partnership, evidence_of(cast.partnership)).whole(on).score


def typed(points=OTHER, **values):
    return {**{key: str(value) for key, value in points.items()}, "reason": "We meet often.", **values}


def test_a_day_has_the_weights_set_last_by_then_and_the_usual_ones_before():
    first, later = Weights(DAY, OTHER), Weights(DAY, as_points(DEFAULT_WEIGHTS))

    assert weights_at([first], DAY - timedelta(days=1), DEFAULT_WEIGHTS) == DEFAULT_WEIGHTS
    assert weights_at([first], DAY, DEFAULT_WEIGHTS)["momentum"] == 0.4
    assert weights_at([first, later], DAY, DEFAULT_WEIGHTS)["momentum"] == pytest.approx(0.15)


@given(st.lists(st.floats(0.01, 10), min_size=7, max_size=7))
def test_points_add_up_to_100_and_lie_within_one_of_their_share(shares):
    weights = dict(zip(DIMENSIONS, shares, strict=True))
    points = as_points(weights)

    assert sum(points.values()) == 100
    assert all(abs(points[key] - 100 * weights[key] / sum(shares)) <= 1 for key in DIMENSIONS)


def test_the_usual_weights_are_their_points():
    assert list(as_points(DEFAULT_WEIGHTS).values()) == [20, 15, 15, 10, 10, 15, 15]


@pytest.mark.parametrize(
    ("points", "problem"),
    [
        (OTHER, None),
        ({**OTHER, "momentum": 39}, ("sum", 99)),
        ({**OTHER, "momentum": MOST + 1}, ("bounds", MOST + 1)),
        ({**OTHER, "breadth": LEAST - 1}, ("bounds", LEAST - 1)),
    ],
)
def test_points_that_cannot_be_are_told(points, problem):
    assert problem_with(points) == problem


def test_a_change_counts_from_its_day_and_leaves_past_days_as_they_were(cast):
    act(cast, days=200)
    act(cast, days=1)
    today = access.today()
    yesterday, before = today - timedelta(days=1), whole(cast, today)
    was = whole(cast, yesterday)

    made = change(cast)

    assert whole(cast, yesterday) == was
    assert whole(cast, today) != before
    assert (made.since, made.before["momentum"], made.points["momentum"]) == (today, 15, 40)
    assert Recount.objects.filter(partnership=cast.partnership, since=today).exists()
    backfill_snapshots(partnership=cast.partnership, first=yesterday, last=today)
    stored = dict(Snapshot.objects.filter(organisation=None).values_list("on", "score"))
    assert stored[yesterday] == pytest.approx(was)
    assert stored[today] == pytest.approx(whole(cast, today))


def test_who_changed_what_why_is_on_record_for_all_members(cast):
    change(cast)

    entry = AuditEntry.objects.get(verb="changed the weights")
    assert entry.partnership == cast.partnership
    assert (entry.details["before"]["momentum"], entry.details["after"]["momentum"]) == (15, 40)
    assert entry.details["reason"] == "We meet often."


@pytest.mark.parametrize("who", ["amina", "bo", "dana", "chidi", "eve"])
def test_only_the_manager_changes_them(client, cast, who):
    with pytest.raises(NotAllowed):
        change(cast, by=cast.users[who])
    client.force_login(cast.users[who])
    address = reverse("engagement:set-weights", args=[cast.partnership.slug])
    assert client.post(address, typed(save="1")).status_code == 404
    assert not Weighting.objects.exists()


def test_weights_stay_for_a_month_before_they_are_changed_again(cast):
    today = access.today()
    change(cast, on=today - timedelta(days=STAY_DAYS - 1))
    with pytest.raises(DomainError, match="stay until"):
        change(cast, points=as_points(DEFAULT_WEIGHTS))

    Weighting.objects.update(since=today - timedelta(days=STAY_DAYS))

    assert change(cast, points=as_points(DEFAULT_WEIGHTS)).before == OTHER


@pytest.mark.parametrize(
    "wrong", [{"points": {**OTHER, "breadth": 11}}, {"reason": " "}, {"points": as_points(DEFAULT_WEIGHTS)}]
)
def test_what_changes_nothing_or_has_no_reason_or_sum_is_refused(cast, wrong):
    with pytest.raises(DomainError):
        change(cast, **wrong)


def test_the_effect_is_shown_before_anything_is_saved(client, cast):
    act(cast, days=100)
    act(cast, days=1)
    client.force_login(cast.users["fola"])
    address = reverse("engagement:set-weights", args=[cast.partnership.slug])
    now = round(whole(cast, access.today()))

    page = client.post(address, typed())
    effects = page.context["effects"]

    assert not Weighting.objects.exists()
    assert effects[0].name == cast.partnership.name
    assert effects[0].now == now
    assert "would be" in page.content.decode()
    assert client.post(address, typed(save="1")).status_code == 302
    assert points_on(cast.partnership, access.today()) == OTHER
    assert round(whole(cast, access.today())) == effects[0].then


def test_the_effect_on_another_organisation_is_never_shown_nor_on_the_whole_of_too_few(cast):
    act(cast, names=("amina", "dana"))
    Membership.objects.filter(organisation=cast.agency).update(left_on=access.today())
    shown = {
        who: {
            one.name
            for one in effects_of(
                reader_of(cast.users[who], cast.partnership), cast.partnership, OTHER, on=access.today()
            )
        }
        for who in ("fola", "amina", "dana")
    }

    assert not {"Water Utility", "University"} & shown["fola"]
    assert cast.partnership.name not in shown["fola"]
    assert shown["amina"] == {"Water Utility"}
    assert "University" not in shown["amina"]


def test_bad_weights_are_asked_for_again_and_kept(client, cast):
    client.force_login(cast.users["fola"])
    address = reverse("engagement:set-weights", args=[cast.partnership.slug])

    page = client.post(address, typed({**OTHER, "momentum": 41}, save="1"))

    assert page.status_code == 422
    assert "They add up to 101" in page.content.decode()
    assert 'value="41"' in page.content.decode()


def test_members_see_the_change_where_they_see_the_score(client, cast):
    change(cast)
    client.force_login(cast.users["dana"])
    traction = client.get(reverse("engagement:traction", args=[cast.partnership.slug])).content.decode()
    record = client.get(reverse("engagement:weights", args=[cast.partnership.slug])).content.decode()

    for page in (traction, record):
        assert "We meet often." in page
        assert "15 → 40" in page
    client.force_login(cast.users["eve"])
    assert client.get(reverse("engagement:weights", args=[cast.partnership.slug])).status_code == 404
