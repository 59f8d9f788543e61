"""What interactions of all partnerships, take-home briefs and reports are narrowed by."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from engagement.choices import AlertKind, BriefState, InteractionKind
from engagement.models import Report
from engagement.queries.portfolio import with_alert
from partnering import access
from partnering.choices import Phase
from partnering.forms.narrowing import NarrowingFilter, a_choice, a_day, a_partnership, a_tag

BOTH = [("joint", _("Joint")), ("internal", _("Internal"))]


class EveryInteractionFilter(NarrowingFilter):
    """Narrows the interactions of all partnerships."""

    MORE = ("since", "until", "tag")
    SEARCHED = ("title", "notes")
    BY = {
        "partnership": "partnership",
        "kind": "kind",
        "since": "held_on__gte",
        "until": "held_on__lte",
    }
    KIND = "interaction"

    partnership = a_partnership()
    kind = a_choice(_("Kind"), _("All kinds"), InteractionKind.choices)
    whose = a_choice(_("With whom"), _("Joint and internal"), BOTH)
    since = a_day(_("From"))
    until = a_day(_("To"))
    tag = a_tag()

    def means(self, name: str, value: Any) -> Q | None:
        """Joint or one's own organisation's."""
        return Q(joint=value == "joint") if name == "whose" and value else None


class BriefFilter(NarrowingFilter):
    """Narrows the briefs about the meetings of one partnership."""

    SEARCHED = ("meeting__title", "meeting__group__name")
    BY = {"state": "state"}

    state = a_choice(_("State"), _("All states"), BriefState.choices)


class EveryBriefFilter(BriefFilter):
    """Narrows the briefs about all meetings."""

    BY = {"partnership": "meeting__group__partnership", **BriefFilter.BY}

    partnership = a_partnership()


class ReportFilter(NarrowingFilter):
    """Narrows one's reports."""

    SEARCHED = ("partnership__name",)
    BY = {"partnership": "partnership", "state": "state"}

    partnership = a_partnership()
    state = a_choice(_("State"), _("All states"), Report.State.choices)


class PortfolioFilter(NarrowingFilter):
    """Narrows the list of all one's partnerships with their traction."""

    SEARCHED = ("name", "purpose")
    BY = {"phase": "phase"}
    BANDS = [
        ("low", _("Below 35")),
        ("middle", _("35 to 59")),
        ("high", _("60 and more")),
        ("none", _("No evidence")),
    ]

    phase = a_choice(_("Phase"), _("All phases"), [one for one in Phase.choices if one[0] in Phase.LIVE])
    alert = a_choice(_("Alert"), _("With or without"), [("any", _("Any alert")), *AlertKind.choices])
    band = a_choice(_("Traction"), _("Any score"), BANDS)

    def means(self, name: str, value: Any) -> Q | None:
        """Which alert holds, and how much traction it has."""
        if name == "alert" and value:
            return with_alert(value, self.user, on=access.today())
        if name == "band" and value:
            # As the list shows them, rounded.
            return {
                "low": Q(score__lt=34.5),
                "middle": Q(score__gte=34.5, score__lt=59.5),
                "high": Q(score__gte=59.5),
                "none": Q(score=None),
            }[value]
        return None
