"""The rows of the lists over all partnerships, with all that their columns need, in one query each."""

from __future__ import annotations

from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    F,
    IntegerField,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone

from partnering import registry
from partnering.choices import MeetingState, MinutesState
from partnering.models import (
    Acknowledgement,
    Attachment,
    Decision,
    Handover,
    Meeting,
    Note,
    Person,
    Role,
    Seat,
    Tag,
    TagUse,
    Unit,
    User,
    WorkingGroup,
)
from partnering.queries import count_of


def roles(user: User) -> QuerySet[Role]:
    """Roles that the user may know of."""
    return Role.objects.visible_to(user).select_related("person__organisation", "partnership")


def seats(user: User) -> QuerySet[Seat]:
    """Seats that the user may know of; one that ended on the day it began never was."""
    rows = Seat.objects.visible_to(user).filter(Q(ended_on=None) | Q(ended_on__gt=F("started_on")))
    return rows.select_related("group__partnership", "organisation", "person")


def groups(user: User) -> QuerySet[WorkingGroup]:
    """Working groups, with how many seats they have, how many of these nobody holds, and when they meet next."""
    now = Seat.objects.current()
    coming = Meeting.objects.to_come(timezone.now()).filter(group=OuterRef("pk")).order_by("starts_at")
    rows = WorkingGroup.objects.visible_to(user).select_related("partnership")
    found: QuerySet[WorkingGroup] = rows.annotate(
        seat_count=count_of(now, "group"),
        vacant_count=count_of(now.vacant(), "group"),
        next_meeting=Subquery(coming.values("starts_at")[:1]),
    )
    return found


def meetings(user: User) -> QuerySet[Meeting]:
    """Meetings, with how many were there."""
    rows = Meeting.objects.visible_to(user).select_related("group__partnership")
    came = Count("attendances", Q(attendances__attended=True))
    found: QuerySet[Meeting] = rows.annotate(
        came=Case(When(state=MeetingState.HELD, then=came), output_field=IntegerField())
    )
    return found


def decisions(user: User) -> QuerySet[Decision]:
    """What all partners may read of what meetings decided, with who has acknowledged it."""
    published = Decision.objects.visible_to(user).filter(meeting__minutes_state=MinutesState.PUBLISHED)
    given = Prefetch(
        "acknowledgements", Acknowledgement.objects.visible_to(user).select_related("organisation")
    )
    return published.select_related("owner__organisation", "meeting__group__partnership").prefetch_related(
        given
    )


def units(user: User) -> QuerySet[Unit]:
    """Units of the registers that the user may read, with the number of people in each."""
    people = count_of(Person.objects.present(), "unit")
    rows = Unit.objects.visible_to(user).select_related("organisation", "parent")
    found: QuerySet[Unit] = rows.annotate(head_count=people)
    return found


def handovers(user: User) -> QuerySet[Handover]:
    """Handovers in the registers that the user keeps, with how much of each nobody has taken over."""
    rows = Handover.objects.visible_to(user).select_related("person__organisation")
    left = Count("items", Q(items__successor=None))
    found: QuerySet[Handover] = rows.annotate(left=left, item_count=Count("items"))
    return found


def tags(user: User) -> QuerySet[Tag]:
    """One's organisation's tags, with how many things bear each."""
    found: QuerySet[Tag] = Tag.objects.visible_to(user).annotate(
        use_count=count_of(TagUse.objects.all(), "tag")
    )
    return found


def notes(user: User) -> QuerySet[Note]:
    """Notes, each with the name of what it stands beside."""
    return _beside(user, Note.objects.visible_to(user))


def files(user: User) -> QuerySet[Attachment]:
    """Files, each with the name of what it stands beside."""
    return _beside(user, Attachment.objects.visible_to(user))


def _beside(user: User, rows: QuerySet[Any]) -> QuerySet[Any]:
    named = [
        When(
            kind=kind,
            then=Subquery(
                one.visible(user)
                .order_by()
                .filter(pk=OuterRef("thing_pk"))
                .values(title_shown=Cast(F(one.title), CharField()))[:1]
            ),
        )
        for kind, one in registry.attachables.items()
    ]
    # A partner may share a note whose author one doesn't know.
    known = Person.objects.visible_to(user).order_by().filter(pk=OuterRef("author")).values("name")
    author = Coalesce(Subquery(known[:1]), Value(""), output_field=CharField())
    about = Case(*named, default=Value(""), output_field=CharField())
    found: QuerySet[Any] = rows.select_related("author", "organisation").annotate(
        about=about, author_shown=author
    )
    return found
