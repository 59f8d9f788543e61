"""The differencing attack on all that is kept of a result, over hundreds of random surveys.

It reads every figure of what `publish` records, and fails on a key that it doesn't know: whoever adds a kind of figure
says here of whom it is. That pages show nothing but what is recorded, engagement/tests/test_outputs.py proves.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from random import Random
from typing import Any

import pytest

from readiness import figures
from readiness.figures import Published, publish
from readiness.framework_files import BUILT_IN, read_framework
from readiness.scoring import Answers, score
from readiness.suppression import Shown, may_show
from readiness.tests.differencing import exposed
from readiness.trees import line_of

WHOLE = read_framework(BUILT_IN["fit-for-partnering"])
FRAMEWORK = replace(
    WHOLE,
    areas=tuple(replace(area, questions=area.questions[:2]) for area in WHOLE.areas[:2]),
    translations={},
)
UNITS = {unit: f"Unit {unit}" for unit in ("A", "A1", "A2", "A21", "B", "B1")}
TREE = {"A1": "A", "A2": "A", "A21": "A2", "B1": "B"}
LEVELS = {level: level for level in ("staff", "manager", "executive")}
K = 5

# Whose figures a key of a row tells: of those who gave a number to each question of the area, who also didn't know, or
# who gave a number to any question of it.
NUMBER, ANSWERED, ANY = "number", "answered", "any"
OF = {
    "mean": NUMBER,
    "means": NUMBER,
    "questions": NUMBER,
    "band": NUMBER,
    "distribution": NUMBER,
    "dont_know": ANSWERED,
    "n": ANY,
    "ns": ANY,
    "sd": ANY,
    "sds": ANY,
}
NO_FIGURES = {"key", "name", "text", "depth", "unit", "level"}


def survey(random: Random) -> list[Answers]:
    """Answers of people in a few units and levels, some of them in places where hardly anybody is."""
    answers = []
    unknown = random.choice([0, 0.05, 0.3])
    for unit in (*UNITS, ""):
        for level in (*LEVELS, ""):
            for _person in range(random.choice([0, 0, 0, 1, 2, 4, 5, 8, 15])):
                values: dict[str, Any] = {}
                for question in FRAMEWORK.questions:
                    values[question.key] = random.randint(1, 5)
                    if random.random() < unknown:
                        values[question.key] = random.choice(["dk", "na", None])
                values = {key: value for key, value in values.items() if value is not None}
                answers.append(Answers(values, unit, level))
    return answers


def of(answers: list[Answers], kind: str, area: Any, question: str) -> Counter:
    """The respondents of a universe by unit and level."""
    keys = [one.key for one in area.questions]
    counts = {
        NUMBER: lambda one: isinstance(one.values.get(question), int),
        ANSWERED: lambda one: one.values.get(question) not in (None, "na"),
        ANY: lambda one: any(isinstance(one.values.get(key), int) for key in keys),
    }
    return Counter((one.unit, one.level) for one in answers if counts[kind](one))


Figure = tuple[str, str, str, tuple[str | None, str | None]]
"""Universe, area, question ('' for all of the area), and unit and level of the group, None for either."""
AREAS = [area.key for area in FRAMEWORK.areas]
AREA_OF = {question.key: area.key for area in FRAMEWORK.areas for question in area.questions}
GROUPS = {
    "units": lambda row: (row["key"], None),
    "levels": lambda row: (None, row["key"]),
    "cells": lambda row: (row["unit"], row["level"]),
}


def told(published: Published) -> Iterator[Figure]:
    """Whose each figure is that is recorded."""
    assert set(published.figures) == {"areas", "questions", *GROUPS}, "Say whose these are"
    for row in published.figures["areas"] + published.shared_areas:
        yield from ((OF[key], row["key"], "", (None, None)) for key in filled(row))
    for row in published.figures["questions"]:
        for key in filled(row):
            # A question's own number and spread are of those who gave it a number.
            yield (NUMBER if OF[key] == ANY else OF[key]), AREA_OF[row["key"]], row["key"], (None, None)
    for way, group_of in GROUPS.items():
        for row in published.figures[way]:
            yield from told_of(row, group_of(row))


def told_of(row: dict[str, Any], group: tuple[str | None, str | None]) -> Iterator[Figure]:
    """Whose each figure is that a group's row has by area, or by question."""
    for key in filled(row):
        if key == "questions":
            yield from ((NUMBER, AREA_OF[one], one, group) for one in row[key])
        else:
            there = [area for area, value in zip(AREAS, row[key], strict=True) if value is not None]
            yield from ((OF[key], area, "", group) for area in there)


def filled(row: dict[str, Any]) -> list[str]:
    """The keys of a row that tell a figure."""
    return [key for key, value in row.items() if key not in NO_FIGURES and value is not None]


