"""Readiness results as traction wants them: with the days from and to which they count."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from engagement.evidence import Result
from engagement.queries.gathering import slots
from engagement.stages import Span
from partnering import at_once
from readiness.models import Result as CampaignResult
from readiness.models import SharedResult

AREAS_UNKNOWN = 4


@dataclass(frozen=True)
class Results:
    """By organisation: the results for its own eyes; by partnership and organisation: those that it shares there."""

    own: Mapping[int, tuple[Result, ...]]
    shared: Mapping[tuple[int, int], tuple[Result, ...]]


def results_of(partnerships: Iterable[int], organisations: Iterable[int]) -> at_once.Asking[Results]:
    """The results of closed campaigns of these organisations.

    A shared one counts from the day of sharing until it is taken back, with the mean that partners may see.
    """
    own: dict[int, list[Result]] = defaultdict(list)
    shared: dict[tuple[int, int], list[Result]] = defaultdict(list)
    own_rows, shared_rows = yield [
        at_once.rows(_closed, None, *slots(organisations)),
        at_once.rows(_shared, None, *slots(partnerships)),
    ]
    for organisation, closed_on, mean, respondents, areas in own_rows:
        if mean is not None:
            own[organisation].append(
                Result(mean, closed_on, Span(closed_on), respondents, len(areas) or AREAS_UNKNOWN)
            )
    for partnership, organisation, closed_on, mean, areas, shared_on, withdrawn_on in shared_rows:
        span = Span(max(shared_on, closed_on), withdrawn_on)
        result = Result(mean, closed_on, span, None, len(areas) or AREAS_UNKNOWN)
        shared[partnership, organisation].append(result)
    return Results(
        {pk: tuple(rows) for pk, rows in own.items()}, {pk: tuple(rows) for pk, rows in shared.items()}
    )


def _closed(_user: Any, *organisations: int) -> QuerySet[Any]:
    closed = CampaignResult.objects.filter(
        campaign__organisation__in=organisations, campaign__closed_on__isnull=False
    )
    return closed.values_list(
        "campaign__organisation", "campaign__closed_on", "mean", "respondents", "shared_areas"
    )


def _shared(_user: Any, *partnerships: int) -> QuerySet[Any]:
    sharings = SharedResult.objects.filter(
        partnership__in=partnerships,
        campaign__closed_on__isnull=False,
        campaign__result__shared_mean__isnull=False,
    )
    return sharings.values_list(
        "partnership",
        "campaign__organisation",
        "campaign__closed_on",
        "campaign__result__shared_mean",
        "campaign__result__shared_areas",
        "shared_on",
        "withdrawn_on",
    )
