"""Actions as a board and in numbers: what is to do, what somebody works on, what was done lately."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from partnering.answers import PER_PAGE
from partnering.choices import ActionColumn, ActionState
from partnering.models import Action

LATELY = timedelta(days=30)
MOST_PAGES = 40


@dataclass(frozen=True)
class BoardColumn:
    """A column: its most urgent or newest actions, how many there are, and how many pages of it are shown."""

    key: str
    label: str
    actions: list[Action]
    count: int
    pages: int

    @property
    def more(self) -> int:
        """How many the next page would add."""
        return min(self.count - len(self.actions), PER_PAGE)


def columns(rows: QuerySet[Action], pages: Mapping[str, str], *, today: date) -> list[BoardColumn]:
    """Actions of any state in the columns of a board; `pages` says how many of each column are shown."""
    urgent = F("due_on").asc(nulls_last=True)
    found = {
        ActionColumn.TODO: rows.filter(state=ActionState.OPEN, started_on=None).order_by(urgent, "pk"),
        ActionColumn.DOING: rows.filter(state=ActionState.OPEN, started_on__isnull=False).order_by(
            urgent, "pk"
        ),
        ActionColumn.DONE: rows.filter(state=ActionState.DONE, done_on__gte=today - LATELY).order_by(
            "-done_on", "-pk"
        ),
    }
    made = []
    for key, actions in found.items():
        asked = pages.get(key.value, "")
        shown = min(max(int(asked), 1), MOST_PAGES) if asked.isdecimal() and len(asked) < 4 else 1
        first = list(actions[: PER_PAGE * shown])
        made.append(BoardColumn(key.value, str(key.label), first, actions.order_by().count(), shown))
    return made


@dataclass(frozen=True)
class Counted:
    """How many actions an organisation or a group has; the late, the begun and nobody's are among the open ones."""

    key: int
    name: str
    open: int
    late: int
    doing: int
    nobodys: int
    done: int


def counted(rows: QuerySet[Action], by: str, *, today: date) -> list[Counted]:
    """Actions counted by a field that points at something with a name, those with most late ones first."""
    is_open = Q(state=ActionState.OPEN)
    numbers = {
        "open": is_open,
        "late": is_open & Q(due_on__lt=today),
        "doing": is_open & Q(started_on__isnull=False),
        "nobodys": is_open & Q(owner=None),
        "done": Q(state=ActionState.DONE, done_on__gte=today - LATELY),
    }
    # Untyped, since the names of the numbers are made here.
    some: Any = rows.order_by().exclude(**{by: None})
    found = (
        some.values(key=F(by), name=F(f"{by}__name"))
        .annotate(**{f"n_{name}": Count("pk", filter=which) for name, which in numbers.items()})
        .order_by("-n_late", "-n_open", "name", "key")
    )
    return [
        Counted(one["key"], one["name"], **{name: one[f"n_{name}"] for name in numbers})
        for one in found
        if one["n_open"] or one["n_done"]
    ]
