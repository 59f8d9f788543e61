"""Forms of the import."""

from __future__ import annotations

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from partnering.importing import MAX_BYTES


class UploadForm(forms.Form):
    """Asks for one file."""

    file = forms.FileField(
        label=_("CSV or XLSX file"),
        help_text=_("Up to 20 MB and 100,000 rows. You see what it would change before anything is changed."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
        error_messages={
            "required": _("Choose a file first."),
            "empty": _("The file is empty. Choose another."),
        },
    )

    def clean_file(self) -> UploadedFile:
        """Refuse what is too large before it is read."""
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > MAX_BYTES:
            raise forms.ValidationError(
                _("The file is larger than 20 MB. Split it and import the parts one by one.")
            )
        return file


class CarryOutForm(forms.Form):
    """Asks whether bad rows may be left out."""

    leave_out_bad = forms.BooleanField(
        label=_("Import the good rows and leave out the bad ones"), required=False
    )
