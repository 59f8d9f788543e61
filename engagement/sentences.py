"""The verdict and the findings of a brief: few sentences, the weightiest first."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from engagement.alerts import STALLED
from engagement.briefs import Listed, Reach, Standing, Warned

MOVED = 3
"""So many points in 60 days count as a change; less is trembling."""

MOST = 3
BEGUN = 5


def verdict(whole: Standing, alerts: Sequence[Warned]) -> str:
    """Whether it is getting traction, in one sentence."""
    if whole.score is None:
        return _("No evidence yet: nobody can tell whether this partnership is getting traction.")
    score = round(whole.score)
    if any(one.kind == STALLED and not one.organisation for one in alerts):
        return _("Stalled at %(score)d of 100: the partners have done nothing together for two months.") % {
            "score": score
        }
    if whole.change is None and score >= BEGUN:
        return _("At %(score)d of 100, with nothing yet to compare it with.") % {"score": score}
    change = round(whole.change or 0)
    if change >= MOVED:
        return _("Getting traction: up %(change)d points in 60 days, to %(score)d of 100.") % {
            "change": change,
            "score": score,
        }
    if change <= -MOVED:
        return _("Losing traction: down %(change)d points in 60 days, to %(score)d of 100.") % {
            "change": -change,
            "score": score,
        }
    return _standing_still(score)


def _standing_still(score: int) -> str:
    if score < BEGUN:
        return _("Hardly begun, at %(score)d of 100.") % {"score": score}
    if score >= 60:
        return _("Holding its traction, at %(score)d of 100.") % {"score": score}
    return _("Not moving: at %(score)d of 100, hardly different from 60 days ago.") % {"score": score}


def findings(
    whole: Standing,
    organisations: Sequence[Standing],
    alerts: Sequence[Warned],
    reach: Reach | None,
    promises: Listed,
) -> tuple[str, ...]:
    """At most three sentences: what differs between the partners, how far it has spread, what is late."""
    found = [_difference(organisations), _spread(reach), _late(promises)]
    found += [
        f"{one.title}{f' ({one.organisation})' if one.organisation else ''}: {one.sentence}" for one in alerts
    ]
    return tuple([one for one in found if one][:MOST])


def _difference(organisations: Sequence[Standing]) -> str:
    """Who gained or lost most, and how far apart the partners are; said without a ranking."""
    moved = [one for one in organisations if one.change is not None and abs(one.change) >= MOVED]
    scores = [one.score for one in organisations if one.score is not None]
    gap = round(max(scores) - min(scores)) if len(scores) > 1 else 0
    if moved:
        most = max(moved, key=lambda one: abs(one.change or 0))
        change = round(most.change or 0)
        text = (
            _("%(name)s has gained %(n)d points in 60 days.")
            if change > 0
            else _("%(name)s has lost %(n)d points in 60 days.")
        )
        said = text % {"name": most.name, "n": abs(change)}
        return said + (" " + _("The partners are %(gap)d points apart.") % {"gap": gap} if gap >= 20 else "")
    if gap >= 20:
        return _("The partners are %(gap)d points apart: what works at one has not reached the others.") % {
            "gap": gap
        }
    silent = sum(one.score is None for one in organisations)
    if silent:
        text = ngettext(
            "There is no evidence for %(n)d organisation.",
            "There is no evidence for %(n)d organisations.",
            silent,
        )
        return text % {"n": silent}
    return ""


def _spread(reach: Reach | None) -> str:
    if reach is None or reach.now_aware is None:
        return ""
    return _(
        "At signing %(knew)d of %(of)d people knew of the agreement; by now %(now)d of %(now_of)d have been "
        "reached, and %(involved)d are involved."
    ) % {
        "knew": reach.knew,
        "of": reach.of,
        "now": reach.now_aware,
        "now_of": reach.now_of,
        "involved": reach.now_involved,
    }


def _late(promises: Listed) -> str:
    if not promises.total:
        return ""
    if promises.late:
        text = ngettext(
            "%(n)d of %(total)d commitments is late.",
            "%(n)d of %(total)d commitments are late.",
            promises.late,
        )
        return text % {"n": promises.late, "total": promises.total}
    return _("No commitment is late; %(done)d of %(total)d are kept.") % {
        "done": promises.done,
        "total": promises.total,
    }
