"""A result put together as its page and its one page on paper tell it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from partnering.choices import ActionState
from readiness.findings import AreaFacts, Finding, findings
from readiness.framework_data import Framework
from readiness.models import Campaign, Result, TakenOn
from readiness.queries.rounds import AreaSince, Since, Taken, since_the_last, taken_on_around
from readiness.queries.shown import AreaShown, areas_advised, framework_for_reader, totals_in
from readiness.queries.shown_groups import QuestionShown, questions_of
from readiness.totals import Totals

WEAKEST, STRONGEST = 5, 3


@dataclass(frozen=True)
class Summary:
    """A closed survey's result in a reader's language, beside the round before it."""

    campaign: Campaign
    framework: Framework
    result: Result
    areas: list[AreaShown]
    totals: Totals
    since: Since | None
    taken: Taken
    findings: tuple[Finding, ...]
    questions: list[QuestionShown]
    weakest: list[QuestionShown]
    strongest: list[QuestionShown]

    @property
    def response_rate(self) -> int | None:
        """Percent of those asked who answered; None where their number is held back."""
        n = self.result.respondents
        return None if n is None or not self.campaign.asked else round(100 * n / self.campaign.asked)

    @property
    def mend_first(self) -> AreaShown | None:
        """The area that the framework says to mend before the later ones; None where it says nothing of it."""
        return next((area for area in self.areas if area.key == self.totals.first_low), None)

    @property
    def advised(self) -> list[tuple[AreaShown, tuple[TakenOn, ...]]]:
        """The areas for which something is advised or was taken on, with that, the weakest first."""
        rows = [(area, self.taken.get((self.campaign.pk, area.key), ())) for area in self.areas]
        told = [(area, actions) for area, actions in rows if area.advice or actions]
        return sorted(told, key=lambda row: math.inf if row[0].mean is None else row[0].mean)

    @property
    def under_way(self) -> list[tuple[AreaShown, TakenOn]]:
        """What was taken on for this result, and what is still open from earlier rounds, by area."""
        return [
            (area, one)
            for area in self.areas
            for (campaign, key), actions in sorted(self.taken.items(), reverse=True)
            for one in actions
            if key == area.key and (campaign == self.campaign.pk or one.action.state == ActionState.OPEN)
        ]

    @property
    def first_advice(self) -> list[tuple[AreaShown, str]]:
        """The first piece of advice for each area, the weakest area first."""
        return [(area, area.advice[0]) for area, _actions in self.advised if area.advice]


def summary_of(user: Any, campaign: Campaign) -> Summary:
    """What a user who may see a closed survey reads of its result; four queries at most, however many answered."""
    framework = framework_for_reader(user, campaign)
    result = campaign.result
    totals = totals_in(framework, result)
    areas = areas_advised(framework, campaign, totals)
    taken = taken_on_around(user, campaign)
    since = since_the_last(user, campaign, taken)
    questions = questions_of(framework, result)
    ranked = sorted((one for one in questions if one.mean is not None), key=lambda one: one.mean or 0)
    middle = (len(ranked) + 1) // 2
    return Summary(
        campaign=campaign,
        framework=framework,
        result=result,
        areas=areas,
        totals=totals,
        since=since,
        taken=taken,
        findings=findings([_facts(area, since, campaign) for area in areas]),
        questions=questions,
        weakest=ranked[:middle][:WEAKEST],
        strongest=ranked[middle:][::-1][:STRONGEST],
    )


def _facts(area: AreaShown, since: Since | None, campaign: Campaign) -> AreaFacts:
    moved: AreaSince | None = next(
        (one for one in since.areas if one.movement.key == area.key) if since else iter(()), None
    )
    return AreaFacts(
        name=area.name,
        mean=area.mean,
        dont_know=area.dont_know,
        gap=area.unit_gap if campaign.is_review else area.level_gap,
        before=moved.movement.before if moved else None,
        now=moved.movement.now if moved else None,
        verdict=moved.verdict if moved else None,
        done=_done(moved) if moved else (),
    )


def _done(moved: AreaSince) -> tuple[str, ...]:
    return tuple(one.action.title for one in moved.actions if one.action.state == ActionState.DONE)
