"""The offices of a working group: who chairs it and who keeps its minutes, given with a seat from a day on."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from partnering import access
from partnering.choices import Office
from partnering.errors import DomainError
from partnering.models import Seat, User
from partnering.services.audit import record
from partnering.services.changes import change
from partnering.services.times import hold, in_words


@transaction.atomic
def give_office(*, seat: Seat, office: str, by: User, on: date | None = None) -> Seat:
    """The seat has an office from a day on. Who chaired until then is a member of the group from that day.

    Returns the seat that has the office: a new one, unless this one began on that very day.
    """
    hold(seat.group.partnership)
    hold(seat)
    day = max(on or access.today(), seat.started_on)
    if seat.ended_on is not None and seat.ended_on <= day:
        raise DomainError(_("This seat ends before that day. Choose an earlier one, or another seat."))
    if seat.office == office:
        raise DomainError(_("This seat has that office already. Choose another one."))
    if office == Office.CHAIR:
        _free_the_chair(seat, day, by)
    return _from_then_on(seat, office, day, by)


def _free_the_chair(seat: Seat, day: date, by: User) -> None:
    """Let whoever chairs on that day or later be a member; refuse where somebody is to take the chair later."""
    others = Seat.objects.filter(
        access.overlapping(day, seat.ended_on), group=seat.group, office=Office.CHAIR
    )
    for other in others.exclude(pk=seat.pk).select_related("group__partnership", "organisation", "person"):
        if other.person is not None and other.started_on > day:
            raise DomainError(
                _("%(person)s is to chair this group %(time)s. Give that seat another office first.")
                % {"person": other.person, "time": in_words(other.started_on, other.ended_on)}
            )
        _from_then_on(other, Office.MEMBER, max(day, other.started_on), by)


def _from_then_on(seat: Seat, office: str, day: date, by: User) -> Seat:
    partnership, until = seat.group.partnership, seat.ended_on
    if day == seat.started_on:
        return change(seat, by=by, verb="given office", partnership=partnership, office=office)
    change(seat, by=by, verb="ended", partnership=partnership, ended_on=day)
    taken: Seat = Seat.objects.create(
        group=seat.group,
        organisation=seat.organisation,
        person=seat.person,
        office=office,
        started_on=day,
        ended_on=until,
    )
    record(by=by, verb="given office", thing=taken, partnership=partnership)
    return taken
