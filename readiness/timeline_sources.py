"""What readiness says happened in a partnership: results that members share with it."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from partnering.addresses import address_of
from partnering.models import Partnership
from partnering.registry import TimelineSource, timeline
from readiness.models import SharedResult


def _shared(user: Any, partnership: Partnership) -> QuerySet[Any]:
    return SharedResult.objects.visible_to(user).filter(partnership=partnership)


def register() -> None:
    """Add this app's source."""
    timeline.append(
        TimelineSource(
            "result",
            "results",
            _("Results shared"),
            "clipboard-list",
            _shared,
            "shared_on",
            _("%(title)s shared how ready it is"),
            title="campaign__organisation__name",
            organisation="campaign__organisation",
            link=lambda pk, slug: address_of("readiness:shared-results", slug),
        )
    )
