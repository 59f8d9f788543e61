"""What is expected to follow a line: a band, its middle, and another course beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from partnering.charts.scales import Scale, apart, path, tidy


@dataclass(frozen=True)
class Outlook:
    """Values expected on days after a line's last one, with the ends of their band, and another course beside them.

    `names` are those of the expected value, of the band's ends, and of the other course, as the table heads them;
    `labels` what stands at the ends of the two lines.
    """

    days: Sequence[date]
    expected: Sequence[float]
    low: Sequence[float]
    high: Sequence[float]
    other: Sequence[float]
    names: tuple[str, str, str, str]
    labels: tuple[str, str]


@dataclass(frozen=True)
class End:
    """The last value of a course, and where it and its words stand."""

    y: float
    value: str | None
    label: str
    label_y: float


@dataclass(frozen=True)
class Prospect:
    """An outlook as drawn: from the line's last day at `x` to its own last day at `end_x`."""

    x: float
    end_x: float
    area: str
    expected: str
    other: str
    ends: tuple[End, End]


LABEL_GAP = 34


def prospect(ahead: Outlook, begins: date, value: float, across: Scale, up: Scale, decimals: int) -> Prospect:
    """An outlook that goes on from a line's last day and value."""
    places = [across.at(day.toordinal()) for day in (begins, *ahead.days)]

    def course(values: Sequence[float]) -> list[tuple[float, float]]:
        return [(x, up.at(one)) for x, one in zip(places, (value, *values), strict=True)]

    over, under = course(ahead.high), course(ahead.low)
    expected, other = course(ahead.expected), course(ahead.other)
    heights = expected[-1][1], other[-1][1]
    labels = apart(list(enumerate(heights)), up.end + 6, up.start - 16, LABEL_GAP)
    last = ahead.expected[-1], ahead.other[-1]
    ends = [End(heights[n], tidy(last[n], decimals), ahead.labels[n], round(labels[n], 1)) for n in (0, 1)]
    return Prospect(
        places[0],
        places[-1],
        f"{path([*over, *reversed(under)])}Z",
        path([*expected]),
        path([*other]),
        (ends[0], ends[1]),
    )
