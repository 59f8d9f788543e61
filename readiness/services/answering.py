"""Answering a survey by its personal link: keeping drafts, and the one moment at which the link is spent.

While a survey is open, answers lie in a box (`readiness/services/box.py`) from which nothing is read.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from cryptography.fernet import InvalidToken
from django.db import transaction
from django.utils.translation import gettext as _

from partnering import access
from partnering.errors import DomainError
from readiness import queries
from readiness.framework_files import Framework
from readiness.models import Campaign, Draft, Invitation
from readiness.scoring import Value
from readiness.services import box
from readiness.services.tokens import cipher_of, draft_name, hash_of

LONGEST_COMMENT = 2000


class LinkIsSpent(DomainError):
    """The answers were sent already."""


@dataclass
class Filled:
    """What a respondent has filled in so far. `unit` and `level`: whether they may be kept; None is undecided.

    `language` is in which they chose to read; it goes when they send, as how few read it could tell who they are.
    """

    answers: dict[str, Value] = field(default_factory=dict)
    unit: bool | None = None
    level: bool | None = None
    comment: str = ""
    language: str = ""


def invitation_by(token: str) -> Invitation | None:
    """The invitation of a link; looking at it changes nothing, however often mail scanners do."""
    return queries.invitation_of(hash_of(token))


def draft_of(token: str) -> Filled:
    """What was kept so far; empty when nothing was, or when it can't be read any more."""
    draft = Draft.objects.filter(name=draft_name(token)).first()
    if draft is None:
        return Filled()
    try:
        return Filled(**json.loads(cipher_of(token).decrypt(bytes(draft.content))))
    except InvalidToken:
        return Filled()


@transaction.atomic
def save_draft(*, token: str, filled: Filled, now: datetime) -> None:
    """Keep what is filled in. DomainError when the survey takes no answers, or no more by this link."""
    invitation = _open_invitation(token, now)
    _check(filled, invitation.campaign.framework_version.framework)
    _keep(token, invitation.campaign, filled)
    # Once more, as a post that sends the answers may have come between, which deletes the draft for good.
    _open_invitation(token, now)


def _keep(token: str, campaign: Campaign, filled: Filled) -> None:
    content = json.dumps(asdict(filled)).encode()
    Draft.objects.update_or_create(
        name=draft_name(token),
        defaults={
            "campaign": campaign,
            # At the beginning of time: the cipher would note in the clear when it was made.
            "content": cipher_of(token).encrypt_at_time(content, 0),
        },
    )


@transaction.atomic
def submit_response(*, token: str, filled: Filled, now: datetime) -> None:
    """Seal the answers and spend the link, both or neither; of two at once the second raises LinkIsSpent."""
    found = invitation_by(token)
    if found is None:
        raise DomainError(_("This link does not belong to a survey."))
    _lock(found)
    invitation = _open_invitation(token, now)
    _check(filled, invitation.campaign.framework_version.framework)
    if not filled.answers:
        raise DomainError(_("Answer at least one question. “Don't know” is an answer too."))
    if Invitation.objects.filter(pk=invitation.pk, answered=False).update(answered=True) != 1:
        raise LinkIsSpent(_("Your answers were sent already."))
    box.seal(invitation.campaign, _content(invitation, filled))
    Draft.objects.filter(name=draft_name(token)).delete()


@transaction.atomic
def withdraw_response(*, token: str, keep: bool, now: datetime) -> None:
    """Take back what somebody sent to a named survey, while it is open; the link can be used again.

    With `keep` it becomes their draft again, else it is deleted. DomainError when there is nothing to take back: of
    a confidential survey nobody can tell whose answers are whose.
    """
    found = invitation_by(token)
    if found is None:
        raise DomainError(_("This link does not belong to a survey."))
    _lock(found)
    invitation = queries.invitation_of(found.token_hash)
    campaign = found.campaign
    if invitation is None or not may_withdraw(invitation, access.day_of(now)):
        raise DomainError(_("These answers can't be taken back any more."))
    content = box.take_out(campaign, invitation.person_id)
    Invitation.objects.filter(pk=invitation.pk).update(answered=False)
    if content and keep:
        _keep(token, campaign, Filled(answers=content["answers"], comment=content["comment"]))


def may_withdraw(invitation: Invitation, on: date) -> bool:
    """Whether answers sent by a link can still be taken back: of a named survey, while it is open."""
    campaign = invitation.campaign
    return invitation.answered and not campaign.is_confidential and campaign.takes_answers(on)


def _lock(invitation: Invitation) -> None:
    """Closing, extending and other answers to the same survey wait for each other here; drafts needn't."""
    Campaign.objects.select_for_update(no_key=True).get(pk=invitation.campaign_id)


def _open_invitation(token: str, now: datetime) -> Invitation:
    """The invitation of a link by which the survey can still be answered."""
    invitation = invitation_by(token)
    if invitation is None:
        raise DomainError(_("This link does not belong to a survey."))
    if invitation.answered:
        raise LinkIsSpent(_("Your answers were sent already."))
    if not invitation.campaign.takes_answers(access.day_of(now)):
        raise DomainError(_("This survey takes no answers now."))
    return invitation


def _check(filled: Filled, framework: Framework) -> None:
    """Refuse answers that the framework doesn't know; a form can't send them, but a script can."""
    scale = framework.scale
    keys = {question.key for question in framework.questions}
    for key, value in filled.answers.items():
        is_number = isinstance(value, int) and scale.minimum <= value <= scale.maximum
        if key not in keys or not (is_number or value in ("dk", "na")):
            raise DomainError(_("One of the answers is not among the choices. Please choose again."))
    if len(filled.comment) > LONGEST_COMMENT:
        raise DomainError(
            _("The comment is too long. Please keep it under %(number)s characters.")
            % {"number": LONGEST_COMMENT}
        )


def _content(invitation: Invitation, filled: Filled) -> Mapping[str, Any]:
    """What goes into the box: with a name only when the survey is a named one."""
    person = invitation.person
    is_named = not invitation.campaign.is_confidential
    return {
        "answers": filled.answers,
        "unit": person.unit_id if is_named or filled.unit else None,
        "level": person.level if is_named or filled.level else "",
        "comment": filled.comment.strip(),
        "person": person.pk if is_named else None,
    }
