"""What the core says happened in a partnership: members, roles, seats, phases, notes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from partnering.choices import MinutesState, Office, RoleKind
from partnering.models import Decision, Membership, Note, Partnership, PhaseChange, Role, Seat
from partnering.registry import TimelineSource, timeline

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


def _taken(user: Any, partnership: Partnership) -> QuerySet[Any]:
    """Those that somebody took; another office of who sits there already is told as such."""
    before = Seat.objects.filter(
        group=OuterRef("group"), person=OuterRef("person"), ended_on=OuterRef("started_on")
    )
    return _seats(user, partnership).filter(~Exists(before), office=Office.MEMBER)


def _given_up(user: Any, partnership: Partnership) -> QuerySet[Any]:
    """Those that somebody gave up, other than for another office in the same group."""
    after = Seat.objects.filter(
        group=OuterRef("group"), person=OuterRef("person"), started_on=OuterRef("ended_on")
    )
    return _seats(user, partnership).filter(~Exists(after)).exclude(ended_on=None)


def _with_office(office: Office) -> Callable[[Any, Partnership], QuerySet[Any]]:
    return lambda user, partnership: _seats(user, partnership).filter(office=office)


def _phases(user: Any, partnership: Partnership) -> QuerySet[Any]:
    return PhaseChange.objects.visible_to(user).filter(partnership=partnership)


def _notes(user: Any, partnership: Partnership) -> QuerySet[Any]:
    return Note.objects.visible_beside(user, partnership)


def _decisions(user: Any, partnership: Partnership) -> QuerySet[Any]:
    """Those that all partners may read: of published minutes."""
    return Decision.objects.visible_to(user).filter(
        meeting__group__partnership=partnership, meeting__minutes_state=MinutesState.PUBLISHED
    )


def _members_page(pk: int, slug: str) -> str:
    return reverse("partnering:members", args=[slug])


def _groups_page(pk: int, slug: str) -> str:
    return reverse("partnering:groups", args=[slug])


def _decisions_page(pk: int, slug: str) -> str:
    return reverse("partnering:decisions", args=[slug])


def _phases_page(pk: int, slug: str) -> str:
    return reverse("partnering:phases", args=[slug])


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
                lambda user, one: _memberships(user, one).exclude(left_on=None),
                "left_on",
                _("%(title)s left"),
                **of_member,
            ),
            TimelineSource("role", *ROLES, _roles, "started_on", _("%(title)s became %(detail)s"), **of_role),
            TimelineSource(
                "role-ended",
                *ROLES,
                lambda user, one: _roles(user, one).exclude(ended_on=None),
                "ended_on",
                _("%(title)s is %(detail)s no more"),
                **of_role,
            ),
            TimelineSource(
                "seat", *ROLES, _taken, "started_on", _("%(title)s took a seat in %(detail)s"), **of_seat
            ),
            *(
                TimelineSource(f"seat-{one}", *ROLES, _with_office(one), "started_on", words, **of_seat)
                for one, words in OFFICES.items()
            ),
            TimelineSource(
                "seat-ended",
                *ROLES,
                _given_up,
                "ended_on",
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
            ),
        ]
    )
