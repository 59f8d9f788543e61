"""What stands in a working group's terms of reference, as its page and its findings say it."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partnering.choices import Level, Rhythm
from partnering.models import WorkingGroup


def is_settled(group: WorkingGroup) -> bool:
    """Whether anything beyond what the group is for is settled."""
    terms = (
        group.may_decide,
        group.reports_to_id,
        group.quorum_people,
        group.quorum_organisations,
        group.rhythm,
        group.wanted_level,
        group.review_on,
    )
    return any(terms)


def quorum_in_words(people: int | None, organisations: int | None) -> str:
    """How many must be there; an empty text when none is asked for."""
    if people and organisations:
        return tally_in_words(people, organisations)
    return _people(people) if people else (_organisations(organisations) if organisations else "")


def tally_in_words(people: int, organisations: int) -> str:
    """So many people of so many organisations."""
    return _("%(people)s of %(organisations)s") % {
        "people": _people(people),
        "organisations": _organisations(organisations),
    }


def _people(count: int) -> str:
    return ngettext("%(count)d person", "%(count)d people", count) % {"count": count}


def _organisations(count: int) -> str:
    return ngettext("%(count)d organisation", "%(count)d organisations", count) % {"count": count}


def rhythm_in_words(rhythm: str, every: int | None) -> str:
    """How often a group meets; an empty text when nobody has said."""
    if rhythm == Rhythm.WEEKS:
        return ngettext("every week", "every %(count)d weeks", every or 1) % {"count": every or 1}
    if rhythm == Rhythm.MONTHS:
        return ngettext("every month", "every %(count)d months", every or 1) % {"count": every or 1}
    return _("as needed") if rhythm == Rhythm.NEEDED else ""


def level_in_words(level: str) -> str:
    """From which level on somebody is wanted; an empty text when anybody will do."""
    if not level:
        return ""
    words = str(Level(level).label)
    return words if level == Level.EXECUTIVE else _("%(level)s or above") % {"level": words}


def summed_up(group: WorkingGroup) -> dict[str, str]:
    """The short terms by a name for each, in words; empty ones where nothing is settled."""
    return {
        "quorum": quorum_in_words(group.quorum_people, group.quorum_organisations),
        "rhythm": rhythm_in_words(group.rhythm, group.meets_every),
        "level": level_in_words(group.wanted_level),
    }
