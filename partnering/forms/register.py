"""Forms of the register: organisations, units, people."""

from __future__ import annotations

from datetime import date
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.db.models import Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from partnering import trees
from partnering.forms.base import DayField, ServiceForm, Suggested
from partnering.models import Organisation, Person, Unit, User


class OrganisationForm(ServiceForm):
    """An organisation's own data."""

    class Meta:
        model = Organisation
        fields = ["name", "kind", "sector", "country", "website", "parent", "contractor_of"]
        help_texts = {
            "parent": _("Leave empty unless it belongs to another organisation here."),
            "contractor_of": _("Leave empty unless it works for another organisation here."),
        }

    website = forms.URLField(
        label=_("Website"),
        required=False,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        seen = Organisation.objects.visible_to(user)
        for name in ("parent", "contractor_of"):
            self.fields[name].queryset = seen.active().exclude(pk=self.instance.pk)
        countries = seen.exclude(country="").order_by("country").values_list("country", flat=True).distinct()
        self.fields["country"].widget = Suggested(countries, attrs={"maxlength": 80})

    def clean_name(self) -> str:
        """Refuse a name that another organisation has."""
        name: str = self.cleaned_data["name"].strip()
        if Organisation.objects.filter(name__iexact=name).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("There is already an organisation with this name. Choose another."))
        return name


def tree_of(organisation: Organisation) -> tuple[tuple[trees.Branch, ...], dict[int, int | None]]:
    """An organisation's current units as a tree, and what each of all its units is part of."""
    rows = list(organisation.units.all())
    leaves = [trees.Leaf(one.pk, one.name, one.parent_id) for one in rows if one.archived_on is None]
    return trees.grow(leaves), {one.pk: one.parent_id for one in rows}


class LogoForm(forms.Form):
    """A picture of one's own organisation."""

    LARGEST = 4_000_000
    picture = forms.FileField(
        label=_("Picture"),
        help_text=_("PNG, JPEG, WebP or GIF, up to 4 MB. It is shown small, so a simple mark reads best."),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp,image/gif"}),
    )

    def clean_picture(self) -> bytes:
        """The file's content; refuses one that is too large."""
        file = self.cleaned_data["picture"]
        if file.size > self.LARGEST:
            raise forms.ValidationError(_("The file is larger than 4 MB. Make the picture smaller first."))
        return file.read()


def units_to_choose(organisation: Organisation, person: Person) -> QuerySet[Unit]:
    """Where somebody may be: the organisation's current units, and the one in which they are."""
    rows: QuerySet[Unit] = organisation.units.filter(Q(archived_on=None) | Q(pk=person.unit_id))
    return rows


class UnitForm(ServiceForm):
    """A unit of an organisation."""

    class Meta:
        model = Unit
        fields = ["name", "parent"]

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organisation = organisation
        branches, parents = tree_of(organisation)
        barred = trees.below(parents, self.instance.pk) | {self.instance.pk}
        self.fields["parent"].queryset = organisation.units.active().exclude(pk__in=barred)
        self.fields["parent"].error_messages["invalid_choice"] = _(
            "A unit can't be part of itself, or of what is part of it. Choose another one."
        )
        self.fields["parent"].choices = [
            ("", _("Nothing: it stands at the top")),
            *(
                (one.key, "\u2003" * one.depth + one.name)
                for one in trees.walk(branches)
                if one.key not in barred
            ),
        ]

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
        field_classes = {"joined_on": DayField}
        widgets = {"phone": forms.TextInput(attrs={"type": "tel"})}
        help_texts = {
            "email": _("Surveys and invitations go here."),
            "language": _("With commas; the preferred one first."),
            "time_zone": _("For instance Europe/London. Leave empty for the site's own."),
        }

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units_to_choose(organisation, self.instance)

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
            raise forms.ValidationError(
                _("They left before that day. Choose a day up to %(day)s.")
                % {"day": date_format(self.instance.left_on, "j M Y")}
            )
        return day
