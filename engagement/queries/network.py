"""The network of a partnership as one reader may know it: people whom they see, and what these did together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django.db.models import Q

from engagement.models import Participation
from engagement.stages import TELLING_KINDS
from engagement.ties import WINDOW_DAYS, Gathering, shared_action, ties_on
from engagement.webs import Member, Web, drawable
from partnering import access
from partnering.models import Action, Note, Partnership, Person


def web_of(user: Any, partnership: Partnership, *, on: date) -> Web:
    """The network of a partnership on a day: who of those whom the user sees did what they may see.

    Four queries at most. Whoever took part in nothing for a year, and shared no action, isn't in it.
    """
    people: dict[int, Member] = {}
    gatherings = [
        *_interactions(user, partnership, on, people),
        *_actions(user, partnership, on, people),
    ]
    return drawable(Web(on, people, ties_on(gatherings, on)))


def _interactions(
    user: Any, partnership: Partnership, on: date, people: dict[int, Member]
) -> Iterator[Gathering]:
    """What they took part in, in the year up to a day; `people` gets who was there."""
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
    held: dict[int, tuple[date, str, list[int]]] = {}
    for interaction, held_on, kind, person, name, pk, organisation, unit in rows:
        people[person] = Member(person, name, pk, organisation, unit or "")
        held.setdefault(interaction, (held_on, kind, []))[2].append(person)
    for held_on, kind, there in held.values():
        yield Gathering(held_on, kind, tuple(there))


def _actions(user: Any, partnership: Partnership, on: date, people: dict[int, Member]) -> list[Gathering]:
    """Actions that several people share up to a day: who has it, who gave it, and who wrote on it."""
    since = on - timedelta(days=WINDOW_DAYS)
    noted: dict[int, list[tuple[date, int]]] = defaultdict(list)
    actions = Action.objects.visible_to(user).filter(partnership=partnership, created_on__lte=on).order_by()
    notes = Note.objects.visible_about(user, "action").filter(thing_pk__in=actions.values("pk"))
    for action, at, author in notes.order_by("pk").values_list("thing_pk", "created_at", "author"):
        noted[action].append((access.day_of(at), author))
    lately = Q(created_on__gt=since) | Q(done_on__gt=since) | Q(pk__in=list(noted))
    shared = [
        shared_action(on, (created_on, done_on), (owner, giver), noted[action])
        for action, created_on, done_on, owner, giver in actions.filter(lately)
        .order_by("pk")
        .values_list("pk", "created_on", "done_on", "owner", "created_by__person")
    ]
    together = [one for one in shared if len(one.people) > 1]
    theirs = {person for one in together for person in one.people}
    rows = Person.objects.visible_to(user).filter(pk__in=theirs)
    found = {
        pk: Member(pk, name, organisation, of, unit or "")
        for pk, name, organisation, of, unit in rows.values_list(
            "pk", "name", "organisation", "organisation__name", "unit__name"
        )
    }
    people.update(found)
    return [
        replace(one, people=tuple(person for person in one.people if person in found)) for one in together
    ]
