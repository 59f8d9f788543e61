"""One's place among other organisations: for those who take part, from five up, and telling nothing of any other."""

from __future__ import annotations

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from conftest import give_role, make_person
from partnering.choices import RoleKind, Sector
from partnering.errors import DomainError
from partnering.models import Organisation
from readiness import queries
from readiness.benchmark import FLOOR, places
from readiness.models import Benchmarked, Campaign
from readiness.services.benchmarks import join_benchmark, leave_benchmark
from readiness.tests.builders import closed_survey, day, staff, start
from tools.beginnings import beginning

MEANS = st.lists(st.one_of(st.none(), st.floats(1, 5)), min_size=3, max_size=3)


def test_a_place_is_the_third_by_how_many_of_the_others_lie_below():
    others = [[value] for value in (1.0, 2.0, 3.0, 4.0, 5.0, 5.0)]

    assert [places([own], others) for own in (1.5, 3.5, 5.0)] == [["lower"], ["middle"], ["upper"]]


def test_who_is_like_all_others_is_in_the_middle():
    assert places([3.0], [[3.0]] * 4) == ["middle"]


@given(MEANS, st.lists(MEANS, max_size=9))
def test_no_place_is_told_among_fewer_than_five(own, others):
    for number, place in enumerate(places(own, others)):
        count = sum(one[number] is not None for one in (own, *others))
        assert (place is None) == (own[number] is None or count < FLOOR)


# --- Among organisations


def joined(name, value, **given):
    """An organisation that takes part with a result in which all answered alike."""
    organisation = Organisation.objects.create(name=name, sector=Sector.OTHER)
    staff(organisation, 6)
    campaign = closed_survey(organisation, value, **given)
    join_benchmark(campaign=campaign, by=None, on=day(0))
    return campaign


@beginning
def four(cast):
    """Four others with results from 1 to 4, and the utility's own of 5, which doesn't count yet."""
    cast.others = [joined(f"Other {value}", value) for value in (1, 2, 3, 4)]
    cast.campaign = closed_survey(cast.utility, 5)
    cast.address = reverse("readiness:compare", args=[cast.campaign.pk])
    return cast


def found(cast, who="bo"):
    framework = cast.campaign.framework_version.framework
    return queries.benchmark_of(cast.users[who], cast.campaign, framework)


def test_a_lead_takes_part_and_sees_the_place_and_none_of_the_others(client, four):
    client.force_login(four.users["amina"])
    assert "upper third" not in client.get(four.address).content.decode()

    page = client.post(reverse("readiness:join-benchmark", args=[four.campaign.pk]), follow=True)

    text = page.content.decode()
    assert "Your result counts now" in text
    assert text.count("upper third") == 4
    assert "Other" not in text.partition("<main")[2].replace("Other organisations", "")


def test_who_does_not_take_part_sees_no_place(four):
    assert found(four) == queries.Benchmark(joined=False, places=())


def test_among_four_no_place_is_told(four):
    join_benchmark(campaign=four.campaign, by=None, on=day(0))
    assert found(four).is_shown

    leave_benchmark(campaign=four.others[0], by=None)

    assert not found(four).is_shown
    assert found(four).joined


def test_each_organisation_counts_once_with_its_newest_result(four):
    join_benchmark(campaign=four.campaign, by=None, on=day(0))
    leave_benchmark(campaign=four.others[0], by=None)
    again = closed_survey(four.others[1].organisation, 3)

    join_benchmark(campaign=again, by=None, on=day(0))

    assert not found(four).is_shown


def test_another_framework_counts_apart(four):
    leave_benchmark(campaign=four.others[0], by=None)
    joined("Fifth", 1, framework="six-attributes")
    join_benchmark(campaign=four.campaign, by=None, on=day(0))

    assert not found(four).is_shown


def test_old_results_do_not_count(four):
    join_benchmark(campaign=four.campaign, by=None, on=day(0))
    Campaign.objects.filter(pk=four.others[0].pk).update(
        opens_on=day(-1300), closes_on=day(-1200), closed_on=day(-1200)
    )

    assert not found(four).is_shown


def test_what_too_few_answered_or_is_open_can_not_count(cast):
    staff(cast.utility, 8)
    campaign = start(cast.utility)
    with pytest.raises(DomainError, match="Close the survey first"):
        join_benchmark(campaign=campaign, by=None, on=day(0))
    few = closed_survey(cast.utility, answers=3, framework="six-attributes")
    with pytest.raises(DomainError, match="Too few people answered"):
        join_benchmark(campaign=few, by=None, on=day(0))


@pytest.mark.parametrize("who", ["bo", "chidi", "dana", "eve", "fola"])
def test_nobody_else_lets_a_result_count_or_learns_who_does(client, four, who):
    client.force_login(four.users[who])

    for route in ("join-benchmark", "leave-benchmark"):
        assert client.post(reverse(f"readiness:{route}", args=[four.campaign.pk])).status_code == 404
    assert not Benchmarked.objects.visible_to(four.users[who]).exists()
    assert not Benchmarked.objects.filter(campaign=four.campaign).exists()


def test_taking_part_twice_and_leaving_twice_change_nothing(four):
    for _ in range(2):
        join_benchmark(campaign=four.campaign, by=None, on=day(0))
    assert Benchmarked.objects.filter(campaign=four.campaign).count() == 1
    for _ in range(2):
        leave_benchmark(campaign=four.campaign, by=None)
    assert not Benchmarked.objects.filter(campaign=four.campaign).exists()


def test_another_members_reader_learns_only_their_own_place(four):
    lead = make_person(four.others[3].organisation, "Lia")
    give_role(lead, RoleKind.PARTNERING_LEAD, None)
    join_benchmark(campaign=four.campaign, by=None, on=day(0))

    framework = four.campaign.framework_version.framework
    assert queries.benchmark_of(lead.user, four.campaign, framework) == queries.Benchmark(
        joined=False, places=()
    )
    assert {place for _name, place in queries.benchmark_of(lead.user, four.others[3], framework).places} == {
        "upper"
    }
