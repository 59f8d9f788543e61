"""Forms of the timeline: by what it is narrowed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from partnering.forms.base import Day
from partnering.forms.filters import FilterForm
from partnering.forms.narrow import NarrowChoice
from partnering.models import Organisation, Partnership
from partnering.timelines import Narrowed, kinds


class TimelineFilter(FilterForm):
    """Narrows a timeline."""

    MORE = ("since", "until", "whose")

    kind = forms.ChoiceField(label=_("Kind"), required=False)
    organisation = NarrowChoice(
        label=_("Organisation"),
        required=False,
        empty_label=_("All organisations"),
    )
    whose = forms.ChoiceField(
        label=_("Seen by"),
        required=False,
        choices=[("", _("All of us")), ("joint", _("All partners")), ("ours", _("Only our organisation"))],
    )
    since = forms.DateField(label=_("From"), required=False, widget=Day)
    until = forms.DateField(label=_("To"), required=False, widget=Day)

    def __init__(self, *args: Any, partnership: Partnership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        members = Organisation.objects.filter(memberships__partnership=partnership).distinct()
        self.fields["organisation"].offer(lambda: members.order_by("name"))  # type: ignore[attr-defined]
        self.fields["kind"].choices = [("", _("All kinds")), *kinds().items()]  # type: ignore[attr-defined]

    def narrowed(self) -> Narrowed:
        """What was chosen."""
        chosen = {name: value for name, value in self.chosen().items() if value}
        return Narrowed(**chosen)
