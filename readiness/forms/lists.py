"""What surveys are narrowed by."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partnering import access
from partnering.forms.narrowing import NarrowingFilter, a_choice
from readiness.choices import Mode, State


class CampaignFilter(NarrowingFilter):
    """Narrows the surveys of one's organisation."""

    SEARCHED = ("title",)
    BY = {"mode": "mode"}

    mode = a_choice(_("Kind"), _("All kinds"), Mode.choices)
    state = a_choice(
        _("State"),
        _("All states"),
        State.choices,
    )

    def means(self, name: str, value: Any) -> Q | None:
        """A draft, to come, open, or closed."""
        today = access.today()
        running = Q(launched_on__isnull=False, closed_on=None, counting_since=None)
        states = {
            State.DRAFT: Q(launched_on=None),
            State.SCHEDULED: running & Q(opens_on__gt=today),
            State.OPEN: running & Q(opens_on__lte=today),
            State.COUNTING: Q(counting_since__isnull=False),
            State.CLOSED: Q(closed_on__isnull=False),
        }
        return states.get(value) if name == "state" else None
