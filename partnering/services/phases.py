"""The phases of a partnership: which life cycle it goes by, where it stands in it, what each phase asks for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from partnering import access
from partnering.errors import DomainError
from partnering.lifecycles import BUILT_IN, read_life_cycle
from partnering.models import (
    ChecklistItem,
    LifeCycle,
    LifePhase,
    Partnership,
    Person,
    PhaseChange,
    User,
)
from partnering.services.audit import record
from partnering.services.changes import change

USUAL = BUILT_IN[0]


def life_cycle(slug: str) -> LifeCycle:
    """The present edition of a life cycle that comes with the product; its rows are made when first needed."""
    try:
        file = read_life_cycle(slug)
    except KeyError:
        raise DomainError(_("There is no such life cycle. Choose one of the list.")) from None
    row, made = LifeCycle.objects.get_or_create(
        slug=slug, edition=file.edition, defaults={"name": file.name, "description": file.description}
    )
    if made:
        LifePhase.objects.bulk_create(
            LifePhase(
                life_cycle=row,
                position=position,
                key=one.key,
                kind=one.kind,
                name=one.name,
                description=one.description,
                checklist=list(one.checklist),
            )
            for position, one in enumerate(file.phases)
        )
    return row


@transaction.atomic
def choose_life_cycle(
    *,
    partnership: Partnership,
    slug: str,
    by: User,
    mapping: Mapping[int, str] | None = None,
    on: date | None = None,
) -> PhaseChange:
    """Let a partnership go by a life cycle, at the start or instead of another.

    `mapping` says for each phase of the old one, by its pk, under which key of the new one its checklist goes on;
    a phase of the new one that gets none begins with its own checklist. Without an old one the first phase of the
    partnership's kind is entered.
    """
    phases = {one.key: one for one in life_cycle(slug).phases.all()}
    old = partnership.life_phase
    if old and slug == old.life_cycle.slug:
        raise DomainError(_("The partnership goes by these phases already. Choose others."))
    # Checked before the first row moves, so that a refusal leaves everything in its place.
    targets = {pk: phases.get(key) for pk, key in (mapping or {}).items()}
    if old and not all(targets.get(pk) for pk in _phases_in_use(partnership, old)):
        raise DomainError(_("Say for each phase in use where it goes on."))
    alike = [one for one in phases.values() if one.kind == partnership.phase]
    entered = (targets[old.pk] if old else None) or next(iter(alike or phases.values()))
    for pk, target in targets.items():
        if target:
            partnership.checklist.filter(phase=pk).update(phase=target)
    _bring_checklists(partnership, phases.values())
    reason = _("Other phases were chosen.") if old else ""
    return _enter(partnership, entered, by=by, on=on or access.today(), reason=reason)


def _phases_in_use(partnership: Partnership, standing: LifePhase) -> set[int]:
    """The phases with something on their checklist, and the one in which the partnership stands."""
    return {standing.pk, *partnership.checklist.values_list("phase", flat=True)}


def _bring_checklists(partnership: Partnership, phases: Iterable[LifePhase]) -> None:
    filled = set(partnership.checklist.values_list("phase", flat=True))
    ChecklistItem.objects.bulk_create(
        ChecklistItem(partnership=partnership, phase=phase, position=position, text=text)
        for phase in phases
        if phase.pk not in filled
        for position, text in enumerate(phase.checklist)
    )


@transaction.atomic
def move_to_phase(
    *, partnership: Partnership, phase: LifePhase, by: User, reason: str = "", on: date | None = None
) -> PhaseChange:
    """Go on (or back) to another phase of the same life cycle.

    What the present phase still asks for may stay open, but then somebody has to say why.
    """
    day = on or access.today()
    standing = partnership.life_phase
    if standing is None or phase.life_cycle_id != standing.life_cycle_id:
        raise DomainError(_("Choose a phase of the partnership's own life cycle."))
    if phase == standing:
        raise DomainError(_("The partnership is in this phase already. Choose another."))
    last = partnership.phase_changes.aggregate(last=Max("on"))["last"]
    if day < max(last or partnership.started_on, partnership.started_on):
        raise DomainError(_("The day lies before the present phase began. Choose a later one."))
    if day > access.today():
        raise DomainError(_("The day lies ahead. Come back then, or choose today."))
    waits = partnership.checklist.open().filter(phase=standing).exists()
    if waits and phase.position > standing.position and not reason.strip():
        raise DomainError(_("Something on the checklist is still open. Say why you go on all the same."))
    return _enter(partnership, phase, by=by, on=day, reason=reason.strip())


def _enter(partnership: Partnership, phase: LifePhase, *, by: User, on: date, reason: str) -> PhaseChange:
    """Set the phase, its kind and the end, and keep where the partnership came from."""
    left = partnership.life_phase
    still_open = partnership.checklist.open().filter(phase=left).count() if left else 0
    ended_on = (partnership.ended_on or max(on, partnership.started_on)) if not phase.is_live else None
    change(
        partnership,
        by=by,
        verb="moved",
        partnership=partnership,
        life_phase=phase,
        phase=phase.kind,
        ended_on=ended_on,
    )
    return PhaseChange.objects.create(
        partnership=partnership, left=left, entered=phase, on=on, reason=reason, still_open=still_open, by=by
    )


@transaction.atomic
def add_checklist_item(
    *,
    partnership: Partnership,
    phase: LifePhase,
    text: str,
    by: User,
    owner: Person | None = None,
    due_on: date | None = None,
) -> ChecklistItem:
    """One thing more that a phase asks for, at the end of its list."""
    last = partnership.checklist.filter(phase=phase).aggregate(last=Max("position"))["last"]
    item = ChecklistItem.objects.create(
        partnership=partnership,
        phase=phase,
        position=0 if last is None else last + 1,
        text=text.strip(),
        owner=owner,
        due_on=due_on,
    )
    record(by=by, verb="added", thing=item, partnership=partnership)
    return item


@transaction.atomic
def edit_checklist_item(*, item: ChecklistItem, by: User, **values: Any) -> ChecklistItem:
    """Change the named fields of an item."""
    return change(item, by=by, partnership=item.partnership, **values)


@transaction.atomic
def tick_checklist_item(
    *, item: ChecklistItem, by: User, evidence: str = "", on: date | None = None
) -> ChecklistItem:
    """Say that it is done, and what shows it."""
    if not item.is_open():
        raise DomainError(_("It isn't open any more. Reopen it first."))
    day = on or access.today()
    if day > access.today():
        raise DomainError(_("The day lies ahead. Choose the day on which it was done."))
    return change(
        item,
        by=by,
        verb="done",
        partnership=item.partnership,
        done_on=day,
        done_by=access.person_of(by),
        evidence=evidence.strip(),
    )


@transaction.atomic
def drop_checklist_item(*, item: ChecklistItem, because: str, by: User) -> ChecklistItem:
    """Say that it is not relevant here, and why."""
    if not because.strip():
        raise DomainError(_("Say why it is not relevant here."))
    if not item.is_open():
        raise DomainError(_("It isn't open any more. Reopen it first."))
    return change(item, by=by, verb="dropped", partnership=item.partnership, dropped_because=because.strip())


@transaction.atomic
def reopen_checklist_item(*, item: ChecklistItem, by: User) -> ChecklistItem:
    """Take it up again, whether it was done or dropped. What showed it is kept."""
    return change(
        item,
        by=by,
        verb="reopened",
        partnership=item.partnership,
        done_on=None,
        done_by=None,
        dropped_because="",
    )


@transaction.atomic
def shift_checklist_item(*, item: ChecklistItem, up: bool, by: User) -> ChecklistItem:
    """Change places with the item before or after it; at the end of the list nothing happens."""
    rows = list(
        ChecklistItem.objects.select_for_update().filter(partnership=item.partnership_id, phase=item.phase_id)
    )
    here = rows.index(item)
    there = here + (-1 if up else 1)
    if not 0 <= there < len(rows):
        return item
    rows[here], rows[there] = rows[there], rows[here]
    for position, row in enumerate(rows):
        row.position = position
    ChecklistItem.objects.bulk_update(rows, ["position"])
    record(by=by, verb="reordered", thing=item, partnership=item.partnership)
    return item
