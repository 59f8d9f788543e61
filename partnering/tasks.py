"""Doorbells: plain values in, one service called."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from partnering.services import importing, outbox


@shared_task(name="partnering.send_due_messages")
def send_due_messages() -> int:
    """Beat rings each minute, and whoever queues a message. Returns how many were sent."""
    return outbox.send_due_messages(now=timezone.now()).sent


@shared_task(name="partnering.forget_old_import_files")
def forget_old_import_files() -> int:
    """Beat rings each hour. Returns how many files nobody confirmed within a day."""
    return importing.forget_old_import_files(now=timezone.now())
