"""How far one's own organisation has been reached since the day of signing, as a whole and by unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from agreements.queries import OwnBaseline, own_baseline
from engagement.briefs import UnitSince
from engagement.queries.reach import UnitReach
from engagement.stages import Stage
from partnering.models import Partnership


@dataclass(frozen=True)
class SinceSigning:
    """The baseline of the day of signing, and where its organisation is now."""

    baseline: OwnBaseline
    reached: int
    people: int
    units: tuple[UnitSince, ...]


def since_signing(
    user: Any, partnership: Partnership, rows: Sequence[UnitReach], *, on: date
) -> SinceSigning | None:
    """The rows of reach beside the day of signing; None while nothing is signed."""
    baseline = own_baseline(user, partnership, on=on)
    if baseline is None:
        return None
    units = tuple(_unit(row, baseline) for row in rows if row.people)
    return SinceSigning(baseline, sum(one.reached for one in units), sum(one.people for one in units), units)


def _unit(row: UnitReach, baseline: OwnBaseline) -> UnitSince:
    knew, of = baseline.units.get(row.unit.pk if row.unit else None, (0, 0))
    return UnitSince(
        name=row.unit.name if row.unit else _("Without a unit"),
        reached=row.people - row.by_stage[Stage.UNAWARE],
        people=row.people,
        knew_share=100 * knew / of if of else None,
    )
