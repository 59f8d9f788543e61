"""What becomes of people in the sample partnership, through the services that their organisation's lead uses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engagement.sample_data import SampleData
from partnering.models import Person, User
from partnering.services.handovers import hand_over, held_by
from partnering.services.positions import move_person
from partnering.services.records import confirm_record, suggest_record


def load_people(data: SampleData, people: Mapping[str, Person], lead: User) -> None:
    """Who moved, who passes on what they hold, whose record is old, and who says that theirs is wrong."""
    story = data.chapter("people.toml")
    for one in story["old_records"]:
        confirm_record(person=people[one["person"]], on=data.day(one["days_ago"]), by=lead)
    for one in story["suggestions"]:
        suggest_record(**{**one, "person": people[one["person"]]})
    for one in story["moves"]:
        _move(data, people[one["person"]], one, lead)
    for one in story["handovers"]:
        _hand_over(data, people, one, lead)


def _move(data: SampleData, person: Person, one: dict[str, Any], lead: User) -> None:
    person.refresh_from_db()
    move_person(
        person=person,
        on=data.day(one["days_ago"]),
        unit=person.unit,
        level=one.get("level", person.level),
        job_title=one["job_title"],
        by=lead,
    )


def _hand_over(data: SampleData, people: Mapping[str, Person], one: dict[str, Any], lead: User) -> None:
    """Pass on the kinds of things for which the file names somebody; the rest stays open."""
    person, on = people[one["person"]], data.day(one["days_ago"])
    successors = {
        (held.kind, held.pk): people[one["passes_on"][held.kind]]
        for held in held_by(person, on)
        if held.kind in one["passes_on"]
    }
    hand_over(person=person, reason=one["reason"], on=on, successors=successors, by=lead)
