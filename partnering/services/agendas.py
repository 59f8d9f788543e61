"""Agendas: their points, the order of these, and what is carried over to a later meeting."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from partnering.choices import MeetingState, Outcome
from partnering.errors import DomainError
from partnering.models import AgendaItem, Meeting, Partnership, Person, User
from partnering.services.audit import record
from partnering.services.changes import change
from partnering.services.meetings import check_planned, sits_for
from partnering.services.times import hold


@transaction.atomic
def add_item(
    *,
    meeting: Meeting,
    text: str,
    by: User,
    minutes_planned: int | None = None,
    lead: Person | None = None,
    carried_from: AgendaItem | None = None,
) -> AgendaItem:
    """A further point, at the end of the agenda."""
    hold(meeting)
    if meeting.state == MeetingState.CANCELLED:
        raise DomainError(_("This meeting is cancelled. Plan another one."))
    if lead is not None:
        sits_for(meeting, lead)
    last = meeting.agenda.aggregate(last=Max("order"))["last"] or 0
    item = AgendaItem.objects.create(
        meeting=meeting,
        text=text.strip(),
        minutes_planned=minutes_planned,
        lead=lead,
        carried_from=carried_from,
        order=last + 1,
    )
    record(by=by, verb="added", thing=item, partnership=meeting.group.partnership)
    return item


@transaction.atomic
def edit_item(*, item: AgendaItem, by: User, **values: Any) -> AgendaItem:
    """Change the named fields of a point, also its outcome and the note on it."""
    lead = values.get("lead")
    if lead is not None and lead.pk != item.lead_id:
        sits_for(item.meeting, lead)
    if item.outcome == Outcome.CARRIED and values.get("outcome", item.outcome) != Outcome.CARRIED:
        raise DomainError(_("This point was carried over. Say what becomes of it at the later meeting."))
    return change(item, by=by, partnership=_whose(item), **values)


@transaction.atomic
def drop_item(*, item: AgendaItem, by: User) -> None:
    """Take a point off the agenda; what was carried over to it is open again where it came from."""
    check_planned(hold(item.meeting))
    if item.outcome == Outcome.CARRIED:
        raise DomainError(_("This point was carried over to a later meeting. Take it off there first."))
    record(by=by, verb="removed", thing=item, partnership=_whose(item))
    source = item.carried_from
    item.delete()
    if source is not None:
        change(source, by=by, verb="reopened", partnership=_whose(source), outcome=Outcome.OPEN)


@transaction.atomic
def shift_item(*, item: AgendaItem, by: User, up: bool) -> None:
    """Swap a point with the one before or after it; at the end of the list nothing changes."""
    hold(item.meeting)
    rows = list(item.meeting.agenda.all())
    here = next(place for place, row in enumerate(rows) if row.pk == item.pk)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(rows):
        return
    rows[here], rows[there] = rows[there], rows[here]
    for order, row in enumerate(rows, start=1):
        if row.order != order:
            row.order = order
            row.save(update_fields=["order"])
    record(by=by, verb="moved", thing=item, partnership=_whose(item))


@transaction.atomic
def carry_over(*, item: AgendaItem, to_meeting: Meeting, by: User) -> AgendaItem:
    """Put an open point on the agenda of a later meeting of the group; a point is carried over once."""
    item = hold(item)
    check_planned(to_meeting)
    if item.outcome != Outcome.OPEN:
        raise DomainError(_("Only a point that is still open can be carried over."))
    if to_meeting.group_id != item.meeting.group_id or to_meeting.starts_at <= item.meeting.starts_at:
        raise DomainError(_("Choose a later meeting of the same group."))
    try:
        with transaction.atomic():
            copy = add_item(
                meeting=to_meeting,
                text=item.text,
                by=by,
                minutes_planned=item.minutes_planned,
                carried_from=item,
            )
    except IntegrityError as error:
        raise DomainError(_("This point was carried over already.")) from error
    change(item, by=by, verb="carried over", partnership=_whose(item), outcome=Outcome.CARRIED)
    return copy


def _whose(item: AgendaItem) -> Partnership:
    whose: Partnership = item.meeting.group.partnership
    return whose
