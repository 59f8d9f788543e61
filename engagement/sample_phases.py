"""The phases of the sample partnership, through the services that its manager uses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engagement.sample_data import SampleData
from partnering.models import ChecklistItem, LifePhase, Partnership, Person, User
from partnering.services import phases


def load_phases(
    data: SampleData, partnership: Partnership, people: Mapping[str, Person], manager: User
) -> None:
    """What was ticked off while scoping, the move to managing, and what is planned there."""
    story = data.chapter("phases.toml")
    for one in story["done"]:
        phases.tick_checklist_item(
            item=_item(partnership, one["item"]),
            evidence=one.get("evidence", ""),
            on=data.day(one["days_ago"]),
            by=manager,
        )
    for one in story["dropped"]:
        phases.drop_checklist_item(item=_item(partnership, one["item"]), because=one["because"], by=manager)
    for one in story["planned"]:
        phases.edit_checklist_item(
            item=_item(partnership, one["item"]), **_plan(data, people, one), by=manager
        )
    for move in story["moves"]:
        phase = LifePhase.objects.get(life_cycle__slug=phases.USUAL, key=move["to"])
        phases.move_to_phase(
            partnership=partnership,
            phase=phase,
            reason=move["reason"],
            on=data.day(move["days_ago"]),
            by=manager,
        )
    for one in story["added"]:
        phases.add_checklist_item(
            partnership=partnership,
            phase=phase,
            text=one["text"],
            **_plan(data, people, one),
            by=manager,
        )


def _plan(data: SampleData, people: Mapping[str, Person], one: dict[str, Any]) -> dict[str, Any]:
    return {"owner": people[one["owner"]], "due_on": data.day(one["due"])}


def _item(partnership: Partnership, begins: str) -> ChecklistItem:
    return ChecklistItem.objects.get(partnership=partnership, text__startswith=begins)
