"""Who is asked to come to which briefings, as of now: what the links in their mails hold to."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from engagement import briefing_links
from engagement.models import Briefing, BriefingInvitation


@dataclass(frozen=True)
class Asked:
    """What a link leads to: `state` is 'open', or why there is nothing to answer and nothing to be told."""

    invitation: BriefingInvitation
    briefing: Briefing
    state: str
    is_changed: bool = False


def asked_by_link(token: str) -> Asked | None:
    """The invitation that a link leads to; None for links that we never made, or for one that is no more."""
    read = briefing_links.LINKS.invitation_of(token)
    if read is None:
        return None
    pk, sequence = read
    rows = BriefingInvitation.objects.select_related("person", "partnership", "briefing__organisation")
    found = rows.filter(pk=pk).first()
    if found is None or found.briefing is None:
        return None
    briefing = found.briefing
    if briefing.cancelled_at is not None:
        return Asked(found, briefing, "cancelled")
    if briefing.ends_at <= timezone.now():
        return Asked(found, briefing, "over")
    if not BriefingInvitation.objects.open().filter(pk=pk).exists():
        return Asked(found, briefing, "withdrawn")
    return Asked(found, briefing, "open", briefing.sequence != sequence)
