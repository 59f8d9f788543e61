"""Who runs a survey or a review, so that they can be written to."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from partnering.choices import RoleKind
from partnering.models import Person, Role
from readiness.models import Campaign


def who_runs(campaign: Campaign) -> QuerySet[Person]:
    """Those with an account and an address who may run it: its organisation's leads, or its partnership's managers."""
    if campaign.is_review:
        theirs = Q(kind=RoleKind.PARTNERSHIP_MANAGER, partnership=campaign.partnership)
    else:
        theirs = Q(kind=RoleKind.PARTNERING_LEAD, person__organisation=campaign.organisation)
    roles = Role.objects.current().filter(theirs)
    found: QuerySet[Person] = Person.objects.present().filter(
        pk__in=roles.values("person"), user__is_active=True
    )
    return found.exclude(email="")
