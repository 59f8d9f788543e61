"""Relationship reviews: whom they ask, and what the members of a partnership see of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, cast

from django.db.models import Count, Q, QuerySet
from django.utils.crypto import salted_hmac

from partnering import access
from partnering.choices import ActionState
from partnering.models import Membership, Organisation, Partnership, Person
from readiness.choices import Whom
from readiness.disagreement import Gap
from readiness.models import Campaign, Comment, TakenOn
from readiness.queries.launches import Facts
from readiness.queries.shown import AreaShown, areas_of
from readiness.queries.shown_groups import GroupShown, groups_of
from readiness.queries.summary import Summary, summary_of
from readiness.queries.trials import newest_trial

MOST_WAVES = 5
REST = timedelta(days=60)
"""Between two reviews: people tire, and two that nearly the same people answered could give single ones away."""


@dataclass(frozen=True)
class MemberAsked:
    """A member with those of its people whom a review would ask: who are there, and have an e-mail address."""

    organisation: Organisation
    people: tuple[Person, ...]


def who_is_asked_together(partnership: Partnership, whom: str, on: date) -> list[MemberAsked]:
    """The members of a partnership on a day, each with whom a review would ask; by name. Two queries."""
    members = Membership.objects.current(on).filter(partnership=partnership)
    organisations = [row.organisation for row in members.select_related("organisation")]
    people = Person.objects.present(on).exclude(email="").filter(organisation__in=organisations)
    if whom == Whom.PART:
        people = people.filter(_has_a_part(partnership, on)).distinct()
    asked: dict[int, list[Person]] = {}
    for person in people.order_by("pk"):
        asked.setdefault(person.organisation_id, []).append(person)
    return [
        MemberAsked(one, tuple(asked.get(one.pk, ()))) for one in sorted(organisations, key=lambda o: o.name)
    ]


def _has_a_part(partnership: Partnership, on: date) -> Q:
    role = access.current("roles__", on=on) & Q(roles__partnership=partnership)
    seat = access.current("seats__", on=on) & Q(seats__group__partnership=partnership)
    return role | seat


def mark_of(members: list[MemberAsked]) -> str:
    """A mark of just these people, which tells nobody how many they are."""
    people = ",".join(str(person.pk) for member in members for person in member.people)
    return salted_hmac("readiness.review", people).hexdigest()[:32]


@dataclass(frozen=True)
class ReviewFacts(Facts):
    """What decides whether a review can be launched on a day: whom it would ask, and until when the last one rests."""

    members: list[MemberAsked]
    rests_until: date | None


def facts_before_review(campaign: Campaign, *, now: datetime, mail_trouble: str = "") -> ReviewFacts:
    """The facts about a review's draft. A constant number of queries."""
    partnership = cast(Partnership, campaign.partnership)
    earlier = Campaign.objects.filter(partnership=partnership).exclude(pk=campaign.pk)
    last = earlier.closed().order_by("-closed_on").values_list("closed_on", flat=True).first()
    undone = TakenOn.objects.filter(campaign__partnership=partnership, action__state=ActionState.OPEN)
    return ReviewFacts(
        campaign=campaign,
        today=access.day_of(now),
        running=earlier.unfinished().first(),
        undone=undone.count(),
        mail_trouble=mail_trouble,
        trial=newest_trial(campaign),
        members=who_is_asked_together(partnership, whom_together(campaign), campaign.opens_on),
        rests_until=last + REST if last and last + REST > campaign.opens_on else None,
    )


def whom_together(campaign: Campaign) -> Whom:
    """Whom of its members' people a review asks."""
    return Whom.PART if campaign.only_with_part else Whom.EVERYBODY


def answered_by_organisation(campaign: Campaign) -> dict[str, int]:
    """How many of each organisation's people answered a review; for closing it, and shown to nobody."""
    rows = campaign.invitations.values_list("person__organisation").order_by()
    counts = rows.annotate(answered=Count("pk", Q(answered=True)))
    return {str(organisation): answered for organisation, answered in counts}


