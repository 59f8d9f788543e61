"""What the mail says that asks an organisation to acknowledge a meeting's decisions."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from partnering import access
from partnering.choices import MinutesState
from partnering.composers import absolute, compose
from partnering.models import Meeting, Membership, OutgoingMessage
from partnering.registry import Composed, Suppressed, message_composers


def decisions(message: OutgoingMessage) -> Composed | Suppressed:
    """The decisions that the reader's organisation has not acknowledged by now, as long as they may do so."""
    person = message.to_person
    user = person.user if person else None
    meetings = Meeting.objects.visible_to(user).filter(minutes_state=MinutesState.PUBLISHED)
    meeting = meetings.select_related("group__partnership").filter(pk=int(message.subject_id)).first()
    if meeting is None:
        return Suppressed("May not read the minutes, or they are not published")
    partnership = meeting.group.partnership
    ours = access.speaks_for(user, partnership)
    members = Membership.objects.current(meeting.starts_there.date()).filter(partnership=partnership)
    if ours is None or not members.filter(organisation=ours).exists():
        return Suppressed("Does not answer for a member of that day")
    rows = list(meeting.decisions.exclude(acknowledgements__organisation=ours))
    if not rows:
        return Suppressed("Nothing is left to acknowledge")
    link = absolute(reverse("partnering:decisions", args=[partnership.slug]))
    context = {
        "person": person,
        "meeting": meeting,
        "partnership": partnership,
        "decisions": rows,
        "link": link,
    }
    subject = _("Decisions to acknowledge: %(title)s") % {"title": meeting.title}
    return compose("partnering/mail/decisions", subject, context)


def register() -> None:
    """Put the composer where the outbox finds it."""
    message_composers["decisions"] = decisions
