"""Traction counted from the rows, for any day: as figures, and as snapshots that wait to be stored."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from types import MappingProxyType

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
from engagement.weighing import weights_at
from partnering.models import Partnership


def weights() -> Mapping[str, float]:
    """The weight of each dimension: the defaults, with those that the setting TRACTION_WEIGHTS names put over them."""
    chosen: Mapping[str, float] = settings.TRACTION_WEIGHTS
    return {**DEFAULT_WEIGHTS, **{key: chosen[key] for key in DIMENSIONS if key in chosen}}


Scores = Mapping[tuple[int | None, date], float | None]
"""By organisation, or None for the whole, and day."""


class Count:
    """The traction of one partnership, counted day by day from rows that were gathered once.

    Each day is counted with the weights of that day. `recorded` are scores of earlier days that were counted before,
    for their own eyes: they come out the same whenever they are counted, so they need not be.
    """

    def __init__(
        self, partnership: Partnership, evidence: Evidence, recorded: Scores = MappingProxyType({})
    ) -> None:
        self.partnership = partnership
        self.evidence = evidence
        self.recorded = recorded
        self.usual = weights()
        self._own: dict[tuple[int, date], OrganisationTraction] = {}
        self._whole: dict[date, PartnershipTraction] = {}

    def weights_on(self, on: date) -> Mapping[str, float]:
        """The weight of each dimension on a day."""
        return weights_at(self.evidence.weights, on, self.usual)

    def members(self, on: date) -> list[Member]:
        """The organisations that are members on a day."""
        return [one for one in self.evidence.members if one.is_member(on)]

    def own(self, member: Member, on: date) -> OrganisationTraction:
        """An organisation's traction for its own eyes."""
        key = (member.pk, on)
        if key not in self._own:
            self._own[key] = organisation_traction(member, on, self.weights_on(on))
        return self._own[key]

    def whole(self, on: date) -> PartnershipTraction:
        """The partnership's traction, and its organisations' as all members see them."""
        if on not in self._whole:
            self._whole[on] = combine(
                [
                    as_members_see_it(self.own(member, on), member, on, self.weights_on(on))
                    for member in self.members(on)
                ]
            )
        return self._whole[on]

    def whole_before(self, on: date) -> float | None:
        """The partnership's score on an earlier day."""
        return self.recorded[None, on] if (None, on) in self.recorded else self.whole(on).score

    def own_before(self, member: Member, on: date) -> float | None:
        """An organisation's own score on an earlier day; None while it was no member."""
        if not member.is_member(on):
            return None
        key = (member.pk, on)
        return self.recorded[key] if key in self.recorded else self.own(member, on).score

    def ahead(self, on: date) -> tuple[Ahead, ...]:
        """Where the partnership's score is likely to be in the days after one; nothing in the last days of its life."""
        days = [rule.days for rule in RULES]
        unaided = {number: self.whole(on + timedelta(days=number)).score for number in days}
        return forecast(self.whole(on).score, self.whole(on - timedelta(days=BACK_DAYS)).score, unaided)

    def snapshots(self, on: date) -> list[Snapshot]:
        """A day's snapshots, unsaved: the partnership's, and two of each organisation."""
        before = on - timedelta(days=SLIP_DAYS)
        whole = self.whole(on)
        alerts = partnership_alerts(self.evidence, whole, self.whole_before(before), on)
        rows = [
            self._row(on, None, whole, alerts=alerts) | {"dimensions": dimensions_to_json(whole.dimensions)}
        ]
        for member, joint in zip(self.members(on), whole.organisations, strict=True):
            own, was = self.own(member, on), self.own_before(member, before)
            found = organisation_alerts(member, own, was, self.evidence.bound.get(member.pk, ()), on)
            rows.append(self._row(on, member.pk, joint))
            rows.append(
                self._row(on, member.pk, own, alerts=found)
                | {"audience": Audience.OWN, "dimensions": dimensions_to_json(own.dimensions)}
            )
        return [Snapshot(**row) for row in rows]

    def _row(
        self,
        on: date,
        organisation: int | None,
        traction: OrganisationTraction | PartnershipTraction,
        alerts: Mapping[str, Facts] | None = None,
    ) -> dict[str, object]:
        return {
            "partnership_id": self.partnership.pk,
            "organisation_id": organisation,
            "on": on,
            "audience": Audience.JOINT,
            "score": traction.score,
            "confidence": traction.confidence,
            "alerts": {kind: dict(facts) for kind, facts in (alerts or {}).items()},
        }

    def steps(self, member: Member, on: date, *, shared_only: bool = False) -> dict[str, Step]:
        """What would raise each of an organisation's dimensions most."""
        return best_steps(member, on, PlanQuestion.values, self.weights_on(on), shared_only=shared_only)

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
