"""Forms of stages: set one, narrow the list of people by theirs."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from engagement.choices import StageName
from engagement.models import EngagementTarget
from engagement.stages import Stage
from partnering import access
from partnering.choices import Level
from partnering.forms.base import DayField
from partnering.forms.filters import FilterForm
from partnering.forms.narrowing import a_choice
from partnering.models import Person, Unit

WITHOUT = "none"
NEEDS = [("needed", _("Needed")), ("missing", _("Needed, not involved yet"))]


class StageForm(forms.Form):
    """The stage at which somebody is to count, and why."""

    stage = forms.ChoiceField(label=_("Stage"), choices=StageName.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "What do you know that isn’t logged? The person can read this, and so can your sponsors."
        ),
    )
    starts_on = DayField(
        label=_("From"),
        help_text=_("Today or later: what was counted before stays as it was. It holds for 180 days."),
    )

    def clean_starts_on(self) -> date:
        """Refuse a day that is counted already, and one that is far off."""
        day: date = self.cleaned_data["starts_on"]
        if day < access.today():
            raise forms.ValidationError(_("This day is counted already. Choose today or a later day."))
        if (day - access.today()).days > 365:
            raise forms.ValidationError(_("Choose a day within a year."))
        return day


class ReachFilter(FilterForm):
    """Narrows one's own people by where they are and where they stand."""

    MORE = ("target", "level")

    need = a_choice(_("Needed"), _("Everybody"), NEEDS)
    stage = a_choice(_("Stage"), _("All stages"), StageName.choices)
    unit = forms.ChoiceField(label=_("Unit"), required=False)
    level = a_choice(_("Level"), _("All levels"), Level.choices)
    target = forms.ChoiceField(label=_("Needed as"), required=False)

    def __init__(
        self, *args: Any, units: QuerySet[Unit], targets: QuerySet[EngagementTarget], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        named: list[tuple[str, Any]] = [(str(unit.pk), unit.name) for unit in units]
        self.fields["unit"].choices = [  # type: ignore[attr-defined]
            ("", _("All units")),
            *named,
            (WITHOUT, _("Without a unit")),
        ]
        self.targets = {str(one.pk): one for one in targets}
        self.fields["target"].choices = [  # type: ignore[attr-defined]
            ("", _("Any target or none")),
            *((key, one.unit.name) for key, one in self.targets.items()),
        ]

    def narrow(self, rows: QuerySet[Person]) -> QuerySet[Person]:
        """Of people with their stage, those asked for; who is needed the caller knows."""
        chosen = self.chosen()
        if chosen["q"]:
            found = Q(name__icontains=chosen["q"]) | Q(job_title__icontains=chosen["q"])
            rows = rows.filter(found | Q(email__icontains=chosen["q"]) | Q(unit__name__icontains=chosen["q"]))
        if chosen["stage"]:
            rows = rows.filter(stage=Stage[chosen["stage"].upper()])
        if chosen["unit"]:
            rows = rows.filter(unit=None if chosen["unit"] == WITHOUT else chosen["unit"])
        if chosen["level"]:
            rows = rows.filter(level=chosen["level"])
        if chosen["need"] == "missing":
            rows = rows.filter(stage__lt=Stage.INVOLVED)
        return rows

    @property
    def target_meant(self) -> EngagementTarget | None:
        """The one target that is asked for."""
        return self.targets.get(self.chosen()["target"] or "")

    @property
    def asks_who_is_needed(self) -> bool:
        """Whether those not needed are left out."""
        return bool(self.chosen()["need"] or self.target_meant)
