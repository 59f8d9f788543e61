"""Who of the sample has come in, and who was invited and never did."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from partnering.models import Organisation, User
from partnering.services.accounts import make_account

NEVER_CAME = 2
"""So many of the manager's colleagues were invited and have not come in."""


def load_accounts(organisation: Organisation, manager: User) -> None:
    """Those who signed, lead or manage were here lately; some colleagues haven't followed their invitation."""
    now = timezone.now()
    for number, user in enumerate(User.objects.order_by("pk")):
        # Only signing in itself notes this, and nobody of the sample has a browser.
        User.objects.filter(pk=user.pk).update(last_login=now - timedelta(days=1 + number, hours=number))
    without = organisation.people.present().filter(user=None).exclude(email="").order_by("name", "pk")
    for person in without[:NEVER_CAME]:
        make_account(person=person, by=manager)
