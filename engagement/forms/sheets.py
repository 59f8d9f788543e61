"""Opening a sign-in sheet, signing it, and noting who signed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from engagement.queries.sheets import Signed
from partnering.forms.base import DayField
from partnering.models import Organisation, Person


class SheetForm(forms.Form):
    """On which days a sheet can be signed."""

    first_day = DayField(label=gettext_lazy("From"))
    last_day = DayField(label=gettext_lazy("Up to and with"))


class SignForm(forms.Form):
    """What somebody without an account types."""

    name = forms.CharField(label=gettext_lazy("Your name"), max_length=200, required=False)
    email = forms.EmailField(label=gettext_lazy("Or your e-mail address"), max_length=254, required=False)

    def clean(self) -> dict[str, Any]:
        """One of the two is enough."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not (self.errors or cleaned.get("name") or cleaned.get("email")):
            raise forms.ValidationError(_("Type your name or your e-mail address."))
        return cleaned


class NoteSignedForm(forms.Form):
    """What becomes of each entry of which nobody knows whose it is: a person, a head, or nothing."""

    COUNT, DROP = "count", "drop"

    organisation = forms.ModelChoiceField(
        label=gettext_lazy("Those who are only counted are of"),
        queryset=Organisation.objects.none(),
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        signed: Signed,
        people: QuerySet[Person],
        members: QuerySet[Organisation],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.signed, self.people = signed, people
        self.fields["organisation"].queryset = members  # type: ignore[attr-defined]
        for entry, choices in signed.open:
            likely = [(str(one.key), f"{one.name} · {one.where}") for one in choices]
            self.fields[f"entry-{entry.pk}"] = forms.ChoiceField(
                label=str(entry) if not (entry.name and entry.email) else f"{entry.name} ({entry.email})",
                required=False,
                choices=[
                    ("", _("Decide later")),
                    *likely,
                    (self.COUNT, _("Count without a name")),
                    (self.DROP, _("Strike out")),
                ],
            )

    def decided(self) -> dict[str, Any]:
        """People by entry, and the keys of those to count and to strike out."""
        chosen = {entry.pk: self.cleaned_data.get(f"entry-{entry.pk}") for entry, _likely in self.signed.open}
        keys = {pk: int(value) for pk, value in chosen.items() if value and value.isdigit()}
        found = self.people.in_bulk(list(keys.values()))
        return {
            "people": self.signed.people | {pk: found[key] for pk, key in keys.items() if key in found},
            "counted": [pk for pk, value in chosen.items() if value == self.COUNT],
            "dropped": [pk for pk, value in chosen.items() if value == self.DROP],
            "organisation": self.cleaned_data.get("organisation"),
        }
