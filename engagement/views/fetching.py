"""The only ways in which engagement's views get at a row: each also answers "may this user?". No means not found."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404

from engagement.models import Report
from partnering.models import Partnership


def partnership_to_see(user: Any, slug: str) -> Partnership:
    """A partnership of which the user is part."""
    found: Partnership = get_object_or_404(Partnership.objects.visible_to(user), slug=slug)
    return found


def report_to_see(user: Any, pk: int) -> Report:
    """A report that the user asked for, of a partnership of which they are still part."""
    found: Report = get_object_or_404(Report.objects.visible_to(user).select_related("partnership"), pk=pk)
    return found
