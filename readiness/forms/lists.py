"""What surveys are narrowed by."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partnering import access
from partnering.forms.narrowing import NarrowingFilter, a_choice
from readiness.choices import Mode


class CampaignFilter(NarrowingFilter):
    """Narrows the surveys of one's organisation."""

    SEARCHED = ("title",)
    BY = {"mode": "mode"}

    mode = a_choice(_("Kind"), _("All kinds"), Mode.choices)
    state = a_choice(
        _("State"),
        _("All states"),
        [("coming", _("Not open yet")), ("open", _("Open")), ("closed", _("With a result"))],
    )

    def means(self, name: str, value: Any) -> Q | None:
        """To come, open, or closed."""
        today = access.today()
        states = {
            "coming": Q(closed_on=None, opens_on__gt=today),
            "open": Q(closed_on=None, opens_on__lte=today),
            "closed": Q(closed_on__isnull=False),
        }
        return states.get(value) if name == "state" else None
