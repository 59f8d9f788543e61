"""What lists can be searched and narrowed by. An impossible choice is ignored, as if it had not been made."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from partnering.choices import Level, Phase, Sector
from partnering.models import Organisation, Partnership, User


class FilterForm(forms.Form):
    """The base: a search box first."""

    q = forms.CharField(label=_("Search"), required=False, max_length=100, widget=forms.SearchInput)

    def chosen(self) -> dict[str, Any]:
        """The choices that make sense, by field name; everything else is empty."""
        self.is_valid()
        return {name: self.cleaned_data.get(name) for name in self.fields}


class OrganisationFilter(FilterForm):
    """Narrows the list of organisations."""

    sector = forms.ChoiceField(
        label=_("Sector"), required=False, choices=[("", _("All sectors")), *Sector.choices]
    )
    archived = forms.BooleanField(label=_("Archived ones too"), required=False)


class PersonFilter(FilterForm):
    """Narrows a list of people."""

    organisation = forms.ModelChoiceField(
        label=_("Organisation"),
        required=False,
        queryset=Organisation.objects.none(),
        empty_label=_("All organisations"),
    )
    level = forms.ChoiceField(
        label=_("Level"), required=False, choices=[("", _("All levels")), *Level.choices]
    )
    gone = forms.BooleanField(label=_("Those who left too"), required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = Organisation.objects.visible_to(user)


class PartnershipFilter(FilterForm):
    """Narrows the list of partnerships."""

    phase = forms.ChoiceField(
        label=_("Phase"), required=False, choices=[("", _("All phases")), *Phase.choices]
    )


class ActionFilter(FilterForm):
    """Narrows the list of actions."""

    STATES = [
        ("open", _("To do")),
        ("late", _("Late")),
        ("done", _("Done")),
        ("cancelled", _("Cancelled")),
        ("all", _("All")),
    ]
    state = forms.ChoiceField(label=_("State"), required=False, choices=STATES, initial="open")
    whose = forms.ChoiceField(
        label=_("Whose"),
        required=False,
        choices=[("", _("Everybody's")), ("mine", _("Mine")), ("ours", _("My organisation's"))],
    )
    organisation = forms.ModelChoiceField(
        label=_("Organisation"),
        required=False,
        queryset=Organisation.objects.none(),
        empty_label=_("All organisations"),
    )
    partnership = forms.ModelChoiceField(
        label=_("Partnership"),
        required=False,
        queryset=Partnership.objects.none(),
        to_field_name="slug",
        empty_label=_("All partnerships"),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = Organisation.objects.visible_to(user)
        self.fields["partnership"].queryset = Partnership.objects.visible_to(user)
