"""The core's checks of what meetings decided: who sees to it, and whether each partner has taken note."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partnering.inspection.facts import Facts
from partnering.xray import ANYBODY, MANAGER, Hit

TIME_TO_ACKNOWLEDGE = timedelta(days=14)
"""From the day on which the minutes came out."""


def unowned(facts: Facts) -> Iterator[Hit]:
    """Decisions that nobody sees to."""
    for one in facts.decisions:
        if one.owner is None:
            sentence = _("Nobody sees to what was decided on %(day)s: “%(text)s”.") % {
                "day": date_format(one.met_on, "j M Y"),
                "text": one.text.rstrip("."),
            }
            link = reverse("partnering:edit-decision", args=[one.pk])
            yield Hit(sentence, link, _("Name an owner"), subject=f"decision {one.pk}", mender=MANAGER)


def waiting(facts: Facts) -> Iterator[Hit]:
    """Members who were asked to acknowledge decisions two weeks ago and have not, each once."""
    late = [one for one in facts.decisions if facts.on - one.published_on >= TIME_TO_ACKNOWLEDGE]
    for member in facts.members:
        rows = [
            one
            for one in late
            if member.organisation not in one.acknowledged
            and (member.joined_on is None or member.joined_on <= one.met_on)
        ]
        if rows:
            words = ngettext(
                "For two weeks %(organisation)s has not acknowledged a decision: “%(text)s”.",
                "For two weeks %(organisation)s has not acknowledged %(count)s decisions, “%(text)s” among them.",
                len(rows),
            )
            yield Hit(
                words % {"organisation": member.name, "count": len(rows), "text": rows[0].text.rstrip(".")},
                reverse("partnering:decisions", args=[facts.slug]),
                _("Look at the decisions"),
                member.organisation,
                member.name,
                f"member {member.organisation}",
                ANYBODY,
            )
