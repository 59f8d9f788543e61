"""Forms of commitments and of the actions that keep them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from agreements.choices import CommitmentKind, CommitmentState
from agreements.models import Agreement, Commitment
from partnering import access
from partnering.forms.base import DayField, ServiceForm
from partnering.forms.filters import FilterForm
from partnering.models import Organisation, Partnership, Person


class CommitmentForm(ServiceForm):
    """What a party commits."""

    class Meta:
        model = Commitment
        fields = ["organisation", "kind", "text", "amount", "unit", "starts_on", "due_on"]
        field_classes = {"starts_on": DayField, "due_on": DayField}
        widgets = {"text": forms.Textarea(attrs={"rows": 2})}
        help_texts = {
            "text": _("So plainly that a year from now all will agree whether it was kept."),
            "amount": _("If it can be counted."),
            "unit": _("For instance: AUD, days a month, data sets."),
        }

    def __init__(self, *args: Any, organisations: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations

    def clean(self) -> dict[str, Any]:
        """An amount is of something; a due day comes after a first one, and not before a draft can come into force."""
        data = super().clean()
        amount, start, due = data.get("amount"), data.get("starts_on"), data.get("due_on")
        if amount is not None and amount <= 0:
            self.add_error("amount", _("Enter more than nothing, or leave it empty."))
        if amount is not None and not data.get("unit"):
            self.add_error("unit", _("Say what the amount is counted in."))
        if start and due and due < start:
            self.add_error("due_on", _("This is before the day from which it holds."))
        elif due and due < access.today():
            self.add_error(
                "due_on",
                _("The agreement comes into force today at the earliest. Choose that day or a later one."),
            )
        return data


class KeptForm(forms.Form):
    """That a commitment was kept."""

    on = DayField(label=_("Kept on"))
    note = forms.CharField(
        label=_("How one can tell"),
        max_length=300,
        required=False,
        help_text=_("For instance where the data set lies, or the date of the payment."),
    )


class ReasonForm(forms.Form):
    """Why something isn't done."""

    note = forms.CharField(label=_("Why"), max_length=300)


class ActionRowForm(forms.Form):
    """One action towards one commitment; a row without an owner is left out."""

    title = forms.CharField(label=_("What is to be done"), max_length=300, required=False)
    owner = forms.TypedChoiceField(label=_("Owner"), required=False, empty_value=None)
    due_on = DayField(label=_("Due on"), required=False)

    def __init__(self, *args: Any, commitment: Commitment, people: Iterable[Person], **kwargs: Any) -> None:
        initial = {"title": commitment.text[:300], "due_on": commitment.due_on}
        super().__init__(*args, initial=initial, **kwargs)
        self.commitment = commitment
        known = {str(one.pk): one for one in people}
        # The people are read once for all rows; a field with a query of its own would ask anew for each.
        self.fields["owner"].choices = [("", _("Nobody yet")), *((pk, one.name) for pk, one in known.items())]
        self.fields["owner"].coerce = known.get

    def clean(self) -> dict[str, Any]:
        """Whoever has an owner has something to do, by a day."""
        data = super().clean()
        if data.get("owner"):
            if not data.get("title"):
                self.add_error("title", _("Say what is to be done."))
            if not data.get("due_on") and "due_on" not in self.errors:
                self.add_error("due_on", _("Set a day."))
        return data

    @property
    def is_wanted(self) -> bool:
        """Whether this row makes an action."""
        return bool(self.cleaned_data.get("owner"))


class ActionRows:
    """The rows of several commitments, sent as one form."""

    def __init__(
        self, data: Any, commitments: Iterable[Commitment], people: dict[int, list[Person]], **options: Any
    ) -> None:
        self.is_bound = data is not None
        self.rows = [
            ActionRowForm(
                data,
                prefix=f"commitment-{one.pk}",
                commitment=one,
                people=people.get(one.organisation_id, []),
                **options,
            )
            for one in commitments
        ]

    @cached_property
    def is_complete(self) -> bool:
        """Whether it was sent and every row makes sense."""
        return self.is_bound and all(row.is_valid() for row in self.rows)

    def wanted(self) -> list[ActionRowForm]:
        """The rows that make an action."""
        return [row for row in self.rows if row.is_wanted]


class CommitmentFilter(FilterForm):
    """Narrows the list of commitments."""

    STATES = [("", _("All states")), ("late", _("Late")), *CommitmentState.choices]
    state = forms.ChoiceField(label=_("State"), required=False, choices=STATES)
    organisation = forms.ModelChoiceField(
        label=_("Organisation"),
        required=False,
        queryset=Organisation.objects.none(),
        empty_label=_("All organisations"),
    )
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", _("All kinds")), *CommitmentKind.choices]
    )
    agreement = forms.ModelChoiceField(
        label=_("Agreement"),
        required=False,
        queryset=Agreement.objects.none(),
        empty_label=_("All agreements"),
    )

    def __init__(self, *args: Any, partnership: Partnership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        agreements = Agreement.objects.filter(partnership=partnership)
        self.fields["agreement"].queryset = agreements
        self.fields["organisation"].queryset = Organisation.objects.filter(
            party_to__agreement__in=agreements
        ).distinct()
