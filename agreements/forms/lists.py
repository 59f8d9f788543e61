"""What agreements and the commitments of all partnerships are narrowed by."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agreements.choices import AgreementState, CommitmentKind, CommitmentState
from partnering import access
from partnering.forms.narrowing import (
    NarrowingFilter,
    a_choice,
    a_day,
    a_partnership,
    a_tag,
    an_organisation,
)


class AgreementFilter(NarrowingFilter):
    """Narrows the agreements of one partnership."""

    SEARCHED = ("title",)
    BY = {"state": "state"}
    KIND = "agreement"

    state = a_choice(_("State"), _("All states"), AgreementState.choices)
    tag = a_tag()


class EveryAgreementFilter(AgreementFilter):
    """Narrows the agreements of all partnerships."""

    BY = {"partnership": "partnership", "organisation": "parties__organisation", **AgreementFilter.BY}

    partnership = a_partnership()
    organisation = an_organisation()
    review = a_choice(_("Review"), _("Any day"), [("due", _("Due by now"))])

    def means(self, name: str, value: Any) -> Q | None:
        """In force with a review that is due."""
        due = Q(state=AgreementState.IN_FORCE, review_on__lte=access.today())
        return due if name == "review" and value else None


class EveryCommitmentFilter(NarrowingFilter):
    """Narrows the commitments of all partnerships."""

    MORE = ("kind", "since", "until")
    SEARCHED = ("text", "unit", "note")
    BY = {
        "partnership": "agreement__partnership",
        "organisation": "organisation",
        "kind": "kind",
        "since": "due_on__gte",
        "until": "due_on__lte",
    }

    partnership = a_partnership()
    organisation = an_organisation()
    state = a_choice(_("State"), _("All states"), [("late", _("Late")), *CommitmentState.choices])
    kind = a_choice(_("Kind"), _("All kinds"), CommitmentKind.choices)
    since = a_day(_("Due from"))
    until = a_day(_("Due until"))

    def means(self, name: str, value: Any) -> Q | None:
        """In a state; late ones are asked for by what a queryset knows of itself, in the view."""
        return Q(state=value) if name == "state" and value and value != "late" else None
