"""What senior sponsors need to know: to whom they may write, what they asked for, and what was answered."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from engagement.choices import BriefingFrom, MessageTo
from engagement.models import BriefingRequest, Participation, SponsorMessage
from partnering import access, guises
from partnering.choices import RoleKind
from partnering.models import Meeting, Membership, Partnership, Person, Role, Seat, WorkingGroup


def sponsors(user: Any, partnership: Partnership) -> bool:
    """Whether the user is a senior sponsor in a partnership today; nobody acts as one while looking as another role."""
    acts = guises.guise_of(user) is None
    return acts and (RoleKind.SENIOR_SPONSOR, partnership.pk) in access.held_now(user)


def readers_of(
    partnership: Partnership, *, organisation: int, audience: str, group: WorkingGroup | None = None
) -> QuerySet[Person]:
    """To whom a message of a sponsor of an organisation goes, by name.

    Of other organisations only those whose part all members see, by a seat or a role there; of one's own also its
    lead and those who took part in something. All are of organisations that are members today, or manage the
    partnership.
    """
    has_role = Role.objects.current().filter(person=OuterRef("pk"), partnership=partnership)
    has_seat = Seat.objects.current().filter(person=OuterRef("pk"), group__partnership=partnership)
    members = Membership.objects.current().filter(partnership=partnership).values("organisation")
    manages = has_role.filter(kind=RoleKind.PARTNERSHIP_MANAGER)
    people = Person.objects.present().exclude(email="")
    people = people.filter(Q(organisation__in=members) | Q(Exists(manages)))
    if audience == MessageTo.GROUP:
        return people.filter(Exists(has_seat.filter(group=group))).order_by("name", "pk")
    part = Q(Exists(has_role)) | Q(Exists(has_seat))
    # The lead of an organisation as a whole is part of all its partnerships, though no role there says so.
    leads = Role.objects.current().filter(
        person=OuterRef("pk"), partnership=None, kind=RoleKind.PARTNERING_LEAD
    )
    took_part = Participation.objects.filter(person=OuterRef("pk"), interaction__partnership=partnership)
    ours = Q(organisation=organisation) & (part | Q(Exists(leads)) | Q(Exists(took_part.order_by())))
    return people.filter(ours if audience == MessageTo.OURS else part | ours).order_by("name", "pk")


def readers_of_message(message: SponsorMessage) -> QuerySet[Person]:
    """Who belongs to the audience of a message by now, besides its author."""
    people = readers_of(
        message.partnership,
        organisation=message.organisation_id,
        audience=message.audience,
        group=message.group,
    )
    return people.exclude(pk=message.author_id)


def briefers_of(partnership: Partnership, *, organisation: int, asked_from: str) -> QuerySet[Person]:
    """Who answers a wish to be briefed: the partnership's managers, or the leads of the sponsor's organisation."""
    roles = Role.objects.current()
    if asked_from == BriefingFrom.MANAGER:
        roles = roles.filter(kind=RoleKind.PARTNERSHIP_MANAGER, partnership=partnership)
    else:
        roles = roles.filter(kind=RoleKind.PARTNERING_LEAD, person__organisation=organisation)
        roles = roles.filter(Q(partnership=None) | Q(partnership=partnership))
    return Person.objects.present().filter(pk__in=roles.values("person")).order_by("name", "pk")


def meetings_to_offer(user: Any, partnership: Partnership) -> QuerySet[Meeting]:
    """The meetings to come in which somebody could be briefed, as far as the user sees them."""
    rows: QuerySet[Meeting] = (
        Meeting.objects.visible_to(user).to_come().filter(group__partnership=partnership)
    )
    return rows.select_related("group").order_by("starts_at")


def briefings_to_answer(user: Any) -> QuerySet[BriefingRequest]:
    """The wishes to be briefed that wait for the user's answer, the most pressing first."""
    rows: QuerySet[BriefingRequest] = BriefingRequest.objects.answerable_by(user).open()
    return rows.select_related("partnership", "asked_by").order_by("wanted_by", "pk")


def own_briefings(user: Any, partnership: Partnership) -> QuerySet[BriefingRequest]:
    """What the user asked to be briefed on in a partnership, the latest first."""
    person = access.person_of(user)
    rows: QuerySet[BriefingRequest] = BriefingRequest.objects.visible_to(user).filter(
        partnership=partnership, asked_by=person.pk if person else None
    )
    return rows.select_related("meeting", "answered_by").order_by("-asked_on", "-pk")
