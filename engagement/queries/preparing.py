"""What is gathered of an organisation's preparation, for those who read its internal matters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from engagement.choices import PlanQuestion, PlanStatus
from engagement.models import PlanItem
from engagement.preparing import AreaStands, QuestionStands, Standing
from partnering.choices import ActionOrigin
from partnering.models import Action, Organisation
from readiness import languages
from readiness import queries as readiness
from readiness.evidence import Verdict
from readiness.models import Campaign, Evidence
from readiness.queries import FrameworkAssessed

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
    assessed: list[FrameworkAssessed]
    actions: list[Action]

    @property
    def pieces(self) -> int:
        """How many pieces of evidence there are that aren't stale."""
        return sum(area.sides.pieces for one in self.assessed for area in one.areas)


def preparation_of(user: Any, organisation: Organisation, on: date) -> Prepared:
    """How an organisation stands on a day, to a user who may read its internal matters. Few queries, always as many."""
    seen = Campaign.objects.visible_to(user).filter(organisation=organisation)
    newest = readiness.newest_results(seen)
    check = newest.get(SELF_CHECK)
    closed = [one for one in newest.values() if one is not check]
    latest = max(closed, key=lambda one: (one.closed_on, one.pk), default=None)
    survey = _shown(user, latest) if latest else None
    open_surveys = list(seen.open().select_related("framework_version").order_by("closes_on", "pk"))
    assessed = readiness.assessed(
        organisation,
        newest=newest,
        evidence=Evidence.objects.visible_to(user).filter(organisation=organisation),
        language=languages.readers_language(user),
        on=on,
    )
    actions = Action.objects.visible_to(user).open()
    arose = actions.filter(organisation=organisation, origin__in=(ActionOrigin.READINESS, ActionOrigin.PLAN))
    plan = PlanItem.objects.visible_to(user).general().filter(organisation=organisation)
    standing = Standing(
        on=on,
        asked_on=latest.closed_on if latest else None,
        is_asking=any(row.framework_version.slug != SELF_CHECK for row in open_surveys),
        areas=tuple(_stands(area) for area in survey.areas) if survey else (),
        plan=_questions(list(plan.select_related("owner")), on),
        more_said=_differing(assessed, Verdict.OPINION_HIGHER),
        more_shown=_differing(assessed, Verdict.EVIDENCE_HIGHER),
        stale=sum(area.sides.stale for one in assessed for area in one.areas),
    )
    return Prepared(
        standing=standing,
        readiness=survey,
        self_check=_shown(user, check) if check else None,
        open_surveys=open_surveys,
        assessed=assessed,
        actions=list(arose.select_related("owner").order_by("due_on", "pk")[:MOST_ACTIONS]),
    )


def _differing(assessed: list[FrameworkAssessed], verdict: Verdict) -> tuple[str, ...]:
    return tuple(area.name for _one, area in readiness.findings(assessed) if area.sides.verdict == verdict)


def _questions(plan: list[PlanItem], on: date) -> tuple[QuestionStands, ...]:
    return tuple(_question(question, plan, on) for question in PlanQuestion.values)


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
