"""A relationship review as a draft: prepared, looked over, launched as it was looked at, and taken back."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from partnering import access
from partnering.errors import DomainError
from partnering.models import Membership, OutgoingMessage, Person
from partnering.registry import Suppressed, message_composers
from partnering.services.outbox import send_due_messages
from readiness import queries
from readiness.models import Campaign, Invitation
from readiness.preflight_reviews import review_lines
from readiness.queries.reviews import REST
from readiness.services.launching import recall_campaign
from readiness.services.reviews import ReviewAsking, draft_review, edit_review, launch_review
from readiness.services.trials import send_trial
from readiness.tests.builders import day, now_here, staff
from readiness.tests.test_reviews import MEMBERS, close, long_ago, people, start

__all__ = ["people"]


def values(**given) -> dict:
    """What a manager fills in."""
    usual = {"title": "Autumn", "whom": "everybody", "minimum_group": 5, "opening_text": "So that we learn."}
    usual |= {"reminders": 2, "reminder_days": 4, "last_call": True}
    return {**usual, "opens_on": day(0), "closes_on": day(14), **given}


def draft(cast, **given) -> Campaign:
    asking = ReviewAsking(**values(**given))
    return draft_review(partnership=cast.partnership, asking=asking, by=cast.users["fola"])


def lines(campaign, **more):
    return review_lines(queries.facts_before_review(campaign, now=now_here(), **more))


def red(campaign, **more) -> list[str]:
    return [line.text for line in lines(campaign, **more) if line.is_red]


def launch(cast, campaign, **more) -> Campaign:
    return launch_review(campaign=campaign, by=cast.users["fola"], now=now_here(), **more)


def test_a_draft_asks_nobody_and_is_green_when_all_is_well(cast, people, mailbox):
    for name in MEMBERS:
        staff(getattr(cast, name), 4)
    made = draft(cast)
    assert made.launched_on is None
    assert not Invitation.objects.exists()
    assert not OutgoingMessage.objects.exists()
    send_trial(campaign=made, by=cast.users["fola"])
    send_due_messages(now=timezone.now())
    made.refresh_from_db()
    assert {line.tone for line in lines(made)} == {"good"}


def few_of_the_university(cast):
    Person.objects.filter(organisation=cast.university, user=None).update(email="")
    return draft(cast), "University"


def one_member(cast):
    Membership.objects.exclude(organisation=cast.agency).update(left_on=day(-1))
    return draft(cast), "two members"


def first_day_passed(cast):
    return draft(cast, opens_on=day(-1)), "has passed"


def another_is_open(cast):
    start(cast)
    return draft(cast), "open already"


def the_last_rests(cast):
    long_ago(close(start(cast)), REST.days - 1)
    return draft(cast), "Let some time pass"


@pytest.mark.parametrize(
    "trouble", [few_of_the_university, one_member, first_day_passed, another_is_open, the_last_rests]
)
def test_what_is_red_is_told_and_refused_by_page_and_service(client, cast, people, trouble):
    made, words = trouble(cast)
    before = Invitation.objects.count()
    client.force_login(cast.users["fola"])
    assert any(words in text for text in red(made))
    page = client.get(made.get_absolute_url()).content.decode()
    assert words in page
    assert "be launched before what is red is mended" in page
    assert reverse("readiness:launch-review", args=[made.pk]) not in page
    with pytest.raises(DomainError, match=words):
        launch(cast, made)
    answer = client.post(reverse("readiness:launch-review", args=[made.pk]), {"looked": "x"}, follow=True)
    assert words in answer.content.decode()
    assert Invitation.objects.count() == before


def test_amber_is_thought_about_and_launched_all_the_same(cast, people):
    made = draft(cast, opening_text="", closes_on=day(1))
    tones = [line.tone for line in lines(made)]
    assert tones.count("warn") == 3, "no trial, few days, no words"
    assert "bad" not in tones
    assert "bad" in [line.tone for line in lines(made, mail_trouble="no route")]
    assert launch(cast, made).asked


def test_raising_the_smallest_group_tells_nothing_of_how_many_people_others_have(cast, people):
    said = set()
    for minimum in range(5, 51):
        made = draft(cast, minimum_group=minimum)
        assert red(made) == []
        said.add(
            tuple(line.text.replace(f"from {minimum} answers", "from N answers") for line in lines(made))
        )

    assert len(said) == 1
    assert launch(cast, made).asked


def test_of_people_with_a_part_whom_all_see_the_smallest_group_itself_counts(cast, people):
    made = draft(cast, whom="part")

    assert any("Fewer than 5 people" in text for text in red(made))
    assert any("Fewer than 9 people" in text for text in red(draft(cast, whom="part", minimum_group=9)))


def test_a_review_is_reminded_of_by_its_own_plan_and_read_in_ones_own_language(client, cast, people):
    client.force_login(cast.users["fola"])
    filled = values(
        title_fr="Notre travail",
        opening_text_fr="Pour apprendre.",
        reminders="1",
        reminder_days="6",
        last_call="",
    )
    start_page = reverse("readiness:start-review", args=[cast.partnership.slug])

    client.post(start_page, filled)

    made = Campaign.objects.get(title="Autumn")
    assert (made.reminders, made.reminder_days, made.last_call) == (1, 6, False)
    assert made.words_in("fr") == {"title": "Notre travail", "opening_text": "Pour apprendre."}
    assert made.words_in("es")["title"] == "Autumn"
    page = client.get(made.get_absolute_url()).content.decode()
    assert "Pour apprendre." in page
    edited = client.get(reverse("readiness:edit-review", args=[made.pk])).content.decode()
    assert "Notre travail" in edited
    refused = client.post(start_page, filled | {"reminders": "9", "title_fr": "Kept"})
    assert refused.status_code == 422
    assert "Kept" in refused.content.decode()


def test_the_reminders_of_a_running_review_can_be_changed_by_its_manager(client, cast, people):
    made = launch(cast, draft(cast))
    address = reverse("readiness:change-review-reminders", args=[made.pk])
    client.force_login(cast.users["fola"])

    client.post(address, {"reminders": "0", "reminder_days": "4"})

    made.refresh_from_db()
    assert (made.reminders, made.last_call) == (0, False)
    assert "none any more" in client.get(made.get_absolute_url()).content.decode()
    client.force_login(cast.users["dana"])
    assert client.post(address, {"reminders": "3", "reminder_days": "4"}).status_code == 404


def test_all_members_see_a_review_as_respondents_do_and_nobody_else(client, cast, people):
    made = draft(cast)
    client.force_login(cast.users["dana"])
    first = client.get(reverse("readiness:preview-review", args=[made.pk])).content.decode()
    assert "Your answers are confidential" in first
    assert reverse("readiness:preview-review-area", args=[made.pk, 1]) in first
    area = client.get(reverse("readiness:preview-review-area", args=[made.pk, 1])).content.decode()
    assert "<fieldset disabled>" in area
    client.force_login(cast.users["eve"])
    for page in ("preview-review", "preview-review-area"):
        args = [made.pk] if page == "preview-review" else [made.pk, 1]
        assert client.get(reverse(f"readiness:{page}", args=args)).status_code == 404


def test_no_number_of_others_people_stands_on_the_page(client, cast, people):
    client.force_login(cast.users["fola"])
    page = client.get(draft(cast).get_absolute_url())
    assert [(one["name"], one["count"]) for one in page.context["members"]] == [
        ("River Agency", 9),
        ("University", None),
        ("Water Utility", None),
    ]


def test_it_is_launched_as_it_was_looked_at(client, cast, people):
    client.force_login(cast.users["fola"])
    address = reverse("readiness:start-review", args=[cast.partnership.slug])
    made = client.post(address, values())
    review = Campaign.objects.get()
    assert made.url == review.get_absolute_url()
    launching = reverse("readiness:launch-review", args=[review.pk])
    mark = client.get(made.url).context["mark"]
    staff(cast.university, 1)
    client.post(launching, {"looked": mark})
    assert not Invitation.objects.exists(), "somebody came meanwhile, so it is looked at again"
    client.get(launching)
    assert not Invitation.objects.exists(), "looking launches nothing"
    client.post(launching, {"looked": client.get(made.url).context["mark"]})
    review.refresh_from_db()
    assert (review.launched_on, review.asked) == (access.today(), Invitation.objects.count())
    with pytest.raises(DomainError, match="launched already"):
        launch(cast, review)


def test_a_draft_is_changed_until_it_is_launched(client, cast, people):
    client.force_login(cast.users["fola"])
    made = draft(cast)
    address = reverse("readiness:edit-review", args=[made.pk])
    shown = client.get(address).context["form"]["shown"].value()
    client.post(address, values(title="Winter", whom="part", shown=shown))
    made.refresh_from_db()
    assert (made.title, made.only_with_part) == ("Winter", True)
    late = client.post(address, values(title="Spring", whom="part", shown=shown))
    assert late.status_code == 409, "somebody else changed the title meanwhile"
    shown = client.get(address).context["form"]["shown"].value()
    bad = client.post(address, values(title="My words", closes_on=day(-1), shown=shown))
    assert bad.status_code == 422
    assert b"My words" in bad.content
    made.refresh_from_db()
    edit_review(campaign=made, asking=ReviewAsking(**values()), by=cast.users["fola"])
    launch(cast, made)
    assert client.get(address).url == made.get_absolute_url()
    with pytest.raises(DomainError, match="no draft any more"):
        edit_review(campaign=made, asking=ReviewAsking(**values()), by=cast.users["fola"])


def test_it_can_be_taken_back_before_it_opens(client, cast, people):
    client.force_login(cast.users["fola"])
    made = launch(cast, draft(cast, opens_on=day(3)))
    address = reverse("readiness:recall-review", args=[made.pk])
    assert address in client.get(made.get_absolute_url()).content.decode()
    client.post(address)
    made.refresh_from_db()
    assert made.launched_on is None
    assert not Invitation.objects.exists()
    assert not OutgoingMessage.objects.exists()
    made = launch(cast, draft(cast, title="Now"))
    with pytest.raises(DomainError, match="not opened yet"):
        recall_campaign(campaign=made, by=None, now=now_here())


@pytest.mark.parametrize(
    ("who", "sees"),
    [("amina", True), ("bo", True), ("chidi", False), ("dana", True), ("eve", False), ("fola", True)],
)
def test_members_see_that_one_is_prepared_and_only_the_manager_works_on_it(client, cast, people, who, sees):
    made = draft(cast)
    manages = who == "fola"
    client.force_login(cast.users[who])
    page = client.get(made.get_absolute_url())
    assert page.status_code == (200 if sees else 404)
    content = page.content.decode()
    assert ("Send the invitations" in content) is manages
    assert ("is preparing this review" in content) is (sees and not manages)
    assert ("People of all" in content) is manages, "what the launch needs is its manager's"
    for name in ("edit-review", "launch-review", "recall-review", "withdraw-review", "send-review-trial"):
        address = reverse(f"readiness:{name}", args=[made.pk])
        if not manages:
            assert client.get(address).status_code == client.post(address).status_code == 404
    if manages:
        client.post(reverse("readiness:withdraw-review", args=[made.pk]))
    assert Campaign.objects.exists() is not manages


def test_its_manager_gets_the_invitation_as_it_will_look_and_its_link_opens_the_preview(
    client, cast, people, mailbox
):
    client.force_login(cast.users["fola"])
    made = draft(cast)
    page = client.get(made.get_absolute_url()).content.decode()
    assert "No trial was sent" in page
    assert "Send me a trial" in page
    client.post(reverse("readiness:send-review-trial", args=[made.pk]))
    send_due_messages(now=timezone.now())
    (mail,) = mailbox.messages
    text = mail.get_body(("plain",)).get_content()
    assert mail["To"] == cast.people["fola"].email
    assert mail["Subject"] == "Trial: A few minutes for: Autumn"
    assert "This is a trial" in text
    assert f"The partners of {cast.partnership} would like to know" in text
    link = re.search(r"http://testserver(/reviews/\S+)", text).group(1)
    assert "So that we learn." in client.get(link).content.decode()
    assert not Invitation.objects.exists()
    assert "A trial of the invitation was sent on" in client.get(made.get_absolute_url()).content.decode()
    edit_review(campaign=made, asking=ReviewAsking(**values(title="Winter")), by=cast.users["fola"])
    assert "changed since you sent yourself a trial" in client.get(made.get_absolute_url()).content.decode()


@pytest.mark.parametrize("who", ["amina", "dana", "eve"])
def test_a_trial_goes_to_nobody_who_does_not_run_the_review(cast, people, who):
    send_trial(campaign=draft(cast), by=cast.users[who])

    message = OutgoingMessage.objects.get()
    assert isinstance(message_composers[message.kind](message), Suppressed)


def test_a_launched_review_sends_no_trial(client, cast, people):
    client.force_login(cast.users["fola"])
    made = launch(cast, draft(cast))

    answer = client.post(reverse("readiness:send-review-trial", args=[made.pk]), follow=True)

    assert "its own invitations show how they look" in answer.content.decode()
    assert not OutgoingMessage.objects.filter(kind="survey_trial").exists()


def test_a_surveys_own_routes_lead_to_no_review(client, cast, people):
    client.force_login(cast.users["fola"])
    made = launch(cast, draft(cast))
    for name in ("send-trial", "preview-campaign", "change-reminders"):
        address = reverse(f"readiness:{name}", args=[made.pk])
        assert client.get(address).status_code == client.post(address).status_code == 404
        assert address not in client.get(made.get_absolute_url()).content.decode()
