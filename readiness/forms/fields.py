"""Fields that several forms about surveys have."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

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
