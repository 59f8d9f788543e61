"""The engagement plan: answering the ten questions, in general or for one partnership, and acting on the answers."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from engagement.choices import PlanQuestion, PlanStatus
from engagement.models import CarriedQuestion, PlanItem, PlanStep
from engagement.services.recounts import ask_for_recount, ask_for_recounts_of
from partnering import access
from partnering.choices import ActionOrigin
from partnering.errors import DomainError
from partnering.models import Action, Organisation, Partnership, Person, User
from partnering.services.actions import add_action
from partnering.services.audit import record
from partnering.services.changes import change
from partnering.services.organisations import end_stewardship
from partnering.services.times import check_own_membership

FIELDS = frozenset({"answer", "owner", "due_on", "status", "evidence", "link"})


@transaction.atomic
def answer_plan_item(
    *,
    organisation: Organisation,
    question: str,
    by: User | None,
    partnership: Partnership | None = None,
    carried: CarriedQuestion | None = None,
    on: date | None = None,
    **values: Any,
) -> PlanItem:
    """Set the named fields of the answer to one of an organisation's ten questions, on a day.

    With a partnership it is the answer for that one only; with what was carried over, it is for the organisation that
    asks. Fields that aren't named stay as they are. What counts for traction is kept day by day.
    """
    day = on or access.today()
    known = _known(organisation, question, partnership, carried)
    _check(known, organisation, question, values)
    if carried is not None and (carried.withdrawn_on or carried.contractor_id != organisation.pk):
        raise DomainError(_("This is not asked of your organisation any more."))
    if partnership is not None:
        check_own_membership(partnership, organisation, day)
        if not values.get("answer", known.answer):
            raise DomainError(
                _(
                    "Write what holds in this partnership, or let it rest on your organisation's general answer."
                )
            )
    item, is_new = PlanItem.objects.get_or_create(
        organisation=organisation,
        question=question,
        partnership=partnership,
        carried=carried,
        defaults={**values, "changed_on": day},
    )
    if is_new:
        record(by=by, verb="answered", thing=item, organisation=organisation)
    else:
        change(item, by=by, organisation=organisation, **values, set_aside_on=None)
        _mark_changed(item, day)
    end_stewardship(organisation=organisation, by=by)
    _keep_step(item, day)
    _ask_for_counts(item, day)
    return item


@transaction.atomic
def set_plan_item_aside(*, item: PlanItem, by: User | None, on: date | None = None) -> PlanItem:
    """Let a question rest on the general answer again in a partnership; the words stay for who comes back to them."""
    if item.partnership_id is None and item.carried_id is None:
        raise DomainError(_("This is your organisation's general answer: there is none behind it."))
    day = on or access.today()
    if item.set_aside_on is not None:
        return item
    change(
        item,
        by=by,
        verb="set aside",
        organisation=item.organisation,
        set_aside_on=day,
        owner=None,
        due_on=None,
        status=PlanStatus.OPEN,
    )
    _mark_changed(item, day)
    _keep_step(item, day)
    _ask_for_counts(item, day)
    return item


@transaction.atomic
def add_plan_action(
    *, item: PlanItem, title: str, owner: Person | None, due_on: date | None, by: User
) -> Action:
    """Somebody of the organisation does something that an answer asks for; nobody else sees it."""
    if item.set_aside_on is not None:
        raise DomainError(_("This answer was set aside. Answer it again first."))
    action = add_action(
        title=title,
        organisation=item.organisation,
        owner=owner,
        due_on=due_on,
        origin=ActionOrigin.PLAN,
        by=by,
    )
    item.actions.add(action)
    return action


def _known(
    organisation: Organisation,
    question: str,
    partnership: Partnership | None,
    carried: CarriedQuestion | None,
) -> PlanItem:
    rows = PlanItem.objects.filter(
        organisation=organisation, question=question, partnership=partnership, carried=carried
    )
    return rows.first() or PlanItem()


def _check(known: PlanItem, organisation: Organisation, question: str, values: dict[str, Any]) -> None:
    """Refuse what makes no sense; spaces around words are no words."""
    if question not in PlanQuestion.values or not values.keys() <= FIELDS:
        raise DomainError(_("There is no such question in the engagement plan."))
    owner: Person | None = values.get("owner")
    if owner is not None and owner.organisation_id != organisation.pk:
        raise DomainError(_("The owner must be one of the organisation's own people."))
    for name in {"answer", "evidence"} & values.keys():
        values[name] = values[name].strip()
    done = values.get("status", known.status) == PlanStatus.DONE
    if done and not values.get("answer", known.answer):
        raise DomainError(_("A question is done when it has an answer. Write the answer first."))


def _mark_changed(item: PlanItem, day: date) -> None:
    PlanItem.objects.filter(pk=item.pk).update(changed_on=day)
    item.changed_on = day


def _keep_step(item: PlanItem, on: date) -> None:
    if item.carried_id is not None:
        return  # what is answered for somebody else counts in no partnership of one's own
    PlanStep.objects.update_or_create(
        item=item,
        on=on,
        defaults={
            "answered": bool(item.answer) and item.set_aside_on is None,
            "owned": item.owner_id is not None,
            "due_on": item.due_on,
            "done": item.status == PlanStatus.DONE,
        },
    )


def _ask_for_counts(item: PlanItem, day: date) -> None:
    """A general answer counts wherever there is no other one."""
    if item.carried_id is not None:
        return
    if item.partnership is None:
        ask_for_recounts_of(item.organisation, day)
    else:
        ask_for_recount(item.partnership, day)
