"""From which day on changes of rows have an influence on traction, and on that of which partnerships.

The record of changes tells what each row held before and after. Nothing that has no day before a change has an
influence on a day before it, so that only the days from there on need to be counted again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import models
from django.db.models import Max

from agreements.choices import CommitmentState
from agreements.models import Agreement, Commitment, Party, Signatory
from engagement.models import (
    EngagementTarget,
    Interaction,
    Participation,
    PlanStep,
    SetStage,
    SponsorMessage,
    Weighting,
)
from partnering.choices import ActionState
from partnering.models import (
    Action,
    Membership,
    Partnership,
    Person,
    Position,
    Role,
    RowChange,
    Seat,
    Unit,
)
from readiness.models import Campaign, SharedResult

Days = dict[int, date]
"""By partnership: the first day that has to be counted again."""


@dataclass(frozen=True)
class Watched:
    """A table on which traction rests.

    `partnership` and `organisation` lead to whose rows these are: one partnership's, or of all of an organisation's.
    `days` are the fields of the days from which or to which a row counts, `first` where it begins to: a change of
    `other` fields counts from there, for ever back where `is_open`. Of `only`, these values matter alone.
    """

    partnership: str = ""
    organisation: str = ""
    days: tuple[str, ...] = ()
    other: tuple[str, ...] = ()
    first: tuple[str, ...] = ()
    is_open: bool = False
    only: Mapping[str, str] = field(default_factory=dict)


HELD = ("started_on", "ended_on")
PLACE = ("unit", "level")
WATCHED: dict[type[models.Model], Watched] = {
    Partnership: Watched("pk", days=("ended_on",), other=("phase", "started_on"), is_open=True),
    Membership: Watched("partnership", days=("joined_on", "left_on")),
    Role: Watched("partnership", "person__organisation", HELD, ("person", "kind"), HELD[:1]),
    Seat: Watched("group__partnership", days=HELD, other=("person", "organisation"), first=HELD[:1]),
    Action: Watched(
        "partnership",
        days=("created_on", "due_on", "done_on"),
        other=("owner", "organisation", "partnership", "state"),
        first=("created_on",),
        only={"state": ActionState.CANCELLED},
    ),
    Agreement: Watched("partnership", days=("came_into_force_on", "ends_on", "ended_on")),
    Party: Watched(
        "agreement__partnership", other=("organisation",), first=("agreement__came_into_force_on",)
    ),
    Commitment: Watched(
        "agreement__partnership",
        days=("due_on", "kept_on"),
        other=("organisation", "state"),
        first=("due_on", "kept_on"),
        only={"state": CommitmentState.WITHDRAWN},
    ),
    Signatory: Watched(
        "version__agreement__partnership", days=("signed_on",), other=("person",), first=("signed_on",)
    ),
    Interaction: Watched("partnership", days=("held_on",), other=("kind", "joint"), first=("held_on",)),
    # Who takes a participation away asks for the count: of what is gone nothing tells the day.
    Participation: Watched(
        "interaction__partnership", other=("person", "interaction"), first=("interaction__held_on",)
    ),
    EngagementTarget: Watched(
        "partnership", days=("named_on", "dropped_on"), other=("levels",), first=("named_on",)
    ),
    SetStage: Watched(
        "partnership", days=("starts_on", "ends_on"), other=("stage", "person"), first=("starts_on",)
    ),
    SponsorMessage: Watched("partnership", days=("sent_on",), other=("author",), first=("sent_on",)),
    Weighting: Watched("partnership", days=("since",)),
    PlanStep: Watched(
        "item__partnership",
        "item__organisation",
        days=("on",),
        other=("answered", "owned", "due_on", "done"),
        first=("on",),
    ),
    Campaign: Watched(organisation="organisation", days=("closed_on",)),
    SharedResult: Watched("partnership", days=("shared_on", "withdrawn_on")),
    Person: Watched(
        organisation="organisation",
        days=("left_on",),
        other=("organisation", *PLACE, "joined_on", "merged_into"),
        first=("joined_on",),
        is_open=True,
    ),
    Position: Watched(organisation="person__organisation", days=("ended_on",), other=PLACE, is_open=True),
    Unit: Watched(organisation="organisation", other=("parent", "organisation"), is_open=True),
}
BY_LABEL = {model._meta.label_lower: model for model in WATCHED}


def watched(changes: models.QuerySet[RowChange]) -> models.QuerySet[RowChange]:
    """Those of these changes that may matter to traction."""
    return changes.filter(thing__in=list(BY_LABEL))


def news_in(changes: Iterable[RowChange]) -> Iterator[tuple[RowChange, int, date]]:
    """For each change that matters: which partnerships are to be counted again, from which day on."""
    tables: dict[str, list[RowChange]] = defaultdict(list)
    for change in changes:
        tables[change.thing].append(change)
    members = _Members()
    for label, rows in tables.items():
        model = BY_LABEL[label]
        told = [change for change in rows if _names(WATCHED[model], change)]
        there = _there(model, told)
        for change in told:
            row = there.get(change.thing_pk)
            since = _since(model, change, row)
            if since is not None:
                for partnership in members.touched(WATCHED[model], change, row):
                    yield change, partnership, since


def _names(one: Watched, change: RowChange) -> list[str]:
    """The fields of a change that have an influence."""
    return [
        name
        for name in (*one.days, *one.other)
        if name in change.changes and (name not in one.only or one.only[name] in change.changes[name])
    ]


def _there(model: type[models.Model], changes: Sequence[RowChange]) -> dict[str, dict[str, Any]]:
    """What leads from the rows that are still there to whose they are and to when they begin to count."""
    one = WATCHED[model]
    paths = [path for path in (one.partnership, one.organisation, *one.first) if path]
    keys = {change.thing_pk for change in changes}
    rows: Any = model._base_manager.filter(pk__in=keys).values("pk", *dict.fromkeys(paths)) if keys else ()
    found = {str(row["pk"]): row for row in rows}
    if model is Person:
        moved = Position.objects.past().filter(person__in=keys).order_by()
        for pk, on in moved.values("person").annotate(on=Max("ended_on")).values_list("person", "on"):
            found[str(pk)]["moved_on"] = on
    return found


def _since(model: type[models.Model], change: RowChange, row: dict[str, Any] | None) -> date | None:
    """From which day on a change has an influence; None when it has none."""
    one, names, action = WATCHED[model], _names(WATCHED[model], change), change.action
    days = [day for name in names if name in one.days for day in _days(change.changes[name])]
    if model is Unit:
        # Nobody is in a new one by that alone.
        return date.min if action == RowChange.Action.UPDATE else None
    if model is Position:
        # A new one tells where somebody was until then, which is where they were counted.
        return min(days, default=None) if action == RowChange.Action.CREATE else date.min
    if model is Person and set(names) <= set(PLACE) and action == RowChange.Action.UPDATE and row:
        return row.get("moved_on") or date.min
    if any(name in one.other for name in names):
        days += _first(one, row, is_new=action == RowChange.Action.CREATE)
    return min(days, default=None)


def _first(one: Watched, row: dict[str, Any] | None, *, is_new: bool) -> list[date]:
    """The days from which on a row counts; of one that is gone, the record of its own days is all there is."""
    firsts = [row[path] for path in one.first if row[path]] if row else []
    return [date.min] if one.is_open and not (firsts and is_new) else firsts


def _days(values: Iterable[Any]) -> Iterator[date]:
    for value in values:
        if value and value != "None":
            yield date.fromisoformat(str(value)[:10])


class _Members:
    """Which partnerships an organisation is or was in, looked up once each."""

    def __init__(self) -> None:
        self.known: dict[int, list[int]] = {}

    def touched(self, one: Watched, change: RowChange, row: dict[str, Any] | None) -> set[int]:
        """The partnerships for which a change matters; of a row that moved, those of both places."""
        joint = row[one.partnership] if row and one.partnership else change.partnership_id
        own = row[one.organisation] if row and one.organisation else change.organisation_id
        found = {joint} if joint is not None else set(self._of(own))
        moved = change.changes.get("partnership") if change.action == RowChange.Action.UPDATE else None
        if moved:
            found.update(Partnership.objects.filter(name=moved[0]).values_list("pk", flat=True))
        return found

    def _of(self, organisation: int | None) -> list[int]:
        if organisation is None:
            return []
        if organisation not in self.known:
            rows = Membership.objects.filter(organisation=organisation).order_by()
            self.known[organisation] = list(rows.values_list("partnership", flat=True).distinct())
        return self.known[organisation]
