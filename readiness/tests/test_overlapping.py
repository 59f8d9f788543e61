"""Two surveys with the same questions: which may stand side by side, and an attack on those and on all others."""

from __future__ import annotations

from collections import Counter
from random import Random
from typing import NamedTuple

from readiness.overlapping import are_safe_together
from readiness.suppression import Cell, suppress
from readiness.tests.differencing import exposed
from readiness.trees import line_of

X, Y, ABOVE = 1, 2, 9
PARENTS = {X: ABOVE}


class Person(NamedTuple):
    """Somebody who is asked."""

    number: int
    unit: int | None
    level: str


def asked(*sides: list[Person]) -> list[set]:
    return [{(one.number, one.unit) for one in side} for side in sides]


def test_only_the_same_people_or_others_are_asked_beside_or_soon_after():
    here, there = [(1, 8), (2, 8)], [(3, 9)]

    assert are_safe_together(set(here), set(here))
    assert are_safe_together(set(here), set(there))
    assert not are_safe_together(set(here), {*here, *there})
    assert not are_safe_together(set(here), {(1, 8), (2, 9)}), "somebody was moved"


def test_nothing_of_a_few_follows_from_two_surveys_that_are_let_through():
    random = Random(20261128)
    passed, found = 0, 0
    for number in range(600):
        then, now = two_surveys(random)
        is_exposed = bool(worked_out(then, now, 5))
        if are_safe_together(*asked(then, now)):
            passed += 1
            assert not is_exposed, number
        found += is_exposed

    # Letting nothing through would be safe too; and the attack does find something where it is let in.
    assert passed > 200
    assert found > 200


def two_surveys(random: Random) -> tuple[list[Person], list[Person]]:
    """Whom two surveys of one organisation ask: of some units and levels, mostly all, now and then without a few."""
    people = [
        Person(person, random.choice([X, X, Y, 3, None]), random.choice(["staff", "staff", "manager"]))
        for person in range(random.choice([20, 40, 60]))
    ]
    sides = []
    for _side in range(2):
        units = random.choice([None, None, [X], [Y, 3], [X, Y]])
        without = random.sample(range(len(people)), random.choice([0, 0, 0, 1, 2, 8]))
        levels = random.choice([None, None, ["staff"]])
        side = [
            one
            for one in people
            if one.number not in without
            and (units is None or one.unit in units)
            and (levels is None or one.level in levels)
        ]
        sides.append(side)
    return sides[0], random.choice([*sides, sides[1]])


def worked_out(then: list[Person], now: list[Person], least: int) -> frozenset:
    """Some few of whom something follows from all that both surveys show together, if all answer alike in both."""
    first, second = ({one.number for one in side} for side in (then, now))
    places = {one.number: (one.unit, one.level) for one in (*then, *now)}
    sizes = Counter((*places[one], one in first, one in second) for one in places)
    shown = [group for asked in (2, 3) for group in groups_shown(sizes, asked, least)]
    return exposed(sizes, shown, least)


def groups_shown(sizes: Counter, asked: int, least: int) -> list[list[tuple]]:
    """The groups of which one of the surveys shows figures, by the rules for one alone."""
    mine = [cell for cell in sizes if cell[asked]]
    result = suppress(
        [[Cell(unit, level, sizes[unit, level, *on]) for unit, level, *on in mine]], least, PARENTS
    )
    groups = [(unit, None) for unit in result.units] + [(None, level) for level in result.levels]
    groups += [*result.cells, *([(None, None)] if result.everybody else [])]
    return [
        [
            cell
            for cell in mine
            if (unit is None or (cell[0] is not None and unit in line_of(cell[0], PARENTS)))
            and (level is None or level == cell[1])
        ]
        for unit, level in groups
    ]
