"""Forms of evidence."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from partnering.forms.base import DayField, PersonChoice, ServiceForm
from partnering.models import Person
from readiness.evidence import HIGHEST, LOWEST
from readiness.framework_data import Framework
from readiness.models import Evidence

LEVELS = {
    1: _("1: nothing, or only by chance"),
    2: _("2: a beginning, in a few places"),
    3: _("3: there, but not everywhere or not always"),
    4: _("4: there, and people can rely on it"),
    5: _("5: there, and it is looked after and made better"),
}


class EvidenceForm(ServiceForm):
    """A piece of evidence: about which area, what it is, what it shows, and until when that holds."""

    about = forms.ChoiceField(label=_("Area"))
    level = forms.TypedChoiceField(
        label=_("Level that it shows"),
        coerce=int,
        choices=[(level, LEVELS[level]) for level in range(LOWEST, HIGHEST + 1)],
        widget=forms.RadioSelect,
    )
    link = forms.URLField(
        label=_("Link"),
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text=_("Where it lies, if it has an address."),
    )

    class Meta:
        model = Evidence
        fields = ["title", "note", "level", "link", "assessed_by", "assessed_on", "stale_on"]
        field_classes = {"assessed_by": PersonChoice, "assessed_on": DayField, "stale_on": DayField}
        widgets = {"note": forms.Textarea(attrs={"rows": 4})}
        help_texts = {
            "assessed_by": _("Who looked at it. They are asked to look again when it goes stale."),
            "stale_on": _("From this day it doesn't count until somebody has looked again. A year is usual."),
        }

    field_order = (
        "about",
        "title",
        "note",
        "level",
        "link",
        "file",
        "assessed_by",
        "assessed_on",
        "stale_on",
    )

    def __init__(
        self, *args: Any, frameworks: dict[str, Framework], people: QuerySet[Person], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["about"].choices = [  # type: ignore[attr-defined]
            (framework.name, [(f"{slug}/{area.key}", area.name) for area in framework.areas])
            for slug, framework in frameworks.items()
        ]
        self.fields["assessed_by"].queryset = people  # type: ignore[attr-defined]
        if self.instance.pk:
            self.initial["about"] = self.stored()["about"]

    def stored(self) -> dict[str, Any]:
        """The row's values, and the area that it is about."""
        return super().stored() | {"about": f"{self.instance.framework}/{self.instance.area}"}

    def values(self) -> dict[str, Any]:
        """What the service takes."""
        given = {name: value for name, value in self.cleaned_data.items() if name not in ("about", "file")}
        framework, _slash, area = self.cleaned_data["about"].partition("/")
        return given | {"framework": framework, "area": area}


class NewEvidenceForm(EvidenceForm):
    """A new piece, to which a file can be added at once."""

    file = forms.FileField(
        label=_("File"), required=False, help_text=_("A PDF, picture, text or table. You can add more later.")
    )
