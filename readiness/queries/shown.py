"""Results as pages show them, to those who may see them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from partnering import access, at_once
from partnering.models import Membership, Organisation, Partnership
from readiness import languages
from readiness.disagreement import Gap, Spread, spread_of, widest_gap
from readiness.framework_data import Framework
from readiness.models import Campaign, Response, Result, SharedResult
from readiness.scoring import Answers, score
from readiness.totals import Totals, totals_of

Distribution = tuple[tuple[int, int], ...]
"""How often each level was chosen, the lowest first."""


@dataclass(frozen=True)
class ShownResult:
    """A result that a reader may see, with the means of its areas on the framework's own scale."""

    campaign_id: int
    organisation: Organisation
    framework: str
    closed_on: date
    n: int | None
    low: int
    high: int
    areas: tuple[tuple[str, float | None], ...]
    is_own: bool


@at_once.part
def results_for_reader(user: Any, partnership: Partnership) -> at_once.Asking[list[ShownResult]]:
    """The newest result of each member that the user may see: one's own as a reader of it, others' as shared.

    One of which every area is held back doesn't hide an older one that has figures.
    """
    language = languages.readers_language(user)
    own = access.reads_internals_of(user)
    newest: dict[int, ShownResult] = {}
    shared = SharedResult.objects.visible_to(user).filter(partnership=partnership).values("campaign")
    rows = (
        Result.objects.filter(Q(campaign__in=shared) | Q(campaign__organisation=own))
        .filter(campaign__organisation__in=partnership.memberships.values("organisation"))
        .select_related("campaign__framework_version", "campaign__organisation")
        .order_by(F("campaign__closed_on").desc(), "-pk")
    )
    [found] = yield [rows]
    for result in found:
        campaign = result.campaign
        if campaign.organisation_id in newest or campaign.closed_on is None:
            continue
        framework = campaign.framework_version.framework.in_language(language)
        shown = _shown(result, framework, is_own=campaign.organisation_id == own)
        if any(mean is not None for _name, mean in shown.areas):
            newest[campaign.organisation_id] = shown
    return sorted(newest.values(), key=lambda one: (not one.is_own, one.organisation.name))


def _shown(result: Result, framework: Framework, *, is_own: bool) -> ShownResult:
    campaign = result.campaign
    names = {area.key: area.name for area in framework.areas}
    areas = result.figures["areas"] if is_own else result.shared_areas
    return ShownResult(
        campaign_id=campaign.pk,
        organisation=campaign.owner,
        framework=framework.name,
        closed_on=campaign.closed_on or campaign.closes_on,
        n=result.respondents if is_own else None,
        low=framework.scale.minimum,
        high=framework.scale.maximum,
        areas=tuple((names[area["key"]], area["mean"]) for area in areas),
        is_own=is_own,
    )


@dataclass(frozen=True)
class AreaShown:
    """An area of a result as the page shows it: figures, the band's name and tone, and what is advised."""

    key: str
    name: str
    summary: str
    mean: float | None
    sd: float | None
    n: int | None
    dont_know: float | None
    band: str
    tone: str
    total: float | None
    advice: tuple[str, ...]
    spread: Spread | None
    level_gap: Gap | None
    unit_gap: Gap | None
    distribution: Distribution | None


def areas_of(framework: Framework, result: Result, totals: Totals | None = None) -> list[AreaShown]:
    """The areas of a result, in the framework's order and words; `totals` where they are worked out already."""
    bands = {band.key: band.name for band in framework.bands}
    tones = tones_of(framework)
    known = {area.key: area for area in framework.areas}
    length = framework.scale.maximum - framework.scale.minimum
    totals = totals or totals_in(framework, result)
    return [
        AreaShown(
            key=row["key"],
            name=known[row["key"]].name,
            summary=known[row["key"]].summary,
            mean=row["mean"],
            sd=row["sd"],
            n=row["n"],
            dont_know=percent(row["dont_know"]),
            band=bands.get(row["band"], ""),
            tone=tones.get(row["band"], ""),
            total=totals.areas.get(row["key"]),
            advice=known[row["key"]].actions.get(row["band"], ()),
            spread=spread_of(row["sd"], length),
            level_gap=widest_gap(_groups(result, "levels", number), length),
            unit_gap=widest_gap(_groups(result, "units", number), length),
            distribution=distribution_of(row),
        )
        for number, row in enumerate(result.figures["areas"])
    ]


def totals_in(framework: Framework, result: Result) -> Totals:
    """What the framework adds up, and which area it says to mend first, from what the result shows."""
    questions, areas = (
        {row["key"]: row["mean"] for row in result.figures[of]} for of in ("questions", "areas")
    )
    return totals_of(framework, questions, areas)


def areas_advised(framework: Framework, campaign: Campaign, totals: Totals | None = None) -> list[AreaShown]:
    """The areas of a closed survey with all that is advised; in a review also a talk where two are far apart."""
    areas = areas_of(framework, campaign.result, totals)
    if not campaign.is_review:
        return areas
    return [replace(area, advice=(*area.advice, *_talk(area))) for area in areas]


