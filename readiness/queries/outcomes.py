"""Results over time, for those who compute with them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from partnering.models import Organisation, Partnership
from readiness.models import Result, SharedResult

Audience = Literal["own", "joint"]


@dataclass(frozen=True)
class ReadinessResult:
    """A survey's outcome: the mean over its areas from 1 to 5, of `n` respondents, in force from `closed_on`.

    `areas` counts the areas that entered the mean.
    """

    campaign_id: int
    organisation_id: int
    framework: str
    mean: float
    closed_on: date
    n: int | None
    areas: int


@dataclass(frozen=True)
class DatedResult:
    """A result over time: as its own organisation sees it, and as partners do during the spans of sharing.

    Either is None when too few answered. A span's end is the day on which it was taken back, itself outside.
    """

    own: ReadinessResult | None
    joint: ReadinessResult | None
    organisation_id: int
    shared: tuple[tuple[date, date | None], ...]

    def for_audience(self, audience: Audience, on: date) -> ReadinessResult | None:
        """What an audience may know of it on a day."""
        if audience == "own":
            return self.own if self.own and self.own.closed_on <= on else None
        is_shared = any(start <= on and (end is None or on < end) for start, end in self.shared)
        return self.joint if is_shared else None


def dated_results(
    organisations: Iterable[Organisation | int], partnership: Partnership | None = None
) -> list[DatedResult]:
    """All results of some organisations, oldest first, with when they were shared with a partnership.

    Two queries, however many results. Without a partnership, sharing with any counts for nothing.
    """
    results = (
        Result.objects.filter(campaign__organisation__in=organisations)
        .select_related("campaign__framework_version")
        .defer("figures", "campaign__framework_version__data")
        .order_by("campaign__closed_on", "pk")
    )
    spans: dict[int, list[tuple[date, date | None]]] = {}
    sharings = SharedResult.objects.filter(
        campaign__organisation__in=organisations, partnership=partnership, partnership__isnull=False
    )
    for campaign, start, end in sharings.order_by("shared_on").values_list(
        "campaign_id", "shared_on", "withdrawn_on"
    ):
        spans.setdefault(campaign, []).append((start, end))
    return [
        DatedResult(
            own=_outcome(result, result.mean),
            joint=_outcome(result, result.shared_mean),
            organisation_id=result.campaign.organisation_id,
            shared=tuple(spans.get(result.campaign_id, [])),
        )
        for result in results
    ]


def _outcome(result: Result, mean: float | None) -> ReadinessResult | None:
    campaign = result.campaign
    if mean is None or campaign.closed_on is None or campaign.organisation_id is None:
        return None
    return ReadinessResult(
        campaign_id=campaign.pk,
        organisation_id=campaign.organisation_id,
        framework=campaign.framework_version.name,
        mean=mean,
        closed_on=campaign.closed_on,
        n=result.respondents,
        areas=sum(area["mean"] is not None for area in result.shared_areas) or len(result.shared_areas),
    )


def latest_result(
    organisation: Organisation, on: date, audience: Audience, partnership: Partnership | None = None
) -> ReadinessResult | None:
    """The newest result of an organisation that an audience may know of on a day; None without one.

    `own` takes the organisation's own results, `joint` those shared with `partnership` on that day. Whoever asks
    must have found out before that the reader belongs to the audience.
    """
    known = [one.for_audience(audience, on) for one in dated_results([organisation], partnership)]
    return next((one for one in reversed(known) if one is not None), None)
