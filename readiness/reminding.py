"""When those who have not answered a survey are reminded. Plain arithmetic of days.

The plan is a few reminders at equal distances from the first day, and a last call on the day before the last one. Only
the newest day that has been reached counts: after a week without power there is one reminder, not three.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

USUAL_REMINDERS, MOST_REMINDERS = 2, 5
USUAL_DAYS, FEWEST_DAYS = 4, 2
DAY = timedelta(days=1)


def follows_from(on: date, reminded_on: date | None) -> date:
    """From which day a changed plan can remind: a day, or later where the last reminder was sent just before it."""
    return max(on, reminded_on + FEWEST_DAYS * DAY) if reminded_on else on


@dataclass(frozen=True)
class Plan:
    """A survey's days, first and last, and how its people are reminded: `count` times, `every` so many days.

    A plan that was changed while the survey ran reminds from the day `since` on, and of no day before.
    """

    opens_on: date
    closes_on: date
    count: int
    every: int
    last_call: bool
    since: date | None = None

    def days(self) -> list[date]:
        """The days of all reminders, in order, all after the first day and none after the last.

        An ordinary one that would come on the day before the last call, or later, is left out: two mails within a day
        are one too many.
        """
        wanted = [self.opens_on + number * self.every * DAY for number in range(1, self.count + 1)]
        final = self.closes_on - DAY
        if not self.last_call or final <= self.opens_on:
            found = [day for day in wanted if day <= self.closes_on]
        else:
            found = [day for day in wanted if day < final - DAY] + [final]
        return [day for day in found if self.since is None or day >= self.since]

    def due(self, on: date, reminded_on: date | None) -> date | None:
        """The newest day of the plan reached by a day and not served yet by a reminder sent on `reminded_on`.

        None when there is nothing to remind of, or the survey is over by then.
        """
        if on > self.closes_on:
            return None
        reached = [day for day in self.days() if day <= on and (reminded_on is None or day > reminded_on)]
        return reached[-1] if reached else None
