"""Forms of phases and checklists."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from partnering import access
from partnering.forms.base import DayField, PersonChoice, ServiceForm
from partnering.lifecycles import BUILT_IN, LifeCycleFile, nearest, read_life_cycle
from partnering.models import ChecklistItem, LifePhase, Person


def life_cycle_choices() -> list[tuple[str, str]]:
    """The life cycles that come with the product, each with what it is good for."""
    files = [read_life_cycle(slug) for slug in BUILT_IN]
    return [(one.slug, f"{one.name}: {one.description}") for one in files]


class LifeCycleField(forms.ChoiceField):
    """A choice among the life cycles."""

    def __init__(self, **options: Any) -> None:
        given = {
            "label": _("Phases"),
            "choices": life_cycle_choices,
            "widget": forms.RadioSelect,
            "initial": BUILT_IN[0],
        }
        super().__init__(**{**given, **options})


class LifeCycleForm(forms.Form):
    """Which phases a partnership goes by."""

    life_cycle = LifeCycleField()


class MappingForm(forms.Form):
    """Where each phase in use goes on in another life cycle, with the likeliest chosen."""

    def __init__(self, *args: Any, phases: list[LifePhase], to: LifeCycleFile, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(one.key, one.name) for one in to.phases]
        offered = tuple((one.key, one.kind) for one in to.phases)
        for phase in phases:
            self.fields[f"phase-{phase.pk}"] = forms.ChoiceField(
                label=_("“%(phase)s” goes on as") % {"phase": phase.name},
                choices=choices,
                initial=nearest((phase.key, phase.kind), offered),
            )

    def mapping(self) -> dict[int, str]:
        """The chosen key by the phase's pk."""
        return {int(name.removeprefix("phase-")): key for name, key in self.cleaned_data.items()}


class MoveForm(forms.Form):
    """To which phase, on which day, and why if something is still open."""

    phase = forms.ModelChoiceField(label=_("To"), queryset=LifePhase.objects.none(), empty_label=None)
    on = DayField(label=_("Since"))
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed if something on the checklist is still open. All members can read it."),
    )

    def __init__(self, *args: Any, phases: QuerySet[LifePhase], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phase"].queryset = phases


class ChecklistItemForm(ServiceForm):
    """What is needed, who sees to it, by when."""

    owner = PersonChoice(
        label=_("Who sees to it"), queryset=Person.objects.none(), required=False, empty_label=_("Nobody yet")
    )

    class Meta:
        model = ChecklistItem
        fields = ["text", "owner", "due_on"]
        field_classes = {"due_on": DayField}

    def __init__(self, *args: Any, people: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = people


class TickForm(forms.Form):
    """That it is done, since when, and what shows it."""

    on = DayField(label=_("Done on"), initial=access.today)
    evidence = forms.CharField(
        label=_("What shows it"),
        required=False,
        max_length=500,
        help_text=_("A sentence, or the address of a document. All members can read it."),
    )


class DropForm(forms.Form):
    """Why it is not relevant."""

    because = forms.CharField(
        label=_("Why it is not relevant here"),
        max_length=300,
        help_text=_("It stays on the list, crossed out, and counts no more."),
    )
