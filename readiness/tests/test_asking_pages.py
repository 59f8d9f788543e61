"""Pages on which a lead prepares, launches, takes back, clones and withdraws a survey."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import strip_tags

from conftest import make_person
from partnering.models import OutgoingMessage, Person, Unit
from readiness.framework_drafts import draft_of
from readiness.framework_files import built_in
from readiness.models import Campaign
from readiness.services.launching import launch_campaign
from readiness.services.own_frameworks import (
    archive_framework,
    begin_next_version,
    make_framework,
    publish_framework,
)
from readiness.tests.builders import answer, close, day, draft, now_here, staff, start

START = reverse("readiness:start-campaign")
REACH = reverse("readiness:campaign-reach")


def start_data(**values):
    return {
        "framework": "six-attributes",
        "title": "Spring",
        "mode": "confidential",
        "opens_on": day(0),
        "closes_on": day(10),
        "opening_text": "Why we ask",
        "minimum_group": 5,
        "reminders": 2,
        "reminder_days": 4,
        "last_call": "on",
    } | values


def page_of(client, campaign) -> str:
    return client.get(campaign.get_absolute_url()).content.decode()


def main_of(client, campaign) -> str:
    return page_of(client, campaign).partition("<main")[2].partition("</main>")[0]


def to(name: str, campaign) -> str:
    return reverse(f"readiness:{name}", args=[campaign.pk])


def test_a_lead_sees_whom_a_survey_reaches_and_then_sends_it(client, cast):
    staff(cast.utility, 4)
    Person.objects.create(organisation=cast.utility, name="Nora Nomail")
    client.force_login(cast.users["amina"])

    looked = client.post(START, start_data(), follow=True)
    made = Campaign.objects.get()
    page = looked.content.decode()
    assert looked.redirect_chain[-1][0] == made.get_absolute_url()
    assert "7 people get it." in page
    assert "1 person has no e-mail address" in page
    assert "Nora Nomail" in page
    assert "Chidi" in page
    assert not OutgoingMessage.objects.exists()

    sent = client.post(to("launch-campaign", made), {"asked": "7"}, follow=True)
    assert "Invitations are on their way" in sent.content.decode()
    assert OutgoingMessage.objects.filter(kind="survey_invitation").count() == 7


def test_when_people_came_meanwhile_the_lead_looks_again(client, cast):
    staff(cast.utility, 4)
    made = draft(cast.utility)
    staff(cast.utility, 1)
    client.force_login(cast.users["amina"])

    answered = client.post(to("launch-campaign", made), {"asked": "7"}, follow=True)

    assert "came or went since you looked" in answered.content.decode()
    assert not OutgoingMessage.objects.exists()


def test_a_launch_without_a_look_leads_back_to_it(client, cast):
    made = draft(cast.utility, mode="named")
    client.force_login(cast.users["amina"])

    for sent in (
        client.get(to("launch-campaign", made)),
        client.post(to("launch-campaign", made), {"asked": "x"}),
    ):
        assert sent.url == made.get_absolute_url()
    assert client.get(to("clone-campaign", made)).url == made.get_absolute_url()
    assert Campaign.objects.get().launched_on is None


def test_fewer_than_five_are_told_to_be_asked_by_name_and_there_is_no_way_to_launch(client, cast):
    made = draft(cast.utility)
    client.force_login(cast.users["amina"])

    page = page_of(client, made)

    assert "make the survey a named one" in page
    assert to("launch-campaign", made) not in page
    assert to("edit-campaign", made) in page


def test_a_sponsor_sees_a_draft_and_its_list_but_can_not_act(client, cast):
    staff(cast.utility, 4)
    made = draft(cast.utility)
    client.force_login(cast.users["bo"])

    page = page_of(client, made)

    assert "7 people get it." in page
    for name in ("launch", "edit", "withdraw"):
        assert to(f"{name}-campaign", made) not in page
        assert client.post(to(f"{name}-campaign", made), {"asked": 7}).status_code == 404
    assert Campaign.objects.get().launched_on is None


@pytest.mark.parametrize("who", ["chidi", "dana", "eve", "fola"])
@pytest.mark.parametrize("name", ["", "edit-", "launch-", "recall-", "clone-", "withdraw-"])
def test_others_find_no_draft_and_can_do_nothing_to_it(client, cast, who, name):
    staff(cast.utility, 4)
    made = draft(cast.utility)
    client.force_login(cast.users[who])

    address = to(f"{name}campaign", made)
    assert client.get(address).status_code == 404
    if name:
        assert client.post(address, {"asked": 7} | start_data()).status_code == 404
    campaign = Campaign.objects.get()
    assert (campaign.title, campaign.launched_on) == (made.title, None)


def test_an_empty_form_reaches_everybody(client, cast):
    client.force_login(cast.users["amina"])

    page = client.post(REACH).content.decode()

    assert "Asks all 3 people." in page
    assert "Enough to ask" not in page


@pytest.mark.parametrize("who", ["bo", "chidi", "fola"])
def test_who_leads_no_organisation_is_not_told_whom_a_survey_would_reach(client, cast, who):
    client.force_login(cast.users[who])

    assert client.post(REACH, start_data()).status_code == 404


def test_a_draft_is_no_survey_that_runs_on_the_organisations_page(client, cast):
    draft(cast.utility, title="Unborn")
    client.force_login(cast.users["amina"])

    assert "Unborn" not in client.get(cast.utility.get_absolute_url()).content.decode()
    assert "Unborn" in client.get(reverse("readiness:campaigns")).content.decode()
    assert "Unborn" in client.get(reverse("readiness:campaigns"), {"state": "draft"}).content.decode()
    assert "Unborn" not in client.get(reverse("readiness:campaigns"), {"state": "open"}).content.decode()


# --- The form ----------------------------------------------------------------------------------------------------


def test_units_of_others_can_not_be_chosen(client, cast):
    theirs = Unit.objects.create(organisation=cast.university, name="Sentinel unit")
    client.force_login(cast.users["amina"])

    page = client.get(START).content.decode()
    answered = client.post(START, start_data(units=[theirs.pk]))

    assert "Sentinel unit" not in page
    assert answered.status_code == 422


def test_people_are_named_by_name_or_address_one_a_line(client, cast):
    client.force_login(cast.users["amina"])

    client.post(START, start_data(mode="named", people=f" CHIDI \n\n{cast.people['bo'].email.upper()}\r\n"))

    assert set(Campaign.objects.get().people.all()) == {cast.people["chidi"], cast.people["bo"]}


def test_lines_that_name_nobody_or_several_are_told_and_stay(client, cast):
    for number in range(2):
        Person.objects.create(
            organisation=cast.utility, name="Kim", email=f"kim{number}@water-utility.example"
        )
    client.force_login(cast.users["amina"])
    typed = "\n".join(["Chidi", "Dana", "Kim", *(f"Nobody {n}" for n in range(9))])

    answered = client.post(START, start_data(people=typed))

    page = answered.content.decode()
    assert answered.status_code == 422
    assert "Line 2: nobody of your organisation has the name or address “Dana”" in page
    assert "Line 3: several people are called “Kim”" in page
    assert "And 6 more lines." in page
    assert "Nobody 8" in page
    assert "Why we ask" in page
    assert not Campaign.objects.exists()


def test_names_beside_units_are_refused_and_nothing_typed_is_lost(client, cast):
    client.force_login(cast.users["amina"])

    answered = client.post(START, start_data(people="Chidi", units=[cast.unit.pk]))

    assert answered.status_code == 422
    assert "Either name people" in answered.content.decode()
    assert "Why we ask" in answered.content.decode()


@pytest.mark.parametrize(
    "values", [{"reminder_days": 1}, {"reminders": 6}, {"sample_size": 0}, {"levels": ["boss"]}]
)
def test_numbers_that_make_no_sense_are_refused(client, cast, values):
    client.force_login(cast.users["amina"])

    assert client.post(START, start_data(**values)).status_code == 422
    assert not Campaign.objects.exists()


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({}, ["Asks all 400 people.", "132 for ±7 %"]),
        ({"sample_size": 132}, ["Asks 132 of 400 people", "±7 % if all answer", "±11 % if half do"]),
        ({"sample_size": 500}, ["Asks all 400 people."]),
        ({"levels": ["executive"]}, ["Asks 1 person."]),
        ({"levels": ["manager"]}, ["Nobody with an e-mail address"]),
        ({"people": "Chidi\nBo"}, ["Asks all 2 people."]),
        ({"title": "", "opens_on": "nonsense"}, ["Asks all 400 people."]),
    ],
)
def test_the_form_tells_at_once_how_many_it_reaches_and_how_exact_a_sample_is(client, cast, values, words):
    staff(cast.utility, 397)
    Person.objects.create(organisation=cast.utility, name="No Address", level="other")
    client.force_login(cast.users["amina"])

    page = client.post(REACH, start_data(**values)).content.decode()

    for text in words:
        assert text in page
    assert not Campaign.objects.exists()


def test_a_draft_is_changed_and_two_who_change_it_lose_nothing(client, cast):
    staff(cast.utility, 4)
    made = draft(cast.utility, title="Before")
    address = to("edit-campaign", made)
    client.force_login(cast.users["amina"])
    form = client.get(address).context["form"]
    shown = form["shown"].value()

    client.post(address, start_data(title="Mine", framework="fit-for-partnering", shown=shown))
    both = client.post(address, start_data(title="Theirs", framework="fit-for-partnering", shown=shown))

    assert both.status_code == 409
    assert Campaign.objects.get().title == "Mine"
    assert "Theirs" in both.content.decode()


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({}, "<dd>everybody</dd>"),
        ({"sample_size": 6}, "<dd>6, drawn by lot</dd>"),
        ({"levels": ["staff"], "sample_size": 6}, "<dd>Staff; 6, drawn by lot</dd>"),
        ({"levels": ["staff", "executive"]}, "<dd>Executive, Staff</dd>"),
    ],
)
def test_a_draft_says_whom_it_asks(client, cast, values, words):
    staff(cast.utility, 9)
    client.force_login(cast.users["amina"])

    assert words in page_of(client, draft(cast.utility, **values))


def test_a_launched_sample_says_of_how_many_it_was_drawn(client, cast):
    staff(cast.utility, 9)
    client.force_login(cast.users["amina"])

    assert "<dd>6 of 12, drawn by lot</dd>" in page_of(client, start(cast.utility, sample_size=6))


def test_the_form_of_a_draft_shows_what_it_holds(client, cast):
    people = [cast.people["chidi"], cast.people["bo"]]
    made = draft(cast.utility, mode="named", people=people, last_call=False, reminders=1)
    client.force_login(cast.users["amina"])

    form = client.get(to("edit-campaign", made)).context["form"]

    page = client.get(to("edit-campaign", made)).content.decode()
    for person in people:
        assert person.email in page
    assert form["last_call"].value() is False
    assert form["reminders"].value() == 1


def test_a_launched_survey_has_no_form_any_more(client, cast):
    made = start(cast.utility, mode="named")
    client.force_login(cast.users["amina"])

    answered = client.get(to("edit-campaign", made), follow=True)

    assert "no draft any more" in answered.content.decode()
    assert client.post(to("edit-campaign", made), start_data()).status_code == 302
    assert Campaign.objects.get().mode == "named"
    assert Campaign.objects.get().title == made.title


# --- Afterwards --------------------------------------------------------------------------------------------------


def test_a_lead_takes_a_coming_survey_back_after_a_question(client, cast):
    staff(cast.utility, 4)
    made = draft(cast.utility, opens_on=day(3))
    client.force_login(cast.users["amina"])
    launched = client.post(to("launch-campaign", made), {"asked": 7}, follow=True).content.decode()
    assert "Its invitations leave on" in launched
    assert "first day" in launched
    assert "have answered" not in launched

    assert "have not left yet" in client.get(to("recall-campaign", made)).content.decode()
    assert Campaign.objects.get().launched_on
    page = client.post(to("recall-campaign", made), follow=True).content.decode()

    assert "a draft again" in page
    assert "Before it goes out" in page


def test_the_next_round_opens_as_a_form(client, cast):
    made = start(cast.utility, mode="named", title="Round one")
    close(made)
    client.force_login(cast.users["amina"])

    answered = client.post(to("clone-campaign", made), follow=True)

    fresh = Campaign.objects.drafts().get()
    assert answered.redirect_chain[-1][0] == to("edit-campaign", fresh)
    assert "Round one" in page_of(client, fresh)


def test_a_framework_that_was_put_away_is_not_asked_with_again(client, cast):
    own = make_framework(
        organisation=cast.utility, name="Ours", draft=draft_of(built_in("six-attributes")), by=None
    )
    slug = publish_framework(own=own, by=None, on=day(0)).slug
    made = start(cast.utility, mode="named", framework=slug)
    close(made)
    waiting = draft(cast.utility, mode="named", framework=slug)
    archive_framework(own=own, by=None, on=day(0))
    client.force_login(cast.users["amina"])

    answered = client.post(to("clone-campaign", made), follow=True)

    assert "no such framework" in answered.content.decode()
    assert list(Campaign.objects.drafts()) == [waiting]
    assert "has been put away" in page_of(client, waiting)
    refused = client.post(to("launch-campaign", waiting), {"asked": 3}, follow=True)
    assert "has been put away" in refused.content.decode()
    assert list(Campaign.objects.drafts()) == [waiting]


def test_a_newer_version_of_its_framework_is_offered_to_a_draft(client, cast):
    own = make_framework(
        organisation=cast.utility, name="Ours", draft=draft_of(built_in("six-attributes")), by=None
    )
    first = publish_framework(own=own, by=None, on=day(0))
    waiting = draft(cast.utility, mode="named", framework=first.slug)
    client.force_login(cast.users["amina"])
    assert "newer version" not in page_of(client, waiting)

    own.refresh_from_db()
    begin_next_version(own=own, by=None)
    own.refresh_from_db()
    second = publish_framework(own=own, by=None, on=day(0))

    assert "newer version" in page_of(client, waiting)
    client.post(to("edit-campaign", waiting), start_data(mode="named", framework=first.slug))
    waiting.refresh_from_db()
    assert waiting.framework_version == second
    assert "newer version" not in page_of(client, waiting)


@pytest.mark.parametrize("state", ["draft", "open", "closed"])
def test_withdrawing_says_first_what_goes_and_tells_no_number_of_answers(client, cast, state):
    staff(cast.utility, 20)
    made = draft(cast.utility)
    if state != "draft":
        launch_campaign(campaign=made, by=None, now=now_here())
        answer(made, 17)
    if state == "closed":
        close(made)
    client.force_login(cast.users["amina"])

    page = client.get(to("withdraw-campaign", made)).content.decode()
    said = strip_tags(page.partition("<main")[2].partition("</main>")[0])
    assert Campaign.objects.exists()
    assert ("nobody has heard of it" in page) == (state == "draft")
    assert ("23 invitations" in page) == ("all answers and comments" in page) == (state != "draft")
    assert ("wherever it was shared" in page) == (state == "closed")
    assert "17" not in said

    answered = client.post(to("withdraw-campaign", made), follow=True)
    words = "The draft is deleted." if state == "draft" else "what it held is erased"
    assert words in answered.content.decode()
    assert not Campaign.objects.exists()


def test_answers_by_unit_are_told_in_steps_and_small_units_not_at_all(client, cast):
    lab = Unit.objects.create(organisation=cast.utility, name="Laboratory")
    staff(cast.utility, 14, unit=cast.unit)
    staff(cast.utility, 3, unit=lab)
    made = start(cast.utility)
    answer(made, 13)
    client.force_login(cast.users["bo"])

    page = page_of(client, made)

    assert "10 or more" in page
    assert "Operations" in page
    assert "Laboratory" not in page


def test_moving_people_to_other_units_moves_no_count(client, cast):
    """Or else who keeps the register could move one person at a time and look whether the count follows."""
    other = Unit.objects.create(organisation=cast.utility, name="Other")
    staff(cast.utility, 14, unit=cast.unit)
    made = start(cast.utility)
    answer(made, 17)
    client.force_login(cast.users["amina"])
    before = main_of(client, made)

    Person.objects.filter(unit=cast.unit).update(unit=other)

    assert main_of(client, made) == before


def test_a_named_survey_counts_exactly(client, cast):
    staff(cast.utility, 3, unit=cast.unit)
    made = start(cast.utility, mode="named")
    answer(made, 6)
    client.force_login(cast.users["bo"])

    page = page_of(client, made)

    assert "or more" not in main_of(client, made)
    assert '<span class="tile-value">6</span>' in page


@pytest.mark.parametrize("kind", ["draft", "open"])
def test_the_page_of_a_survey_costs_the_same_for_any_number_of_people(client, cast, kind):
    client.force_login(cast.users["amina"])
    costs = []
    for number in (9, 60):
        staff(cast.utility, number, unit=cast.unit)
        framework = "six-attributes" if number == 9 else "fit-for-partnering"
        made = (draft if kind == "draft" else start)(cast.utility, framework=framework)
        client.get(made.get_absolute_url())
        with CaptureQueriesContext(connection) as found:
            client.get(made.get_absolute_url())
        costs.append(len(found))

    assert costs[0] == costs[1]


def test_somebody_new_among_the_named_is_found_by_the_form(client, cast):
    make_person(cast.utility, "Nia")
    client.force_login(cast.users["amina"])

    client.post(START, start_data(mode="named", people="nia"))

    assert Campaign.objects.get().people.get().name == "Nia"
