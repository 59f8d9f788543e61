"""Engagement's tables in which imports make rows, and what goes along when those go again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import F, QuerySet

from engagement.models import Interaction, Participation
from engagement.services.import_interactions import ask_for_recounts
from partnering import registry
from partnering.registry import Importable

BATCH = 500


def _participations(user: Any) -> QuerySet[Participation]:
    return Participation.objects.filter(
        interaction__in=Interaction.objects.changeable_by(user).order_by().values("pk")
    )


def _came_to_meetings(pks: list[int]) -> Iterator[tuple[tuple[str, int], int]]:
    """Whoever is noted as there in a meeting stays a participant of its interaction."""
    for start in range(0, len(pks), BATCH):
        rows = Participation.objects.filter(
            pk__in=pks[start : start + BATCH],
            interaction__meeting__attendances__person=F("person"),
            interaction__meeting__attendances__attended=True,
        )
        for pk, attendance in rows.values_list("pk", "interaction__meeting__attendances"):
            yield ("partnering.attendance", attendance), pk


def register() -> None:
    """Name the tables."""
    registry.derived |= {"engagement.counted", "engagement.recount"}
    registry.importables["engagement.interaction"] = Importable(
        Interaction.objects.changeable_by, touching=ask_for_recounts
    )
    registry.importables["engagement.participation"] = Importable(
        _participations,
        touching=lambda rows: ask_for_recounts(row.interaction for row in rows),
        needed_by=_came_to_meetings,
    )
