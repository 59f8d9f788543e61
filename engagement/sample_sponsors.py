"""What senior sponsors of the sample partnership wrote and asked, through the services that they use."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone

from engagement.sample_data import SampleData
from engagement.services.sponsors import (
    answer_briefing_request,
    ask_for_briefing,
    send_sponsor_message,
)
from partnering.models import OutgoingMessage, Partnership, Person, User

KINDS = ("sponsor_message", "briefing_request", "briefing_answered")


def load_sponsors(data: SampleData, partnership: Partnership, people: Mapping[str, Person]) -> None:
    """Load all of it, each on its day; the mails have long been sent."""
    story = data.chapter("sponsors.toml")
    for one in story["messages"]:
        send_sponsor_message(
            partnership=partnership,
            audience=one["audience"],
            subject=one["subject"],
            text=one["text"],
            by=_user(people, one["author"]),
            now=_morning(data.day(one["days_ago"])),
        )
    for one in story["briefings"]:
        _briefing(data, partnership, people, one)
    OutgoingMessage.objects.filter(kind__in=KINDS).delete()


def _briefing(
    data: SampleData, partnership: Partnership, people: Mapping[str, Person], one: dict[str, Any]
) -> None:
    asked = ask_for_briefing(
        partnership=partnership,
        asked_from=one["asked_from"],
        about=one["about"],
        wanted_by=data.day(one["wanted_by"]),
        by=_user(people, one["by"]),
        now=_morning(data.day(one["days_ago"])),
    )
    answer_briefing_request(
        request=asked,
        by=_user(people, one["answered_by"]),
        answer=one["answer"],
        now=_morning(data.day(one["answered"])),
    )


def _user(people: Mapping[str, Person], email: str) -> User:
    user: User = User.objects.select_related("person").get(person=people[email].pk)
    return user


def _morning(on: date) -> datetime:
    return timezone.make_aware(datetime.combine(on, time(8, 30)))
