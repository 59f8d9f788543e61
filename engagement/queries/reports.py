"""Whether a finished report may still be handed out."""

from __future__ import annotations

from django.utils import timezone

from engagement.models import Report
from partnering import access
from partnering.models import Role
from readiness.models import SharedResult


def is_overtaken(report: Report) -> bool:
    """Whether what its reader may see has shrunk since: a sharing was taken back, or a role of theirs has ended.

    Both are known by the day, so a report of that very day counts as overtaken as well; a new one is made in seconds.
    """
    if report.finished_at is None:
        return False
    made_on = timezone.localdate(report.finished_at)
    taken_back = SharedResult.objects.filter(partnership=report.partnership_id, withdrawn_on__gte=made_on)
    ended = Role.objects.filter(
        person__user=report.requested_by_id, ended_on__gte=made_on, ended_on__lte=access.today()
    )
    return taken_back.exists() or ended.exists()
