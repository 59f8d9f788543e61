"""Doorbells: plain values in, one service called."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from partnering import access
from partnering.services import (
    import_jobs,
    meetings,
    merges,
    outbox,
    people,
    positions,
    reads,
    reminders,
    sealing,
    sign_ins,
    tending,
)


@shared_task(name="partnering.send_due_messages")
def send_due_messages() -> int:
    """Beat rings each minute, and whoever queues a message. Returns how many were sent."""
    return outbox.send_due_messages(now=timezone.now()).sent


@shared_task(name="partnering.remind_of_meetings")
def remind_of_meetings() -> int:
    """Beat rings every five minutes. Returns how many reminders were queued of meetings of the next day."""
    return reminders.remind_of_meetings(now=timezone.now())


@shared_task(name="partnering.withdraw_from_leavers")
def withdraw_from_leavers() -> int:
    """Beat rings every ten minutes. Returns how many invitations were taken back of people whose organisation left."""
    return meetings.withdraw_from_leavers(now=timezone.now())


@shared_task(name="partnering.forget_old_import_files")
def forget_old_import_files() -> int:
    """Beat rings each hour. Returns how many files nobody confirmed within a day."""
    return import_jobs.forget_old_import_files(now=timezone.now())


@shared_task(name="partnering.close_accounts_of_leavers")
def close_accounts_of_leavers() -> int:
    """Beat rings every ten minutes. Returns how many accounts were closed of people whose last day has come."""
    return people.close_accounts_of_leavers(on=access.today())


@shared_task(name="partnering.forget_old_sign_ins")
def forget_old_sign_ins() -> int:
    """Beat rings each day. Returns how many sign-ins had expired."""
    return sign_ins.forget_old_sign_ins(now=timezone.now())


@shared_task(name="partnering.look_at_tables")
def look_at_tables() -> bool:
    """Beat rings each day. Returns whether the database needed it."""
    return tending.look_at_tables()


@shared_task(name="partnering.carry_out_due_moves")
def carry_out_due_moves() -> int:
    """Beat rings every ten minutes. Returns how many people moved because the day has come."""
    return positions.carry_out_due_moves(on=access.today())


@shared_task(name="partnering.forget_old_merges")
def forget_old_merges() -> int:
    """Beat rings each hour. Returns of how many merges the time to be undone is over."""
    return merges.forget_old_merges(now=timezone.now())


@shared_task(name="partnering.seal_audit")
def seal_audit() -> int:
    """Beat rings each minute. Returns how many entries of the record of changes were sealed."""
    return sealing.seal_entries()


@shared_task(name="partnering.forget_old_reads")
def forget_old_reads() -> int:
    """Beat rings each day. Returns how many notes of who read were forgotten."""
    return reads.forget_old_reads(today=access.today())


@shared_task(name="partnering.work_on_import")
def work_on_import(pk: int) -> bool:
    """Rung when a file is uploaded and when its user gives word. Returns whether it went on."""
    return import_jobs.work_on_import(pk=pk, now=timezone.now())


@shared_task(name="partnering.work_on_due_imports")
def work_on_due_imports() -> int:
    """Beat rings each minute. Returns how many imports went on."""
    return import_jobs.work_on_due_imports(now=timezone.now())
