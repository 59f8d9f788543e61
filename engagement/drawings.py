"""The charts of a brief: the same on the page and on paper."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from engagement.briefs import ReadinessShown, TractionBrief, UnitSince
from engagement.choices import stage_in_words
from engagement.forecast import Ahead
from engagement.stages import Stage
from engagement.webs import Member, Web, key_of
from partnering import charts


def ring(brief: TractionBrief) -> charts.Gauge:
    """The partnership's score as a ring."""
    return ring_of(brief.partnership, brief.whole.score)


def ring_of(name: str, score: float | None) -> charts.Gauge:
    """A score as a ring."""
    words = _("No evidence yet.") if score is None else _("%(score)d of 100.") % {"score": round(score)}
    return charts.gauge(score, title=_("Traction of %s") % name, description=words, caption=_("of 100"))


def trend(brief: TractionBrief) -> charts.LineChart | None:
    """The score over time with what happened, the alerts, and where it is likely to go."""
    return course_and_outlook(
        brief.days,
        brief.course,
        brief.ahead,
        events=[charts.Event(one.on, one.label) for one in brief.happenings],
        bands=[
            charts.Band(one.began_on, one.ended_on, one.title) for one in brief.spells if not one.organisation
        ],
    )


def course_and_outlook(
    days: Sequence[date],
    course: Sequence[float | None],
    ahead: Sequence[Ahead],
    *,
    events: Sequence[charts.Event] = (),
    bands: Sequence[charts.Band] = (),
) -> charts.LineChart | None:
    """Scores over time up to the last of the days, and what is ahead; None below two days with evidence."""
    known = [score for score in course if score is not None]
    if len(known) < 2:
        return None
    description = _("From %(first)d to %(last)d points between %(start)s and %(end)s.") % {
        "first": round(known[0]),
        "last": round(known[-1]),
        "start": date_format(days[0]),
        "end": date_format(days[-1]),
    }
    if ahead:
        description = f"{description} {outlook_in_words(ahead[-1])}"
    return charts.line(
        days,
        [charts.Series(_("Traction"), course)],
        title=_("Traction over time"),
        description=description,
        events=events,
        bands=bands,
        day_name=_("Day"),
        ahead=_outlook(days[-1], ahead) if ahead else None,
    )


def outlook_in_words(last: Ahead) -> str:
    """What is likely on a day ahead, and what would be if nothing more were done."""
    return _(
        "In %(days)d days it is likely to be between %(low)d and %(high)d; if nothing more is done, %(unaided)d."
    ) % {
        "days": last.days,
        "low": round(last.low),
        "high": round(last.high),
        "unaided": round(last.unaided),
    }


def _outlook(on: date, ahead: Sequence[Ahead]) -> charts.Outlook:
    """Where the score is likely to go, and where it would go if nothing more were done."""
    last = ahead[-1]
    return charts.Outlook(
        days=[on + timedelta(days=one.days) for one in ahead],
        expected=[one.expected for one in ahead],
        low=[one.low for one in ahead],
        high=[one.high for one in ahead],
        other=[one.unaided for one in ahead],
        names=(_("Expected"), _("Likely from"), _("to"), _("If nothing more is done")),
        labels=(
            _("likely %(low)d to %(high)d") % {"low": round(last.low), "high": round(last.high)},
            _("if nothing is done"),
        ),
    )


def standings(brief: TractionBrief) -> charts.BarChart | None:
    """The organisations' scores side by side, the mark showing where each stood before."""
    if not brief.organisations:
        return None
    rows = [
        charts.Bar(
            one.name,
            one.score,
            None if one.score is None or one.change is None else one.score - one.change,
            "" if one.tone == "good" else one.tone,
        )
        for one in brief.organisations
    ]
    count = len(rows)
    return charts.bars(
        rows,
        title=_("Traction by organisation"),
        description=ngettext("One organisation.", "%(count)d organisations.", count) % {"count": count},
        baseline_name=_("on %s") % date_format(brief.since) if brief.since else "",
        label_name=_("Organisation"),
        value_name=_("Score"),
    )


