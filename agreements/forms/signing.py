"""Forms by which an agreement is signed and ended."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from agreements.queries import knew_by_unit
from partnering.forms.base import DayField
from partnering.models import Person, Unit

UNIT = "unit_"
MOST_UNKNOWN = 5


class SignForm(forms.Form):
    """A signature, with the question on which all later reach is built: who knows of the agreement today.

    The number is enough. Who knows more says it by unit or by name; the number is then at least what these add up to,
    and may be left out.
    """

    knew = forms.IntegerField(
        label=_("How many people in your organisation know of this agreement today?"),
        min_value=0,
        required=False,
        help_text=_("An honest guess is enough. A handful is normal; this is where you start from."),
    )
    of = forms.IntegerField(label=_("How many people does your organisation have in all?"), min_value=1)
    readers = forms.CharField(
        label=_("Who has read it, by name"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Names or e-mail addresses, one a line. Only your own organisation sees them."),
    )
    confirmed = forms.BooleanField(
        label=_("I have read the agreement and sign it for my organisation."),
        error_messages={"required": _("Tick this to sign.")},
    )

    def __init__(
        self, *args: Any, units: Iterable[tuple[Unit, int]] = (), people: QuerySet[Person], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.people = people
        for unit, heads in units:
            label = _("%(unit)s, of %(heads)d") % {"unit": unit.name, "heads": heads}
            self.fields[f"{UNIT}{unit.pk}"] = forms.IntegerField(
                label=label, min_value=0, max_value=heads, required=False
            )

    @property
    def parts(self) -> list[forms.BoundField]:
        """The fields by unit and by name, which stay folded until they are wanted."""
        return [self[name] for name in self.fields if name.startswith(UNIT)] + [self["readers"]]

    @property
    def unfolded(self) -> bool:
        """Whether any of these is filled in or wrong."""
        return any(field.value() not in (None, "") or field.errors for field in self.parts)

    def clean_readers(self) -> list[Person]:
        """The people of these names or addresses; what fits nobody, or several, is told."""
        lines = [" ".join(line.split()) for line in self.cleaned_data["readers"].splitlines()]
        wanted = list(dict.fromkeys(line.casefold() for line in lines if line))
        known: dict[str, list[Person]] = {}
        for person in self.people if wanted else ():
            for key in {person.name.casefold(), person.email.casefold()} - {""}:
                known.setdefault(key, []).append(person)
        unclear = [line for line in wanted if len(known.get(line, ())) != 1]
        if unclear:
            text = _("Nobody of your organisation, or more than one, is called: %(names)s")
            names = ", ".join(unclear[:MOST_UNKNOWN])
            raise forms.ValidationError(text, params={"names": names})
        return list({known[line][0].pk: known[line][0] for line in wanted}.values())

    def by_unit(self) -> dict[int, int]:
        """The numbers that were given, by the key of the unit."""
        given = {
            name: value
            for name, value in self.cleaned_data.items()
            if name.startswith(UNIT) and value is not None
        }
        return {int(name.removeprefix(UNIT)): value for name, value in given.items()}

    def clean(self) -> dict[str, Any]:
        """No more know of it than there are, and no fewer than are told by unit and by name."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            return data
        told = sum(knew_by_unit(self.by_unit(), data["readers"]).values())
        has_parts = bool(self.by_unit() or data["readers"])
        if data.get("knew") is None:
            if not has_parts:
                self.add_error("knew", _("Say how many know of it: a number, or below by unit or by name."))
                return data
            data["knew"] = told
        if told > data["knew"]:
            text = _("By unit and by name you tell of %(told)d, which is more than that.")
            self.add_error("knew", forms.ValidationError(text, params={"told": told}))
        elif data["knew"] > data["of"]:
            self.add_error("knew", _("That is more people than your organisation has."))
        return data


class EndForm(forms.Form):
    """When and why an agreement ends."""

    on = DayField(label=_("Ends on"))
    reason = forms.CharField(label=_("Why"), max_length=300, required=False)