def attack(answers: list[Answers], published: Published, k: int) -> frozenset:
    """Some people about whom something follows from all that is recorded; or none."""
    groups: dict[tuple[str, str, str], set] = defaultdict(set)
    for kind, area_key, question, group in told(published):
        area = next(one for one in FRAMEWORK.areas if one.key == area_key)
        for key in [question] if question else [one.key for one in area.questions]:
            groups[kind, area_key, "" if kind == ANY else key].add(group)
    for (kind, area_key, question), shown in groups.items():
        area = next(one for one in FRAMEWORK.areas if one.key == area_key)
        sizes = of(answers, kind, area, question)
        found = exposed(sizes, [members(group, sizes) for group in shown], k)
        if found:
            return found
    return frozenset()


def members(group: tuple[str | None, str | None], cells: Any) -> list[tuple[str, str]]:
    """The cells of a unit with those below it, of a level, or of both."""
    unit, level = group
    return [
        cell
        for cell in cells
        if (unit is None or unit in line_of(cell[0], TREE)) and (level is None or level == cell[1])
    ]


def record(answers: list[Answers], k: int) -> Published:
    return publish(FRAMEWORK, answers, minimum=k, units=UNITS, levels=LEVELS, parents=TREE)


def test_nothing_of_a_small_group_follows_from_what_is_recorded_of_hundreds_of_random_surveys():
    random = Random(20260309)
    shown = 0
    for number in range(250):
        answers, k = survey(random), random.choice([5, 5, 6, 8])
        published = record(answers, k)
        assert not attack(answers, published, k), number
        shown += sum(mean is not None for way in ("units", "levels") for mean in means(published, way))

    # Recording nothing would be safe too.
    assert shown > 1500


def means(published: Published, way: str) -> list[float | None]:
    return [mean for row in published.figures[way] for mean in row["means"]]


def only_small_ones_held_back(questions: Any, minimum: int, parents: Any = None) -> Shown:
    """Suppression that forgets that figures can be subtracted."""
    sizes: list[Counter] = []
    for counts in questions:
        one: Counter = Counter()
        for cell in counts:
            for unit in line_of(cell.unit, parents or {}):
                one["unit", unit] += cell.count
                one[unit, cell.level] += cell.count
            one["level", cell.level] += cell.count
        sizes.append(one)
    large = {group for group in sizes[0] if all(may_show(one[group], minimum) for one in sizes)}
    return Shown(
        True,
        frozenset(unit for way, unit in large if way == "unit" and unit),
        frozenset(level for way, level in large if way == "level" and level),
        frozenset((unit, level) for unit, level in large if unit in UNITS and level),
    )


def test_the_attack_succeeds_when_suppression_forgets_what_can_be_subtracted(monkeypatch):
    monkeypatch.setattr(figures, "suppress", only_small_ones_held_back)
    random = Random(20260309)
    broken = 0
    for _number in range(30):
        answers = survey(random)
        broken += bool(attack(answers, record(answers, K), K))

    assert broken > 25


def test_what_the_attack_finds_is_the_small_groups_own_answer(monkeypatch):
    # Of thirteen, nine are in A: everybody's mean and A's give the mean of the other four away.
    four, nine = [1, 2, 2, 5], [3] * 9
    keys = [question.key for question in FRAMEWORK.questions]
    answers = [
        Answers(dict.fromkeys(keys, value), unit) for unit, own in (("B", four), ("A", nine)) for value in own
    ]

    def worked_out() -> float | None:
        published = record(answers, K)
        of_a = next(row["means"][0] for row in published.figures["units"] if row["key"] == "A")
        return None if of_a is None else 13 * published.figures["areas"][0]["mean"] - 9 * of_a

    assert worked_out() is None
    monkeypatch.setattr(figures, "suppress", only_small_ones_held_back)
    assert worked_out() == pytest.approx(sum(four))
    assert attack(answers, record(answers, K), K)


def test_rounding_hides_nothing_so_suppression_does_not_count_on_it():
    # A mean to one decimal, of a known number of people, is mostly that of a single sum.
    random = Random(7)
    pinned = 0
    for _trial in range(100):
        values = [random.randint(1, 5) for _person in range(9)]
        printed = round(sum(values) / 9, 1)
        pinned += [total for total in range(9, 46) if round(total / 9, 1) == printed] == [sum(values)]

    assert pinned == 100


def test_everybody_in_a_shown_group_is_told_as_one_even_when_all_say_the_same():
    # Said on the page before the first question: a figure of people who all answer alike tells what each of them said.
    keys = [question.key for question in FRAMEWORK.questions]
    published = record([Answers(dict.fromkeys(keys, 5), "A", "staff")] * 6, K)

    assert published.figures["areas"][0]["mean"] == 5
    assert score(FRAMEWORK, [Answers(dict.fromkeys(keys, 5))]).areas[0].mean == 5
