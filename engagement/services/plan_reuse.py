"""Beginning a partnership's own answers from the general ones, or from those for another partnership."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from engagement.choices import PlanStatus
from engagement.models import PlanItem
from engagement.services.plans import answer_plan_item
from partnering import access
from partnering.errors import DomainError
from partnering.models import Organisation, Partnership, Person, User


@transaction.atomic
def reuse_answers(
    *,
    organisation: Organisation,
    partnership: Partnership,
    source: Partnership | None,
    questions: Collection[str],
    replace: Collection[str] = (),
    by: User | None,
) -> list[PlanItem]:
    """Copy the answers to some questions into a partnership, from another or (None) the general ones.

    An answer that stands there already is left alone unless its question is in `replace`. Words and owner come along,
    and a day that has not passed; the status begins anew; evidence and actions stay where they are.
    """
    if source == partnership:
        raise DomainError(_("Choose another partnership to begin from."))
    found = PlanItem.objects.filter(
        organisation=organisation, partnership=source, carried=None, set_aside_on=None, question__in=questions
    ).exclude(answer="")
    here = PlanItem.objects.own_in(partnership).filter(organisation=organisation).select_for_update()
    taken = set(here.values_list("question", flat=True)) - set(replace)
    today = access.today()
    made = [
        answer_plan_item(
            organisation=organisation,
            question=item.question,
            partnership=partnership,
            by=by,
            answer=item.answer,
            owner=_still_there(item.owner),
            due_on=item.due_on if item.due_on and item.due_on >= today else None,
            status=PlanStatus.OPEN,
            evidence="",
            link="",
        )
        for item in found.select_related("owner").order_by("pk")
        if item.question not in taken
    ]
    if not made:
        raise DomainError(_("Nothing was taken over: tick the answers that you want here."))
    return made


def _still_there(owner: Person | None) -> Person | None:
    """The owner, unless they have left."""
    if owner is None or not Person.objects.present().filter(pk=owner.pk).exists():
        return None
    return owner
