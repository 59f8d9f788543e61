"""Fields that several forms about surveys have."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext, gettext_lazy

from readiness.models import Campaign
from readiness.reminding import FEWEST_DAYS, MOST_REMINDERS, USUAL_DAYS, USUAL_REMINDERS
from readiness.suppression import FLOOR

LARGEST = 50
WORDS: dict[str, dict[str, Any]] = {"title": {}, "opening_text": {"rows": 4}}
"""What can be written in more than one language, with how its box differs from that for a line."""


class SmallestGroupField(forms.IntegerField):
    """From how many respondents on figures are shown."""

    def __init__(self, **kwargs: Any) -> None:
        usual = {
            "label": gettext_lazy("Smallest group shown"),
            "min_value": FLOOR,
            "max_value": LARGEST,
            "initial": FLOOR,
            "help_text": gettext_lazy("Figures of smaller groups are never shown, to anybody."),
        }
        super().__init__(**usual | kwargs)


class ReminderFields(forms.Form):
    """How often, how far apart, and whether with a last call people are reminded of a survey."""

    reminders = forms.IntegerField(
        label=gettext_lazy("Reminders"),
        min_value=0,
        max_value=MOST_REMINDERS,
        initial=USUAL_REMINDERS,
        help_text=gettext_lazy(
            "How many, to those only who have not answered. Nobody is shown who they are."
        ),
    )
    reminder_days = forms.IntegerField(
        label=gettext_lazy("Days between them"), min_value=FEWEST_DAYS, max_value=60, initial=USUAL_DAYS
    )
    last_call = forms.BooleanField(
        label=gettext_lazy("A last call on the day before the last one"), required=False, initial=True
    )


class InLanguages(forms.Form):
    """A draft's form that has title and opening words, which can be written in other languages as well."""

    def __init__(self, *args: Any, languages: Iterable[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.languages = list(languages)
        for code, name in self.languages:
            self._add_words(code, name)

    def _add_words(self, code: str, name: str) -> None:
        """Room for title and opening words in one more language."""
        for field, more in WORDS.items():
            main = self.base_fields[field]
            label = gettext("%(what)s (%(language)s)") % {"what": main.label, "language": name}
            attrs = {"lang": code, **more}
            self.fields[f"{field}_{code}"] = forms.CharField(
                label=label,
                required=False,
                max_length=main.max_length,
                widget=forms.Textarea(attrs) if more else forms.TextInput(attrs),
                initial=self.initial.get(f"{field}_{code}", ""),
            )

    def words(self) -> list[BoundField]:
        """The fields for other languages, in the order in which the page shows them."""
        return [self[f"{field}_{code}"] for code, _name in self.languages for field in WORDS]

    @property
    def has_words(self) -> bool:
        """Whether there is anything in another language, or to be mended there."""
        return any(one.value() or one.errors for one in self.words())

    def translations(self) -> dict[str, dict[str, str]]:
        """What was written in other languages."""
        return {
            code: {field: self.cleaned_data[f"{field}_{code}"] for field in WORDS}
            for code, _name in self.languages
        }


def words_of_draft(campaign: Campaign) -> dict[str, Any]:
    """What a draft holds in other languages, by the names of the fields above."""
    return {
        f"{field}_{code}": text
        for code, words in campaign.translations.items()
        for field, text in words.items()
    }