def organisations_asked(campaign: Campaign) -> dict[str, str]:
    """The organisations whose people a review asked: key to name, by name."""
    rows = Organisation.objects.filter(people__invitations__campaign=campaign).distinct().order_by("name")
    return {str(pk): name for pk, name in rows.values_list("pk", "name")}


@dataclass(frozen=True)
class Wave:
    """A closed review, and what it shows of each area: the mean, and how far the organisations are apart."""

    campaign: Campaign
    means: tuple[float | None, ...]
    gaps: tuple[float | None, ...]

    @property
    def figures(self) -> list[tuple[float | None, float | None]]:
        """Mean and gap of each area."""
        return list(zip(self.means, self.gaps, strict=True))


@dataclass(frozen=True)
class AreaReviewed:
    """An area of a review: everybody's figures, and organisations' and levels' means as the result has them."""

    shown: AreaShown
    organisations: tuple[tuple[str, float | None], ...]
    levels: tuple[float | None, ...]

    @property
    def compares_organisations(self) -> bool:
        """Whether two organisations or more are shown, so that no gap means a small one."""
        return _are_several(mean for _name, mean in self.organisations)

    @property
    def compares_levels(self) -> bool:
        """Whether two levels or more are shown."""
        return _are_several(self.levels)

    @property
    def gap(self) -> Gap | None:
        """The perception gap: the two organisations that see it most differently, if a level or more apart."""
        return self.shown.unit_gap


def _are_several(means: Iterable[float | None]) -> bool:
    return sum(mean is not None for mean in means) > 1


@dataclass(frozen=True)
class ReviewShown:
    """A closed review as a member's people see it; `earlier` are waves before it that asked the same, newest first."""

    summary: Summary
    areas: tuple[AreaReviewed, ...]
    organisations: list[GroupShown]
    levels: list[GroupShown]
    comments: list[Comment]
    earlier: tuple[Wave, ...]
    this: Wave

    @property
    def tells_apart(self) -> bool:
        """Whether any figure by organisation may be shown."""
        return any(mean is not None for group in self.organisations for mean in group.means)


def reviews_listed(user: Any, partnership: Partnership) -> QuerySet[Campaign]:
    """The reviews of a partnership that the user is part of, newest first."""
    rows: QuerySet[Campaign] = Campaign.objects.reviews_visible_to(user).filter(partnership=partnership)
    return rows.select_related("result", "framework_version").defer("framework_version__data")


def review_shown(user: Any, campaign: Campaign) -> ReviewShown:
    """What a closed review shows, in the words that the user reads."""
    summary = summary_of(user, campaign)
    framework = summary.framework
    groups = groups_of(framework, campaign.result, "units")
    levels = groups_of(framework, campaign.result, "levels")
    areas = [
        AreaReviewed(
            area,
            tuple((group.name, group.means[place]) for group in groups),
            tuple(level.means[place] for level in levels),
        )
        for place, area in enumerate(summary.areas)
    ]
    return ReviewShown(
        summary=summary,
        areas=tuple(areas),
        organisations=groups,
        levels=levels,
        comments=list(Comment.objects.visible_to(user).filter(campaign=campaign)),
        earlier=tuple(_waves_before(user, campaign)),
        this=_wave(campaign),
    )


def _waves_before(user: Any, campaign: Campaign) -> list[Wave]:
    before = Campaign.objects.reviews_visible_to(user).before(campaign)
    waves = [_wave(one) for one in before.filter(partnership=campaign.partnership_id)[: MOST_WAVES - 1]]
    return [one for one in waves if one.campaign.framework_version_id == campaign.framework_version_id]


def _wave(campaign: Campaign) -> Wave:
    areas = areas_of(campaign.framework_version.framework, campaign.result)
    rows = campaign.result.figures["units"]
    gaps = []
    for place in range(len(areas)):
        means = [row["means"][place] for row in rows if row["means"][place] is not None]
        gaps.append(max(means) - min(means) if len(means) > 1 else None)
    return Wave(campaign, tuple(area.mean for area in areas), tuple(gaps))
