"""Actions: noting them, doing them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from partnering import access
from partnering.choices import ActionColumn, ActionOrigin, ActionState
from partnering.errors import DomainError
from partnering.models import (
    Action,
    ActionReturn,
    Meeting,
    Membership,
    Organisation,
    Partnership,
    Person,
    User,
    WorkingGroup,
)
from partnering.services.audit import record
from partnering.services.changes import change


@transaction.atomic
def add_action(
    *,
    title: str,
    organisation: Organisation,
    by: User | None,
    partnership: Partnership | None = None,
    owner: Person | None = None,
    due_on: date | None = None,
    origin: str = ActionOrigin.AGREED,
    group: WorkingGroup | None = None,
    meeting: Meeting | None = None,
    notes: str = "",
    created_on: date | None = None,
) -> Action:
    """Something that one organisation is to do; joint in a partnership, or internal without one."""
    _check_parts(organisation=organisation, owner=owner, partnership=partnership, group=group)
    action = Action.objects.create(
        title=title.strip(),
        organisation=organisation,
        partnership=partnership,
        owner=owner,
        due_on=due_on,
        origin=origin,
        group=group,
        meeting=meeting,
        notes=notes,
        created_by=by,
        created_on=created_on or access.today(),
    )
    record(by=by, verb="added", thing=action, **whose(action))
    return action


@transaction.atomic
def edit_action(*, action: Action, by: User, **values: Any) -> Action:
    """Change the named fields of an action."""
    _check_parts(
        organisation=values.get("organisation", action.organisation),
        owner=values.get("owner", action.owner),
        partnership=action.partnership,
        group=values.get("group", action.group),
    )
    if values.get("owner", action.owner) != action.owner:
        settle_return(action=action, by=by, taken=True)
    scope = whose(action)
    moved_to = values.pop("organisation", action.organisation)
    if moved_to != action.organisation:
        before = str(action.organisation)
        action.organisation = moved_to
        action.save(update_fields=["organisation"])
        record(by=by, verb="passed on", thing=action, before=before, after=str(moved_to), **scope)
    return change(action, by=by, **scope, **values)


@transaction.atomic
def complete_action(*, action: Action, by: User | Person | None, on: date | None = None) -> Action:
    """The action is done, on a day (today unless told); doing it twice changes nothing."""
    if action.state == ActionState.CANCELLED:
        raise DomainError(_("This action was cancelled. Open it again first."))
    if action.state == ActionState.DONE:
        return action
    return change(
        action, by=by, verb="done", **whose(action), state=ActionState.DONE, done_on=on or access.today()
    )


@transaction.atomic
def reopen_action(*, action: Action, by: User) -> Action:
    """The action is to be done after all."""
    return change(action, by=by, verb="reopened", **whose(action), state=ActionState.OPEN, done_on=None)


@transaction.atomic
def move_action(*, action: Action, to: str, by: User) -> Action:
    """Put an action into another column of the board; one that is done opens again when it leaves that column."""
    if to == ActionColumn.DONE:
        return complete_action(action=action, by=by)
    if action.state == ActionState.CANCELLED:
        raise DomainError(_("This action was cancelled. Open it again first."))
    started_on = (action.started_on or access.today()) if to == ActionColumn.DOING else None
    verb = "started" if started_on else "put back"
    fields: dict[str, Any] = {"state": ActionState.OPEN, "done_on": None, "started_on": started_on}
    return change(action, by=by, verb=verb, **whose(action), **fields)


@transaction.atomic
def cancel_action(*, action: Action, by: User) -> Action:
    """The action isn't needed any more."""
    if action.state == ActionState.DONE:
        raise DomainError(_("This action is done already."))
    return change(action, by=by, verb="cancelled", **whose(action), state=ActionState.CANCELLED)


def settle_return(*, action: Action, by: User | None, taken: bool) -> bool:
    """Note that what the owner gave back has been decided on; call it in the transaction that does so."""
    waiting = ActionReturn.objects.filter(action=action, settled_at=None)
    return bool(waiting.update(settled_at=timezone.now(), settled_by=by, taken=taken))


def whose(action: Action) -> dict[str, Any]:
    """Whose the record of an action's changes is: its partnership's, or its organisation's own."""
    return {
        "partnership": action.partnership,
        "organisation": None if action.partnership else action.organisation,
    }


def _check_parts(
    *,
    organisation: Organisation,
    owner: Person | None,
    partnership: Partnership | None,
    group: WorkingGroup | None,
) -> None:
    if owner is not None and owner.organisation_id != organisation.pk:
        raise DomainError(
            _("The owner must be one of the organisation's own people. Choose one of them, or nobody yet.")
        )
    if (
        partnership is not None
        and not Membership.objects.filter(partnership=partnership, organisation=organisation).exists()
    ):
        raise DomainError(
            _("%(organisation)s is not a member of the partnership.") % {"organisation": organisation}
        )
    if group is not None and group.partnership_id != getattr(partnership, "pk", None):
        raise DomainError(_("The working group belongs to another partnership. Choose one of this."))
