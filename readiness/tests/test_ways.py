"""Answering without a link of one's own: by a shared link, each device once, and on paper."""

from __future__ import annotations

import io
import json
import re

import pytest
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from partnering.errors import DomainError
from partnering.models import AuditEntry
from readiness import guessing, queries
from readiness.choices import WayKind
from readiness.models import Campaign, Draft, Invitation, Response, SealedResponse, SpentPass, WayIn
from readiness.services import answering, ways
from readiness.services.links import LinkIsSpent, opened
from readiness.services.tokens import SIGNS, code_in, code_of, new_pass, way_in
from readiness.tests.builders import answer, close, day, filled, now_here, staff, start, tokens_of
from tools.beginnings import beginning


@beginning
def campaign(cast):
    cache.clear()
    staff(cast.utility, 5, unit=cast.unit)
    return start(cast.utility, opening_text="Why we ask you")


@beginning
def link(cast, campaign):
    return ways.open_way(campaign=campaign, kind=WayKind.LINK, people=8, by=cast.users["amina"])


@beginning
def paper(cast, campaign):
    return ways.open_way(campaign=campaign, kind=WayKind.PAPER, people=3, by=cast.users["amina"])


def pdf_text(content):
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def phone():
    """A browser without an account that checks posts as strictly as a real site does."""
    return Client(enforce_csrf_checks=True)


def address(link, page="survey", *parts):
    return reverse(f"readiness:{page}", args=[code_of(link), *parts])


def send(device, link, value="3", **about):
    """Answer the whole survey in a browser."""
    device.get(address(link))
    device.post(address(link, "survey-about"), {"own_unit": "", "own_level": ""} | about)
    for number, area in enumerate(link.campaign.framework_version.framework.areas, 1):
        chosen = {question.key: value for question in area.questions}
        device.post(address(link, "survey-area", number), chosen | {"go": "on"})
    return device.post(address(link, "survey-review"), {"comment": f"value {value}"}, follow=True)


# --- The shared link -------------------------------------------------------------------------------------------


def test_whoever_has_the_code_answers_without_account_or_mail_and_says_their_unit_themselves(cast, link):
    device = phone()
    page = device.get(address(link)).content.decode()
    assert "Why we ask you" in page
    assert "only if you name them" in page
    assert "Which unit do you belong to?" in device.get(address(link, "survey-about")).content.decode()

    sent = send(device, link, own_unit=cast.unit.pk, own_level="manager")

    assert "your answers have been sent" in sent.content.decode()
    assert "This device has answered" in sent.content.decode()
    content = SealedResponse.objects.get().content
    assert (content["unit"], content["level"], content["person"]) == (cast.unit.pk, "manager", None)
    assert (content["comment"], len(content["answers"])) == ("value 3", 24)
    assert not Draft.objects.exists()
    assert WayIn.objects.get().taken == 1


def test_unit_and_level_may_be_kept_to_oneself(link):
    send(phone(), link)

    content = SealedResponse.objects.get().content
    assert (content["unit"], content["level"]) == (None, "")


def test_a_device_answers_once_and_others_answer_by_the_same_link(link):
    first, second = phone(), phone()
    send(first, link)

    again = send(first, link, "5")
    send(second, link, "4")

    assert "This device has answered" in again.content.decode()
    assert sorted(row.content["answers"]["ls1"] for row in SealedResponse.objects.all()) == [3, 4]
    assert WayIn.objects.get().taken == 2


def test_two_posts_of_one_device_count_once(link):
    key, answers = new_pass(link), filled(link.campaign)
    answering.submit_response(token=key, filled=answers, now=now_here())

    with pytest.raises(LinkIsSpent):
        answering.submit_response(token=key, filled=answers, now=now_here())

    assert (SealedResponse.objects.count(), SpentPass.objects.count()) == (1, 1)


def test_what_a_device_has_begun_is_there_again_on_it_and_on_no_other(link):
    device = phone()
    device.get(address(link))
    device.post(address(link, "survey-area", 1), {"ls1": "2"})

    assert "Go on where you left off" in device.get(address(link)).content.decode()
    assert "Go on where you left off" not in phone().get(address(link)).content.decode()
    draft = Draft.objects.get()
    assert b"ls1" not in bytes(draft.content)


