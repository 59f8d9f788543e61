"""Letting a partnership see a result, and taking that back."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from partnering.errors import DomainError
from partnering.models import Partnership, User
from partnering.services.audit import record
from partnering.services.changes import change
from partnering.services.times import check_own_membership
from readiness.models import Campaign, SharedResult


@transaction.atomic
def share_result(*, campaign: Campaign, partnership: Partnership, by: User | None, on: date) -> SharedResult:
    """Let the members of a partnership see the areas of a result from a day on; twice changes nothing."""
    Campaign.objects.select_for_update().get(pk=campaign.pk)
    if campaign.closed_on is None:
        raise DomainError(_("Close the survey first; then there is a result to share."))
    check_own_membership(partnership, campaign.organisation, on)
    if campaign.result.shared_mean is None:
        raise DomainError(_("Too few people answered to show anything to partners."))
    shared, is_new = SharedResult.objects.get_or_create(
        campaign=campaign,
        partnership=partnership,
        withdrawn_on=None,
        defaults={"shared_on": on, "shared_by": by},
    )
    if is_new:
        record(by=by, verb="shared", thing=shared, organisation=campaign.organisation)
    return shared


@transaction.atomic
def withdraw_share(*, shared: SharedResult, by: User | None, on: date) -> SharedResult:
    """Take a sharing back: from that day partners see the result no more."""
    if shared.withdrawn_on is not None:
        return shared
    return change(shared, by=by, verb="took back", organisation=shared.campaign.organisation, withdrawn_on=on)
