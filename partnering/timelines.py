"""The timeline of a partnership: what each app says happened, as one list from one query.

Each source gives rows as far as the user may see them. They are put together by UNION ALL, and a page begins after
the last entry of the one before (day, source, key), so that its cost doesn't grow with how far back one reads.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import BigIntegerField, BooleanField, CharField, Count, F, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Coalesce, TruncMonth

from partnering import access, reach, registry
from partnering.models import Organisation, Partnership, User
from partnering.registry import TimelineSource

PAGE = 40
ORDER = ("-t_on", "-t_source", "-t_pk")
COLUMNS = ("t_on", "t_source", "t_pk", "t_title", "t_detail", "t_organisation", "t_joint")


class Place(NamedTuple):
    """Where an entry stands in the timeline."""

    on: date
    source: str
    pk: int

    def __str__(self) -> str:
        return f"{self.on:%Y-%m-%d}.{self.source}.{self.pk}"

    @classmethod
    def read(cls, text: str) -> Place | None:
        """The place that an address names; None where it makes no sense."""
        day, _dot, rest = text.partition(".")
        source, _dot, pk = rest.partition(".")
        try:
            return cls(date.fromisoformat(day), source, int(pk))
        except ValueError:
            return None


@dataclass(frozen=True)
class Entry:
    """One thing that happened, in words."""

    place: Place
    source: TimelineSource
    title: str
    detail: str
    organisation: str
    joint: bool
    link: str

    @property
    def on(self) -> date:
        """Its day."""
        return self.place.on

    @property
    def month(self) -> date:
        """The first day of its month."""
        return self.place.on.replace(day=1)

    @property
    def sentence(self) -> str:
        """What happened."""
        return str(self.source.text) % {
            "title": self.title,
            "detail": self.source.words.get(self.detail, self.detail),
        }


@dataclass(frozen=True)
class Narrowed:
    """By what a timeline is narrowed; `whose` is 'joint', 'ours' or empty."""

    q: str = ""
    kind: str = ""
    organisation: Organisation | None = None
    since: date | None = None
    until: date | None = None
    whose: str = ""


def kinds() -> dict[str, Any]:
    """The kinds of entries with their labels."""
    found = {one.kind: one.label for one in registry.timeline}
    return dict(sorted(found.items(), key=lambda one: str(one[1])))


def entries(
    user: User,
    partnership: Partnership,
    narrowed: Narrowed,
    *,
    after: Place | None = None,
    most: int | None = None,
) -> Iterator[Entry]:
    """What happened, the newest first, from after a place on; one query."""
    known = {one.key: one for one in registry.timeline}
    rows = _rows(user, partnership, narrowed, after)
    for on, key, pk, title, detail, organisation, joint in rows[:most]:
        source = known[key]
        link = source.link(pk, partnership.slug) if source.link else ""
        yield Entry(Place(on, key, pk), source, title, detail, organisation, bool(joint), link)


def page_of_entries(
    user: User, partnership: Partnership, narrowed: Narrowed, *, after: Place | None = None
) -> tuple[list[Entry], Place | None]:
    """One page, and the place after which the next one begins; None at the end."""
    found = list(entries(user, partnership, narrowed, after=after, most=PAGE + 1))
    return found[:PAGE], found[PAGE - 1].place if len(found) > PAGE else None


def months(user: User, partnership: Partnership, narrowed: Narrowed) -> dict[date, int]:
    """How many entries there are in each month that has any; one query."""
    with reach.only_in(partnership.pk):
        parts = [
            _within(one, _days(one, user, partnership, narrowed), narrowed)
            .annotate(t_month=TruncMonth("t_on"))
            .order_by()
            .values("t_month")
            .annotate(n=Count("pk"))
            .values_list("t_month", "n")
            for one in _sources(narrowed)
        ]
    found: dict[date, int] = {}
    for month, count in _united(parts) if parts else ():
        found[month] = found.get(month, 0) + count
    return found


def _sources(narrowed: Narrowed) -> list[TimelineSource]:
    return [
        one
        for one in registry.timeline
        if (not narrowed.kind or one.kind == narrowed.kind)
        and (narrowed.organisation is None or one.organisation)
        and (narrowed.whose != "ours" or one.joint)
    ]


def _rows(user: User, partnership: Partnership, narrowed: Narrowed, after: Place | None) -> QuerySet[Any]:
    with reach.only_in(partnership.pk):
        parts = [
            _narrowed(one, user, partnership, narrowed, after).order_by().values_list(*COLUMNS)
            for one in _sources(narrowed)
        ]
    return _united(parts).order_by(*ORDER) if parts else Partnership.objects.none()


def _united(parts: list[QuerySet[Any]]) -> QuerySet[Any]:
    first, *others = parts
    return first.union(*others, all=True) if others else first


def _narrowed(
    source: TimelineSource, user: User, partnership: Partnership, narrowed: Narrowed, after: Place | None
) -> QuerySet[Any]:
    rows = _days(source, user, partnership, narrowed).annotate(
        t_source=Value(source.key, CharField()),
        t_pk=Cast("pk", BigIntegerField()),
        t_title=Cast(F(source.title), TextField()),
        t_detail=Cast(F(source.detail) if source.detail else Value(""), TextField()),
        t_organisation=_name_of(source),
        t_joint=F(source.joint) if source.joint else Value(True, BooleanField()),
    )
    return _within(source, rows, narrowed).filter(_after(source, after))


def _days(source: TimelineSource, user: User, partnership: Partnership, narrowed: Narrowed) -> QuerySet[Any]:
    """What the user may see of a source, each with its day."""
    rows: QuerySet[Any] = source.rows(user, partnership)
    dated: QuerySet[Any] = rows.annotate(t_on=F(source.on) if isinstance(source.on, str) else source.on)
    return dated


def _within(source: TimelineSource, rows: QuerySet[Any], narrowed: Narrowed) -> QuerySet[Any]:
    wanted = Q(t_on__lte=min(narrowed.until, access.today()) if narrowed.until else access.today())
    if narrowed.since:
        wanted &= Q(t_on__gte=narrowed.since)
    if narrowed.q:
        told = Q(**{f"{source.title}__icontains": narrowed.q})
        if source.detail:
            told |= Q(**{f"{source.detail}__icontains": narrowed.q})
        wanted &= told
    if narrowed.organisation:
        wanted &= Q(**{source.organisation: narrowed.organisation})
    if narrowed.whose and source.joint:
        wanted &= Q(**{source.joint: narrowed.whose == "joint"})
    return rows.filter(wanted)


def _name_of(source: TimelineSource) -> Any:
    name = Coalesce(F(f"{source.organisation}__name"), Value("")) if source.organisation else Value("")
    return Cast(name, TextField())


def _after(source: TimelineSource, place: Place | None) -> Q:
    """What comes after a place: of a source whose key comes later in a day, also what is of the same day."""
    if place is None:
        return Q()
    if source.key < place.source:
        return Q(t_on__lte=place.on)
    if source.key > place.source:
        return Q(t_on__lt=place.on)
    return Q(t_on__lt=place.on) | Q(t_on=place.on, t_pk__lt=place.pk)
