"""A working group's seats as a picture: who sits there for whom, where nobody does, and who has no seat at all."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from partnering import charts
from partnering.choices import Office
from partnering.models import Organisation, Seat, WorkingGroup


def seats_drawn(
    group: WorkingGroup, seats: Sequence[Seat], unseated: Sequence[Organisation]
) -> charts.SeatingChart:
    """The current seats with their organisations and holders, and the members without one, round a table."""
    names = {one.organisation_id: one.organisation.name for one in seats}
    names |= {one.pk: one.name for one in unseated}
    order = sorted(names, key=lambda pk: (names[pk], pk))
    place = {pk: number for number, pk in enumerate(order)}
    sittings = [_sitting(one, place[one.organisation_id]) for one in seats]
    sittings += [
        charts.Sitting(
            place[one.pk], _("%(organisation)s: no seat") % {"organisation": one.name}, missing=True
        )
        for one in unseated
    ]
    held = sum(one.person is not None for one in seats)
    middle = _("%(held)d of %(all)d seats are held") % {"held": held, "all": len(seats)}
    return charts.seating(
        sorted(sittings, key=lambda one: one.organisation),
        [names[pk] for pk in order],
        title=_("The seats of %(name)s") % {"name": group},
        description=_("%(seats)s, of %(count)d organisations; %(without)d members have no seat.")
        % {"seats": middle, "count": len(names) - len(unseated), "without": len(unseated)},
        middle=middle,
        head=(_("Organisation"), _("Seats")),
    )


def _sitting(seat: Seat, place: int) -> charts.Sitting:
    office = "" if seat.office == Office.MEMBER else seat.get_office_display()
    holder = seat.person.name if seat.person else _("vacant")
    told = [one for one in (holder, seat.organisation.name, office) if one]
    return charts.Sitting(
        place,
        ", ".join(told),
        seat.person.name if seat.person else "",
        seat.person.get_absolute_url() if seat.person else "",
        marks().get(seat.office, ""),
    )


def marks() -> dict[str, str]:
    """The letter by which the picture marks each office."""
    return {
        Office.CHAIR: pgettext("letter that marks the chair", "C"),
        Office.DEPUTY: pgettext("letter that marks the deputy chair", "D"),
        Office.SECRETARY: pgettext("letter that marks the secretary", "S"),
    }
