"""What mails about meetings say: invitations, changes and cancellations, each with its calendar message."""

from __future__ import annotations

from datetime import datetime
from email.utils import parseaddr
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from partnering import asked, meeting_links
from partnering.calendars import Contact, Event, Method, Reply, message_about, withdrawal_of
from partnering.choices import Answer, MeetingState
from partnering.composers import absolute, compose
from partnering.meeting_feeds import event_of
from partnering.models import Action, Attendance, Meeting, OutgoingMessage, Person
from partnering.registry import CalendarPart, Composed, Suppressed, message_composers
from partnering.services import reminders

REPLIES = {Answer.NONE: Reply.NONE, Answer.YES: Reply.YES, Answer.NO: Reply.NO, Answer.MAYBE: Reply.MAYBE}


def invitation(message: OutgoingMessage) -> Composed | Suppressed:
    """The mail that asks somebody to come, or tells that time or place are others now."""
    rows = asked.open_invitations(timezone.now())
    found = rows.filter(meeting=int(message.subject_id), person=message.to_person).first()
    if found is None:
        return Suppressed("Is not invited any more, or the meeting is over or cancelled")
    meeting = found.meeting
    if meeting.sequence != message.details["sequence"]:
        return Suppressed("The meeting was changed since")
    token = meeting_links.LINKS.token_for(found.pk, meeting.sequence)
    link = absolute(reverse("partnering:answer-invitation", args=[token]))
    last = _invitations_sent(message).order_by("-sent_at").first()
    words = _("Changed: %(title)s, %(day)s") if last else _("Invitation: %(title)s, %(day)s")
    context = {"is_changed": last is not None, "before": _hours_before(last, meeting), "link": link}
    return _mail(message, found, Method.REQUEST, words, context)


def cancellation(message: OutgoingMessage) -> Composed | Suppressed:
    """The mail that takes a meeting out of somebody's calendar, who had been told of it.

    Who may not hear of the meeting any more gets it too, with nothing in it but what takes the meeting out.
    """
    rows = Attendance.objects.filter(meeting=int(message.subject_id), person=message.to_person)
    found = rows.select_related("person", "meeting__group__partnership", "meeting__called_by").first()
    if found is None or found.meeting.ends_at <= timezone.now():
        return Suppressed("Is not on the meeting's list, or it is over")
    is_off = found.meeting.state == MeetingState.CANCELLED
    if found.meeting.sequence != message.details["sequence"] or (found.invited and not is_off):
        return Suppressed("Is invited after all")
    if not _was_told(message):
        return Suppressed("Was never told of the meeting")
    if not asked.told().filter(pk=found.pk).exists():
        return _withdrawal(message, found)
    words = _("Cancelled: %(title)s, %(day)s") if is_off else _("Not needed any more: %(title)s, %(day)s")
    return _mail(message, found, Method.CANCEL, words, {"is_off": is_off})


def _withdrawal(message: OutgoingMessage, found: Attendance) -> Composed | Suppressed:
    """The same for who may know nothing of the meeting any more; it goes to no address but one that has it."""
    last = _invitations_sent(message).filter(to_email=message.to_email).order_by("-sent_at").first()
    if last is None:
        return Suppressed("That address was never told of the meeting")
    span = _span_told(last)
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    content = withdrawal_of(
        found.meeting.uid,
        found.meeting.sequence,
        span,
        organiser=Contact(name, address),
        recipient=Contact(found.person.name, message.to_email),
        stamped_at=timezone.now(),
    )
    zone = ZoneInfo(found.person.time_zone or settings.TIME_ZONE)
    context = {"person": found.person, "when": hours_in(span, zone) if span else ""}
    text = compose(
        "partnering/mail/meeting_withdrawal", _("A meeting is taken out of your calendar"), context
    )
    return Composed(text.subject, text.text, text.html, CalendarPart(Method.CANCEL.value, content))


def reminder(message: OutgoingMessage) -> Composed | Suppressed:
    """The mail of the day before: when and where, what is on the agenda, and what is still theirs to do by then."""
    now = timezone.now()
    rows = reminders.coming(now).filter(meeting=int(message.subject_id), person=message.to_person)
    found = rows.first()
    if found is None:
        return Suppressed("Does not come, wants no reminder, or the meeting has begun or is off")
    if reminders.due_for(found) > now:
        return Suppressed("The meeting was moved to a later day")
    meeting, person = found.meeting, found.person
    token = meeting_links.LINKS.token_for(found.pk, meeting.sequence)
    actions = Action.objects.open().filter(owner=person, meeting__group=meeting.group_id)
    context = {
        "person": person,
        "meeting": meeting,
        "partnership": meeting.group.partnership,
        "when": when_in(meeting, meeting.zone),
        "own": own_time(meeting, person),
        "attendance": found,
        "agenda": [(item, item.lead_id == person.pk) for item in meeting.agenda.all()],
        "actions": actions.exclude(meeting=meeting).order_by(F("due_on").asc(nulls_last=True), "pk"),
        "link": absolute(reverse("partnering:answer-invitation", args=[token])),
        "page": absolute(meeting.get_absolute_url()) if person.user_id else "",
    }
    subject = _subject(_("Reminder: %(title)s, %(day)s"), meeting)
    return compose("partnering/mail/meeting_reminder", subject, context)


