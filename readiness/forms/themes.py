"""The form by which a lead sorts comments."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from partnering.errors import DomainError
from readiness.services.themes import themes_in


class ThemesForm(forms.Form):
    """The themes of one comment, with commas between them."""

    themes = forms.CharField(
        label=_("Themes"),
        required=False,
        max_length=400,
        widget=forms.TextInput(
            attrs={"class": "form-control", "list": "themes-in-use", "autocomplete": "off"}
        ),
    )

    def clean_themes(self) -> list[str]:
        """The themes, each once."""
        text: Any = self.cleaned_data["themes"]
        try:
            return themes_in(text)
        except DomainError as error:
            raise forms.ValidationError(str(error)) from error
