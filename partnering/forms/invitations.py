"""What somebody answers to an invitation."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from partnering.choices import Answer


class InvitationForm(forms.Form):
    """One of three buttons."""

    answer = forms.TypedChoiceField(
        choices=[(one.value, one.label) for one in Answer if one != Answer.NONE],
        coerce=Answer,
        error_messages={
            "required": _("Choose one of the answers."),
            "invalid_choice": _("Choose one of the answers."),
        },
    )
