"""What is looked at before a relationship review is launched, as before any survey: green, to be thought about, red.

How many people other members have is theirs to tell, so no line has a number of them. Nor does any line turn at a
number that the draft can choose: who raised the smallest group step by step would read off when a member is too small.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from readiness.preflight import (
    GOOD,
    RED,
    THINK,
    USUAL_SHARE,
    Line,
    days,
    edit,
    last_round,
    mail,
    trial_sent,
    words,
)
from readiness.queries import ReviewFacts
from readiness.reviewing import too_small
from readiness.suppression import FLOOR


def review_lines(facts: ReviewFacts) -> list[Line]:
    """All that is looked at, in the order in which people think of it."""
    return [line for look in LOOKS for line in look(facts)]


def _members(facts: ReviewFacts) -> Iterator[Line]:
    minimum = _least_of_each(facts)
    if len(facts.members) < 2:
        text = _("A review needs two members or more. Add the partners first.")
        yield Line(RED, text, facts.campaign.asker.get_absolute_url(), _("Go to the partnership"))
        return
    counts = {one.organisation.name: len(one.people) for one in facts.members}
    small = too_small(counts, minimum)
    if small:
        text = _(
            "Fewer than %(minimum)s people would be asked of: %(names)s. Nobody there could stay unknown. Ask "
            "everybody instead of those with a part, or have their lead enter more people with e-mail addresses."
        )
        told = {"minimum": minimum, "names": ", ".join(small)}
        yield Line(RED, text % told, *edit(facts, _("Change whom to ask")))
        return
    text = ngettext("People of %(n)s member get it.", "People of all %(n)s members get it.", len(counts))
    yield Line(GOOD, text % {"n": len(counts)})
    if not facts.campaign.only_with_part:
        text = _(
            "Figures by organisation are shown from %(minimum)s answers of each member up, for all or for none. "
            "Often half of those asked answer: let each member see whether it has twice as many people."
        )
        yield Line(GOOD, text % {"minimum": facts.campaign.minimum_group})
    elif min(counts.values()) * USUAL_SHARE < minimum:
        text = _(
            "Of a member so few are asked that more than half have to answer before figures by organisation are shown "
            "for anybody; often half do. Let each member tell its people why it matters."
        )
        yield Line(THINK, text)
    else:
        text = _("Figures by organisation can be shown, from %(minimum)s answers of each member up.")
        yield Line(GOOD, text % {"minimum": minimum})


def _least_of_each(facts: ReviewFacts) -> int:
    """How many must be asked of each member: where all of them see who is asked, as many as the smallest group.

    Otherwise as many as the product's own smallest group, which stands for all reviews alike.
    """
    return facts.campaign.minimum_group if facts.campaign.only_with_part else FLOOR


def _others(facts: ReviewFacts) -> Iterator[Line]:
    if facts.running:
        text = _("A review of this partnership is open already. Close it first.")
        yield Line(RED, text, facts.running.get_absolute_url(), _("Go to it"))
    if facts.rests_until:
        text = _(
            "The last review closed just before. Let some time pass, so that things can change: until %(day)s."
        )
        day = date_format(facts.rests_until, "j M Y")
        yield Line(RED, text % {"day": day}, *edit(facts, _("Change the days")))


LOOKS: tuple[Callable[[ReviewFacts], Iterator[Line]], ...] = (
    _members,
    mail,
    trial_sent,
    days,
    _others,
    words,
    last_round,
)
