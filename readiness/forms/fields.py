"""Fields that several forms about surveys have."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from readiness.reminding import FEWEST_DAYS, MOST_REMINDERS, USUAL_DAYS, USUAL_REMINDERS
from readiness.suppression import FLOOR

LARGEST = 50


class SmallestGroupField(forms.IntegerField):
    """From how many respondents on figures are shown."""

    def __init__(self, **kwargs: Any) -> None:
        usual = {
            "label": gettext_lazy("Smallest group shown"),
            "min_value": FLOOR,
            "max_value": LARGEST,
            "initial": FLOOR,
            "help_text": gettext_lazy("Figures of smaller groups are never shown, to anybody."),
        }
        super().__init__(**usual | kwargs)


class ReminderFields(forms.Form):
    """How often, how far apart, and whether with a last call people are reminded of a survey."""

    reminders = forms.IntegerField(
        label=gettext_lazy("Reminders"),
        min_value=0,
        max_value=MOST_REMINDERS,
        initial=USUAL_REMINDERS,
        help_text=gettext_lazy(
            "How many, to those only who have not answered. Nobody is shown who they are."
        ),
    )
    reminder_days = forms.IntegerField(
        label=gettext_lazy("Days between them"), min_value=FEWEST_DAYS, max_value=60, initial=USUAL_DAYS
    )
    last_call = forms.BooleanField(
        label=gettext_lazy("A last call on the day before the last one"), required=False, initial=True
    )
