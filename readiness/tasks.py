"""Doorbells: plain values in, one service called."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from readiness.services import campaigns, counting, survey_imports, survey_reminders


@shared_task(name="readiness.close_due_campaigns")
def close_due_campaigns() -> int:
    """Beat rings every ten minutes. Returns how many surveys were closed."""
    return campaigns.close_due_campaigns(now=timezone.now())


@shared_task(name="readiness.count_survey")
def count_survey(pk: int) -> bool:
    """Rung when a survey is closed of which many answered. Returns whether it has a result now."""
    return counting.count_survey(pk=pk, now=timezone.now())


@shared_task(name="readiness.count_due_surveys")
def count_due_surveys() -> int:
    """Beat rings each minute. Returns how many surveys were counted."""
    return counting.count_due_surveys(now=timezone.now())


@shared_task(name="readiness.remind_of_surveys")
def remind_of_surveys() -> int:
    """Beat rings every ten minutes. Returns how many reminders were queued."""
    return survey_reminders.remind_of_surveys(now=timezone.now())


@shared_task(name="readiness.forget_old_survey_files")
def forget_old_survey_files() -> int:
    """Beat rings every hour. Returns how many files that nobody imported were thrown away."""
    return survey_imports.forget_old_survey_files(now=timezone.now())
