"""Forms of preparation: an item of the engagement plan, and whose people are needed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from engagement.choices import PlanQuestion
from engagement.models import CarriedQuestion, PlanItem
from partnering.choices import Level
from partnering.forms.base import DayField, PersonChoice, ServiceForm
from partnering.forms.shared import EditForm
from partnering.models import Person, Unit


class PlanItemForm(ServiceForm):
    """The answer to one of the ten questions, with owner, day, status and evidence."""

    link = forms.URLField(
        label=_("Link to the evidence"),
        max_length=500,
        required=False,
        assume_scheme="https",
        help_text=_("Where it lies, if it has an address."),
    )

    class Meta:
        model = PlanItem
        fields = ["answer", "owner", "due_on", "status", "evidence", "link"]
        field_classes = {"due_on": DayField}
        widgets = {"answer": forms.Textarea(attrs={"rows": 6}), "evidence": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "answer": _("What holds today and what you will do about it, in a few sentences."),
            "owner": _("Who sees to it. An item without an owner counts for less."),
            "evidence": _("What shows that it is so: a document, a record, something that was done."),
        }

    def __init__(self, *args: Any, people: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = people  # type: ignore[attr-defined]


class PlanActionForm(forms.Form):
    """Something that an answer asks for, with owner and day."""

    title = forms.CharField(label=_("What is to be done"), max_length=300)
    owner = PersonChoice(label=_("Owner"), queryset=Person.objects.none())
    due_on = DayField(label=_("Due on"))

    def __init__(self, *args: Any, people: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = people  # type: ignore[attr-defined]


class CarryOverForm(ServiceForm):
    """What a partner asks of a contractor."""

    class Meta:
        model = CarriedQuestion
        fields = ["asks"]
        widgets = {"asks": forms.Textarea(attrs={"rows": 4})}
        help_texts = {"asks": _("They read these words beside the question.")}


class SharePlanForm(forms.Form):
    """With which questions an organisation lets partners see how far it is."""

    questions = forms.MultipleChoiceField(
        label=_("Questions that you share"),
        choices=PlanQuestion.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("What you untick is taken back at once."),
    )


class ReuseForm(forms.Form):
    """Which answers a partnership takes over: from where, which it lacks, and which replace one that stands there."""

    source = forms.ChoiceField()
    take = forms.MultipleChoiceField(choices=PlanQuestion.choices, required=False)
    replace = forms.MultipleChoiceField(choices=PlanQuestion.choices, required=False)

    def __init__(self, *args: Any, sources: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].choices = [(one, one) for one in sources]  # type: ignore[attr-defined]


def _levels() -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=_("Only at these levels"),
        choices=Level.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Tick none if everybody in the unit is needed."),
    )


class TargetsForm(EditForm):
    """The units whose people a partnership needs."""

    units = forms.ModelMultipleChoiceField(
        label=_("Units whose people are needed"),
        queryset=Unit.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Units below a ticked one go with it."),
    )
    levels = _levels()
    due_on = DayField(
        label=_("Involved by"),
        required=False,
        help_text=_(
            "Levels and day go for the units that you tick now; those ticked before keep theirs, and are changed one "
            "by one."
        ),
    )

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["units"].queryset = units  # type: ignore[attr-defined]


class TargetForm(EditForm):
    """Who of a unit is needed, and by when."""

    levels = _levels()
    due_on = DayField(label=_("Involved by"), required=False)
