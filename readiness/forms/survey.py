"""Forms of a survey as its respondents fill it in; built from the framework, usable without scripts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from partnering.choices import Level
from partnering.models import Unit
from readiness.framework_files import Area
from readiness.scoring import Value
from readiness.services.answering import LONGEST_COMMENT, Filled

UNKNOWN = [("dk", _("I don't know")), ("na", _("Does not apply to me"))]


class AreaForm(forms.Form):
    """One area's questions. None has to be answered: people can come back to them before they send."""

    def __init__(self, *args: Any, area: Area, filled: Filled, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.area = area
        for question in area.questions:
            levels = [(str(level.value), level.text) for level in question.levels]
            value = filled.answers.get(question.key)
            self.fields[question.key] = forms.ChoiceField(
                label=question.text,
                choices=[*levels, *UNKNOWN],
                required=False,
                widget=forms.RadioSelect,
                initial=None if value is None else str(value),
                error_messages={
                    "invalid_choice": _("This is none of the choices. Choose again; the others are saved.")
                },
            )

    def answers(self) -> dict[str, Value]:
        """What was chosen, by question; questions without an answer, or with none of the choices, are left out."""
        chosen: dict[str, Value] = {}
        for key, value in self.cleaned_data.items():
            if value in ("dk", "na"):
                chosen[key] = value
            elif value:
                chosen[key] = int(value)
        return chosen


class FindForm(forms.Form):
    """A link that did not open by itself, or the code of a poster."""

    link = forms.CharField(
        label=_("Your link or code"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": _("Paste the link from the mail here, or type the code from the poster.")
        },
    )


class WithdrawForm(forms.Form):
    """Whether what was sent becomes a draft again, or goes for good."""

    keep = forms.TypedChoiceField(
        choices=[("yes", _("Take back and change")), ("no", _("Take back and delete"))],
        coerce=lambda value: value == "yes",
    )


class AboutForm(forms.Form):
    """Whether one's unit (in a review: organisation) and level may be kept with the answers."""

    YES_NO = [("yes", _("Yes")), ("no", _("No, leave it out"))]
    unit = forms.ChoiceField(choices=YES_NO, widget=forms.RadioSelect)
    level = forms.ChoiceField(choices=YES_NO, widget=forms.RadioSelect)

    def __init__(
        self, *args: Any, group: str, level: str, filled: Filled, is_review: bool = False, **kwargs: Any
    ) -> None:
        said = {None: None, True: "yes", False: "no"}
        initial = {"unit": said[filled.unit], "level": said[filled.level]}
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["level"].label = _("May your answers count for the level “%(level)s”?") % {"level": level}
        if group and is_review:
            self.fields["unit"].label = _("May your answers count for your organisation, “%(name)s”?") % {
                "name": group
            }
        elif group:
            self.fields["unit"].label = _("May your answers count for the unit “%(unit)s”?") % {"unit": group}
        else:
            del self.fields["unit"]

    def fill(self, filled: Filled) -> None:
        """Note what was agreed to."""
        filled.unit = self.cleaned_data.get("unit") == "yes"
        filled.level = self.cleaned_data["level"] == "yes"


class SharedAboutForm(forms.Form):
    """Unit and level of somebody without a link of their own, who may keep them to themselves."""

    own_unit = forms.ModelChoiceField(
        label=_("Which unit do you belong to?"),
        queryset=Unit.objects.none(),
        required=False,
        empty_label=_("I'd rather not say"),
    )
    own_level = forms.ChoiceField(
        label=_("What is your level?"),
        required=False,
        choices=[("", _("I'd rather not say")), *Level.choices],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, units: QuerySet[Unit], filled: Filled, **kwargs: Any) -> None:
        initial = {"own_unit": filled.own_unit, "own_level": filled.own_level}
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["own_unit"].queryset = units
        if not units.exists():
            del self.fields["own_unit"]

    def fill(self, filled: Filled) -> None:
        """Note what was said."""
        unit = self.cleaned_data.get("own_unit")
        filled.own_unit = unit.pk if unit else None
        filled.own_level = self.cleaned_data["own_level"]


class CommentField(forms.CharField):
    """A text of several lines, whose ends count as the page counts them: what fits there is not too long here."""

    def to_python(self, value: Any) -> str:
        """The text with one character at the end of each line."""
        return str(super().to_python(value)).replace("\r\n", "\n")


class SendForm(forms.Form):
    """The last words before the answers leave."""

    comment = CommentField(
        label=_("Anything else you want to say?"),
        required=False,
        max_length=LONGEST_COMMENT,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, is_review: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_review:
            self.fields["comment"].label = _("What would you need from the other partners?")
