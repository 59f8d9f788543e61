"""The choice between two rows that become one, field by field."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

NOTHING = _("nothing")
OPEN_ENDED = "left_on"
"""The one field in which nothing is an answer of its own: they are still there."""


class MergeForm(forms.Form):
    """One choice for each field in which the two differ; what one of them lacks is taken from the other."""

    def __init__(self, *args: Any, kept: Any, gone: Any, names: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = names
        self.filled: dict[str, tuple[str, str]] = {}
        for name in names:
            mine, theirs = getattr(kept, name), getattr(gone, name)
            if name != OPEN_ENDED and not (mine and theirs):
                if theirs and theirs != kept:
                    label = str(kept._meta.get_field(name).verbose_name).capitalize()
                    self.filled[name] = label, _shown(gone, name)
            elif mine != theirs and theirs not in (kept, gone) and mine not in (kept, gone):
                self._offer(
                    name, kept._meta.get_field(name).verbose_name, _shown(kept, name), _shown(gone, name)
                )
        users = getattr(kept, "user", None), getattr(gone, "user", None)
        if all(users):
            self._offer("account", _("account that stays"), users[0].email, users[1].email)

    def _offer(self, name: str, label: Any, mine: str, theirs: str) -> None:
        self.fields[name] = forms.ChoiceField(
            label=str(label).capitalize(),
            choices=[("kept", mine or NOTHING), ("gone", theirs or NOTHING)],
            widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
            initial="gone" if theirs and not mine else "kept",
        )

    def choices(self) -> dict[str, Any]:
        """What the service needs to know."""
        chosen = self.cleaned_data
        differing = {name: chosen[name] for name in self.names if name in chosen}
        take = {"take": dict.fromkeys(self.filled, "gone") | differing}
        return take | ({"account": chosen["account"]} if "account" in chosen else {})


def _shown(row: models.Model, name: str) -> str:
    display = getattr(row, f"get_{name}_display", None)
    value = display() if display else getattr(row, name)
    if hasattr(value, "year"):
        return str(date_format(value, "j M Y"))
    return "" if value is None else str(value)
