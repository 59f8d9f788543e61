"""Letting members of a partnership that do the same see how far one is with chosen questions, and taking that back."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from engagement.choices import PlanQuestion
from engagement.models import PlanShare
from partnering import access
from partnering.errors import DomainError
from partnering.models import Organisation, Partnership, User
from partnering.services.audit import record
from partnering.services.changes import change
from partnering.services.times import check_own_membership, hold


@transaction.atomic
def share_plan(
    *,
    organisation: Organisation,
    partnership: Partnership,
    questions: Collection[str],
    by: User | None,
    on: date | None = None,
) -> list[PlanShare]:
    """Share these questions in a partnership and take all others back. Returns what is shared now."""
    day = on or access.today()
    if not set(questions) <= set(PlanQuestion.values):
        raise DomainError(_("There is no such question in the engagement plan."))
    hold(organisation)  # two who share at once come one after the other
    if questions:
        check_own_membership(partnership, organisation, day)
    rows = PlanShare.objects.in_force().filter(organisation=organisation, partnership=partnership)
    shared = {one.question: one for one in rows}
    for question in sorted(shared.keys() - set(questions)):
        gone = shared.pop(question)
        change(
            gone, by=by, verb="took back", organisation=organisation, withdrawn_on=max(day, gone.shared_on)
        )
    for question in PlanQuestion.values:
        if question in questions and question not in shared:
            made = PlanShare.objects.create(
                organisation=organisation,
                partnership=partnership,
                question=question,
                shared_on=day,
                shared_by=by,
            )
            record(by=by, verb="shared", thing=made, organisation=organisation)
            shared[question] = made
    return list(shared.values())
