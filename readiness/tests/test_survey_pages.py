"""A respondent's own pages: by the link alone, with and without scripts."""

from __future__ import annotations

from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from readiness.models import Campaign, Comment, Draft, Invitation, SealedResponse
from readiness.services import answering
from readiness.tests.builders import answer, close, day, filled, now_here, staff, start, tokens_of
from tools.beginnings import beginning

BY_SCRIPT = {"HX-Request": "true"}
PAGES = ("survey", "survey-about", "survey-area", "survey-review")


@beginning
def campaign(cast):
    staff(cast.utility, 5)
    return start(cast.utility, opening_text="Why we ask you")


@pytest.fixture
def token(campaign):
    return tokens_of(campaign)[2]  # Chidi's, who has a unit


@pytest.fixture
def phone():
    """A browser without an account that checks posts as strictly as a real site does."""
    return Client(enforce_csrf_checks=True)


def address(token, page="survey", number=None):
    number = 1 if page == "survey-area" and number is None else number
    return reverse(f"readiness:{page}", args=[token, *([number] if number else [])])


def all_of(campaign, number, value="4"):
    area = campaign.framework_version.framework.areas[number - 1]
    return {question.key: value for question in area.questions}


def fill_in(phone, campaign, token, **about):
    phone.post(address(token, "survey-about"), {"unit": "yes", "level": "no"} | about)
    for number in (1, 2, 3, 4):
        phone.post(address(token, "survey-area", number), all_of(campaign, number) | {"go": "on"})


def test_the_whole_way_without_scripts_or_account(phone, campaign, token):
    opened = phone.get(address(token))
    assert "Why we ask you" in opened.content.decode()
    began = phone.post(address(token, "survey-about"), {"unit": "yes", "level": "no"})
    assert began.url == address(token, "survey-area", 1)
    for number in (1, 2, 3):
        went_on = phone.post(address(token, "survey-area", number), all_of(campaign, number) | {"go": "on"})
        assert went_on.url == address(token, "survey-area", number + 1)
    last = phone.post(address(token, "survey-area", 4), all_of(campaign, 4, "dk"))
    assert last.url == address(token, "survey-review")
    assert "6 of 6" in phone.get(last.url).content.decode()

    sent = phone.post(address(token, "survey-review"), {"comment": "More time"}, follow=True)

    assert "your answers have been sent" in sent.content.decode()
    content = SealedResponse.objects.get().content
    assert len(content["answers"]) == 24
    assert (bool(content["unit"]), content["level"], content["comment"]) == (True, "", "More time")
    assert not phone.cookies


def test_who_will_see_what_is_said_before_the_first_question(phone, campaign, token):
    page = phone.get(address(token)).content.decode()

    assert "Your answers are confidential" in page
    assert "groups of 5 or more" in page
    assert page.index("confidential") < page.index("Begin")


def test_a_named_survey_says_so_first_and_asks_for_no_unit(phone, cast):
    campaign = start(cast.utility, mode="named")
    token = tokens_of(campaign)[0]

    page = phone.get(address(token)).content.decode()

    assert "Your answers are kept with your name" in page
    assert "Only 3 are asked" in page
    assert phone.get(address(token, "survey-about")).url == address(token, "survey-area", 1)


@pytest.mark.parametrize("page", PAGES)
def test_mail_scanners_may_open_everything_as_often_as_they_like(phone, token, page):
    for _ in range(2):
        assert phone.get(address(token, page)).status_code == 200
        assert phone.head(address(token, page)).status_code == 200
        assert phone.options(address(token, page)).status_code == 200

    assert not Invitation.objects.filter(answered=True).exists()
    assert not Draft.objects.exists()
    assert not SealedResponse.objects.exists()


@pytest.mark.parametrize("page", PAGES)
def test_neither_the_address_nor_the_page_stays_anywhere(phone, token, page):
    answered = phone.get(address(token, page))

    assert answered["Referrer-Policy"] == "no-referrer"
    assert answered["Cache-Control"] == "no-store"
    assert "noindex" in answered["X-Robots-Tag"]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_an_unknown_link_leads_to_no_survey(phone, campaign, page, method):
    answered = getattr(phone, method)(address("x" * 43, page))

    assert answered.status_code == 404
    assert "leads to no survey" in answered.content.decode()
    assert answered["Referrer-Policy"] == "no-referrer"
    for secret in ("How ready are we?", "Water Utility"):
        assert secret not in answered.content.decode()


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_link_that_was_used_says_thank_you(phone, campaign, token, page, method):
    answering.submit_response(token=token, filled=filled(campaign), now=now_here())

    answered = getattr(phone, method)(address(token, page))

    assert answered.status_code == 200
    assert "your answers have been sent" in answered.content.decode()
    assert SealedResponse.objects.count() == 1


