"""What a history can be narrowed by."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from partnering.forms.base import Day
from partnering.forms.filters import FilterForm


class HistoryFilter(FilterForm):
    """Narrows a history by thing, by who, and by a period."""

    who = forms.CharField(label=_("Who"), required=False, max_length=100)
    since = forms.DateField(label=_("From"), required=False, widget=Day)
    until = forms.DateField(label=_("To"), required=False, widget=Day)
