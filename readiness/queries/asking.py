"""Reads over surveys that are being asked: whom they reach, and who still waits."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from partnering import access
from partnering.models import Organisation, Person, Unit
from readiness.models import Campaign, Invitation
from readiness.trees import line_of


@dataclass(frozen=True)
class Asked:
    """Whom a survey would reach: people with an e-mail address, and those who have none."""

    people: list[Person]
    without_email: list[Person]


@dataclass(frozen=True)
class Reach:
    """How many of those asked have answered; None while they are too few to be counted aloud."""

    asked: int
    answered: int | None
    minimum: int

    @property
    def share(self) -> int | None:
        """Percent of those asked."""
        return None if self.answered is None or not self.asked else round(100 * self.answered / self.asked)


@dataclass(frozen=True)
class Unanswered:
    """An invitation that still waits for an answer."""

    invitation_id: int
    campaign_id: int
    person_id: int
    opens_on: date
    closes_on: date


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


def who_is_asked(organisation: Organisation, units: Sequence[Unit], on: date) -> Asked:
    """The people of an organisation, or of some units and those below them, who are there on a day."""
    people = Person.objects.filter(organisation=organisation).present(on).select_related("unit")
    if units:
        people = people.filter(unit__in=within(organisation, units))
    rows = list(people)
    return Asked([one for one in rows if one.email], [one for one in rows if not one.email])


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
    asked = Person.objects.filter(invitations__campaign=campaign, unit__isnull=False)
    reached = {str(pk) for pk in asked.values_list("unit", flat=True).distinct()} | set(given)
    wanted = {above for unit in reached for above in line_of(unit, parents)}
    return {pk: name for pk, name in names.items() if pk in wanted}, parents


def reach_of(campaign: Campaign) -> Reach:
    """How many answered. Of a confidential survey the number is told only from its smallest group up."""
    answered = campaign.invitations.filter(answered=True).count()
    is_told = not campaign.is_confidential or answered >= campaign.minimum_group
    return Reach(campaign.asked, answered if is_told else None, campaign.minimum_group)


def invitation_of(token_hash: str) -> Invitation | None:
    """The invitation to which a link belongs."""
    rows = Invitation.objects.filter(token_hash=token_hash)
    related = ("campaign__organisation", "campaign__framework_version", "person__unit")
    return rows.select_related(*related).first()


def unanswered_invitations_due(*, now: datetime, waited_days: int = 0) -> list[Unanswered]:
    """Invitations of open surveys that have waited for so many days: not 'exactly', so that nothing is missed.

    People who left or have no e-mail address are left out. For nudges only: this list is shown to nobody.
    """
    today = access.day_of(now)
    rows = Invitation.objects.unanswered(today).exclude(person__email="")
    listed = rows.values_list("pk", "campaign_id", "person_id", "campaign__opens_on", "campaign__closes_on")
    return [Unanswered(*row) for row in listed if (today - row[3]).days >= waited_days]


def waiting_for(user: Any, campaign: Campaign) -> list[Person]:
    """Who has not answered a named survey, for those who may know; of a confidential one nobody may."""
    rows = Invitation.objects.visible_to(user).filter(campaign=campaign, answered=False)
    return [row.person for row in rows.select_related("person__unit").order_by("person__name")]
