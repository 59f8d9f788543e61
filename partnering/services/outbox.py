"""The outbox: e-mails are rows first, and leave later, each once.

A message is queued in the transaction of its cause. A sweep claims what is due by now (never 'due exactly now', so
that a missed round loses nothing), composes the text at that moment, and records what became of it. A claim that
was never finished, because the process died, returns after its lease. Should it have died between sending and
recording, the message leaves again with the same Message-ID, by which mail programs know it for the same.
"""

from __future__ import annotations

import hashlib
import smtplib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parseaddr
from time import monotonic
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from partnering import access, wake
from partnering.choices import MessageState
from partnering.errors import DomainError
from partnering.models import OutgoingMessage, Person
from partnering.registry import (
    BatchComposer,
    CalendarPart,
    Composed,
    Composer,
    Suppressed,
    message_composers,
)

TASK = "partnering.send_due_messages"
LEASE = timedelta(minutes=10)
BATCH = 25
QUEUED_AT_ONCE = 1000
KNOCKS_FOR = 5  # seconds
# How long to wait after the first, second, ... failed attempt; after the last the message counts as failed.
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 720))
ATTEMPTS = len(WAITS) + 1


@dataclass
class Delivery:
    """What became of the messages of one sweep, each counted once."""

    sent: int = 0
    suppressed: int = 0
    postponed: int = 0
    failed: int = 0


class _ServerGone(Exception):
    """The mail server hung up: the fault of no message, so the rest of the batch waits for the next round."""


def queue_message(
    *,
    key: str,
    kind: str,
    to_person: Person | None = None,
    to_email: str = "",
    subject_id: str | int = "",
    details: dict[str, Any] | None = None,
    due_at: datetime | None = None,
) -> OutgoingMessage:
    """Queue one e-mail; call it inside the transaction of its cause. The same `key` queues nothing twice.

    `kind` names the composer in `registry.message_composers` that writes the text when the message leaves;
    `subject_id` and `details` (plain values, no secrets) tell it what about. `due_at` is now unless told. Raises
    DomainError when there is no address to write to.
    """
    address = to_email or (to_person.email if to_person else "")
    if not address:
        raise DomainError(f"{to_person or kind} has no e-mail address; enter one first.")
    due = due_at or timezone.now()
    message, is_new = OutgoingMessage.objects.get_or_create(
        key=key,
        defaults={
            "kind": kind,
            "to_person": to_person,
            "to_email": address,
            "subject_id": str(subject_id),
            "details": details or {},
            "due_at": due,
        },
    )
    if is_new and due <= timezone.now():
        wake.ring(TASK)
    return message


@dataclass(frozen=True)
class Letter:
    """One of many e-mails of a kind: its key, whom it goes to and what about, as `queue_message` takes them."""

    key: str
    person_id: int
    email: str
    subject_id: int


def queue_messages(
    kind: str, letters: Iterable[Letter], *, due_at: datetime, details: dict[str, Any] | None = None
) -> int:
    """Queue many e-mails of one kind in few statements; call it inside the transaction of their cause.

    A key that is there already queues nothing. Returns how many letters were handed in.
    """
    rows = [
        OutgoingMessage(
            key=one.key,
            kind=kind,
            to_person_id=one.person_id,
            to_email=one.email,
            subject_id=str(one.subject_id),
            details=details or {},
            due_at=due_at,
        )
        for one in letters
    ]
    OutgoingMessage.objects.bulk_create(rows, batch_size=QUEUED_AT_ONCE, ignore_conflicts=True)
    if rows and due_at <= timezone.now():
        wake.ring(TASK)
    return len(rows)


def mail_trouble() -> str:
    """Why no mail can leave just now, in the mail server's or the network's words; empty when it can.

    It knocks at the mail server and waits a few seconds at most, so call it outside a transaction.
    """
    connection: Any = get_connection()
    if getattr(connection, "timeout", None):
        connection.timeout = KNOCKS_FOR
    try:
        connection.open()
    except OSError as error:
        return str(error)[:300] or type(error).__name__
    connection.close()
    return ""


def send_due_messages(*, now: datetime) -> Delivery:
    """Send all that is due by `now`, over one connection a batch. Safe to run in parallel and to kill anywhere."""
    started = monotonic()

    def clock() -> datetime:
        return now + timedelta(seconds=monotonic() - started)

    delivery = Delivery()
    while batch := claim_due(now=clock()):
        try:
            _send_batch(batch, delivery, clock)
        except _ServerGone:
            break
    return delivery


def claim_due(*, now: datetime, limit: int = BATCH) -> list[OutgoingMessage]:
    """Take up to `limit` messages that nobody else can take before the lease is over; committed before any leaves."""
    with transaction.atomic(durable=True):
        due = OutgoingMessage.objects.due(now, now - LEASE).select_for_update(skip_locked=True)
        pks = list(due.values_list("pk", flat=True)[:limit])
        OutgoingMessage.objects.filter(pk__in=pks).update(state=MessageState.CLAIMED, claimed_at=now)
    return list(OutgoingMessage.objects.filter(pk__in=pks).select_related("to_person"))


