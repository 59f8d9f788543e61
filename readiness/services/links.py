"""What a link of a survey opens and how it is spent: a personal one, or the pass of a device or a sheet of paper."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.db.models import F
from django.utils.translation import gettext as _

from partnering.errors import DomainError
from partnering.models import Person
from readiness import queries
from readiness.choices import WayKind
from readiness.models import Campaign, Invitation, SpentPass, WayIn
from readiness.services.tokens import hash_of, is_pass_of, way_in


class LinkIsSpent(DomainError):
    """The answers were sent already."""


@dataclass(frozen=True)
class Link:
    """A link that belongs to a survey: of an `invitation`, or by a shared way. `spent`: answers were sent by it."""

    token: str = field(repr=False)
    campaign: Campaign
    spent: bool
    invitation: Invitation | None = None
    way: WayIn | None = None

    @property
    def person(self) -> Person | None:
        """Whom it was made for; None for a shared way."""
        return self.invitation.person if self.invitation else None

    @property
    def is_shut(self) -> bool:
        """Whether a shared way takes no more answers, though its survey does; a named one none by a shared link."""
        if self.way is None:
            return False
        is_nameless = self.way.kind == WayKind.LINK and not self.campaign.is_confidential
        return is_nameless or not self.way.is_open or self.way.is_full

    def takes_answers(self, on: date) -> bool:
        """Whether the survey can be answered by it on a day."""
        return not self.spent and not self.is_shut and self.campaign.takes_answers(on)


def opened(token: str) -> Link | None:
    """What a token opens; None when it belongs to no survey. Looking changes nothing, however often scanners do."""
    number = way_in(token)
    if number is None:
        invitation = queries.invitation_of(hash_of(token))
        if invitation is None:
            return None
        return Link(token, invitation.campaign, invitation.answered, invitation=invitation)
    way = queries.way_numbered(number)
    if way is None or not is_pass_of(token, way):
        return None
    return Link(token, way.campaign, SpentPass.objects.filter(name=hash_of(token)).exists(), way=way)


def is_open_still(link: Link) -> bool:
    """Whether it is unspent and its survey not closed, at this moment. One short query, or two."""
    if link.invitation is not None:
        rows = Invitation.objects.filter(pk=link.invitation.pk, answered=False)
        return rows.filter(campaign__in=Campaign.objects.open()).exists()
    if SpentPass.objects.filter(name=hash_of(link.token)).exists():
        return False
    return bool(Campaign.objects.open().filter(pk=link.campaign.pk).exists())


def spend(link: Link) -> None:
    """Note that answers were sent by it: of two at once the second raises LinkIsSpent, DomainError when it's full."""
    if link.invitation is not None:
        if Invitation.objects.filter(pk=link.invitation.pk, answered=False).update(answered=True) != 1:
            raise LinkIsSpent(_("Your answers were sent already."))
        return
    spent, is_new = SpentPass.objects.get_or_create(name=hash_of(link.token), campaign=link.campaign)
    if not is_new:
        raise LinkIsSpent(_("Your answers were sent already."))
    ways = WayIn.objects.filter(pk__in=[link.way.pk] if link.way else [])
    if ways.filter(is_open=True, taken__lt=F("people")).update(taken=F("taken") + 1) != 1:
        spent.delete()
        raise DomainError(_("As many people as it is meant for have answered this way."))
