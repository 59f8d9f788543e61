"""Changing many actions at once, and taking that back: what becomes of each. Plain data in and out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

OPEN, DONE, CANCELLED = "open", "done", "cancelled"


class What(StrEnum):
    """What may be done with many actions at once."""

    DONE = "done"
    DUE = "due"
    SHIFT = "shift"
    OWNER = "owner"
    GROUP = "group"
    CANCEL = "cancel"


class Why(StrEnum):
    """Why an action stays as it is."""

    NOT_YOURS = "not yours"
    NOT_OPEN = "not open"
    NO_DAY = "no day"
    OTHER_ORGANISATION = "other organisation"
    OTHER_PARTNERSHIP = "other partnership"
    SAME = "same"


@dataclass(frozen=True)
class Values:
    """What can be changed of an action; owner and group by their keys."""

    state: str
    due_on: date | None
    done_on: date | None
    owner: int | None
    group: int | None


@dataclass(frozen=True)
class Row:
    """An action as it is, whose it is, and whether the user may change it."""

    key: int
    values: Values
    organisation: int
    partnership: int | None = None
    changeable: bool = True


@dataclass(frozen=True)
class Ask:
    """What is asked for. `belongs_to` is the owner's organisation, or the group's partnership."""

    what: What
    on: date | None = None
    days: int = 0
    key: int | None = None
    belongs_to: int | None = None


def outcome(row: Row, ask: Ask, today: date) -> Values | Why:
    """What an action will be, or why it stays as it is."""
    now = row.values
    if not row.changeable:
        return Why.NOT_YOURS
    if now.state != OPEN:
        return Why.NOT_OPEN
    if ask.what == What.SHIFT and now.due_on is None:
        return Why.NO_DAY
    if ask.what == What.OWNER and ask.key is not None and ask.belongs_to != row.organisation:
        return Why.OTHER_ORGANISATION
    if ask.what == What.GROUP and ask.key is not None and ask.belongs_to != row.partnership:
        return Why.OTHER_PARTNERSHIP
    new = _changed(now, ask, today)
    return Why.SAME if new == now else new


def _changed(now: Values, ask: Ask, today: date) -> Values:
    if ask.what == What.DONE:
        return replace(now, state=DONE, done_on=today)
    if ask.what == What.CANCEL:
        return replace(now, state=CANCELLED)
    if ask.what == What.DUE:
        return replace(now, due_on=ask.on)
    if ask.what == What.SHIFT:
        return replace(now, due_on=now.due_on and now.due_on + timedelta(days=ask.days))
    if ask.what == What.OWNER:
        return replace(now, owner=ask.key)
    return replace(now, group=ask.key)


def restored(now: Values, before: Values, after: Values) -> Values | None:
    """What an action is once its change is taken back; None when it has been changed again since."""
    return before if now == after else None
