"""The anonymous comparison: what an organisation that joined may know of its place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from readiness.benchmark import Place, places
from readiness.framework_data import Framework
from readiness.models import Benchmarked, Campaign, Result

HOLDS = timedelta(days=3 * 365)
"""How long a result counts after it closed."""


@dataclass(frozen=True)
class Benchmark:
    """Whether one's result counts, and by area's name the third in which it lies; None where that can't be told."""

    joined: bool
    places: tuple[tuple[str, Place | None], ...]

    @property
    def is_shown(self) -> bool:
        """Whether a place can be told in any area."""
        return any(place for _name, place in self.places)


def benchmark_of(user: Any, campaign: Campaign, framework: Framework) -> Benchmark:
    """The place of a closed survey's result among those asked with the same version, one of each organisation.

    Only who lets the result count gets to know it.
    """
    if not Benchmarked.objects.visible_to(user).filter(campaign=campaign).exists():
        return Benchmark(joined=False, places=())
    closed_on = campaign.closed_on or campaign.closes_on
    rows = (
        Result.objects.filter(
            campaign__benchmarked__isnull=False,
            campaign__framework_version=campaign.framework_version_id,
            campaign__closed_on__gt=closed_on - HOLDS,
        )
        .exclude(campaign__organisation=campaign.organisation_id)
        .order_by("campaign__closed_on", "pk")
    )
    newest = dict(rows.values_list("campaign__organisation", "shared_areas"))
    found = places(_means(campaign.result.shared_areas), [_means(areas) for areas in newest.values()])
    return Benchmark(
        joined=True, places=tuple((area.name, one) for area, one in zip(framework.areas, found, strict=True))
    )


def _means(areas: list[dict[str, Any]]) -> list[float | None]:
    return [area["mean"] for area in areas]
