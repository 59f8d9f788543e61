"""The form by which a relationship review is started."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from partnering.forms.base import DayField
from readiness.choices import Whom
from readiness.forms.fields import SmallestGroupField


class ReviewForm(forms.Form):
    """Whom a review asks, from when to when."""

    title = forms.CharField(
        label=_("Title"), max_length=200, help_text=_("People see it in the mail and above the questions.")
    )
    whom = forms.ChoiceField(
        label=_("Whom to ask"),
        choices=Whom.choices,
        widget=forms.RadioSelect,
        help_text=_("Of each member, so many must be asked that nobody can be told from the figures."),
    )
    opens_on = DayField(label=_("First day"), help_text=_("The invitations leave on this day."))
    closes_on = DayField(
        label=_("Last day"), help_text=_("Two weeks are usual. You can give more time later.")
    )
    opening_text = forms.CharField(
        label=_("Opening words"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Why you ask, and what all of you will do with the answers."),
    )
    minimum_group = SmallestGroupField()
