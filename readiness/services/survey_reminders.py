"""Reminding those who have not answered, by the plan of each survey. Nobody gets a list of them."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from partnering import access
from partnering.errors import DomainError
from partnering.models import User
from partnering.services.changes import change
from partnering.services.outbox import Letter, queue_messages
from readiness.models import Campaign, Invitation
from readiness.reminding import DAY, Plan, follows_from
from readiness.services.terms import check_reminders

PLAN = ("pk", "closes_on", "reminders", "reminder_days", "last_call", "reminders_from", "reminded_on")
"""What decides whether a survey reminds on a day."""


def plan_of(campaign: Campaign) -> Plan:
    """When a survey reminds."""
    return Plan(
        campaign.opens_on,
        campaign.closes_on,
        campaign.reminders,
        campaign.reminder_days,
        campaign.last_call,
        campaign.reminders_from,
    )


@transaction.atomic
def change_reminders(
    *, campaign: Campaign, reminders: int, reminder_days: int, last_call: bool, by: User | None, now: datetime
) -> Campaign:
    """Remind by another plan from now on: of no day that has passed, and never twice within a day.

    Nothing leaves at once. DomainError when the survey is a draft or closed, or when it would remind too often.
    """
    locked = Campaign.objects.locked(campaign.pk)
    if locked.is_over:
        raise DomainError(_("This survey is closed, so nobody is reminded any more."))
    if locked.launched_on is None:
        raise DomainError(_("This survey is a draft still. Change its reminders there."))
    check_reminders(reminders, reminder_days)
    today = access.day_of(now)
    soonest = today if now < access.morning_of(today) else today + DAY
    return change(
        locked,
        by=by,
        **locked.scope,
        reminders=reminders,
        reminder_days=reminder_days,
        last_call=last_call,
        reminders_from=follows_from(soonest, locked.reminded_on),
    )


def remind_of_surveys(*, now: datetime) -> int:
    """Queue the reminders that are due by now; returns how many mails. A missed day is made up for once."""
    today = access.day_of(now)
    running = Campaign.objects.open().filter(opens_on__lt=today, closes_on__gte=today)
    queued = 0
    for campaign in running:
        day = plan_of(campaign).due(today, campaign.reminded_on)
        if day and access.morning_of(day) <= now:
            queued += _remind(campaign, today, now)
    return queued


@transaction.atomic
def _remind(campaign: Campaign, today: date, now: datetime) -> int:
    """One round of reminders of one survey; none when another worker was faster, or it was closed or given another
    plan meanwhile.

    How many it were is noted nowhere: day by day it would tell how many had answered by then.
    """
    mine = Campaign.objects.open().filter(**{name: getattr(campaign, name) for name in PLAN})
    if mine.update(reminded_on=today) != 1:
        return 0
    is_last = (campaign.closes_on - today).days <= 1
    rows = Invitation.objects.unanswered(today).filter(campaign=campaign).exclude(person__email="").order_by()
    letters = (
        Letter(f"survey-reminder:{pk}:{today}", person, email, pk)
        for pk, person, email in rows.values_list("pk", "person", "person__email")
    )
    return queue_messages("survey_reminder", letters, due_at=now, details={"last": is_last})
