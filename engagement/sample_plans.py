"""The sample's engagement plans: general answers, those for the partnership, what is shared, a contractor's part."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engagement.choices import PlanStatus
from engagement.sample_data import SampleData
from engagement.services.contractors import carry_over
from engagement.services.plan_sharing import share_plan
from engagement.services.plans import answer_plan_item
from partnering.choices import RoleKind, Sector
from partnering.models import Organisation, Partnership, Person, User
from partnering.services.accounts import make_account
from partnering.services.organisations import create_organisation, take_over_register
from partnering.services.partnerships import give_role
from partnering.services.people import add_person


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


def load_contractors_part(
    data: SampleData, organisations: Mapping[str, Organisation], leads: Mapping[str, User], password: str
) -> None:
    """A contractor with a lead of its own, what is asked of it, and what it has answered."""
    one = data.chapter("plans.toml")["contractor"]
    principal, by = organisations[one["of"]], leads[one["of"]]
    contractor = create_organisation(
        name=one["name"],
        sector=Sector.BUSINESS,
        kind=one["kind"],
        country=one["country"],
        website=one["website"],
        contractor_of=principal,
        by=by,
    )
    person = add_person(organisation=contractor, by=by, **one["lead"])
    lead = make_account(person=person, by=by, password=password)
    give_role(person=person, kind=RoleKind.PARTNERING_LEAD, by=by, started_on=data.day(one["days_ago"]))
    take_over_register(organisation=contractor, by=lead)
    for ask in one["carried"]:
        carried = carry_over(
            principal=principal, contractor=contractor, question=ask["question"], asks=ask["asks"], by=by
        )
        if "answer" in ask:
            answer_plan_item(
                organisation=contractor,
                question=ask["question"],
                carried=carried,
                by=lead,
                answer=ask["answer"],
                due_on=data.day(ask["due"]),
                status=PlanStatus.UNDER_WAY,
                evidence=ask["evidence"],
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
