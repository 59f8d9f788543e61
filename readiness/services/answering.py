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
from partnering.choices import Level
from partnering.errors import DomainError
from partnering.models import Person
from readiness import queries
from readiness.models import Campaign, Draft, Invitation
from readiness.scoring import Value
from readiness.services import box
from readiness.services.links import Link, LinkIsSpent, is_open_still, opened, spend
from readiness.services.tokens import cipher_of, draft_name

LONGEST_COMMENT = 2000


@dataclass
class Filled:
    """What a respondent has filled in so far. `unit` and `level`: whether they may be kept; None is undecided.

    Who has no link of their own says themselves in which unit (`own_unit`, its number) and at which level they are.
    `language` is in which they chose to read; it goes when they send, as how few read it could tell who they are.
    """

    answers: dict[str, Value] = field(default_factory=dict)
    unit: bool | None = None
    level: bool | None = None
    comment: str = ""
    language: str = ""
    own_unit: int | None = None
    own_level: str = ""


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
    link = _open_link(token, now)
    _check(filled, link)
    _keep(link, filled)
    # A post that sends the answers, or the closing, may have come between, which deletes the draft for good.
    if not is_open_still(link):
        _open_link(token, now)


def _keep(link: Link, filled: Filled) -> None:
    content = json.dumps(asdict(filled)).encode()
    Draft.objects.update_or_create(
        name=draft_name(link.token),
        defaults={
            "campaign": link.campaign,
            # At the beginning of time: the cipher would note in the clear when it was made.
            "content": cipher_of(link.token).encrypt_at_time(content, 0),
        },
    )


@transaction.atomic
def submit_response(*, token: str, filled: Filled, now: datetime) -> None:
    """Seal the answers and spend the link, both or neither; of two at once the second raises LinkIsSpent."""
    lock(_link(token).campaign)
    take(_open_link(token, now), filled)
    Draft.objects.filter(name=draft_name(token)).delete()


def take(link: Link, filled: Filled, person: Person | None = None) -> None:
    """Spend a link and seal its answers, for a caller who holds the survey's lock.

    `person`: whose answers they are, where a named survey is answered by no link of their own.
    """
    _check(filled, link)
    if not filled.answers:
        raise DomainError(_("Answer at least one question. “Don't know” is an answer too."))
    spend(link)
    box.seal(link.campaign, _content(link, filled, person))


@transaction.atomic
def withdraw_response(*, token: str, keep: bool, now: datetime) -> None:
    """Take back what somebody sent to a named survey, while it is open; the link can be used again.

    With `keep` it becomes their draft again, else it is deleted. DomainError when there is nothing to take back: of
    a confidential survey nobody can tell whose answers are whose.
    """
    lock(_link(token).campaign)
    link = _link(token)
    if link.person is None or not may_withdraw(link, access.day_of(now)):
        raise DomainError(_("These answers can't be taken back any more."))
    content = box.take_out(link.campaign, link.person.pk)
    Invitation.objects.filter(campaign=link.campaign, person=link.person).update(answered=False)
    if content and keep:
        _keep(link, Filled(answers=content["answers"], comment=content["comment"]))


def may_withdraw(link: Link, on: date) -> bool:
    """Whether answers sent by a link can still be taken back: of a named survey, while it is open."""
    campaign = link.campaign
    return link.spent and not campaign.is_confidential and campaign.takes_answers(on)


def lock(campaign: Campaign) -> None:
    """Closing, extending and other answers to the same survey wait for each other here; drafts needn't."""
    Campaign.objects.select_for_update(no_key=True).get(pk=campaign.pk)


def _link(token: str) -> Link:
    link = opened(token)
    if link is None:
        raise DomainError(_("This link does not belong to a survey."))
    return link


def _open_link(token: str, now: datetime) -> Link:
    """A link by which its survey can still be answered."""
    link = _link(token)
    if link.spent:
        raise LinkIsSpent(_("Your answers were sent already."))
    if not link.takes_answers(access.day_of(now)):
        raise DomainError(_("This survey takes no answers now."))
    return link


def _check(filled: Filled, link: Link) -> None:
    """Refuse answers that the framework doesn't know; a form can't send them, but a script can."""
    framework = link.campaign.framework_version.framework
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
    is_unit = not filled.own_unit or queries.units_to_name(link.campaign).filter(pk=filled.own_unit).exists()
    if not is_unit or filled.own_level not in ("", *Level.values):
        raise DomainError(_("This unit or level can't be chosen here. Please choose again."))


def _content(link: Link, filled: Filled, person: Person | None) -> Mapping[str, Any]:
    """What goes into the box: with a name only when the survey is a named one."""
    is_named = not link.campaign.is_confidential
    whose = link.person or person
    content = {
        "answers": filled.answers,
        "unit": filled.own_unit,
        "level": filled.own_level,
        "comment": filled.comment.strip(),
        "person": whose.pk if is_named and whose else None,
    }
    if whose is not None:
        group = link.campaign.group_of(whose)
        content["unit"] = group.pk if group and (is_named or filled.unit) else None
        content["level"] = whose.level if is_named or filled.level else ""
    return content
