"""The only ways in which engagement's views get at a row: each also answers "may this user?". No means not found."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404

from engagement.models import Interaction, Report, TakeHomeBrief
from partnering import access
from partnering.answers import partnership_or_404
from partnering.models import Organisation, Partnership, Person


def partnership_to_see(user: Any, slug: str) -> Partnership:
    """A partnership of which the user is part."""
    return partnership_or_404(user, slug)


def report_to_see(user: Any, pk: int) -> Report:
    """A report that the user asked for, of a partnership of which they are still part."""
    found: Report = get_object_or_404(Report.objects.visible_to(user).select_related("partnership"), pk=pk)
    return found


def interaction_to_see(user: Any, pk: int) -> Interaction:
    """An interaction that the user may see."""
    rows = Interaction.objects.visible_to(user).select_related(
        "partnership", "organisation", "group", "meeting"
    )
    found: Interaction = get_object_or_404(rows, pk=pk)
    return found


def interaction_to_change(user: Any, pk: int) -> Interaction:
    """An interaction that the user may edit and delete."""
    rows = Interaction.objects.changeable_by(user).select_related("partnership", "organisation", "group")
    found: Interaction = get_object_or_404(rows, pk=pk)
    return found


def own_participant(user: Any, interaction: Interaction, pk: int) -> Person:
    """Somebody of the user's own organisation who is noted as having taken part."""
    me = access.person_of(user)
    rows = Person.objects.visible_to(user).filter(participations__interaction=interaction)
    found: Person = get_object_or_404(rows, pk=pk, organisation=me.organisation_id if me else None)
    return found


def logger_to_see(user: Any, interaction: Interaction) -> Person | None:
    """Who logged it, when the user may know them."""
    if interaction.logged_by_id is None:
        return None
    found: Person | None = Person.objects.visible_to(user).filter(user=interaction.logged_by_id).first()
    return found


def brief_to_see(user: Any, pk: int) -> TakeHomeBrief:
    """A take-home brief of the user's own organisation that they may read."""
    rows = TakeHomeBrief.objects.visible_to(user).select_related(
        "organisation", "meeting__group__partnership", "interaction"
    )
    found: TakeHomeBrief = get_object_or_404(rows, pk=pk)
    return found


def brief_to_change(user: Any, pk: int) -> TakeHomeBrief:
    """A take-home brief of the organisation for which the user speaks."""
    rows = TakeHomeBrief.objects.changeable_by(user).select_related(
        "organisation", "meeting__group__partnership"
    )
    found: TakeHomeBrief = get_object_or_404(rows, pk=pk)
    return found


def own_organisation(user: Any, pk: int) -> Organisation:
    """The user's own organisation, when they may read its internal matters."""
    found: Organisation = get_object_or_404(
        Organisation.objects.visible_to(user).filter(pk=access.reads_internals_of(user)), pk=pk
    )
    return found
