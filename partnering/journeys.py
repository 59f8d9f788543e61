"""Guided journeys: the steps that a phase of a partnership takes, of which the data tells which are done.

Nobody ticks a step: it is done when what it speaks of is there, so one can leave and go on at any time.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from partnering.xray import Hands, Inspection, Step, XRay


@dataclass(frozen=True)
class StepSeen:
    """A step as its reader sees it: whether it is done, where it leads, and whether it is theirs to take."""

    step: Step
    done: bool
    link: str
    within_reach: bool


@dataclass(frozen=True)
class Journey:
    """The steps of one kind of phase in their order."""

    steps: tuple[StepSeen, ...]

    @property
    def done(self) -> int:
        """How many steps are done."""
        return sum(one.done for one in self.steps)

    @property
    def percent(self) -> float | None:
        """How far it has come; None where there is nothing to do."""
        return 100 * self.done / len(self.steps) if self.steps else None

    @property
    def next(self) -> StepSeen | None:
        """The first step to be taken; one that its reader can take, if there is any."""
        left = [one for one in self.steps if not one.done]
        return next((one for one in left if one.within_reach), left[0] if left else None)


def journey(inspections: Iterable[Inspection], xray: XRay, kind: str, hands: Hands) -> Journey:
    """The journey through a kind of phase; internal steps are only for those who may read such things."""
    steps = [
        (step, xray.facts[inspection.app])
        for inspection in inspections
        for step in inspection.steps
        if step.kind == kind and (not step.internal or xray.own is not None)
    ]
    steps.sort(key=lambda one: (one[0].order, one[0].key))
    return Journey(
        tuple(
            StepSeen(
                step,
                step.done(facts),
                step.link(facts),
                hands.reach(step.mender, about=hands.own, internal=step.internal),
            )
            for step, facts in steps
        )
    )
