"""A contractor's part of the engagement plan: what is asked of whom, and what they answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engagement.choices import PlanQuestion
from engagement.models import CarriedQuestion
from partnering.models import Organisation


@dataclass(frozen=True)
class ContractorsPart:
    """A contractor with the questions carried over to it, each with its answer, and those that could be."""

    contractor: Organisation
    carried: list[CarriedQuestion]
    free: list[PlanQuestion]


def contractors_of(principal: Organisation) -> list[Organisation]:
    """Who works for an organisation, by name: its own leads know them, whether or not they keep their registers."""
    return list(Organisation.objects.filter(contractor_of=principal).active().order_by("name", "pk"))


def parts_of_contractors(user: Any, principal: Organisation) -> list[ContractorsPart]:
    """Each contractor's part as the user may see it. Two queries."""
    rows = CarriedQuestion.objects.visible_to(user).filter(principal=principal)
    found = {(row.contractor_id, row.question): row for row in rows.select_related("item__owner")}
    return [
        ContractorsPart(
            one,
            [found[one.pk, question] for question in PlanQuestion if (one.pk, question) in found],
            [question for question in PlanQuestion if (one.pk, question) not in found],
        )
        for one in contractors_of(principal)
    ]


def asked_of(user: Any, contractor: int) -> list[CarriedQuestion]:
    """What is asked of the user's own organisation by the one for which it works."""
    rows = CarriedQuestion.objects.visible_to(user).filter(contractor=contractor)
    return list(rows.select_related("principal", "item__owner").order_by("asked_on", "pk"))
