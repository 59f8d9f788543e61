"""Who will see what of a survey, as its respondents are told before the first question: by the rules that show it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from readiness.figures import least_shared, least_shown
from readiness.models import Campaign, Invitation
from readiness.queries.asking import units_asked
from readiness.suppression import Cell, Shown, suppress
from readiness.trees import line_of

KINDS = {
    "areas": gettext_lazy("of each area: the mean, how often each step was chosen, and how many don't know"),
    "questions": gettext_lazy("of each question, the same"),
    "units": gettext_lazy("of each unit, with the units below it"),
    "levels": gettext_lazy("of each level"),
    "cells": gettext_lazy("of the people of one level in one unit"),
}
"""What is said of each kind of figure that a result records."""


@dataclass(frozen=True)
class Sight:
    """What is told: the smallest groups shown to the organisation itself and to partners, and the kinds of figures.

    `own` says of the reader's own unit and level whether they are large enough to be shown, if all who are asked
    answer.
    """

    least: int
    least_shared: int
    kinds: list[str]
    own: list[str]


def sight_of(campaign: Campaign, invitation: Invitation | None = None) -> Sight:
    """What a respondent is told: one who was asked by an invitation, or anybody."""
    least = least_shown(campaign.minimum_group, is_confidential=campaign.is_confidential)
    has_groups = campaign.is_confidential and not campaign.is_review
    own = _of_own_groups(campaign, invitation) if invitation and has_groups else []
    return Sight(least, least_shared(least), [str(words) for words in KINDS.values()], own)


def _of_own_groups(campaign: Campaign, invitation: Invitation) -> list[str]:
    shown, names, parents = _groups(campaign)
    told = []
    if invitation.unit_id is not None:
        own = str(invitation.unit_id)
        large = next((unit for unit in line_of(own, parents) if unit in shown.units), None)
        words = {"unit": names.get(own, ""), "above": names.get(large or "", "")}
        if large == own:
            told.append(_("Your unit “%(unit)s” is large enough for figures of its own.") % words)
        elif large:
            told.append(_("Your unit “%(unit)s” is too small; you count in “%(above)s”.") % words)
        else:
            told.append(_("Your unit “%(unit)s” is too small to be shown; you count in everybody's.") % words)
    if invitation.person.level not in shown.levels:
        level = invitation.person.get_level_display()
        told.append(
            _("Your level “%(level)s” is too small to be shown; you count in everybody's.") % {"level": level}
        )
    return told


def _groups(campaign: Campaign) -> tuple[Shown, dict[str, str], dict[str, str]]:
    """The groups that could be shown if all who are asked answered, and the tree of units."""
    rows = campaign.invitations.order_by().values_list("unit", "person__level").annotate(Count("pk"))
    cells = frozenset(Cell(None if unit is None else str(unit), level, count) for unit, level, count in rows)
    names, parents = units_asked(campaign, ())
    return _judged(cells, campaign.minimum_group, frozenset(parents.items())), names, parents


# Judged once for all who open the same survey; in memory, since a row in the database would tell when somebody did.
@lru_cache(maxsize=64)
def _judged(cells: frozenset[Cell], minimum: int, parents: frozenset[tuple[str, str]]) -> Shown:
    return suppress([sorted(cells, key=repr)], minimum, dict(parents))
