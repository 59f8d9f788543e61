"""Engagement's tables in which imports make rows, and what goes along when those go again."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from engagement.models import Interaction, Participation
from engagement.services.import_interactions import ask_for_recounts
from partnering import registry
from partnering.registry import Importable


def _participations(user: Any) -> QuerySet[Participation]:
    return Participation.objects.filter(
        interaction__in=Interaction.objects.changeable_by(user).order_by().values("pk")
    )


def register() -> None:
    """Name the tables."""
    registry.derived |= {"engagement.counted", "engagement.recount"}
    registry.importables["engagement.interaction"] = Importable(
        Interaction.objects.changeable_by, touching=ask_for_recounts
    )
    registry.importables["engagement.participation"] = Importable(
        _participations, touching=lambda rows: ask_for_recounts(row.interaction for row in rows)
    )
