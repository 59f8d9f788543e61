"""The form of an action."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from partnering.forms.base import Day, PersonChoice, ServiceForm
from partnering.models import Action, Organisation, Person


class ActionForm(ServiceForm):
    """Who does what by when."""

    class Meta:
        model = Action
        fields = ["title", "organisation", "owner", "due_on", "notes"]
        field_classes = {"owner": PersonChoice}
        widgets = {"due_on": Day, "notes": forms.Textarea(attrs={"rows": 3})}

    def __init__(
        self, *args: Any, organisations: QuerySet[Organisation], people: QuerySet[Person], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations
        self.fields["owner"].queryset = people
