"""Forms of meetings: when and where, who is invited, what lists are narrowed by."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any, Protocol
from zoneinfo import ZoneInfo, available_timezones

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from partnering.choices import MeetingState, Outcome
from partnering.clocks import moments
from partnering.forms.base import DayField, PersonChoice, ServiceForm
from partnering.forms.filters import FilterForm
from partnering.forms.shared import EditForm
from partnering.models import AgendaItem, Decision, Meeting, Partnership, Person, WorkingGroup
from partnering.services.decisions import too_early
from partnering.services.meetings import day_of


class Clock(forms.TimeInput):
    """The browser's own way to choose a time of day."""

    input_type = "time"

    def __init__(self, **options: Any) -> None:
        super().__init__(format="%H:%M", **options)


def zones() -> list[tuple[str, str]]:
    """The time zones to choose from."""
    named = (one for one in available_timezones() if "/" in one and not one.startswith("Etc/"))
    return [("UTC", "UTC"), *((one, one.replace("_", " ")) for one in sorted(named))]


class WhenAndWhere(forms.Form):
    """What a meeting is called, and when and where it is held, as clocks there show it."""

    title = forms.CharField(label=_("Title"), max_length=200)
    day = DayField(label=_("Day"))
    begins = forms.TimeField(label=_("Begins"), widget=Clock)
    ends = forms.TimeField(label=_("Ends"), widget=Clock)
    time_zone = forms.ChoiceField(
        label=_("Time zone"), help_text=_("The times above are those of this zone.")
    )
    place = forms.CharField(label=_("Place"), max_length=300, required=False)
    video_link = forms.URLField(
        label=_("Link to the video call"), max_length=500, required=False, assume_scheme="https"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time_zone"].choices = zones()

    def clean(self) -> dict[str, Any]:
        """Refuse times that clocks don't show that day, or show twice, and an end before the beginning."""
        given = super().clean() or self.cleaned_data
        if {"day", "begins", "ends", "time_zone"} <= given.keys():
            early = given["ends"] <= given["begins"]
            for name in ("begins", "ends"):
                if problem := self._problem(name):
                    self.add_error(name, problem)
            if early:
                self.add_error("ends", _now("The meeting must end after it begins, on the same day."))
        return given

    def _moments(self, name: str) -> list[datetime]:
        given = self.cleaned_data
        return moments(datetime.combine(given["day"], given[name]), ZoneInfo(given["time_zone"]))

    def _problem(self, name: str) -> str:
        found = self._moments(name)
        if not found:
            return _now("That night clocks are put forward, and this time is left out. Choose another one.")
        if len(found) > 1:
            return _now("That night clocks are put back, and show this time twice. Choose another one.")
        return ""

    def values(self) -> dict[str, Any]:
        """What the services are given."""
        given = self.cleaned_data
        kept = {name: given[name] for name in ("title", "time_zone", "place", "video_link")}
        return kept | {"starts_at": self._moments("begins")[0], "ends_at": self._moments("ends")[0]}


class PlanForm(WhenAndWhere):
    """A meeting to be planned, of one of the groups whose meetings the user plans."""

    group = forms.ModelChoiceField(label=_("Working group"), queryset=WorkingGroup.objects.none())
    field_order = ("group",)

    def __init__(self, *args: Any, groups: QuerySet[WorkingGroup], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"].queryset = groups


class MeetingForm(EditForm, WhenAndWhere):
    """Changes a meeting."""


class Held(Protocol):
    """What is held at a time and a place: a meeting, or anything like it."""

    title: str
    time_zone: str
    place: str
    video_link: str

    @property
    def starts_there(self) -> datetime:
        """When it begins, as clocks there show it."""

    @property
    def ends_there(self) -> datetime:
        """When it ends, as clocks there show it."""


def when_and_where(meeting: Held) -> dict[str, Any]:
    """What a meeting holds, as these forms ask for it."""
    begins, ends = meeting.starts_there, meeting.ends_there
    return {
        "title": meeting.title,
        "day": begins.date(),
        "begins": begins.time(),
        "ends": ends.time(),
        "time_zone": meeting.time_zone,
        "place": meeting.place,
        "video_link": meeting.video_link,
    }


class ItemForm(ServiceForm):
    """A point of an agenda."""

    class Meta:
        model = AgendaItem
        fields = ["text", "minutes_planned", "lead"]
        field_classes = {"lead": PersonChoice}

    def __init__(self, *args: Any, people: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lead"].queryset = people


class SettleForm(ItemForm):
    """A point of an agenda, and what became of it."""

    class Meta(ItemForm.Meta):
        fields = ["text", "minutes_planned", "lead", "outcome", "note"]
        widgets = {"note": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.outcome != Outcome.CARRIED:
            self.fields["outcome"].choices = [one for one in Outcome.choices if one[0] != Outcome.CARRIED]


class MinutesForm(ServiceForm):
    """The minutes of a meeting."""

    class Meta:
        model = Meeting
        fields = ["minutes"]
        widgets = {"minutes": forms.Textarea(attrs={"rows": 16})}


class DecisionForm(ServiceForm):
    """What a meeting decided."""

    class Meta:
        model = Decision
        fields = ["text", "owner", "due_on"]
        field_classes = {"owner": PersonChoice, "due_on": DayField}
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, meeting: Meeting, people: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._meeting = meeting
        self.fields["owner"].queryset = people

    def clean_due_on(self) -> date | None:
        """Refuse a day before the meeting, unless it is there already."""
        given: date | None = self.cleaned_data["due_on"]
        problem = too_early(day_of(self._meeting), given) if given != self.instance.due_on else ""
        if problem:
            raise forms.ValidationError(problem)
        return given

    def fix_words(self) -> None:
        """Leave only owner and day to change, because a partner has acknowledged the words."""
        self.fields["text"].disabled = True
        self.fields["text"].help_text = _now(
            "A partner has acknowledged these words, so they stay as they are."
        )


class GuestsForm(forms.Form):
    """Whom to invite besides those who are invited already."""

    people = forms.ModelMultipleChoiceField(
        label=_("People"), queryset=Person.objects.none(), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, people: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].queryset = people
        self.fields["people"].label_from_instance = lambda one: f"{one.name} · {one.organisation}"


class MeetingFilter(FilterForm):
    """Narrows the list of a partnership's meetings."""

    group = forms.ModelChoiceField(
        label=_("Working group"),
        required=False,
        queryset=WorkingGroup.objects.none(),
        empty_label=_("All groups"),
    )
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("All")), *MeetingState.choices]
    )
    when = forms.ChoiceField(
        label=_("When"),
        required=False,
        choices=[("", _("Any time")), ("to come", _("To come")), ("past", _("Past"))],
    )

    def __init__(self, *args: Any, partnership: Partnership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"].queryset = partnership.groups.all()

    def narrow(self, rows: QuerySet[Meeting]) -> QuerySet[Meeting]:
        """Of these meetings, those that are asked for."""
        chosen, now = self.chosen(), datetime.now(UTC)
        if chosen["q"]:
            rows = rows.filter(Q(title__icontains=chosen["q"]) | Q(place__icontains=chosen["q"]))
        if chosen["group"]:
            rows = rows.filter(group=chosen["group"])
        if chosen["state"]:
            rows = rows.filter(state=chosen["state"])
        if chosen["when"]:
            later = Q(ends_at__gt=now)
            rows = rows.filter(later if chosen["when"] == "to come" else ~later)
        return rows
