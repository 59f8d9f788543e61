"""Logging an interaction in ten seconds: names pasted, ticked, a whole unit, or heads without names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from engagement import name_lists
from engagement.choices import InteractionKind
from engagement.forms.interactions import InteractionForm, PeopleForm, with_whom
from engagement.models.head_counts import MOST_HEADS
from engagement.name_lists import Ambiguous, Known, Resolved
from engagement.queries.attendance import people_of_unit
from engagement.queries.naming import resolve_among
from engagement.services.interactions import Heads
from partnering.models import Organisation, Person, Unit, User, WorkingGroup

SEPARATOR = "|"


@dataclass(frozen=True)
class Sight:
    """What a user who logs something in a partnership may name: people, groups, their units, members to count."""

    user: User
    own: Organisation
    people: QuerySet[Person]
    groups: QuerySet[WorkingGroup]
    units: QuerySet[Unit]
    members: QuerySet[Organisation]


class LogForm(PeopleForm, InteractionForm):
    """Log an interaction with who took part, in one go. Nothing that was typed is dropped silently."""

    joint = with_whom()
    who = forms.CharField(
        label=gettext_lazy("Names or e-mail addresses"),
        required=False,
        max_length=40_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Paste a list: one a line, or separated by commas."),
    )
    unit = forms.ModelChoiceField(
        label=gettext_lazy("Everybody of a unit"),
        queryset=Unit.objects.none(),
        required=False,
        empty_label=gettext_lazy("No whole unit"),
        help_text=gettext_lazy("With the units below it; whoever was there on that day."),
    )
    count_unknown = forms.ModelChoiceField(
        label=gettext_lazy("Those not found"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=gettext_lazy("I correct the list above"),
    )
    heads_unit = forms.ModelChoiceField(
        label=gettext_lazy("Our own were of"), queryset=Unit.objects.none(), required=False,
        empty_label=gettext_lazy("no particular unit"),
    )  # fmt: skip

    field_order = ("kind", "held_on", "title", "joint", "who", "unit", "people", "group", "notes")

    def __init__(self, *args: Any, sight: Sight, **kwargs: Any) -> None:
        super().__init__(*args, people=sight.people, groups=sight.groups, **kwargs)
        self.sight, self.own = sight, sight.own
        self.resolved = Resolved()
        given: dict[str, Any] = self.fields
        given["people"].required = given["title"].required = False
        given["title"].help_text = _("Leave it empty to note the kind only.")
        for name in ("unit", "heads_unit"):
            given[name].queryset = sight.units
        given["count_unknown"].queryset = sight.members
        given["count_unknown"].label_from_instance = lambda one: _("Count them as people of %s") % one
        for one in self.members:
            given[f"heads-{one.pk}"] = forms.IntegerField(
                label=one.name, required=False, min_value=0, max_value=MOST_HEADS
            )

    @cached_property
    def members(self) -> list[Organisation]:
        """Whose heads may be counted, one's own first."""
        return sorted(self.sight.members, key=lambda one: (one.pk != self.own.pk, one.name))

    def head_fields(self) -> list[forms.BoundField]:
        """The numbers, for the template."""
        return [self[f"heads-{one.pk}"] for one in self.members]

    def is_counting(self) -> bool:
        """Whether a number was given already, so that the part with them is open."""
        return any(field.value() for field in self.head_fields())

    def clean(self) -> dict[str, Any]:
        """Put together who took part, by whichever way they were named."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not cleaned.get("title") and cleaned.get("kind"):
            cleaned["title"] = str(InteractionKind(cleaned["kind"]).label)
        self._read_list(cleaned)
        cleaned["people"] = list(self._everybody(cleaned).values())
        cleaned["heads"] = list(self._heads(cleaned))
        if cleaned.get("joint") is False:
            self._refuse_others(cleaned)
        if not (self.errors or cleaned["people"] or cleaned["heads"]):
            text = _("Say who took part: paste names, tick people, pick a unit or give a number.")
            self.add_error("people" if "people" in self.fields else "who", text)
        return cleaned

    def _read_list(self, cleaned: dict[str, Any]) -> None:
        entries = name_lists.entries_of(cleaned.get("who") or "")
        if len(entries) > name_lists.MOST:
            text = _("These are %(n)d entries; up to %(most)d can be read at once.")
            params = {"n": len(entries), "most": name_lists.MOST}
            self.add_error("who", forms.ValidationError(text, params=params))
            return
        self.resolved = resolve_among(self.sight.people, entries, self._meant())
        if self.resolved.ambiguous:
            n = len(self.resolved.ambiguous)
            text = ngettext("%(n)d entry fits several people.", "%(n)d entries fit several people.", n)
            self.add_error("who", text % {"n": n} + " " + _("Choose below whom you mean."))
        unknown = self.resolved.unknown
        if unknown and not cleaned.get("count_unknown"):
            names = "; ".join(unknown[:20]) + (" …" if len(unknown) > 20 else "")
            text = _("Not found among the people whom you can see: %(names)s.") % {"names": names}
            self.add_error("who", text + " " + _("Correct them, or let them be counted without a name."))

    def _meant(self) -> dict[str, int]:
        """Whom the writer chose for entries that fit several: the entry's text and the person's key."""
        given = self.data.getlist("meant") if hasattr(self.data, "getlist") else []
        pairs = (one.rpartition(SEPARATOR) for one in given)
        return {text: int(key) for text, _mark, key in pairs if key.isascii() and key.isdigit()}

    def _everybody(self, cleaned: dict[str, Any]) -> dict[int, Person]:
        people = {person.pk: person for person in cleaned.get("people") or ()}
        if self.resolved.found:
            people |= {one.pk: one for one in self.sight.people.filter(pk__in=list(self.resolved.found))}
        if cleaned.get("unit") and cleaned.get("held_on"):
            found = people_of_unit(self.sight.user, cleaned["unit"], cleaned["held_on"])
            people |= {one.pk: one for one in found}
            if not found:
                self.add_error("unit", _("Nobody is noted in this unit on that day."))
        return people

    def _heads(self, cleaned: dict[str, Any]) -> Iterator[Heads]:
        unknown, instead = len(self.resolved.unknown), cleaned.get("count_unknown")
        for one in self.members:
            number = cleaned.get(f"heads-{one.pk}") or 0
            unit = cleaned.get("heads_unit") if one.pk == self.own.pk else None
            if instead == one and unit is None:
                number += unknown
            elif instead == one and unknown:
                yield Heads(one, unknown)
            if number:
                yield Heads(one, number, unit)

    def _refuse_others(self, cleaned: dict[str, Any]) -> None:
        """Something internal has only one's own people in it."""
        others = [str(person) for person in cleaned["people"] if person.organisation_id != self.own.pk]
        others += [str(one.organisation) for one in cleaned["heads"] if one.organisation.pk != self.own.pk]
        if others:
            text = _("Not of your organisation: %(names)s. Take them out, or choose 'With partners'.")
            error = forms.ValidationError(text, params={"names": ", ".join(others[:5])})
            self.add_error("people" if "people" in self.fields else "who", error)

    def unsettled(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """For the template: entries that fit several, each with what to send and to show of whom it may mean."""
        return [
            (one.text, [_option(one, person) for person in one.choices]) for one in self.resolved.ambiguous
        ]

    def settled(self) -> list[str]:
        """What was chosen before, to be sent again beside the same list."""
        open_still = {one.text for one in self.resolved.ambiguous}
        return [f"{text}{SEPARATOR}{key}" for text, key in self._meant().items() if text not in open_still]

    def values(self) -> dict[str, Any]:
        """What the service takes, apart from the partnership and who logs it."""
        given = {name: self.cleaned_data[name] for name in ("kind", "title", "held_on", "group", "notes")}
        organisation = None if self.cleaned_data["joint"] else self.own
        return given | {
            "people": self.cleaned_data["people"],
            "heads": self.cleaned_data["heads"],
            "organisation": organisation,
        }


def _option(entry: Ambiguous, person: Known) -> tuple[str, str]:
    shown = " · ".join(part for part in (person.name, person.where, person.email) if part)
    return f"{entry.text}{SEPARATOR}{person.key}", shown


class HeadsForm(forms.Form):
    """How many of an organisation took part of whom nobody knows the names."""

    organisation = forms.ModelChoiceField(
        label=gettext_lazy("Organisation"), queryset=Organisation.objects.none(), empty_label=None
    )
    unit = forms.ModelChoiceField(
        label=gettext_lazy("Unit, of your own organisation"), queryset=Unit.objects.none(), required=False
    )
    number = forms.IntegerField(
        label=gettext_lazy("How many"),
        min_value=0,
        max_value=MOST_HEADS,
        help_text=gettext_lazy("Beside those who are named. 0 takes a number back."),
    )

    def __init__(
        self, *args: Any, members: QuerySet[Organisation], units: QuerySet[Unit], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        given: dict[str, Any] = self.fields
        given["organisation"].queryset, given["unit"].queryset = members, units

    def heads(self) -> Heads:
        """The number as the service takes it."""
        given = self.cleaned_data
        return Heads(given["organisation"], given["number"], given["unit"])

    def clean(self) -> dict[str, Any]:
        """A unit is one of the organisation that is counted."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        unit, organisation = cleaned.get("unit"), cleaned.get("organisation")
        if unit and organisation and unit.organisation_id != organisation.pk:
            self.add_error("unit", _("The unit belongs to another organisation."))
        return cleaned
