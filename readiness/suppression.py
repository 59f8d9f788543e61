"""What may be shown of a breakdown, so that no figure of a small group can be seen or worked out.

Answers are broken down by unit and by level, beside the figure for everybody, and by both together. Whoever knows the
staff list can add and subtract what is shown. Think of the groups of both ways as the dots of a graph, and of the
respondents who are of unit U and of level L as a line between U and L, as thick as they are many. A unit that is shown
together with units below it stands for the rest of it, since that can be worked out. Groups that are held back melt
into what is shown above them, in the end into one dot for each way: only their sum can be worked out. Whatever sum of
shown figures one takes, the respondents that remain in it are those on the lines between some of the dots and the
others: a *cut* of the graph. So the breakdown is safe exactly when each cut that has any respondents has at least the
minimum number of them. One group alone is a cut, and so is what remains of everybody: hiding small groups, and never
a single one, are special cases.

Where unit and level are shown together, a line's own figure is known. It must be thick enough, and can then be taken
out of any sum, so the graph without it has to be safe as well.

A figure is made of several questions, each with its own respondents, so all must be safe with the same groups shown.
Groups that are held back look like groups in which nobody answered.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from readiness.cuts import melted, thin_sides
from readiness.trees import line_of

Label = Hashable
Dot = tuple[str, Label]
Pair = tuple[Dot, Dot]
Table = dict[tuple[Label, Label], int]

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
    """Which groups' figures may be shown, beside the figure for everybody. `cells` are pairs of unit and level."""

    everybody: bool
    units: frozenset[Label]
    levels: frozenset[Label]
    cells: frozenset[tuple[Label, Label]] = frozenset()


NOTHING = Shown(everybody=False, units=frozenset(), levels=frozenset())


def may_show(count: int, minimum: int) -> bool:
    """Whether a figure for everybody may be shown: it has respondents, and not too few."""
    return count >= max(minimum, 1)


def suppress(questions: Iterable[Counts], minimum: int, parents: Mapping[Any, Any] | None = None) -> Shown:
    """The groups that may be shown when each of the `questions` goes into the figures.

    `minimum` is the smallest number of respondents to show; with 1 (a named survey) nothing is held back. Questions
    that nobody answered tell nothing and don't count. A group is also held back when one of the other questions has
    no respondent in it, since the fewest decide. `parents` has for a unit the one above it; a unit's figures include
    those of all below it. Unit and level are shown together only for units with none shown below them.
    """
    asked = _tables(questions)
    if not asked or not all(may_show(sum(table.values()), minimum) for table in asked):
        return NOTHING
    breakdown = _Breakdown(asked, max(minimum, 1), parents or {})
    shown = breakdown.large_enough()
    while victim := breakdown.to_hide(shown):
        shown = shown - {victim}
    return Shown(
        everybody=True,
        units=frozenset(group for way, group in shown if way == UNIT),
        levels=frozenset(group for way, group in shown if way == LEVEL),
        cells=frozenset((unit[1], level[1]) for unit, level in breakdown.together(shown)),
    )


def _tables(questions: Iterable[Counts]) -> list[Table]:
    """The respondents of each question that has any; questions with the same respondents count once."""
    found: dict[frozenset[tuple[tuple[Label, Label], int]], Table] = {}
    for counts in questions:
        table: Counter[tuple[Label, Label]] = Counter()
        for cell in counts:
            if cell.count:
                table[cell.unit, cell.level] += cell.count
        if table:
            found.setdefault(frozenset(table.items()), dict(table))
    return list(found.values())


