"""Forms of moves, and of what somebody says is wrong with their own record."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from partnering import access
from partnering.choices import Level
from partnering.forms.base import DayField
from partnering.forms.register import PersonForm, units_to_choose
from partnering.models import Organisation, Person


class MoveForm(forms.Form):
    """Another unit, level or title, from a day on."""

    on = DayField(label=_("From"), help_text=_("A day to come is kept in mind and carried out on it."))
    unit = forms.ModelChoiceField(label=_("Unit"), queryset=None, required=False, empty_label=_("None"))
    job_title = forms.CharField(label=_("Job title"), max_length=200, required=False)
    level = forms.ChoiceField(label=_("Level"), choices=Level.choices)

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        now = {name: getattr(person, name) for name in ("unit", "job_title", "level")}
        super().__init__(*args, initial={"on": access.today(), **now}, **kwargs)
        self.fields["unit"].queryset = units_to_choose(person.organisation, person)


class OtherOrganisationForm(forms.Form):
    """Another organisation whose register the user keeps."""

    organisation = forms.ModelChoiceField(
        label=_("Goes to"), queryset=Organisation.objects.none(), empty_label=_("Choose…")
    )
    on = DayField(label=_("From"))
    job_title = forms.CharField(label=_("Job title"), max_length=200, required=False)
    level = forms.ChoiceField(label=_("Level"), choices=Level.choices)
    email = forms.EmailField(
        label=_("E-mail"), required=False, help_text=_("Where to write to them in their new place.")
    )

    def __init__(self, *args: Any, organisations: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations

    def clean_on(self) -> date:
        """A day to come is planned as leaving, not as this."""
        day: date = self.cleaned_data["on"]
        if day > access.today():
            raise forms.ValidationError(_("Note it when the day has come. Until then, plan that they leave."))
        return day


class SuggestionForm(PersonForm):
    """A person's own record as it should be, and anything else that is wrong."""

    note = forms.CharField(
        label=_("Anything else"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For instance: I have left, or I don't hold this role any more."),
    )

    class Meta(PersonForm.Meta):
        fields = ["name", "email", "unit", "job_title", "level", "phone", "language", "time_zone"]
