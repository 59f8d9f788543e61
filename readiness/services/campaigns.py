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
from readiness import queries
from readiness.models import Campaign, Draft, SealedResponse, SpentPass
from readiness.services.box import contents_of
from readiness.services.launching import Asking, draft_campaign, launch_campaign
from readiness.services.mails import mails_of
from readiness.services.outcomes import record_outcome


@transaction.atomic
def start_campaign(*, organisation: Organisation, by: User | None, now: datetime, **values: Any) -> Campaign:
    """Prepare a survey and launch it in one go. `values` are those of `launching.Asking`; errors as there."""
    draft = draft_campaign(organisation=organisation, asking=Asking(**values), by=by)
    return launch_campaign(campaign=draft, by=by, now=now)


@transaction.atomic
def extend_campaign(*, campaign: Campaign, closes_on: date, by: User | None, now: datetime) -> Campaign:
    """Give people more time. A closed survey stays closed: its answers have lost their place in the box."""
    locked = Campaign.objects.locked(campaign.pk)
    if locked.closed_on:
        raise DomainError(_("This survey is closed. Start another one."))
    if locked.launched_on is None:
        raise DomainError(_("This survey is a draft still. Change its days there."))
    if closes_on < max(locked.closes_on, access.day_of(now)):
        raise DomainError(_("Choose a later day, or close the survey now."))
    return change(locked, by=by, verb="extended", **locked.scope, closes_on=closes_on)


def close_due_campaigns(*, now: datetime) -> int:
    """Close all surveys whose last day has passed by now; returns how many."""
    today = access.day_of(now)
    due = list(Campaign.objects.due_to_close(today))
    return sum(close_campaign(campaign=campaign, by=None, now=now) for campaign in due)


@transaction.atomic
def close_campaign(*, campaign: Campaign, by: User | None, now: datetime) -> bool:
    """Open the box: shuffle the answers into rows, publish the figures, empty the box. False if closed already."""
    locked = Campaign.objects.locked(campaign.pk)
    if locked.closed_on:
        return False
    today = access.day_of(now)
    if locked.launched_on is None or today < locked.opens_on:
        raise DomainError(_("This survey has not opened yet."))
    record_outcome(locked, contents_of(locked))
    SealedResponse.objects.filter(campaign=locked).delete()
    SpentPass.objects.filter(campaign=locked).delete()
    Draft.objects.filter(campaign=locked).delete()
    # Who was reminded when had not answered by then, which is nobody's business any more.
    mails_of(locked).delete()
    locked.closed_on = today
    beside = queries.beside(locked).people
    locked.asked, locked.population = locked.asked + beside, locked.population + beside
    locked.save(update_fields=["closed_on", "asked", "population"])
    record(by=by, verb="closed", thing=locked, **locked.scope)
    campaign.closed_on = today
    return True
