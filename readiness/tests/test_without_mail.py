"""A survey of people none of whom has an e-mail address: by a shared link and on paper alone."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.urls import reverse

from partnering.errors import DomainError
from partnering.models import OutgoingMessage, Person
from readiness import queries
from readiness.choices import WayKind
from readiness.models import Campaign, Invitation, Result, WayIn
from readiness.preflight import lines
from readiness.services import answering, launching, ways
from readiness.services.tokens import code_of, new_pass
from readiness.tests.builders import close, day, draft, filled, now_here

LINK, PAPER = WayKind.LINK, WayKind.PAPER


@pytest.fixture
def workers(cast):
    """Six people of the works, none of whom has an address."""
    cache.clear()
    return [
        Person.objects.create(organisation=cast.utility, name=f"Worker {number}", level="staff")
        for number in range(6)
    ]


@pytest.fixture
def prepared(cast, workers):
    return draft(cast.utility, people=workers)


def facts(campaign):
    return queries.facts_before_launch(campaign, now=now_here())


def told(campaign) -> list[tuple[str, str]]:
    return [(line.tone, line.text) for line in lines(facts(campaign))]


def open_way(cast, campaign, kind, people):
    return ways.open_way(campaign=campaign, kind=kind, people=people, by=cast.users["amina"])


def launch(campaign):
    return launching.launch_campaign(campaign=campaign, by=None, now=now_here())


def send(way, number, value=3):
    for _one in range(number):
        answering.submit_response(token=new_pass(way), filled=filled(way.campaign, value), now=now_here())


def test_without_any_way_to_answer_it_is_red_and_leads_to_the_ways(prepared):
    (red,) = [line for line in lines(facts(prepared)) if line.is_red]

    assert "no one has an e-mail address" in red.text
    assert red.link == reverse("readiness:ways", args=[prepared.pk])
    with pytest.raises(DomainError, match="no one has an e-mail address"):
        launch(prepared)


def test_with_a_link_for_enough_people_it_is_green_and_opens_without_a_mail(cast, prepared):
    way = open_way(cast, prepared, LINK, 6)

    found = told(prepared)
    assert ("good", "Nobody gets a mail: 6 people answer by the shared link or on paper.") in found
    assert ("good", "6 people have no e-mail address; link and paper are for 6.") in found
    assert not any("mail server" in text or "trial" in text for _tone, text in found)

    made = launch(prepared)
    assert (made.asked, Invitation.objects.count(), OutgoingMessage.objects.count()) == (0, 0, 0)
    send(way, 5)
    assert WayIn.objects.get().taken == 5


def test_ways_for_fewer_than_have_no_address_are_a_thought(cast, prepared):
    open_way(cast, prepared, PAPER, 5)

    assert ("warn", "6 people have no e-mail address; link and paper are for 5.") in told(prepared)
    assert not any(tone == "bad" for tone, _text in told(prepared))


def test_a_mail_server_out_of_reach_does_not_matter_where_nobody_gets_a_mail(cast, prepared, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    open_way(cast, prepared, LINK, 6)

    assert launch(prepared).launched_on == day(0)


def test_a_confidential_one_for_fewer_than_the_smallest_group_is_red_and_a_named_one_is_not(cast, workers):
    confidential = draft(cast.utility, people=workers)
    named = draft(cast.utility, people=workers, mode="named", framework="six-attributes")
    for one in (confidential, named):
        open_way(cast, one, PAPER, 4)

    with pytest.raises(DomainError, match="are for 4 people only"):
        launch(confidential)
    assert launch(named).launched_on == day(0)


def test_a_link_counts_for_nothing_in_a_named_survey(cast, workers, prepared):
    open_way(cast, prepared, LINK, 6)
    Campaign.objects.update(mode="named")
    prepared.refresh_from_db()

    with pytest.raises(DomainError, match="no one has an e-mail address"):
        launch(prepared)


def test_once_launched_the_ways_can_not_shrink_below_the_smallest_group(cast, prepared):
    open_way(cast, prepared, PAPER, 6)
    made = launch(prepared)

    with pytest.raises(DomainError, match="5 people or more together"):
        open_way(cast, made, PAPER, 4)
    open_way(cast, made, LINK, 8)
    assert open_way(cast, made, PAPER, 1).people == 1


def test_a_link_of_a_draft_takes_no_answer_and_says_that_it_is_being_prepared(client, cast, prepared):
    way = open_way(cast, prepared, LINK, 6)

    page = client.get(reverse("readiness:survey", args=[code_of(way)])).content.decode()

    assert "still being prepared" in page
    with pytest.raises(DomainError, match="takes no answers now"):
        send(way, 1)


def test_counts_come_from_the_heads_given_and_go_up_in_steps_of_each_way(cast, prepared):
    link, paper = open_way(cast, prepared, LINK, 12), open_way(cast, prepared, PAPER, 8)
    made = launch(prepared)

    def reach():
        found = queries.reach_of(made)
        return found.asked, found.answered, found.is_exact, found.by_heads

    assert reach() == (20, None, False, True)
    # Three sheets, which the lead counts, and four by link: together seven, but that would tell of the four.
    send(paper, 3)
    send(link, 4)
    assert reach() == (20, None, False, True)
    send(link, 1)
    assert reach() == (20, 5, False, True)


def test_the_result_is_over_the_heads_given_and_small_groups_stay_unknown(cast, prepared):
    link = open_way(cast, prepared, LINK, 12)
    launch(prepared)
    send(link, 4)

    closed = close(prepared)

    assert (closed.asked, closed.population) == (12, 12)
    assert Result.objects.get().respondents is None


def test_five_answers_of_twelve_heads_make_a_result(client, cast, prepared):
    link = open_way(cast, prepared, LINK, 12)
    launch(prepared)
    send(link, 5)
    closed = close(prepared)
    client.force_login(cast.users["amina"])

    assert "5 of 12 people answered" in client.get(closed.get_absolute_url()).content.decode()


def test_a_lead_opens_the_link_on_the_draft_and_launches(client, cast, prepared):
    client.force_login(cast.users["amina"])
    looked = client.get(prepared.get_absolute_url()).content.decode()
    assert reverse("readiness:ways", args=[prepared.pk]) in looked
    opened = client.post(
        reverse("readiness:open-way", args=[prepared.pk, "link"]), {"link-people": "9"}, follow=True
    ).content.decode()
    assert "The survey is a draft still" in opened

    assert "Open the survey" in client.get(prepared.get_absolute_url()).content.decode()
    launched = client.post(
        reverse("readiness:launch-campaign", args=[prepared.pk]), {"asked": "0"}, follow=True
    ).content.decode()

    assert "The survey is open to those" in launched
    assert "Nobody got a mail" in launched
    assert "9 people by a shared link" in launched


def test_a_few_personal_links_go_with_no_shared_one(cast, workers):
    """Who answered by the link often enough could subtract themselves from the result."""
    for worker in workers[:3]:
        Person.objects.filter(pk=worker.pk).update(email=f"{worker.pk}@water-utility.example")
    mixed = draft(cast.utility, people=workers)
    open_way(cast, mixed, LINK, 20)

    (red,) = [text for tone, text in told(mixed) if tone == "bad"]

    assert "could work out what these few said" in red
    with pytest.raises(DomainError, match="could work out"):
        launch(mixed)


def test_the_list_says_how_a_survey_without_mail_is_answered(client, cast, prepared):
    client.force_login(cast.users["amina"])
    address = reverse("readiness:campaigns")
    assert "by link or on paper" not in client.get(address).content.decode()
    open_way(cast, prepared, LINK, 20)
    launch(prepared)

    assert "by link or on paper" in client.get(address).content.decode()
