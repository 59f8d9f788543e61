"""Charts of readiness results. They get what may be shown and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from partnering import charts
from readiness.framework_files import Framework
from readiness.models import Campaign, Result
from readiness.queries import (
    AreaShown,
    AreaSince,
    QuestionShown,
    ShownResult,
    SideBySide,
    Since,
    cells_of,
    groups_of,
    tones_of,
)
from readiness.queries.shown import Distribution

FEWEST_AXES = 3


def radar(framework: Framework, result: Result, since: Since | None = None) -> charts.Radar | None:
    """The areas of a result at a glance, over those of the round before; None when there are too few areas, or
    none may be shown.
    """
    means = [area["mean"] for area in result.figures["areas"]]
    if len(means) < FEWEST_AXES or not any(mean is not None for mean in means):
        return None
    series: list[tuple[str, list[float | None]]] = [(_("Mean"), means)]
    if since:
        now, then = (date_format(closing_day(one), "M Y") for one in (result.campaign, since.campaign))
        series = [(now, means), (then, [area.movement.before for area in since.areas])]
    return _radar(framework, series)


def closing_day(campaign: Campaign) -> date:
    """When a survey was closed."""
    return campaign.closed_on or campaign.closes_on


def radar_of_members(framework: Framework, shown: Sequence[ShownResult]) -> charts.Radar | None:
    """Results of several organisations with one framework over each other."""
    series = [(one.organisation.name, [mean for _name, mean in one.areas]) for one in shown]
    return _radar(framework, series, are_peers=True)


def radar_of_groups(framework: Framework, sides: SideBySide) -> charts.Radar | None:
    """Groups of one result over each other; None without one, or with too few areas."""
    series = [(choice.name, list(choice.means)) for choice in sides.chosen]
    return _radar(framework, series, are_peers=True)


def course(framework: Framework, campaign: Campaign, rounds: Sequence[Since]) -> charts.LineChart | None:
    """The areas over all rounds, with the days on which something taken on was done.

    Only rounds of which every question is the same go together into a line; None when there is no other such round.
    """
    alike = [one for one in reversed(rounds) if all(_is_whole(area) for area in one.areas)]
    if not alike:
        return None
    days = [closing_day(one.campaign) for one in alike]
    done = [one.action for round_ in rounds for area in round_.areas for one in area.actions]
    return charts.line(
        [*days, closing_day(campaign)],
        [
            charts.Series(
                area.name,
                [*(one.areas[number].movement.before for one in alike), alike[-1].areas[number].movement.now],
            )
            for number, area in enumerate(framework.areas)
        ],
        title=_("Mean by area, round by round"),
        description=_("Above the lines stand the days on which something taken on was done."),
        events=[charts.Event(one.done_on, Truncator(one.title).chars(28)) for one in done if one.done_on],
        low=framework.scale.minimum,
        high=framework.scale.maximum,
        decimals=1,
        day_name=_("Closed on"),
    )


def _is_whole(area: AreaSince) -> bool:
    return area.movement.compared == area.movement.questions and area.movement.now is not None


def _radar(
    framework: Framework, series: list[tuple[str, list[float | None]]], *, are_peers: bool = False
) -> charts.Radar | None:
    """Means by area over each other; None without any, or with too few areas to make a surface."""
    if len(framework.areas) < FEWEST_AXES or not series:
        return None
    low, high = framework.scale.minimum, framework.scale.maximum
    return charts.radar(
        [area.name for area in framework.areas],
        [charts.Series(name, means) for name, means in series],
        title=framework.name,
        description=_("Mean answers by area, from %(low)s to %(high)s.") % {"low": low, "high": high},
        low=low,
        high=high,
        decimals=1,
        axis_name=_("Area"),
        are_peers=are_peers and len(series) > 1,
    )


def radar_of_organisations(framework: Framework, result: Result) -> charts.Radar | None:
    """A review's organisations over each other."""
    series = [(row["name"], row["means"]) for row in result.figures["units"]]
    return _radar(framework, series, are_peers=True)


