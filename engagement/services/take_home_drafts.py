"""The words of a take-home brief as it is drafted from a meeting's minutes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from partnering.models import Action, Meeting, Organisation, Person
from partnering.services.meetings import day_of

FIRST_WORDS = 600


def draft(meeting: Meeting, organisation: Organisation) -> str:
    """What to tell one's people: what we are to do, what was decided, what was spoken of, when it goes on."""
    decisions = list(meeting.decisions.select_related("owner"))
    ours = [one for one in decisions if one.owner and one.owner.organisation_id == organisation.pk]
    others = [one.text for one in decisions if one not in ours]
    to_do = [_with_owner(one.text, one.owner, one.due_on) for one in ours]
    to_do += [
        _with_owner(one.title, one.owner, one.due_on)
        for one in Action.objects.filter(meeting=meeting, organisation=organisation).select_related("owner")
    ]
    day = date_format(day_of(meeting), "j F Y")
    opening = _("%(group)s met on %(day)s: %(title)s.") % {
        "group": meeting.group,
        "day": day,
        "title": meeting.title,
    }
    parts = [
        opening,
        _listed(_("What we are to do:"), to_do),
        _listed(_("What else was decided:") if ours else _("What was decided:"), others),
        _spoken_of(meeting),
        _goes_on(meeting),
    ]
    return "\n\n".join(part for part in parts if part)


def _with_owner(text: str, owner: Person | None, due_on: date | None) -> str:
    details = [str(owner)] if owner else []
    if due_on:
        details.append(_("by %(day)s") % {"day": date_format(due_on, "j M Y")})
    return f"{text} ({', '.join(details)})" if details else text


def _listed(heading: str, lines: Iterable[str]) -> str:
    points = "\n".join(f"- {line}" for line in lines)
    return f"{heading}\n{points}" if points else ""


def _spoken_of(meeting: Meeting) -> str:
    first = meeting.minutes.replace("\r\n", "\n").strip().split("\n\n")[0]
    return _("From the minutes:") + "\n" + Truncator(first).chars(FIRST_WORDS) if first else ""


def _goes_on(meeting: Meeting) -> str:
    following = meeting.group.meetings.planned().filter(starts_at__gt=meeting.starts_at)
    coming = following.order_by("starts_at").first()
    if coming is None:
        return ""
    return _("The next meeting is on %(day)s.") % {"day": date_format(day_of(coming), "j F Y")}
