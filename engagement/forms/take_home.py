"""The form of a take-home brief's text."""

from __future__ import annotations

from django import forms

from engagement.models import TakeHomeBrief
from partnering.forms.base import ServiceForm


class TakeHomeBriefForm(ServiceForm):
    """What to tell one's people."""

    class Meta:
        model = TakeHomeBrief
        fields = ["text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 16})}
