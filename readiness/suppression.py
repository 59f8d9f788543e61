"""What may be shown of a breakdown, so that no figure of a small group can be seen or worked out.

Answers are broken down in two ways, by unit and by level, beside the figure for everybody. Whoever knows the staff
list can add and subtract what is shown. Think of the groups of both ways as the dots of a graph, and of the
respondents who are of unit U and of level L as a line between U and L, as thick as they are many. Groups that are
held back melt into one dot for each way, since only their sum can be worked out (everybody minus what is shown).
Whatever sum of shown figures one takes, the respondents that remain in it are those on the lines between some of
the dots and the others: a *cut* of the graph. So the breakdown is safe exactly when each cut that has any
respondents has at least the minimum number of them. The smallest cut is found by the algorithm of Stoer and Wagner
(1997), for each connected part of the graph. One group alone is a cut, and so is what remains of everybody: hiding
small groups, and never a single one, are special cases.

A figure is made of several questions, each with its own respondents, so all must be safe with the same groups shown.
Groups that are held back look like groups in which nobody answered.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

Label = Hashable
Dot = tuple[str, Label]

FLOOR = 5
UNIT, LEVEL = "unit", "level"
OTHER_UNITS: Dot = ("units held back", None)
OTHER_LEVELS: Dot = ("levels held back", None)


@dataclass(frozen=True)
class Cell:
    """How many respondents a question has among those of one unit and one level (None: not given)."""

    unit: Label
    level: Label
    count: int


Counts = Sequence[Cell]
"""One question's respondents."""


@dataclass(frozen=True)
class Shown:
    """Which groups' figures may be shown, beside the figure for everybody."""

    everybody: bool
    units: frozenset[Label]
    levels: frozenset[Label]


NOTHING = Shown(everybody=False, units=frozenset(), levels=frozenset())


def may_show(count: int, minimum: int) -> bool:
    """Whether a figure for everybody may be shown: it has respondents, and not too few."""
    return count >= max(minimum, 1)


def suppress(questions: Iterable[Counts], minimum: int) -> Shown:
    """The groups that may be shown when each of the `questions` goes into the figures.

    `minimum` is the smallest number of respondents to show; with 1 (a named survey) nothing is held back. Questions
    that nobody answered tell nothing and don't count. A group is also held back when one of the other questions has
    no respondent in it, since the fewest decide.
    """
    asked = [counts for counts in questions if any(cell.count for cell in counts)]
    if not asked or not all(may_show(sum(cell.count for cell in counts), minimum) for counts in asked):
        return NOTHING
    shown = _large_enough(asked, max(minimum, 1))
    while victim := _to_hide(asked, shown, minimum):
        shown = shown - {victim}
    return Shown(
        everybody=True,
        units=frozenset(group for way, group in shown if way == UNIT),
        levels=frozenset(group for way, group in shown if way == LEVEL),
    )


def _sizes(counts: Counts) -> Counter[Dot]:
    """Respondents of each group, of both ways."""
    sizes: Counter[Dot] = Counter()
    for cell in counts:
        sizes[UNIT, cell.unit] += cell.count
        sizes[LEVEL, cell.level] += cell.count
    return sizes


def _fewest(asked: Sequence[Counts]) -> dict[Dot, int]:
    """For each named group the fewest respondents of any question. Those who gave no group are never shown as one."""
    sizes = [_sizes(counts) for counts in asked]
    dots = {dot for one in sizes for dot in one if dot[1] is not None}
    return {dot: min(one[dot] for one in sizes) for dot in dots}


def _large_enough(asked: Sequence[Counts], minimum: int) -> frozenset[Dot]:
    return frozenset(dot for dot, count in _fewest(asked).items() if count >= minimum)


