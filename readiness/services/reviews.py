"""Relationship reviews: the manager of a partnership asks people of all its members how they work together."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import SystemRandom

from django.db import transaction
from django.utils.translation import gettext as _

from partnering import access
from partnering.errors import DomainError
from partnering.models import Partnership, User
from partnering.services.audit import record
from readiness.choices import Mode
from readiness.framework_files import REVIEW
from readiness.models import Campaign
from readiness.queries.reviews import MemberAsked, who_is_asked_together
from readiness.reviewing import too_small
from readiness.services.frameworks import framework_version
from readiness.services.launching import invite
from readiness.services.terms import check_days, check_smallest
from readiness.suppression import FLOOR

REST = timedelta(days=60)
"""Between two reviews: people tire, and two that nearly the same people answered could give single ones away."""


@transaction.atomic
def start_review(
    *,
    partnership: Partnership,
    title: str,
    whom: str,
    opens_on: date,
    closes_on: date,
    by: User | None,
    now: datetime,
    opening_text: str = "",
    minimum_group: int = FLOOR,
) -> Campaign:
    """Ask people of all members; each gets an invitation, which leaves on the first day. Errors as `check_review`."""
    Partnership.objects.select_for_update(no_key=True).get(pk=partnership.pk)
    members = check_review(
        partnership=partnership,
        whom=whom,
        opens_on=opens_on,
        closes_on=closes_on,
        minimum_group=minimum_group,
        now=now,
    )
    people = [person for member in members for person in member.people]
    campaign: Campaign = Campaign.objects.create(
        partnership=partnership,
        framework_version=framework_version(REVIEW),
        title=title.strip(),
        mode=Mode.CONFIDENTIAL,
        minimum_group=minimum_group,
        opening_text=opening_text.strip(),
        opens_on=opens_on,
        closes_on=closes_on,
        launched_on=access.day_of(now),
        population=len(people),
        asked=len(people),
        started_by=by,
    )
    drawn = [(person.pk, None, person.email) for person in people]
    invite(campaign, SystemRandom().sample(drawn, len(drawn)), now)
    record(by=by, verb="started", thing=campaign, partnership=partnership)
    return campaign


def check_review(
    *,
    partnership: Partnership,
    whom: str,
    opens_on: date,
    closes_on: date,
    minimum_group: int,
    now: datetime,
) -> list[MemberAsked]:
    """Whom such a review would ask, by member; DomainError says why it can't be started, before anything is sent."""
    check_days(opens_on, closes_on)
    if opens_on < access.day_of(now):
        raise DomainError(_("The first day has passed. Choose today or later."))
    check_smallest(minimum_group)
    _check_earlier(partnership, opens_on)
    members = who_is_asked_together(partnership, whom, opens_on)
    if len(members) < 2:
        raise DomainError(_("A review needs two members or more. Add the partners first."))
    small = too_small({one.organisation.name: len(one.people) for one in members}, minimum_group)
    if small:
        raise DomainError(
            _(
                "Fewer than %(minimum)s people would be asked of: %(names)s. Nobody there could stay unknown. Ask "
                "everybody instead of those with a part, or have their lead enter more people with e-mail addresses."
            )
            % {"minimum": minimum_group, "names": ", ".join(small)}
        )
    return members


def _check_earlier(partnership: Partnership, opens_on: date) -> None:
    earlier = Campaign.objects.filter(partnership=partnership)
    if earlier.filter(closed_on=None).exists():
        raise DomainError(_("A review of this partnership is open already. Close it first."))
    last = earlier.closed().order_by("-closed_on").first()
    if last is not None and last.closed_on + REST > opens_on:
        raise DomainError(
            _(
                "The last review closed less than %(days)s days before. Let some time pass, so that things can change."
            )
            % {"days": REST.days}
        )
