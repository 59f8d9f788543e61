"""The timeline of a partnership: what each app says happened, as one list from one query.

Each source gives rows as far as the user may see them. They are put together by UNION ALL, and a page begins after
the last entry of the one before (day, source, key), so that its cost doesn't grow with how far back one reads.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from partnering import registry
from partnering.models import Partnership, User
from partnering.registry import Hold, TimelineSource
from partnering.timeline_tables import COLUMNS, Narrowed, ranked, told

PAGE = 40
MONTH = -1
"""In the place of a source's rank: the row counts a month's entries."""
ORDER = "ORDER BY t_on DESC, t_rank DESC, t_pk DESC"


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
            found = cls(date.fromisoformat(day), source, int(pk))
        except ValueError:
            return None
        return found if any(one.key == source for one in registry.timeline) else None


@dataclass(frozen=True)
class Entry:
    """One thing that happened, in words."""

    place: Place
    source: TimelineSource
    title: str
    detail: str
    organisation: str
    joint: bool
    hold: Hold
    link: str

    @property
    def on(self) -> date:
        """Its day."""
        return self.place.on

    @property
    def is_editable(self) -> bool:
        """Whether its reader may change it."""
        return self.hold == Hold.EDIT

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


def kinds() -> dict[str, Any]:
    """The kinds of entries with their labels."""
    found = {one.kind: one.label for one in registry.timeline}
    return dict(sorted(found.items(), key=lambda one: str(one[1])))


class Telling:
    """What a user may be told of a partnership. It is put together once, whatever is then asked of it."""

    def __init__(self, user: User, partnership: Partnership, narrowed: Narrowed) -> None:
        self.partnership = partnership
        self.sources = ranked()
        self.told = told(user, partnership, narrowed)

    def entries(self, *, after: Place | None = None, most: int | None = None) -> Iterator[Entry]:
        """What happened, the newest first, from after a place on; one query."""
        if self.told is None:
            return
        since, values = "", []
        if after is not None:
            rank = next(rank for rank, one in self.sources.items() if one.key == after.source)
            since, values = (
                "WHERE (t_on, t_rank, t_pk) < (%s, %s, %s)",
                [after.on.isoformat(), rank, after.pk],
            )
        limit = f"LIMIT {most}" if most else ""
        rows = self.told.ask(f"SELECT {COLUMNS} FROM told {since} {ORDER} {limit}", *values)  # noqa: S608
        yield from map(self._entry, rows)

    def _entry(self, row: tuple[Any, ...]) -> Entry:
        on, rank, pk, title, detail, organisation, joint, hold = row
        source = self.sources[rank]
        link = source.link(pk, self.partnership.slug) if source.link else ""
        place = Place(_day(on), source.key, pk)
        return Entry(place, source, title, detail, organisation, bool(joint), Hold(hold), link)

    def page(self, *, after: Place | None = None) -> tuple[list[Entry], Place | None]:
        """One page, and the place after which the next one begins; None at the end."""
        return _cut(list(self.entries(after=after, most=PAGE + 1)))

    def first_page(self) -> tuple[list[Entry], Place | None, dict[date, int]]:
        """The first page, where the next one begins, and how many entries there are in each month that has any.

        One query for both: to work out what may be told takes the database longer than to read it twice.
        """
        if self.told is None:
            return [], None, {}
        rows = self.told.ask(
            f"SELECT * FROM (SELECT {COLUMNS} FROM told {ORDER} LIMIT {PAGE + 1}) page "  # noqa: S608
            f"UNION ALL SELECT NULL, {MONTH}, COUNT(*), SUBSTR(CAST(t_on AS text), 1, 7), '', '', TRUE, 0 "
            f"FROM told GROUP BY 4 {ORDER}"
        )
        found = [self._entry(row) for row in rows if row[1] != MONTH]
        months = {date.fromisoformat(f"{row[3]}-01"): row[2] for row in rows if row[1] == MONTH}
        return *_cut(found), months


def _cut(found: list[Entry]) -> tuple[list[Entry], Place | None]:
    return found[:PAGE], found[PAGE - 1].place if len(found) > PAGE else None


def _day(found: date | str) -> date:
    """A day as databases tell it; SQLite has words for it."""
    return date.fromisoformat(found) if isinstance(found, str) else found
