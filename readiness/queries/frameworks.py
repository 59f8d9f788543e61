"""Reads over frameworks and their versions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet

from readiness import languages
from readiness.comparing import LeftOut, Movement, compare
from readiness.models import Campaign, FrameworkVersion, OwnFramework


def own_frameworks_listed(user: Any) -> QuerySet[OwnFramework]:
    """The frameworks of the user's organisation, those in use first, each with its newest version's number."""
    rows: QuerySet[OwnFramework] = OwnFramework.objects.visible_to(user).defer("draft")
    return rows.annotate(newest=Max("versions__version"), works_on=Exists(_with_draft())).order_by(
        F("archived_on").desc(nulls_first=True), "name", "pk"
    )


def _with_draft() -> QuerySet[OwnFramework]:
    return OwnFramework.objects.filter(pk=OuterRef("pk"), draft__isnull=False)


def versions_listed(own: OwnFramework) -> QuerySet[FrameworkVersion]:
    """The published versions of a framework, newest first, each with how many surveys asked with it."""
    rows: QuerySet[FrameworkVersion] = FrameworkVersion.objects.filter(own=own).defer("data")
    return rows.annotate(asked=Count("campaigns")).order_by("-version")


@dataclass(frozen=True)
class Since:
    """How a result moved since the survey before it."""

    campaign: Campaign
    other_version: bool
    areas: tuple[Movement, ...]
    left_out: tuple[LeftOut, ...]


def since_the_last(user: Any, campaign: Campaign) -> Since | None:
    """A closed survey beside the one before it with the same framework, in any version; None without one."""
    rows = Campaign.objects.visible_to(user).closed()
    same = rows.filter(
        organisation=campaign.organisation_id, framework_version__slug=campaign.framework_version.slug
    )
    before = same.filter(
        Q(closed_on__lt=campaign.closed_on) | Q(closed_on=campaign.closed_on, pk__lt=campaign.pk)
    )
    last = before.select_related("framework_version", "result").order_by("-closed_on", "-pk").first()
    if last is None:
        return None
    framework = campaign.framework_version.framework
    found = compare(last.framework_version.framework, framework, _means(last), _means(campaign))
    # Compared in the words in which both were asked, told in those that the user reads.
    read = framework.in_language(languages.readers_language(user))
    names = {area.key: area.name for area in read.areas}
    texts = {question.key: question.text for question in read.questions}
    return Since(
        campaign=last,
        other_version=last.framework_version_id != campaign.framework_version_id,
        areas=tuple(replace(area, name=names[area.key]) for area in found.areas),
        left_out=tuple(replace(one, text=texts.get(one.key, one.text)) for one in found.left_out),
    )


def _means(campaign: Campaign) -> dict[str, float | None]:
    """What a result shows of each question."""
    return {row["key"]: row["mean"] for row in campaign.result.figures["questions"]}