@pytest.mark.parametrize("page", PAGES)
def test_a_closed_survey_says_so(phone, campaign, token, page):
    close(campaign)

    answered = phone.get(address(token, page))

    assert answered.status_code == 410
    assert "This survey is closed" in answered.content.decode()


def test_a_survey_past_its_last_day_takes_nothing_though_nobody_closed_it_yet(phone, campaign, token):
    Campaign.objects.update(opens_on=day(-9), closes_on=day(-1))

    assert phone.post(address(token, "survey-review")).status_code == 410


def test_a_survey_that_has_not_opened_says_when_it_will(phone, campaign, token):
    Campaign.objects.update(opens_on=day(3))

    assert "has not opened yet" in phone.get(address(token)).content.decode()


def test_each_choice_is_saved_at_once_with_scripts(phone, token):
    saved = phone.post(address(token, "survey-area", 1), {"ls1": "2"}, headers=BY_SCRIPT)

    assert "Saved" in saved.content.decode()
    assert "<html" not in saved.content.decode()
    assert answering.draft_of(token).answers == {"ls1": 2}


def test_coming_back_on_another_device_finds_everything(phone, campaign, token):
    phone.post(address(token, "survey-area", 1), all_of(campaign, 1, "2"))
    other = Client()

    assert "Go on where you left off" in other.get(address(token)).content.decode()
    page = other.get(address(token, "survey-area", 1)).content.decode()
    assert page.count("checked") == 6


def test_going_back_saves_as_well(phone, campaign, token):
    back = phone.post(address(token, "survey-area", 2), all_of(campaign, 2, "na") | {"go": "back"})

    assert back.url == address(token, "survey-area", 1)
    assert set(answering.draft_of(token).answers.values()) == {"na"}
    assert phone.post(address(token, "survey-area", 1), {"go": "back"}).url == address(token)


def test_every_question_offers_dont_know_and_not_applicable(phone, token):
    page = phone.get(address(token, "survey-area", 1)).content.decode()

    assert page.count('value="dk"') == page.count('value="na"') == 6


@pytest.mark.parametrize("number", [0, 5, 99])
def test_a_part_that_is_not_there_leads_to_the_beginning(phone, token, number):
    assert phone.get(reverse("readiness:survey-area", args=[token, number])).url == address(token)


def test_a_choice_that_is_none_is_refused_and_shown(phone, token):
    refused = phone.post(address(token, "survey-area", 1), {"ls1": "9"})

    assert refused.status_code == 422
    assert "none of the choices" in refused.content.decode()
    assert not Draft.objects.exists()


def test_a_choice_that_is_none_takes_nothing_away_of_what_was_saved_or_chosen_beside_it(phone, token):
    phone.post(address(token, "survey-area", 1), {"ls1": "2", "ls2": "5"})

    refused = phone.post(address(token, "survey-area", 1), {"ls1": "99", "ls3": "4"})

    assert refused.status_code == 422
    assert answering.draft_of(token).answers == {"ls1": 2, "ls2": 5, "ls3": 4}


def test_an_older_post_that_comes_late_takes_away_nothing_that_was_chosen_since(phone, token):
    phone.post(address(token, "survey-area", 1), {"ls1": "2", "ls2": "5"}, headers=BY_SCRIPT)

    phone.post(address(token, "survey-area", 1), {"ls1": "2"}, headers=BY_SCRIPT)

    assert answering.draft_of(token).answers == {"ls1": 2, "ls2": 5}


def test_unit_and_level_need_a_yes_or_no(phone, token):
    refused = phone.post(address(token, "survey-about"), {"unit": "yes"})

    assert refused.status_code == 422
    assert "Choose yes or no" in refused.content.decode()


def test_somebody_without_a_unit_is_asked_for_the_level_only(phone, campaign):
    token = tokens_of(campaign)[0]  # Amina's

    assert phone.post(address(token, "survey-about"), {"level": "yes"}).status_code == 302
    assert answering.draft_of(token).unit is False


def test_an_empty_survey_is_not_sent_and_the_comment_is_kept(phone, token):
    refused = phone.post(address(token, "survey-review"), {"comment": "My words"})

    page = refused.content.decode()
    assert refused.status_code == 422
    assert "Answer at least one question" in page
    assert "My words" in page


