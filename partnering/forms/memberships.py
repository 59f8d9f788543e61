"""Forms of members over time: by what the list is narrowed."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from partnering.forms.filters import FilterForm


class MembershipFilter(FilterForm):
    """Narrows the members of a partnership."""

    state = forms.ChoiceField(
        label=_("Members"),
        required=False,
        choices=[("", _("Today's and former")), ("now", _("Today's")), ("former", _("Former"))],
    )
