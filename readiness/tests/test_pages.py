"""The pages of leads and sponsors: for whom they open, what they hold, what they cost."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conftest import give_role, make_person
from partnering.choices import ActionOrigin, RoleKind
from partnering.models import Action, Membership, Person, Unit
from readiness.models import Campaign, FrameworkVersion, Result, SharedResult
from readiness.services.answering import submit_response
from readiness.services.sharing import share_result
from readiness.services.tokens import token_of
from readiness.tests.builders import answer, close, closed_survey, day, filled, now_here, staff, start
from tools.beginnings import beginning

EVERYBODY = ("amina", "bo", "chidi", "dana", "eve", "fola")


@beginning
def surveyed(cast):
    """A closed survey of the utility with six answers, not shared."""
    cast.campaign = closed_survey(cast.utility, 2, units=[])
    return cast


@beginning
def asking(cast):
    """An open survey of the utility."""
    staff(cast.utility, 6)
    cast.campaign = start(cast.utility)
    return cast


PAGES = {
    "campaigns": {"amina", "bo", "dana", "eve", "fola"},
    "start-campaign": {"amina", "dana", "eve"},
    "campaign pk": {"amina", "bo"},
    "take-on advice": {"amina"},
    "share-result pk": {"amina"},
    "withdraw-share shared": {"amina"},
    "shared-results slug": {"amina", "bo", "dana", "fola"},
}
OPEN_PAGES = {
    "campaign pk": {"amina", "bo"},
    "extend-campaign pk": {"amina"},
    "close-campaign pk": {"amina"},
    "take-on advice": set(),
    "share-result pk": set(),
}


def address(cast, route):
    name, _sep, thing = route.partition(" ")
    arguments = {
        "": [],
        "pk": [cast.campaign.pk],
        "slug": [cast.partnership.slug],
        "advice": [cast.campaign.pk, "leadership", 0],
        "shared": [getattr(cast, "shared", None)],
    }[thing]
    return reverse(f"readiness:{name}", args=arguments)


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("route", PAGES)
def test_a_page_opens_for_whom_it_is_for_and_is_not_found_by_others(client, surveyed, route, who):
    sharing = share_result(campaign=surveyed.campaign, partnership=surveyed.partnership, by=None, on=day(0))
    surveyed.shared = sharing.pk
    client.force_login(surveyed.users[who])

    assert client.get(address(surveyed, route)).status_code == (200 if who in PAGES[route] else 404)


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("route", OPEN_PAGES)
def test_a_page_of_an_open_survey_opens_for_whom_it_is_for(client, asking, route, who):
    client.force_login(asking.users[who])

    assert client.get(address(asking, route)).status_code == (200 if who in OPEN_PAGES[route] else 404)


@pytest.mark.parametrize("who", ["bo", "chidi", "dana", "eve", "fola"])
@pytest.mark.parametrize("route", ["extend-campaign pk", "close-campaign pk"])
def test_nobody_else_can_extend_or_close(client, asking, route, who):
    client.force_login(asking.users[who])

    answered = client.post(address(asking, route), {"closes_on": day(40)})

    assert answered.status_code == 404
    assert Campaign.objects.get().closed_on is None
    assert Campaign.objects.get().closes_on == day(14)


@pytest.mark.parametrize("route", [*PAGES, *OPEN_PAGES])
def test_without_signing_in_every_page_leads_to_the_sign_in(client, asking, route):
    asking.shared = 1

    answered = client.get(address(asking, route))

    assert answered.status_code == 302
    assert answered.url.startswith(reverse("account_login"))


def test_a_steward_of_the_register_sees_nothing_of_surveys(client, surveyed):
    surveyed.utility.steward = surveyed.users["fola"]
    surveyed.utility.save()
    client.force_login(surveyed.users["fola"])

    assert client.get(surveyed.campaign.get_absolute_url()).status_code == 404
    page = client.get(surveyed.utility.get_absolute_url()).content.decode()
    assert "How ready are we?" not in page
    assert client.get(reverse("readiness:campaigns")).context["page"].paginator.count == 0


@pytest.mark.parametrize("model", [FrameworkVersion, Campaign, Result, SharedResult])
def test_somebody_without_a_place_sees_no_row(surveyed, model):
    Person.objects.filter(pk=surveyed.people["amina"].pk).update(left_on=day(0))

    assert not model.objects.visible_to(surveyed.users["amina"]).exists()


def test_the_organisations_page_shows_its_readers_the_newest_result(client, surveyed):
    for who, sees in {"amina": True, "bo": True, "chidi": False, "dana": False, "fola": False}.items():
        client.force_login(surveyed.users[who])
        page = client.get(surveyed.utility.get_absolute_url()).content.decode()
        assert ("How ready are we?" in page) == sees


# --- While it is open --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answers", "shown"), [(0, "too few have"), (4, "too few have"), (5, "5 or more"), (7, "5 or more")]
)
def test_how_many_answered_is_told_in_steps_from_five_up(client, asking, answers, shown):
    answer(asking.campaign, answers)
    client.force_login(asking.users["bo"])

    assert shown in client.get(asking.campaign.get_absolute_url()).content.decode()


def test_a_confidential_survey_names_nobody(client, asking):
    client.force_login(asking.users["amina"])

    page = client.get(asking.campaign.get_absolute_url()).content.decode()

    assert "Chidi" not in page
    assert "Person 3" not in page


def test_a_named_survey_tells_its_lead_but_not_its_sponsor_who_is_missing(client, cast):
    campaign = start(cast.utility, mode="named")
    for who, sees in {"amina": True, "bo": False}.items():
        client.force_login(cast.users[who])
        assert ("Chidi" in client.get(campaign.get_absolute_url()).content.decode()) == sees


def test_a_lead_gives_more_time_and_closes(client, asking):
    client.force_login(asking.users["amina"])
    client.post(address(asking, "extend-campaign pk"), {"closes_on": day(30)})
    assert Campaign.objects.get().closes_on == day(30)

    refused = client.post(address(asking, "extend-campaign pk"), {"closes_on": day(3)})
    assert refused.status_code == 422

    asked_first = client.get(address(asking, "close-campaign pk")).content.decode()
    assert "too few have answered" in asked_first
    assert "needs 5 answers" in asked_first
    closed = client.post(address(asking, "close-campaign pk"), follow=True)
    assert "The survey is closed" in closed.content.decode()
    assert "Too few answers to show anything" in closed.content.decode()


def test_who_closes_a_survey_that_enough_have_answered_is_told_nothing_of_too_few(client, cast):
    staff(cast.utility, 12)
    campaign = start(cast.utility)
    answer(campaign, 9)
    client.force_login(cast.users["amina"])

    page = client.get(reverse("readiness:close-campaign", args=[campaign.pk])).content.decode()

    assert "too few" not in page


# --- The result --------------------------------------------------------------------------------------------------


def test_a_result_shows_areas_bands_charts_and_advice(client, surveyed):
    client.force_login(surveyed.users["amina"])

    page = client.get(surveyed.campaign.get_absolute_url()).content.decode()

    assert page.count("<svg") > 2
    assert "Leadership and strategy" in page
    assert "Concern" in page
    assert "Name a senior sponsor" in page
    assert "rounded half up" in page
    assert "6 of 6 people answered" in page


def test_small_units_are_held_back_and_look_like_empty_ones(client, cast):
    large, small, empty = (
        Unit.objects.create(organisation=cast.utility, name=name) for name in ("Large", "Small", "Empty")
    )
    staff(cast.utility, 12, unit=large)
    staff(cast.utility, 2, unit=small)
    Person.objects.filter(name="Chidi").update(unit=empty)
    campaign = start(cast.utility, units=[large, small, empty])
    rows = campaign.invitations.exclude(person__unit=empty)
    for invitation in rows:
        value = 1 if invitation.person.unit == small else 4
        submit_response(token=token_of(invitation), filled=filled(campaign, value), now=now_here())
    campaign = close(campaign)
    client.force_login(cast.users["amina"])

    client.get(campaign.get_absolute_url())
    units = {row["name"]: row for row in campaign.result.figures["units"]}

    # With Large shown, everybody minus Large would be Small: so both are held back.
    assert units["Small"]["means"] == units["Empty"]["means"] == units["Large"]["means"] == [None] * 4


def test_comments_are_shown_to_readers_without_unit_or_level(client, cast):
    staff(cast.utility, 4, unit=cast.unit)
    campaign = start(cast.utility)
    answer(campaign, 7, comment="<b>Sentinel</b> remark")
    campaign = close(campaign)
    client.force_login(cast.users["bo"])

    page = client.get(campaign.get_absolute_url()).content.decode()

    assert page.count("&lt;b&gt;Sentinel") == 7


def test_a_named_result_shows_names_to_leads_only(client, cast):
    campaign = start(cast.utility, mode="named")
    answer(campaign, 3)
    campaign = close(campaign)
    for who, sees in {"amina": True, "bo": False}.items():
        client.force_login(cast.users[who])
        page = client.get(campaign.get_absolute_url()).content.decode()
        assert ("Chidi" in page) == sees


def test_a_recommended_action_becomes_an_internal_action_with_owner_and_day(client, surveyed):
    client.force_login(surveyed.users["amina"])
    form = client.get(address(surveyed, "take-on advice"))
    title = form.context["form"]["title"].value()

    client.post(
        address(surveyed, "take-on advice"),
        {"title": title, "owner": surveyed.people["chidi"].pk, "due_on": day(20)},
    )

    action = Action.objects.get()
    assert (action.title, action.owner, action.due_on) == (title, surveyed.people["chidi"], day(20))
    assert (action.origin, action.partnership) == (ActionOrigin.READINESS, None)


def test_an_action_can_not_be_given_to_another_organisations_people(client, surveyed):
    client.force_login(surveyed.users["amina"])

    answered = client.post(
        address(surveyed, "take-on advice"),
        {"title": "Do it", "owner": surveyed.people["dana"].pk, "due_on": day(20)},
    )

    assert answered.status_code == 422
    assert 'value="Do it"' in answered.content.decode()


@pytest.mark.parametrize(("area", "number"), [("leadership", 99), ("no-such", 0)])
def test_advice_that_is_not_there_is_not_found(client, surveyed, area, number):
    client.force_login(surveyed.users["amina"])

    assert (
        client.get(reverse("readiness:take-on", args=[surveyed.campaign.pk, area, number])).status_code == 404
    )


# --- Sharing -----------------------------------------------------------------------------------------------------


def test_partners_see_areas_from_sharing_until_it_is_taken_back(client, surveyed):
    listed = reverse("readiness:shared-results", args=[surveyed.partnership.slug])
    client.force_login(surveyed.users["dana"])
    assert "Water Utility" not in client.get(listed).content.decode()

    client.force_login(surveyed.users["amina"])
    client.post(address(surveyed, "share-result pk"), {"partnership": surveyed.partnership.pk})
    client.force_login(surveyed.users["dana"])
    page = client.get(listed).content.decode()
    assert "Water Utility" in page
    assert "Leadership and strategy" in page
    for secret in ("How ready are we?", "6 people", "Operations", "How clearly do our leaders"):
        assert secret not in page

    client.force_login(surveyed.users["amina"])
    shared = SharedResult.objects.get()
    client.post(reverse("readiness:withdraw-share", args=[shared.pk]))
    client.force_login(surveyed.users["dana"])
    assert "Water Utility" not in client.get(listed).content.decode()


def test_a_result_can_be_shared_with_ones_own_partnerships_only(client, surveyed):
    client.force_login(surveyed.users["amina"])
    form = client.get(address(surveyed, "share-result pk")).context["form"]
    assert list(form.fields["partnership"].queryset) == [surveyed.partnership]

    client.post(address(surveyed, "share-result pk"), {"partnership": surveyed.partnership.pk})

    form = client.get(address(surveyed, "share-result pk")).context["form"]
    assert not form.fields["partnership"].queryset.exists()


def test_what_too_few_answered_can_not_be_shared(client, cast):
    campaign = start(cast.utility, mode="named")
    answer(campaign, 3)
    cast.campaign = close(campaign)
    client.force_login(cast.users["amina"])

    answered = client.post(address(cast, "share-result pk"), {"partnership": cast.partnership.pk})

    assert answered.status_code == 422
    assert "Too few people answered" in answered.content.decode()


def test_a_member_that_left_shares_nothing_any_more(client, surveyed):
    share_result(campaign=surveyed.campaign, partnership=surveyed.partnership, by=None, on=day(0))
    Membership.objects.filter(organisation=surveyed.utility).update(left_on=day(0))
    client.force_login(surveyed.users["dana"])

    page = client.get(reverse("readiness:shared-results", args=[surveyed.partnership.slug])).content.decode()

    assert "Water Utility" not in page


def test_results_of_two_frameworks_stand_side_by_side(client, surveyed):
    dana = closed_survey(surveyed.university, 4, framework="six-attributes")
    for campaign in (surveyed.campaign, dana):
        share_result(campaign=campaign, partnership=surveyed.partnership, by=None, on=day(0))
    client.force_login(surveyed.users["bo"])

    page = client.get(reverse("readiness:shared-results", args=[surveyed.partnership.slug]))

    assert [len(rows) for _framework, rows, _radar, _gaps in page.context["groups"]] == [1, 1]


# --- What pages cost -----------------------------------------------------------------------------------------------


def queries_of(client, url):
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def test_the_list_costs_the_same_for_any_number_of_surveys(client, surveyed):
    client.force_login(surveyed.users["amina"])
    one = queries_of(client, reverse("readiness:campaigns"))
    for _ in range(2):
        closed_survey(surveyed.utility)

    assert queries_of(client, reverse("readiness:campaigns")) == one


@pytest.mark.parametrize("mode", ["confidential", "named"])
def test_a_result_costs_the_same_for_any_number_of_answers(client, cast, mode):
    client.force_login(cast.users["amina"])
    staff(cast.utility, 12)
    costs = []
    for answers in (6, 12):
        campaign = closed_survey(cast.utility, answers=answers, mode=mode)
        costs.append(queries_of(client, campaign.get_absolute_url()))

    assert costs[0] == costs[1]
    # Names are read from the answers themselves.
    assert costs[0] <= (10 if mode == "confidential" else 12)


def test_shared_results_cost_the_same_for_any_number_of_members(client, surveyed):
    url = reverse("readiness:shared-results", args=[surveyed.partnership.slug])
    share_result(campaign=surveyed.campaign, partnership=surveyed.partnership, by=None, on=day(0))
    client.force_login(surveyed.users["amina"])
    one = queries_of(client, url)
    for organisation in (surveyed.university, surveyed.agency):
        campaign = closed_survey(organisation)
        share_result(campaign=campaign, partnership=surveyed.partnership, by=None, on=day(0))

    # One more, for any number of others: it notes that their results were read.
    assert queries_of(client, url) == one + 1


def test_the_page_of_an_open_survey_costs_the_same_for_any_number_of_people(client, cast):
    client.force_login(cast.users["amina"])
    campaign = start(cast.utility, mode="named")
    few = queries_of(client, campaign.get_absolute_url())
    close(campaign)
    staff(cast.utility, 9, unit=cast.unit)

    assert queries_of(client, start(cast.utility, mode="named").get_absolute_url()) == few


def test_another_lead_of_the_organisation_manages_as_well(client, asking):
    second = make_person(asking.utility, "Gita")
    give_role(second, RoleKind.PARTNERING_LEAD, None)
    client.force_login(second.user)

    assert re.search("Close now", client.get(asking.campaign.get_absolute_url()).content.decode())