def since_signing(units: Sequence[UnitSince]) -> charts.BarChart | None:
    """Who is reached by unit, the mark showing who knew on the day of signing; None for a single unit."""
    if len(units) < 2:
        return None
    rows = [charts.Bar(one.name, one.share, one.knew_share) for one in units]
    return charts.bars(
        rows,
        title=_("Reached by unit, in percent"),
        description=_("The mark shows who knew on the day of signing."),
        baseline_name=_("at signing"),
        label_name=_("Unit"),
        value_name=_("Reached by now"),
    )


def readiness(shown: tuple[ReadinessShown, ...]) -> charts.Radar | None:
    """Results with the same framework over each other; None when there is none, or it has too few areas for a radar."""
    if not shown:
        return None
    first = shown[0]
    alike = [
        one for one in shown if [name for name, _mean in one.areas] == [name for name, _mean in first.areas]
    ]
    if len(first.areas) < 3:
        return None
    return charts.radar(
        [name for name, _mean in first.areas],
        [charts.Series(one.organisation, [mean for _name, mean in one.areas]) for one in alike],
        title=first.framework,
        description=_("Mean answers by area, from %(low)g to %(high)g.")
        % {"low": first.low, "high": first.high},
        low=first.low,
        high=first.high,
        decimals=1,
        axis_name=_("Area"),
        are_peers=len(alike) > 1,
    )


def ladder(
    counts: Sequence[int], name: str, *, before: Sequence[int] = (), since: date | None = None
) -> charts.BarChart:
    """How many people stand on each rung, the highest on top; the marks show where they stood on an earlier day."""
    earlier: list[int | None] = list(before) if since else [None] * len(counts)
    rows = [charts.Bar(stage_in_words(stage), counts[stage], earlier[stage]) for stage in reversed(Stage)]
    involved, everybody = sum(counts[Stage.INVOLVED :]), sum(counts)
    return charts.bars(
        rows,
        title=_("The ladder of %(name)s") % {"name": name},
        description=_("%(involved)d of %(all)d people are involved or further.")
        % {"involved": involved, "all": everybody},
        high=max(*counts, *before, 4),
        baseline_name=_("on %s") % date_format(since) if since else "",
        label_name=_("Stage"),
        value_name=_("People"),
    )


def course(values: tuple[float | None, ...], name: str) -> charts.Sparkline | None:
    """A word-sized line; None while there are fewer than two days with evidence."""
    if sum(value is not None for value in values) < 2:
        return None
    title = _("Course of %s") % name
    return charts.sparkline(values, title=title, description=title)


def web(found: Web, *, leaving: Member | None = None) -> charts.NetworkChart:
    """The network of a partnership; without somebody, as it would be when they left, everybody else in their place."""
    people = [one for pk, one in found.people.items() if leaving is None or pk != leaving.pk]
    holding = {one.pk for one in found.holding}
    tied = {one.pk: ties for one, ties, _units in found.ranked}
    nodes = [
        charts.Node(key_of(one.pk), one.name, one.organisation, tied[one.pk], one.pk in holding)
        for one in people
    ]
    edges = [
        charts.Edge(key_of(a), key_of(b), tie.weight)
        for (a, b), tie in found.ties.items()
        if leaving is None or leaving.pk not in (a, b)
    ]
    count = ngettext("One person", "%(count)d people", len(nodes)) % {"count": len(nodes)}
    ties = ngettext("one tie", "%(count)d ties", len(edges)) % {"count": len(edges)}
    return charts.network(
        nodes,
        edges,
        title=_("Who works with whom"),
        description=_("%(people)s and %(ties)s between them on %(day)s.")
        % {"people": count, "ties": ties, "day": date_format(found.on)},
        positions=found.positions,
        name_of_node=_("Person"),
        name_of_group=_("Organisation"),
        name_of_ties=_("Ties"),
    )
