"""The core's tables in which imports make and change rows, and what speaks against taking a change back."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from partnering import registry
from partnering.models import Organisation, Person, Unit
from partnering.registry import Importable
from partnering.trees import would_circle


def _units_of_kept(user: Any) -> QuerySet[Unit]:
    return Unit.objects.filter(organisation__in=Organisation.objects.kept_by(user))


def _in_a_circle(units: list[Unit], names: set[str]) -> dict[int, str]:
    """Units that would come to lie in themselves."""
    if "parent_id" not in names:
        return {}
    organisations = {unit.organisation_id for unit in units}
    now = dict(Unit.objects.filter(organisation__in=organisations).values_list("pk", "parent_id"))
    refused: set[int] = set()
    while True:
        parents = now | {unit.pk: unit.parent_id for unit in units if unit.pk not in refused}
        circling = {
            unit.pk
            for unit in units
            if unit.pk not in refused and would_circle(parents, unit.pk, unit.parent_id)
        }
        if not circling:
            return dict.fromkeys(refused, _("It would come to lie in itself."))
        refused |= circling


def register() -> None:
    """Name the tables."""
    registry.importables.update(
        {
            "partnering.organisation": Importable(Organisation.objects.kept_by),
            "partnering.unit": Importable(_units_of_kept, _in_a_circle),
            "partnering.person": Importable(Person.objects.kept_by),
        }
    )
