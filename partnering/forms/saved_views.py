"""The form of a saved view."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class SavedViewForm(forms.Form):
    """A name, and whether colleagues may use it."""

    name = forms.CharField(label=_("Name"), max_length=80)
    shared = forms.BooleanField(
        label=_("Share it with my organisation"),
        required=False,
        help_text=_("Colleagues find it above the list. Each sees with it only what they may see anyway."),
    )
