"""What mails about briefings inside say: invitations, changes and cancellations, each with its calendar message."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from engagement import briefing_links
from engagement.models import BriefingInvitation
from partnering.calendars import Contact, Event, Method, message_about
from partnering.composers import absolute, compose
from partnering.meeting_mails import hours_in, organiser, own_hours
from partnering.models import OutgoingMessage
from partnering.registry import CalendarPart, Composed, Suppressed, message_composers


def briefing_invitation(message: OutgoingMessage) -> Composed | Suppressed:
    """The mail that asks somebody to a briefing of their own organisation, or says how it was changed."""
    found = _invitation_of(message)
    if found is None or not BriefingInvitation.objects.open().filter(pk=found.pk).exists():
        return Suppressed("Is not invited any more, or the briefing is over or called off")
    if _was_invited(message):
        return _about(message, found, Method.REQUEST, _("Changed: %(title)s, %(day)s"), is_changed=True)
    return _about(message, found, Method.REQUEST, _("Briefing: %(title)s, %(day)s"))


def briefing_cancellation(message: OutgoingMessage) -> Composed | Suppressed:
    """The mail that takes a briefing out of the calendar of somebody who was told of it."""
    found = _invitation_of(message)
    is_off = found is not None and found.briefing is not None and found.briefing.cancelled_at is not None
    if found is None or not (is_off or found.withdrawn_at):
        return Suppressed("Is invited")
    if not _was_invited(message):
        return Suppressed("Was never told of the briefing")
    words = _("Cancelled: %(title)s, %(day)s") if is_off else _("Not needed any more: %(title)s, %(day)s")
    return _about(message, found, Method.CANCEL, words)


def _was_invited(message: OutgoingMessage) -> bool:
    """Whether an invitation to this briefing has left to this address before."""
    told = OutgoingMessage.objects.filter(kind="briefing_invitation", subject_id=message.subject_id)
    return told.filter(to_email=message.to_email).exclude(sent_at=None).exists()


def _invitation_of(message: OutgoingMessage) -> BriefingInvitation | None:
    """The invitation that a mail is about, if its reader is still there and may sign in or never could."""
    rows = BriefingInvitation.objects.of_those_there().filter(
        pk=int(message.subject_id), person=message.to_person
    )
    return rows.select_related("person", "partnership", "briefing__organisation").first()


def _about(
    message: OutgoingMessage,
    found: BriefingInvitation,
    method: Method,
    words: str,
    *,
    is_changed: bool = False,
) -> Composed:
    briefing, person = found.briefing, found.person
    assert briefing is not None  # noqa: S101 (none to a meeting is asked for here)
    hours = (briefing.starts_at, briefing.ends_at)
    token = briefing_links.LINKS.token_for(found.pk, briefing.sequence)
    context = {
        "person": person,
        "briefing": briefing,
        "partnership": found.partnership,
        "when": hours_in(hours, briefing.zone),
        "own": own_hours(hours, briefing.zone, person),
        "is_off": briefing.cancelled_at is not None,
        "is_changed": is_changed,
        "link": absolute(reverse("engagement:answer-briefing-invitation", args=[token])),
    }
    day = date_format(briefing.starts_there, "j M Y")
    text = compose(f"engagement/mail/{message.kind}", words % {"title": briefing.title, "day": day}, context)
    event = Event(
        uid=briefing.uid,
        sequence=briefing.sequence,
        title=briefing.title,
        starts_at=briefing.starts_at,
        ends_at=briefing.ends_at,
        zone=briefing.zone,
        place=briefing.place,
        video_link=briefing.video_link,
        description=found.partnership.name,
        is_cancelled=method == Method.CANCEL,
    )
    content = message_about(
        event,
        method=method,
        organiser=organiser(None),
        recipient=Contact(person.name, message.to_email),
        stamped_at=timezone.now(),
    )
    return Composed(text.subject, text.text, text.html, CalendarPart(method.value, content))


def register() -> None:
    """Put these composers where the outbox finds them."""
    message_composers["briefing_invitation"] = briefing_invitation
    message_composers["briefing_cancellation"] = briefing_cancellation
