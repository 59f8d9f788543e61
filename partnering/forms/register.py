"""Forms of the register: organisations, units, people."""

from __future__ import annotations

from datetime import date
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _

from partnering.forms.base import Day, ServiceForm
from partnering.models import Organisation, Person, Unit, User


class OrganisationForm(ServiceForm):
    """An organisation's own data."""

    class Meta:
        model = Organisation
        fields = ["name", "sector", "country", "website", "contractor_of"]
        help_texts = {"contractor_of": _("Leave empty unless it works for another organisation here.")}

    website = forms.URLField(
        label=_("Website"),
        required=False,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["contractor_of"].queryset = (
            Organisation.objects.visible_to(user).active().exclude(pk=self.instance.pk)
        )

    def clean_name(self) -> str:
        """Refuse a name that another organisation has."""
        name: str = self.cleaned_data["name"].strip()
        if Organisation.objects.filter(name__iexact=name).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("There is already an organisation with this name. Choose another."))
        return name


class UnitForm(ServiceForm):
    """A unit of an organisation."""

    class Meta:
        model = Unit
        fields = ["name", "parent"]

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organisation = organisation
        self.fields["parent"].queryset = organisation.units.exclude(pk=self.instance.pk)

    def clean_name(self) -> str:
        """Refuse a name that another unit of the organisation has."""
        name: str = self.cleaned_data["name"].strip()
        if self.organisation.units.filter(name__iexact=name).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("There is already a unit with this name. Choose another."))
        return name


class PersonForm(ServiceForm):
    """A person's record."""

    class Meta:
        model = Person
        fields = [
            "name",
            "email",
            "unit",
            "job_title",
            "level",
            "phone",
            "language",
            "time_zone",
            "joined_on",
        ]
        widgets = {"joined_on": Day, "phone": forms.TextInput(attrs={"type": "tel"})}
        help_texts = {
            "email": _("Surveys and invitations go here."),
            "language": _("With commas; the preferred one first."),
            "time_zone": _("For instance Europe/London. Leave empty for the site's own."),
        }

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = organisation.units.all()

    def clean_language(self) -> str:
        """A list with commas, each language once."""
        names = (one.strip() for one in self.cleaned_data["language"].replace(";", ",").split(","))
        return ", ".join(dict.fromkeys(one for one in names if one))

    def clean_time_zone(self) -> str:
        """Refuse a zone that no clock knows."""
        zone: str = self.cleaned_data["time_zone"].strip()
        if zone and zone not in available_timezones():
            raise forms.ValidationError(_("There is no such time zone. Write it like Europe/London."))
        return zone

    def clean_joined_on(self) -> date | None:
        """Refuse a day after the one on which they left."""
        day: date | None = self.cleaned_data["joined_on"]
        if day and self.instance.left_on and day > self.instance.left_on:
            raise forms.ValidationError(_("They left before that day."))
        return day