class _Breakdown:
    """The respondents of an area's questions, and the tree of units."""

    def __init__(self, asked: Sequence[Table], least: int, parents: Mapping[Any, Any]) -> None:
        self.asked = asked
        self.least = least
        given = {unit for table in asked for unit, _level in table if unit is not None}
        named = {above for unit in given for above in line_of(unit, parents)}
        self.lines = {unit: line_of(unit, parents) for unit in named}
        self.fewest = self._fewest()

    def _fewest(self) -> dict[Dot, int]:
        """For each group the fewest respondents of any question. Those who gave no group are never shown as one."""
        sizes: list[Counter[Dot]] = []
        for table in self.asked:
            one: Counter[Dot] = Counter()
            for (unit, level), count in table.items():
                for group in self.lines.get(unit, ()):
                    one[UNIT, group] += count
                if level is not None:
                    one[LEVEL, level] += count
            sizes.append(one)
        return {dot: min(one[dot] for one in sizes) for one in sizes for dot in one}

    def large_enough(self) -> frozenset[Dot]:
        """The groups with enough respondents for every question."""
        return frozenset(dot for dot, count in self.fewest.items() if count >= self.least)

    def to_hide(self, shown: frozenset[Dot]) -> Dot | None:
        """The group to hold back next; None when safe.

        Of the groups that would melt with a dot on the other side of a cut that is too small, a unit with others
        shown below it, or else the smallest: it mends that cut at once. Where there is none yet, the smallest at the
        cut, or else the smallest of all.
        """
        holders = self._holders(shown)
        graphs = self._graphs(shown)
        for ties, side in self._thin(graphs):
            dots = {dot for pair in ties for dot in pair}
            mending = {dot for dot in shown if self._mends(dot, side, dots, shown)}
            near = {dot for pair in ties if (pair[0] in side) != (pair[1] in side) for dot in pair} & shown
            return min(
                mending or near or shown,
                key=lambda dot: (dot not in holders, self.fewest[dot], repr(dot)),
            )
        return None

    def together(self, shown: frozenset[Dot]) -> frozenset[Pair]:
        """The pairs of a shown unit and a shown level whose common figure may be shown too.

        All that are large enough to begin with; then, at each cut that became too thin, the smallest goes.
        """
        graphs = self._graphs(shown)
        holders = self._holders(shown)
        pairs = {pair for pair in graphs[0] if pair[0] in shown - holders and pair[1] in shown}
        fewest = {pair: min(ties.get(pair, 0) for ties in graphs) for pair in pairs}
        kept = {pair for pair in pairs if fewest[pair] >= self.least}
        at: dict[Dot, set[Pair]] = {}
        for pair in kept:
            for dot in pair:
                at.setdefault(dot, set()).add(pair)
        while True:
            rest = [{pair: count for pair, count in ties.items() if pair not in kept} for ties in graphs]
            going: set[Pair] = set()
            for _ties, side in self._thin(rest):
                touching = {pair for dot in side for pair in at.get(dot, ())} & kept
                crossing = {pair for pair in touching if (pair[0] in side) != (pair[1] in side)}
                if not crossing & going:
                    going.add(min(crossing, key=lambda pair: (fewest[pair], repr(pair))))
            if not going:
                return frozenset(kept)
            kept -= going

    def _holders(self, shown: Collection[Dot]) -> frozenset[Dot]:
        """The shown units that have other shown units below them."""
        return frozenset(
            (UNIT, above)
            for unit, line in self.lines.items()
            for place, below in enumerate(line)
            if (UNIT, below) in shown
            for above in line[place + 1 :]
            if (UNIT, above) in shown
        )

    def _graphs(self, shown: Collection[Dot]) -> list[dict[Pair, int]]:
        """For each question the respondents between each unit's and each level's dot, what isn't shown melted."""
        place = {unit: self._dot(line, shown) for unit, line in self.lines.items()}
        graphs: list[dict[Pair, int]] = []
        for table in self.asked:
            ties: Counter[Pair] = Counter()
            for (unit, level), count in table.items():
                end = (LEVEL, level) if (LEVEL, level) in shown else OTHER_LEVELS
                ties[place.get(unit, OTHER_UNITS), end] += count
            graphs.append(ties)
        return graphs

    def _dot(self, line: Iterable[Label], shown: Collection[Dot]) -> Dot:
        """The dot of a unit's respondents: that of the first in its line that is shown."""
        return next(((UNIT, unit) for unit in line if (UNIT, unit) in shown), OTHER_UNITS)

    def _thin(self, graphs: Sequence[dict[Pair, int]]) -> Iterable[tuple[dict[Pair, int], frozenset[Dot]]]:
        """Cuts that are too thin, of the first question that has some: its graph and one side of each.

        Dots that are tied tightly enough by the respondents whom all questions have in common are one dot for each
        question, so that mostly nothing is left to look at.
        """
        common = {
            pair: min(ties.get(pair, 0) for ties in graphs)
            for pair in {one for ties in graphs for one in ties}
        }
        leader = melted(common, self.least)
        members: dict[Dot, set[Dot]] = {}
        for dot, one in leader.items():
            members.setdefault(one, set()).add(dot)
        for ties in graphs:
            coarse: Counter[Pair] = Counter()
            for (one, other), count in ties.items():
                ends = leader[one], leader[other]
                coarse[min(ends, key=repr), max(ends, key=repr)] += count
            sides = thin_sides(coarse, self.least)
            if sides:
                return [(ties, frozenset(one for dot in side for one in members[dot])) for side in sides]
        return []

    def _mends(self, dot: Dot, side: frozenset[Dot], dots: Collection[Dot], shown: Collection[Dot]) -> bool:
        """Whether holding a group back melts it with what lies on the other side of a cut."""
        other = OTHER_LEVELS if dot[0] == LEVEL else self._dot(self.lines[dot[1]][1:], shown)
        return other in dots and (dot in side) != (other in side)
