"""Messages leave once, late rather than never, and say what became of them."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from partnering import registry
from partnering.choices import MessageState
from partnering.errors import DomainError
from partnering.models import OutgoingMessage
from partnering.services import outbox
from partnering.tasks import send_due_messages as send_due_messages_task

NOW = timezone.now().replace(microsecond=0)


@pytest.fixture
def composers(monkeypatch):
    """Composers of this test only, under names that no app uses."""
    known = dict(registry.message_composers)
    known["greeting"] = lambda message: registry.Composed(
        f"Hello {message.subject_id}", "Plain words", "<p>Words</p>"
    )
    known["plain"] = lambda message: registry.Composed("Two\nlines", "Plain words")
    known["pointless"] = lambda message: registry.Suppressed("Answered meanwhile")
    monkeypatch.setattr(outbox, "message_composers", known)
    return known


def queue(key="a", kind="greeting", **fields):
    fields.setdefault("to_email", f"{key}@partner.example")
    fields.setdefault("due_at", NOW)
    return outbox.queue_message(key=key, kind=kind, **fields)


def state_of(message):
    message.refresh_from_db()
    return message.state


@pytest.mark.django_db
def test_a_due_message_reaches_the_mail_server(composers, mailbox):
    message = queue(subject_id=7)

    delivery = outbox.send_due_messages(now=NOW)

    [received] = mailbox.messages
    assert delivery == outbox.Delivery(sent=1)
    assert received["Subject"] == "Hello 7"
    assert received["To"] == "a@partner.example"
    assert received["Auto-Submitted"] == "auto-generated"
    assert received.get_body(("plain",)).get_content().strip() == "Plain words"
    assert received.get_body(("html",)).get_content().strip() == "<p>Words</p>"
    assert state_of(message) == MessageState.SENT
    assert message.sent_at >= NOW
    assert message.claimed_at is None


@pytest.mark.django_db
def test_a_message_leaves_once_however_often_one_looks(composers, mailbox):
    queue()

    for _ in range(3):
        outbox.send_due_messages(now=NOW)

    assert len(mailbox.messages) == 1


@pytest.mark.django_db
def test_the_same_key_queues_nothing_twice(composers):
    first = queue(kind="greeting")
    second = queue(kind="plain", to_email="other@partner.example")

    assert second == first
    assert OutgoingMessage.objects.count() == 1
    assert second.kind == "greeting"


@pytest.mark.django_db
def test_a_message_that_is_not_due_waits_and_a_missed_day_loses_nothing(composers, mailbox):
    queue(due_at=NOW + timedelta(hours=1))

    assert outbox.send_due_messages(now=NOW) == outbox.Delivery()
    assert outbox.send_due_messages(now=NOW + timedelta(days=3)) == outbox.Delivery(sent=1)


@pytest.mark.django_db
def test_nothing_is_queued_without_an_address(cast):
    chidi = cast.people["chidi"]
    chidi.email = ""

    with pytest.raises(DomainError, match="Chidi has no e-mail address"):
        outbox.queue_message(key="x", kind="greeting", to_person=chidi)


@pytest.mark.django_db
def test_a_person_is_written_to_at_the_address_of_today(composers, mailbox, cast):
    chidi = cast.people["chidi"]
    message = queue(to_person=chidi, to_email="")
    chidi.email = "chidi@new.example"
    chidi.save()

    outbox.send_due_messages(now=NOW)

    assert mailbox.messages[0]["To"] == "chidi@new.example"
    message.refresh_from_db()
    assert message.to_email == "chidi@new.example"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"left_on": timezone.localdate(NOW)}, "Left the organisation"),
        ({"email": ""}, "Has no e-mail address any more"),
    ],
)
def test_who_left_or_lost_their_address_gets_nothing(composers, mailbox, cast, change, why):
    message = queue(to_person=cast.people["chidi"], to_email="")
    type(cast.people["chidi"]).objects.filter(pk=cast.people["chidi"].pk).update(**change)

    assert outbox.send_due_messages(now=NOW) == outbox.Delivery(suppressed=1)

    assert mailbox.messages == []
    assert state_of(message) == MessageState.SUPPRESSED
    assert message.why == why


@pytest.mark.django_db
def test_a_message_whose_cause_is_gone_is_not_sent_and_says_why(composers, mailbox):
    message = queue(kind="pointless")

    assert outbox.send_due_messages(now=NOW) == outbox.Delivery(suppressed=1)

    assert mailbox.messages == []
    assert state_of(message) == MessageState.SUPPRESSED
    assert message.why == "Answered meanwhile"


@pytest.mark.django_db
def test_a_subject_of_two_lines_becomes_one_and_html_may_be_missing(composers, mailbox):
    queue(kind="plain")

    outbox.send_due_messages(now=NOW)

    assert mailbox.messages[0]["Subject"] == "Two lines"
    assert not mailbox.messages[0].is_multipart()


@pytest.mark.django_db
@pytest.mark.parametrize("html", ["", "<p>Words</p>"])
def test_an_invitation_is_a_calendar_message_and_a_file_beside_the_text(composers, mailbox, html):
    lines = ["BEGIN:VCALENDAR", "METHOD:REQUEST", "SUMMARY:Besprechung über Flüsse", "END:VCALENDAR", ""]
    content = "\r\n".join(lines).encode()
    part = registry.CalendarPart("REQUEST", content)
    composers["invitation"] = lambda message: registry.Composed("Come", "Plain words", html, part)
    queue(kind="invitation")

    outbox.send_due_messages(now=NOW)

    [received] = mailbox.messages
    assert received.get_content_type() == "multipart/mixed"
    alternatives, attached = received.iter_parts()
    kinds = [one.get_content_type() for one in alternatives.iter_parts()]
    assert alternatives.get_content_type() == "multipart/alternative"
    assert kinds == ["text/plain", *(["text/html"] if html else []), "text/calendar"]
    calendar = list(alternatives.iter_parts())[-1]
    assert dict(calendar["Content-Type"].params) == {"method": "REQUEST", "charset": "utf-8"}
    assert calendar.get_content().splitlines() == lines[:-1]
    assert (attached.get_content_type(), attached.get_filename()) == ("application/ics", "invite.ics")
    assert attached.get_content() == content


@pytest.mark.django_db
def test_one_connection_serves_a_batch(composers, mailbox):
    for number in range(outbox.BATCH + 1):
        queue(key=str(number))

    assert outbox.send_due_messages(now=NOW) == outbox.Delivery(sent=outbox.BATCH + 1)

    assert mailbox.connections == 2


@pytest.mark.django_db
@pytest.mark.parametrize("refused", ["bad@partner.example", "Hello bad"])
def test_a_refusal_for_good_fails_that_message_and_no_other(composers, mailbox, refused):
    mailbox.refused[refused] = "550 No such person"
    bad, good = queue(key="bad", subject_id="bad"), queue(key="good")

    assert outbox.send_due_messages(now=NOW) == outbox.Delivery(sent=1, failed=1)

    assert (state_of(bad), state_of(good)) == (MessageState.FAILED, MessageState.SENT)
    assert "No such person" in bad.why


@pytest.mark.django_db
def test_a_passing_refusal_is_tried_again_ever_later_and_then_given_up(composers, mailbox):
    mailbox.refused["a@partner.example"] = "450 Try later"
    message, now = queue(), NOW

    for wait in outbox.WAITS:
        assert outbox.send_due_messages(now=now) == outbox.Delivery(postponed=1)
        assert outbox.send_due_messages(now=now + wait / 2) == outbox.Delivery()
        now += wait + timedelta(seconds=5)
    assert outbox.send_due_messages(now=now) == outbox.Delivery(failed=1)

    assert state_of(message) == MessageState.FAILED
    assert message.attempts == outbox.ATTEMPTS


@pytest.mark.django_db
def test_a_message_that_was_refused_for_a_while_leaves_in_the_end(composers, mailbox):
    mailbox.refused["a@partner.example"] = "450 Try later"
    message = queue()
    outbox.send_due_messages(now=NOW)
    mailbox.refused.clear()

    assert outbox.send_due_messages(now=NOW + timedelta(minutes=2)) == outbox.Delivery(sent=1)

    assert state_of(message) == MessageState.SENT
    assert message.why == ""


@pytest.mark.django_db
def test_a_mail_server_that_is_down_costs_no_attempt(composers, mailbox, settings):
    settings.EMAIL_PORT = 1
    message = queue()

    assert outbox.send_due_messages(now=NOW) == outbox.Delivery()

    assert state_of(message) == MessageState.PLANNED
    assert message.attempts == 0
    assert message.claimed_at is None


@pytest.mark.django_db
def test_when_the_server_hangs_up_the_rest_of_the_batch_waits_for_the_next_round(composers, mailbox):
    mailbox.hangs_up_on.add("a@partner.example")
    cut, rest = queue(key="a"), queue(key="b", due_at=NOW)

    assert outbox.send_due_messages(now=NOW) == outbox.Delivery(postponed=1)

    assert (state_of(cut), state_of(rest)) == (MessageState.PLANNED, MessageState.PLANNED)
    assert outbox.send_due_messages(now=NOW) == outbox.Delivery(sent=1)


@pytest.mark.django_db
def test_a_text_that_cannot_be_composed_holds_up_no_other_message_and_fails_in_the_end(composers, mailbox):
    broken, fine = queue(key="broken", kind="unheard-of"), queue(key="fine")
    now = NOW

    with pytest.raises(KeyError):
        outbox.send_due_messages(now=now)
    assert (state_of(broken), state_of(fine)) == (MessageState.CLAIMED, MessageState.PLANNED)
    assert outbox.send_due_messages(now=now) == outbox.Delivery(sent=1)

    for _ in range(outbox.ATTEMPTS - 1):
        now += outbox.LEASE + timedelta(seconds=5)
        with pytest.raises(KeyError):
            outbox.send_due_messages(now=now)
    now += outbox.LEASE + timedelta(seconds=5)
    assert outbox.send_due_messages(now=now) == outbox.Delivery(failed=1)
    assert state_of(broken) == MessageState.FAILED
    assert broken.why == "Its text could not be composed."


@pytest.mark.django_db
def test_a_claim_that_was_never_finished_returns_after_its_lease(composers, mailbox):
    message = queue()
    assert outbox.claim_due(now=NOW) == [message]

    assert outbox.send_due_messages(now=NOW + outbox.LEASE - timedelta(seconds=9)) == outbox.Delivery()
    assert outbox.send_due_messages(now=NOW + outbox.LEASE) == outbox.Delivery(sent=1)


@pytest.mark.django_db
def test_a_message_that_leaves_again_after_a_crash_has_the_same_message_id(composers, mailbox):
    message = queue()
    outbox.send_due_messages(now=NOW)
    # The process died after sending and before recording: the row still says that it is being sent.
    OutgoingMessage.objects.update(state=MessageState.CLAIMED, claimed_at=NOW, sent_at=None)

    outbox.send_due_messages(now=NOW + outbox.LEASE)

    first, second = mailbox.messages
    assert first["Message-ID"] == second["Message-ID"]
    assert first["Message-ID"].endswith("@localhost>")
    assert state_of(message) == MessageState.SENT


@pytest.mark.django_db
def test_a_slow_worker_neither_sends_nor_records_what_another_has_taken_over(composers, mailbox):
    first, second = queue(key="a"), queue(key="b")

    def lose_both(message):
        OutgoingMessage.objects.update(claimed_at=NOW + timedelta(minutes=11), why="with the other worker")
        return registry.Composed("Hello", "Words")

    composers["greeting"] = lose_both

    outbox.send_due_messages(now=NOW)

    assert [message["To"] for message in mailbox.messages] == ["a@partner.example"]
    for message in (first, second):
        assert state_of(message) == MessageState.CLAIMED
        assert message.why == "with the other worker"


@pytest.mark.django_db
def test_a_message_rolled_back_with_its_cause_never_leaves(composers, mailbox):
    with pytest.raises(RuntimeError), transaction.atomic():
        queue()
        raise RuntimeError("the cause failed")

    assert outbox.send_due_messages(now=NOW) == outbox.Delivery()


@pytest.mark.django_db
def test_the_task_sends_what_is_due(composers, mailbox):
    queue()

    assert send_due_messages_task() == 1


@pytest.mark.django_db
def test_everybody_sees_only_messages_to_themselves(cast):
    message = queue(to_person=cast.people["chidi"], to_email="")

    for who, user in cast.users.items():
        seen = list(OutgoingMessage.objects.visible_to(user))
        assert seen == ([message] if who == "chidi" else [])


def test_nobody_without_a_person_sees_messages(db, django_user_model):
    assert not OutgoingMessage.objects.visible_to(
        django_user_model.objects.create_user("x@y.example")
    ).exists()


def test_a_message_names_its_kind_and_address():
    assert str(OutgoingMessage(kind="greeting", to_email="a@b.example")) == "greeting → a@b.example"
