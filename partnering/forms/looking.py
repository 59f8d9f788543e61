"""Which role to look as."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from partnering.services.looking import LOOKED_AT


class LookForm(forms.Form):
    """One role of one's own organisation, or none."""

    role = forms.ChoiceField(
        label=_("Look as"),
        choices=[
            *((kind.value, kind.label) for kind in LOOKED_AT),
            ("none", _("A colleague without a role")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a role.")},
    )
