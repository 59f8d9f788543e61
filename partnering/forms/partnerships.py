"""Forms of partnerships: themselves, their members, roles, groups and seats."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from partnering.choices import Office, RoleKind
from partnering.forms.base import DayField, PersonChoice, ServiceForm
from partnering.forms.phases import LifeCycleField
from partnering.models import Membership, Organisation, Partnership, Person, WorkingGroup


class PartnershipForm(ServiceForm):
    """A partnership."""

    class Meta:
        model = Partnership
        fields = ["name", "purpose", "started_on"]
        field_classes = {"started_on": DayField}
        widgets = {"purpose": forms.Textarea(attrs={"rows": 4})}
        help_texts = {"purpose": _("What the partners want to reach together, in a sentence or two.")}

    def clean_started_on(self) -> date:
        """Refuse a beginning after the end."""
        day: date = self.cleaned_data["started_on"]
        if self.instance.ended_on and day > self.instance.ended_on:
            raise forms.ValidationError(
                _("It can't have ended before it started. Choose a day before its end.")
            )
        return day


class NewPartnershipForm(PartnershipForm):
    """A partnership that begins, and the phases by which it goes."""

    life_cycle = LifeCycleField(help_text=_("You can change to others later; each comes with checklists."))

    def __init__(self, *args: Any, known: QuerySet[Partnership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._known = known

    def clean_name(self) -> str:
        """Refuse a second one of the same name among those that one sees; others' names stay unknown."""
        name: str = self.cleaned_data["name"]
        if self._known.filter(name__iexact=name).exists():
            raise forms.ValidationError(_("You see a partnership with this name already. Choose another."))
        return name


class MemberForm(forms.Form):
    """An organisation that joins."""

    organisation = forms.ModelChoiceField(
        label=_("Organisation"),
        queryset=Organisation.objects.none(),
        empty_label=_("Choose…"),
        error_messages={
            "invalid_choice": _(
                "It can't be added: it is a member by now, or has been put away. Choose another."
            )
        },
    )
    part = forms.CharField(
        label=_("Part it plays"),
        max_length=200,
        required=False,
        help_text=_("For instance: funder, delivery partner, host."),
    )
    joined_on = DayField(label=_("Joined on"))

    def __init__(self, *args: Any, organisations: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations


class MembershipForm(ServiceForm):
    """The part that a member plays, and since when."""

    class Meta:
        model = Membership
        fields = ["part", "joined_on"]
        field_classes = {"joined_on": DayField}

    def rows(self) -> Sequence[models.Model]:
        """The partnership is locked first, as all that changes its members does."""
        return [self.instance.partnership, self.instance]


class RoleForm(forms.Form):
    """Somebody's part in a partnership."""

    person = PersonChoice(label=_("Person"), queryset=Person.objects.none(), empty_label=_("Choose…"))
    kind = forms.ChoiceField(label=_("Role"), choices=RoleKind.choices)
    started_on = DayField(label=_("From"))

    def __init__(self, *args: Any, people: QuerySet[Person], kinds: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people
        self.fields["kind"].choices = [choice for choice in RoleKind.choices if choice[0] in kinds]


class GroupForm(ServiceForm):
    """A working group."""

    class Meta:
        model = WorkingGroup
        fields = ["name", "purpose"]
        widgets = {"purpose": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, partnership: Partnership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.partnership = partnership

    def clean_name(self) -> str:
        """Refuse a name that another group of the partnership has."""
        name: str = self.cleaned_data["name"].strip()
        if self.partnership.groups.filter(name__iexact=name).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("There is already a group with this name. Choose another."))
        return name


class SeatForm(forms.Form):
    """A seat for a member organisation, held by somebody or vacant."""

    organisation = forms.ModelChoiceField(
        label=_("Organisation"), queryset=Organisation.objects.none(), empty_label=_("Choose…")
    )
    person = PersonChoice(
        label=_("Held by"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=_("Vacant for now"),
        help_text=_(
            "One of the organisation's own people. A vacant seat is shown as a gap until it is filled."
        ),
    )
    office = forms.ChoiceField(
        label=_("Office"),
        choices=Office.choices,
        initial=Office.MEMBER,
        help_text=_("Chair and secretary plan the group's meetings and keep their minutes."),
    )
    started_on = DayField(label=_("From"))

    def __init__(
        self, *args: Any, organisations: QuerySet[Organisation], people: QuerySet[Person], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations
        self.fields["person"].queryset = people


class OfficeForm(forms.Form):
    """Which office goes with a seat, from when."""

    office = forms.ChoiceField(
        label=_("Office"),
        choices=Office.choices,
        help_text=_(
            "Chair and secretary plan the group's meetings and keep their minutes. "
            "Whoever chaired until then is a member from that day on."
        ),
    )
    on = DayField(label=_("From"))


class HolderForm(forms.Form):
    """Who takes a seat, from when."""

    person = PersonChoice(label=_("Held by"), queryset=Person.objects.none(), empty_label=_("Choose…"))
    on = DayField(label=_("From"))

    def __init__(self, *args: Any, people: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people