def heat_map_of_organisations(framework: Framework, result: Result) -> charts.HeatMap:
    """A review's organisations by areas."""
    rows = [(row["name"], row["means"]) for row in result.figures["units"]]
    title, why = _("Mean by organisation and area"), _("In each area all organisations are shown, or none.")
    return _heat(framework, rows, title, _("Organisation"), why)


def bars(framework: Framework, result: Result) -> charts.BarChart:
    """The areas as bars, coloured by band."""
    tones = tones_of(framework)
    rows = [
        charts.Bar(area.name, row["mean"], tone=tones.get(row["band"], ""))
        for area, row in zip(framework.areas, result.figures["areas"], strict=True)
    ]
    return charts.bars(
        rows,
        title=_("Mean by area"),
        description=_("Coloured by band: strength, borderline, concern."),
        low=0,
        high=framework.scale.maximum,
        decimals=1,
        label_name=_("Area"),
        value_name=_("Mean"),
    )


@dataclass(frozen=True)
class Strip:
    """How often each level was chosen, as pieces of one line: (level's number, left end, width), of 100 together."""

    pieces: tuple[tuple[int, float, float], ...]
    counts: Distribution


def strip(distribution: Distribution | None) -> Strip | None:
    """A distribution as a line of pieces from the lowest level to the highest; None where it is held back."""
    whole = sum(count for _level, count in distribution or ())
    if not distribution or not whole:
        return None
    pieces, reached = [], 0.0
    for number, (_level, count) in enumerate(distribution, start=1):
        width = 100 * count / whole
        if count:
            pieces.append((number, round(reached, 2), round(width, 2)))
        reached += width
    return Strip(tuple(pieces), distribution)


def questions_by_area(
    framework: Framework, questions: Sequence[QuestionShown]
) -> list[tuple[str, list[tuple[QuestionShown, Strip | None]]]]:
    """Each area's name with its questions and how their answers spread."""
    return [
        (area.name, [(one, strip(one.distribution)) for one in questions if one.area == area.key])
        for area in framework.areas
    ]


def spread(framework: Framework, areas: Sequence[AreaShown]) -> charts.StackedChart | None:
    """How the answers to each area's questions spread over the levels; None where all of it is held back."""
    shown = [(area.name, area.distribution) for area in areas if area.distribution]
    if not shown:
        return None
    levels = [level for level, _count in shown[0][1]]
    names = [str(level) for level in levels]
    names[0], names[-1] = (
        _("%(level)s, lowest") % {"level": names[0]},
        _("%(level)s, highest") % {"level": names[-1]},
    )
    return charts.stacked_bars(
        [name for name, _distribution in shown],
        [
            charts.Series(name, [counts[number][1] for _area, counts in shown])
            for number, name in enumerate(names)
        ],
        title=_("How the answers spread"),
        description=_("How often each level was chosen in the questions of each area."),
        as_shares=True,
        ordered=True,
        label_name=_("Area"),
    )


def heat_map(framework: Framework, result: Result, way: str) -> charts.HeatMap:
    """Units or levels by areas; held back and empty look alike."""
    by_unit = way == "units"
    # A unit's figures include those of the units below it, which stand right after it.
    rows = [("↳ " * one.depth + one.name, one.means) for one in groups_of(framework, result, way)]
    title = _("Mean by unit and area") if by_unit else _("Mean by level and area")
    return _heat(framework, rows, title, _("Unit") if by_unit else _("Level"))


def pairs(framework: Framework, result: Result) -> charts.HeatMap | None:
    """Unit and level together, by areas, as far as anything of a pair may be shown."""
    rows = [(f"{one.unit_name} · {one.level_name}", one.means) for one in cells_of(result)]
    title = _("Mean by unit, level and area")
    return _heat(framework, rows, title, _("Unit and level")) if rows else None


def _heat(
    framework: Framework,
    rows: Sequence[tuple[str, Sequence[float | None]]],
    title: str,
    row_name: str,
    why_held_back: str = "",
) -> charts.HeatMap:
    return charts.heat_map(
        [area.name for area in framework.areas],
        [charts.HeatRow(label, means) for label, means in rows],
        title=title,
        description=why_held_back
        or _("Figures of too small groups, and those from which they could be worked out, are held back."),
        low=framework.scale.minimum,
        high=framework.scale.maximum,
        row_name=row_name,
    )
