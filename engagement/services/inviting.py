"""Inviting one's own people to hear of a partnership: to a briefing inside, or to a meeting of a working group."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from engagement.choices import InteractionKind
from engagement.models import Briefing, BriefingInvitation, Interaction
from engagement.services.interactions import log_interaction
from partnering import access
from partnering.choices import Answer
from partnering.errors import DomainError
from partnering.models import Meeting, Organisation, Partnership, Person, User
from partnering.services import meetings
from partnering.services.audit import record
from partnering.services.changes import change
from partnering.services.outbox import queue_message
from partnering.services.times import check_present, hold, membership_on

NOT_AGAIN_WITHIN = timedelta(days=14)
"""So long after an invitation nobody gets another one: who is asked each week stops reading."""


@dataclass(frozen=True)
class Invited:
    """Who was invited just now, and who was left out because they had been invited lately."""

    asked: tuple[Person, ...]
    left_out: tuple[Person, ...]


@transaction.atomic
def plan_briefing(
    *,
    partnership: Partnership,
    organisation: Organisation,
    title: str,
    starts_at: datetime,
    ends_at: datetime,
    time_zone: str,
    by: User,
    place: str = "",
    video_link: str = "",
) -> Briefing:
    """A briefing to come, inside one organisation; nobody is invited to it yet."""
    _check_to_come(starts_at, ends_at, time_zone)
    made = Briefing(
        partnership=partnership,
        organisation=organisation,
        title=title.strip(),
        starts_at=starts_at,
        ends_at=ends_at,
        time_zone=time_zone,
        place=place.strip(),
        video_link=video_link,
        called_by=by,
    )
    membership_on(partnership, organisation, _day_of(made))
    made.save()
    record(by=by, verb="planned", thing=made, organisation=organisation)
    return made


@transaction.atomic
def plan_and_invite(*, people: Iterable[Person], by: User, **briefing: Any) -> tuple[Briefing, Invited]:
    """A new briefing (its fields as for `plan_briefing`) and invitations to it, or neither of them."""
    made = plan_briefing(by=by, **briefing)
    invited = invite_to_briefing(briefing=made, people=people, by=by)
    if not invited.asked:
        raise DomainError(_("All of them were invited already, or lately. Nothing was planned."))
    return made, invited


def _check_to_come(starts_at: datetime, ends_at: datetime, time_zone: str) -> None:
    meetings.check_times(starts_at, ends_at, time_zone)
    if starts_at <= timezone.now():
        raise DomainError(_("That time has passed. Choose a later one."))


@transaction.atomic
def change_briefing(*, briefing: Briefing, by: User, **values: Any) -> Briefing:
    """Change the named fields; all who are invited are told, and asked anew when it moves to another time."""
    briefing = hold(briefing)
    if not briefing.is_to_come:
        raise DomainError(_("This briefing is over or called off. Plan another one."))
    differs = {name for name, value in values.items() if getattr(briefing, name) != value}
    differs &= set(meetings.IN_CALENDARS)
    if differs & set(meetings.TIMES):
        _check_to_come(*(values.get(name, getattr(briefing, name)) for name in meetings.TIMES))
    invited = briefing.invitations.filter(withdrawn_at=None)
    if differs & {"starts_at", "ends_at"}:
        invited.exclude(answer=Answer.NONE).update(answer=Answer.NONE, answered_at=None)
    if differs:
        values["sequence"] = briefing.sequence + 1
    change(briefing, by=by, organisation=briefing.organisation, **values)
    membership_on(briefing.partnership, briefing.organisation, _day_of(briefing))
    if differs:
        for invitation in invited.select_related("person", "briefing"):
            _tell(invitation, "briefing_invitation")
    return briefing


@transaction.atomic
def invite_to_briefing(*, briefing: Briefing, people: Iterable[Person], by: User) -> Invited:
    """Ask people of the organisation to a briefing; each gets a calendar message. Who was asked lately is left out."""
    briefing = hold(briefing)
    if not briefing.is_to_come:
        raise DomainError(_("This briefing is over or called off. Plan another one."))
    asked, left_out = _sifted(briefing.partnership, people)
    for person in asked:
        if person.organisation_id != briefing.organisation_id:
            raise DomainError(_("Only people of your own organisation can be invited to a briefing inside."))
        check_present(person, _day_of(briefing))
    made = BriefingInvitation.objects.bulk_create(
        BriefingInvitation(partnership=briefing.partnership, person=person, briefing=briefing)
        for person in asked
    )
    for invitation in made:
        _tell(invitation, "briefing_invitation")
    _record(asked, briefing, by)
    return Invited(tuple(asked), tuple(left_out))


@transaction.atomic
def invite_to_meeting(*, meeting: Meeting, people: Iterable[Person], by: User) -> Invited:
    """The same to a meeting of a working group, whose own invitations then leave. Who is asked already is left out."""
    asked, left_out = _sifted(meeting.group.partnership, people)
    known = set(meeting.attendances.invited().values_list("person", flat=True))
    left_out += [person for person in asked if person.pk in known]
    asked = [person for person in asked if person.pk not in known]
    meetings.invite(meeting=meeting, people=asked, by=by)
    BriefingInvitation.objects.bulk_create(
        BriefingInvitation(partnership=meeting.group.partnership, person=person, meeting=meeting)
        for person in asked
    )
    return Invited(tuple(asked), tuple(left_out))


def _sifted(partnership: Partnership, people: Iterable[Person]) -> tuple[list[Person], list[Person]]:
    """Who may be asked now, and who was asked lately or is asked to something that is still to come."""
    chosen = list({person.pk: person for person in people}.values())
    if not chosen:
        raise DomainError(_("Choose at least one person."))
    hold(partnership)  # two who invite at once must not both find that nobody was asked
    known = asked_lately(partnership, chosen)
    return (
        [person for person in chosen if person.pk not in known],
        [person for person in chosen if person.pk in known],
    )


def asked_lately(partnership: Partnership, people: Iterable[Person]) -> set[int]:
    """Which of these people were invited a short while ago, or to something that is still to come."""
    now = timezone.now()
    lately = Q(invited_at__gt=now - NOT_AGAIN_WITHIN) | Q(briefing__ends_at__gt=now)
    rows = BriefingInvitation.objects.standing().filter(lately, partnership=partnership, person__in=people)
    return set(rows.values_list("person", flat=True))


@transaction.atomic
def withdraw_briefing_invitation(*, invitation: BriefingInvitation, by: User) -> None:
    """Somebody need not come after all; their calendar is told, if it was told before. Twice changes nothing."""
    invitation = hold(invitation)
    if invitation.withdrawn_at is not None:
        return
    if invitation.meeting is not None:
        for attendance in invitation.meeting.attendances.invited().filter(person=invitation.person_id):
            meetings.withdraw_invitation(attendance=attendance, by=by)
    elif invitation.briefing is not None and not invitation.briefing.is_to_come:
        raise DomainError(_("This briefing is over or called off already."))
    invitation.withdrawn_at = timezone.now()
    invitation.save(update_fields=["withdrawn_at"])
    if invitation.briefing is not None:
        _count_up(invitation.briefing)
        _tell(invitation, "briefing_cancellation")
        organisation = invitation.briefing.organisation
        record(by=by, verb="not invited any more", thing=invitation, organisation=organisation)


@transaction.atomic
def cancel_briefing(*, briefing: Briefing, by: User) -> None:
    """A briefing does not take place; all who were invited are told. Twice changes nothing."""
    briefing = hold(briefing)
    if briefing.cancelled_at is not None:
        return
    if briefing.ends_at <= timezone.now():
        raise DomainError(_("This briefing is over. It can't be called off any more."))
    briefing.cancelled_at = timezone.now()
    briefing.save(update_fields=["cancelled_at"])
    _count_up(briefing)
    for invitation in briefing.invitations.filter(withdrawn_at=None).select_related("person", "briefing"):
        _tell(invitation, "briefing_cancellation")
    record(by=by, verb="cancelled", thing=briefing, organisation=briefing.organisation)


@transaction.atomic
def log_briefing(*, briefing: Briefing, people: Iterable[Person], by: User) -> Interaction:
    """Note who came, as one interaction inside the organisation."""
    briefing = hold(briefing)
    if briefing.cancelled_at is not None:
        raise DomainError(_("This briefing was called off."))
    if briefing.starts_at > timezone.now():
        raise DomainError(_("This briefing is still to come. Note who came once it has begun."))
    if briefing.interaction_id is not None:
        raise DomainError(_("It is noted already who came. Mend it there."))
    logged = log_interaction(
        partnership=briefing.partnership,
        kind=InteractionKind.BRIEFING,
        title=briefing.title,
        # Somewhere it may be tomorrow already, and only what has happened is logged.
        held_on=min(_day_of(briefing), access.today()),
        by=by,
        people=people,
        organisation=briefing.organisation,
    )
    briefing.interaction = logged
    briefing.save(update_fields=["interaction"])
    return logged


def _day_of(briefing: Briefing) -> date:
    return briefing.starts_there.date()


def _count_up(briefing: Briefing) -> None:
    """Let what calendars are told from now on count as later than all that they were told."""
    briefing.sequence += 1
    briefing.save(update_fields=["sequence"])


def _tell(invitation: BriefingInvitation, kind: str) -> None:
    sequence = invitation.briefing.sequence if invitation.briefing else 0
    if invitation.person.email:
        key = f"{kind}:{invitation.pk}:{sequence}"
        queue_message(key=key, kind=kind, to_person=invitation.person, subject_id=invitation.pk)


def _record(asked: list[Person], briefing: Briefing, by: User) -> None:
    if asked:
        names = [person.name for person in asked]
        record(by=by, verb="invited to", thing=briefing, organisation=briefing.organisation, people=names)
