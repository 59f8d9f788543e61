"""A lead tries a survey before it goes out: its mail, and its pages; nothing can be answered there."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from partnering.errors import DomainError
from partnering.models import OutgoingMessage
from partnering.registry import Suppressed, message_composers
from partnering.services.outbox import send_due_messages
from readiness import queries
from readiness.models import Draft, Invitation
from readiness.preflight import lines
from readiness.services import launching
from readiness.services.trials import send_trial
from readiness.services.withdrawing import withdraw_campaign
from readiness.tests.builders import asking, draft, now_here, staff


@pytest.fixture
def prepared(cast):
    staff(cast.utility, 4)
    return draft(cast.utility, opening_text="Why we ask you")


def told(campaign) -> dict[str, str]:
    facts = queries.facts_before_launch(campaign, now=now_here())
    return {line.text: line.tone for line in lines(facts) if "trial" in line.text.lower()}


def preview(campaign, number=0):
    if number:
        return reverse("readiness:preview-area", args=[campaign.pk, number])
    return reverse("readiness:preview-campaign", args=[campaign.pk])


def test_a_lead_gets_the_invitation_as_it_will_look_and_its_link_opens_the_preview(
    client, cast, prepared, mailbox
):
    client.force_login(cast.users["amina"])

    client.post(reverse("readiness:send-trial", args=[prepared.pk]))
    send_due_messages(now=timezone.now())

    (mail,) = mailbox.messages
    text = mail.get_body(("plain",)).get_content()
    assert mail["To"] == cast.people["amina"].email
    assert mail["Subject"] == "Trial: A few minutes for: How ready are we?"
    assert "This is a trial" in text
    assert "This is a trial" in mail.get_body(("html",)).get_content()
    assert "answers are kept without names" in text
    link = re.search(r"http://testserver(/readiness/\S+)", text).group(1)
    page = client.get(link).content.decode()
    assert "Why we ask you" in page
    assert "Nothing can be answered here" in page
    assert not Invitation.objects.exists()


def test_an_invitation_itself_is_no_trial(prepared, mailbox):
    launching.launch_campaign(campaign=prepared, by=None, now=now_here())
    send_due_messages(now=timezone.now())

    assert len(mailbox.messages) == 7
    assert not any("trial" in str(mail).lower() for mail in mailbox.messages)


def test_the_list_before_the_launch_says_whether_a_trial_was_sent(cast, prepared, mailbox):
    assert set(told(prepared).values()) == {"warn"}
    assert "No trial was sent" in next(iter(told(prepared)))

    send_trial(campaign=prepared, by=cast.users["amina"])
    assert "on its way" in next(iter(told(prepared)))

    send_due_messages(now=timezone.now())
    ((words, tone),) = told(prepared).items()
    assert (words.startswith("A trial of the invitation was sent on"), tone) == (True, "good")

    launching.edit_campaign(campaign=prepared, asking=asking(title="Other"), by=None)
    prepared.refresh_from_db()
    ((words, tone),) = told(prepared).items()
    assert ("was changed since" in words, tone) == (True, "warn")


def test_a_trial_that_could_not_be_delivered_is_told(cast, prepared, mailbox):
    mailbox.refused[cast.people["amina"].email] = "550 No such user"
    send_trial(campaign=prepared, by=cast.users["amina"])
    send_due_messages(now=timezone.now())

    assert "could not be delivered" in next(iter(told(prepared)))


def test_two_presses_send_one_trial(cast, prepared):
    for _press in range(2):
        send_trial(campaign=prepared, by=cast.users["amina"])

    assert OutgoingMessage.objects.count() == 1


def test_a_launched_survey_sends_no_trial(cast, prepared):
    launching.launch_campaign(campaign=prepared, by=None, now=now_here())

    with pytest.raises(DomainError, match="launched"):
        send_trial(campaign=prepared, by=cast.users["amina"])


def test_a_trial_is_no_hindrance_to_taking_a_survey_back_and_goes_with_it(cast, prepared, mailbox):
    send_trial(campaign=prepared, by=cast.users["amina"])
    send_due_messages(now=timezone.now())

    withdraw_campaign(campaign=prepared, by=None)

    assert not OutgoingMessage.objects.exists()


@pytest.mark.parametrize("who", ["bo", "chidi", "dana", "eve"])
def test_nobody_but_its_lead_is_sent_a_trial(client, cast, prepared, who):
    client.force_login(cast.users[who])
    assert client.post(reverse("readiness:send-trial", args=[prepared.pk])).status_code == 404
    assert not OutgoingMessage.objects.exists()

    send_trial(campaign=prepared, by=cast.users[who])
    message = OutgoingMessage.objects.get()
    assert isinstance(message_composers[message.kind](message), Suppressed)


@pytest.mark.parametrize(
    ("who", "status"), [("amina", 200), ("bo", 200), ("chidi", 404), ("dana", 404), ("eve", 404)]
)
def test_the_preview_is_for_those_who_read_the_organisations_internals(client, cast, prepared, who, status):
    client.force_login(cast.users[who])

    assert client.get(preview(prepared)).status_code == status
    assert client.get(preview(prepared, 1)).status_code == status


def test_the_preview_leads_through_all_areas_and_takes_no_answer(client, cast, prepared):
    client.force_login(cast.users["amina"])
    areas = prepared.framework_version.framework.areas
    address, seen = preview(prepared), 0
    while address:
        page = client.get(address).content.decode()
        found = re.search(r'btn-primary" href="([^"?]+)', page)
        address, seen = (found.group(1) if found else ""), seen + 1

    assert seen == 1 + len(areas)
    assert "<fieldset disabled" in page
    client.post(preview(prepared, 1), {areas[0].questions[0].key: "3"})
    assert not Draft.objects.exists()
    assert client.get(preview(prepared, len(areas) + 1)).status_code == 404


def test_the_preview_of_a_named_survey_says_what_few_who_are_asked_will_read(client, cast):
    client.force_login(cast.users["amina"])

    page = client.get(preview(draft(cast.utility, mode="named"))).content.decode()

    assert "Only 3 are asked" in page


@pytest.mark.parametrize(("language", "words"), [("fr", "Vos réponses"), ("es", "Sus respuestas")])
def test_the_preview_speaks_the_languages_of_the_framework(client, cast, prepared, language, words):
    client.force_login(cast.users["amina"])

    assert words in client.get(f"{preview(prepared)}?language={language}").content.decode()
