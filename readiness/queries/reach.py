"""How many of those asked have answered, as far as that may be told."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q

from readiness.models import Campaign
from readiness.queries.ways import told_by_heads
from readiness.turnout import Part, Told, Turnout, turnout


@dataclass(frozen=True)
class Reach:
    """How many of those asked have answered, of everybody and by unit; of a confidential survey only in steps.

    `by_heads`: nobody got a link of their own, so those asked are the people for whom link and paper are meant.
    """

    turnout: Turnout
    is_exact: bool
    minimum: int
    by_heads: bool = False

    @property
    def asked(self) -> int:
        """How many were asked."""
        return self.turnout.everybody.asked

    @property
    def answered(self) -> int | None:
        """How many have answered, or that many and more; None while they are too few to be counted aloud."""
        return self.turnout.everybody.at_least

    @property
    def share(self) -> int | None:
        """Percent of those asked."""
        return None if self.answered is None or not self.asked else round(100 * self.answered / self.asked)


def reach_of(campaign: Campaign) -> Reach:
    """How many answered. One query, or two where nobody got a link of their own.

    The units are those of the launch, so that who moves somebody meanwhile learns nothing by it.
    """
    rows = campaign.invitations.order_by("unit__name", "unit")
    counted = rows.values_list("unit__name", "unit").annotate(
        number=Count("pk"), done=Count("pk", filter=Q(answered=True))
    )
    parts = [Part(name or "", number, done) for name, _unit, number, done in counted]
    if not parts:
        told = Turnout(told_by_heads(campaign), (), None)
        return Reach(told, not campaign.is_confidential, campaign.minimum_group, by_heads=True)
    if campaign.is_confidential:
        return Reach(turnout(parts, campaign.minimum_group), False, campaign.minimum_group)
    units = tuple(Told(one.name, one.asked, one.answered) for one in parts if one.name)
    everybody = Told("", sum(one.asked for one in parts), sum(one.answered for one in parts))
    return Reach(Turnout(everybody, units, None), True, campaign.minimum_group)
