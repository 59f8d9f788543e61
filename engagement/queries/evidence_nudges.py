"""Who is asked to look at evidence again that has gone stale: who assessed it, or who leads where they have left."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime

from django.db.models import Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from engagement.models import Nudge
from engagement.queries.moments import Cause, Line
from partnering import access
from partnering.models import Person
from readiness.models import Evidence

Reason = Nudge.Reason


def evidence_causes(
    now: datetime, leads_of: Callable[[set[int]], Mapping[int, Iterable[int]]]
) -> list[Cause]:
    """What is stale by now, once for each day on which it went stale."""
    today = access.day_of(now)
    rows = list(
        Evidence.objects.stale(today)
        .filter(organisation__archived_on=None)
        .order_by("pk")
        .values_list("pk", "stale_on", "assessed_by", "organisation")
    )
    there = Person.objects.present(today).exclude(email="")
    reachable = (
        set(there.filter(pk__in={row[2] for row in rows}).values_list("pk", flat=True)) if rows else set()
    )
    orphaned = {organisation for _pk, _day, person, organisation in rows if person not in reachable}
    leads = leads_of(orphaned) if orphaned else {}
    return [
        Cause(f"{Reason.EVIDENCE}:{pk}:{day}:{one}", one, Reason.EVIDENCE, pk, access.morning_of(day))
        for pk, day, person, organisation in rows
        for one in ([person] if person in reachable else sorted(leads.get(organisation, ())))
    ]


def evidence_line(nudge: Nudge, on: date, *, leads: bool) -> Line | None:
    """What the nudge says; None when it was looked at meanwhile, or is no business of theirs any more."""
    theirs = Q(assessed_by=nudge.person)
    if leads:
        theirs |= Q(organisation=nudge.person.organisation_id)
    rows = Evidence.objects.stale(on).filter(theirs, organisation=nudge.person.organisation_id)
    found = rows.filter(pk=nudge.subject_id).first()
    if found is None or str(found.stale_on) not in nudge.key:
        return None
    why = _("It went stale on %(day)s and doesn't count any more until you say that it still holds.") % {
        "day": date_format(found.stale_on)
    }
    link = reverse("readiness:evidence-item", args=[found.pk])
    return Line(_("Does this still hold: %(title)s") % {"title": found}, why, link, _("Look at it again"))
