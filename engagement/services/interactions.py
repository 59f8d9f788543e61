"""Interactions: logging what people took part in, and who."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from engagement.choices import InteractionSource
from engagement.models import HeadCount, Interaction, Participation
from engagement.models.head_counts import MOST_HEADS
from engagement.services.recounts import ask_for_recount
from partnering import access
from partnering.errors import DomainError
from partnering.models import (
    Meeting,
    Membership,
    Organisation,
    Partnership,
    Person,
    Unit,
    User,
    WorkingGroup,
)
from partnering.services.audit import record
from partnering.services.changes import change


@dataclass(frozen=True)
class Heads:
    """So many of an organisation, or of one of its units, of whom nobody noted the names."""

    organisation: Organisation
    number: int
    unit: Unit | None = None


@dataclass(frozen=True)
class Origin:
    """Where an interaction comes from, and the key by which it is known when it arrives again."""

    source: str = InteractionSource.FORM
    key: str = ""


TYPED = Origin()


@transaction.atomic
def log_interaction(
    *,
    partnership: Partnership,
    kind: str,
    title: str,
    held_on: date,
    by: User | None,
    people: Iterable[Person] = (),
    organisation: Organisation | None = None,
    group: WorkingGroup | None = None,
    notes: str = "",
    meeting: Meeting | None = None,
    heads: Iterable[Heads] = (),
    origin: Origin = TYPED,
) -> Interaction:
    """Note that people took part in something on a day. With `organisation` it is internal to it, else joint.

    A `meeting` of a working group is logged once, and so is what bears a key of where it comes from.
    """
    interaction = Interaction(
        partnership=partnership,
        kind=kind,
        title=title.strip(),
        held_on=held_on,
        joint=organisation is None,
        organisation=organisation,
        group=group,
        meeting=meeting,
        notes=notes,
        logged_by=by,
        source=origin.source,
        source_key=origin.key,
    )
    _check(interaction)
    interaction.save()
    _put(interaction, people)
    for one in heads:
        _count(interaction, one)
    record(by=by, verb="logged", thing=interaction, **_whose(interaction))
    ask_for_recount(partnership, held_on)
    return interaction


@transaction.atomic
def edit_interaction(*, interaction: Interaction, by: User, **values: Any) -> Interaction:
    """Change the named fields of an interaction; who took part is changed by the functions below."""
    before = interaction.held_on
    was = {name: getattr(interaction, name) for name in values}
    for name, value in values.items():
        setattr(interaction, name, value)
    _check(interaction)
    for person in _everybody(interaction):
        _check_person(interaction, person)
    _check_counted(interaction)
    for name, value in was.items():
        setattr(interaction, name, value)
    change(interaction, by=by, **_whose(interaction), **values)
    ask_for_recount(interaction.partnership, min(before, interaction.held_on))
    return interaction


@transaction.atomic
def add_participants(*, interaction: Interaction, people: Iterable[Person], by: User | None) -> int:
    """Note more people who took part. Returns how many were new; naming somebody twice changes nothing."""
    added = _put(interaction, people)
    if added:
        # Names stay out of the entry: a joint one is read by managers who may not see these people.
        record(by=by, verb="took part", thing=interaction, **_whose(interaction), people=len(added))
        ask_for_recount(interaction.partnership, interaction.held_on)
    return len(added)


@transaction.atomic
def remove_participant(*, interaction: Interaction, person: Person, by: User | None) -> None:
    """Somebody didn't take part after all."""
    removed, _each = Participation.objects.filter(interaction=interaction, person=person).delete()
    if removed:
        whose = _whose(interaction) | {"organisation": person.organisation}
        record(by=by, verb="did not take part", thing=interaction, **whose, person=person.name)
        ask_for_recount(interaction.partnership, interaction.held_on)


@transaction.atomic
def count_heads(*, interaction: Interaction, heads: Heads, by: User | None) -> None:
    """Say how many of an organisation or unit took part beside those who are named; 0 takes the number back.

    Heads are no evidence of traction (docs/traction.md), so nothing is counted again.
    """
    if not heads.number:
        _counts_of(interaction, heads).delete()
    else:
        _count(interaction, heads)
    whose = _whose(interaction) | {"organisation": heads.organisation}
    record(by=by, verb="counted heads", thing=interaction, **whose, heads=heads.number)


