"""Decisions of meetings, and their acknowledgement by each partner."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from partnering import access
from partnering.choices import MinutesState
from partnering.errors import DomainError
from partnering.models import Acknowledgement, Decision, Meeting, Membership, Organisation, Person, User
from partnering.services.audit import record
from partnering.services.changes import change
from partnering.services.meetings import day_of
from partnering.services.minutes import check_not_cancelled
from partnering.services.times import hold, on_day


@transaction.atomic
def decide(
    *, meeting: Meeting, text: str, by: User, owner: Person | None = None, due_on: date | None = None
) -> Decision:
    """Note what a meeting decided; its owner is one of the members' people."""
    hold(meeting)
    check_not_cancelled(meeting)
    _check_owner(meeting, owner)
    _check_due(meeting, due_on)
    last = meeting.decisions.aggregate(last=Max("order"))["last"] or 0
    decision = Decision.objects.create(
        meeting=meeting, text=text.strip(), owner=owner, due_on=due_on, order=last + 1
    )
    record(by=by, verb="noted", thing=decision, partnership=meeting.group.partnership)
    return decision


@transaction.atomic
def edit_decision(*, decision: Decision, by: User, **values: Any) -> Decision:
    """Change the named fields; once a partner has acknowledged it, its words stay as they are."""
    hold(decision)
    if values.get("text", decision.text) != decision.text and decision.acknowledgements.exists():
        raise DomainError(
            _("A partner has acknowledged these words. Note another decision that takes their place.")
        )
    if values.get("owner", decision.owner) != decision.owner:
        _check_owner(decision.meeting, values["owner"])
    if values.get("due_on", decision.due_on) != decision.due_on:
        _check_due(decision.meeting, values["due_on"])
    return change(decision, by=by, partnership=decision.meeting.group.partnership, **values)


@transaction.atomic
def drop_decision(*, decision: Decision, by: User) -> None:
    """Strike a decision out of a draft; once the minutes are out, partners may have read it, and it stays."""
    if hold(decision.meeting).minutes_state == MinutesState.PUBLISHED:
        raise DomainError(
            _("The minutes are published, so it stays. Note another decision that takes its place.")
        )
    record(by=by, verb="removed", thing=decision, partnership=decision.meeting.group.partnership)
    decision.delete()


@transaction.atomic
def acknowledge(*, decision: Decision, by: User, now: datetime | None = None) -> Acknowledgement:
    """On behalf of the user's own organisation; doing it twice changes nothing."""
    meeting = decision.meeting
    partnership = meeting.group.partnership
    person = access.person_of(by)
    organisation = access.speaks_for(by, partnership)
    if person is None or organisation is None:
        raise DomainError(_("Your organisation's lead or representative acknowledges its decisions."))
    if meeting.minutes_state != MinutesState.PUBLISHED:
        raise DomainError(_("The minutes of this meeting are not published yet."))
    if not asked(meeting).filter(pk=organisation).exists():
        raise DomainError(_("Your organisation was not a member on the day of this meeting."))
    found: Acknowledgement | None = Acknowledgement.objects.filter(
        decision=decision, organisation=organisation
    ).first()
    if found is not None:
        return found
    try:
        with transaction.atomic():
            made = Acknowledgement.objects.create(
                decision=decision, organisation_id=organisation, person=person, at=now or timezone.now()
            )
    except IntegrityError as error:
        raise DomainError(_("A colleague has just acknowledged it.")) from error
    record(
        by=by,
        verb="acknowledged",
        thing=decision,
        partnership=partnership,
        organisation_name=str(made.organisation),
    )
    return made


def asked(meeting: Meeting) -> QuerySet[Organisation]:
    """The organisations that are asked to acknowledge what a meeting decided: its members of that day."""
    members = Membership.objects.current(day_of(meeting)).filter(partnership=meeting.group.partnership_id)
    return Organisation.objects.filter(pk__in=members.values("organisation")).order_by("name")


def too_early(meeting_on: date, due_on: date | None) -> str:
    """Why a decision can't be due on a day; nothing when it can."""
    if due_on is None or due_on >= meeting_on:
        return ""
    words = _(
        "The meeting was on %(day)s, so nothing it decided is due before. Choose that day or a later one."
    )
    return words % {"day": on_day(meeting_on)}


def _check_due(meeting: Meeting, due_on: date | None) -> None:
    if problem := too_early(day_of(meeting), due_on):
        raise DomainError(problem)


def _check_owner(meeting: Meeting, owner: Person | None) -> None:
    if owner is not None and not asked(meeting).filter(pk=owner.organisation_id).exists():
        raise DomainError(_("The owner of a decision is one of the members' people."))
