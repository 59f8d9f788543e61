"""The form of a working group's terms of reference."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from partnering.choices import Level
from partnering.errors import DomainError
from partnering.forms.base import DayField, ServiceForm
from partnering.models import WorkingGroup
from partnering.services.terms_of_reference import LONGEST, check_quorum, check_reports_to, check_rhythm


class TermsForm(ServiceForm):
    """What a group is for, what it may decide, to whom it reports, how it meets."""

    quorum_people = forms.IntegerField(
        label=_("People for a quorum"),
        required=False,
        min_value=1,
        max_value=1000,
        help_text=_(
            "How many must be there to decide. Whoever stands in counts, a guest without a seat doesn't."
        ),
    )
    quorum_organisations = forms.IntegerField(
        label=_("Organisations for a quorum"),
        required=False,
        min_value=1,
        max_value=1000,
        help_text=_("From how many organisations they must come. Empty where it doesn't matter."),
    )
    meets_every = forms.IntegerField(
        label=_("How many weeks or months"), required=False, min_value=1, max_value=LONGEST
    )

    class Meta:
        model = WorkingGroup
        fields = [
            "purpose",
            "may_decide",
            "reports_to",
            "quorum_people",
            "quorum_organisations",
            "rhythm",
            "meets_every",
            "wanted_level",
            "review_on",
        ]
        field_classes = {"review_on": DayField}
        labels = {
            "purpose": _("What it is for"),
            "may_decide": _("What it may decide"),
            "rhythm": _("How often it meets"),
            "wanted_level": _("Who speaks for an organisation"),
            "review_on": _("Review of these terms"),
        }
        widgets = {
            "purpose": forms.Textarea(attrs={"rows": 3}),
            "may_decide": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts = {
            "may_decide": _("What it settles by itself, and what it only recommends to others."),
            "wanted_level": _(
                "At least one person of each organisation should stand at this level or higher."
            ),
            "review_on": _("From that day on, the group's page asks whether they still hold."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        group = self.instance
        others = group.partnership.groups.filter(archived_on=None).exclude(pk=group.pk)
        self.fields["reports_to"].queryset = others
        self.fields["reports_to"].empty_label = _("No other group")
        levels = [one for one in Level.choices if one[0] != Level.STAFF]
        self.fields["wanted_level"].choices = [("", _("Anybody")), *levels]

    def rows(self) -> Sequence[models.Model]:
        """The partnership is locked first, as all that changes its groups does."""
        return [self.instance.partnership, self.instance]

    def clean(self) -> dict[str, Any]:
        """Refuse, beside its field, what the service refuses as well."""
        given = super().clean() or self.cleaned_data
        above = given.get("reports_to")
        if {"quorum_people", "quorum_organisations"} <= given.keys():
            self._check(
                "quorum_organisations",
                lambda: check_quorum(given["quorum_people"], given["quorum_organisations"]),
            )
        if {"rhythm", "meets_every"} <= given.keys():
            self._check("meets_every", lambda: check_rhythm(given["rhythm"], given["meets_every"]))
        if above is not None:
            self._check("reports_to", lambda: check_reports_to(self.instance, above))
        return given

    def _check(self, name: str, rule: Callable[[], None]) -> None:
        try:
            rule()
        except DomainError as error:
            self.add_error(name, str(error))
