"""Carrying questions of the engagement plan over to contractors, and taking them back."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from engagement.choices import PlanQuestion
from engagement.models import CarriedQuestion, PlanItem
from engagement.services.plans import set_plan_item_aside
from partnering import access
from partnering.choices import RoleKind
from partnering.errors import DomainError
from partnering.models import Organisation, Person, Role, User
from partnering.services.audit import record
from partnering.services.changes import change


@transaction.atomic
def carry_over(
    *, principal: Organisation, contractor: Organisation, question: str, asks: str = "", by: User | None
) -> CarriedQuestion:
    """Ask a contractor to answer a question for itself; asked again, the words are changed.

    It waits for the contractor's lead, who finds it among what they are to do.
    """
    if question not in PlanQuestion.values:
        raise DomainError(_("There is no such question in the engagement plan."))
    if contractor.contractor_of_id != principal.pk:
        raise DomainError(_("“%(name)s” is no contractor of yours.") % {"name": contractor})
    words = asks.strip()
    carried, is_new = CarriedQuestion.objects.get_or_create(
        principal=principal, contractor=contractor, question=question, defaults={"asks": words}
    )
    if is_new:
        record(by=by, verb="carried over", thing=carried, organisation=principal)
    else:
        since = access.today() if carried.withdrawn_on else carried.asked_on
        change(carried, by=by, organisation=principal, asks=words, withdrawn_on=None, asked_on=since)
    item, _new = PlanItem.objects.get_or_create(
        organisation=contractor, question=question, carried=carried, defaults={"owner": _lead_of(contractor)}
    )
    if item.set_aside_on is not None:
        change(item, by=by, organisation=contractor, set_aside_on=None, owner=_lead_of(contractor))
    return carried


@transaction.atomic
def take_back_carried(*, carried: CarriedQuestion, by: User | None) -> CarriedQuestion:
    """Ask no more: the contractor keeps its answer, and nobody else reads it."""
    if carried.withdrawn_on is not None:
        return carried
    for item in PlanItem.objects.filter(carried=carried).select_related("organisation"):
        set_plan_item_aside(item=item, by=by)
    return change(
        carried, by=by, verb="took back", organisation=carried.principal, withdrawn_on=access.today()
    )


def _lead_of(organisation: Organisation) -> Person | None:
    """Who leads an organisation's partnering longest."""
    roles = Role.objects.current().filter(
        person__organisation=organisation, kind=RoleKind.PARTNERING_LEAD, partnership=None
    )
    found: Role | None = roles.select_related("person").order_by("started_on", "pk").first()
    return found.person if found else None
