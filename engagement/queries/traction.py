"""Traction counted from the rows, for any day: as figures, and as snapshots that wait to be stored."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from django.conf import settings

from engagement.alerts import SLIP_DAYS, Facts, organisation_alerts, partnership_alerts
from engagement.choices import Audience, PlanQuestion
from engagement.dimensions import DIMENSIONS
from engagement.evidence import Evidence, Member
from engagement.forecast import BACK_DAYS, RULES, Ahead, forecast
from engagement.models import Snapshot
from engagement.recording import dimensions_to_json
from engagement.steps import Step, best_steps
from engagement.traction import (
    DEFAULT_WEIGHTS,
    ENOUGH_TO_SHOW,
    OrganisationTraction,
    PartnershipTraction,
    as_members_see_it,
    combine,
    organisation_traction,
    partnership_score,
)
from partnering.models import Partnership


def weights() -> Mapping[str, float]:
    """The weight of each dimension: the defaults, with those that the setting TRACTION_WEIGHTS names put over them."""
    chosen: Mapping[str, float] = settings.TRACTION_WEIGHTS
    return {**DEFAULT_WEIGHTS, **{key: chosen[key] for key in DIMENSIONS if key in chosen}}


class Count:
    """The traction of one partnership, counted day by day from rows that were gathered once."""

    def __init__(self, partnership: Partnership, evidence: Evidence) -> None:
        self.partnership = partnership
        self.evidence = evidence
        self.weights = weights()
        self._own: dict[tuple[int, date], OrganisationTraction] = {}
        self._whole: dict[date, PartnershipTraction] = {}

    def members(self, on: date) -> list[Member]:
        """The organisations that are members on a day."""
        return [one for one in self.evidence.members if one.is_member(on)]

    def own(self, member: Member, on: date) -> OrganisationTraction:
        """An organisation's traction for its own eyes."""
        key = (member.pk, on)
        if key not in self._own:
            self._own[key] = organisation_traction(member, on, self.weights)
        return self._own[key]

    def whole(self, on: date) -> PartnershipTraction:
        """The partnership's traction, and its organisations' as all members see them."""
        if on not in self._whole:
            self._whole[on] = combine(
                [
                    as_members_see_it(self.own(member, on), member, on, self.weights)
                    for member in self.members(on)
                ]
            )
        return self._whole[on]

    def ahead(self, on: date) -> tuple[Ahead, ...]:
        """Where the partnership's score is likely to be in the days after one; nothing in the last days of its life."""
        days = [rule.days for rule in RULES]
        unaided = {number: self.whole(on + timedelta(days=number)).score for number in days}
        return forecast(self.whole(on).score, self.whole(on - timedelta(days=BACK_DAYS)).score, unaided)

    def snapshots(self, on: date, *, with_steps: bool = False) -> list[Snapshot]:
        """A day's snapshots, unsaved: the partnership's, and two of each organisation."""
        before = on - timedelta(days=SLIP_DAYS)
        whole = self.whole(on)
        alerts = partnership_alerts(self.evidence, whole, self.whole(before).score, on)
        steps = self.steps_of_the_whole(on) if with_steps else None
        rows = [
            self._row(on, Audience.JOINT, None, whole.score, whole.confidence, alerts=alerts)
            | {"dimensions": dimensions_to_json(whole.dimensions, steps)}
        ]
        for member, joint in zip(self.members(on), whole.organisations, strict=True):
            own = self.own(member, on)
            was = self.own(member, before).score if member.is_member(before) else None
            found = organisation_alerts(member, own, was, self.evidence.bound.get(member.pk, ()), on)
            own_steps = self.steps(member, on) if with_steps else None
            rows.append(self._row(on, Audience.JOINT, member.pk, joint.score, joint.confidence))
            rows.append(
                self._row(on, Audience.OWN, member.pk, own.score, own.confidence, alerts=found)
                | {"dimensions": dimensions_to_json(own.dimensions, own_steps)}
            )
        return [Snapshot(**row) for row in rows]

    def _row(
        self,
        on: date,
        audience: str,
        organisation: int | None,
        score: float | None,
        confidence: float,
        alerts: Mapping[str, Facts] | None = None,
    ) -> dict[str, object]:
        return {
            "partnership_id": self.partnership.pk,
            "organisation_id": organisation,
            "on": on,
            "audience": audience,
            "score": score,
            "confidence": confidence,
            "alerts": {kind: dict(facts) for kind, facts in (alerts or {}).items()},
        }

    def steps(self, member: Member, on: date, *, shared_only: bool = False) -> dict[str, Step]:
        """What would raise each of an organisation's dimensions most."""
        return best_steps(member, on, PlanQuestion.values, self.weights, shared_only=shared_only)

    def steps_of_the_whole(self, on: date) -> dict[str, Step]:
        """What would raise the partnership's score most, by dimension, without saying in which organisation.

        Nothing where so few organisations have evidence that each could tell which one is meant.
        """
        whole = self.whole(on)
        if sum(one.score is not None for one in whole.organisations) < ENOUGH_TO_SHOW:
            return {}
        best: dict[str, Step] = {}
        for place, member in enumerate(self.members(on)):
            for key, step in self.steps(member, on, shared_only=True).items():
                gain = None if step.gain is None else _gain_of_the_whole(whole, place, step.gain)
                if key not in best or (gain or 0.0) > (best[key].gain or 0.0):
                    best[key] = Step(step.kind, {}, gain)
        return best


def _gain_of_the_whole(whole: PartnershipTraction, place: int, gain: float) -> float:
    """What the partnership gains when the organisation at a place gains so much."""
    scores = [one.score for one in whole.organisations]
    scores[place] = (scores[place] or 0.0) + gain
    return (partnership_score(scores) or 0.0) - (whole.score or 0.0)
