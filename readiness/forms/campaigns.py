"""Forms of surveys: starting, extending, sharing, and taking on a recommended action."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from partnering.forms.base import DayField, PersonChoice
from partnering.models import Partnership, Person, Unit
from readiness.choices import Mode
from readiness.suppression import FLOOR


class StartForm(forms.Form):
    """What is asked, of whom, from when to when."""

    framework = forms.ChoiceField(label=_("Framework"), widget=forms.RadioSelect)
    title = forms.CharField(
        label=_("Title"), max_length=200, help_text=_("People see it in the mail and above the questions.")
    )
    mode = forms.ChoiceField(
        label=_("Kind"),
        choices=Mode.choices,
        widget=forms.RadioSelect,
        help_text=_(
            "Confidential: answers are kept without names, and nobody can find out later who gave them. "
            "Named: you see who answered what, and people are told so first. This can't be changed later."
        ),
    )
    opens_on = DayField(label=_("First day"), help_text=_("The invitations leave on this day."))
    closes_on = DayField(
        label=_("Last day"), help_text=_("Two weeks are usual. You can give more time later.")
    )
    units = forms.ModelMultipleChoiceField(
        label=_("Whom to ask"),
        queryset=Unit.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Tick units to ask only them and the units below them. Tick none to ask everybody."),
    )
    opening_text = forms.CharField(
        label=_("Opening words"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Why you ask, and what you will do with the answers."),
    )
    minimum_group = forms.IntegerField(
        label=_("Smallest group shown"),
        min_value=FLOOR,
        max_value=50,
        initial=FLOOR,
        help_text=_(
            "Figures of smaller groups are never shown, to anybody. Counts for confidential surveys."
        ),
    )

    def __init__(
        self, *args: Any, units: QuerySet[Unit], frameworks: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["units"].queryset = units
        self.fields["framework"].choices = frameworks
        if not units:
            del self.fields["units"]


class ExtendForm(forms.Form):
    """A later last day."""

    closes_on = DayField(label=_("Last day"))


class ShareForm(forms.Form):
    """With whom a result is shared."""

    partnership = forms.ModelChoiceField(
        label=_("Partnership"), queryset=Partnership.objects.none(), empty_label=_("Choose…")
    )

    def __init__(self, *args: Any, partnerships: QuerySet[Partnership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["partnership"].queryset = partnerships


class TakeOnForm(forms.Form):
    """A recommended action, in one's own words, with owner and day."""

    title = forms.CharField(label=_("What is to be done"), max_length=300)
    owner = PersonChoice(label=_("Owner"), queryset=Person.objects.none())
    due_on = DayField(label=_("Due on"))

    def __init__(self, *args: Any, people: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = people
