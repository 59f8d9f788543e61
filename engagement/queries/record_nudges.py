"""Whom to ask, once a year, whether records of people are still right: themselves, or who keeps the register."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from engagement import cadence
from engagement.models import Nudge
from engagement.queries.moments import Cause, Line
from partnering import access
from partnering.histories import unconfirmed
from partnering.models import Person
from partnering.record_links import token_for

YEAR = timedelta(days=cadence.CONFIRMED[0])
Reason = Nudge.Reason


def record_causes(now: datetime, leads_of: Callable[[set[int]], Mapping[int, Iterable[int]]]) -> list[Cause]:
    """What is due by now: people with an account and an address are asked themselves, for others their leads are.

    `leads_of` gives the people who lead organisations' partnering. A lead hears once for each month in which
    records became a year old.
    """
    today = access.day_of(now)
    rows = Person.objects.present(today).filter(
        confirmed_on__lte=today - YEAR, organisation__archived_on=None
    )
    causes: list[Cause] = []
    oldest: dict[int, date] = {}
    newest: dict[int, date] = {}
    for pk, organisation, confirmed_on, email, active in rows.order_by("confirmed_on", "pk").values_list(
        "pk", "organisation", "confirmed_on", "email", "user__is_active"
    ):
        step = cadence.confirmation_step(confirmed_on, today)
        if email and active and step:
            key = f"{Reason.RECORD}:{pk}:{confirmed_on}:{step.number}"
            causes.append(Cause(key, pk, Reason.RECORD, pk, access.morning_of(step.on)))
        else:
            oldest.setdefault(organisation, confirmed_on)
            newest[organisation] = confirmed_on
    for organisation, leads in leads_of(set(oldest)).items() if oldest else ():
        for lead in leads:
            key = f"{Reason.RECORDS}:{organisation}:{newest[organisation]:%Y-%m}:{lead}"
            due_at = access.morning_of(oldest[organisation] + YEAR)
            causes.append(Cause(key, lead, Reason.RECORDS, organisation, due_at))
    return causes


def record_line(nudge: Nudge, on: date, *, leads: bool) -> Line | None:
    """What the nudge says today; None when it has been confirmed meanwhile."""
    if nudge.reason == Reason.RECORDS:
        return _line_for_lead(nudge, on) if leads else None
    person = nudge.person
    if person.confirmed_on > on - YEAR or str(person.confirmed_on) not in nudge.key:
        return None
    link = reverse("partnering:own-record", args=[token_for(person.pk, person.confirmed_on)])
    why = _("It was last confirmed on %(day)s. One click says that it is; or say what is wrong.") % {
        "day": date_format(person.confirmed_on)
    }
    return Line(_("Is what we keep about you still right?"), why, link, _("Look and confirm"))


def _line_for_lead(nudge: Nudge, on: date) -> Line | None:
    organisation = nudge.person.organisation
    count = unconfirmed(organisation, on).count()
    if organisation.pk != nudge.subject_id or not count:
        return None
    title = ngettext(
        "%(n)d record has not been confirmed for a year",
        "%(n)d records have not been confirmed for a year",
        count,
    ) % {"n": count}
    why = _("They are people of %(organisation)s; those without an account can't be asked themselves.") % {
        "organisation": organisation
    }
    return Line(title, why, reverse("partnering:records", args=[organisation.pk]), _("Look at the list"))
