"""What people answer to an invitation to a briefing."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from engagement.models import BriefingInvitation
from partnering import noting
from partnering.choices import Answer
from partnering.errors import DomainError
from partnering.services.changes import change
from partnering.services.times import hold


@transaction.atomic
def answer_briefing_invitation(
    *, invitation: BriefingInvitation, answer: str, now: datetime | None = None
) -> BriefingInvitation:
    """Somebody says whether they come, until the briefing is over; they may think better of it."""
    moment, invitation = now or timezone.now(), hold(invitation)
    briefing = invitation.briefing
    if briefing is None or invitation.withdrawn_at is not None:
        raise DomainError(_("This invitation was taken back."))
    if briefing.cancelled_at is not None or briefing.ends_at <= moment:
        raise DomainError(_("This briefing is over or called off. Nobody waits for an answer any more."))
    if answer == invitation.answer:
        return invitation
    person, whose = invitation.person, briefing.organisation
    with noting.acting(lambda: person):
        at = None if answer == Answer.NONE else moment
        return change(
            invitation, by=person, verb="answered", organisation=whose, answer=answer, answered_at=at
        )
