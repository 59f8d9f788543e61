"""Starting, extending and closing surveys."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from partnering import access
from partnering.errors import DomainError
from partnering.models import Organisation, User
from partnering.services.audit import record
from partnering.services.changes import change
from readiness.models import Campaign
from readiness.services.counting import count, count_later
from readiness.services.launching import Asking, draft_campaign, launch_campaign


@transaction.atomic
def start_campaign(*, organisation: Organisation, by: User | None, now: datetime, **values: Any) -> Campaign:
    """Prepare a survey and launch it in one go. `values` are those of `launching.Asking`; errors as there."""
    draft = draft_campaign(organisation=organisation, asking=Asking(**values), by=by)
    return launch_campaign(campaign=draft, by=by, now=now)


@transaction.atomic
def extend_campaign(*, campaign: Campaign, closes_on: date, by: User | None, now: datetime) -> Campaign:
    """Give people more time. A closed survey stays closed: its answers have lost their place in the box."""
    locked = Campaign.objects.locked(campaign.pk)
    if locked.is_over:
        raise DomainError(_("This survey is closed. Start another one."))
    if locked.launched_on is None:
        raise DomainError(_("This survey is a draft still. Change its days there."))
    if closes_on < max(locked.closes_on, access.day_of(now)):
        raise DomainError(_("Choose a later day, or close the survey now."))
    return change(locked, by=by, verb="extended", **locked.scope, closes_on=closes_on)


def close_due_campaigns(*, now: datetime) -> int:
    """Close all surveys whose last day has passed by now; returns how many.

    Each is counted by a job of its own, so that one of which the counting fails keeps no other from its result.
    """
    due = Campaign.objects.due_to_close(access.day_of(now)).values_list("pk", flat=True)
    return sum(_close_due(pk, now) for pk in list(due))


@transaction.atomic
def _close_due(pk: int, now: datetime) -> bool:
    """Close one, unless it was withdrawn, extended or closed meanwhile."""
    today = access.day_of(now)
    rows = Campaign.objects.due_to_close(today).select_for_update(of=("self",))
    locked = rows.select_related("organisation", "partnership").filter(pk=pk).first()
    if locked is None:
        return False
    record(by=None, verb="closed", thing=locked, **locked.scope)
    count_later(locked, day=today, now=now)
    return True


@transaction.atomic
def close_campaign(*, campaign: Campaign, by: User | None, now: datetime) -> bool:
    """Take no more answers, and count what is in the box: at once, or of many by a job. False if closed already."""
    locked = Campaign.objects.locked(campaign.pk)
    if locked.is_over:
        return False
    today = access.day_of(now)
    if locked.launched_on is None or today < locked.opens_on:
        raise DomainError(_("This survey has not opened yet."))
    count(locked, day=today, now=now)
    record(by=by, verb="closed", thing=locked, **locked.scope)
    campaign.closed_on, campaign.counting_since = locked.closed_on, locked.counting_since
    return True
