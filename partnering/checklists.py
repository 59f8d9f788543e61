"""What the page of a partnership's phases reads: the road, the checklists and their progress."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from partnering.lifecycles import Progress
from partnering.models import ChecklistItem, LifePhase, Partnership, PhaseChange


@dataclass
class PhaseOnTheRoad:
    """A phase with what it asks for; `place` is 'past', 'here' or 'ahead' of where the partnership stands."""

    phase: LifePhase
    place: str
    since: date | None = None
    items: list[ChecklistItem] = field(default_factory=list)

    @property
    def progress(self) -> Progress:
        """How much of its checklist is done."""
        relevant = [one for one in self.items if not one.dropped_because]
        return Progress(sum(one.done_on is not None for one in relevant), len(relevant))

    @property
    def open_items(self) -> list[ChecklistItem]:
        """What is still to be done."""
        return [one for one in self.items if one.is_open()]


def road_of(partnership: Partnership) -> list[PhaseOnTheRoad]:
    """The phases of a partnership's life cycle in their order, with checklists; none before one is chosen."""
    standing = partnership.life_phase
    if standing is None:
        return []
    road = {
        one.pk: PhaseOnTheRoad(one, _place(one, standing))
        for one in LifePhase.objects.filter(life_cycle=standing.life_cycle_id)
    }
    for entered, on in partnership.phase_changes.order_by("on", "pk").values_list("entered", "on"):
        if entered in road:
            road[entered].since = on
    for item in partnership.checklist.select_related("owner", "done_by", "phase"):
        if item.phase_id in road:
            road[item.phase_id].items.append(item)
    return list(road.values())


def _place(phase: LifePhase, standing: LifePhase) -> str:
    if phase == standing:
        return "here"
    return "past" if phase.position < standing.position else "ahead"


def next_phase(road: list[PhaseOnTheRoad]) -> PhaseOnTheRoad | None:
    """The phase after the present one; None in the last."""
    return next((one for one in road if one.place == "ahead"), None)


def history_of(partnership: Partnership) -> list[PhaseChange]:
    """How the partnership came to where it stands, the newest first, with who moved it."""
    return list(partnership.phase_changes.select_related("left", "entered", "by__person"))


def progress_of(partnership: Partnership) -> Progress:
    """How much of the present phase's checklist is done."""
    rows = partnership.checklist.relevant().filter(phase=partnership.life_phase)
    done = [day is not None for day in rows.values_list("done_on", flat=True)]
    return Progress(sum(done), len(done))
