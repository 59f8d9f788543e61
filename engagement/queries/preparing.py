"""What is gathered of an organisation's preparation, for those who read its internal matters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from engagement.choices import PlanQuestion, PlanStatus
from engagement.models import PlanItem
from engagement.preparing import AreaStands, QuestionStands, Standing
from partnering.choices import ActionOrigin
from partnering.models import Action, Organisation
from readiness import queries as readiness
from readiness.models import Campaign

SELF_CHECK = "engagement-plan"
"""The framework that asks one's people about the same ten questions as the plan."""
MOST_ACTIONS = 6


@dataclass(frozen=True)
class Survey:
    """A closed survey and its areas as the reader may see them."""

    campaign: Campaign
    areas: list[readiness.AreaShown]


@dataclass(frozen=True)
class Prepared:
    """All that the page shows. `readiness` and `self_check` are the newest results; None before there is one."""

    standing: Standing
    readiness: Survey | None
    self_check: Survey | None
    open_surveys: list[Campaign]
    actions: list[Action]


def preparation_of(user: Any, organisation: Organisation, on: date) -> Prepared:
    """How an organisation stands on a day, to a user who may read its internal matters. Few queries, always as many."""
    seen = Campaign.objects.visible_to(user).filter(organisation=organisation)
    newest = [
        _newest(seen.exclude(framework_version__slug=SELF_CHECK)),
        _newest(seen.filter(framework_version__slug=SELF_CHECK)),
    ]
    rows = list(
        seen.filter(Q(closed_on=None) | Q(pk__in=[pk for pk in newest if pk]))
        .select_related("framework_version", "result")
        .order_by("closes_on", "pk")
    )
    survey, self_check = (next((_shown(user, row) for row in rows if row.pk == pk), None) for pk in newest)
    plan = list(PlanItem.objects.visible_to(user).filter(organisation=organisation).select_related("owner"))
    open_surveys = [row for row in rows if row.closed_on is None]
    actions = Action.objects.visible_to(user).open()
    arose = actions.filter(organisation=organisation, origin__in=(ActionOrigin.READINESS, ActionOrigin.PLAN))
    standing = Standing(
        on=on,
        asked_on=survey.campaign.closed_on if survey else None,
        is_asking=any(row.framework_version.slug != SELF_CHECK for row in open_surveys),
        areas=tuple(_stands(area) for area in survey.areas) if survey else (),
        plan=tuple(_question(question, plan, on) for question in PlanQuestion.values),
    )
    return Prepared(
        standing=standing,
        readiness=survey,
        self_check=self_check,
        open_surveys=open_surveys,
        actions=list(arose.select_related("owner").order_by("due_on", "pk")[:MOST_ACTIONS]),
    )


def _newest(rows: Any) -> int | None:
    found: int | None = rows.closed().order_by("-closed_on", "-pk").values_list("pk", flat=True).first()
    return found


def _shown(user: Any, campaign: Campaign) -> Survey:
    framework = readiness.framework_for_reader(user, campaign)
    return Survey(campaign, readiness.areas_of(framework, campaign.result))


def _stands(area: readiness.AreaShown) -> AreaStands:
    unknown = None if area.dont_know is None else area.dont_know / 100
    return AreaStands(area.name, area.mean, area.tone, unknown)


def _question(question: str, plan: list[PlanItem], on: date) -> QuestionStands:
    item = next((one for one in plan if one.question == question), None)
    if item is None:
        return QuestionStands(question, answered=False, owned=False, late=False, done=False)
    return QuestionStands(
        question,
        answered=bool(item.answer.strip()),
        owned=item.owner_id is not None,
        late=item.is_late(on),
        done=item.status == PlanStatus.DONE,
    )
