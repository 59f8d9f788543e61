"""Forms of agreements, their parties, signatures and commitments."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from agreements.choices import CommitmentKind, CommitmentState
from agreements.models import Agreement, Commitment
from partnering.forms.base import Day, PersonChoice, ServiceForm
from partnering.forms.filters import FilterForm
from partnering.models import Organisation, Partnership, Person


class ReviewBeforeEnd(forms.Form):
    """Checks the two days of an agreement against each other."""

    def clean(self) -> dict[str, Any]:
        """The review comes before the end."""
        data = super().clean()
        review, end = data.get("review_on"), data.get("ends_on")
        if review and end and review > end:
            self.add_error("review_on", _("The review must be on or before the last day of the agreement."))
        return data


class NewAgreementForm(ReviewBeforeEnd):
    """What a draft begins with."""

    title = forms.CharField(label=_("Title"), max_length=200)
    organisations = forms.ModelMultipleChoiceField(
        label=_("Parties"),
        queryset=Organisation.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Who is to be bound by it. You can add and remove parties until it goes out for signature."
        ),
    )
    purpose = forms.CharField(
        label=_("Purpose"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What the parties want to reach together, in a sentence or two."),
    )
    review_on = forms.DateField(label=_("To be reviewed on"), required=False, widget=Day)

    def __init__(
        self, *args: Any, organisations: QuerySet[Organisation], own: Organisation | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisations"].queryset = organisations
        self.own = own

    def clean_organisations(self) -> QuerySet[Organisation]:
        """A partnering lead drafts for their own organisation, so it is one of the parties."""
        chosen: QuerySet[Organisation] = self.cleaned_data["organisations"]
        if self.own and self.own not in chosen:
            raise forms.ValidationError(
                _("Tick %(own)s as well: you draft for it."), params={"own": self.own}
            )
        return chosen


class DraftForm(ReviewBeforeEnd):
    """The words and days of a draft, in sections."""

    title = forms.CharField(label=_("Title"), max_length=200)
    purpose = forms.CharField(
        label=_("Purpose"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What you want to reach together that none of you can reach alone."),
    )
    scope = forms.CharField(
        label=_("Scope"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What it covers, and what it leaves out: places, programmes, people."),
    )
    principles = forms.CharField(
        label=_("Principles"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("How you treat each other, also when things go wrong or somebody wants to leave."),
    )
    governance = forms.CharField(
        label=_("Governance"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Who decides what, who meets how often, how a disagreement is settled."),
    )
    review_on = forms.DateField(
        label=_("To be reviewed on"), required=False, widget=Day, help_text=_("A year from now is usual.")
    )
    ends_on = forms.DateField(
        label=_("Agreed until"),
        required=False,
        widget=Day,
        help_text=_("Its last day. Leave it empty when no end is agreed."),
    )


class PartyForm(forms.Form):
    """A member that becomes a party."""

    organisation = forms.ModelChoiceField(label=_("Organisation"), queryset=Organisation.objects.none())

    def __init__(self, *args: Any, organisations: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations


class InterestsForm(forms.Form):
    """What one party itself wants."""

    text = forms.CharField(
        label=_("What we want from it ourselves"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Said openly, it can be met. All parties read it."),
    )


class SignatoryForm(forms.Form):
    """Who signs, as what."""

    person = PersonChoice(
        label=_("Person"),
        queryset=Person.objects.none(),
        help_text=_(
            "Somebody with a role or a seat in the partnership, so that they can read what they sign."
        ),
    )
    authority = forms.CharField(
        label=_("Signs as"), max_length=200, help_text=_("For instance: Chief Executive.")
    )

    def __init__(self, *args: Any, people: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people


class SignForm(forms.Form):
    """A signature, with the question on which all later reach is built."""

    knew = forms.IntegerField(
        label=_("How many people in your organisation know of this agreement today?"),
        min_value=0,
        help_text=_("An honest guess is enough. A handful is normal; this is where you start from."),
    )
    of = forms.IntegerField(label=_("How many people does your organisation have in all?"), min_value=1)
    confirmed = forms.BooleanField(
        label=_("I have read the agreement and sign it for my organisation."),
        error_messages={"required": _("Tick this to sign.")},
    )

    def clean(self) -> dict[str, Any]:
        """No more know of it than there are."""
        data = super().clean()
        knew, of = data.get("knew"), data.get("of")
        if knew is not None and of is not None and knew > of:
            self.add_error("knew", _("That is more people than your organisation has."))
        return data


class CommitmentForm(ServiceForm):
    """What a party commits."""

    class Meta:
        model = Commitment
        fields = ["organisation", "kind", "text", "amount", "unit", "starts_on", "due_on"]
        widgets = {"starts_on": Day, "due_on": Day, "text": forms.Textarea(attrs={"rows": 2})}
        help_texts = {
            "text": _("So plainly that a year from now all will agree whether it was kept."),
            "amount": _("If it can be counted."),
            "unit": _("For instance: AUD, days a month, data sets."),
        }

    def __init__(self, *args: Any, organisations: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations

    def clean(self) -> dict[str, Any]:
        """An amount is of something, and a due day comes after a first one."""
        data = super().clean()
        amount, start, due = data.get("amount"), data.get("starts_on"), data.get("due_on")
        if amount is not None and amount <= 0:
            self.add_error("amount", _("Enter more than nothing, or leave it empty."))
        if amount is not None and not data.get("unit"):
            self.add_error("unit", _("Say what the amount is counted in."))
        if start and due and due < start:
            self.add_error("due_on", _("This is before the day from which it holds."))
        return data


class KeptForm(forms.Form):
    """That a commitment was kept."""

    on = forms.DateField(label=_("Kept on"), widget=Day)
    note = forms.CharField(
        label=_("How one can tell"),
        max_length=300,
        required=False,
        help_text=_("For instance where the data set lies, or the date of the payment."),
    )


class ReasonForm(forms.Form):
    """Why something isn't done."""

    note = forms.CharField(label=_("Why"), max_length=300)


class EndForm(forms.Form):
    """When and why an agreement ends."""

    on = forms.DateField(label=_("Ends on"), widget=Day)
    reason = forms.CharField(label=_("Why"), max_length=300, required=False)


class ActionRowForm(forms.Form):
    """One action towards one commitment; a row without an owner is left out."""

    title = forms.CharField(label=_("What is to be done"), max_length=300, required=False)
    owner = forms.TypedChoiceField(label=_("Owner"), required=False, empty_value=None)
    due_on = forms.DateField(label=_("Due on"), required=False, widget=Day)

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
