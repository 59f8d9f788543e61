"""Asking for traction to be counted again, in the transaction of the change that makes it necessary."""

from __future__ import annotations

from datetime import date

from engagement.models import Recount
from partnering import access, wake
from partnering.models import Organisation, Partnership

TASK = "engagement.refresh_traction"


def ask_for_recount(partnership: Partnership, since: date) -> None:
    """Traction of a partnership is to be counted again from a day on. Call it inside a transaction."""
    Recount.objects.create(partnership=partnership, since=min(since, access.today()))
    wake.ring(TASK)


def ask_for_recounts_of(organisation: Organisation, since: date) -> None:
    """The same for all partnerships of which an organisation is or was a member."""
    theirs = Partnership.objects.filter(memberships__organisation=organisation).distinct()
    day = min(since, access.today())
    Recount.objects.bulk_create(Recount(partnership=partnership, since=day) for partnership in theirs)
    wake.ring(TASK)
