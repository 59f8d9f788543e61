"""The notes, files and tags of the sample, and who of other organisations read and exported what."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

from django.db.models import Model
from django.utils import timezone

from engagement.sample_data import SampleData
from partnering.models import (
    Action,
    Organisation,
    Partnership,
    Person,
    User,
    WorkingGroup,
)
from partnering.services.exports import note_export
from partnering.services.files import attach_file
from partnering.services.notes import add_note
from partnering.services.reads import What, note_reads
from partnering.services.tags import set_tags

KINDS: dict[str, Callable[[str], Model]] = {
    "organisation": lambda name: Organisation.objects.get(name=name),
    "partnership": lambda name: Partnership.objects.get(name=name),
    "person": lambda email: Person.objects.get(email=email),
    "group": lambda name: WorkingGroup.objects.get(name=name),
    "action": lambda title: Action.objects.get(title=title),
}


def load_beside(data: SampleData) -> None:
    """Load all of it, as those who are named there."""
    chapter = data.chapter("beside.toml")
    users = {
        user.person.email: user
        for user in User.objects.exclude(person=None).select_related("person__organisation")
    }
    for one in chapter["notes"]:
        _note(one, users[one["author"]], _morning(data.day(one["days_ago"])))
    for one in chapter["files"]:
        content = (data.folder / "files" / one["name"]).read_bytes()
        _file(one, content, users[one["author"]], _morning(data.day(one["days_ago"])))
    _tags(chapter["tags"], users)
    for one in chapter["reads"]:
        for days_ago in one["days_ago"]:
            _read(one["about"], users[one["reader"]], data.day(days_ago))
    for one in chapter["exports"]:
        whose = {KINDS["organisation"](name).pk: count for name, count in one["rows"].items()}
        note_export(
            by=users[one["by"]],
            title=one["title"],
            kind=one["kind"],
            narrowed="",
            rows=sum(whose.values()),
            organisations=whose,
            partnerships={},
        )


def thing_named(about: str) -> Any:
    """The thing of a line such as `organisation: Halden Foods`."""
    kind, _colon, name = about.partition(": ")
    return KINDS[kind](name)


def _morning(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(9)))


def _note(one: dict[str, Any], author: User, at: datetime) -> None:
    text = " ".join(one["text"].split())
    add_note(thing=thing_named(one["about"]), text=text, by=author, joint=one.get("joint", False), at=at)


def _file(one: dict[str, Any], content: bytes, author: User, at: datetime) -> None:
    attach_file(
        thing=thing_named(one["about"]),
        name=one["name"],
        content=content,
        by=author,
        joint=one.get("joint", False),
        at=at,
    )


def _tags(chapter: list[dict[str, Any]], users: dict[str, User]) -> None:
    """Each thing's tags at once, since a thing gets exactly those that are given."""
    wanted: dict[tuple[str, str], list[str]] = {}
    for one in chapter:
        for about in one["about"]:
            wanted.setdefault((one["by"], about), []).extend(one["names"])
    for (email, about), names in wanted.items():
        set_tags(thing=thing_named(about), names=names, by=users[email])


def _read(about: str, reader: User, day: date) -> None:
    thing = thing_named(about)
    whose = thing if isinstance(thing, Organisation) else thing.organisation
    note_reads(by=reader, what=What.PAGE, thing=thing, organisations=[whose], on=day)
