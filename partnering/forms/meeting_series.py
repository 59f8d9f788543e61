"""The form by which a meeting is repeated."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from partnering.forms.base import DayField
from partnering.forms.meetings import Clock
from partnering.recurrence import MOST_MEETINGS, Rule
from partnering.repeating import Way, place_of, rule_of, ways_of
from partnering.services.later_meetings import Asked


class RepeatForm(forms.Form):
    """How often, on which days, and until when."""

    way = forms.ChoiceField(label=_("Repeat"))
    every = forms.IntegerField(
        label=_("Every how many weeks or months"), min_value=1, max_value=12, initial=1
    )
    until = DayField(label=_("Last day"), required=False)
    count = forms.IntegerField(
        label=_("Or the number of meetings, this one included"),
        min_value=2,
        max_value=MOST_MEETINGS,
        required=False,
    )

    def __init__(self, *args: Any, day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.day = day
        self.fields["way"].choices = [(way.value, _words(way, day)) for way in ways_of(day)]

    def clean(self) -> dict[str, Any]:
        """Ask for one end, and only one."""
        given = super().clean() or self.cleaned_data
        if {"until", "count"} <= given.keys() and bool(given["until"]) == bool(given["count"]):
            self.add_error("until", _now("Give either a last day or a number of meetings."))
        return given

    def rule(self) -> Rule:
        """The rule that was chosen."""
        given = self.cleaned_data
        ends = {"until": given["until"], "count": given["count"]}
        return rule_of(Way(given["way"]), self.day, every=given["every"], **ends)


class LaterForm(forms.Form):
    """Other hours or another place for a meeting of a series and the later ones."""

    begins = forms.TimeField(label=_("Begins"), widget=Clock)
    ends = forms.TimeField(label=_("Ends"), widget=Clock)
    place = forms.CharField(label=_("Place"), max_length=300, required=False)
    video_link = forms.URLField(
        label=_("Link to the video call"), max_length=500, required=False, assume_scheme="https"
    )
    with_agenda = forms.BooleanField(
        label=_("Put the points of this meeting’s agenda on the later ones"),
        required=False,
        help_text=_("What stands there already stays, and no point comes twice."),
    )

    def clean(self) -> dict[str, Any]:
        """Refuse an end before the beginning."""
        given = super().clean() or self.cleaned_data
        if {"begins", "ends"} <= given.keys() and given["ends"] <= given["begins"]:
            self.add_error("ends", _now("The meeting must end after it begins, on the same day."))
        return given

    def asked(self) -> Asked:
        """What the service is given."""
        return Asked(**self.cleaned_data)


def _words(way: Way, day: date) -> str:
    weekday = date_format(day, "l")
    if way == Way.WEEKS:
        return _now("By weeks, on %(weekday)s") % {"weekday": weekday}
    if way == Way.DAY:
        return _now("By months, on day %(day)s (or the last day of a shorter month)") % {"day": day.day}
    if way == Way.LAST:
        return _now("By months, on the last %(weekday)s") % {"weekday": weekday}
    places = [_now("first"), _now("second"), _now("third"), _now("fourth")]
    return _now("By months, on the %(place)s %(weekday)s") % {
        "place": places[place_of(day) - 1],
        "weekday": weekday,
    }
