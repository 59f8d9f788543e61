"""Targets: naming the units whose people a partnership needs, at which levels, and by when."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from engagement.models import EngagementTarget
from engagement.services.recounts import ask_for_recount
from partnering import access
from partnering.choices import Level
from partnering.errors import DomainError
from partnering.models import Membership, Organisation, Partnership, Unit, User
from partnering.services.audit import record
from partnering.services.changes import change
from partnering.services.times import hold


@transaction.atomic
def name_targets(
    *,
    partnership: Partnership,
    organisation: Organisation,
    units: Iterable[Unit],
    by: User | None,
    on: date | None = None,
    levels: Iterable[str] = (),
    due_on: date | None = None,
) -> list[EngagementTarget]:
    """From a day on, a partnership needs the people of exactly these units of an organisation (and those below).

    Units named before and not now are dropped from that day; their history stays. `levels` and `due_on` are those of
    the units that are new; the others keep theirs. Returns the current targets.
    """
    day = on or access.today()
    wanted = {unit.pk: unit for unit in units}
    if any(unit.organisation_id != organisation.pk for unit in wanted.values()):
        raise DomainError(_("A unit belongs to another organisation."))
    member = Membership.objects.current(day).filter(partnership=partnership, organisation=organisation)
    if not member.exists():
        raise DomainError(
            _("%(organisation)s is not a member of the partnership on that day.")
            % {"organisation": organisation}
        )
    _check_due(due_on, day)
    open_now = EngagementTarget.objects.filter(
        partnership=partnership, unit__organisation=organisation, dropped_on=None
    )
    named = {target.unit_id: target for target in open_now.select_related("unit")}
    gone = [target for unit, target in named.items() if unit not in wanted]
    new = [unit for pk, unit in wanted.items() if pk not in named]
    for target in gone:
        target.dropped_on = max(day, target.named_on)
    EngagementTarget.objects.bulk_update(gone, ["dropped_on"])
    EngagementTarget.objects.bulk_create(
        EngagementTarget(
            partnership=partnership, unit=unit, named_on=day, levels=_in_order(levels), due_on=due_on
        )
        for unit in new
    )
    if gone or new:
        record(
            by=by,
            verb="named targets",
            thing=organisation,
            organisation=organisation,
            partnership=partnership,
            added=sorted(unit.name for unit in new),
            dropped=sorted(target.unit.name for target in gone),
        )
        ask_for_recount(partnership, day)
    return list(open_now.all())


@transaction.atomic
def change_target(
    *,
    target: EngagementTarget,
    levels: Iterable[str],
    due_on: date | None,
    by: User | None,
    on: date | None = None,
) -> EngagementTarget:
    """From a day on, other levels of a unit are needed, or by another day.

    Other levels are another target: the one before ends, so that past days are counted against what was asked then.
    """
    day = on or access.today()
    target = hold(target)
    if target.dropped_on is not None:
        raise DomainError(_("This unit is not needed any more. Name it again."))
    if due_on != target.due_on:
        _check_due(due_on, day)
    wanted = _in_order(levels)
    organisation = target.unit.organisation
    if wanted != target.levels and target.named_on < day:
        change(target, by=by, organisation=organisation, dropped_on=day)
        target = EngagementTarget(partnership=target.partnership, unit=target.unit, named_on=day)
        target.levels, target.due_on = wanted, due_on
        target.save()
        record(
            by=by,
            verb="named targets",
            thing=target,
            organisation=organisation,
            levels=wanted,
            due_on=due_on,
        )
    else:
        change(target, by=by, organisation=organisation, levels=wanted, due_on=due_on)
    ask_for_recount(target.partnership, day)
    return target


def _in_order(levels: Iterable[str]) -> list[str]:
    """Levels in the order of the ladder of offices; none of them for all, which is the same as every one."""
    asked = set(levels)
    if asked - set(Level.values):
        raise DomainError(_("There is no such level."))
    return [] if asked == set(Level.values) else [level for level in Level.values if level in asked]


def _check_due(due_on: date | None, day: date) -> None:
    if due_on is not None and due_on < day:
        raise DomainError(_("That day has passed. Give people a day that is still to come."))
