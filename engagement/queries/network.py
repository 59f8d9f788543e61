"""The network of a partnership as one reader may know it: people whom they see, and what these took part in."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from engagement.models import Participation
from engagement.stages import TELLING_KINDS
from engagement.ties import WINDOW_DAYS, Gathering, ties_on
from engagement.webs import Member, Web, drawable
from partnering.models import Partnership


def web_of(user: Any, partnership: Partnership, *, on: date) -> Web:
    """The network of a partnership on a day: who of those whom the user sees took part in what they may see.

    One query. Whoever took part in nothing for a year isn't in it.
    """
    rows = (
        Participation.objects.visible_to(user)
        .filter(interaction__partnership=partnership)
        .filter(interaction__held_on__lte=on, interaction__held_on__gt=on - timedelta(days=WINDOW_DAYS))
        .exclude(interaction__kind__in=TELLING_KINDS)
        .order_by("interaction", "person")
        .values_list(
            "interaction",
            "interaction__held_on",
            "interaction__kind",
            "person",
            "person__name",
            "person__organisation",
            "person__organisation__name",
            "person__unit__name",
        )
    )
    people: dict[int, Member] = {}
    held: dict[int, tuple[date, str, list[int]]] = {}
    for interaction, held_on, kind, person, name, pk, organisation, unit in rows:
        people[person] = Member(person, name, pk, organisation, unit or "")
        held.setdefault(interaction, (held_on, kind, []))[2].append(person)
    ties = ties_on((Gathering(held_on, kind, tuple(there)) for held_on, kind, there in held.values()), on)
    return drawable(Web(on, people, ties))
