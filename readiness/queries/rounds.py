"""A result beside the round before it: how each area moved, and what was done about it in between."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import QuerySet

from readiness import languages
from readiness.comparing import Comparison, LeftOut, Movement, compare
from readiness.framework_data import Framework, Question
from readiness.models import Campaign, TakenOn
from readiness.movement import Sample, Verdict, margin, verdict, widest
from readiness.queries.shown_groups import question_means

MOST_ROUNDS = 6


@dataclass(frozen=True)
class AreaSince:
    """How an area moved, with half the width of the 95 % interval, and the actions taken on for it before."""

    movement: Movement
    margin: float | None
    verdict: Verdict | None
    actions: tuple[TakenOn, ...]


@dataclass(frozen=True)
class Since:
    """How a result moved since the survey before it."""

    campaign: Campaign
    other_version: bool
    areas: tuple[AreaSince, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def has_actions(self) -> bool:
        """Whether anything was taken on because of the earlier result."""
        return any(area.actions for area in self.areas)


Taken = Mapping[tuple[int, str], tuple[TakenOn, ...]]
"""Actions taken on, by the key of their survey and the area, in the order in which they were."""


def since_the_last(user: Any, campaign: Campaign, taken: Taken) -> Since | None:
    """A closed survey beside the one before it with the same framework, in any version; None without one."""
    last = _before(user, campaign).first()
    return _beside(user, last, campaign, taken) if last else None


def rounds_before(user: Any, campaign: Campaign, taken: Taken) -> list[Since]:
    """A closed survey beside each of those before it, the latest first, at most so many as fit on a page."""
    return [_beside(user, earlier, campaign, taken) for earlier in _before(user, campaign)[:MOST_ROUNDS]]


def _beside(user: Any, earlier: Campaign, campaign: Campaign, taken: Taken) -> Since:
    framework = campaign.framework_version.framework
    then, now = question_means(earlier.result), question_means(campaign.result)
    found = compare(earlier.framework_version.framework, framework, then, now)
    # Compared in the words in which both were asked, told in those that the user reads.
    read = framework.in_language(languages.readers_language(user))
    return Since(
        campaign=earlier,
        other_version=earlier.framework_version_id != campaign.framework_version_id,
        areas=tuple(_areas(earlier, campaign, read, found, taken)),
        left_out=_left_out(found, read),
    )


def taken_on_around(user: Any, campaign: Campaign) -> Taken:
    """What was taken on because of a survey's result and of other rounds of it."""
    rows = TakenOn.objects.visible_to(user).filter(
        campaign__organisation=campaign.organisation_id,
        campaign__partnership=campaign.partnership_id,
        campaign__framework_version__slug=campaign.framework_version.slug,
    )
    found: dict[tuple[int, str], tuple[TakenOn, ...]] = {}
    for row in rows.select_related("action__owner"):
        key = row.campaign_id, row.area
        found[key] = (*found.get(key, ()), row)
    return found


def _before(user: Any, campaign: Campaign) -> QuerySet[Campaign]:
    """The closed surveys before one by the same asker with the same framework, the latest first.

    One of which everything was held back has nothing that could be compared, so it is no round before.
    """
    known = Campaign.objects
    seen = known.reviews_visible_to(user) if campaign.is_review else known.visible_to(user)
    rows: QuerySet[Campaign] = seen.before(campaign)
    return rows.filter(
        organisation=campaign.organisation_id,
        partnership=campaign.partnership_id,
        framework_version__slug=campaign.framework_version.slug,
        result__respondents__isnull=False,
    )


def _areas(
    last: Campaign,
    campaign: Campaign,
    read: Framework,
    found: Comparison,
    taken: Taken,
) -> Iterable[AreaSince]:
    left_out = {one.key for one in found.left_out}
    for area, movement in zip(read.areas, found.areas, strict=True):
        compared = [question for question in area.questions if question.key not in left_out]
        then, now = _sample(last, compared), _sample(campaign, compared)
        plus_minus = margin(then, now) if then and now else None
        change = movement.change
        yield AreaSince(
            movement=replace(movement, name=area.name),
            margin=plus_minus,
            verdict=None if change is None or plus_minus is None else verdict(change, plus_minus),
            actions=taken.get((last.pk, area.key), ()),
        )


def _sample(campaign: Campaign, compared: list[Question]) -> Sample | None:
    """What the mean over the questions compared rests on, by shown figures only; None where one is missing."""
    figures = campaign.result.figures
    # How many a review asked is for nobody to work out from the width of an interval: less one's own, they are others'.
    population = None if campaign.is_review else campaign.population
    keys = {question.key for question in compared}
    for area in campaign.framework_version.framework.areas:
        if keys == {question.key for question in area.questions}:
            whole = next(row for row in figures["areas"] if row["key"] == area.key)
            return None if whole["sd"] is None else Sample(whole["n"], population, whole["sd"])
    # Over some of the questions nobody's own mean was kept; their deviations together are never too small.
    rows = {row["key"]: row for row in figures["questions"] if row["key"] in keys}
    if not rows or any(row["sd"] is None for row in rows.values()):
        return None
    deviation = widest((question.weight, rows[question.key]["sd"]) for question in compared)
    return Sample(min(row["n"] for row in rows.values()), population, deviation)


def _left_out(found: Comparison, read: Framework) -> tuple[LeftOut, ...]:
    texts = {question.key: question.text for question in read.questions}
    return tuple(replace(one, text=texts.get(one.key, one.text)) for one in found.left_out)
