"""What is to become of many actions at once."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from partnering.forms.base import DayField, PersonChoice
from partnering.models import Person, WorkingGroup
from partnering.together import Ask, What

WORDS = {
    What.DONE: _("Mark as done"),
    What.DUE: _("Set the day"),
    What.SHIFT: _("Move the day"),
    What.OWNER: _("Give to an owner"),
    What.GROUP: _("Give to a working group"),
    What.CANCEL: _("Cancel"),
}
ASKED = {What.DUE: "on", What.SHIFT: "days", What.OWNER: "owner", What.GROUP: "group"}


class TogetherForm(forms.Form):
    """The one thing that must be known, such as the new day."""

    on = DayField(label=_("Due on"))
    days = forms.IntegerField(
        label=_("Days later"), min_value=-365, max_value=365, help_text=_("With a minus: earlier.")
    )
    owner = PersonChoice(
        label=_("Owner"), queryset=Person.objects.none(), required=False, empty_label=_("Nobody yet")
    )
    group = forms.ModelChoiceField(
        label=_("Working group"),
        queryset=WorkingGroup.objects.none(),
        required=False,
        empty_label=_("No group"),
    )

    def __init__(
        self,
        *args: Any,
        what: What,
        people: QuerySet[Person],
        groups: QuerySet[WorkingGroup],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.what = what
        self.fields["owner"].queryset = people
        self.fields["group"].queryset = groups
        for name in set(self.fields) - {ASKED.get(what)}:
            del self.fields[name]

    def clean_days(self) -> int:
        """By no day nothing moves."""
        days: int = self.cleaned_data["days"]
        if days == 0:
            raise forms.ValidationError(_("Say by how many days, for instance 7."))
        return days

    def ask(self) -> Ask:
        """What is asked for, in plain values."""
        given = self.cleaned_data
        owner, group = given.get("owner"), given.get("group")
        belongs_to = owner.organisation_id if owner else group.partnership_id if group else None
        chosen = owner or group
        return Ask(
            self.what, given.get("on"), given.get("days", 0), chosen.pk if chosen else None, belongs_to
        )
