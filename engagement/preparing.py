"""What an organisation still lacks before it agrees to anything: from its survey and its plan, needing no partnership.

Plain data in, plain data out. The order is ours: first hear one's own people, then mend what they find weakest, then
hold what they say against what can be shown, then see to a plan that answers, has owners, and is on time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

TOO_OLD_DAYS = 548
"""Eighteen months: after that a result counts for half in traction, and says more of the past than of today."""
MANY_UNKNOWN = 0.25
"""From this share of *don't know* on, word has not reached enough people. The bound is ours."""
MOST_WEAK = 3
"""So many weak areas are named; who mends three has enough to do."""


class Lack(StrEnum):
    """What may be lacking, in the order in which it is best mended."""

    NEVER_ASKED = "never asked"
    ASKED_LONG_AGO = "asked long ago"
    WEAK_AREA = "weak area"
    UNKNOWN_AREA = "unknown area"
    MORE_SAID = "more said than shown"
    MORE_SHOWN = "more shown than known"
    EVIDENCE_STALE = "evidence stale"
    PLAN_LATE = "plan late"
    PLAN_UNANSWERED = "plan unanswered"
    PLAN_UNOWNED = "plan unowned"


@dataclass(frozen=True)
class AreaStands:
    """An area of the newest result: its mean, the tone of its band (`bad` is the lowest), and who didn't know (0-1).

    All are None or empty where the figures are held back.
    """

    name: str
    mean: float | None
    tone: str
    unknown: float | None


@dataclass(frozen=True)
class QuestionStands:
    """One of the ten questions of the engagement plan."""

    key: str
    answered: bool
    owned: bool
    late: bool
    done: bool


@dataclass(frozen=True)
class Standing:
    """All that is known of an organisation's preparation on a day."""

    on: date
    asked_on: date | None = None
    is_asking: bool = False
    areas: tuple[AreaStands, ...] = ()
    plan: tuple[QuestionStands, ...] = ()
    more_said: tuple[str, ...] = ()
    """Areas of which people say more than can be shown."""
    more_shown: tuple[str, ...] = ()
    """Areas of which there is more than people know."""
    stale: int = 0
    """Pieces of evidence that have to be looked at again."""

    @property
    def answered(self) -> int:
        """How many of the ten questions have an answer."""
        return sum(one.answered for one in self.plan)

    @property
    def owned(self) -> int:
        """How many of them have an owner."""
        return sum(one.owned for one in self.plan)


@dataclass(frozen=True)
class Gap:
    """Something that is lacking. `subject` is an area's name or a question's key; `count` how many, or a percentage."""

    lack: Lack
    subject: str = ""
    count: int = 0


def gaps_of(standing: Standing) -> list[Gap]:
    """What is lacking, what to mend first at the top. An empty list means: ready to agree, as far as this can tell."""
    return [
        *_of_asking(standing),
        *_of_areas(standing.areas),
        *(Gap(Lack.MORE_SAID, name) for name in standing.more_said),
        *(Gap(Lack.MORE_SHOWN, name) for name in standing.more_shown),
        *([Gap(Lack.EVIDENCE_STALE, count=standing.stale)] if standing.stale else []),
        *_of_plan(standing.plan),
    ]


def _of_asking(standing: Standing) -> list[Gap]:
    if standing.is_asking:
        return []
    if standing.asked_on is None:
        return [Gap(Lack.NEVER_ASKED)]
    age = (standing.on - standing.asked_on).days
    return [Gap(Lack.ASKED_LONG_AGO, count=age)] if age > TOO_OLD_DAYS else []


def _of_areas(areas: Sequence[AreaStands]) -> list[Gap]:
    """The weakest areas of the lowest band, then those of which too many know nothing; none is named twice."""
    weak = sorted(
        (one for one in areas if one.tone == "bad" and one.mean is not None), key=lambda one: one.mean or 0
    )[:MOST_WEAK]
    unknown = [
        one for one in areas if one not in weak and one.unknown is not None and one.unknown >= MANY_UNKNOWN
    ]
    return [Gap(Lack.WEAK_AREA, one.name) for one in weak] + [
        Gap(Lack.UNKNOWN_AREA, one.name, round(100 * (one.unknown or 0))) for one in unknown
    ]


def _of_plan(plan: Sequence[QuestionStands]) -> list[Gap]:
    late = [one for one in plan if one.late]
    unanswered = [one for one in plan if not one.answered]
    unowned = [one for one in plan if one.answered and not one.owned and not one.done]
    found = ((Lack.PLAN_LATE, late), (Lack.PLAN_UNANSWERED, unanswered), (Lack.PLAN_UNOWNED, unowned))
    return [Gap(lack, rows[0].key, len(rows)) for lack, rows in found if rows]
