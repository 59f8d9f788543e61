"""What a history can be narrowed by."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partnering.forms.base import Day
from partnering.forms.filters import FilterForm
from partnering.forms.narrowing import NarrowingFilter, a_choice, a_day
from partnering.models import ReadEntry
from partnering.services.exports import TAKEN_AWAY


class HistoryFilter(FilterForm):
    """Narrows a history by thing, by who, and by a period."""

    who = forms.CharField(label=_("Who"), required=False, max_length=100)
    since = forms.DateField(label=_("From"), required=False, widget=Day)
    until = forms.DateField(label=_("To"), required=False, widget=Day)


class ReadFilter(NarrowingFilter):
    """Narrows the notes of who read."""

    MORE = ("since", "until")
    SEARCHED = ("label", "reader_name", "reader_organisation")
    BY = {"what": "what", "since": "day__gte", "until": "day__lte"}

    what = a_choice(_("Kind"), _("Everything"), ReadEntry.What.choices)
    since = a_day(_("From"))
    until = a_day(_("To"))


class ExportFilter(NarrowingFilter):
    """Narrows the notes of what was taken away."""

    MORE = ("since", "until")
    SEARCHED = ("label", "actor_name")

    verb = a_choice(_("What was done"), _("Everything"), TAKEN_AWAY.items())
    since = a_day(_("From"))
    until = a_day(_("To"))

    def means(self, name: str, value: Any) -> Q | None:
        """What was done, and between which days."""
        ends = {"verb": "verb", "since": "at__date__gte", "until": "at__date__lte"}
        return Q(**{ends[name]: value}) if name in ends and value else None
