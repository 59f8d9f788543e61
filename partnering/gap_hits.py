"""What a working group lacks in words, each with the way to mend it; the same on its page and in the X-ray."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partnering import balance, gaps
from partnering.choices import Level
from partnering.gaps import Gap, GroupState
from partnering.terms_in_words import level_in_words, quorum_in_words, rhythm_in_words
from partnering.xray import ANYBODY, LEAD, MANAGER, Hit


def hit_of(gap: Gap, pk: int, state: GroupState, slug: str) -> Hit:
    """The sentence about a gap of the group with that key, its link, and who can follow it."""
    link, mend, mender = _way(gap, pk, slug)
    about = gap.organisation
    return Hit(
        sentence_of(gap, state),
        link,
        mend,
        about,
        state.names.get(about, "") if about else "",
        f"group {pk} member {about}" if about else f"group {pk}",
        mender,
    )


def sentence_of(gap: Gap, state: GroupState) -> str:
    """What is lacking, as a sentence about “it”, the group."""
    if gap.kind == gaps.RHYTHM:
        return _rhythm(state.terms.unit, state.terms.every, gap.since)
    return _words(gap) % {
        "organisation": state.names.get(gap.organisation, "") if gap.organisation else "",
        "count": gap.count,
        "of": gap.of,
        "quorum": quorum_in_words(state.terms.quorum.people, state.terms.quorum.organisations),
        "level": level_in_words(Level.values[state.terms.rank or 0]),
        "day": date_format(gap.since, "j M Y") if gap.since else "",
    }


def _words(gap: Gap) -> str:
    if gap.kind == gaps.QUORUM:
        return ngettext(
            "The latest meeting had no quorum, which is %(quorum)s.",
            "The latest %(count)d meetings had no quorum, which is %(quorum)s.",
            gap.count,
        )
    if gap.kind == balance.MISSED:
        return ngettext(
            "%(organisation)s missed the latest meeting.",
            "%(organisation)s missed the latest %(count)d meetings.",
            gap.count,
        )
    return {
        gaps.TERMS: _("There are no terms of reference."),
        gaps.REVIEW: _("The terms of reference were to be reviewed by %(day)s."),
        gaps.CHAIR: _("The chair is vacant.") if gap.seat else _("Nobody chairs the group."),
        gaps.LEVEL: _("Nobody at the level that is wanted (%(level)s) sits for %(organisation)s."),
        balance.OUTWEIGHS: _(
            "%(organisation)s has %(count)d of %(of)d seats, more than all others together."
        ),
    }[gap.kind]


def _rhythm(unit: str, every: int, since: date | None) -> str:
    rhythm = rhythm_in_words(unit, every)
    if since is None:
        return _("It is to meet %(rhythm)s, and has not met yet.") % {"rhythm": rhythm}
    words = _("It is to meet %(rhythm)s, last met on %(day)s, and no meeting is near.")
    return words % {"rhythm": rhythm, "day": date_format(since, "j M Y")}


def _way(gap: Gap, pk: int, slug: str) -> tuple[str, str, str]:
    """Where to mend it, what that is called, and who can."""
    if gap.kind in (gaps.TERMS, gaps.REVIEW):
        words = _("Settle them") if gap.kind == gaps.TERMS else _("Review them")
        return reverse("partnering:group-terms", args=[pk]), words, MANAGER
    if gap.kind == gaps.RHYTHM:
        planning = reverse("partnering:plan-meeting", args=[slug])
        return f"{planning}?group={pk}", _("Plan a meeting"), MANAGER
    if gap.kind == gaps.QUORUM:
        return f"{reverse('partnering:meetings', args=[slug])}?group={pk}", _("Look at its meetings"), ANYBODY
    if gap.kind == balance.OUTWEIGHS:
        return reverse("partnering:add-seat", args=[pk]), _("Add a seat for another"), MANAGER
    if gap.seat:
        fill = reverse("partnering:fill-seat", args=[gap.seat])
        return fill, _("Fill the seat") if gap.kind == gaps.CHAIR else _("Hand over the seat"), LEAD
    return f"{reverse('partnering:group', args=[pk])}#seats", _("Give somebody the chair"), MANAGER
