"""The base of filters that narrow a list by themselves: what each choice means stands beside its field."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, TypeVar

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from partnering.forms.base import Day
from partnering.forms.filters import FilterForm, organisations, partnerships
from partnering.forms.narrow import NarrowChoice
from partnering.models import Tag, User

Rows = TypeVar("Rows", bound=QuerySet[Any])


class NarrowingFilter(FilterForm):
    """Narrows rows by what was chosen, among what its user sees.

    `SEARCHED` are the columns in which words are looked for, `BY` says to which column a choice is compared, and
    `MEANS` what each value of a choice asks of a row; `KIND` is the name of the model whose tags narrow.
    """

    SEARCHED: ClassVar[tuple[str, ...]] = ()
    BY: ClassVar[Mapping[str, str]] = {}
    KIND = ""

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        offers: dict[str, Callable[[User], QuerySet[Any]]] = {
            "partnership": partnerships,
            "organisation": organisations,
        }
        for name, rows in offers.items():
            field = self.fields.get(name)
            if isinstance(field, NarrowChoice):
                field.offer(rows, user)
        tagged = self.fields.get("tag")
        if isinstance(tagged, NarrowChoice):
            tagged.offer(lambda: Tag.objects.visible_to(user).on_any(self.KIND))

    def narrow(self, rows: Rows) -> Rows:
        """Of these rows, those that are asked for."""
        chosen = self.chosen()
        if chosen["q"]:
            found = Q(pk__in=[])
            for column in self.SEARCHED:
                found |= Q(**{f"{column}__icontains": chosen["q"]})
            rows = rows.filter(found)
        for name, lookup in self.BY.items():
            if chosen.get(name):
                rows = rows.filter(**{lookup: chosen[name]})
        for name in self.fields:
            meant = self.means(name, chosen[name])
            rows = rows if meant is None else rows.filter(meant)
        return chosen["tag"].bearers(rows) if chosen.get("tag") else rows

    def means(self, name: str, value: Any) -> Q | None:
        """What a choice asks of a row beyond a comparison; None for nothing."""
        return None


def a_partnership() -> NarrowChoice:
    """A choice among the partnerships that the user sees."""
    return NarrowChoice(
        label=_("Partnership"),
        required=False,
        to_field_name="slug",
        empty_label=_("All partnerships"),
    )


def an_organisation() -> NarrowChoice:
    """A choice among the organisations that the user sees."""
    return NarrowChoice(
        label=_("Organisation"),
        required=False,
        empty_label=_("All organisations"),
    )


def a_tag() -> NarrowChoice:
    """A choice among one's organisation's tags."""
    return NarrowChoice(
        label=_("Tag"),
        required=False,
        empty_label=_("Any tag or none"),
        help_text=_("Your organisation's own tags."),
    )


def a_choice(label: Any, anything: Any, choices: Any, *, initial: str = "") -> forms.ChoiceField:
    """A choice among words, or `anything`. With `initial`, the first of them is meant where nothing was chosen."""
    offered = [*choices, ("all", anything)] if initial else [("", anything), *choices]
    return forms.ChoiceField(label=label, required=False, choices=offered, initial=initial or None)


def a_day(label: Any) -> forms.DateField:
    """One end of a period."""
    return forms.DateField(label=label, required=False, widget=Day)
