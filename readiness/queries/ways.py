"""Reads over the ways to answer without a link of one's own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet, Sum

from partnering import access, at_once
from partnering.models import Unit
from readiness.choices import WayKind
from readiness.models import Campaign, Invitation, WayIn
from readiness.queries.asking import within
from readiness.turnout import Part, Told, told_of

RELATED = ("campaign__organisation", "campaign__partnership", "campaign__framework_version")


@dataclass(frozen=True)
class Beside:
    """How many people a survey asks beside those with a link of their own, and how many of them have answered."""

    people: int
    taken: int


def way_numbered(number: int) -> WayIn | None:
    """A way by its number."""
    return WayIn.objects.filter(pk=number).select_related(*RELATED).first()


def way_by_code(code_hash: str) -> WayIn | None:
    """The shared link to which a code belongs."""
    return WayIn.objects.filter(code_hash=code_hash, kind=WayKind.LINK).select_related(*RELATED).first()


def ways_of(campaign: Campaign) -> dict[str, WayIn]:
    """The ways of a survey by their kind."""
    return {way.kind: way for way in WayIn.objects.filter(campaign=campaign)}


def _usable(campaign: Campaign) -> QuerySet[WayIn]:
    """The ways by which a survey can be answered, open or not: a named one takes nothing by a link."""
    rows = WayIn.objects.filter(campaign=campaign)
    return rows if campaign.is_confidential else rows.exclude(kind=WayKind.LINK)


def beside(campaign: Campaign) -> Beside:
    """The people for whom the ways of a survey are meant, and those who have answered by them."""
    found = _usable(campaign).aggregate(people=Sum("people"), taken=Sum("taken"))
    return Beside(found["people"] or 0, found["taken"] or 0)


def heads_given(campaign: Campaign) -> int:
    """For how many people the ways are open by which a survey can be answered."""
    found: int | None = _usable(campaign).filter(is_open=True).aggregate(people=Sum("people"))["people"]
    return found or 0


def told_by_heads(campaign: Campaign) -> Told:
    """How many have answered by any way, as far as it may be told, of those for whom they are meant.

    It adds up what is told of each way, so that with the sheets that their lead counts it tells no more of the link.
    """
    ways = list(_usable(campaign))
    people = sum(way.people for way in ways)
    if not campaign.is_confidential:
        return Told("", people, sum(way.taken for way in ways))
    return Told("", people, sum(taken_told(way, campaign) or 0 for way in ways) or None)


def taken_told(way: WayIn, campaign: Campaign) -> int | None:
    """How many have answered a confidential survey by a way, as far as it may be told; None while they are too few.

    The number goes up in steps of the smallest group and never tells that all
    have answered, so that nobody who looks now and then can tell whether or when one person did.
    """
    return told_of(Part("", way.people, way.taken), campaign.minimum_group).at_least


def units_to_name(campaign: Campaign) -> QuerySet[Unit]:
    """The units of which somebody may say that it is theirs: those asked and the ones below them, or all."""
    rows = Unit.objects.filter(organisation=campaign.organisation_id).order_by("name")
    asked = list(campaign.units.all())
    return rows.filter(pk__in=within(campaign.owner, asked)) if asked else rows


@at_once.part
def invitations_of(user: Any) -> at_once.Asking[list[Invitation]]:
    """The open surveys in which somebody who signed in is asked, the first to close first."""
    person = access.person_of(user)
    if person is None:
        return []
    rows = Invitation.objects.filter(person=person.pk, campaign__in=Campaign.objects.open())
    [found] = yield [rows.select_related(*RELATED).order_by("campaign__closes_on", "pk")]
    return list(found)
