"""Reminding those who have not answered, by the plan of each survey. Nobody gets a list of them."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from partnering import access
from partnering.services.outbox import Letter, queue_messages
from readiness.models import Campaign, Invitation
from readiness.reminding import Plan


def plan_of(campaign: Campaign) -> Plan:
    """When a survey reminds."""
    return Plan(
        campaign.opens_on,
        campaign.closes_on,
        campaign.reminders,
        campaign.reminder_days,
        campaign.last_call,
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
    """One round of reminders of one survey; none when another worker was faster, or it was closed meanwhile.

    How many it were is noted nowhere: day by day it would tell how many had answered by then.
    """
    mine = Campaign.objects.open().filter(pk=campaign.pk, reminded_on=campaign.reminded_on)
    if mine.update(reminded_on=today) != 1:
        return 0
    is_last = (campaign.closes_on - today).days <= 1
    rows = Invitation.objects.unanswered(today).filter(campaign=campaign).exclude(person__email="").order_by()
    letters = (
        Letter(f"survey-reminder:{pk}:{today}", person, email, pk)
        for pk, person, email in rows.values_list("pk", "person", "person__email")
    )
    return queue_messages("survey_reminder", letters, due_at=now, details={"last": is_last})
