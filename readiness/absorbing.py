"""What merging two people or organisations does to surveys, and when it has to wait."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from partnering.models import Organisation, Person
from partnering.registry import MergeRule, add_merge_rules, merge_objections
from readiness.models import Campaign, Invitation


def objection(kept: Any, gone: Any) -> str:
    """Surveys are an organisation's own and stay with it; nobody is asked twice in one that runs."""
    if isinstance(gone, Organisation) and Campaign.objects.filter(organisation=gone).exists():
        return _("“%(name)s” has asked its people in a survey, so it has to be the one that stays.") % {
            "name": gone
        }
    if isinstance(gone, Person):
        asked = Invitation.objects.filter(campaign__closed_on=None)
        if asked.filter(person=gone, campaign__in=asked.filter(person=kept).values("campaign")).exists():
            return _("Both are asked in a survey that still runs. Merge them when it is closed.")
    return ""


def register() -> None:
    """Put these rules where merging finds them. Who was asked twice in a closed survey stays counted as then."""
    add_merge_rules(MergeRule("readiness.invitation", clash_stays=True))
    merge_objections.append(objection)
