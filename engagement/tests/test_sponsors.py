"""A senior sponsor's page, and the three things that they do there."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from agreements.tests import cast as agreed
from conftest import give_role, make_person
from engagement.models import BriefingRequest, Recount, SponsorMessage
from engagement.queries.evidence import evidence_of
from engagement.services.interactions import log_interaction
from engagement.services.sponsors import (
    answer_briefing_request,
    ask_for_briefing,
    pledge,
    send_sponsor_message,
)
from engagement.services.traction import take_snapshots
from partnering import access, registry
from partnering.choices import RoleKind
from partnering.errors import DomainError, NotAllowed
from partnering.models import Action, Membership, OutgoingMessage, Role, Seat
from partnering.registry import Composed
from partnering.services.meetings import plan_meeting
from partnering.services.outbox import queue_message

EVERYBODY = ("amina", "bo", "chidi", "dana", "eve", "fola")


def page_of(cast):
    return reverse("engagement:sponsor", args=[cast.partnership.slug])


def send(cast, **values):
    given = {"audience": "everybody", "subject": "Thank you", "text": "You did it.", "by": cast.users["bo"]}
    return send_sponsor_message(partnership=cast.partnership, **{**given, **values})


def ask(cast, **values):
    given = {
        "asked_from": "manager",
        "about": "Where do we stand?",
        "wanted_by": access.today() + timedelta(days=7),
        "by": cast.users["bo"],
    }
    return ask_for_briefing(partnership=cast.partnership, **{**given, **values})


def recipients(message):
    rows = OutgoingMessage.objects.filter(kind="sponsor_message", subject_id=str(message.pk))
    return sorted(rows.values_list("to_person__name", flat=True))


def text_of(message):
    made = registry.message_composers[message.kind](message)
    return made.text if isinstance(made, Composed) else ""


@pytest.mark.parametrize("who", EVERYBODY)
def test_only_its_sponsor_opens_the_sponsors_page(client, cast, who):
    client.force_login(cast.users[who])

    assert client.get(page_of(cast)).status_code == (200 if who == "bo" else 404)


def test_the_link_of_a_mail_leads_through_sign_in_to_exactly_that_page(client, cast):
    answer_briefing_request(request=ask(cast), by=cast.users["fola"], answer="On track.")
    mail = OutgoingMessage.objects.get(kind="briefing_answered")
    link = next(line for line in text_of(mail).splitlines() if line.startswith("http"))

    sent_away = client.get(urlsplit(link).path)
    there = client.post(sent_away.url, {"login": cast.users["bo"].email, "password": "a-password-for-tests"})

    assert parse_qs(urlsplit(sent_away.url).query)["next"] == [page_of(cast)]
    assert there.url == page_of(cast)
    assert client.get(there.url).status_code == 200


def test_the_page_says_whether_it_gets_traction_what_changed_and_what_is_asked(client, cast):
    agreed.in_force(cast)
    log_interaction(
        partnership=cast.partnership,
        kind="workshop",
        title="Gauges",
        held_on=access.today(),
        people=[cast.people["bo"], cast.people["dana"]],
        by=cast.users["amina"],
    )
    Action.objects.create(
        title="Open doors",
        organisation=cast.utility,
        partnership=cast.partnership,
        owner=cast.people["bo"],
        due_on=access.today(),
    )
    take_snapshots(on=access.today())
    client.force_login(cast.users["bo"])

    page = client.get(page_of(cast)).content.decode()

    assert "of 100" in page
    assert "1 interaction with 2 people." in page
    assert "Open doors" in page
    for act in ("Send a message", "Record a commitment", "Ask for a briefing"):
        assert act in page


@pytest.mark.parametrize("rows", [1, 4])
def test_the_page_costs_at_most_twelve_queries_for_any_number_of_rows(client, cast, rows):
    agreed.in_force(cast)
    for number in range(rows):
        send(cast, text=f"Word {number}")
        ask(cast, about=f"Question {number}")
        pledge(
            partnership=cast.partnership,
            text=f"Pledge {number}",
            due_on=access.today(),
            by=cast.users["bo"],
        )
    take_snapshots(on=access.today())
    client.force_login(cast.users["bo"])
    client.get(page_of(cast))

    with CaptureQueriesContext(connection) as queries:
        assert client.get(page_of(cast)).status_code == 200

    assert len(queries) <= 12, [one["sql"][:90] for one in queries]


def test_a_message_goes_to_those_chosen_and_to_nobody_else(cast):
    kim = make_person(cast.utility, "Kim")
    log_interaction(
        partnership=cast.partnership,
        kind="briefing",
        title="Inside",
        held_on=access.today(),
        people=[kim],
        organisation=cast.utility,
        by=cast.users["amina"],
    )
    seated = set(Seat.objects.current().filter(group=cast.group).values_list("person__name", flat=True))
    to_group = recipients(send(cast, audience="group", group=cast.group))
    ours = recipients(send(cast, audience="ours"))
    everybody = recipients(send(cast))

    assert set(to_group) == seated - {"Bo", None}
    assert {"Amina", "Kim"} <= set(ours)
    assert not {"Bo", "Dana", "Fola"} & set(ours)
    assert {"Dana", "Fola", "Kim"} <= set(everybody)
    assert not {"Eve", "Bo"} & set(everybody)


def test_people_of_a_former_member_and_of_those_outside_get_nothing(cast):
    Membership.objects.filter(organisation=cast.university).update(left_on=access.today())
    give_role(cast.people["eve"], RoleKind.CONTRIBUTOR, cast.partnership)

    assert not {"Dana", "Eve"} & set(recipients(send(cast)))


def test_a_mail_laid_to_somebody_else_or_after_they_left_is_not_composed(cast):
    sent, asked = send(cast), ask(cast)
    subjects = {"sponsor_message": sent.pk, "briefing_request": asked.pk, "briefing_answered": asked.pk}
    answer_briefing_request(request=asked, by=cast.users["fola"], answer="Well.")
    for kind, subject in subjects.items():
        forged = queue_message(
            key=f"forged:{kind}", kind=kind, to_person=cast.people["eve"], subject_id=subject
        )
        assert text_of(forged) == "", kind

    mine = OutgoingMessage.objects.get(kind="sponsor_message", to_person=cast.people["dana"])
    assert "You did it." in text_of(mine)
    Membership.objects.filter(organisation=cast.university).update(left_on=access.today())
    assert text_of(mine) == ""


def test_a_message_counts_as_something_that_the_sponsor_did(cast):
    def acted():
        [utility] = [one for one in evidence_of(cast.partnership).members if one.pk == cast.utility.pk]
        return [act for sponsor in utility.sponsors for act in sponsor.acted]

    assert acted() == []
    send(cast)

    assert acted() == [access.today()]
    assert Recount.objects.filter(partnership=cast.partnership).exists()


def test_a_second_press_sends_nothing_twice(cast):
    send(cast)

    with pytest.raises(DomainError, match="already"):
        send(cast)
    assert SponsorMessage.objects.count() == 1


def test_only_a_sponsor_of_a_living_partnership_writes(cast):
    with pytest.raises(NotAllowed):
        send(cast, by=cast.users["amina"])
    Role.objects.filter(person=cast.people["bo"]).update(ended_on=access.today())
    with pytest.raises(NotAllowed):
        send(cast)


def test_what_is_written_is_seen_once_more_before_it_leaves_and_kept_when_it_is_changed(client, cast):
    client.force_login(cast.users["bo"])
    address = reverse("engagement:write-message", args=[cast.partnership.slug])
    typed = {"audience": "everybody", "subject": "Thanks", "text": "Well <done>."}

    seen = client.post(address, typed).content.decode()
    assert "Well &lt;done&gt;." in seen
    assert "Dana" in seen
    assert not SponsorMessage.objects.exists()

    again = client.post(address, {**typed, "edit": "1"}).content.decode()
    assert "Well &lt;done&gt;." in again
    assert "Look at it" in again

    done = client.post(address, {**typed, "send": "1"})
    assert done.url == page_of(cast)
    assert SponsorMessage.objects.get().recipients == OutgoingMessage.objects.count()


@pytest.mark.parametrize(
    "wrong", [{"audience": "group"}, {"text": ""}, {"subject": "x" * 121}, {"audience": "the world"}]
)
def test_a_message_that_lacks_something_is_asked_for_again(client, cast, wrong):
    client.force_login(cast.users["bo"])
    address = reverse("engagement:write-message", args=[cast.partnership.slug])
    typed = {"audience": "everybody", "subject": "Thanks", "text": "A word kept", **wrong}

    page = client.post(address, {**typed, "send": "1"})

    assert page.status_code == 422
    assert SponsorMessage.objects.count() == 0
    assert typed["text"] in page.content.decode()


def test_what_went_to_their_own_people_is_read_by_these_alone(client, cast):
    ours, all_of_us = send(cast, audience="ours"), send(cast)
    statuses = {}
    for who in EVERYBODY:
        client.force_login(cast.users[who])
        statuses[who] = [client.get(one.get_absolute_url()).status_code for one in (ours, all_of_us)]

    assert statuses == {
        "amina": [200, 200],
        "bo": [200, 200],
        "chidi": [404, 404],
        "dana": [404, 200],
        "eve": [404, 404],
        "fola": [404, 200],
    }


def test_a_pledge_is_an_action_under_the_sponsors_name_that_partners_see(client, cast):
    client.force_login(cast.users["bo"])
    address = reverse("engagement:pledge", args=[cast.partnership.slug])
    due = access.today() + timedelta(days=30)

    assert client.post(address, {"text": "Open the plant", "due_on": due.isoformat()}).url == page_of(cast)

    made = Action.objects.get()
    assert (made.title, made.owner, made.due_on, made.origin) == (
        "Open the plant",
        cast.people["bo"],
        due,
        "pledge",
    )
    assert Action.objects.visible_to(cast.users["dana"]).get() == made
    past = client.post(address, {"text": "Too late", "due_on": "2024-01-01"})
    assert past.status_code == 422
    assert "Too late" in past.content.decode()


def test_a_draft_is_offered_only_to_who_may_enter_commitments_in_it(client, cast):
    draft = agreed.draft(cast)
    address = reverse("engagement:pledge", args=[cast.partnership.slug])
    way = reverse("agreements:add-commitment", args=[draft.pk])
    client.force_login(cast.users["bo"])
    assert way not in client.get(address).content.decode()

    give_role(cast.people["bo"], RoleKind.PARTNERING_LEAD, None)

    assert way in client.get(address).content.decode()


def test_a_briefing_is_asked_of_the_manager_who_finds_it_on_the_first_page_and_answers_with_a_meeting(
    client, cast
):
    client.force_login(cast.users["bo"])
    soon = access.today() + timedelta(days=5)
    typed = {"about": "Is it worth it?", "asked_from": "manager", "wanted_by": soon.isoformat()}
    where = reverse("engagement:ask-for-briefing", args=[cast.partnership.slug])
    assert client.post(where, typed).url == page_of(cast)
    asked = BriefingRequest.objects.get()
    [mail] = OutgoingMessage.objects.filter(kind="briefing_request")
    assert mail.to_person == cast.people["fola"]
    assert "Is it worth it?" in text_of(mail)
    begins = timezone.now() + timedelta(days=3)
    meeting = plan_meeting(
        group=cast.group,
        title="Briefing",
        by=cast.users["fola"],
        starts_at=begins,
        ends_at=begins + timedelta(hours=1),
        time_zone="UTC",
    )

    client.force_login(cast.users["fola"])
    assert "Is it worth it?" in client.get("/").content.decode()
    answer = reverse("engagement:answer-briefing", args=[asked.pk])
    assert client.post(answer, {"answer": ""}).status_code == 422
    assert client.post(answer, {"meeting": meeting.pk}).url == asked.get_absolute_url()

    assert "Is it worth it?" not in client.get("/").content.decode()
    assert "Briefing" in text_of(OutgoingMessage.objects.get(kind="briefing_answered"))
    client.force_login(cast.users["bo"])
    assert "Briefing" in client.get(asked.get_absolute_url()).content.decode()
    with pytest.raises(DomainError, match="meanwhile"):
        answer_briefing_request(request=asked, by=cast.users["fola"], answer="Again")


@pytest.mark.parametrize(("asked_from", "answerers"), [("manager", {"fola"}), ("lead", {"amina"})])
def test_only_who_was_asked_and_who_asked_see_a_briefing_and_only_the_former_answer(
    client, cast, asked_from, answerers
):
    asked = ask(cast, asked_from=asked_from)
    answer = reverse("engagement:answer-briefing", args=[asked.pk])
    for who in EVERYBODY:
        client.force_login(cast.users[who])
        sees = who in answerers | {"bo"}
        assert client.get(asked.get_absolute_url()).status_code == (200 if sees else 404), who
        assert client.get(answer).status_code == (200 if who in answerers else 404), who
        if who not in answerers:
            with pytest.raises(NotAllowed):
                answer_briefing_request(request=asked, by=cast.users[who], answer="No.")
