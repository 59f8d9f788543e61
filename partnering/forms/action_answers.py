"""What owners fill in when they answer to a mail about an action."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from partnering import access
from partnering.forms.base import DayField


class LaterForm(forms.Form):
    """Another day."""

    due_on = DayField(label=_("It will be done by"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        first = access.today() + timedelta(days=1)
        super().__init__(*args, initial={"due_on": access.today() + timedelta(days=7)}, **kwargs)
        self.fields["due_on"].widget.attrs["min"] = first.isoformat()


class NotMineForm(forms.Form):
    """Whose it is."""

    named = forms.CharField(
        label=_("Whose is it?"),
        max_length=200,
        required=False,
        help_text=_("The name or e-mail address of a colleague, if you know."),
    )
    note = forms.CharField(
        label=_("Anything else"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
