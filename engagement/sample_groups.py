"""The sample's working groups: their terms of reference, their seats, and who took one over."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engagement.sample_data import SampleData
from partnering.choices import Office
from partnering.models import Organisation, Partnership, Person, User, WorkingGroup
from partnering.services import groups
from partnering.services.terms_of_reference import settle_terms


def load_groups(
    data: SampleData,
    partnership: Partnership,
    *,
    organisations: Mapping[str, Organisation],
    people: Mapping[str, Person],
    manager: User,
) -> dict[str, WorkingGroup]:
    """All of them, by name."""
    made: dict[str, WorkingGroup] = {}
    for one in data.story["groups"]:
        group = groups.create_group(
            partnership=partnership, name=one["name"], purpose=one["purpose"], by=manager
        )
        made[group.name] = group
        _settle(data, group, one["terms"], made, manager)
        for place in one["seats"]:
            seat = groups.add_seat(
                group=group,
                organisation=organisations[place["organisation"]],
                person=people[place["person"]] if "person" in place else None,
                by=manager,
                started_on=data.day(place["days_ago"]),
                office=place.get("office", Office.MEMBER),
            )
            if "then" in place:
                on = data.day(place["taken_over"])
                groups.fill_seat(seat=seat, person=people[place["then"]], by=manager, on=on)
    return made


def _settle(
    data: SampleData,
    group: WorkingGroup,
    terms: Mapping[str, Any],
    made: Mapping[str, WorkingGroup],
    manager: User,
) -> None:
    plain = {name: value for name, value in terms.items() if name not in ("reports_to", "review")}
    settle_terms(
        group=group,
        by=manager,
        purpose=group.purpose,
        reports_to=made.get(terms.get("reports_to", "")),
        review_on=data.day(terms["review"]),
        **plain,
    )
