"""Withdrawing a survey: nothing that anybody answered, or that tells who was asked, stays."""

from __future__ import annotations

from django.db import transaction

from partnering.models import User
from partnering.services.audit import record
from readiness.models import Answer, Campaign, Comment, Draft, Invitation, Response, SealedResponse
from readiness.queries.trials import trials_of
from readiness.services.mails import mails_of


@transaction.atomic
def withdraw_campaign(*, campaign: Campaign, by: User | None) -> None:
    """Erase a survey in whatever state: its answers, begun or sent, invitations, mails, result, and its sharing.

    The record of changes keeps that there was a survey of this title, and who withdrew it. A few statements, however
    many answered; reports that were made with its result are files of their own and stay.
    """
    locked = Campaign.objects.locked(campaign.pk)
    record(by=by, verb="withdrew", thing=locked, **locked.scope)
    mails_of(locked).delete()
    trials_of(locked).delete()
    Answer.objects.filter(response__campaign=locked).delete()
    for table in (Response, Comment, Draft, SealedResponse, Invitation):
        table.objects.filter(campaign=locked).delete()
    locked.delete()
