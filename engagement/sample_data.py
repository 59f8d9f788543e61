"""The sample partnership as it lies in `engagement/sample/`: plain values, with days counted back from one day."""

from __future__ import annotations

import csv
import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "sample"


def workday_after(day: date, workdays: int = 1) -> date:
    """The day so many workdays later: after a Friday comes a Monday."""
    for _ in range(workdays):
        day += timedelta(days=1 if day.weekday() < 4 else 7 - day.weekday())
    return day


@dataclass(frozen=True)
class Held:
    """One interaction: `organisation` is empty for a joint one; `people` are e-mail addresses."""

    on: date
    kind: str
    title: str
    organisation: str
    group: str
    people: tuple[str, ...]


@dataclass(frozen=True)
class SampleData:
    """The sample as of a day. Every day it tells of is a weekday."""

    today: date
    folder: Path = FOLDER

    def day(self, days_ago: int) -> date:
        """The day so many days ago (or ahead, when negative); at a weekend the Friday before, or the Monday after."""
        day = self.today - timedelta(days=days_ago)
        late = max(day.weekday() - 4, 0)
        if late and days_ago < 0:
            return day + timedelta(days=3 - late)
        return day - timedelta(days=late)

    @cached_property
    def story(self) -> dict[str, Any]:
        """What `partnership.toml` says."""
        return self.chapter("partnership.toml")

    def chapter(self, name: str) -> dict[str, Any]:
        """What one of the TOML files says."""
        return tomllib.loads((self.folder / name).read_text("utf-8"))

    def people(self) -> bytes:
        """The file of organisations, units and people, as somebody would upload it."""
        return (self.folder / "people.csv").read_bytes()

    def interactions(self) -> list[Held]:
        """What people took part in, in order of days."""
        held = [
            Held(
                on=self.day(int(row["days ago"])),
                kind=row["kind"],
                title=row["title"],
                organisation=row["organisation"],
                group=row["working group"],
                people=tuple(row["took part"].split()),
            )
            for row in self._table("interactions.csv")
        ]
        return sorted(held, key=lambda one: one.on)

    def answers(self, name: str) -> dict[str, dict[str, str]]:
        """By respondent: what they answered, by question; 1-5, 'dk' or 'na'."""
        aside = ("respondent", "unit", "level")
        return {
            row["respondent"]: {key: cell for key, cell in row.items() if key not in aside}
            for row in self._table(name)
        }

    def _table(self, name: str) -> list[dict[str, str]]:
        with (self.folder / name).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))
