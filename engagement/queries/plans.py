"""An organisation's answers to the ten questions: the general ones, and what holds in one partnership."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q

from engagement.choices import PlanQuestion
from engagement.models import PlanItem, PlanShare
from partnering.models import Membership, Organisation, Partnership


@dataclass(frozen=True)
class QuestionRow:
    """One of the ten with the answer that holds (None when there is none), and what else the organisation wrote.

    `is_own` says that the answer holds in this partnership only. `general` is the general one, `kept` an answer for
    this partnership that was set aside.
    """

    number: int
    question: PlanQuestion
    item: PlanItem | None
    is_own: bool = False
    general: PlanItem | None = None
    kept: PlanItem | None = None


@dataclass(frozen=True)
class Plan:
    """The ten rows of a page, and what is counted above them."""

    rows: list[QuestionRow]
    on: date

    @property
    def items(self) -> list[PlanItem]:
        """The answers that hold."""
        return [row.item for row in self.rows if row.item]

    @property
    def answered(self) -> int:
        """How many questions have an answer."""
        return sum(bool(item.answer.strip()) for item in self.items)

    @property
    def owned(self) -> int:
        """How many have an owner."""
        return sum(item.owner_id is not None for item in self.items)

    @property
    def late(self) -> int:
        """How many are late."""
        return sum(item.is_late(self.on) for item in self.items)

    @property
    def own(self) -> int:
        """How many have an answer for this partnership only."""
        return sum(row.is_own for row in self.rows)


def plan_of(user: Any, organisation: int, *, on: date, partnership: Partnership | None = None) -> Plan:
    """The plan of an organisation as the user may see it; with a partnership, as it holds there. One query."""
    rows = PlanItem.objects.visible_to(user).filter(organisation=organisation).select_related("owner")
    found = list(
        rows.general() if partnership is None else rows.general() | rows.filter(partnership=partnership)
    )
    general = {item.question: item for item in found if item.partnership_id is None}
    own = {item.question: item for item in found if item.partnership_id is not None}
    return Plan(
        [
            _row(number, one, general.get(one), own.get(one))
            for number, one in enumerate(PlanQuestion, start=1)
        ],
        on,
    )


def _row(number: int, question: PlanQuestion, general: PlanItem | None, own: PlanItem | None) -> QuestionRow:
    if own is not None and own.set_aside_on is None:
        return QuestionRow(number, question, own, is_own=True, general=general)
    return QuestionRow(number, question, general, general=general, kept=own)


def holding_in(items: Iterable[PlanItem], partnership: int) -> list[PlanItem]:
    """Of all answers of an organisation, those that hold in a partnership: its own before the general ones."""
    found = [item for item in items if item.set_aside_on is None and item.carried_id is None]
    own = {item.question: item for item in found if item.partnership_id == partnership}
    general = {item.question: item for item in found if item.partnership_id is None}
    return list((general | own).values())


def own_organisation_in(user: Any, partnership: Partnership, organisation: int | None) -> Organisation | None:
    """The user's own organisation, when it is a member of a partnership today."""
    rows = Organisation.objects.visible_to(user).filter(pk=organisation)
    found: Organisation | None = rows.filter(
        pk__in=partnership.memberships.current().values("organisation")
    ).first()
    return found


def partnerships_with_answers(user: Any, organisation: int) -> list[Partnership]:
    """The user's partnerships in which an organisation is a member, each with how many answers for it only: `own`."""
    own = Count(
        "plan_items",
        filter=Q(plan_items__organisation=organisation, plan_items__set_aside_on=None),
        distinct=True,
    )
    rows = Partnership.objects.visible_to(user).filter(
        pk__in=Membership.objects.current().filter(organisation=organisation).values("partnership")
    )
    return list(rows.annotate(own=own).order_by("name", "pk"))


@dataclass(frozen=True)
class Reusable:
    """An answer that a partnership could begin with, and the one that stands there already, if any."""

    number: int
    question: PlanQuestion
    item: PlanItem
    here: PlanItem | None


def reusable_answers(
    user: Any, organisation: int, *, partnership: Partnership, source: Partnership | None
) -> list[Reusable]:
    """The answers of a source (None: the general ones) that a partnership could begin with. One query."""
    rows = PlanItem.objects.visible_to(user).filter(
        organisation=organisation, carried=None, set_aside_on=None
    )
    both = rows.filter(partnership=source) | rows.filter(partnership=partnership)
    items = list(both.exclude(answer="").select_related("owner"))
    there = {one.question: one for one in items if one.partnership_id == (source.pk if source else None)}
    here = {one.question: one for one in items if one.partnership_id == partnership.pk}
    return [
        Reusable(number, one, there[one], here.get(one))
        for number, one in enumerate(PlanQuestion, start=1)
        if one in there
    ]


def shared_questions(user: Any, organisation: int, partnership: Partnership) -> set[str]:
    """The questions that the user's organisation shares in a partnership."""
    rows = PlanShare.objects.visible_to(user).filter(organisation=organisation, partnership=partnership)
    return set(rows.values_list("question", flat=True))
