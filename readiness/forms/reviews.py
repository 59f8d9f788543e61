"""The form of a relationship review's draft."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from partnering.forms.base import DayField
from partnering.forms.shared import EditForm
from readiness.choices import Whom
from readiness.forms.fields import InLanguages, ReminderFields, SmallestGroupField, words_of_draft
from readiness.models import Campaign
from readiness.queries.reviews import whom_together
from readiness.services.reviews import ReviewAsking


class ReviewForm(ReminderFields, InLanguages, EditForm):
    """Whom a review asks, from when to when, and how people are reminded."""

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

    def asking(self) -> ReviewAsking:
        """What was filled in; read it when it is saved, since others' changes may have been taken in."""
        given = {name: self.cleaned_data[name] for name in self.base_fields}
        return ReviewAsking(**given, translations=self.translations())


def stored_of(campaign: Campaign) -> dict[str, Any]:
    """What a draft holds, by the form's field names."""
    names = [name for name in ReviewForm.base_fields if name != "whom"]
    held = {name: getattr(campaign, name) for name in names} | {"whom": whom_together(campaign)}
    return held | words_of_draft(campaign)