def _send_batch(batch: list[OutgoingMessage], delivery: Delivery, clock: Callable[[], datetime]) -> None:
    """Send claimed messages over one connection; give back what was not reached, whatever happens."""
    connection = get_connection()
    waiting, composers = list(batch), _Composers(batch)
    claimed_at = batch[0].claimed_at
    try:
        try:
            connection.open()
        except OSError as error:
            raise _ServerGone from error
        while waiting:
            _handle(waiting.pop(0), composers, connection, delivery, clock())
    finally:
        connection.close()
        unreached = OutgoingMessage.objects.filter(
            pk__in=[message.pk for message in waiting],
            state=MessageState.CLAIMED,
            claimed_at=claimed_at,
        )
        unreached.update(state=MessageState.PLANNED, claimed_at=None)


class _Composers(dict[str, Composer]):
    """What composes the messages of a batch, by kind; what many of a kind need is read once, with the first of them."""

    def __init__(self, batch: list[OutgoingMessage]) -> None:
        super().__init__()
        self.batch = list(batch)

    def __missing__(self, kind: str) -> Composer:
        found = message_composers[kind]
        if isinstance(found, BatchComposer):
            found = found.read([one for one in self.batch if one.kind == kind])
        self[kind] = found
        return found


def _handle(
    message: OutgoingMessage, composers: _Composers, connection: Any, delivery: Delivery, now: datetime
) -> None:
    """Compose and send one message, and record what became of it."""
    if not _take_in_hand(message, now):
        return
    if message.attempts > ATTEMPTS:
        _record(message, MessageState.FAILED, why=message.why or "Its text could not be composed.")
        delivery.failed += 1
        return
    content = _compose(message, composers, now)
    if isinstance(content, Suppressed):
        _record(message, MessageState.SUPPRESSED, why=content.reason)
        delivery.suppressed += 1
        return
    try:
        connection.send_messages([_email(message, content)])
    except OSError as error:
        _record_failure(message, error, delivery, now)
        if isinstance(error, smtplib.SMTPServerDisconnected) or not isinstance(error, smtplib.SMTPException):
            raise _ServerGone from error
        return
    _record(message, MessageState.SENT, sent_at=now, to_email=message.to_email, why="")
    delivery.sent += 1


def _take_in_hand(message: OutgoingMessage, now: datetime) -> bool:
    """Renew the claim and count the attempt, just before acting; False when another worker has the message."""
    renewed: int = _mine(message).update(claimed_at=now, attempts=F("attempts") + 1)
    message.claimed_at = now
    message.attempts += 1
    return renewed == 1


def _compose(message: OutgoingMessage, composers: _Composers, now: datetime) -> Composed | Suppressed:
    """The message's text as of now, or why it isn't sent after all."""
    person = message.to_person
    if person is not None:
        if not person.is_present(access.day_of(now)):
            return Suppressed("Left the organisation")
        if not person.email:
            return Suppressed("Has no e-mail address any more")
        message.to_email = person.email
    return composers[message.kind](message)


def _email(message: OutgoingMessage, content: Composed) -> EmailMultiAlternatives:
    """The message in the form in which it leaves, with a Message-ID that is the same at each attempt."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    name = hashlib.sha256(message.key.encode()).hexdigest()[:32]
    email = EmailMultiAlternatives(
        subject=" ".join(content.subject.split()),
        body=content.text,
        to=[message.to_email],
        headers={"Message-ID": f"<{name}@{domain}>", "Auto-Submitted": "auto-generated"},
    )
    if content.html:
        email.attach_alternative(content.html, "text/html")
    if content.calendar:
        _attach_calendar(email, content.calendar)
    return email


def _attach_calendar(email: EmailMultiAlternatives, part: CalendarPart) -> None:
    """Put it where mail programs look for invitations, and beside the text for those that only know files."""
    email.attach_alternative(part.content.decode(), f"text/calendar; method={part.method}")
    # Not text/calendar again: some programs would then show the same invitation twice.
    email.attach("invite.ics", part.content, "application/ics")


def _record_failure(message: OutgoingMessage, error: OSError, delivery: Delivery, now: datetime) -> None:
    """Try again later, or give up when the address is refused for good or the attempts are used up."""
    why = str(error)[:300]
    if _is_refused_for_good(error) or message.attempts >= ATTEMPTS:
        _record(message, MessageState.FAILED, why=why)
        delivery.failed += 1
    else:
        due_at = now + WAITS[message.attempts - 1]
        _record(message, MessageState.PLANNED, why=why, due_at=due_at)
        delivery.postponed += 1


def _is_refused_for_good(error: OSError) -> bool:
    """Whether the server says that this message will never be taken: a code from 500 up for address or content."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in error.recipients.values())
    return isinstance(error, smtplib.SMTPDataError) and error.smtp_code >= 500


def _record(message: OutgoingMessage, state: MessageState, **fields: Any) -> None:
    """Note what became of a message, unless its claim ran out and another worker has it now."""
    _mine(message).update(state=state, claimed_at=None, **fields)


def _mine(message: OutgoingMessage) -> Any:
    """The row, if it is still claimed as this process knows it."""
    return OutgoingMessage.objects.filter(
        pk=message.pk, state=MessageState.CLAIMED, claimed_at=message.claimed_at
    )
