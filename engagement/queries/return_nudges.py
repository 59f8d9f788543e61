"""Who hears that an owner gave an action back: the leads of its organisation, or the partnership's managers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from engagement.models import Nudge
from engagement.queries.moments import Cause, Line
from partnering import access
from partnering.choices import RoleKind
from partnering.models import ActionReturn, Role

Reason = Nudge.Reason


def return_causes(now: datetime, leads_of: Callable[[set[int]], Mapping[int, Iterable[int]]]) -> list[Cause]:
    """What waits for a decision by now. The managers of a partnership hear where an organisation has no lead."""
    rows = list(
        ActionReturn.objects.open()
        .filter(made_at__lte=now)
        .values_list("pk", "made_at", "action__organisation", "action__partnership")
    )
    if not rows:
        return []
    leads = leads_of({organisation for _pk, _at, organisation, _partnership in rows})
    managers: dict[int, set[int]] = {}
    held = Role.objects.current().filter(
        kind=RoleKind.PARTNERSHIP_MANAGER, partnership__in={partnership for *_rest, partnership in rows}
    )
    for person, partnership in held.exclude(person__email="").values_list("person", "partnership"):
        managers.setdefault(partnership, set()).add(person)
    causes = []
    for pk, made_at, organisation, partnership in rows:
        due_at = access.morning_of(access.day_of(made_at))
        for person in leads.get(organisation) or managers.get(partnership) or ():
            key = f"{Reason.ACTION_RETURNED}:{pk}:{person}"
            causes.append(Cause(key, person, Reason.ACTION_RETURNED, pk, due_at))
    return causes


def return_line(nudge: Nudge, on: date) -> Line | None:
    """What the nudge says; None when it is decided, or isn't theirs to decide any more."""
    given_back = (
        ActionReturn.objects.open().filter(pk=nudge.subject_id).select_related("action", "person").first()
    )
    if given_back is None or not _decides(nudge, given_back):
        return None
    why = _("%(name)s says that it isn't theirs. Decide whose it is.") % {"name": given_back.person}
    link = reverse("partnering:action", args=[given_back.action_id])
    return Line(given_back.action.title, why, link, _("Decide"))


def _decides(nudge: Nudge, given_back: ActionReturn) -> bool:
    person, action = nudge.person, given_back.action
    leads = Q(kind=RoleKind.PARTNERING_LEAD, person__organisation=action.organisation_id)
    manages = Q(kind=RoleKind.PARTNERSHIP_MANAGER, partnership=action.partnership_id)
    if action.partnership_id is None:
        manages = Q(pk__in=[])
    return bool(Role.objects.current().filter(leads | manages, person=person).exists())
