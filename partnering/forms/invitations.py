"""What somebody answers to an invitation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from partnering.choices import Answer
from partnering.forms.base import carried_out


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


def answered(
    request: HttpRequest, invitation: Model, note: Callable[[Answer], Any]
) -> tuple[InvitationForm, bool]:
    """The form of a page behind a link, and whether the button that was pressed is noted by `note`."""
    form = InvitationForm(request.POST if request.method == "POST" else None)
    saved = form.is_valid() and bool(carried_out(form, lambda: note(form.cleaned_data["answer"])))
    if saved:
        invitation.refresh_from_db()
    return form, saved
