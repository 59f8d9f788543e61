"""By when the sample's organisations want their people involved, and the stages that one of their leads has set."""

from __future__ import annotations

from collections.abc import Mapping

from engagement.models import EngagementTarget
from engagement.sample_data import SampleData
from engagement.services.stages import set_stage, withdraw_stage
from engagement.services.targets import change_target
from partnering.models import Organisation, Partnership, Person, User


def load_reach(
    data: SampleData,
    partnership: Partnership,
    organisations: Mapping[str, Organisation],
    people: Mapping[str, Person],
    leads: Mapping[str, User],
) -> None:
    """Days and levels of targets, said when these were named unless the file says since when; and set stages."""
    chapter = data.chapter("reach.toml")
    for one in chapter["targets"]:
        target = EngagementTarget.objects.get(
            partnership=partnership,
            unit__organisation=organisations[one["organisation"]],
            unit__name=one["unit"],
        )
        change_target(
            target=target,
            levels=one.get("levels", []),
            due_on=data.day(one["due"]),
            by=leads[one["organisation"]],
            on=data.day(one["since"]) if "since" in one else target.named_on,
        )
    for one in chapter["stages"]:
        lead = leads[one["organisation"]]
        made = set_stage(
            partnership=partnership,
            person=people[one["person"]],
            stage=one["stage"],
            reason=one["reason"],
            by=lead,
            on=data.day(one["days_ago"]),
        )
        if "taken_back" in one:
            withdraw_stage(setting=made, by=lead, on=data.day(one["taken_back"]))
