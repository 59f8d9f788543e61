"""The form that takes a finding out of sight."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from partnering.forms.base import DayField


class WaiverForm(forms.Form):
    """Why it may stay as it is, and until when."""

    reason = forms.CharField(label=_("Why it may stay as it is for now"), max_length=300)
    until = DayField(label=_("Until"), help_text=_("On that day it is shown again, unless it is mended."))
