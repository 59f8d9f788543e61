"""The form by which one's own people are invited to a briefing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from engagement.models import Briefing
from partnering.forms.meetings import WhenAndWhere
from partnering.models import Meeting, Person

NEW = "new"


class InviteForm(WhenAndWhere):
    """Whom to invite, and to what: a briefing or meeting that is planned, or a new briefing."""

    people = forms.ModelMultipleChoiceField(
        label=_("Whom"),
        queryset=Person.objects.none(),
        widget=forms.MultipleHiddenInput,
        error_messages={"required": _("Choose at least one person.")},
    )
    where = forms.ChoiceField(label=_("To what"), widget=forms.RadioSelect)

    field_order = ("where",)

    def __init__(
        self,
        *args: Any,
        people: QuerySet[Person],
        briefings: Iterable[Briefing],
        meetings: Iterable[Meeting],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].queryset = people  # type: ignore[attr-defined]
        self.things: dict[str, Briefing | Meeting] = {
            **{f"briefing-{one.pk}": one for one in briefings},
            **{f"meeting-{one.pk}": one for one in meetings},
        }
        chosen: Any = self.fields["where"]
        chosen.choices = [
            *((key, self._label(thing)) for key, thing in self.things.items()),
            (NEW, _("A new briefing, inside our organisation only:")),
        ]
        if self.is_bound and self.data.get("where") in self.things:
            for name in ("title", "day", "begins", "ends", "time_zone"):
                self.fields[name].required = False

    @staticmethod
    def _label(thing: Briefing | Meeting) -> str:
        when = date_format(thing.starts_there, "j M Y, H:i")
        group = f" · {thing.group}" if isinstance(thing, Meeting) else ""
        return f"{thing.title} · {when}{group}"

    def clean(self) -> dict[str, Any]:
        """Times are looked at only where they are meant."""
        return self.cleaned_data if self.thing else super().clean()

    @property
    def thing(self) -> Briefing | Meeting | None:
        """The briefing or meeting that was chosen; None for a new one."""
        return self.things.get(self.data.get("where", ""))
