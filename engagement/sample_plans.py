"""The sample's engagement plans: general answers, those for the partnership only, and what is shared."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engagement.choices import PlanStatus
from engagement.sample_data import SampleData
from engagement.services.plan_sharing import share_plan
from engagement.services.plans import answer_plan_item
from partnering.models import Organisation, Partnership, Person, User


def load_plans(
    data: SampleData,
    partnership: Partnership,
    organisations: Mapping[str, Organisation],
    people: Mapping[str, Person],
    leads: Mapping[str, User],
) -> None:
    """Answers to the ten questions, which of them are carried out, and who lets partners see how far they are."""
    chapter = data.chapter("plans.toml")
    for one in data.story["plan"]:
        _answer(data, one, organisations, people, leads)
    for one in chapter["answers"]:
        _answer(data, one, organisations, people, leads, partnership=partnership)
    for one in chapter["sharing"]:
        share_plan(
            organisation=organisations[one["organisation"]],
            partnership=partnership,
            questions=one["questions"],
            by=leads[one["organisation"]],
            on=data.day(one["days_ago"]),
        )


def _answer(
    data: SampleData,
    one: Mapping[str, Any],
    organisations: Mapping[str, Organisation],
    people: Mapping[str, Person],
    leads: Mapping[str, User],
    partnership: Partnership | None = None,
) -> None:
    which: dict[str, Any] = {
        "organisation": organisations[one["organisation"]],
        "question": one["question"],
        "partnership": partnership,
        "by": leads[one["organisation"]],
    }
    answer_plan_item(
        **which,
        on=data.day(one["days_ago"]),
        answer=one["answer"],
        owner=people[one["owner"]] if "owner" in one else None,
        due_on=data.day(one["due"]) if "due" in one else None,
        status=PlanStatus.UNDER_WAY,
        evidence=one.get("evidence", ""),
        link=one.get("link", ""),
    )
    if "done" in one:
        answer_plan_item(**which, on=data.day(one["done"]), status=PlanStatus.DONE)
