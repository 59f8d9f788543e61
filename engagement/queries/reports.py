"""Whether a finished report may still be handed out."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils import timezone

from engagement.models import Report
from partnering import access
from partnering.models import AuditEntry, Role
from readiness.models import SharedResult


def is_overtaken(report: Report) -> bool:
    """Whether what its reader may see has shrunk since: a sharing was taken back, or a role of theirs has ended."""
    taken_back = SharedResult.objects.filter(
        partnership=report.partnership_id, withdrawn_on__isnull=False, withdrawn_on__lte=access.today()
    )
    ended = Role.objects.filter(person__user=report.requested_by_id, ended_on__lte=access.today())
    return _since(report, taken_back, "withdrawn_on") or _since(report, ended, "ended_on")


def _since(report: Report, rows: QuerySet[SharedResult] | QuerySet[Role], day: str) -> bool:
    """Whether one of the rows ended after the report was made: on a later day, or recorded later on the same day."""
    if report.finished_at is None:
        return False
    made_on = timezone.localdate(report.finished_at)
    if rows.filter(**{f"{day}__gt": made_on}).exists():
        return True
    same_day = [str(pk) for pk in rows.filter(**{day: made_on}).values_list("pk", flat=True)]
    changes = AuditEntry.objects.filter(thing=rows.model._meta.label_lower, thing_pk__in=same_day)
    return changes.filter(at__gt=report.finished_at).exists()
