"""Forms of interactions: mend one, say who took part, narrow the list. Logging one is in `log`."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from engagement.choices import InteractionKind
from engagement.models import Interaction
from partnering import access
from partnering.forms.base import DayField, ServiceForm
from partnering.forms.filters import FilterForm
from partnering.models import Person, WorkingGroup


class PeoplePicker(forms.ModelMultipleChoiceField):
    """People to tick, grouped by organisation, with a box that narrows them while one types."""

    widget = forms.CheckboxSelectMultiple

    def ticked_groups(self, chosen: set[str]) -> Iterator[tuple[str, list[tuple[Person, bool]]]]:
        """Organisations in order, each with its people and whether they are ticked."""
        rows = self.queryset.select_related("organisation", "unit").order_by(
            "organisation__name", "name", "pk"
        )
        for organisation, people in groupby(rows, key=lambda person: person.organisation.name):
            yield organisation, [(person, str(person.pk) in chosen) for person in people]


class PeopleForm(forms.Form):
    """Who took part, out of those whom one may name."""

    people = PeoplePicker(
        label=_("Who took part"),
        queryset=Person.objects.none(),
        error_messages={"required": _("Tick at least one person.")},
    )

    def __init__(self, *args: Any, people: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].queryset = people  # type: ignore[attr-defined]

    def picker(self) -> Iterator[tuple[str, list[tuple[Person, bool]]]]:
        """The people for the template, with what was ticked."""
        value = self["people"].value() or []
        field: Any = self.fields["people"]
        return field.ticked_groups({str(getattr(one, "pk", one)) for one in value})  # type: ignore[no-any-return]


def with_whom() -> forms.TypedChoiceField:
    """The choice between what all members see and what stays inside; its value is whether it is joint."""
    return forms.TypedChoiceField(
        label=_("With whom"),
        choices=[
            ("yes", _("With partners: all members see it")),
            ("no", _("Within my organisation only")),
        ],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        initial="yes",
    )


class InteractionForm(ServiceForm):
    """What people took part in."""

    class Meta:
        model = Interaction
        fields = ["kind", "title", "held_on", "group", "notes"]
        field_classes = {"held_on": DayField}
        widgets = {"notes": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, groups: QuerySet[WorkingGroup], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"].queryset = groups  # type: ignore[attr-defined]
        self.fields["held_on"].widget.attrs["max"] = access.today().isoformat()

    def clean_held_on(self) -> Any:
        """Only what has happened can be logged."""
        day = self.cleaned_data["held_on"]
        if day > access.today():
            raise forms.ValidationError(_("This day is still to come. Log it once it has happened."))
        return day


class InteractionFilter(FilterForm):
    """Narrows the list of interactions."""

    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", _("All kinds")), *InteractionKind.choices]
    )
    whose = forms.ChoiceField(
        label=_("With whom"),
        required=False,
        choices=[("", _("Joint and internal")), ("joint", _("Joint")), ("internal", _("Internal"))],
    )
