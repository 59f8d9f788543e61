"""Several interactions in one page, each a row; and one on a phone, for any of one's partnerships."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from engagement.forms.log import LogForm
from partnering.forms.shared import SHOWN
from partnering.models import Partnership

MOST_ROWS = 30


class RowForm(LogForm):
    """One row: what, when, who, and how many of one's own without names."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        given: dict[str, Any] = self.fields
        given["joint"].widget = forms.Select(choices=given["joint"].choices)
        given["who"].widget.attrs["rows"] = 2
        given["who"].help_text = given["title"].help_text = ""
        own = given[f"heads-{self.own.pk}"]
        own.label = gettext_lazy("Others of ours, without names")
        # A row that was left as it came must have nothing that changed, such as what is carried to see who else edits.
        for name in ("people", "unit", "heads_unit", "group", "notes", SHOWN):
            del given[name]

    def own_heads(self) -> forms.BoundField:
        """The number of one's own."""
        return self[f"heads-{self.own.pk}"]

    def values(self) -> dict[str, Any]:
        """As the service takes it; a row has neither group nor notes."""
        self.cleaned_data |= {"group": None, "notes": ""}
        return super().values()


class PhoneForm(RowForm):
    """What a phone sends: with a key by which it is known when it is sent again, and all choices in plain words."""

    count_unfound = forms.BooleanField(
        label=gettext_lazy("Count those who are not found as people of ours"), required=False
    )
    key = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["count_unknown"]
        self.fields["who"].widget.attrs["rows"] = 4

    def clean(self) -> dict[str, Any]:
        """The members of the chosen partnership aren't known without a connection; one's own are."""
        self.cleaned_data["count_unknown"] = self.own if self.cleaned_data.get("count_unfound") else None
        return super().clean()

    def said(self) -> list[str]:
        """What is wrong, with whom entries that fit several may mean."""
        texts = [str(text) for texts in self.errors.values() for text in texts]
        for one in self.resolved.ambiguous:
            names = "; ".join(f"{person.name} <{person.email}>" for person in one.choices)
            texts.append(_("“%(text)s” may be: %(names)s.") % {"text": one.text, "names": names})
        return texts


RowFormSet = forms.formset_factory(
    RowForm, extra=0, max_num=MOST_ROWS, absolute_max=MOST_ROWS, validate_max=True
)


class PartnershipForm(forms.Form):
    """For which partnership."""

    partnership = forms.ModelChoiceField(
        label=gettext_lazy("Partnership"),
        queryset=Partnership.objects.none(),
        to_field_name="slug",
        empty_label=None,
    )

    def __init__(self, *args: Any, partnerships: QuerySet[Partnership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["partnership"].queryset = partnerships  # type: ignore[attr-defined]
