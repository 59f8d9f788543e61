"""What people hold in engagement, and how it passes to somebody else: items of the engagement plan."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date

from django.utils.translation import gettext_lazy as _

from engagement.choices import PlanQuestion, PlanStatus
from engagement.models import PlanItem
from engagement.services.plans import answer_plan_item
from partnering import access
from partnering.models import Person, User
from partnering.registry import Held, Holding, holdings

KIND = "plan item"


def _theirs(person: Person, on: date) -> Iterator[Held]:
    rows = PlanItem.objects.filter(owner=person).exclude(status=PlanStatus.DONE)
    for item in rows.select_related("organisation", "partnership"):
        where = str(item.partnership or item.organisation)
        link = item.get_absolute_url()
        yield Held(KIND, item.pk, str(PlanQuestion(item.question).label), where, link)


def _pass_on(pk: int, to: Person, on: date, by: User) -> None:
    item = PlanItem.objects.select_related("organisation", "partnership", "carried").get(pk=pk)
    answer_plan_item(
        organisation=item.organisation,
        question=item.question,
        partnership=item.partnership,
        carried=item.carried,
        by=by,
        owner=to,
    )


def _passable(user: User, person: Person) -> Callable[[Held], bool]:
    leads = access.leads_organisation(user, person.organisation_id)
    return lambda held: leads


def _open(person: Person, pks: Iterable[int]) -> set[int]:
    """Those that are not done and still theirs."""
    rows = PlanItem.objects.filter(pk__in=pks, owner=person).exclude(status=PlanStatus.DONE)
    return set(rows.values_list("pk", flat=True))


def register() -> None:
    """Put the plan's items where a handover finds them."""
    holdings.append(
        Holding(KIND, _("Engagement plan"), "list-todo", _theirs, _pass_on, _passable, _open, order=50)
    )
