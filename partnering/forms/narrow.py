"""Choices among very many rows, for what narrows a list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.db.models import Model

MOST = 200


class FirstOnes(forms.models.ModelChoiceIterator):
    """The first choices by name and the chosen one: a page with ten thousand choices helps nobody."""

    def __iter__(self) -> Iterator[Any]:
        yield "", self.field.empty_label
        rows = list(self.queryset[:MOST])
        chosen = self.field.chosen
        if chosen is not None and chosen not in rows:
            rows.insert(0, chosen)
        for row in rows:
            yield self.choice(row)


class NarrowChoice(forms.ModelChoiceField):
    """A choice that may be among very many; it offers the first ones, and takes any."""

    iterator = FirstOnes
    chosen: Model | None = None

    def clean(self, value: Any) -> Any:
        """Remember what was chosen, so that it is offered again."""
        self.chosen = super().clean(value)
        return self.chosen


class UnitChoice(NarrowChoice):
    """A choice among units, each with its organisation."""

    def label_from_instance(self, obj: Any) -> str:
        """Unit and organisation."""
        return f"{obj.name} · {obj.organisation}"


class GroupChoice(NarrowChoice):
    """A choice among working groups, each with its partnership."""

    def label_from_instance(self, obj: Any) -> str:
        """Group and partnership."""
        return f"{obj.name} · {obj.partnership}"
