"""Doorbells: plain values in, one service called."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from engagement.services import mailing, nudges, reports, sheets, traction


@shared_task(name="engagement.make_report")
def make_report(pk: int) -> bool:
    """Rung when somebody asks for a report. Returns whether it is ready."""
    return reports.make_report(pk=pk, now=timezone.now())


@shared_task(name="engagement.make_due_reports")
def make_due_reports() -> int:
    """Beat rings each minute. Returns how many reports were made."""
    return reports.make_due_reports(now=timezone.now())


@shared_task(name="engagement.nudge")
def nudge() -> int:
    """Beat rings every five minutes. Returns how many mails went to the outbox."""
    return nudges.nudge(now=timezone.now()).mails


@shared_task(name="engagement.refresh_traction")
def refresh_traction() -> int:
    """Rung when something was logged; beat rings each minute. Returns how many partnerships were counted."""
    return traction.refresh_traction(now=timezone.now())


@shared_task(name="engagement.forget_old_arrivals")
def forget_old_arrivals() -> int:
    """Beat rings once a day. Returns how much was forgotten of what arrived and nobody took on."""
    now = timezone.now()
    return sheets.forget_old_entries(now=now) + mailing.forget_old_drafts(now=now)
