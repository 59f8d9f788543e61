"""Forms by which an agreement is signed and ended."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from partnering.forms.base import DayField


class SignForm(forms.Form):
    """A signature, with the question on which all later reach is built."""

    knew = forms.IntegerField(
        label=_("How many people in your organisation know of this agreement today?"),
        min_value=0,
        help_text=_("An honest guess is enough. A handful is normal; this is where you start from."),
    )
    of = forms.IntegerField(label=_("How many people does your organisation have in all?"), min_value=1)
    confirmed = forms.BooleanField(
        label=_("I have read the agreement and sign it for my organisation."),
        error_messages={"required": _("Tick this to sign.")},
    )

    def clean(self) -> dict[str, Any]:
        """No more know of it than there are."""
        data = super().clean()
        knew, of = data.get("knew"), data.get("of")
        if knew is not None and of is not None and knew > of:
            self.add_error("knew", _("That is more people than your organisation has."))
        return data


class EndForm(forms.Form):
    """When and why an agreement ends."""

    on = DayField(label=_("Ends on"))
    reason = forms.CharField(label=_("Why"), max_length=300, required=False)
