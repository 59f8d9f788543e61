"""Whom an organisation told of a meeting counts as one interaction inside it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from engagement.choices import InteractionKind
from engagement.models import Interaction, TakeHomeBrief
from engagement.services.interactions import (
    add_participants,
    delete_interaction,
    log_interaction,
    remove_participant,
)
from partnering.models import Membership, Person


def count_briefed(brief: TakeHomeBrief, gone: Iterable[Person] = ()) -> None:
    """Bring the brief's interaction up to whom was told; it is on the day of the first telling.

    Call it inside a transaction. Without anybody there is none. Who was with the organisation only later, or after
    it had left the partnership, counts for nothing.
    """
    first = brief.briefed.order_by("briefed_on").first()
    logged = brief.interaction
    if first is None:
        if logged is not None:
            delete_interaction(interaction=logged, by=None)
            brief.interaction = None
        return
    day = logged.held_on if logged else first.briefed_on
    people = _countable(brief, day)
    if logged is None and people:
        brief.interaction = _log(brief, people, day)
        brief.save(update_fields=["interaction"])
    elif logged is not None:
        add_participants(interaction=logged, people=people, by=None)
        for person in gone:
            remove_participant(interaction=logged, person=person, by=None)


def _countable(brief: TakeHomeBrief, day: date) -> list[Person]:
    partnership = brief.meeting.group.partnership_id
    members = Membership.objects.current(day).filter(partnership=partnership).values("organisation")
    rows = Person.objects.filter(pk__in=brief.briefed.values("person"), organisation__in=members)
    return [person for person in rows.select_related("organisation") if person.is_present(day)]


def _log(brief: TakeHomeBrief, people: list[Person], day: date) -> Interaction:
    title = _("Told at home: %(title)s") % {"title": brief.meeting.title}
    return log_interaction(
        partnership=brief.meeting.group.partnership,
        kind=InteractionKind.BRIEFING,
        title=title[:200],
        held_on=day,
        by=None,
        people=people,
        organisation=brief.organisation,
    )
