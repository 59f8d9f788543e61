"""What the core says happened in a partnership: members, roles, seats, phases, notes."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, Exists, OuterRef, QuerySet, Value, When
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _

from partnering import access
from partnering.addresses import address_of
from partnering.choices import MinutesState, Office, RoleKind
from partnering.models import Decision, Membership, Note, Partnership, PhaseChange, Role, Seat
from partnering.registry import Hold, TimelineSource, timeline

MEMBERS = ("members", _("Members"), "building-2")
ROLES = ("roles", _("Roles and seats"), "user-round")
ROLE_NAMES = dict(RoleKind.choices)
OFFICES = {
    Office.CHAIR: _("%(title)s took the chair of %(detail)s"),
    Office.DEPUTY: _("%(title)s became deputy chair of %(detail)s"),
    Office.SECRETARY: _("%(title)s became secretary of %(detail)s"),
}


def _memberships(user: Any, partnership: Partnership) -> QuerySet[Any]:
    return Membership.objects.visible_to(user).filter(partnership=partnership)


def _roles(user: Any, partnership: Partnership) -> QuerySet[Any]:
    return Role.objects.visible_to(user).filter(partnership=partnership)


def _seats(user: Any, partnership: Partnership) -> QuerySet[Any]:
    return Seat.objects.visible_to(user).filter(group__partnership=partnership).exclude(person=None)


def _beside(**days: Any) -> Exists:
    """Whether somebody has another office in the same group from or until the same day."""
    return Exists(Seat.objects.filter(group=OuterRef("group"), person=OuterRef("person"), **days))


def _taken(office: Office) -> Case:
    """When somebody took an office. Of who sits there already the change to a mere seat isn't told."""
    if office == Office.MEMBER:
        return Case(When(~_beside(ended_on=OuterRef("started_on")), office=office, then="started_on"))
    return Case(When(office=office, then="started_on"))


def _given_up() -> Case:
    """When somebody gave a seat up, other than for another office in the same group."""
    return Case(When(~_beside(started_on=OuterRef("ended_on")), then="ended_on"))


def _phases(user: Any, partnership: Partnership) -> QuerySet[Any]:
    return PhaseChange.objects.visible_to(user).filter(partnership=partnership)


def _notes(user: Any, partnership: Partnership) -> QuerySet[Any]:
    return Note.objects.visible_beside(user, partnership)


def _hold_of_note(user: Any) -> Case:
    """What one may do with a note: its author may do all, their organisation's lead may delete it."""
    me = access.person_of(user)
    return Case(
        When(author=me.pk if me else None, then=Value(Hold.EDIT.value)),
        When(Note.objects.changers(user), then=Value(Hold.DELETE.value)),
        default=Value(Hold.READ.value),
    )


def _decisions(user: Any, partnership: Partnership) -> QuerySet[Any]:
    """Those that all partners may read: of published minutes."""
    return Decision.objects.visible_to(user).filter(
        meeting__group__partnership=partnership, meeting__minutes_state=MinutesState.PUBLISHED
    )


def _members_page(pk: int, slug: str) -> str:
    return address_of("partnering:members", slug)


def _groups_page(pk: int, slug: str) -> str:
    return address_of("partnering:groups", slug)


def _decisions_page(pk: int, slug: str) -> str:
    return address_of("partnering:decisions", slug)


def _phases_page(pk: int, slug: str) -> str:
    return address_of("partnering:phases", slug)


def register() -> None:
    """Put the core's sources first."""
    of_member: dict[str, Any] = {
        "organisation": "organisation",
        "title": "organisation__name",
        "link": _members_page,
    }
    of_role: dict[str, Any] = {
        "organisation": "person__organisation",
        "title": "person__name",
        "detail": "kind",
        "words": ROLE_NAMES,
        "link": _members_page,
    }
    of_seat: dict[str, Any] = {
        "organisation": "organisation",
        "title": "person__name",
        "detail": "group__name",
        "link": _groups_page,
    }
    timeline.extend(
        [
            TimelineSource(
                "joined",
                *MEMBERS,
                _memberships,
                "joined_on",
                _("%(title)s joined"),
                detail="part",
                **of_member,
            ),
            TimelineSource(
                "left",
                *MEMBERS,
                _memberships,
                "left_on",
                _("%(title)s left"),
                **of_member,
            ),
            TimelineSource("role", *ROLES, _roles, "started_on", _("%(title)s became %(detail)s"), **of_role),
            TimelineSource(
                "role-ended",
                *ROLES,
                _roles,
                "ended_on",
                _("%(title)s is %(detail)s no more"),
                **of_role,
            ),
            TimelineSource(
                "seat",
                *ROLES,
                _seats,
                _taken(Office.MEMBER),
                _("%(title)s took a seat in %(detail)s"),
                **of_seat,
            ),
            *(
                TimelineSource(f"seat-{one}", *ROLES, _seats, _taken(one), words, **of_seat)
                for one, words in OFFICES.items()
            ),
            TimelineSource(
                "seat-ended",
                *ROLES,
                _seats,
                _given_up(),
                _("%(title)s gave up the seat in %(detail)s"),
                **of_seat,
            ),
            TimelineSource(
                "phase",
                "phases",
                _("Phases"),
                "milestone",
                _phases,
                "on",
                _("The phase “%(title)s” began"),
                title="entered__name",
                detail="reason",
                shows_detail=True,
                link=_phases_page,
            ),
            TimelineSource(
                "decision",
                "decisions",
                _("Decisions"),
                "gavel",
                _decisions,
                TruncDate("meeting__starts_at"),
                _("Decided: %(title)s"),
                title="text",
                link=_decisions_page,
            ),
            TimelineSource(
                "note",
                "notes",
                _("Notes"),
                "sticky-note",
                _notes,
                TruncDate("created_at"),
                "%(title)s",
                title="text",
                organisation="organisation",
                joint="joint",
                hold=_hold_of_note,
            ),
        ]
    )
