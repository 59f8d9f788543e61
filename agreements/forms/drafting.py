"""Forms in which a draft gets its words, days, parties and signatories."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from partnering.forms.base import DayField, PersonChoice
from partnering.forms.shared import EditForm
from partnering.models import Organisation, Person


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
    review_on = DayField(label=_("To be reviewed on"), required=False)

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


class DraftForm(EditForm, ReviewBeforeEnd):
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
    review_on = DayField(
        label=_("To be reviewed on"), required=False, help_text=_("A year from now is usual.")
    )
    ends_on = DayField(
        label=_("Agreed until"),
        required=False,
        help_text=_("Its last day. Leave it empty when no end is agreed."),
    )


class PartyForm(forms.Form):
    """A member that becomes a party."""

    organisation = forms.ModelChoiceField(label=_("Organisation"), queryset=Organisation.objects.none())

    def __init__(self, *args: Any, organisations: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations


class InterestsForm(EditForm):
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
