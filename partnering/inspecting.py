"""The X-ray as a user may see it: all apps' facts, all checks they may know of, and what is waived."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import HttpRequest

from partnering import access, registry
from partnering.models import Membership, Partnership, Waiver
from partnering.xray import Finding, Hands, Scope, Waived, XRay, look


def x_rays(user: Any, partnerships: Sequence[Partnership], *, on: date) -> dict[int, XRay]:
    """The X-ray of each of these partnerships, which the user must be part of; a constant number of queries.

    What is internal is looked at for the user's own organisation only, if they read its internal matters, and only
    where it is a member.
    """
    own = access.reads_internals_of(user)
    members = Membership.objects.current(on).filter(organisation=own, partnership__in=partnerships)
    mine = set(members.values_list("partnership", flat=True)) if own else set()
    scope = Scope(partnerships, on, own)
    facts = {one.app: one.gather(scope) for one in registry.inspections}
    waivers = defaultdict(list)
    for waiver in (
        Waiver.objects.visible_to(user)
        .in_force(on)
        .filter(partnership__in=partnerships)
        .select_related("by__person")
    ):
        waivers[waiver.partnership_id].append(_plain(waiver))
    return {
        one.pk: look(
            registry.inspections,
            {app: by_partnership[one.pk] for app, by_partnership in facts.items()},
            own=own if one.pk in mine else None,
            waivers=waivers[one.pk],
            on=on,
        )
        for one in partnerships
    }


def _plain(waiver: Waiver) -> Waived:
    person = getattr(waiver.by, "person", None)
    return Waived(
        (waiver.check_key, waiver.subject, waiver.organisation_id),
        waiver.until,
        waiver.reason,
        person.name if person else "",
        waiver.pk,
    )


def x_ray(request: HttpRequest, partnership: Partnership) -> XRay:
    """The X-ray of one partnership for who asks; a page that needs it twice looks once."""
    kept: dict[int, XRay] = request.__dict__.setdefault("_traction_x_rays", {})
    if partnership.pk not in kept:
        kept |= x_rays(request.user, [partnership], on=access.today())
    return kept[partnership.pk]


def seen_x_ray(request: HttpRequest, partnership: Partnership) -> XRay | None:
    """The X-ray, if this page has looked already: a mark on a tab is not worth a dozen queries on each page."""
    kept: dict[int, XRay] = request.__dict__.get("_traction_x_rays", {})
    return kept.get(partnership.pk)


def finding_of(xray: XRay, name: str) -> Finding | None:
    """The open finding of that name."""
    return next((one for one in xray.open if one.name == name), None)


def hands_of(user: Any, partnership: Partnership) -> Hands:
    """What the user may do about what is found."""
    person = access.person_of(user)
    own = person.organisation_id if person else None
    leads = own is not None and access.leads_organisation(user, own)
    return Hands(access.manages_partnership(user, partnership), leads, own)
