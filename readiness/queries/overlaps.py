"""Surveys that ask nearly the same people one after the other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from readiness.choices import Mode
from readiness.models import Campaign, Invitation
from readiness.queries.asking import Whom, people_of

SOON = timedelta(days=14)
"""While an answer may well be the same as in the survey before, so that two results can be subtracted."""


@dataclass(frozen=True)
class Alike:
    """A survey that asked nearly the same people with the same framework; from a day on it is long enough ago."""

    title: str
    different: int
    until: date


def alike(campaign: Campaign, whom: Whom) -> Alike | None:
    """The newest confidential survey just before whose result, beside a draft's, would be that of a few people.

    Where lots are drawn, whom each asked is not for anybody to know.
    """
    if campaign.mode == Mode.NAMED or campaign.is_review or whom.size is not None:
        return None
    before = Campaign.objects.filter(
        organisation=campaign.organisation_id,
        framework_version__slug=campaign.framework_version.slug,
        mode=Mode.CONFIDENTIAL,
        sample_size=None,
        closed_on__gt=campaign.opens_on - SOON,
    ).order_by("-closed_on", "-pk")
    last = before.first()
    if last is None or last.closed_on is None:
        return None
    people = people_of(whom, campaign.opens_on).exclude(email="").order_by()
    then = Invitation.objects.filter(campaign=last)
    apart = (
        people.exclude(pk__in=then.values("person")).count(),
        then.exclude(person__in=people.values("pk")).count(),
    )
    few = [number for number in apart if 0 < number < max(campaign.minimum_group, last.minimum_group)]
    return Alike(last.title, max(few), last.closed_on + SOON) if few else None
