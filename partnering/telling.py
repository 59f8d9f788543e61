"""The record of changes as people read it: sentences and rows in one list, with fields and values in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Value
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from partnering import access
from partnering.choices import RoleKind
from partnering.models import AuditEntry, Partnership, Person, RowChange, User

SENTENCE, ROW = "sentence", "row"
Names = Callable[[AuditEntry | RowChange], str]


@dataclass(frozen=True)
class Field:
    """One field of a change: its label, and its value before and after in words; empty for none."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Told:
    """One line of a history."""

    at: datetime
    who: str
    verb: str
    kind: str
    label: str
    thing: str
    thing_pk: str
    fields: Sequence[Field]


def history(
    user: User,
    within: Q,
    *,
    q: str = "",
    who: str = "",
    since: date | None = None,
    until: date | None = None,
    newest_first: bool = True,
) -> QuerySet[Any, Any]:
    """What the user may read of the record, newest first unless told, as (moment, table, number).

    A row's change that a sentence tells of is left to that sentence.
    """
    wanted = within & narrowed(q=q, who=who, since=since, until=until)
    wanted &= _whose_names_are_told(user) if who else Q()
    told = AuditEntry.objects.filter(
        event=OuterRef("event"), thing=OuterRef("thing"), thing_pk=OuterRef("thing_pk")
    ).exclude(event="")
    sentences = AuditEntry.objects.visible_to(user).filter(wanted)
    rows = RowChange.objects.visible_to(user).filter(wanted).filter(~Exists(told))
    found = _keys(sentences, SENTENCE).union(_keys(rows, ROW), all=True)
    return found.order_by(*(("-moment", "-number") if newest_first else ("moment", "number")))


def narrowed(*, q: str = "", who: str = "", since: date | None = None, until: date | None = None) -> Q:
    """A filter for entries about something, by somebody, between two days."""
    wanted = Q(label__icontains=q) if q else Q()
    wanted &= Q(actor_name__icontains=who) if who else Q()
    wanted &= Q(at__date__gte=since) if since else Q()
    return wanted & (Q(at__date__lte=until) if until else Q())


def tell(user: User, keys: Iterable[tuple[datetime, str, int]]) -> list[Told]:
    """These lines of a history in words; a fixed number of queries for any number."""
    wanted = list(keys)
    numbers: dict[str, list[int]] = {SENTENCE: [], ROW: []}
    for _at, table, number in wanted:
        numbers[table].append(number)
    sentences = AuditEntry.objects.in_bulk(numbers[SENTENCE])
    rows = RowChange.objects.in_bulk(numbers[ROW])
    events = [one.event for one in sentences.values() if one.event]
    below: dict[str, list[RowChange]] = {}
    for row in RowChange.objects.visible_to(user).filter(event__in=events).order_by("pk"):
        below.setdefault(row.event, []).append(row)
    names = _names(user, [*sentences.values(), *rows.values()])
    return [
        _sentence(sentences[number], below.get(sentences[number].event, []), names)
        if table == SENTENCE
        else _line(rows[number], rows[number].get_action_display(), _fields(rows[number]), names)
        for _at, table, number in wanted
    ]


def whose(user: User, within: Q) -> tuple[dict[int, int], dict[int, int]]:
    """How many entries that the user may read are which organisation's, and which partnership's; for exports."""
    counts: list[dict[int, int]] = []
    for name in ("organisation", "partnership"):
        found: Counter[int] = Counter()
        for model in (AuditEntry, RowChange):
            rows = model.objects.visible_to(user).filter(within, **{f"{name}__isnull": False})
            counted = rows.order_by().values(name).annotate(n=Count("pk")).values_list(name, "n")
            found.update(dict(counted))
        counts.append(dict(found))
    return counts[0], counts[1]


def _whose_names_are_told(user: User) -> Q:
    """A filter for entries whose actor the user may know: who answers for it, or whom they know anyway."""
    person = access.person_of(user)
    return (
        Q(organisation=person.organisation_id if person else None, organisation__isnull=False)
        | Q(organisation=None, partnership__in=Partnership.objects.manageable_by(user))
        | Q(actor_name__in=Person.objects.visible_to(user).order_by().values("name"))
        | Q(actor_name="")
    )


def _names(user: User, entries: Sequence[AuditEntry | RowChange]) -> Names:
    """Says who did something, without naming people of partners whom the user doesn't know."""
    person = access.person_of(user)
    own = person.organisation_id if person else None
    managed = {pk for kind, pk in access.held_now(user) if kind == RoleKind.PARTNERSHIP_MANAGER}
    known = Person.objects.visible_to(user).filter(name__in={one.actor_name for one in entries})
    told = {"", *known.order_by().values_list("name", flat=True)}
    nobody, unknown = _("Traction itself"), _("Somebody of a partner")

    def name(one: AuditEntry | RowChange) -> str:
        answers = one.organisation_id == own if one.organisation_id else one.partnership_id in managed
        return (one.actor_name or nobody) if answers or one.actor_name in told else unknown

    return name


def kind_of(thing: str) -> str:
    """What a kind of thing is called; its technical name when there is no such table any more."""
    try:
        return str(apps.get_model(thing)._meta.verbose_name)
    except (LookupError, ValueError):
        return thing


def _keys(rows: QuerySet[Any], table: str) -> QuerySet[Any, Any]:
    named = rows.order_by().annotate(
        moment=F("at"), table=Value(table, output_field=models.CharField()), number=F("pk")
    )
    keys: QuerySet[Any, Any] = named.values_list("moment", "table", "number")
    return keys


def _sentence(entry: AuditEntry, rows: Sequence[RowChange], names: Names) -> Told:
    own = [field for row in rows if row.thing == entry.thing for field in _fields(row)]
    return _line(entry, entry.verb, own or list(_noted(entry)), names)


def _line(one: AuditEntry | RowChange, verb: str, fields: Sequence[Field], names: Names) -> Told:
    return Told(
        at=one.at,
        who=names(one),
        verb=verb,
        kind=kind_of(one.thing),
        label=one.label,
        thing=one.thing,
        thing_pk=one.thing_pk,
        fields=fields,
    )


def _noted(entry: AuditEntry) -> Iterator[Field]:
    """What a sentence says of fields by itself, from before rows were noted."""
    before, after = entry.details.get("before"), entry.details.get("after")
    if isinstance(before, dict) and isinstance(after, dict):
        for name, value in after.items():
            yield _field(entry.thing, name, before.get(name), value)


def _fields(row: RowChange) -> list[Field]:
    changes = [_field(row.thing, name, *pair) for name, pair in sorted(row.changes.items())]
    return [one for one in changes if one.before != one.after]


def _field(thing: str, name: str, before: Any, after: Any) -> Field:
    try:
        field = apps.get_model(thing)._meta.get_field(name)
    except (LookupError, ValueError, FieldDoesNotExist):
        return Field(name.replace("_", " "), _words(None, before), _words(None, after))
    label = str(getattr(field, "verbose_name", name))
    return Field(label, _words(field, before), _words(field, after))


def _words(field: Any, value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dict):
        return ", ".join(
            f"{name.replace('_', ' ')}: {_words(None, one)}" for name, one in sorted(value.items())
        )
    if isinstance(value, list):
        return ", ".join(_words(field, one) for one in value)
    if isinstance(field, models.DateField):
        read = parse_datetime if isinstance(field, models.DateTimeField) else parse_date
        day = read(str(value))
        return date_format(day, "j M Y") if day else str(value)
    return str(dict(getattr(field, "flatchoices", ())).get(value, value))
