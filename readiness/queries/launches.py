"""What is known of a survey before it is launched."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from partnering import access
from partnering.choices import ActionOrigin
from partnering.models import Action
from readiness.models import Campaign, FrameworkVersion, OwnFramework
from readiness.queries.asking import Frame, Group, frame_of, reached_units, whom_of
from readiness.queries.overlaps import Alike, alike
from readiness.queries.trials import Trial, newest_trial
from readiness.queries.ways import heads_given


@dataclass(frozen=True)
class Facts:
    """What is known of any draft on a day, whoever asks.

    `running` is one that is open beside which this one must not start. `undone` is how many actions of earlier
    results are still open. `mail_trouble` is why no mail can leave, empty when it can. `trial` is the newest trial of
    its invitation.
    """

    campaign: Campaign
    today: date
    running: Campaign | None
    undone: int
    mail_trouble: str
    trial: Trial | None


@dataclass(frozen=True)
class LaunchFacts(Facts):
    """What decides whether an organisation's survey can be launched on a day.

    `groups` are those whom it would reach by unit, before any lots are drawn. `has_old_framework` says that its
    framework was put away, `has_newer_version` that a later version of it was published. `named` is how many people
    its draft names. `alike` is a survey just before that asked some of the same people the same. `heads` is for how
    many people its shared link and its paper are open.
    """

    frame: Frame
    groups: list[Group]
    named: int
    has_old_framework: bool
    has_newer_version: bool
    alike: Alike | None
    heads: int


def facts_before_launch(campaign: Campaign, *, now: datetime, mail_trouble: str = "") -> LaunchFacts:
    """The facts about a draft. A constant number of queries, whatever its organisation's size."""
    whom = whom_of(campaign)
    of_organisation = Campaign.objects.filter(organisation=campaign.organisation_id)
    slug = campaign.framework_version.slug
    running = (
        of_organisation.unfinished().filter(framework_version__slug=slug).exclude(pk=campaign.pk).first()
    )
    archived = OwnFramework.objects.exclude(pk__in=OwnFramework.objects.in_use().values("pk"))
    version = campaign.framework_version
    later = FrameworkVersion.objects.filter(own=version.own_id, version__gt=version.version)
    actions = Action.objects.open().filter(
        organisation=campaign.organisation_id, partnership=None, origin=ActionOrigin.READINESS
    )
    return LaunchFacts(
        campaign=campaign,
        today=access.day_of(now),
        frame=frame_of(whom, campaign.opens_on),
        groups=reached_units(whom, campaign.opens_on),
        named=len(whom.people),
        running=running,
        has_old_framework=archived.filter(versions=campaign.framework_version_id).exists(),
        has_newer_version=version.own_id is not None and later.exists(),
        undone=actions.count(),
        mail_trouble=mail_trouble,
        alike=alike(campaign, whom),
        trial=newest_trial(campaign),
        heads=heads_given(campaign),
    )
