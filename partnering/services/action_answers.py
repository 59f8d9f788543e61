"""What owners answer to a mail about an action, and what becomes of the actions that they give back."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from partnering import access, noting
from partnering.choices import ActionState
from partnering.errors import DomainError
from partnering.models import Action, ActionReturn, Person, User
from partnering.services.actions import complete_action, edit_action, settle_return, whose
from partnering.services.audit import record
from partnering.services.changes import change
from partnering.services.times import hold


@transaction.atomic
def say_done(*, action: Action, person: Person) -> Action:
    """The owner says that it is done. Saying so twice changes nothing."""
    _hold_own(action, person)
    with noting.acting(lambda: person):
        return complete_action(action=action, by=person)


@transaction.atomic
def put_off(*, action: Action, person: Person, due_on: date) -> Action:
    """The owner names a later day."""
    _hold_own(action, person)
    _check_open(action)
    if due_on <= access.today():
        raise DomainError(_("Choose a day after today."))
    with noting.acting(lambda: person):
        return change(action, by=person, verb="put off", due_on=due_on, **whose(action))


@transaction.atomic
def give_back(*, action: Action, person: Person, named: str = "", note: str = "") -> ActionReturn:
    """The owner says that it isn't theirs; in the place of what they said before."""
    _hold_own(action, person)
    _check_open(action)
    named = named.strip()
    said = {
        "person": person,
        "named": named,
        "note": note.strip(),
        "suggested": _colleague(person, named),
        "made_at": timezone.now(),
    }
    with noting.acting(lambda: person):
        given_back, _new = ActionReturn.objects.update_or_create(
            action=action, settled_at=None, defaults=said
        )
        record(by=person, verb="gave back", thing=action, **whose(action))
    return given_back


@transaction.atomic
def take_return(*, given_back: ActionReturn, by: User) -> Action:
    """Give the action to whom its owner names."""
    action = hold(given_back.action)
    hold(given_back)
    new = given_back.suggested
    if new is None or not new.is_present():
        raise DomainError(_("Choose the new owner yourself: edit the action."))
    if given_back.settled_at is not None:
        raise DomainError(_("Somebody has decided on this already."))
    return edit_action(action=action, by=by, owner=new)


@transaction.atomic
def refuse_return(*, given_back: ActionReturn, by: User) -> None:
    """The action stays with its owner."""
    action = hold(given_back.action)
    if not settle_return(action=action, by=by, taken=False):
        raise DomainError(_("Somebody has decided on this already."))
    record(by=by, verb="left with its owner", thing=action, **whose(action))


def _hold_own(action: Action, person: Person) -> None:
    """Lock the action; refuse when it is somebody else's by now."""
    hold(action)
    if not Action.objects.in_hands_of(person).filter(pk=action.pk).exists():
        raise DomainError(_("This action is somebody else's by now."))


def _check_open(action: Action) -> None:
    if action.state != ActionState.OPEN:
        raise DomainError(_("This action is done or cancelled already."))


def _colleague(person: Person, named: str) -> Person | None:
    """The one colleague whose name or address that is."""
    if not named:
        return None
    others = Person.objects.filter(organisation=person.organisation_id).present().exclude(pk=person.pk)
    found = list(others.filter(email__iexact=named)[:2]) or list(others.filter(name__iexact=named)[:2])
    return found[0] if len(found) == 1 else None
