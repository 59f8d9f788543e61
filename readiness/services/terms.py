"""What must hold of any survey, whoever asks and however it came in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from django.utils.translation import gettext as _

from partnering.errors import DomainError
from readiness.reminding import FEWEST_DAYS, MOST_REMINDERS
from readiness.suppression import FLOOR

USUAL_LENGTH = timedelta(days=14)
"""How long a survey is open, unless somebody chooses other days."""


def check_days(opens_on: date, closes_on: date) -> None:
    """DomainError when a survey would close before it opens."""
    if closes_on < opens_on:
        raise DomainError(_("The last day must not lie before the first."))


def check_smallest(minimum_group: int) -> None:
    """DomainError when figures of too small groups would be shown."""
    if minimum_group < FLOOR:
        raise DomainError(_("The smallest group shown must be %(floor)s or more.") % {"floor": FLOOR})


def words_written(translations: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    """What was written at all in other languages, by language."""
    words = {
        language: {name: text.strip() for name, text in one.items() if text.strip()}
        for language, one in translations.items()
    }
    return {language: one for language, one in sorted(words.items()) if one}


def check_reminders(reminders: int, reminder_days: int) -> None:
    """DomainError when people would be reminded too often."""
    if not 0 <= reminders <= MOST_REMINDERS:
        raise DomainError(_("Remind people %(most)s times at most.") % {"most": MOST_REMINDERS})
    if reminder_days < FEWEST_DAYS:
        raise DomainError(_("Leave %(days)s days or more between reminders.") % {"days": FEWEST_DAYS})
