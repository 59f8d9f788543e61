"""Surveys that ask some of the same people the same, one beside or soon after the other."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from readiness.choices import Mode
from readiness.models import Campaign, Invitation
from readiness.overlapping import Asked, are_safe_together
from readiness.queries.asking import Whom, people_of

SOON = timedelta(days=14)
"""While an answer may well be the same as in the survey before, so that two results can be subtracted."""


@dataclass(frozen=True)
class Alike:
    """A survey that asked some of the same people the same; from a day on it is long enough ago."""

    title: str
    until: date


def alike(campaign: Campaign, whom: Whom) -> Alike | None:
    """The newest confidential survey, open or closed just before, that beside a draft's could tell of a few people.

    Where lots are drawn, whom each asked is not for anybody to know.
    """
    if campaign.mode == Mode.NAMED or campaign.is_review or whom.size is not None:
        return None
    before = _just_before(campaign)
    if not before:
        return None
    then: dict[int, set[Asked]] = defaultdict(set)
    rows = Invitation.objects.filter(campaign__in=before).order_by()
    for survey, person, unit in rows.values_list("campaign", "person", "unit"):
        then[survey].add((person, unit))
    people = people_of(whom, campaign.opens_on).exclude(email="").order_by()
    now = set(people.values_list("pk", "unit"))
    for one in before:
        if not are_safe_together(then[one.pk], now):
            return Alike(one.title, (one.closed_on or one.closes_on) + SOON)
    return None


def _just_before(campaign: Campaign) -> list[Campaign]:
    """The confidential surveys of some of the same questions that are open or closed just before; the newest first."""
    recent = Q(closed_on__gt=campaign.opens_on - SOON) | Q(closed_on=None, launched_on__isnull=False)
    rows = Campaign.objects.filter(
        recent, organisation=campaign.organisation_id, mode=Mode.CONFIDENTIAL, sample_size=None
    ).exclude(pk=campaign.pk)
    asked = _questions_of(campaign)
    found = rows.select_related("framework_version").order_by("-closed_on", "-pk")
    return [one for one in found if asked & _questions_of(one)]


def _questions_of(campaign: Campaign) -> set[str]:
    return {question.fingerprint for question in campaign.framework_version.framework.questions}
