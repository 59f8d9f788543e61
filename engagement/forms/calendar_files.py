"""Uploading a calendar file, and choosing which of its events are logged."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core import signing
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from engagement.calendar_files import (
    BIGGEST,
    MOST_EVENTS,
    CalendarRead,
    Fault,
    Happening,
    RefusedCalendar,
    read_calendar,
)
from engagement.choices import InteractionKind
from engagement.forms.interactions import with_whom
from engagement.queries.calendar_files import Matched
from partnering.models import Partnership, User

HOLDS_FOR = 86_400
"""Seconds for which what was read of a file can be chosen from."""


class CalendarFileForm(forms.Form):
    """A calendar file, which is read and not kept."""

    file = forms.FileField(
        label=gettext_lazy("Calendar file"),
        help_text=gettext_lazy("An .ics file, as calendar programs export it; up to 1 MB."),
        widget=forms.FileInput(attrs={"accept": ".ics,text/calendar"}),
    )

    def clean_file(self) -> CalendarRead:
        """What it holds."""
        file = self.cleaned_data["file"]
        content = file.read(BIGGEST + 1)
        try:
            return read_calendar(content, now=timezone.now(), zone=timezone.get_current_timezone())
        except RefusedCalendar as error:
            raise forms.ValidationError(_fault(error.fault)) from error


def _fault(fault: Fault) -> str:
    return {
        Fault.TOO_BIG: _("The file is larger than 1 MB. Export a shorter time."),
        Fault.TOO_MANY: _("The file holds more than %(n)d events. Export a shorter time.")
        % {"n": MOST_EVENTS},
        Fault.EMPTY: _("There is no event in this file."),
        Fault.NOT_READ: _("This is no calendar file that can be read. Export it again, as iCalendar (.ics)."),
    }[fault]


def packed(user: User, partnership: Partnership, happenings: list[Happening]) -> str:
    """Events as the page carries them to its answer: signed for this user, and kept nowhere."""
    rows = [(one.key, one.uid, one.title, one.day.isoformat(), one.invited) for one in happenings]
    return signing.dumps(rows, salt=_salt(user, partnership), compress=True)


def unpacked(user: User, partnership: Partnership, text: str) -> list[Happening]:
    """The events that `packed` made for this user; raises BadSignature."""
    rows = signing.loads(text, salt=_salt(user, partnership), max_age=HOLDS_FOR)
    return [
        Happening(key, uid, title, date.fromisoformat(day), tuple((name, email) for name, email in invited))
        for key, uid, title, day, invited in rows
    ]


def _salt(user: User, partnership: Partnership) -> str:
    return f"engagement.calendar-file.{user.pk}.{partnership.pk}"


class ChooseEventsForm(forms.Form):
    """Which events to log, and what they were."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=InteractionKind.choices)
    joint = with_whom()
    events = forms.MultipleChoiceField(error_messages={"required": gettext_lazy("Tick at least one event.")})

    def __init__(self, *args: Any, found: list[Matched], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found = found
        choosable = [one.happening for one in found if one.can_be_logged]
        self.fields["events"].choices = [(one.key, one.title) for one in choosable]  # type: ignore[attr-defined]

    def rows(self) -> list[tuple[Matched, bool]]:
        """The events with whether they are ticked: at first all that name several people and are new."""
        ticked = set(self["events"].value() or ()) if self.is_bound else None
        return [
            (one, one.happening.key in ticked if ticked is not None else _is_usual(one)) for one in self.found
        ]

    def chosen(self) -> list[Matched]:
        """The events that were ticked, the earliest first."""
        keys = set(self.cleaned_data["events"])
        return sorted(
            (one for one in self.found if one.happening.key in keys), key=lambda one: one.happening.day
        )


def _is_usual(one: Matched) -> bool:
    return one.standing == "new" and len(one.people) > 1
