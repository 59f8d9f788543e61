"""Words for the alerts about who holds a part: a sponsor or lead who is gone, or new."""

from __future__ import annotations

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from engagement.alerts import NEW_LEAD, NEW_SPONSOR, NO_LEAD, NO_SPONSOR, Facts

PARTS = (NO_SPONSOR, NEW_SPONSOR, NO_LEAD, NEW_LEAD)


def part_title(kind: str) -> str:
    """An alert's name."""
    return {
        NO_SPONSOR: _("No sponsor"),
        NEW_SPONSOR: _("New sponsor"),
        NO_LEAD: _("No partnering lead"),
        NEW_LEAD: _("New partnering lead"),
    }[kind]


def part_in_words(kind: str, facts: Facts, name: str) -> str:
    """What it says, with the name of the one who went or came, if the reader may know it."""
    since = facts.get("since")
    words = {
        "name": name or _("Somebody"),
        "day": date_format(date.fromisoformat(str(since))) if since else "–",
    }
    if kind == NO_SPONSOR:
        text = _("Nobody has sponsored it since %(day)s, when %(name)s ceased to: whom do people turn to?")
    elif kind == NO_LEAD:
        text = _("Nobody has led the partnering since %(day)s, when %(name)s ceased to.")
    elif kind == NEW_SPONSOR:
        text = _("%(name)s sponsors it since %(day)s. Brief them, and let partners know.")
    else:
        text = _("%(name)s leads the partnering since %(day)s. Introduce them to the partners.")
    return text % words


def part_mend(kind: str) -> str:
    """What to do about it, as the label of a link."""
    return _("Name somebody") if kind in (NO_SPONSOR, NO_LEAD) else _("See who holds which role")
