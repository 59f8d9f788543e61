"""What higher apps are offered: results over time, and who has not answered."""

from __future__ import annotations

from datetime import timedelta

import pytest

from partnering.errors import DomainError
from partnering.models import AuditEntry, Membership
from readiness import queries
from readiness.services.sharing import share_result, withdraw_share
from readiness.tests.builders import answer, close, closed_survey, day, now_here, staff, start


def test_without_a_survey_there_is_no_evidence(cast):
    assert queries.latest_result(cast.utility, day(0), "own") is None
    assert queries.latest_result(cast.utility, day(0), "joint", cast.partnership) is None


def test_ones_own_result_counts_from_the_day_it_closed(cast):
    campaign = closed_survey(cast.utility, 4)

    found = queries.latest_result(cast.utility, day(0), "own")

    assert (found.mean, found.closed_on, found.n, found.areas) == (4.0, day(0), 6, 4)
    assert found.campaign_id == campaign.pk
    assert queries.latest_result(cast.utility, day(-1), "own") is None


def test_an_open_survey_tells_nothing(cast):
    staff(cast.utility, 5)
    answer(start(cast.utility), 6)

    assert queries.latest_result(cast.utility, day(0), "own") is None


def test_partners_know_a_result_from_sharing_until_it_is_taken_back(cast):
    campaign = closed_survey(cast.utility, 4)
    assert queries.latest_result(cast.utility, day(0), "joint", cast.partnership) is None
    shared = share_result(campaign=campaign, partnership=cast.partnership, by=None, on=day(2))
    withdraw_share(shared=shared, by=None, on=day(5))

    known = [
        queries.latest_result(cast.utility, day(on), "joint", cast.partnership) is not None
        for on in (1, 2, 4, 5)
    ]

    assert known == [False, True, True, False]
    assert queries.latest_result(cast.utility, day(3), "joint") is None


def test_sharing_and_taking_back_twice_change_nothing(cast):
    campaign = closed_survey(cast.utility)
    first = share_result(campaign=campaign, partnership=cast.partnership, by=None, on=day(0))
    assert share_result(campaign=campaign, partnership=cast.partnership, by=None, on=day(1)) == first

    withdraw_share(shared=first, by=None, on=day(2))
    assert withdraw_share(shared=first, by=None, on=day(3)).withdrawn_on == day(2)
    assert AuditEntry.objects.filter(verb__in=["shared", "took back"]).count() == 2


def test_an_open_survey_can_not_be_shared(cast):
    campaign = start(cast.utility, mode="named")

    with pytest.raises(DomainError, match="Close the survey first"):
        share_result(campaign=campaign, partnership=cast.partnership, by=None, on=day(0))


def test_only_members_share(cast):
    campaign = closed_survey(cast.outsider)

    with pytest.raises(DomainError, match="not a member"):
        share_result(campaign=campaign, partnership=cast.partnership, by=None, on=day(0))


def test_the_newest_result_counts(cast):
    long_ago = now_here() - timedelta(days=200)
    closed_survey(cast.utility, 2)
    staff(cast.utility, 1)
    newest = closed_survey(cast.utility, 5, framework="six-attributes")

    assert queries.latest_result(cast.utility, day(0), "own").campaign_id == newest.pk
    assert queries.latest_result(cast.utility, long_ago.date(), "own") is None


def test_results_of_many_organisations_cost_two_queries(cast, django_assert_num_queries):
    for organisation in (cast.utility, cast.university, cast.agency):
        campaign = closed_survey(organisation)
        share_result(campaign=campaign, partnership=cast.partnership, by=None, on=day(0))

    with django_assert_num_queries(2):
        found = queries.dated_results([cast.utility, cast.university, cast.agency], cast.partnership)

    assert [one.shared for one in found] == [((day(0), None),)] * 3


def test_fewer_than_five_are_evidence_for_oneself_by_name_and_never_for_partners(cast):
    campaign = start(cast.utility, mode="named")
    answer(campaign, 3, 4)
    close(campaign)

    (found,) = queries.dated_results([cast.utility], cast.partnership)

    assert found.own.mean == 4
    assert found.joint is None


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("amina", {"Water Utility": True, "University": False}),
        ("bo", {"Water Utility": True, "University": False}),
        ("chidi", {"University": False}),
        ("dana", {"University": True}),
        ("fola", {"University": False}),
        ("eve", {}),
    ],
)
def test_a_reader_gets_their_own_result_and_what_others_share(cast, who, sees):
    closed_survey(cast.utility)
    shared = closed_survey(cast.university)
    share_result(campaign=shared, partnership=cast.partnership, by=None, on=day(0))

    found = queries.results_for_reader(cast.users[who], cast.partnership)

    expected = sees if who != "chidi" else {}
    assert {one.organisation.name: one.is_own for one in found} == expected
    assert all(one.n is None for one in found if not one.is_own)


def test_a_result_of_which_all_is_held_back_hides_no_older_one(cast):
    older = closed_survey(cast.utility)
    newer = closed_survey(cast.utility)
    figures = newer.result.figures
    bare = figures | {"areas": [area | {"mean": None} for area in figures["areas"]]}
    type(newer.result).objects.filter(pk=newer.result.pk).update(figures=bare)

    found = queries.results_for_reader(cast.users["amina"], cast.partnership)

    assert [one.campaign_id for one in found] == [older.pk]


def test_a_former_member_reads_no_more(cast):
    shared = closed_survey(cast.university)
    share_result(campaign=shared, partnership=cast.partnership, by=None, on=day(0))
    Membership.objects.filter(organisation=cast.utility).update(left_on=day(0))

    assert not queries.results_for_reader(cast.users["bo"], cast.partnership)
