"""Small histories for tests: plain evidence for the arithmetic, rows made by the real services for the rest."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from conftest import Cast
from engagement.evidence import Act, Human, Member, PartnerUnit
from engagement.models import Interaction
from engagement.services.interactions import log_interaction
from engagement.stages import Trace
from partnering.models import Organisation, Person

DAY = date(2026, 6, 1)
PARTNER: PartnerUnit = (99, 9)


def days_before(number: int, day: date = DAY) -> date:
    """The day so many days before."""
    return day - timedelta(days=number)


def member_of(
    acts: Iterable[tuple[int, int, int]] = (), people: int = 10, *, joint: bool = True, **fields: object
) -> Member:
    """People 1 to `people`, each in the unit of their number modulo 3; `acts` are (person, days ago, meeting)."""
    rows = sorted(
        (
            Act(days_before(ago), person, person % 3, frozenset({PARTNER} if joint else ()), joint, meeting)
            for person, ago, meeting in acts
        ),
        key=lambda act: act.on,
    )
    humans = tuple(
        Human(pk, pk % 3, trace=Trace(active=tuple(sorted(act.on for act in rows if act.person == pk))))
        for pk in range(1, people + 1)
    )
    return Member(1, people=humans, acts=tuple(rows), **fields)  # type: ignore[arg-type]


def meet(
    cast: Cast,
    *people: str | Person,
    on: date,
    kind: str = "meeting",
    organisation: Organisation | None = None,
) -> Interaction:
    """These of the cast (or others) meet on a day, jointly unless an organisation is named."""
    there = [cast.people[one] if isinstance(one, str) else one for one in people]
    return log_interaction(
        partnership=cast.partnership,
        kind=kind,
        title=f"{kind} on {on}",
        held_on=on,
        by=cast.users["amina"],
        people=there,
        organisation=organisation,
    )
