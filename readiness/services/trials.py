"""Sending who runs a survey or review the invitation of its draft, as it will look."""

from __future__ import annotations

import secrets

from django.db import transaction
from django.utils.translation import gettext as _

from partnering import access
from partnering.choices import MessageState
from partnering.errors import DomainError
from partnering.models import User
from partnering.services.outbox import queue_message
from readiness.models import Campaign
from readiness.queries.trials import KIND, trials_of, words_mailed


@transaction.atomic
def send_trial(*, campaign: Campaign, by: User) -> None:
    """Queue the invitation of a draft to who asks for it. Its link leads to a preview and can answer nothing.

    DomainError once the survey is launched, or when they have no address. One that waits to leave is not sent twice.
    """
    locked = Campaign.objects.locked(campaign.pk)
    if locked.launched_on is not None:
        raise DomainError(_("It is launched, so its own invitations show how they look."))
    person = access.person_of(by)
    if person is None or not person.email:
        raise DomainError(_("You have no e-mail address here. Enter one on your own page first."))
    words = words_mailed(locked)
    waiting = trials_of(locked).filter(state=MessageState.PLANNED, to_person=person)
    if waiting.filter(details__words=words).exists():
        return
    queue_message(
        key=f"survey-trial:{locked.pk}:{secrets.token_hex(8)}",
        kind=KIND,
        to_person=person,
        subject_id=locked.pk,
        details={"words": words},
    )
