"""Who hears of comments on an action: its owner and those who wrote before, in their one mail a week."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from engagement.models import Nudge
from engagement.queries.moments import Cause, Line
from partnering import access
from partnering.models import Action, Note, Person

Reason = Nudge.Reason
FRESH = timedelta(days=14)
DAY = timedelta(days=1)


def comment_causes(now: datetime) -> list[Cause]:
    """What was written by yesterday about open actions, for those whom it concerns and who may read it.

    Who is mentioned has had a mail of their own.
    """
    fresh = Note.objects.filter(
        kind="action", deleted_at=None, created_at__gt=now - FRESH, created_at__lte=now
    )
    notes: dict[int, list[Note]] = defaultdict(list)
    for note in fresh.order_by("-created_at", "-pk").prefetch_related("mentioned"):
        notes[note.thing_pk].append(note)
    if not notes:
        return []
    concerned: dict[int, set[int]] = defaultdict(set)
    actions = Action.objects.open().filter(pk__in=list(notes))
    for pk, owner in actions.values_list("pk", "owner"):
        concerned[pk] |= {owner} if owner else set()
    written = Note.objects.filter(kind="action", deleted_at=None, thing_pk__in=list(concerned))
    for pk, author in written.values_list("thing_pk", "author"):
        concerned[pk].add(author)
    everybody = set().union(*concerned.values()) if concerned else set()
    reachable = Person.objects.present().filter(
        pk__in=everybody, user__is_active=True, hears_of_comments=True
    )
    reachable = reachable.exclude(email="")
    homes = dict(reachable.values_list("pk", "organisation"))
    causes = []
    for pk, people in concerned.items():
        for person in sorted(people & homes.keys()):
            note = _newest_for(person, homes[person], notes[pk])
            if note is not None:
                key = f"{Reason.COMMENT}:{note.pk}:{person}"
                due_at = access.morning_of(access.day_of(note.created_at) + DAY)
                causes.append(Cause(key, person, Reason.COMMENT, pk, due_at))
    return causes


def _newest_for(person: int, organisation: int, notes: list[Note]) -> Note | None:
    """The newest that somebody may read; None when they wrote it, or had a mail about it as one who is mentioned."""
    readable = (note for note in notes if note.joint or note.organisation_id == organisation)
    newest = next(readable, None)
    if newest is None or person in {newest.author_id, *(one.pk for one in newest.mentioned.all())}:
        return None
    return newest


def comment_line(nudge: Nudge, on: date) -> Line | None:
    """How many comments wait to be read; None when they answered, want no such mail, or may not see them any more."""
    person = nudge.person
    if not person.hears_of_comments:
        return None
    action = Action.objects.visible_to(person.user).open().filter(pk=nudge.subject_id).first()
    if person.user is None or access.person_of(person.user) is None or action is None:
        return None
    seen = Note.objects.visible_beside(person.user, action)
    own = seen.filter(author=person).order_by("-created_at").values_list("created_at", flat=True).first()
    since = Q(created_at__gt=own) if own else Q()
    count = seen.filter(since).exclude(author=person).count()
    if not count:
        return None
    why = ngettext("%(n)d comment was written about it.", "%(n)d comments were written about it.", count) % {
        "n": count
    }
    link = reverse("partnering:action", args=[action.pk])
    return Line(action.title, why, link, _("Read and answer"))
