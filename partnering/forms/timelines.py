"""Forms of the timeline: by what it is narrowed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from partnering import kept
from partnering.forms.base import Day
from partnering.forms.filters import FilterForm
from partnering.forms.narrow import NarrowChoice
from partnering.models import Organisation, Partnership, User
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

    def __init__(self, *args: Any, user: User, partnership: Partnership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organisations: Any = self.fields["organisation"]
        organisations.offer(_members_ever, user, kept.Slot(partnership.pk))
        self.fields["kind"].choices = [("", _("All kinds")), *kinds().items()]  # type: ignore[attr-defined]

    def narrowed(self) -> Narrowed:
        """What was chosen."""
        chosen = {name: value for name, value in self.chosen().items() if value}
        return Narrowed(**chosen)


def _members_ever(user: User, partnership: int) -> QuerySet[Organisation]:
    """Those that are or were members of a partnership that its reader was found to see."""
    rows: QuerySet[Organisation] = Organisation.objects.filter(memberships__partnership=partnership)
    return rows.distinct().order_by("name")
