"""Letting a result count in the anonymous comparison, and taking that back."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from partnering.errors import DomainError
from partnering.models import User
from partnering.services.audit import record
from readiness.models import Benchmarked, Campaign


@transaction.atomic
def join_benchmark(*, campaign: Campaign, by: User | None, on: date) -> None:
    """Let a closed survey's areas count, as partners would see them; twice changes nothing."""
    Campaign.objects.select_for_update().get(pk=campaign.pk)
    if campaign.closed_on is None:
        raise DomainError(_("Close the survey first; then there is a result to compare."))
    if campaign.result.shared_mean is None:
        raise DomainError(_("Too few people answered to let the result count."))
    _row, is_new = Benchmarked.objects.get_or_create(campaign=campaign, defaults={"joined_on": on})
    if is_new:
        record(by=by, verb="joined the comparison with", thing=campaign, organisation=campaign.organisation)


@transaction.atomic
def leave_benchmark(*, campaign: Campaign, by: User | None) -> None:
    """Let the result count no more; without it there changes nothing."""
    gone, _tables = Benchmarked.objects.filter(campaign=campaign).delete()
    if gone:
        record(by=by, verb="left the comparison with", thing=campaign, organisation=campaign.organisation)
