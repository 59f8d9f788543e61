"""The form of a survey's draft: what is asked, of whom, from when to when, and how people are reminded."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy, ngettext

from partnering.choices import Level
from partnering.forms.base import DayField
from partnering.forms.shared import EditForm
from partnering.models import Organisation, Person, Unit
from readiness.choices import Mode
from readiness.forms.fields import InLanguages, ReminderFields, SmallestGroupField, words_of_draft
from readiness.models import Campaign
from readiness.queries import Whom
from readiness.services.launching import Asking

MOST_ERRORS = 5


class NamedPeople(forms.ModelMultipleChoiceField):
    """People of one organisation, by name or e-mail address, one a line."""

    widget = forms.Textarea

    def clean(self, value: Any) -> list[Person]:
        """The people of all lines; what is wrong is told line by line."""
        lines = [line.strip() for line in str(value or "").splitlines()]
        if not any(lines):
            return []
        by_word: dict[str, list[Person]] = {}
        for person in self.queryset:
            for word in {person.email.lower(), person.name.lower()} - {""}:
                by_word.setdefault(word, []).append(person)
        found: dict[int, Person] = {}
        wrong = []
        for number, line in enumerate(lines, 1):
            fitting = by_word.get(line.lower(), [])
            if len(fitting) == 1:
                found[fitting[0].pk] = fitting[0]
            elif line:
                text = _NOBODY if not fitting else _SEVERAL
                wrong.append(str(text) % {"number": number, "line": line[:80]})
        if wrong:
            raise forms.ValidationError(_shortened(wrong))
        return list(found.values())

    def prepare_value(self, value: Any) -> Any:
        """What was typed; of people, their addresses, or names where they have none."""
        if isinstance(value, list | tuple | QuerySet):
            return "\n".join(one.email or one.name for one in value)
        return value


_NOBODY = gettext_lazy(
    "Line %(number)s: nobody of your organisation has the name or address “%(line)s”. Correct it or strike it out."
)
_SEVERAL = gettext_lazy(
    "Line %(number)s: several people are called “%(line)s”. Write the e-mail address instead."
)


def _shortened(wrong: list[str]) -> list[str]:
    more = len(wrong) - MOST_ERRORS
    if more <= 0:
        return wrong
    text = ngettext("And %(n)s more line.", "And %(n)s more lines.", more) % {"n": more}
    return [*wrong[:MOST_ERRORS], text]


class AskingForm(ReminderFields, InLanguages, EditForm):
    """A survey's draft."""

    framework = forms.ChoiceField(label=gettext_lazy("Framework"), widget=forms.RadioSelect)
    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=200,
        help_text=gettext_lazy("People see it in the mail and above the questions."),
    )
    opening_text = forms.CharField(
        label=gettext_lazy("Opening words"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Why you ask, and what you will do with the answers."),
    )
    mode = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        choices=Mode.choices,
        widget=forms.RadioSelect,
        help_text=gettext_lazy(
            "Confidential: answers are kept without names, and nobody can find out later who gave them. "
            "Named: you see who answered what, and people are told so first. Fixed once invitations go out."
        ),
    )
    minimum_group = SmallestGroupField(
        help_text=gettext_lazy(
            "Figures of smaller groups are never shown, to anybody. Counts for confidential surveys."
        ),
    )
    units = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Units"),
        queryset=Unit.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Each with the units below it. Tick none to ask all units."),
    )
    levels = forms.MultipleChoiceField(
        label=gettext_lazy("Levels"),
        choices=Level.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Tick none to ask all levels."),
    )
    sample_size = forms.IntegerField(
        label=gettext_lazy("Ask only so many, drawn by lot"),
        required=False,
        min_value=1,
        max_value=1_000_000,
        help_text=gettext_lazy("Leave it empty to ask all of them, which is best where they are few."),
    )
    people = NamedPeople(
        label=gettext_lazy("Or only people whom you name"),
        queryset=Person.objects.none(),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
        help_text=gettext_lazy("One name or e-mail address a line; then choose neither units nor levels."),
    )
    opens_on = DayField(
        label=gettext_lazy("First day"), help_text=gettext_lazy("The invitations leave on this day.")
    )
    closes_on = DayField(
        label=gettext_lazy("Last day"),
        help_text=gettext_lazy("Two weeks are usual. You can give more time later."),
    )

    def __init__(
        self,
        *args: Any,
        organisation: Organisation,
        frameworks: Iterable[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.organisation = organisation
        self.fields["units"].queryset = Unit.objects.active().filter(organisation=organisation)
        self.fields["people"].queryset = Person.objects.filter(organisation=organisation).present()
        self.fields["framework"].choices = list(frameworks)

    def asking(self) -> Asking:
        """What was filled in."""
        given = {name: value for name, value in self.cleaned_data.items() if name in self.base_fields}
        return Asking(**given, translations=self.translations())

    def whom(self) -> Whom:
        """Whom it would ask, as far as that part of the form makes sense so far."""
        given = self.cleaned_data
        return Whom(
            self.organisation,
            list(given.get("units") or ()),
            given.get("levels") or (),
            given.get("people") or (),
            given.get("sample_size"),
        )


def stored_of(campaign: Campaign) -> dict[str, Any]:
    """What a draft holds, by the form's field names."""
    names = [name for name in AskingForm.base_fields if name not in ("framework", "units", "people")]
    return (
        {name: getattr(campaign, name) for name in names}
        | words_of_draft(campaign)
        | {
            "framework": campaign.framework_version.slug,
            "units": list(campaign.units.all()),
            "people": list(campaign.people.all()),
        }
    )
