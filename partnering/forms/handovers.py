"""The screen on which all that somebody holds passes to others, row by row or all at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from partnering.choices import HandoverReason
from partnering.forms.base import DayField
from partnering.models import Person
from partnering.registry import Held

LEAVE_OPEN = "open"


class HandoverForm(forms.Form):
    """Who takes over each thing; one choice at the top stands for every row that has none of its own."""

    reason = forms.ChoiceField(label=_("Why"))
    on = DayField(label=_("From"))
    everything = forms.TypedChoiceField(
        label=_("Everything to"),
        required=False,
        empty_value=None,
        help_text=_("Stands for every row below that has no choice of its own."),
    )

    def __init__(
        self,
        *args: Any,
        person: Person,
        held: Sequence[Held],
        near: Iterable[Person],
        others: Iterable[Person],
        reasons: Sequence[str],
        must_choose: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.person, self.held, near, others = person, held, list(near), list(others)
        self.known = {str(one.pk): one for one in [*near, *others]}
        groups = [(_("Same unit"), near), (_("Others"), others)]
        people = [(label, [(str(one.pk), _named(one)) for one in some]) for label, some in groups if some]
        self.fields["everything"].choices = [("", _("Nobody in particular")), *people]
        self.fields["everything"].coerce = self.known.get
        self.fields["reason"].choices = [one for one in HandoverReason.choices if one[0] in reasons]
        if len(reasons) == 1:
            self.fields["reason"].widget = forms.HiddenInput()
            self.fields["reason"].initial = reasons[0]
            self.fields["reason"].required = False
        first = [("", _("As above")), (LEAVE_OPEN, _("Leave open"))]
        for one in held:
            self.fields[_field_of(one)] = forms.ChoiceField(
                label=one.what,
                required=False,
                choices=[*first, *people],
                widget=forms.Select(attrs={"class": "form-select"}),
            )
        self.reasons, self.must_choose = reasons, must_choose

    def clean_reason(self) -> str:
        """The only reason needs no choice."""
        return self.reasons[0] if len(self.reasons) == 1 else self.cleaned_data["reason"]

    def clean_on(self) -> date:
        """Nobody leaves before they joined."""
        day: date = self.cleaned_data["on"]
        if self.person.joined_on and day < self.person.joined_on:
            raise forms.ValidationError(
                _("They joined only after that day, on %(day)s. Choose that day or a later one.")
                % {"day": date_format(self.person.joined_on, "j M Y")}
            )
        return day

    def clean(self) -> dict[str, Any]:
        """Who stays and gives nothing away hands nothing over."""
        if self.must_choose and self.held and not self.errors and not self.successors():
            raise forms.ValidationError(_("Choose who takes over at least one thing."))
        return self.cleaned_data

    def rows(self) -> list[tuple[Held, forms.BoundField]]:
        """Each thing with its choice."""
        return [(one, self[_field_of(one)]) for one in self.held]

    def successors(self) -> dict[tuple[str, int], Person]:
        """Who takes over what, of a valid form."""
        chosen = {}
        for one in self.held:
            value = self.cleaned_data[_field_of(one)]
            to = self.known.get(value) if value else self.cleaned_data["everything"]
            if to is not None:
                chosen[one.kind, one.pk] = to
        return chosen


def _field_of(held: Held) -> str:
    return f"{held.kind}-{held.pk}"


def _named(person: Person) -> str:
    return f"{person.name} · {person.job_title}" if person.job_title else person.name
