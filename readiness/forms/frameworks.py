"""Forms with which a framework of one's own begins."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

LARGEST_FILE = 2**20  # bytes; the largest built-in framework in three languages has a tenth of it


class NewForm(forms.Form):
    """A name, and what to begin with."""

    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=200, help_text=gettext_lazy("Respondents don't see it.")
    )
    start = forms.ChoiceField(label=gettext_lazy("Begin with"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, copies: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # As SCALES of framework_drafts has them.
        empty = [
            ("1-5", _("Nothing: answers from 1 to 5")),
            ("0-4", _("Nothing: answers from 0 to 4")),
            ("1-4", _("Nothing: answers from 1 to 4, without a middle")),
            ("0-1", _("Nothing: no and yes")),
        ]
        self.fields["start"].choices = [*empty, *copies]


class FileForm(forms.Form):
    """A file to begin with, or to put in the place of a draft."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "TOML with all of a framework, or CSV with one question a row, as you export them here."
        ),
    )

    def clean_file(self) -> tuple[str, str]:
        """The file's name and its text."""
        file = self.cleaned_data["file"]
        name = str(file.name)
        if not name.lower().endswith((".toml", ".csv")):
            raise forms.ValidationError(_("Choose a file that ends in .toml or .csv."))
        if file.size > LARGEST_FILE:
            raise forms.ValidationError(_("This file is too big for a framework. It may have 1 MB."))
        try:
            return name, file.read().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise forms.ValidationError(_("This isn't UTF-8 text. Save it as UTF-8.")) from error
