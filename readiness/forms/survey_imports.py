"""Forms by which a survey comes in that was asked with another tool."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from partnering.forms.base import DayField
from readiness.forms.fields import SmallestGroupField
from readiness.framework_data import Framework
from readiness.survey_mapping import COMMENT, LEFT_OUT, LEVEL, QUESTION, UNIT
from readiness.survey_words import NO_ANSWER

NOT_SAID = "?"
"""What a word means that nobody has decided about yet."""
CHOSEN = {"class": "form-select overflow-hidden"}
"""Without the latter a choice would be as wide on a phone as its longest question."""
SAMPLES = 3
LONGEST_SAMPLE = 60


class SurveyFileForm(forms.Form):
    """The file, and with which framework it was asked."""

    framework = forms.ChoiceField(
        label=_("Framework"), help_text=_("Whose questions were asked; not all of them need be in the file.")
    )
    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV or XLSX as your survey tool writes it: one row for each respondent."),
    )
    heading_lines = forms.TypedChoiceField(
        label=_("Lines of headings"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", _("Find out")), ("1", _("One")), ("2", _("Two")), ("3", _("Three"))],
    )

    def __init__(self, *args: Any, frameworks: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["framework"].choices = frameworks  # type: ignore[attr-defined]


class ColumnsForm(forms.Form):
    """What each column of the file is. The fields are `c0`, `c1` and so on."""

    def __init__(
        self,
        *args: Any,
        headings: Sequence[str],
        columns: Sequence[str],
        rows: Sequence[Sequence[str]],
        framework: Framework,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = column_choices(framework)
        for place, (heading, column) in enumerate(zip(headings, columns, strict=True)):
            samples = dict.fromkeys(row[place][:LONGEST_SAMPLE] for row in rows if row[place])
            self.fields[f"c{place}"] = forms.ChoiceField(
                label=heading or _("column %(number)s") % {"number": place + 1},
                required=False,
                choices=choices,
                widget=forms.Select(attrs=CHOSEN),
                initial=column,
                help_text=" · ".join(list(samples)[:SAMPLES]),
            )

    def columns(self) -> list[str]:
        """What was chosen, in the order of the columns."""
        return [self.cleaned_data[name] for name in self.fields]


def column_choices(framework: Framework) -> list[tuple[Any, Any]]:
    """What a column can be, the questions by area."""
    things: list[tuple[Any, Any]] = [
        (LEFT_OUT, _("Leave it out")),
        (UNIT, _("Unit")),
        (LEVEL, _("Level")),
        (COMMENT, _("Comment")),
    ]
    return things + [
        (area.name, [(QUESTION + question.key, question.text) for question in area.questions])
        for area in framework.areas
    ]


class WordsForm(forms.Form):
    """What words mean: `w0`… answers, `u0`… units, `l0`… levels, each with how often it is there."""

    def __init__(
        self,
        *args: Any,
        words: Mapping[str, int],
        units: Mapping[str, int],
        levels: Mapping[str, int],
        said: tuple[Mapping[str, str], Mapping[str, str], Mapping[str, str]],
        framework: Framework,
        unit_choices: Sequence[tuple[str, str]],
        level_choices: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.parts = {"w": list(words), "u": list(units), "l": list(levels)}
        counts = {"w": words, "u": units, "l": levels}
        left_out = [(NOT_SAID, _("Choose…")), ("", _("Leave it out"))]
        choices = {
            "w": [(NOT_SAID, _("Choose…")), *meaning_choices(framework)],
            "u": [*left_out, *unit_choices],
            "l": [*left_out, *level_choices],
        }
        for (part, found), known in zip(self.parts.items(), said, strict=True):
            for place, word in enumerate(found):
                self.fields[f"{part}{place}"] = forms.ChoiceField(
                    label=word,
                    required=False,
                    choices=choices[part],
                    widget=forms.Select(attrs=CHOSEN),
                    initial=known.get(word, NOT_SAID),
                    help_text=_("%(count)s times") % {"count": counts[part][word]},
                )

    def said(self, part: str) -> dict[str, str]:
        """What was said of the words of a part; those left undecided aren't in it."""
        chosen = {word: self.cleaned_data[f"{part}{place}"] for place, word in enumerate(self.parts[part])}
        return {word: meaning for word, meaning in chosen.items() if meaning != NOT_SAID}

    def fields_of(self, part: str) -> list[forms.BoundField]:
        """The fields of a part, for the page."""
        return [self[f"{part}{place}"] for place in range(len(self.parts[part]))]

    def answers(self) -> list[forms.BoundField]:
        """Words in answers."""
        return self.fields_of("w")

    def units(self) -> list[forms.BoundField]:
        """Words for units."""
        return self.fields_of("u")

    def levels(self) -> list[forms.BoundField]:
        """Words for levels."""
        return self.fields_of("l")


def meaning_choices(framework: Framework) -> list[tuple[str, Any]]:
    """What a word in an answer can mean."""
    scale = framework.scale
    numbers: list[tuple[str, Any]] = [
        (str(value), str(value)) for value in range(scale.minimum, scale.maximum + 1)
    ]
    return [
        *numbers,
        ("dk", _("I don't know")),
        ("na", _("Does not apply to me")),
        (NO_ANSWER, _("No answer")),
    ]


class ImportSurveyForm(forms.Form):
    """What the file doesn't say: title, days, how many were asked."""

    title = forms.CharField(label=_("Title"), max_length=200)
    opens_on = DayField(label=_("First day"), help_text=_("When people began to answer."))
    closes_on = DayField(label=_("Last day"))
    asked = forms.IntegerField(
        label=_("People asked"), min_value=1, help_text=_("All who were asked, also those who didn't answer.")
    )
    minimum_group = SmallestGroupField()