def when_in(meeting: Meeting, zone: ZoneInfo) -> str:
    """A meeting's day and hours by the clock of a zone, which is named."""
    return hours_in((meeting.starts_at, meeting.ends_at), zone)


def hours_in(span: tuple[datetime, datetime], zone: ZoneInfo) -> str:
    """The same of a beginning and an end."""
    first, last = (one.astimezone(zone) for one in span)
    until = date_format(last, "H:i") if first.date() == last.date() else date_format(last, "l j F Y, H:i")
    hours = {"day": date_format(first, "l j F Y, H:i"), "until": until, "zone": zone.key.replace("_", " ")}
    return _("%(day)s to %(until)s (%(zone)s)") % hours


def own_time(meeting: Meeting, person: Person) -> str:
    """The same by somebody's own clock; empty where that shows the same."""
    return own_hours((meeting.starts_at, meeting.ends_at), meeting.zone, person)


def own_hours(span: tuple[datetime, datetime], there: ZoneInfo, person: Person) -> str:
    """A beginning and an end in a zone by somebody's own clock; empty where that shows the same."""
    own = ZoneInfo(person.time_zone or there.key)
    same = all(one.astimezone(own).utcoffset() == one.astimezone(there).utcoffset() for one in span)
    return "" if same else hours_in(span, own)


def _was_told(message: OutgoingMessage) -> bool:
    """Whether an invitation to this meeting has left to them before."""
    return _invitations_sent(message).exists()


def _invitations_sent(message: OutgoingMessage) -> QuerySet[OutgoingMessage]:
    earlier = OutgoingMessage.objects.filter(
        kind="meeting_invitation", subject_id=message.subject_id, to_person=message.to_person
    )
    return earlier.exclude(pk=message.pk).exclude(sent_at=None)


def _span_told(last: OutgoingMessage) -> tuple[datetime, datetime] | None:
    """From when to when a meeting was to be, as a mail told; None of mails that were sent before this was kept."""
    moments = [datetime.fromisoformat(one) for one in last.details.get("span", ())]
    return (moments[0], moments[1]) if moments else None


def _hours_before(last: OutgoingMessage | None, meeting: Meeting) -> str:
    """When the meeting was to be by the last mail; empty where that was at the same time."""
    span = _span_told(last) if last else None
    is_moved = span is not None and span != (meeting.starts_at, meeting.ends_at)
    return hours_in(span, meeting.zone) if span and is_moved else ""


def _subject(words: str, meeting: Meeting) -> str:
    """A subject with title and day, which alone tells the meetings of a series apart."""
    return words % {"title": meeting.title, "day": date_format(meeting.starts_there, "j M Y")}


def _mail(
    message: OutgoingMessage, found: Attendance, method: Method, words: str, context: dict[str, Any]
) -> Composed:
    meeting, person = found.meeting, found.person
    context = {
        "person": person,
        "meeting": meeting,
        "partnership": meeting.group.partnership,
        "when": when_in(meeting, meeting.zone),
        "own": own_time(meeting, person),
        **context,
    }
    template = "invitation" if method == Method.REQUEST else "cancellation"
    text = compose(f"partnering/mail/meeting_{template}", _subject(words, meeting), context)
    content = message_about(
        _event(found, message),
        method=method,
        organiser=organiser(meeting.called_by),
        recipient=Contact(person.name, message.to_email),
        stamped_at=timezone.now(),
    )
    return Composed(text.subject, text.text, text.html, CalendarPart(method.value, content))


def _event(found: Attendance, message: OutgoingMessage) -> Event:
    return event_of(
        found.meeting,
        changed_at=datetime.fromisoformat(message.details["at"]),
        reply=REPLIES[Answer(found.answer)],
    )


def organiser(called_by: Person | None) -> Contact:
    """Who called people together (None: the service), at the service's own address, so that nobody's is told by it."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return Contact(called_by.name if called_by else name, address)


def register() -> None:
    """Put the composers where the outbox finds them."""
    message_composers["meeting_invitation"] = invitation
    message_composers["meeting_cancellation"] = cancellation
    message_composers["meeting_reminder"] = reminder