def test_the_cookie_holds_nothing_of_the_person_and_goes_to_these_pages_alone(client, cast, link):
    client.force_login(cast.users["chidi"])

    client.get(address(link))

    cookie = client.cookies[f"survey-{link.pk}"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/survey/", True, "Lax")
    assert opened(cookie.value).way == link
    assert opened(cookie.value).person is None


def test_a_browser_without_cookies_is_told_instead_of_losing_every_page(link):
    for ask in (
        lambda: phone().get(address(link, "survey-about")),
        lambda: phone().post(address(link, "survey-area", 1), {"ls1": "2"}),
        lambda: phone().post(address(link), {"language": "fr"}),
    ):
        led = ask()
        assert led.url == f"{address(link)}?cookies=off"
        assert "This browser keeps nothing" in phone().get(led.url).content.decode()
    assert not Draft.objects.exists()


def test_a_pass_that_was_made_up_or_is_of_another_link_opens_nothing(cast, link):
    other = ways.open_way(campaign=link.campaign, kind=WayKind.PAPER, people=5, by=cast.users["amina"])
    key = new_pass(link)
    number, drawn, mark = key.split(".")
    for forged in (
        f"{other.pk}.{drawn}.{mark}",
        f"{number}.{drawn}x.{mark}",
        f"{number}.{drawn}.",
        f"99.{drawn}.{mark}",
    ):
        assert opened(forged) is None, forged
    assert opened(key).way == link
    assert [way_in(odd) for odd in ("", "1", "x.y.z", "1.2", "²..")] == [None] * 5


@pytest.mark.parametrize("happens", ["full", "closed", "survey closed", "past"])
def test_a_link_that_takes_no_more_says_so_and_counts_nothing(cast, link, happens):
    device = phone()
    device.get(address(link))
    device.post(address(link, "survey-area", 1), {"ls1": "2"})
    if happens == "full":
        WayIn.objects.update(people=5, taken=5)
    elif happens == "closed":
        ways.close_way(way=link, by=cast.users["amina"])
    elif happens == "survey closed":
        close(link.campaign)
    else:
        Campaign.objects.update(opens_on=day(-9), closes_on=day(-1))

    refused = device.post(address(link, "survey-review"), {"comment": ""})

    said = "takes no more answers" if happens in ("full", "closed") else "This survey is closed"
    assert refused.status_code == 410
    assert said in refused.content.decode()
    assert not SealedResponse.objects.exists()


def test_the_last_of_those_it_is_for_is_counted_and_the_next_is_not(link):
    WayIn.objects.update(people=6, taken=5)
    one, other = new_pass(link), new_pass(link)
    answering.submit_response(token=one, filled=filled(link.campaign), now=now_here())

    with pytest.raises(DomainError, match="takes no answers now"):
        answering.submit_response(token=other, filled=filled(link.campaign), now=now_here())

    assert (WayIn.objects.get().taken, SpentPass.objects.count(), SealedResponse.objects.count()) == (6, 1, 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        WayIn.objects.update(taken=7)


def test_a_replaced_link_opens_nothing_and_what_was_sent_by_it_is_counted(cast, link):
    device, old = phone(), address(link)
    send(device, link)

    replaced = ways.replace_link(way=link, by=cast.users["amina"])

    assert device.get(old).status_code == 404
    assert device.get(address(replaced)).status_code == 200
    assert WayIn.objects.get().taken == 1


def test_the_code_is_typed_as_people_type(link):
    code = code_of(link)
    assert re.fullmatch(f"(?:[{SIGNS}]{{4}}-){{2}}[{SIGNS}]{{4}}", code)
    for typed in (
        code.upper(),
        code.replace("-", " "),
        code.replace("0", "O").replace("1", "l"),
        f"/survey/{code}/",
    ):
        found = phone().post(reverse("readiness:find-survey"), {"link": typed})
        assert (found.status_code, found.url) == (302, address(link)), typed
    assert [code_in(odd) for odd in ("", "abcd-efgh-jkm", "abcd-efgh-jkmu", "x" * 43)] == [""] * 4


def test_who_guesses_codes_has_to_rest_so_that_even_a_true_one_is_not_looked_up(link):
    device = phone()
    tried = [device.get(f"/survey/{number:012}/").status_code for number in range(guessing.MOST + 1)]

    assert tried == [404] * guessing.MOST + [429]
    assert device.get(address(link)).status_code == 429
    assert device.post(reverse("readiness:find-survey"), {"link": code_of(link)}).status_code == 429
    assert device.get(reverse("readiness:survey", args=[tokens_of(link.campaign)[0]])).status_code == 200
    cache.clear()
    assert device.get(address(link)).status_code == 200


def test_answers_by_link_and_paper_are_held_back_and_forgotten_like_all_others(cast, campaign, link, paper):
    answer(campaign, 5)
    for value in (1, 5):
        one = filled(campaign, value, unit=None, level=None, own_unit=cast.unit.pk, own_level="executive")
        answering.submit_response(token=new_pass(link), filled=one, now=now_here())
    ways.enter_answers(way=paper, key=new_pass(paper), filled=filled(campaign), person=None, now=now_here())

    closed = close(campaign)

    assert Response.objects.filter(campaign=closed).count() == 8
    assert not Response.objects.filter(level="executive").exists()
    assert closed.result.respondents == 8
    assert closed.asked == campaign.asked + 8 + 3
    assert "executive" not in json.dumps([row for row in closed.result.figures["levels"] if row["means"][0]])
    assert not SpentPass.objects.exists()
    assert not Response.objects.exclude(person=None).exists()


def test_nothing_leads_from_a_spent_pass_to_an_answer_or_a_time():
    assert {field.name for field in SpentPass._meta.get_fields()} == {"name", "campaign"}


def test_the_count_of_a_confidential_link_goes_up_in_steps(campaign, link):
    told = []
    for taken in (0, 4, 5, 8):
        link.taken = taken
        told.append(queries.taken_told(link, campaign))

    assert told == [None, None, 5, 5]
    link.people = link.taken = 10
    assert queries.taken_told(link, campaign) == 5  # that all have answered would tell it of each of them


def test_a_link_that_is_full_says_so_and_not_that_few_have_answered(client, cast, campaign, link):
    client.force_login(cast.users["amina"])
    address = reverse("readiness:ways", args=[campaign.pk])
    assert "Fewer than 5 of" in client.get(address).content.decode()
    link.taken = link.people
    link.save()

    page = client.get(address).content.decode()

    assert f"All of the {link.people} answers" in page
    assert "Fewer than" not in page


# --- Opening and closing ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "people", "said"),
    [
        ("link", 4, "for 5 people or more"),
        ("link", 0, "greater than or equal to 1"),
        ("paper", "", "required"),
    ],
)
def test_a_number_that_makes_no_sense_is_refused_beside_what_was_typed(
    client, cast, campaign, kind, people, said
):
    client.force_login(cast.users["amina"])

    refused = client.post(reverse("readiness:open-way", args=[campaign.pk, kind]), {f"{kind}-people": people})

    assert refused.status_code == 422
    assert said in refused.content.decode()
    assert f'value="{people}"' in refused.content.decode()
    assert not WayIn.objects.exists()


def test_a_lead_opens_changes_closes_and_replaces(client, cast, campaign):
    client.force_login(cast.users["amina"])
    here = reverse("readiness:ways", args=[campaign.pk])
    assert "One address for everybody" in client.get(here).content.decode()
    for kind in WayKind.values:
        opened_now = client.post(
            reverse("readiness:open-way", args=[campaign.pk, kind]), {f"{kind}-people": 20}
        )
        assert opened_now.url == here
    link = WayIn.objects.get(kind=WayKind.LINK)
    page = client.get(here).content.decode()
    assert code_of(link).upper() in page
    assert "0 of 20 sheets" in page
    client.post(reverse("readiness:open-way", args=[campaign.pk, "link"]), {"link-people": 30})
    old = code_of(WayIn.objects.get(pk=link.pk))
    for name in ("close-way", "replace-link"):
        parts = [campaign.pk, "link"] if name == "close-way" else [campaign.pk]
        assert client.get(reverse(f"readiness:{name}", args=parts)).status_code == 200
        assert client.post(reverse(f"readiness:{name}", args=parts)).url == here
    link.refresh_from_db()

    assert (link.people, link.is_open) == (30, False)
    assert code_of(link) != old
    told = " ".join(str(entry.details) for entry in AuditEntry.objects.filter(organisation=cast.utility))
    assert link.nonce not in told
    assert client.post(reverse("readiness:open-way", args=[campaign.pk, "door"])).status_code == 404


def test_a_surveys_page_tells_for_how_many_it_is_open_beside_those_with_a_link_of_their_own(
    client, cast, campaign, link, paper
):
    client.force_login(cast.users["bo"])

    page = client.get(campaign.get_absolute_url()).content.decode()

    assert "8 people by a shared link, 3 people on paper" in page
    assert reverse("readiness:ways", args=[campaign.pk]) not in page


def test_fewer_than_have_answered_a_closed_survey_and_a_link_without_names_are_refused(cast, campaign, link):
    WayIn.objects.update(taken=7)
    by = cast.users["amina"]
    with pytest.raises(DomainError, match="already"):
        ways.open_way(campaign=campaign, kind=WayKind.LINK, people=6, by=by)
    close(campaign)
    with pytest.raises(DomainError, match="closed"):
        ways.open_way(campaign=campaign, kind=WayKind.PAPER, people=6, by=by)
    named = start(cast.utility, mode="named")
    with pytest.raises(DomainError, match="named one"):
        ways.open_way(campaign=named, kind=WayKind.LINK, people=6, by=by)


def test_a_link_takes_nothing_for_a_draft_nor_once_its_survey_was_taken_back_and_became_a_named_one(
    cast, campaign, link
):
    Campaign.objects.update(mode="named")
    key = new_pass(WayIn.objects.select_related("campaign").get())
    with pytest.raises(DomainError, match="takes no answers now"):
        answering.submit_response(token=key, filled=filled(campaign), now=now_here())
    Campaign.objects.update(launched_on=None, asked=0, population=0)
    with pytest.raises(DomainError, match="takes no answers now"):
        answering.submit_response(token=key, filled=filled(campaign), now=now_here())


@pytest.mark.parametrize("who", ["bo", "chidi", "dana", "eve", "fola"])
def test_nobody_but_the_lead_gets_at_the_ways(client, cast, campaign, link, paper, who):
    client.force_login(cast.users[who])
    names = ("ways", "poster", "paper-form", "enter-sheet", "replace-link")
    addresses = [reverse(f"readiness:{name}", args=[campaign.pk]) for name in names]
    addresses += [reverse("readiness:close-way", args=[campaign.pk, kind]) for kind in WayKind.values]
    for one in addresses:
        assert client.get(one).status_code == 404
        assert client.post(one).status_code == 404
    assert client.post(reverse("readiness:open-way", args=[campaign.pk, "link"])).status_code == 404
    assert not WayIn.objects.visible_to(cast.users[who]).exists()
    assert not SpentPass.objects.visible_to(cast.users[who]).exists()


# --- On paper ----------------------------------------------------------------------------------------------------


def sheet(campaign, page, value="4", **more):
    """What is typed for one sheet on the page that was opened."""
    key = re.search(r'name="key" value="([^"]+)"', page.content.decode())[1]
    keys = [question.key for question in campaign.framework_version.framework.questions]
    return {"key": key, "comment": "", "level": ""} | dict.fromkeys(keys, value) | more


def test_sheets_are_entered_one_after_the_other_and_each_counts_once(client, cast, campaign, paper):
    client.force_login(cast.users["amina"])
    here = reverse("readiness:enter-sheet", args=[campaign.pk])
    given = sheet(campaign, client.get(here), ls1="d", ls2="N", ls3="", comment="By hand", unit=cast.unit.pk)

    entered = client.post(here, given, follow=True)
    twice = client.post(here, given)

    assert "1 of 3 sheets are entered" in entered.content.decode()
    assert twice.status_code == 422
    assert "was entered already" in twice.content.decode()
    content = SealedResponse.objects.get().content
    assert (content["answers"]["ls1"], content["answers"]["ls2"]) == ("dk", "na")
    assert ("ls3" in content["answers"], content["answers"]["ls4"]) == (False, 4)
    assert (content["unit"], content["person"], content["comment"]) == (cast.unit.pk, None, "By hand")


def test_who_entered_a_sheet_is_noted_nowhere(client, cast, campaign, paper):
    client.force_login(cast.users["amina"])
    before = AuditEntry.objects.count()
    here = reverse("readiness:enter-sheet", args=[campaign.pk])

    client.post(here, sheet(campaign, client.get(here)))

    assert WayIn.objects.get().taken == 1
    assert AuditEntry.objects.count() == before


@pytest.mark.parametrize("typed", ["6", "0", "x", "12"])
def test_a_slip_is_shown_beside_its_box_and_nothing_else_is_lost(client, cast, campaign, paper, typed):
    client.force_login(cast.users["amina"])
    here = reverse("readiness:enter-sheet", args=[campaign.pk])

    refused = client.post(here, sheet(campaign, client.get(here), ls2=typed, comment="Kept"))

    page = refused.content.decode()
    assert refused.status_code == 422
    assert "Type a number from 1 to 5, d, n, or nothing." in page
    assert page.count('value="4"') == 23
    assert "Kept" in page
    assert not SealedResponse.objects.exists()


def test_an_empty_sheet_one_too_many_and_an_old_page_are_refused(client, cast, campaign, paper, link):
    client.force_login(cast.users["amina"])
    here = reverse("readiness:enter-sheet", args=[campaign.pk])
    given = sheet(campaign, client.get(here))
    for change, said in (
        (
            {question: "" for question in given if question[:2].islower() and question[-1].isdigit()},
            "at least one",
        ),
        ({"key": new_pass(link)}, "out of date"),
        ({"key": "made up"}, "out of date"),
    ):
        refused = client.post(here, given | change)
        assert refused.status_code == 422
        assert said in refused.content.decode()
    WayIn.objects.filter(pk=paper.pk).update(taken=3)
    assert "As many people" in client.post(here, given).content.decode()
    Campaign.objects.update(opens_on=day(-9), closes_on=day(-1))
    assert "takes no answers now" in client.post(here, given).content.decode()
    assert not SealedResponse.objects.exists()
    assert not SpentPass.objects.exists()


def test_a_sheet_of_a_named_survey_is_somebodys_who_then_gets_no_reminder_and_answers_once(client, cast):
    staff(cast.utility, 5)
    named = start(cast.utility, mode="named")
    paper = ways.open_way(campaign=named, kind=WayKind.PAPER, people=5, by=cast.users["amina"])
    chidi = cast.people["chidi"]
    client.force_login(cast.users["amina"])
    here = reverse("readiness:enter-sheet", args=[named.pk])
    assert client.post(here, sheet(named, client.get(here))).status_code == 422

    client.post(here, sheet(named, client.get(here), person=chidi.pk))

    content = SealedResponse.objects.get().content
    assert (content["person"], content["unit"], content["level"]) == (chidi.pk, chidi.unit_id, chidi.level)
    assert Invitation.objects.get(person=chidi, campaign=named).answered
    for person, said in (
        (chidi, "has answered already"),
        (None, "whose sheet"),
        (cast.people["eve"], "whose sheet"),
    ):
        with pytest.raises(DomainError, match=said):
            ways.enter_answers(
                way=paper, key=new_pass(paper), filled=filled(named), person=person, now=now_here()
            )


def test_a_unit_or_level_that_is_none_of_the_surveys_is_refused(cast, campaign, link):
    for odd in ({"own_unit": 9999}, {"own_level": "emperor"}):
        with pytest.raises(DomainError, match="can't be chosen here"):
            answering.save_draft(token=new_pass(link), filled=filled(campaign, **odd), now=now_here())


# --- On the wall, and signed in ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "words"), [("en", "Scan this with your phone"), ("fr", "téléphone")])
def test_the_poster_bears_the_code_and_the_address_to_type_it_at(client, cast, link, language, words):
    client.force_login(cast.users["amina"])

    made = client.get(reverse("readiness:poster", args=[link.campaign_id]), {"language": language})

    text = pdf_text(made.content)
    assert words in text
    assert code_of(link).upper() in text
    assert "/survey/" in text


def test_the_paper_form_asks_every_question_with_all_its_choices_and_is_tagged(client, cast, campaign):
    client.force_login(cast.users["amina"])

    made = client.get(reverse("readiness:paper-form", args=[campaign.pk]))

    text = " ".join(pdf_text(made.content).split())
    for question in campaign.framework_version.framework.questions:
        assert question.text in text
        for level in question.levels:
            assert level.text in text
    assert text.count("I don't know") >= 24
    assert "/StructTreeRoot" in PdfReader(io.BytesIO(made.content)).trailer["/Root"]
    assert "Don't write your name" in text


def test_my_surveys_lead_to_ones_own_survey_and_to_no_other(client, cast, campaign):
    client.force_login(cast.users["chidi"])
    page = client.get(reverse("readiness:own-surveys")).content.decode()
    assert campaign.title in page

    led = client.post(reverse("readiness:open-survey", args=[campaign.pk]))

    token = led.url.split("/")[2]
    assert opened(token).person == cast.people["chidi"]
    assert led["Cache-Control"] == "no-store"
    for who in ("dana", "eve", "fola"):
        client.force_login(cast.users[who])
        assert campaign.title not in client.get(reverse("readiness:own-surveys")).content.decode()
        assert client.post(reverse("readiness:open-survey", args=[campaign.pk])).status_code == 404


@pytest.mark.parametrize("who", ["amina", "bo", "chidi"])
def test_everybody_finds_the_surveys_that_ask_them_by_links(client, cast, campaign, who):
    client.force_login(cast.users[who])
    own = f'href="{reverse("readiness:own-surveys")}"'
    page = client.get(reverse("partnering:actions")).content.decode()
    surveys = reverse("readiness:campaigns")

    assert own in (client.get(surveys).content.decode() if f'href="{surveys}"' in page else page)


def test_my_surveys_costs_the_same_for_any_number_of_them(
    client, cast, campaign, django_assert_max_num_queries
):
    client.force_login(cast.users["chidi"])
    for framework in ("six-attributes", "engagement-plan"):
        start(cast.utility, framework=framework, title=framework)
    with django_assert_max_num_queries(10):
        page = client.get(reverse("readiness:own-surveys")).content.decode()

    assert page.count(">Answer<") == 3
