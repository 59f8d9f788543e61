"""Series of meetings: one meeting repeated, and the later ones called off together."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from partnering.errors import DomainError
from partnering.models import Attendance, Meeting, MeetingSeries, Person, User
from partnering.recurrence import Fault, Rule, Span, fault_of, spans_of
from partnering.services.audit import record
from partnering.services.changes import change
from partnering.services.meetings import cancel_meeting, check_planned, day_of, invite, plan_meeting, sits_for
from partnering.services.times import hold


def later_spans(meeting: Meeting, rule: Rule) -> list[Span]:
    """When the meetings after this one are by a rule; says what is wrong with a rule that makes none."""
    fault = fault_of(rule)
    if fault is not None:
        raise DomainError(_sentence(fault))
    length = meeting.ends_at - meeting.starts_at
    spans = spans_of(rule, meeting.starts_there.time(), length, meeting.zone)[1:]
    if not spans:
        raise DomainError(_("By this, no further meeting is made. Choose a later last day."))
    return spans


@transaction.atomic
def repeat_meeting(*, meeting: Meeting, rule: Rule, by: User) -> MeetingSeries:
    """Plan the later meetings, with who is invited to this one; repeating it twice makes nothing more."""
    hold(meeting.group.partnership)
    hold(meeting)
    if meeting.series is not None:
        return meeting.series
    check_planned(meeting)
    if rule.first != day_of(meeting):
        raise DomainError(_("The meeting has been moved to another day meanwhile. Look at the dates again."))
    spans = later_spans(meeting, rule)
    series = MeetingSeries.objects.create(
        group=meeting.group,
        pattern=rule.pattern,
        every=rule.every,
        place=rule.place,
        until=rule.until,
        count=rule.count,
        first=rule.first,
        begins=meeting.starts_there.time(),
        length=meeting.ends_at - meeting.starts_at,
        time_zone=meeting.time_zone,
        made_by=by,
    )
    scope = meeting.group.partnership
    record(by=by, verb="repeated", thing=meeting, partnership=scope, meetings=len(spans))
    change(meeting, by=by, partnership=scope, series=series)
    rows = Attendance.objects.invited().filter(meeting=meeting).select_related("person__organisation")
    people = [one.person for one in rows]
    for span in spans:
        _plan_alike(meeting, span, series, people, by)
    return series


@transaction.atomic
def cancel_later(*, meeting: Meeting, by: User) -> int:
    """Call off this meeting and the later ones of its series that are still planned; returns how many."""
    hold(meeting.group.partnership)
    rows = list(still_planned(meeting).order_by("starts_at", "pk"))
    for one in rows:
        cancel_meeting(meeting=one, by=by)
    return len(rows)


def still_planned(meeting: Meeting) -> QuerySet[Meeting]:
    """This meeting and the later ones of its series, without those that are held or cancelled."""
    rows = Meeting.objects.planned().filter(series__isnull=False, series=meeting.series_id)
    return rows.filter(starts_at__gte=meeting.starts_at).select_related("group__partnership")


def _plan_alike(meeting: Meeting, span: Span, series: MeetingSeries, people: list[Person], by: User) -> None:
    made = plan_meeting(
        group=meeting.group,
        title=meeting.title,
        starts_at=span.starts_at,
        ends_at=span.ends_at,
        time_zone=meeting.time_zone,
        by=by,
        place=meeting.place,
        video_link=meeting.video_link,
        called_by=meeting.called_by,
        people=(),
    )
    change(made, by=by, partnership=meeting.group.partnership, series=series)
    invite(meeting=made, people=[one for one in people if can_come(made, one)], by=by)


def can_come(meeting: Meeting, person: Person) -> bool:
    """Whether they are still of a member by then: who leaves before is not asked."""
    try:
        sits_for(meeting, person)
    except DomainError:
        return False
    return True


def _sentence(fault: Fault) -> str:
    if fault == Fault.TOO_LONG:
        return _("A series goes on for three years at most. Choose an earlier end.")
    if fault == Fault.TOO_MANY:
        return _("A series has 104 meetings at most. Choose an earlier end.")
    return _("Choose how often the meeting is repeated, and a last day or a number of meetings.")
