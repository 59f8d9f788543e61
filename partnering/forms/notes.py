"""Forms of what stands beside a thing."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from partnering.forms.base import ServiceForm
from partnering.models import Note

SHARED = _("Show it to all partners")
SHARED_HELP = _("Otherwise only your own organisation sees it.")


class NoteForm(forms.Form):
    """A new note; `shareable` says whether partners can share it."""

    text = forms.CharField(
        label=_("Note"),
        widget=forms.Textarea(attrs={"rows": 3, "data-mentions": "", "autocomplete": "off"}),
        help_text=_("Write @ and a name to tell somebody by e-mail."),
    )
    joint = forms.BooleanField(label=SHARED, help_text=SHARED_HELP, required=False)

    def __init__(self, *args: Any, shareable: bool, shared: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="note_%s", initial={"joint": shared}, **kwargs)
        self.shareable, self.shared = shareable, shared
        if not shareable:
            del self.fields["joint"]


class NoteTextForm(ServiceForm):
    """The words of a note."""

    class Meta:
        model = Note
        fields = ["text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 6})}


class FileForm(forms.Form):
    """A file to be attached."""

    file = forms.FileField(label=_("File"))
    joint = forms.BooleanField(label=SHARED, help_text=SHARED_HELP, required=False)

    def __init__(self, *args: Any, shareable: bool, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="file_%s", **kwargs)
        if not shareable:
            del self.fields["joint"]


class TagsForm(forms.Form):
    """The tags of a thing, with commas between them."""

    tags = forms.CharField(
        label=_("Tags"),
        required=False,
        max_length=900,
        help_text=_("With commas between them. Only your own organisation sees them."),
    )
