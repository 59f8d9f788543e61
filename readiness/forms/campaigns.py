"""Forms of surveys: extending, sharing, and taking on a recommended action."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from partnering.forms.base import DayField, PersonChoice
from partnering.models import Partnership, Person


class ExtendForm(forms.Form):
    """A later last day."""

    closes_on = DayField(label=_("Last day"))


class ShareForm(forms.Form):
    """With whom a result is shared."""

    partnership = forms.ModelChoiceField(
        label=_("Partnership"), queryset=Partnership.objects.none(), empty_label=_("Choose…")
    )

    def __init__(self, *args: Any, partnerships: QuerySet[Partnership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["partnership"].queryset = partnerships


class TakeOnForm(forms.Form):
    """A recommended action, in one's own words, with owner and day."""

    title = forms.CharField(label=_("What is to be done"), max_length=300)
    owner = PersonChoice(label=_("Owner"), queryset=Person.objects.none())
    due_on = DayField(label=_("Due on"))

    def __init__(self, *args: Any, people: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = people
