"""Evidence beside what people say, by framework and area."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from partnering.models import Organisation
from readiness.evidence import SideBySide, Verdict, on_one_to_five, side_by_side
from readiness.framework_files import OF_ORGANISATIONS, Framework, built_in
from readiness.models import Campaign, Evidence, FrameworkVersion
from readiness.queries.shown import areas_of

Pieces = dict[tuple[str, str], list[Evidence]]
"""Evidence by framework and area, the newest first."""


@dataclass(frozen=True)
class AreaAssessed:
    """An area with what people say and what there is to show; its evidence, the newest first."""

    key: str
    name: str
    sides: SideBySide
    evidence: tuple[Evidence, ...]

    @property
    def differs(self) -> bool:
        """Whether opinion and evidence are a level or more apart."""
        return self.sides.verdict in (Verdict.OPINION_HIGHER, Verdict.EVIDENCE_HIGHER)


@dataclass(frozen=True)
class FrameworkAssessed:
    """A framework with its areas; `campaign` is the newest closed survey with it, if there was one."""

    slug: str
    name: str
    campaign: Campaign | None
    areas: tuple[AreaAssessed, ...]


def _built_in() -> dict[str, Framework]:
    return {slug: built_in(slug) for slug in OF_ORGANISATIONS}


def known_frameworks(organisation: Organisation | int) -> dict[str, Framework]:
    """The frameworks about whose areas an organisation can note evidence: those built in, and its own as published."""
    own = FrameworkVersion.objects.filter(own__organisation=organisation).order_by("version")
    return _built_in() | {version.slug: version.framework for version in own}


def areas_to_assess(organisation: Organisation | int) -> set[tuple[str, str]]:
    """Slug and key of every area about which an organisation can note evidence."""
    frameworks = known_frameworks(organisation).items()
    return {(slug, area.key) for slug, framework in frameworks for area in framework.areas}


def assessed(
    organisation: Organisation | int,
    *,
    newest: dict[str, Campaign],
    evidence: QuerySet[Evidence],
    language: str,
    on: date,
) -> list[FrameworkAssessed]:
    """Opinion and evidence side by side, of each framework with which an organisation asked or has evidence.

    `newest` (see `newest_results`) and `evidence` are what the reader may see of this organisation.
    """
    pieces = _by_area(evidence)
    wanted = dict.fromkeys([*newest, *(slug for slug, _area in pieces)])
    frameworks = _built_in() if set(wanted) <= set(OF_ORGANISATIONS) else known_frameworks(organisation)
    return [
        _framework(slug, frameworks.get(slug), newest.get(slug), pieces, language, on)
        for slug in sorted(wanted, key=lambda one: list(frameworks).index(one) if one in frameworks else 99)
    ]


def findings(found: Iterable[FrameworkAssessed]) -> list[tuple[FrameworkAssessed, AreaAssessed]]:
    """The areas in which opinion and evidence differ, the widest gap first."""
    differing = [(one, area) for one in found for area in one.areas if area.differs]
    return sorted(differing, key=lambda pair: -_gap(pair[1]))


def evidence_beside(user: Any, campaign: Campaign, language: str, on: date) -> FrameworkAssessed | None:
    """A closed survey's areas beside the evidence for them that isn't stale; None without any evidence."""
    slug = campaign.framework_version.slug
    rows = Evidence.objects.visible_to(user).filter(organisation=campaign.organisation_id, framework=slug)
    pieces = _by_area(rows)
    if not pieces:
        return None
    return _framework(slug, campaign.framework_version.framework, campaign, pieces, language, on)


def _by_area(rows: QuerySet[Evidence]) -> Pieces:
    pieces: Pieces = {}
    for one in rows.select_related("assessed_by").order_by("-assessed_on", "-pk"):
        pieces.setdefault((one.framework, one.area), []).append(one)
    return pieces


def newest_results(campaigns: QuerySet[Campaign]) -> dict[str, Campaign]:
    """The newest closed survey with each framework, with its result, by the framework's slug. Two queries."""
    closed = campaigns.filter(closed_on__isnull=False).order_by("closed_on", "pk")
    newest = dict(closed.values_list("framework_version__slug", "pk"))
    rows = campaigns.filter(pk__in=newest.values()).select_related("framework_version", "result")
    return {row.framework_version.slug: row for row in rows}


def _framework(
    slug: str,
    framework: Framework | None,
    campaign: Campaign | None,
    pieces: Pieces,
    language: str,
    on: date,
) -> FrameworkAssessed:
    read = framework.in_language(language) if framework else None
    names = {area.key: area.name for area in read.areas} if read else {}
    said = _opinions(campaign)
    # An area that the newest version has no more keeps what was noted about it.
    keys = dict.fromkeys([*names, *(area for one, area in pieces if one == slug)])
    areas = []
    for key in keys:
        there = pieces.get((slug, key), [])
        levels = [one.level for one in there if not one.is_stale(on)]
        sides = side_by_side(said.get(key), levels, stale=len(there) - len(levels))
        areas.append(AreaAssessed(key, names.get(key, key), sides, tuple(there)))
    return FrameworkAssessed(slug, read.name if read else slug, campaign, tuple(areas))


def _opinions(campaign: Campaign | None) -> dict[str, float | None]:
    """What a result shows of each area, on a scale from 1 to 5."""
    if campaign is None:
        return {}
    framework = campaign.framework_version.framework
    scale = framework.scale
    return {
        area.key: on_one_to_five(area.mean, scale.minimum, scale.maximum)
        for area in areas_of(framework, campaign.result)
    }


def _gap(area: AreaAssessed) -> float:
    return abs((area.sides.opinion or 0) - (area.sides.evidence or 0))
