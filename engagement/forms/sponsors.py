"""Forms of senior sponsors, and of those whom they ask for a briefing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from engagement.choices import BriefingFrom, MessageTo
from partnering import access
from partnering.forms.base import DayField
from partnering.models import Meeting, WorkingGroup

FORTNIGHT = timedelta(days=14)
QUARTER = timedelta(days=90)


class MessageForm(forms.Form):
    """A message to people of a partnership."""

    audience = forms.ChoiceField(
        label=_("To whom"), choices=MessageTo.choices, widget=forms.RadioSelect, initial=MessageTo.OURS
    )
    group = forms.ModelChoiceField(
        label=_("Working group"),
        queryset=WorkingGroup.objects.none(),
        required=False,
        empty_label=_("None"),
        help_text=_("Only when you write to a working group."),
    )
    subject = forms.CharField(label=_("Subject"), max_length=120)
    text = forms.CharField(
        label=_("Message"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 7}),
        help_text=_("Your name and your part stand below it. You see it once more before it leaves."),
    )

    def __init__(self, *args: Any, groups: QuerySet[WorkingGroup], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"].queryset = groups  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A message to a group names the group."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("audience") != MessageTo.GROUP:
            cleaned["group"] = None
        elif not cleaned.get("group") and "group" not in self.errors:
            self.add_error("group", _("Choose the working group to which you write."))
        return cleaned


class PledgeForm(forms.Form):
    """What a sponsor takes on in person."""

    text = forms.CharField(
        label=_("What you will do"),
        max_length=200,
        help_text=_("All partners see it, as an action under your name."),
    )
    due_on = DayField(label=_("By when"), initial=lambda: access.today() + QUARTER)
    notes = forms.CharField(label=_("Notes"), required=False, widget=forms.Textarea(attrs={"rows": 3}))


class BriefingForm(forms.Form):
    """On what a sponsor wants to be briefed, by whom and by when."""

    about = forms.CharField(label=_("What you want to know"), max_length=300)
    asked_from = forms.ChoiceField(
        label=_("From whom"),
        choices=BriefingFrom.choices,
        widget=forms.RadioSelect,
        initial=BriefingFrom.MANAGER,
        help_text=_("They get a mail, and find it on their first page until they have answered."),
    )
    wanted_by = DayField(label=_("By when"), initial=lambda: access.today() + FORTNIGHT)


class MeetingChoice(forms.ModelChoiceField):
    """A choice among meetings to come, each with its day."""

    def label_from_instance(self, obj: Any) -> str:
        """Day, group and title."""
        return f"{date_format(obj.starts_there, 'j M Y, H:i')} · {obj.group} · {obj.title}"


class BriefingAnswerForm(forms.Form):
    """Answer a sponsor: by a meeting, in words, or both."""

    meeting = MeetingChoice(
        label=_("At a meeting"), queryset=Meeting.objects.none(), required=False, empty_label=_("None")
    )
    answer = forms.CharField(
        label=_("In words"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 5})
    )

    def __init__(self, *args: Any, meetings: QuerySet[Meeting], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["meeting"].queryset = meetings  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Something has to be said."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not cleaned.get("meeting") and not cleaned.get("answer"):
            raise forms.ValidationError(_("Choose a meeting, or write an answer."))
        return cleaned
