"""What the dimensions of traction weigh."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from engagement.dimensions import DIMENSIONS
from engagement.weighing import LEAST, MOST, WHOLE
from engagement.wording import name_of


class WeightsForm(forms.Form):
    """The seven weights in points that add up to 100, and why they are changed."""

    reason = forms.CharField(label=_("Why"), max_length=300, help_text=_("All members read it."))

    def __init__(self, *args: Any, points: Mapping[str, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key in DIMENSIONS:
            self.fields[key] = forms.IntegerField(
                label=name_of(key), min_value=LEAST, max_value=MOST, initial=points[key]
            )
        self.order_fields([*DIMENSIONS, "reason"])

    def points(self) -> dict[str, int]:
        """The points that were entered."""
        return {key: self.cleaned_data[key] for key in DIMENSIONS}

    def clean(self) -> dict[str, Any]:
        """They add up to 100."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if all(key in cleaned for key in DIMENSIONS):
            total = sum(cleaned[key] for key in DIMENSIONS)
            if total != WHOLE:
                text = _("They add up to %(total)d. Make it %(whole)d.")
                raise forms.ValidationError(text, params={"total": total, "whole": WHOLE})
        return cleaned
