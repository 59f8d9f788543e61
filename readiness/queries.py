"""Reads over surveys, invitations and results."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from partnering import access
from partnering.models import Organisation, Partnership, Person, Unit
from readiness.models import Campaign, Invitation, Result, SharedResult

Audience = Literal["own", "joint"]


@dataclass(frozen=True)
class Asked:
    """Whom a survey would reach: people with an e-mail address, and those who have none."""

    people: list[Person]
    without_email: list[Person]


@dataclass(frozen=True)
class Reach:
    """How many of those asked have answered; None while they are too few to be counted aloud."""

    asked: int
    answered: int | None
    minimum: int

    @property
    def share(self) -> int | None:
        """Percent of those asked."""
        return None if self.answered is None or not self.asked else round(100 * self.answered / self.asked)


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


@dataclass(frozen=True)
class Unanswered:
    """An invitation that still waits for an answer."""

    invitation_id: int
    campaign_id: int
    person_id: int
    opens_on: date
    closes_on: date


@dataclass(frozen=True)
class ShownResult:
    """A result that a reader may see, with the means of its areas on the framework's own scale."""

    campaign_id: int
    organisation: Organisation
    framework: str
    closed_on: date
    n: int | None
    low: int
    high: int
    areas: tuple[tuple[str, float | None], ...]
    is_own: bool


def campaigns_listed(user: Any) -> QuerySet[Campaign]:
    """The surveys of the user's organisation, newest first."""
    return Campaign.objects.visible_to(user).select_related("framework_version", "organisation", "result")


def within(organisation: Organisation, units: Iterable[Unit]) -> set[int]:
    """The numbers of some units and of all units below them."""
    below: dict[int | None, list[int]] = {}
    for pk, parent in Unit.objects.filter(organisation=organisation).values_list("pk", "parent_id"):
        below.setdefault(parent, []).append(pk)
    found: set[int] = set()
    waiting = [unit.pk for unit in units]
    while waiting:
        pk = waiting.pop()
        if pk not in found:
            found.add(pk)
            waiting.extend(below.get(pk, []))
    return found


def who_is_asked(organisation: Organisation, units: Sequence[Unit], on: date) -> Asked:
    """The people of an organisation, or of some units and those below them, who are there on a day."""
    people = Person.objects.filter(organisation=organisation).present(on).select_related("unit")
    if units:
        people = people.filter(unit__in=within(organisation, units))
    rows = list(people)
    return Asked([one for one in rows if one.email], [one for one in rows if not one.email])


def reach_of(campaign: Campaign) -> Reach:
    """How many answered. Of a confidential survey the number is told only from its smallest group up."""
    answered = campaign.invitations.filter(answered=True).count()
    is_told = not campaign.is_confidential or answered >= campaign.minimum_group
    return Reach(campaign.asked, answered if is_told else None, campaign.minimum_group)


def invitation_of(token_hash: str) -> Invitation | None:
    """The invitation to which a link belongs."""
    rows = Invitation.objects.filter(token_hash=token_hash)
    related = ("campaign__organisation", "campaign__framework_version", "person__unit")
    return rows.select_related(*related).first()


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
    if mean is None or campaign.closed_on is None:
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


def unanswered_invitations_due(*, now: datetime, waited_days: int = 0) -> list[Unanswered]:
    """Invitations of open surveys that have waited for so many days: not 'exactly', so that nothing is missed.

    People who left or have no e-mail address are left out. For nudges only: this list is shown to nobody.
    """
    today = timezone.localdate(now)
    rows = Invitation.objects.unanswered(today).exclude(person__email="")
    listed = rows.values_list("pk", "campaign_id", "person_id", "campaign__opens_on", "campaign__closes_on")
    return [Unanswered(*row) for row in listed if (today - row[3]).days >= waited_days]


def results_for_reader(user: Any, partnership: Partnership) -> list[ShownResult]:
    """The newest result of each member that the user may see: one's own as a reader of it, others' as shared."""
    own = access.reads_internals_of(user)
    newest: dict[int, ShownResult] = {}
    shared = SharedResult.objects.visible_to(user).filter(partnership=partnership).values("campaign")
    rows = (
        Result.objects.filter(Q(campaign__in=shared) | Q(campaign__organisation=own))
        .filter(campaign__organisation__in=partnership.memberships.values("organisation"))
        .select_related("campaign__framework_version", "campaign__organisation")
        .order_by(F("campaign__closed_on").desc(), "-pk")
    )
    for result in rows:
        campaign = result.campaign
        if campaign.organisation_id not in newest and campaign.closed_on is not None:
            newest[campaign.organisation_id] = _shown(result, is_own=campaign.organisation_id == own)
    return sorted(newest.values(), key=lambda one: (not one.is_own, one.organisation.name))


def _shown(result: Result, *, is_own: bool) -> ShownResult:
    campaign = result.campaign
    scale = campaign.framework_version.framework.scale
    areas = result.figures["areas"] if is_own else result.shared_areas
    return ShownResult(
        campaign_id=campaign.pk,
        organisation=campaign.organisation,
        framework=campaign.framework_version.name,
        closed_on=campaign.closed_on or campaign.closes_on,
        n=result.respondents if is_own else None,
        low=scale.minimum,
        high=scale.maximum,
        areas=tuple((area["name"], area["mean"]) for area in areas),
        is_own=is_own,
    )