def _talk(area: AreaShown) -> tuple[str, ...]:
    """What is advised where two organisations see an area differently. No figure: an action outlives its result."""
    if area.unit_gap is None:
        return ()
    one, other = sorted((area.unit_gap.high_name, area.unit_gap.low_name))
    text = _("%(area)s: let %(one)s and %(other)s tell each other what they see, and agree on one change.")
    return (text % {"area": area.name, "one": one, "other": other},)


def _groups(result: Result, way: str, area: int) -> list[tuple[str, float | None]]:
    """What is shown of each group in one area, by its place among the areas."""
    return [(row["name"], row["means"][area]) for row in result.figures[way]]


def percent(share: float | None) -> float | None:
    """A share in percent."""
    return None if share is None else 100 * share


def distribution_of(row: dict[str, Any]) -> Distribution | None:
    """How often each level was chosen; None where held back, and in a result of an earlier release."""
    counts = row.get("distribution")
    return None if counts is None else tuple((value, count) for value, count in counts)


def advice_for(user: Any, campaign: Campaign, area: str) -> tuple[str, ...]:
    """What is advised for an area of a closed survey, as the user reads it; nothing for an unknown one, or without
    a result.
    """
    if campaign.closed_on is None:
        return ()
    framework = framework_for_reader(user, campaign)
    return next((one.advice for one in areas_advised(framework, campaign) if one.key == area), ())


def framework_for_reader(user: Any, campaign: Campaign) -> Framework:
    """What a survey asked, in the words of the language that a user reads."""
    return campaign.framework_version.framework.in_language(languages.readers_language(user))


def tones_of(framework: Framework) -> dict[str, str]:
    """A tone for each band: bad for the lowest, good for the highest, a warning between."""
    keys = [band.key for band in framework.bands]
    return dict.fromkeys(keys, "warn") | {keys[0]: "bad"} | {keys[-1]: "good"}


def answers_by_name(user: Any, campaign: Campaign) -> list[tuple[str, list[float | None]]]:
    """Each respondent's means by area, of a named survey and for those who may know; else nothing."""
    framework = campaign.framework_version.framework
    rows = Response.objects.visible_to(user).filter(campaign=campaign)
    named = []
    for response in rows.select_related("person").prefetch_related("answers").order_by("person__name"):
        values = {one.question: one.given for one in response.answers.all()}
        means = [area.mean for area in score(framework, [Answers(values)]).areas]
        named.append((str(response.person or ""), [None if mean is None else float(mean) for mean in means]))
    return named


def partnerships_to_share_with(user: Any, campaign: Campaign) -> QuerySet[Partnership]:
    """One's partnerships of which the organisation is a member and that don't have the result yet."""
    members = Membership.objects.filter(
        access.current(start="joined_on", end="left_on"), organisation=campaign.organisation
    )
    having = SharedResult.objects.in_force().filter(campaign=campaign)
    rows = Partnership.objects.visible_to(user).filter(pk__in=members.values("partnership"))
    return rows.exclude(pk__in=having.values("partnership")).order_by("name")


def partnerships_with_results(user: Any) -> QuerySet[Partnership]:
    """One's partnerships in which some member shares a result."""
    shared = SharedResult.objects.visible_to(user)
    rows: QuerySet[Partnership] = Partnership.objects.visible_to(user)
    return rows.filter(pk__in=shared.values("partnership")).order_by("name")


def shared_with(user: Any, partnership: Partnership) -> list[tuple[Framework, list[ShownResult]]]:
    """What members share with a partnership, by framework version in the user's language; each member's newest."""
    rows = (
        SharedResult.objects.visible_to(user)
        .filter(partnership=partnership)
        .select_related("campaign__organisation", "campaign__framework_version", "campaign__result")
        .order_by("-campaign__closed_on", "-pk")
    )
    language = languages.readers_language(user)
    frameworks: dict[int, Framework] = {}
    newest: dict[tuple[int, int], ShownResult] = {}
    for row in rows:
        campaign = row.campaign
        version = campaign.framework_version
        if version.pk not in frameworks:
            frameworks[version.pk] = version.framework.in_language(language)
        shown = _shown(campaign.result, frameworks[version.pk], is_own=False)
        newest.setdefault((version.pk, campaign.organisation_id), shown)
    return [
        (
            framework,
            sorted(
                (one for (key, _o), one in newest.items() if key == pk), key=lambda s: s.organisation.name
            ),
        )
        for pk, framework in frameworks.items()
    ]


def gaps_between(framework: Framework, shown: Sequence[ShownResult]) -> list[tuple[str, Gap | None]]:
    """By area's name the two members furthest apart in what they share; None where they are less than a level apart."""
    length = framework.scale.maximum - framework.scale.minimum
    return [
        (area.name, widest_gap([(one.organisation.name, one.areas[number][1]) for one in shown], length))
        for number, area in enumerate(framework.areas)
    ]
