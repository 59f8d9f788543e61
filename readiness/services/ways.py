"""Opening a survey to people without a link of their own: by a shared link, and on paper."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from partnering import access
from partnering.errors import DomainError
from partnering.models import Person, User
from partnering.services.audit import record
from partnering.services.changes import change
from readiness import queries
from readiness.choices import WayKind
from readiness.models import Campaign, Invitation, SealedResponse, WayIn
from readiness.services import answering
from readiness.services.answering import Filled
from readiness.services.links import LinkIsSpent, opened
from readiness.services.tokens import code_of, hash_of, new_nonce


@transaction.atomic
def open_way(*, campaign: Campaign, kind: str, people: int, by: User) -> WayIn:
    """Let so many people answer by a shared link or on paper; open it again, or for more of them.

    Of a draft it can be prepared; it takes answers once the survey is open. DomainError when the survey is closed, is a
    named one that a link would leave without names, or when the number is below those who have answered, or so small
    that the link would be one person's.
    """
    answering.lock(campaign)
    locked = Campaign.objects.select_related("organisation").get(pk=campaign.pk)
    way = WayIn.objects.filter(campaign=locked, kind=kind).first()
    _check(locked, kind, people, way)
    if way is not None:
        changed: WayIn = change(
            way, by=by, verb="opened", organisation=locked.organisation, people=people, is_open=True
        )
        return changed
    way = WayIn.objects.create(
        campaign=locked, kind=kind, people=people, nonce=new_nonce(), code_hash=hash_of(new_nonce())
    )
    way.code_hash = hash_of(code_of(way))
    way.save(update_fields=["code_hash"])
    record(by=by, verb="opened", thing=way, organisation=locked.organisation, people=people)
    return way


def _check(campaign: Campaign, kind: str, people: int, way: WayIn | None) -> None:
    if campaign.is_review:
        raise DomainError(
            _(
                "A relationship review is answered by personal links only: a shared link or a sheet could not tell "
                "of which member somebody is, and one member could answer for another."
            )
        )
    if campaign.is_over:
        raise DomainError(_("This survey is closed. Start another one."))
    if kind == WayKind.LINK and not campaign.is_confidential:
        raise DomainError(
            _("A shared link can't tell who answers, and this survey is a named one. Use paper instead.")
        )
    if kind == WayKind.LINK and people < campaign.minimum_group:
        raise DomainError(
            _("A shared link is for %(minimum)s people or more. Send fewer than that a link of their own.")
            % {"minimum": campaign.minimum_group}
        )
    if way is not None and people < way.taken:
        raise DomainError(_("More people than that have answered this way already. Enter a higher number."))
    if campaign.launched_on and campaign.is_confidential and not campaign.asked:
        heads = queries.beside(campaign).people - (way.people if way else 0) + people
        if heads < campaign.minimum_group:
            raise DomainError(
                _(
                    "Nobody was asked by mail, so link and paper must be for %(minimum)s people or more together."
                )
                % {"minimum": campaign.minimum_group}
            )


@transaction.atomic
def close_way(*, way: WayIn, by: User) -> WayIn:
    """Take no more answers this way; what was sent is counted. It can be opened again."""
    closed: WayIn = change(way, by=by, verb="closed", organisation=way.campaign.organisation, is_open=False)
    return closed


@transaction.atomic
def replace_link(*, way: WayIn, by: User) -> WayIn:
    """Make a new link: the old one, and what was begun with it and not sent, opens nothing any more."""
    answering.lock(way.campaign)
    way.nonce = new_nonce()
    way.code_hash = hash_of(code_of(way))
    way.save(update_fields=["nonce", "code_hash"])
    record(by=by, verb="replaced the link of", thing=way, organisation=way.campaign.organisation)
    return way


@transaction.atomic
def enter_answers(*, way: WayIn, key: str, filled: Filled, person: Person | None, now: datetime) -> None:
    """Count the answers of one sheet of paper, once for each `key`; who entered it is noted nowhere.

    `person`: whose sheet it is, of a named survey. DomainError when they have answered, or when no more are taken.
    """
    answering.lock(way.campaign)
    link = opened(key)
    if link is None or link.way is None or link.way.pk != way.pk:
        raise DomainError(_("This page is out of date. Open it again, then enter the sheet."))
    if link.spent:
        raise LinkIsSpent(_("This sheet was entered already."))
    if not link.campaign.takes_answers(access.day_of(now)):
        raise DomainError(_("This survey takes no answers now."))
    if not link.campaign.is_confidential:
        _answer_for(link.campaign, person)
    answering.take(link, filled, person)


def _answer_for(campaign: Campaign, person: Person | None) -> None:
    """Note that somebody answers a named survey on paper, so that they get no reminder and answer once."""
    if person is None or person.organisation_id != campaign.organisation_id:
        raise DomainError(_("Say whose sheet it is: this survey is a named one."))
    if SealedResponse.objects.filter(campaign=campaign, content__person=person.pk).exists():
        raise DomainError(_("%(name)s has answered already.") % {"name": person})
    Invitation.objects.filter(campaign=campaign, person=person).update(answered=True)
