"""Targets: naming the units whose people a partnership needs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from engagement.models import EngagementTarget
from engagement.services.recounts import ask_for_recount
from partnering import access
from partnering.errors import DomainError
from partnering.models import Membership, Organisation, Partnership, Unit, User
from partnering.services.audit import record


@transaction.atomic
def name_targets(
    *,
    partnership: Partnership,
    organisation: Organisation,
    units: Iterable[Unit],
    by: User | None,
    on: date | None = None,
) -> list[EngagementTarget]:
    """From a day on, a partnership needs the people of exactly these units of an organisation (and those below).

    Units named before and not now are dropped from that day; their history stays. Returns the current targets.
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
        EngagementTarget(partnership=partnership, unit=unit, named_on=day) for unit in new
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