def test_a_comment_that_is_too_long_is_refused(phone, campaign, token):
    fill_in(phone, campaign, token)

    assert phone.post(address(token, "survey-review"), {"comment": "x" * 2001}).status_code == 422
    assert not SealedResponse.objects.exists()


def test_a_comment_fits_that_fits_the_page_however_many_lines_it_has(phone, campaign, token):
    fill_in(phone, campaign, token)
    lines = "line\r\n" * 400

    sent = phone.post(address(token, "survey-review"), {"comment": lines}, follow=True)

    assert "your answers have been sent" in sent.content.decode()
    assert SealedResponse.objects.get().content["comment"].count("\n") == 399


@pytest.mark.parametrize(
    ("go", "page", "number"),
    [("2", "survey-area", 2), ("about", "survey-about", None), ("99", "survey-review", None)],
)
def test_a_comment_stays_when_somebody_goes_back_before_sending(phone, campaign, token, go, page, number):
    fill_in(phone, campaign, token)

    gone = phone.post(address(token, "survey-review"), {"comment": "Half a thought", "go": go})

    assert gone.url == address(token, page, number)
    assert "Half a thought" in phone.get(address(token, "survey-review")).content.decode()
    assert not SealedResponse.objects.exists()


def test_with_scripts_a_comment_is_kept_while_it_is_typed(phone, campaign, token):
    saved = phone.post(
        address(token, "survey-review"), {"comment": "Half a", "go": "keep"}, headers=BY_SCRIPT
    )

    assert "Saved" in saved.content.decode()
    assert answering.draft_of(token).comment == "Half a"
    assert not SealedResponse.objects.exists()


def test_scripts_are_told_where_to_go_and_stay_on_their_page_without_an_answer(phone, campaign, token):
    for page, number, content in (
        ("survey", None, {"language": "fr"}),
        ("survey-about", None, {"unit": "yes", "level": "no"}),
        ("survey-area", 4, all_of(campaign, 4) | {"go": "on"}),
        ("survey-review", None, {"comment": "", "go": "1"}),
        ("survey-review", None, {"comment": ""}),
    ):
        told = phone.post(address(token, page, number), content, headers=BY_SCRIPT)
        assert (told.status_code, bool(told.headers["HX-Redirect"])) == (200, True)

    assert SealedResponse.objects.count() == 1


def test_what_a_script_sends_once_more_because_it_heard_nothing_is_taken_once(phone, campaign, token):
    fill_in(phone, campaign, token)

    first, again = (
        phone.post(address(token, "survey-review"), {"comment": "x"}, headers=BY_SCRIPT) for _ in range(2)
    )

    assert "survey" in first.headers["HX-Redirect"]
    assert again.headers["HX-Refresh"] == "true"
    assert (
        "your answers have been sent"
        in phone.get(address(token, "survey-review"), follow=True).content.decode()
    )
    assert SealedResponse.objects.count() == 1


def test_the_review_tells_what_is_missing(phone, token):
    phone.post(address(token, "survey-area", 1), {"ls1": "2"})

    page = phone.get(address(token, "survey-review")).content.decode()

    assert "1 of 6" in page
    assert page.count("Not answered yet") == 23
    assert "Look over and send" in phone.get(address(token)).content.decode()


def test_the_review_tells_what_was_chosen_in_its_own_words(phone, campaign, token):
    areas = campaign.framework_version.framework.areas
    first, second = areas[0].questions[:2]
    phone.post(address(token, "survey-area", 1), {first.key: "2", second.key: "dk"})

    page = unescape(phone.get(address(token, "survey-review")).content.decode())

    assert f"<dd>{first.levels[1].text}</dd>" in page
    assert first.levels[2].text not in page
    assert "<dd>I don't know</dd>" in page


def test_when_all_is_answered_only_sending_is_left(phone, campaign, token):
    fill_in(phone, campaign, token)

    page = phone.get(address(token)).content.decode()

    assert "Go on where you left off" not in page
    assert "Look over and send" in page


def test_pages_of_a_survey_hold_nothing_of_others(phone, campaign, token):
    answer(campaign, 2, comment="Sentinel")

    for page in PAGES:
        content = phone.get(address(token, page)).content.decode()
        for secret in ("Sentinel", "Amina", "Clean River", "River Agency"):
            assert secret not in content


def test_a_signed_in_lead_sees_no_more_there_than_anybody(client, cast, campaign, token):
    client.force_login(cast.users["dana"])

    page = client.get(address(token)).content.decode()

    assert "Dana" not in page
    assert not Comment.objects.exists()
