"""From result to action: taking on what is advised for an area."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from partnering.choices import ActionOrigin
from partnering.errors import DomainError
from partnering.models import Action, Person, User
from partnering.services.actions import add_action
from readiness.models import Campaign, TakenOn


@transaction.atomic
def take_on(
    *,
    campaign: Campaign,
    area: str,
    title: str,
    owner: Person | None,
    due_on: date | None,
    by: User | None,
    created_on: date | None = None,
) -> Action:
    """Note an action that is to better an area of a closed survey's result.

    It is internal to the organisation; of a review it is joint, and the owner's organisation does it.
    """
    if campaign.closed_on is None:
        raise DomainError(_("Close the survey first; then its result says what is to be done."))
    if area not in {one.key for one in campaign.framework_version.framework.areas}:
        raise DomainError(_("The survey has no such area. Choose one of those in its result."))
    if campaign.is_review and owner is None:
        raise DomainError(_("Say who is to do it: an action of the partnership is one member's."))
    action = add_action(
        organisation=owner.organisation if campaign.is_review and owner else campaign.owner,
        partnership=campaign.partnership,
        by=by,
        origin=ActionOrigin.READINESS,
        title=title,
        owner=owner,
        due_on=due_on,
        notes=_("From the survey “%(title)s”.") % {"title": campaign},
        created_on=created_on,
    )
    TakenOn.objects.create(campaign=campaign, area=area, action=action)
    return action
