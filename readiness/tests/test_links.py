"""Links that don't open as they are, posts that come too late, and answers that are taken back."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from readiness.models import Draft, Invitation, SealedResponse
from readiness.services import answering
from readiness.tests.builders import close, filled, now_here, staff, start, tokens_of
from tools.beginnings import beginning


@beginning
def campaign(cast):
    staff(cast.utility, 5)
    return start(cast.utility)


@beginning
def named(cast):
    staff(cast.utility, 5)
    return start(cast.utility, mode="named")


@pytest.fixture
def phone():
    """A browser without an account that checks posts as strictly as a real site does."""
    cache.clear()
    return Client(enforce_csrf_checks=True)


def address(token, page="survey", *parts):
    return reverse(f"readiness:{page}", args=[token, *parts])


@pytest.mark.parametrize("happens", ["sent", "closed"])
def test_a_choice_that_can_not_be_saved_in_place_any_more_makes_the_page_say_why(phone, campaign, happens):
    token = tokens_of(campaign)[0]
    if happens == "sent":
        answering.submit_response(token=token, filled=filled(campaign), now=now_here())
    else:
        close(campaign)

    told = phone.post(address(token, "survey-area", 1), {"ls1": "2"}, headers={"HX-Request": "true"})

    assert told["HX-Refresh"] == "true"
    assert not told.content
    assert not Draft.objects.exists()


@pytest.mark.parametrize("odd", ["{}.", "<{}>", "({})", "{},", "{}%20", "{}*"])
def test_a_link_with_something_hanging_on_opens_all_the_same(phone, campaign, odd):
    token = tokens_of(campaign)[0]

    opened = phone.get(f"/survey/{odd.format(token)}/")

    assert (opened.status_code, opened.url) == (302, address(token))
    assert opened["Cache-Control"] == "no-store"


@pytest.mark.parametrize("behind", [">", ").", ",", "%22", "&amp;", "1/%3E", "no/such/page/"])
def test_what_hangs_on_behind_a_links_last_stroke_does_no_harm(phone, campaign, behind):
    token = tokens_of(campaign)[0]

    opened = phone.get(f"{address(token)}{behind}")

    assert (opened.status_code, opened.url) == (302, address(token))
    assert opened["Cache-Control"] == "no-store"
    assert "leads to no survey" in phone.get(f"{address('guessed')}{behind}").content.decode()
    answering.submit_response(token=token, filled=filled(campaign), now=now_here())
    assert "have been sent" in phone.get(f"{address(token)}{behind}").content.decode()


@pytest.mark.parametrize("lost", [1, 20, 42])
def test_a_half_pasted_link_gets_a_box_for_the_whole_one(phone, campaign, lost):
    page = phone.get(address(tokens_of(campaign)[0][:-lost]))

    assert page.status_code == 404
    assert "a part of it was lost" in page.content.decode()
    assert f'action="{reverse("readiness:find-survey")}"' in page.content.decode()


def test_the_link_can_be_pasted_whole_or_broken_or_in_part(phone, campaign):
    token = tokens_of(campaign)[0]
    link = f"http://testserver{address(token)}"
    for pasted in (link, f"{link[:30]}\n  {link[30:]}", f"<{link}>", f"{link}3/", token):
        found = phone.post(reverse("readiness:find-survey"), {"link": pasted})
        assert (found.status_code, found.url) == (302, address(token)), pasted


def test_a_pasted_link_that_leads_nowhere_stays_in_its_box(phone, campaign):
    assert "Copy the whole link" in phone.get(reverse("readiness:find-survey")).content.decode()
    for pasted, said in (("half-a-link", "leads to no survey"), ("", "Paste the link")):
        page = phone.post(reverse("readiness:find-survey"), {"link": pasted})
        assert page.status_code == 422
        assert said in page.content.decode()
        assert f">{pasted}</textarea>" in page.content.decode()
        assert page["Referrer-Policy"] == "no-referrer"


def test_who_tries_many_links_has_to_rest_while_true_ones_open(phone, campaign):
    tried = [phone.get(address(f"{number:043}")).status_code for number in range(31)]
    pasted = phone.post(reverse("readiness:find-survey"), {"link": "guess"})

    assert tried == [404] * 30 + [429]
    assert pasted.status_code == 429
    assert "Wait a minute" in pasted.content.decode()
    assert phone.get(address(tokens_of(campaign)[0])).status_code == 200
    cache.clear()


@pytest.mark.parametrize("keep", ["yes", "no"])
def test_a_named_answer_is_taken_back_to_be_changed_or_deleted(phone, named, keep):
    token, other = tokens_of(named)[:2]
    answering.submit_response(token=other, filled=filled(named, 5, comment="Theirs"), now=now_here())
    answering.submit_response(token=token, filled=filled(named, 2, comment="Mine"), now=now_here())
    assert "Take my answers back" in phone.get(address(token)).content.decode()
    assert "Take back and change" in phone.get(address(token, "survey-take-back")).content.decode()
    assert phone.post(address(token, "survey-take-back"), {}).status_code == 422
    assert SealedResponse.objects.count() == 2

    back = phone.post(address(token, "survey-take-back"), {"keep": keep})

    assert back.url.startswith(address(token))
    assert SealedResponse.objects.get().content["comment"] == "Theirs"
    assert Invitation.objects.filter(answered=True).count() == 1
    draft = answering.draft_of(token)
    assert (len(draft.answers), draft.comment) == ((24, "Mine") if keep == "yes" else (0, ""))
    answering.submit_response(token=token, filled=filled(named, 4), now=now_here())
    assert sorted(row.content["answers"]["ls1"] for row in SealedResponse.objects.all()) == [4, 5]


def test_a_confidential_answer_is_nobodys_to_take_back(phone, campaign):
    token = tokens_of(campaign)[0]
    answering.submit_response(token=token, filled=filled(campaign), now=now_here())

    assert "Take my answers back" not in phone.get(address(token)).content.decode()
    refused = phone.post(address(token, "survey-take-back"), {"keep": "no"})
    assert "your answers have been sent" in refused.content.decode()
    with pytest.raises(answering.DomainError, match="can't be taken back"):
        answering.withdraw_response(token=token, keep=False, now=now_here())
    assert SealedResponse.objects.count() == 1


def test_after_closing_a_named_answer_stays(phone, named):
    token = tokens_of(named)[0]
    answering.submit_response(token=token, filled=filled(named), now=now_here())
    close(named)

    refused = phone.post(address(token, "survey-take-back"), {"keep": "no"})

    assert "can't be changed" in refused.content.decode()
    assert Invitation.objects.filter(answered=True).count() == 1


def test_nothing_is_taken_back_by_a_link_that_was_not_used_or_leads_nowhere(phone, named):
    unused = phone.post(address(tokens_of(named)[0], "survey-take-back"), {"keep": "no"})
    assert unused.url == address(tokens_of(named)[0])
    assert phone.post(address("guessed", "survey-take-back"), {"keep": "no"}).status_code == 404
    with pytest.raises(answering.DomainError, match="does not belong"):
        answering.withdraw_response(token="guessed", keep=False, now=now_here())