@transaction.atomic
def delete_interaction(*, interaction: Interaction, by: User | None) -> None:
    """An interaction was logged by mistake."""
    record(by=by, verb="deleted", thing=interaction, **_whose(interaction), held_on=interaction.held_on)
    ask_for_recount(interaction.partnership, interaction.held_on)
    interaction.delete()


def _counts_of(interaction: Interaction, heads: Heads) -> QuerySet[HeadCount]:
    return HeadCount.objects.filter(interaction=interaction, organisation=heads.organisation, unit=heads.unit)


def _count(interaction: Interaction, heads: Heads) -> None:
    organisation, unit = heads.organisation, heads.unit
    if not 1 <= heads.number <= MOST_HEADS:
        raise DomainError(_("Give a number from 1 to %(most)d.") % {"most": MOST_HEADS})
    if unit is not None and unit.organisation_id != organisation.pk:
        raise DomainError(_("The unit belongs to another organisation."))
    if interaction.organisation_id not in (None, organisation.pk):
        raise DomainError(
            _("Only people of %(organisation)s take part in what is internal to it.")
            % {"organisation": interaction.organisation}
        )
    _check_member(interaction, organisation)
    # Whoever counts the same at the same moment waits, and then changes that number.
    Interaction.objects.select_for_update().get(pk=interaction.pk)
    there = _counts_of(interaction, heads).first()
    if there is None:
        HeadCount.objects.create(
            interaction=interaction, organisation=organisation, unit=unit, number=heads.number
        )
    else:
        there.number = heads.number
        there.save()


def _check_member(interaction: Interaction, organisation: Organisation) -> None:
    if organisation.pk not in _members_on(interaction):
        raise DomainError(
            _("%(organisation)s was not a member of the partnership on that day.")
            % {"organisation": organisation}
        )


def _check_counted(interaction: Interaction) -> None:
    for organisation in Organisation.objects.filter(head_counts__interaction=interaction).distinct():
        _check_member(interaction, organisation)


def _whose(interaction: Interaction) -> dict[str, Any]:
    return {"partnership": interaction.partnership, "organisation": interaction.organisation}


def _check(interaction: Interaction) -> None:
    if interaction.held_on > access.today():
        raise DomainError(_("Only what has happened can be logged. Choose a day up to today."))
    if interaction.group is not None and interaction.group.partnership_id != interaction.partnership_id:
        raise DomainError(_("The working group belongs to another partnership."))
    if interaction.organisation is not None:
        _check_member(interaction, interaction.organisation)


def _members_on(interaction: Interaction) -> set[int]:
    rows = Membership.objects.current(interaction.held_on).filter(partnership=interaction.partnership_id)
    return set(rows.values_list("organisation", flat=True))


def _everybody(interaction: Interaction) -> Iterable[Person]:
    return Person.objects.filter(participations__interaction=interaction)


def _put(interaction: Interaction, people: Iterable[Person]) -> list[Person]:
    """Add those who aren't noted yet, after checking them all; returns them."""
    # Whoever names the same people at the same moment waits, and then finds them noted.
    Interaction.objects.select_for_update().get(pk=interaction.pk)
    named = {person.pk: person for person in people}
    there = Participation.objects.filter(interaction=interaction, person__in=named)
    noted = set(there.values_list("person", flat=True))
    new = [person for pk, person in named.items() if pk not in noted]
    members = _members_on(interaction) if new else set()
    for person in new:
        _check_person(interaction, person)
        if person.organisation_id not in members:
            raise DomainError(
                _("%(person)s's organisation was not a member of the partnership on that day.")
                % {"person": person}
            )
    Participation.objects.bulk_create(
        [Participation(interaction=interaction, person=person) for person in new]
    )
    return new


def _check_person(interaction: Interaction, person: Person) -> None:
    if interaction.organisation_id is not None and person.organisation_id != interaction.organisation_id:
        raise DomainError(
            _("Only people of %(organisation)s take part in what is internal to it; %(person)s is not.")
            % {"organisation": interaction.organisation, "person": person}
        )
    if not person.is_present(interaction.held_on):
        raise DomainError(_("%(person)s was not with their organisation on that day.") % {"person": person})
