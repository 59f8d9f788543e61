"""This app's lists, on the page of all lists and beside a partnership."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from partnering.registry import ListPlace, add_lists

GROUP = _("Traction")


def register() -> None:
    """Put them on record."""
    add_lists(
        ListPlace(
            "portfolio",
            "engagement:portfolio",
            _("Portfolio"),
            _("Your partnerships with their traction, alerts, next dates and what to do this week."),
            "layout-list",
            GROUP,
            order=39,
        ),
        ListPlace(
            "all-interactions",
            "engagement:every-interaction",
            _("Interactions"),
            _("Briefings, workshops, meetings and calls, and how many took part."),
            "messages-square",
            GROUP,
            order=40,
        ),
        ListPlace(
            "all-briefs",
            "engagement:every-brief",
            _("Take-home briefs"),
            _("What your own people are told of each meeting. Partners see none of it."),
            "megaphone",
            GROUP,
            order=41,
        ),
        ListPlace(
            "reports",
            "engagement:every-report",
            _("Reports"),
            _("The traction reports that you asked for."),
            "file-chart-column",
            GROUP,
            order=42,
        ),
        ListPlace(
            "interactions",
            "engagement:interactions",
            _("Interactions in a partnership"),
            about="partnership",
        ),
        ListPlace(
            "reach-people",
            "engagement:reach-people",
            _("Our people and their stages in a partnership"),
            about="partnership",
        ),
        ListPlace(
            "briefs",
            "engagement:take-home-briefs",
            _("Take-home briefs in a partnership"),
            about="partnership",
        ),
    )