def _to_hide(asked: Sequence[Counts], shown: frozenset[Dot], minimum: int) -> Dot | None:
    """The group to hold back next; None when safe.

    Of the groups that would melt with a dot on the other side of a cut that is too small, the smallest: it mends
    that cut at once. Where there is none yet, the smallest at the cut, or else the smallest of all.
    """
    fewest = _fewest(asked)
    for counts in asked:
        ties = _ties(counts, shown)
        for part in _parts(ties):
            size, side = smallest_cut(part, ties)
            if side and size < minimum:
                mending = {dot for dot in part & shown if _mends(dot, part, side)}
                near = {dot for pair in _crossing(ties, part, side) for dot in pair} & shown
                return min(mending or near or shown, key=lambda dot: (fewest[dot], repr(dot)))
    return None


def _mends(dot: Dot, part: frozenset[Dot], side: frozenset[Dot]) -> bool:
    """Whether holding a group back melts it with what lies on the other side of a cut."""
    other = OTHER_UNITS if dot[0] == UNIT else OTHER_LEVELS
    return other in part and (dot in side) != (other in side)


def _ties(counts: Counts, shown: frozenset[Dot]) -> dict[frozenset[Dot], int]:
    """The graph: respondents between each unit's and each level's dot, what isn't shown melted together."""
    ties: Counter[frozenset[Dot]] = Counter()
    for cell in counts:
        unit, level = (UNIT, cell.unit), (LEVEL, cell.level)
        ends = (unit if unit in shown else OTHER_UNITS, level if level in shown else OTHER_LEVELS)
        if cell.count:
            ties[frozenset(ends)] += cell.count
    return dict(ties)


def _parts(ties: Mapping[frozenset[Dot], int]) -> list[frozenset[Dot]]:
    """The connected parts of the graph."""
    parts: list[frozenset[Dot]] = []
    for pair in ties:
        touched = [part for part in parts if part & pair]
        parts = [part for part in parts if part not in touched]
        parts.append(pair.union(*touched))
    return parts


def _crossing(
    ties: Mapping[frozenset[Dot], int], part: frozenset[Dot], side: frozenset[Dot]
) -> list[frozenset[Dot]]:
    """The lines of a part between one side of a cut and the other."""
    return [pair for pair in ties if pair <= part and len(pair & side) == 1]


def smallest_cut(part: frozenset[Dot], ties: Mapping[frozenset[Dot], int]) -> tuple[int, frozenset[Dot]]:
    """The fewest respondents between two sides of a connected part, and one side (Stoer and Wagner).

    `ties` are the thicknesses of the lines between pairs of dots. A part of one dot has no cut: (0, empty).
    """
    weights: dict[Dot, dict[Dot, int]] = {dot: {} for dot in sorted(part, key=repr)}
    for pair, count in ties.items():
        if pair <= part:
            one, other = pair
            weights[one][other] = weights[other][one] = count
    merged: dict[Dot, frozenset[Dot]] = {dot: frozenset([dot]) for dot in part}
    best: tuple[int, frozenset[Dot]] = (0, frozenset())
    while len(weights) > 1:
        order, last_weight = _closest_first(weights)
        last, before = order[-1], order[-2]
        if not best[1] or last_weight < best[0]:
            best = (last_weight, merged[last])
        merged[before] = merged[before] | merged.pop(last)
        for other, count in weights.pop(last).items():
            del weights[other][last]
            if other != before:
                weights[before][other] = weights[other][before] = weights[before].get(other, 0) + count
    return best


def _closest_first(weights: Mapping[Dot, Mapping[Dot, int]]) -> tuple[list[Dot], int]:
    """Dots in the order in which each is the one most tightly tied to those before it, and the last one's tie."""
    start = next(iter(weights))
    order, tightness = [start], {dot: weights[start].get(dot, 0) for dot in weights if dot != start}
    closest = 0
    while tightness:
        chosen = max(tightness, key=lambda dot: tightness[dot])
        closest = tightness.pop(chosen)
        order.append(chosen)
        for other, count in weights[chosen].items():
            if other in tightness:
                tightness[other] += count
    return order, closest
