"""Reads over surveys that are being asked: whom they reach, and who still waits."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from partnering.models import Organisation, Person, Unit
from readiness.models import Campaign, Invitation
from readiness.trees import line_of


@dataclass(frozen=True)
class Whom:
    """Whom a survey is to ask: the `people` named, or else those of some units and levels, or else everybody.

    `size` is how many of them are drawn by lot; None asks all of them.
    """

    organisation: Organisation
    units: Sequence[Unit] = ()
    levels: Sequence[str] = ()
    people: Sequence[Person] = ()
    size: int | None = None


@dataclass(frozen=True)
class Frame:
    """Of how many people a survey would ask how many, and how many can't be asked as they have no e-mail address."""

    population: int
    asked: int
    without_email: int

    @property
    def is_sample(self) -> bool:
        """Whether lots are drawn."""
        return self.asked < self.population


@dataclass(frozen=True)
class Group:
    """People of one unit whom a survey would reach; without a name those of no unit."""

    name: str
    people: int


def campaigns_listed(user: Any) -> QuerySet[Campaign]:
    """The surveys of the user's organisation, newest first."""
    rows = Campaign.objects.visible_to(user).select_related("framework_version", "organisation", "result")
    # A list names its frameworks and needs none of their questions.
    return rows.defer("framework_version__data", "result__figures", "result__shared_areas")


def within(organisation: Organisation, units: Iterable[Unit]) -> set[int]:
    """The numbers of some units and of all units below them."""
    below: dict[int | None, list[int]] = {}
    for pk, parent in Unit.objects.filter(organisation=organisation).values_list("pk", "parent_id"):
        below.setdefault(parent, []).append(pk)
    found: set[int] = set()
    waiting = [unit.pk for unit in units]
    while waiting:
        pk = waiting.pop()
        if pk not in found:
            found.add(pk)
            waiting.extend(below.get(pk, []))
    return found


def whom_of(campaign: Campaign) -> Whom:
    """Whom a survey is to ask, as its draft says."""
    return Whom(
        campaign.owner,
        list(campaign.units.all()),
        campaign.levels,
        list(campaign.people.all()),
        campaign.sample_size,
    )


def units_asked(campaign: Campaign, given: Collection[str]) -> tuple[dict[str, str], dict[str, str]]:
    """The units of a survey, and for each the one above it: those of the people asked and those that answers name,
    with all above them. Numbers as texts, as answers name them; by name.
    """
    rows = Unit.objects.filter(organisation=campaign.organisation_id).order_by("name")
    names: dict[str, str] = {}
    parents: dict[str, str] = {}
    for pk, name, parent in rows.values_list("pk", "name", "parent"):
        names[str(pk)] = name
        if parent is not None:
            parents[str(pk)] = str(parent)
    asked = campaign.invitations.filter(unit__isnull=False).order_by()
    reached = {str(pk) for pk in asked.values_list("unit", flat=True).distinct()} | set(given)
    wanted = {above for unit in reached for above in line_of(unit, parents)}
    return {pk: name for pk, name in names.items() if pk in wanted}, parents


def people_of(whom: Whom, on: date) -> QuerySet[Person]:
    """The people whom it means and who are there on a day, with or without an address."""
    rows = Person.objects.filter(organisation=whom.organisation).present(on)
    if whom.people:
        return rows.filter(pk__in=[one.pk for one in whom.people])
    if whom.units:
        rows = rows.filter(unit__in=within(whom.organisation, whom.units))
    return rows.filter(level__in=whom.levels) if whom.levels else rows


def frame_of(whom: Whom, on: date) -> Frame:
    """How many such a survey would reach on a day."""
    found = (
        people_of(whom, on)
        .order_by()
        .aggregate(everybody=Count("pk"), silent=Count("pk", filter=Q(email="")))
    )
    population = found["everybody"] - found["silent"]
    asked = population if whom.size is None else min(whom.size, population)
    return Frame(population, asked, found["silent"])


def reached_units(whom: Whom, on: date) -> list[Group]:
    """Those with an address by their unit, the units by name and who has none last."""
    rows = people_of(whom, on).exclude(email="").order_by("unit__name").values_list("unit__name")
    counted = rows.annotate(number=Count("pk"))
    groups = [Group(name or "", number) for name, number in counted]
    return sorted(groups, key=lambda one: not one.name)


def invitation_of(token_hash: str) -> Invitation | None:
    """The invitation to which a link belongs."""
    rows = Invitation.objects.filter(token_hash=token_hash)
    related = (
        "campaign__organisation",
        "campaign__partnership",
        "campaign__framework_version",
        "person__unit",
        "person__organisation",
    )
    return rows.select_related(*related).first()


def waiting_for(user: Any, campaign: Campaign) -> list[Person]:
    """Who has not answered a named survey, for those who may know; of a confidential one nobody may."""
    rows = Invitation.objects.visible_to(user).filter(campaign=campaign, answered=False)
    return [row.person for row in rows.select_related("person__unit").order_by("person__name")]
