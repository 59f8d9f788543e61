"""`manage.py simulate`: how well and how early the alerts tell partnerships in trouble from others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from engagement.forecast import Rule
from engagement.simulating.fates import FATES
from engagement.simulating.foreseen import Foreseen, fitted, judged, looks
from engagement.simulating.study import (
    JUDGED_ON,
    JUDGING,
    TUNING,
    Alarm,
    Line,
    alarms,
    areas,
    look_at,
    tuned,
    worlds,
)
from engagement.warning import Model

JUDGED_DAY = 120


class Command(BaseCommand):
    """Make partnerships with known fates, look at them as the product would, and print how well it saw and foresaw."""

    help = "Measure the alerts and the early warning on simulated partnerships whose fates are known."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """How many, and whether to tune or to judge."""
        parser.add_argument("--seeds", type=int, default=100, help="partnerships of each of the five fates")
        parser.add_argument(
            "--tune", action="store_true", help="print the weights that fit best, found on seeds of their own"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it; the same number of seeds gives the same answer."""
        seeds = options["seeds"]
        if not 1 <= seeds <= len(TUNING):
            raise CommandError(f"--seeds is a number from 1 to {len(TUNING)}.", returncode=2)
        if options["tune"]:
            self.stdout.write(_weights(tuned(TUNING[:seeds])))
            self.stdout.write(_rules(fitted(list(looks(worlds(TUNING[:seeds]))))))
            return
        seen = [look_at(world) for world in worlds(JUDGING[:seeds])]
        self.stdout.write(f"{len(seen)} partnerships, {seeds} of each fate.\n")
        self.stdout.write(_areas(areas(seen)) + "\n")
        self.stdout.write(_alarms(alarms(seen, JUDGED_DAY)) + "\n")
        self.stdout.write(_foreseen(judged(list(looks(worlds(JUDGING[:seeds]))))))


def _weights(model: Model) -> str:
    lines = [f"{key}: {weight}" for key, weight in model.weights.items()]
    return "\n".join([*lines, f"usual: {model.usual}", f"warn from: {model.warn_from}"])


def _rules(rules: Sequence[Rule]) -> str:
    return "\n".join(str(rule) for rule in rules)


def _areas(lines: Sequence[Line]) -> str:
    head = ["area under the ROC curve", *(f"day {day}" for day in JUDGED_ON)]
    return _table(head, [[line.rule, *(_shown(line.areas[day], 3) for day in JUDGED_ON)] for line in lines])


def _alarms(found: Sequence[Alarm]) -> str:
    head = [f"on day {JUDGED_DAY}", "precision", "recall", "came before the fall", "days of warning", *FATES]
    rows = [
        [
            one.kind,
            _shown(one.told.precision, 2),
            _shown(one.told.recall, 2),
            _share(one.in_time),
            _shown(one.days_of_warning, 0),
            *(_share(one.held_by_fate[fate]) for fate in FATES),
        ]
        for one in found
    ]
    return _table(head, rows)


def _foreseen(found: Sequence[Foreseen]) -> str:
    head = ["points missed by", *(f"{one.days} days ahead" for one in found)]
    rows = [
        ["the forecast", *(_shown(one.missed, 1) for one in found)],
        ["“as now”", *(_shown(one.as_now, 1) for one in found)],
        ["“goes on like that”", *(_shown(one.goes_on, 1) for one in found)],
        ["the band held", *(_share(one.held) for one in found)],
        *(
            [f"– {fate}", *(_share(one.held_by_fate[fate]) for one in found)]
            for fate in found[0].held_by_fate
        ),
    ]
    return _table(head, rows)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table as Markdown, so that it can be put into docs/traction.md as it is."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


def _shown(value: float | None, places: int) -> str:
    return "–" if value is None else f"{value:.{places}f}"


def _share(value: float | None) -> str:
    return "–" if value is None else f"{100 * value:.0f} %"
