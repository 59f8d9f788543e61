"""Forms of the ways to answer without a link of one's own, and of a sheet of paper that is entered."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from partnering.choices import Level
from partnering.forms.base import PersonChoice
from partnering.models import Person, Unit
from readiness.framework_data import Framework
from readiness.scoring import Value
from readiness.services.answering import LONGEST_COMMENT, Filled

MOST_PEOPLE = 20_000
SIGNS: dict[str, Value] = {"d": "dk", "?": "dk", "n": "na", "-": "na"}
"""What is typed for *don't know* and *does not apply*; the letters are printed on the sheet."""


class WayForm(forms.Form):
    """For how many people a way is meant."""

    people = forms.IntegerField(
        label=_("For how many people?"),
        min_value=1,
        max_value=MOST_PEOPLE,
        help_text=_("No more answers are taken than that. It counts in the share of people who answered."),
    )


class SheetForm(forms.Form):
    """One sheet of paper: whose it is or what it says of unit and level, a box a question, and the comment."""

    key = forms.CharField(widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        framework: Framework,
        people: QuerySet[Person] | None,
        units: QuerySet[Unit],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.framework = framework
        if people is not None:
            self.fields["person"] = PersonChoice(label=_("Whose sheet is it?"), queryset=people)
        else:
            if units.exists():
                self.fields["unit"] = forms.ModelChoiceField(
                    label=_("Unit"), queryset=units, required=False, empty_label=_("left empty")
                )
            self.fields["level"] = forms.ChoiceField(
                label=_("Level"), required=False, choices=[("", _("left empty")), *Level.choices]
            )
        for question in framework.questions:
            self.fields[question.key] = self._box(question.text)
        self.fields["comment"] = forms.CharField(
            label=_("Comment"),
            required=False,
            max_length=LONGEST_COMMENT,
            widget=forms.Textarea(attrs={"rows": 3}),
        )

    def _box(self, label: str) -> forms.CharField:
        length = len(str(self.framework.scale.maximum))
        attrs = {"size": 2, "maxlength": length, "autocomplete": "off", "autocapitalize": "off"}
        return forms.CharField(label=label, required=False, widget=forms.TextInput(attrs=attrs))

    def clean(self) -> dict[str, Any]:
        """Read the boxes; what is no choice is said beside its box."""
        scale = self.framework.scale
        self.answers: dict[str, Value] = {}
        for question in self.framework.questions:
            typed = self.cleaned_data.get(question.key, "").strip().lower()
            value = SIGNS.get(typed, int(typed) if typed.isdecimal() else None)
            if isinstance(value, int) and not scale.minimum <= value <= scale.maximum:
                value = None
            if value is not None:
                self.answers[question.key] = value
            elif typed:
                words = _("Type a number from %(low)s to %(high)s, d, n, or nothing.")
                self.add_error(question.key, words % {"low": scale.minimum, "high": scale.maximum})
        return self.cleaned_data

    def areas(self) -> list[tuple[str, list[Any]]]:
        """The areas' names with the boxes of their questions."""
        return [(area.name, [self[one.key] for one in area.questions]) for area in self.framework.areas]

    def filled(self) -> Filled:
        """What the sheet says."""
        unit = self.cleaned_data.get("unit")
        return Filled(
            answers=self.answers,
            comment=self.cleaned_data["comment"],
            own_unit=unit.pk if unit else None,
            own_level=self.cleaned_data.get("level", ""),
        )
