"""Changing many actions at once, in one transaction, and taking that back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from partnering import access
from partnering.errors import DomainError
from partnering.models import Action, ActionBatch, ActionReturn, Person, User, WorkingGroup
from partnering.models.action_batches import KEPT
from partnering.services.actions import cancel_action, complete_action, edit_action, settle_return, whose
from partnering.services.changes import change
from partnering.together import Ask, Row, Values, What, Why, outcome, restored

MOST = 200


@dataclass(frozen=True)
class Planned:
    """An action, and what becomes of it: new values, or why it stays as it is."""

    action: Action
    outcome: Values | Why

    @property
    def changes(self) -> bool:
        """Whether anything will change."""
        return isinstance(self.outcome, Values)


def values_of(action: Action) -> Values:
    """What can be changed of an action."""
    return Values(action.state, action.due_on, action.done_on, action.owner_id, action.group_id)


def plan_together(*, pks: Iterable[int], ask: Ask, by: User) -> list[Planned]:
    """What would become of each of these actions, those that the user doesn't see left out; changes nothing."""
    rows = Action.objects.visible_to(by).filter(pk__in=pks).select_related("organisation", "owner")
    return _planned(rows, ask, by)


@transaction.atomic
def change_together(*, pks: Iterable[int], ask: Ask, by: User) -> ActionBatch:
    """Change those that can be, each with its own entry in the record; what can't be changed stays as it is."""
    noted, chosen = [], _chosen(ask)
    pks = list(pks)
    waiting = ActionReturn.objects.filter(action__in=pks, settled_at=None)
    given_back = dict(waiting.values_list("action", "pk")) if ask.what == What.OWNER else {}
    for one in _planned(_held(Action.objects.visible_to(by).filter(pk__in=pks)), ask, by):
        if isinstance(one.outcome, Values):
            before = values_of(one.action)
            _do(one.action, ask, one.outcome, chosen, by)
            after = values_of(one.action)
            row = {"pk": one.action.pk, "before": asdict(before), "after": asdict(after)}
            noted.append(row | {"given_back": given_back.get(one.action.pk)})
    if not noted:
        raise DomainError(_("None of these actions can be changed in this way."))
    now = timezone.now()
    ActionBatch.objects.filter(made_by=by, made_at__lte=now - KEPT).delete()
    return ActionBatch.objects.create(made_by=by, made_at=now, rows=noted)


@transaction.atomic
def undo_together(*, batch: ActionBatch, by: User) -> tuple[int, list[Action]]:
    """Make each action what it was. Returns how many, and those that stay because they were changed since."""
    now = timezone.now()
    if not ActionBatch.objects.undoable(now).filter(pk=batch.pk, made_by=by).update(undone_at=now):
        raise DomainError(_("This can't be taken back any more."))
    batch.refresh_from_db()
    noted = {row["pk"]: (_values(row["before"]), _values(row["after"])) for row in batch.rows}
    given_back = {row["pk"]: row["given_back"] for row in batch.rows if row.get("given_back")}
    actions = _held(Action.objects.visible_to(by).filter(pk__in=noted))
    mine = set(Action.objects.changeable_by(by).filter(pk__in=noted).values_list("pk", flat=True))
    parts = _parts([before for before, _after in noted.values()])
    count, refused = 0, []
    for action in actions:
        before, after = noted[action.pk]
        old = restored(values_of(action), before, after)
        fields = parts.fields(old, action) if old and action.pk in mine else None
        if fields is None:
            refused.append(action)
            continue
        change(action, by=by, verb="changed back", **whose(action), **fields)
        if action.pk in given_back:
            _wait_again(action, given_back[action.pk], by)
        count += 1
    return count, refused


def _wait_again(action: Action, given_back: int, by: User) -> None:
    """What the owner gave back waits for a decision again; what the owner between said is over."""
    settle_return(action=action, by=by, taken=True)
    ActionReturn.objects.filter(pk=given_back, action=action).update(
        settled_at=None, settled_by=None, taken=None
    )


def _planned(actions: Iterable[Action], ask: Ask, by: User) -> list[Planned]:
    found = list(actions)
    keys = [action.pk for action in found]
    mine = set(Action.objects.changeable_by(by).filter(pk__in=keys).values_list("pk", flat=True))
    today = access.today()
    return [
        Planned(
            action,
            outcome(
                Row(
                    action.pk,
                    values_of(action),
                    action.organisation_id,
                    action.partnership_id,
                    action.pk in mine,
                ),
                ask,
                today,
            ),
        )
        for action in found
    ]


def _held(rows: Any) -> list[Action]:
    """These actions, locked in one order."""
    held = Action.objects.filter(pk__in=rows.order_by().values("pk")).order_by("pk")
    held = held.select_related("organisation", "partnership", "owner", "group")
    if connection.features.has_select_for_update_of:
        held = held.select_for_update(of=("self",), no_key=True)
    return list(held)


def _do(action: Action, ask: Ask, new: Values, chosen: Person | WorkingGroup | None, by: User) -> None:
    if ask.what == What.DONE:
        complete_action(action=action, by=by)
    elif ask.what == What.CANCEL:
        cancel_action(action=action, by=by)
    elif ask.what == What.OWNER:
        edit_action(action=action, by=by, owner=chosen)
    elif ask.what == What.GROUP:
        edit_action(action=action, by=by, group=chosen)
    else:
        edit_action(action=action, by=by, due_on=new.due_on)


def _chosen(ask: Ask) -> Person | WorkingGroup | None:
    """The owner or the group that is asked for."""
    if ask.key is None:
        return None
    table = Person if ask.what == What.OWNER else WorkingGroup
    found: Person | WorkingGroup = table.objects.get(pk=ask.key)
    return found


def _values(noted: dict[str, Any]) -> Values:
    """Values as they come back from the database."""
    days = {name: date.fromisoformat(noted[name]) if noted[name] else None for name in ("due_on", "done_on")}
    return Values(state=noted["state"], owner=noted["owner"], group=noted["group"], **days)


@dataclass(frozen=True)
class _Parts:
    """The people and groups that actions had."""

    people: dict[int, Person]
    groups: dict[int, WorkingGroup]

    def fields(self, old: Values, action: Action) -> dict[str, Any] | None:
        """The fields as they were; None when the owner has left or the group belongs elsewhere by now."""
        owner = self.people.get(old.owner) if old.owner else None
        group = self.groups.get(old.group) if old.group else None
        if old.owner and (owner is None or owner.organisation_id != action.organisation_id):
            return None
        if old.group and (group is None or group.partnership_id != action.partnership_id):
            return None
        return {
            "state": old.state,
            "due_on": old.due_on,
            "done_on": old.done_on,
            "owner": owner,
            "group": group,
        }


def _parts(values: list[Values]) -> _Parts:
    people = Person.objects.present().in_bulk({one.owner for one in values if one.owner})
    return _Parts(people, WorkingGroup.objects.in_bulk({one.group for one in values if one.group}))
