"""Forms on which the draft of a framework is worked on: its basics, areas and questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnering.forms.shared import EditForm
from readiness.framework_drafts import Draft, number, slug_of
from readiness.framework_editing import NotInDraft, area_in, question_in, values_of
from readiness.models import OwnFramework


class BasicsForm(EditForm):
    """What stands above and below the questions, and the bands."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    introduction = forms.CharField(
        label=gettext_lazy("Introduction"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Respondents read it before the first question."),
    )
    bands = forms.CharField(
        label=gettext_lazy("Bands"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy(
            "One a line, from the lowest up: the lowest figure in it, and its name. For instance: 3 Borderline"
        ),
    )
    source = forms.CharField(
        label=gettext_lazy("Where it comes from"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    licence = forms.CharField(
        label=gettext_lazy("Who may use it"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("Many questionnaires may not be used without leave of their authors."),
    )

    def __init__(self, *args: Any, own: OwnFramework, **kwargs: Any) -> None:
        self.own = own
        super().__init__(*args, rows=[own], stored=self._of_draft, **kwargs)

    def _of_draft(self) -> dict[str, Any]:
        draft = self.own.draft or {}
        texts = {key: draft.get(key, "") for key in ("name", "introduction", "source", "licence")}
        lines = [f"{band['from']} {band['name']}" for band in draft.get("bands", ())]
        return {**texts, "bands": "\n".join(lines)}

    def clean_bands(self) -> str:
        """The lines as they were typed, once they can be read."""
        text: str = self.cleaned_data["bands"]
        self._check_bands(self._bands_in(text))
        return text

    def values(self) -> dict[str, Any]:
        """What the draft takes."""
        return {**self.cleaned_data, "bands": self._bands_in(self.cleaned_data["bands"])}

    def _bands_in(self, text: str) -> list[Draft]:
        """The bands; one whose name or bound stays keeps its key, and so the actions recommended in it."""
        lines = [_bound_and_name(line.strip()) for line in text.splitlines() if line.strip()]
        old = list((self.own.draft or {}).get("bands", ()))
        by_name = {band["name"]: band["key"] for band in old}
        by_bound = {Decimal(str(band["from"])): band["key"] for band in old}
        taken = [by_name[name] for _bound, name in lines if name in by_name]
        bands: list[Draft] = []
        for bound, name in lines:
            key = by_name.get(name)
            if key is None:
                kept = by_bound.get(bound)
                key = (
                    kept
                    if kept and kept not in taken
                    else _unused(slug_of(name), [*by_name.values(), *taken])
                )
                taken.append(key)
            bands.append({"key": key, "name": name, "from": number(bound)})
        return bands

    def _check_bands(self, bands: Sequence[Draft]) -> None:
        draft = self.own.draft or {}
        lowest = draft.get("scale", {}).get("minimum", 1)
        if draft.get("bands_on", "mean") == "mean" and bands and bands[0]["from"] > lowest:
            raise forms.ValidationError(
                _("The first band must begin at %(lowest)s, or the lowest figures have none."),
                params={"lowest": lowest},
            )
        if any(low["from"] >= high["from"] for low, high in pairwise(bands)):
            raise forms.ValidationError(_("List the bands from the lowest figure up."))
        if len({band["name"] for band in bands}) < len(bands):
            raise forms.ValidationError(_("Two bands have the same name. Give each its own."))


def _bound_and_name(line: str) -> tuple[Decimal, str]:
    lower, _space, name = line.partition(" ")
    try:
        bound = Decimal(lower.replace(",", "."))
    except InvalidOperation:
        bound = Decimal("nan")
    if not bound.is_finite() or not name.strip():
        raise forms.ValidationError(
            _("“%(line)s”: write a number, a space and a name."), params={"line": line}
        )
    return bound, name.strip()


def _unused(key: str, taken: Sequence[str]) -> str:
    """The key, or the key with the first number that makes it a new one."""
    others = (f"{key}-{count}" for count in range(2, len(taken) + 3))
    return next(one for one in (key, *others) if one not in taken)


class WeightField(forms.DecimalField):
    """How much something counts; empty for the usual weight."""

    def __init__(self) -> None:
        super().__init__(
            label=gettext_lazy("Weight"),
            required=False,
            min_value=Decimal("0.01"),
            max_value=100,
            max_digits=5,
            decimal_places=2,
            help_text=gettext_lazy("2 counts twice. Leave it empty for the usual weight of 1."),
        )


class AreaForm(EditForm):
    """An area: its words, and what is recommended in each band."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    summary = forms.CharField(
        label=gettext_lazy("What it asks, in a sentence"), required=False, max_length=500
    )
    weight = WeightField()

    def __init__(self, *args: Any, own: OwnFramework, area: str = "", **kwargs: Any) -> None:
        self.own, self.area = own, area
        self.bands = list((own.draft or {}).get("bands", ()))
        rows = [own] if area else []
        super().__init__(*args, rows=rows, stored=self._of_draft, **kwargs)
        for band in self.bands:
            self.fields[f"actions_{band['key']}"] = forms.CharField(
                label=_("Recommended when the area is in “%(band)s”") % {"band": band["name"]},
                required=False,
                max_length=3000,
                widget=forms.Textarea(attrs={"rows": 3}),
                help_text=_("One action a line."),
            )

    def _of_draft(self) -> dict[str, Any]:
        try:
            area = area_in(self.own.draft or {"areas": []}, self.area)
        except NotInDraft:
            return {}
        actions = {
            f"actions_{band['key']}": "\n".join(area["actions"].get(band["key"], ())) for band in self.bands
        }
        weight = area.get("weight")
        return {
            "name": area["name"],
            "summary": area.get("summary", ""),
            "weight": None if weight is None else Decimal(str(weight)),
            **actions,
        }

    def values(self) -> dict[str, Any]:
        """What the draft takes."""
        cleaned = self.cleaned_data
        lines = {band["key"]: cleaned.get(f"actions_{band['key']}", "").splitlines() for band in self.bands}
        actions = {band: [one.strip() for one in texts if one.strip()] for band, texts in lines.items()}
        return {
            "name": cleaned["name"],
            "summary": cleaned["summary"],
            "weight": cleaned["weight"],
            "actions": {band: texts for band, texts in actions.items() if texts},
        }


class QuestionForm(EditForm):
    """A question with its described levels."""

    text = forms.CharField(
        label=gettext_lazy("Question"),
        max_length=300,
        help_text=gettext_lazy("Ask one thing, in words that somebody new to it understands."),
    )
    area = forms.ChoiceField(label=gettext_lazy("Area"))
    side = forms.ChoiceField(
        label=gettext_lazy("Side"),
        required=False,
        choices=[
            ("", gettext_lazy("Neither")),
            ("internal", gettext_lazy("Internal: inside the organisation")),
            ("external", gettext_lazy("External: towards partners")),
        ],
        help_text=gettext_lazy("For questions about leadership."),
    )
    reversed = forms.BooleanField(
        label=gettext_lazy("The lowest answer is the best"),
        required=False,
        help_text=gettext_lazy("For instance when you ask how often something goes wrong."),
    )
    weight = WeightField()

    def __init__(self, *args: Any, own: OwnFramework, question: str = "", **kwargs: Any) -> None:
        self.own, self.question = own, question
        draft = own.draft or {"areas": [], "scale": {"minimum": 1, "maximum": 1}}
        self.levels = [f"level_{value}" for value in values_of(draft)]
        rows = [own] if question else []
        super().__init__(*args, rows=rows, stored=self._of_draft, **kwargs)
        self.fields["area"].choices = [(area["key"], area["name"]) for area in draft["areas"]]
        ends = {
            self.levels[0]: _("Answer %(value)s, the lowest"),
            self.levels[-1]: _("Answer %(value)s, the highest"),
        }
        levels = {
            name: forms.CharField(
                label=ends.get(name, _("Answer %(value)s")) % {"value": name.removeprefix("level_")},
                max_length=200,
            )
            for name in self.levels
        }
        after_text = {"text": self.fields.pop("text"), **levels}
        self.fields = after_text | self.fields

    def _of_draft(self) -> dict[str, Any]:
        try:
            area, question = question_in(self.own.draft or {"areas": []}, self.question)
        except NotInDraft:
            return {}
        weight = question.get("weight")
        return {
            "text": question["text"],
            "area": area["key"],
            "side": question.get("side", ""),
            "reversed": question.get("reversed", False),
            "weight": None if weight is None else Decimal(str(weight)),
            **dict(zip(self.levels, question["levels"], strict=True)),
        }

    def clean(self) -> dict[str, Any]:
        """Two answers that read the same can't be told apart."""
        cleaned: dict[str, Any] = super().clean() or {}
        texts = [cleaned.get(name) for name in self.levels]
        for place, name in enumerate(self.levels):
            if texts[place] and texts[place] in texts[:place]:
                self.add_error(name, _("Another answer reads the same. Describe each in its own words."))
        return cleaned

    def values(self) -> Mapping[str, Any]:
        """What the draft takes."""
        cleaned = self.cleaned_data
        kept = {key: cleaned[key] for key in ("text", "area", "side", "reversed", "weight")}
        return {**kept, "levels": [cleaned[name] for name in self.levels]}
