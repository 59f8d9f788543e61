"""The engagement plan: answering the ten questions."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from engagement.choices import PlanQuestion, PlanStatus
from engagement.models import PlanItem, PlanStep
from engagement.services.recounts import ask_for_recounts_of
from partnering import access
from partnering.errors import DomainError
from partnering.models import Organisation, Person, User
from partnering.services.audit import record
from partnering.services.changes import change
from partnering.services.organisations import end_stewardship

FIELDS = frozenset({"answer", "owner", "due_on", "status"})


@transaction.atomic
def answer_plan_item(
    *, organisation: Organisation, question: str, by: User | None, on: date | None = None, **values: Any
) -> PlanItem:
    """Set the named fields (answer, owner, due_on, status) of one of an organisation's ten questions, on a day.

    Fields that aren't named stay as they are. What counts for traction is kept day by day.
    """
    day = on or access.today()
    if question not in PlanQuestion.values or not values.keys() <= FIELDS:
        raise DomainError(_("There is no such question in the engagement plan."))
    owner: Person | None = values.get("owner")
    if owner is not None and owner.organisation_id != organisation.pk:
        raise DomainError(_("The owner must be one of the organisation's own people."))
    if "answer" in values:
        values["answer"] = values["answer"].strip()
    known = PlanItem.objects.filter(organisation=organisation, question=question).first() or PlanItem()
    done = values.get("status", known.status) == PlanStatus.DONE
    if done and not values.get("answer", known.answer):
        raise DomainError(_("A question is done when it has an answer. Write the answer first."))
    item, is_new = PlanItem.objects.get_or_create(
        organisation=organisation, question=question, defaults={**values, "changed_on": day}
    )
    if is_new:
        record(by=by, verb="answered", thing=item, organisation=organisation)
    else:
        change(item, by=by, organisation=organisation, **values)
        PlanItem.objects.filter(pk=item.pk).update(changed_on=day)
        item.changed_on = day
    end_stewardship(organisation=organisation, by=by)
    _keep_step(item, day)
    ask_for_recounts_of(organisation, day)
    return item


def _keep_step(item: PlanItem, on: date) -> None:
    PlanStep.objects.update_or_create(
        item=item,
        on=on,
        defaults={
            "answered": bool(item.answer),
            "owned": item.owner_id is not None,
            "due_on": item.due_on,
            "done": item.status == PlanStatus.DONE,
        },
    )
