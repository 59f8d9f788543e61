"""The form of an action."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from partnering.forms.base import DayField, PersonChoice, ServiceForm
from partnering.models import Action, Organisation, Person, WorkingGroup


class ActionForm(ServiceForm):
    """Who does what by when; in a partnership with working groups also for which of them."""

    class Meta:
        model = Action
        fields = ["title", "organisation", "owner", "due_on", "group", "notes"]
        field_classes = {"owner": PersonChoice, "due_on": DayField}
        widgets = {"notes": forms.Textarea(attrs={"rows": 3})}

    def __init__(
        self,
        *args: Any,
        organisations: QuerySet[Organisation],
        people: QuerySet[Person],
        groups: QuerySet[WorkingGroup] | None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations
        self.fields["owner"].queryset = people
        if groups:
            self.fields["group"].queryset = groups
        else:
            del self.fields["group"]
