"""Minutes: what a meeting came to, the decisions and actions in it, and their publication."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from partnering import registry
from partnering.choices import ActionOrigin, MeetingState, MinutesState
from partnering.errors import DomainError
from partnering.models import Action, Meeting, Organisation, Person, User
from partnering.services.actions import add_action
from partnering.services.changes import change
from partnering.services.times import hold


@transaction.atomic
def write_minutes(*, meeting: Meeting, minutes: str, by: User) -> Meeting:
    """Write or correct the minutes; they may be begun before the meeting."""
    check_not_cancelled(meeting)
    return change(meeting, by=by, verb="minuted", partnership=meeting.group.partnership, minutes=minutes)


@transaction.atomic
def publish_minutes(*, meeting: Meeting, by: User, now: datetime | None = None) -> Meeting:
    """Let all partners read the minutes; doing it twice changes nothing."""
    hold(meeting)
    if meeting.state != MeetingState.HELD:
        raise DomainError(_("Note first who was there."))
    if meeting.minutes_state == MinutesState.PUBLISHED:
        return meeting
    if not meeting.minutes.strip() and not meeting.decisions.exists():
        raise DomainError(_("There are no minutes yet. Write them first."))
    fields: dict[str, Any] = {
        "minutes_state": MinutesState.PUBLISHED,
        "minutes_published_at": now or timezone.now(),
    }
    change(meeting, by=by, verb="published", partnership=meeting.group.partnership, **fields)
    for heard in registry.minutes_published:
        heard(meeting)
    return meeting


@transaction.atomic
def take_action(
    *,
    meeting: Meeting,
    title: str,
    organisation: Organisation,
    by: User,
    owner: Person | None = None,
    due_on: date | None = None,
) -> Action:
    """Something that an organisation is to do after a meeting."""
    check_not_cancelled(meeting)
    return add_action(
        title=title,
        organisation=organisation,
        partnership=meeting.group.partnership,
        group=meeting.group,
        meeting=meeting,
        owner=owner,
        due_on=due_on,
        origin=ActionOrigin.MEETING,
        by=by,
    )


def check_not_cancelled(meeting: Meeting) -> None:
    """Refuse what a meeting that does not take place can't bring about."""
    if meeting.state == MeetingState.CANCELLED:
        raise DomainError(_("This meeting is cancelled. Plan another one."))
