"""Forms of things that somebody else may be editing at the same time.

The form carries, signed, the values that it showed. When it comes back, the rows are locked and compared: what only
the other changed stays, and about what both changed the writer is asked. Nothing that was typed is lost.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django import forms
from django.core.signing import BadSignature, Signer
from django.db import models
from django.db.models.fields import BLANK_CHOICE_DASH
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from partnering.merging import merge

SHOWN = "shown"
SALT = "partnering.shown"
DASHES = BLANK_CHOICE_DASH[0][1]


@dataclass(frozen=True)
class Conflict:
    """A field that two people changed to different values: what it was, what the other wrote, what was typed."""

    name: str
    label: str
    was: str
    now: str
    typed: str


def say_what_empty_means(fields: Iterable[forms.Field]) -> None:
    """In place of a row of dashes: that something has to be chosen, or that nothing is."""
    for field in fields:
        words = _("Choose…") if field.required else _("None")
        if isinstance(field, forms.ModelChoiceField):
            if field.empty_label == DASHES:
                field.empty_label = words
        elif isinstance(field, forms.TypedChoiceField):
            field.choices = [(value, words if text == DASHES else text) for value, text in field.choices]


class SharedForm(forms.BaseForm):
    """The part that `ServiceForm` and `EditForm` have in common."""

    conflicts: Sequence[Conflict] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say_what_empty_means(self.fields.values())
        self.fields[SHOWN] = forms.CharField(
            required=False, widget=forms.HiddenInput, initial=lambda: self._stamp({})
        )

    def rows(self) -> Sequence[models.Model]:
        """The rows that the form edits, the one to be locked first before the others."""
        raise NotImplementedError

    def stored(self) -> dict[str, Any]:
        """What the rows hold, by the form's field names."""
        raise NotImplementedError

    def full_clean(self) -> None:
        """The carried values are no value of the thing itself."""
        super().full_clean()
        if hasattr(self, "cleaned_data"):
            self.cleaned_data.pop(SHOWN, None)

    def settle(self) -> bool:
        """Lock the rows and merge what others changed meanwhile; False when the writer has to look again.

        Call it in the transaction in which the service will act. The rows themselves are read anew.
        """
        for row in self.rows():
            # Others may refer to the row meanwhile: nobody changes its key.
            kept = type(row)._base_manager.select_for_update(no_key=True)
            try:
                row.refresh_from_db(from_queryset=kept)
            except type(row).DoesNotExist:
                self.add_error(None, _("Somebody has deleted this meanwhile. What you typed is still below."))
                return False
        stamp = self._carried
        if stamp is None:
            return True
        stored = self._plain_stored()
        typed = {name: plain(self.cleaned_data[name]) for name in stored}
        choices = {name: self.data.get(f"keep-{name}", "") for name in stored}
        merged = merge(stamp["values"], stored, typed, asked=stamp["asked"], choices=choices)
        if merged.taken:
            self._take(merged.taken)
        if merged.asked and not self.errors:
            self._ask(merged.asked, stored, typed)
        return not self.errors

    @cached_property
    def _carried(self) -> dict[str, Any] | None:
        """What the form says it showed; None when it carries nothing that we signed."""
        try:
            carried = Signer(salt=SALT).unsign_object(self.data.get(self.add_prefix(SHOWN), ""))
        except BadSignature:
            return None
        return carried if isinstance(carried, dict) else None

    def _plain_stored(self) -> dict[str, str]:
        return {name: plain(value) for name, value in self.stored().items() if name in self.fields}

    def _stamp(self, asked: dict[str, str]) -> str:
        carried = {"values": self._plain_stored(), "asked": asked}
        return Signer(salt=SALT).sign_object(carried, compress=True)

    def _take(self, names: Iterable[str]) -> None:
        """Put the stored values in the place of those typed, and judge the form again."""
        stored = self.stored()
        self.data = self.data.copy()
        for name in names:
            value = self.fields[name].prepare_value(stored[name])
            if isinstance(value, list):
                self.data.setlist(self.add_prefix(name), value)
            else:
                self.data[self.add_prefix(name)] = "" if value is None else value
        with self._any_choice(names, stored):
            self.full_clean()

    @contextmanager
    def _any_choice(self, names: Iterable[str], stored: dict[str, Any]) -> Iterator[None]:
        """What another person chose may be none of this writer's own choices, and stays all the same."""
        choosing = [self.fields[name] for name in names if hasattr(self.fields[name], "queryset")]
        own = [field.queryset for field in choosing]
        for field in choosing:
            field.queryset = field.queryset.model._base_manager.all()
        try:
            yield
        finally:
            for field, queryset in zip(choosing, own, strict=True):
                field.queryset = queryset

    def _ask(self, asked: dict[str, str], stored: dict[str, str], typed: dict[str, str]) -> None:
        self.conflicts = [
            Conflict(
                name=name,
                label=str(self[name].label),
                was=in_words(self.fields[name], was),
                now=in_words(self.fields[name], stored[name]),
                typed=in_words(self.fields[name], typed[name]),
            )
            for name, was in asked.items()
        ]
        self.data = self.data.copy()
        self.data[self.add_prefix(SHOWN)] = self._stamp(asked)
        self.add_error(
            None, _("Somebody else changed the same while you were writing. Choose what is to stand.")
        )


class EditForm(SharedForm, forms.Form):
    """A form without a model of its own that edits rows; `stored` says what they hold, by field name."""

    def __init__(
        self,
        *args: Any,
        rows: Sequence[models.Model] = (),
        stored: Callable[[], dict[str, Any]] = dict,
        **kwargs: Any,
    ) -> None:
        self._rows, self._stored = rows, stored
        super().__init__(*args, initial=stored() | kwargs.pop("initial", {}), **kwargs)

    def rows(self) -> Sequence[models.Model]:
        """The rows that the view named."""
        return self._rows

    def stored(self) -> dict[str, Any]:
        """What they hold."""
        return self._stored()


def plain(value: Any) -> str:
    """A value as a text that is the same for the same value, whichever way it came."""
    if isinstance(value, models.Model):
        return str(value.pk)
    if isinstance(value, models.QuerySet | list | tuple | set):
        return json.dumps(sorted(plain(one) for one in value))
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return "" if value is None else str(value).replace("\r\n", "\n").strip()


def in_words(field: forms.Field, text: str) -> str:
    """A plain text as the field would show it."""
    if isinstance(field, forms.ModelMultipleChoiceField):
        chosen = field.queryset.filter(pk__in=json.loads(text)) if text else []
        return ", ".join(field.label_from_instance(one) for one in chosen)
    if isinstance(field, forms.ModelChoiceField):
        chosen = field.queryset.filter(pk=text).first() if text else None
        return (
            field.label_from_instance(chosen) if chosen else (_("somebody or something else") if text else "")
        )
    if isinstance(field, forms.ChoiceField):
        return next((str(label) for value, label in field.choices if str(value) == text), text)
    day = parse_date(text) if isinstance(field, forms.DateField) and text else None
    return date_format(day, "j M Y") if day else text
