"""What must hold of any survey, whoever asks and however it came in."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from partnering.errors import DomainError
from readiness.suppression import FLOOR


def check_days(opens_on: date, closes_on: date) -> None:
    """DomainError when a survey would close before it opens."""
    if closes_on < opens_on:
        raise DomainError(_("The last day must not lie before the first."))


def check_smallest(minimum_group: int) -> None:
    """DomainError when figures of too small groups would be shown."""
    if minimum_group < FLOOR:
        raise DomainError(_("The smallest group shown must be %(floor)s or more.") % {"floor": FLOOR})
