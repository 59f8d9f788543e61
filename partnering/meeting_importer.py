"""The file of meetings that can be imported: its columns, and what belongs into each."""

from __future__ import annotations

from functools import partial

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnering.importing import Shape
from partnering.registry import Importer
from partnering.services.import_meetings import MeetingWork
from partnering.services.import_tables import carry_out_table, preview_table

MEETINGS = Shape(
    (
        "partnership",
        "group",
        "meeting",
        "day",
        "begins",
        "ends",
        "time zone",
        "place",
        "minutes",
        "email",
        "came",
        "decision",
        "decision owner",
        "due on",
        "invite",
    ),
    "meeting",
    {
        "partnership": "Example Partnership",
        "group": "Monitoring",
        "meeting": "Where the gauges stand",
        "day": "2026-01-15",
        "begins": "09:30",
        "ends": "11:00",
        "time zone": "Europe/Dublin",
        "email": "alex.example@water-agency.example",
        "came": "yes",
        "decision": "We measure every week",
    },
)


def _notes() -> dict[str, str]:
    return {
        "partnership": _("Its name. You must be its partnership manager."),
        "group": _("The working group that met; it must be there."),
        "meeting": _("Its title. Rows with the same group, day and title are one meeting."),
        "day": _(
            "Like 2026-03-31. What is over is taken as held; of a meeting to come only people are taken."
        ),
        "begins": _("Like 09:30; needed in the first row of a meeting."),
        "ends": _("Like 11:00, on the same day; needed in the first row of a meeting."),
        "time zone": _("Where it is held, like Europe/London; empty means your own."),
        "place": _("May be empty. Taken from the first row of the meeting."),
        "minutes": _(
            "May be empty. Taken from the first row of the meeting, as a draft: publish it on its page."
        ),
        "email": _("Who was there, or is to come; one person a row. They must be in the register."),
        "came": _("“no” for somebody who was missing; empty means “yes”. Empty for a meeting to come."),
        "decision": _("Something that the meeting decided; one decision a row."),
        "decision owner": _("The address of the person who sees to the decision; may be empty."),
        "due on": _("Until when the decision is to be carried out, like 2026-03-31; may be empty."),
        "invite": _("“yes” to mail an invitation to this person. Only for a meeting to come."),
    }


def _rules() -> list[str]:
    return [
        _(
            "Nobody gets a mail when you import, unless the row says so in “invite”. Who is to come to a meeting is"
            " reminded on the day before, as always."
        ),
        _(
            "A meeting about which people were written to is cancelled on its page; undoing the import leaves it."
        ),
    ]


def importer() -> Importer:
    """The kind of file."""
    return Importer(
        "meetings",
        gettext_lazy("Meetings"),
        gettext_lazy("One row a person who was there or a decision, or both."),
        "calendar-days",
        MEETINGS,
        _notes,
        {
            "meetings": gettext_lazy("Meetings"),
            "attendances": gettext_lazy("People in them"),
            "decisions": gettext_lazy("Decisions"),
        },
        partial(preview_table, MeetingWork),
        partial(carry_out_table, MeetingWork),
        _rules,
    )
