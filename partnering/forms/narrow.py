"""Choices among very many rows, for what narrows a list."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django import forms
from django.db.models import Model, QuerySet

from partnering import kept

MOST = 200


class FirstOnes(forms.models.ModelChoiceIterator):
    """The first choices by name and the chosen one: a page with ten thousand choices helps nobody."""

    def __init__(self, field: Any) -> None:
        self.field = field  # and not yet what it offers, which is looked for when it is needed

    def __iter__(self) -> Iterator[tuple[Any, str]]:
        yield "", self.field.empty_label
        key = self.field.to_field_name or "pk"
        rows = [(one, " · ".join(names)) for one, *names in self.field.first_ones(key)]
        chosen = self.field.chosen
        if chosen is not None and getattr(chosen, key) not in (one for one, _text in rows):
            yield getattr(chosen, key), self.field.label_from_instance(chosen)
        yield from rows


class NarrowChoice(forms.ModelChoiceField):
    """A choice that may be among very many; it offers the first ones, and takes any.

    `names` are the columns that make a choice's words. What is offered is looked for when it is needed.
    """

    iterator = FirstOnes
    names: tuple[str, ...] = ("name",)
    chosen: Model | None = None

    _offer: Callable[..., QuerySet[Any]] | None = None
    _to: Any = None
    _values: tuple[Any, ...] = ()

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=None, **kwargs)

    def offer(self, rows: Callable[..., QuerySet[Any]], to: Any = None, *values: Any) -> None:
        """Offer what `rows` gives when the choice is shown or made; a function of a user keeps its statement."""
        self._offer, self._to, self._values = rows, to, values

    def _offered(self) -> QuerySet[Any] | None:
        if self._queryset is None and self._offer is not None:
            values = map(kept.given, self._values)
            self._queryset = self._offer() if self._to is None else self._offer(self._to, *values)
        return self._queryset

    def first_ones(self, key: str) -> Iterable[Any]:
        """The keys and words of the first choices."""
        if self._to is None:
            return _first_ones(None, lambda _user: self.queryset, MOST, (key, *self.names))
        return kept.rows(_first_ones, self._to, self._offer, MOST, (key, *self.names), *self._values)

    queryset = property(_offered, forms.ModelChoiceField._set_queryset)

    def clean(self, value: Any) -> Any:
        """Remember what was chosen, so that it is offered again."""
        if value in self.empty_values:
            return None
        self.chosen = super().clean(value)
        return self.chosen


def _first_ones(
    user: Any, give: Callable[..., QuerySet[Any]], most: int, columns: tuple[str, ...], *values: Any
) -> QuerySet[Any, Any]:
    return give(user, *values).values_list(*columns)[:most]


class UnitChoice(NarrowChoice):
    """A choice among units, each with its organisation."""

    names = ("name", "organisation__name")

    def label_from_instance(self, obj: Any) -> str:
        """Unit and organisation."""
        return f"{obj.name} · {obj.organisation}"


class GroupChoice(NarrowChoice):
    """A choice among working groups, each with its partnership."""

    names = ("name", "partnership__name")

    def label_from_instance(self, obj: Any) -> str:
        """Group and partnership."""
        return f"{obj.name} · {obj.partnership}"
