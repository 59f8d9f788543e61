"""What cells of imported rows name: days, words, partnerships, people, members. Nothing here tells what is hidden.

Whether something doesn't exist or may not be known to the user, the words are the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from partnering import access
from partnering.clocks import day_written
from partnering.errors import NotAllowed
from partnering.importing import Entry, heading
from partnering.models import Membership, Organisation, Partnership, Person, User
from partnering.services.import_checks import day_or_why_not
from partnering.services.import_tables import BadCell
from partnering.services.times import earlier, in_words

Times = list[tuple[date, date | None]]


def needed(row: Entry, *columns: str) -> None:
    """Refuse a row in which one of these cells is empty."""
    for column in columns:
        if not row[column]:
            raise BadCell(column, _("Missing. Each row needs “%(column)s”.") % {"column": heading(column)})


def short_enough(row: Entry, model: type[models.Model], **columns: str) -> None:
    """Refuse a cell that is longer than the field that it is for."""
    for column, name in columns.items():
        limit: int | None = getattr(model._meta.get_field(name), "max_length", None)
        if limit and len(row[column]) > limit:
            raise BadCell(column, _("Longer than %(limit)s characters. Shorten it.") % {"limit": limit})


def day_in(row: Entry, column: str) -> date | None:
    """The day in a cell; None when it is empty."""
    day, reason = day_or_why_not(row[column])
    if reason:
        raise BadCell(column, reason)
    return day


def known_day(text: str) -> date | None:
    """The day in a cell, where that is clear; what is wrong with others is for `day_in` to say."""
    try:
        return day_written(text)
    except ValueError:
        return None


def times_in(row: Entry, first: str, last: str) -> tuple[date, date | None]:
    """From when to when, today at first unless told; the last day must not lie before."""
    start, end = day_in(row, first) or access.today(), day_in(row, last)
    if end is not None and end < start:
        raise BadCell(last, _("This lies before it begins. Correct one of the two days."))
    return start, end


def word_in(row: Entry, column: str, known: Sequence[str]) -> str:
    """One of some words, whatever its case, hyphens and underscores."""
    word = " ".join(row[column].casefold().replace("_", " ").replace("-", " ").split())
    found = {" ".join(one.replace("_", " ").replace("-", " ").split()): one for one in known}
    if word not in found:
        words = {"value": row[column], "known": ", ".join(known)}
        raise BadCell(column, _("“%(value)s” isn't known. Use one of: %(known)s.") % words)
    return found[word]


def check_free(times: Times, first: date, last: date | None, column: str, text: str) -> None:
    """Refuse when one of these times shares a day with another; `text` has a place for `%(time)s`."""
    for start, end in times:
        shares = (end is None or (end > first and end > start)) and (last is None or start < last)
        if shares:
            raise BadCell(column, text % {"time": in_words(start, end)})


def who_imports(by: User) -> Person:
    """The person of the user who imports; nobody without one may."""
    person = access.person_of(by)
    if person is None:
        raise NotAllowed(_("Only somebody who belongs to an organisation imports this."))
    return person


@dataclass
class Places:
    """The partnerships that the user sees, by name, and those of a batch of rows with their members."""

    by: User
    writes: bool
    names: dict[str, list[int]] = field(default_factory=dict)
    managed: set[int] = field(default_factory=set)
    rows: dict[int, Partnership] = field(default_factory=dict)
    members: dict[tuple[int, int], Times] = field(default_factory=dict)

    def begin(self) -> None:
        """Bring the names."""
        for pk, name in Partnership.objects.visible_to(self.by).order_by("pk").values_list("pk", "name"):
            self.names.setdefault(name.lower(), []).append(pk)
        self.managed = set(Partnership.objects.manageable_by(self.by).values_list("pk", flat=True))

    def load(self, rows: Sequence[Entry]) -> None:
        """Bring the partnerships that a batch names, locked when it is to be written."""
        pks = {pk for row in rows for pk in self.names.get(row["partnership"].lower(), ())}
        found = Partnership._base_manager.filter(pk__in=pks).order_by("pk")
        self.rows = {one.pk: one for one in (found.select_for_update(no_key=True) if self.writes else found)}
        self.members = {}
        for one in Membership._base_manager.filter(partnership__in=pks):
            self.members.setdefault((one.partnership_id, one.organisation_id), []).append(
                (one.joined_on, one.left_on)
            )

    def named(self, row: Entry) -> Partnership:
        """The partnership that a row names."""
        found = self.names.get(row["partnership"].lower(), [])
        if not found:
            raise BadCell("partnership", _("You see no partnership of this name. Check how it is written."))
        if len(found) > 1:
            reason = _(
                "You see several partnerships of this name. Enter this on the page of the one you mean."
            )
            raise BadCell("partnership", reason)
        return self.rows[found[0]]

    def managed_one(self, row: Entry) -> Partnership:
        """The partnership that a row names; it must be one that the user manages."""
        found = self.named(row)
        if found.pk not in self.managed:
            raise BadCell("partnership", _("Only its partnership manager imports this. Leave the row out."))
        return found

    def last_day(self, partnership: Partnership, organisation: int, on: date, column: str) -> date | None:
        """Until when an organisation that is a member on a day stays one; None is for ever."""
        for joined, left in self.members.get((partnership.pk, organisation), []):
            if joined <= on and (left is None or left > on):
                return left
        raise BadCell(column, _("Their organisation is not a member of the partnership on that day."))


@dataclass
class Known:
    """The people of a batch of rows whom the user sees, by address."""

    by: User
    writes: bool
    people: dict[str, Person] = field(default_factory=dict)

    def load(self, rows: Sequence[Entry], column: str = "email") -> None:
        """Bring them, locked when something about them is to be written."""
        emails = sorted({row[column].lower() for row in rows if row[column]})
        seen = Person.objects.visible_to(self.by).annotate(lowered=Lower("email"))
        pks = list(seen.filter(lowered__in=emails).values_list("pk", flat=True))
        found = Person.objects.filter(pk__in=pks).order_by("pk").select_related("organisation")
        if self.writes:
            list(Person.objects.filter(pk__in=pks).order_by("pk").select_for_update(no_key=True))
        self.people = {one.email.lower(): one for one in found}

    def named(self, row: Entry, on: date, column: str = "email") -> Person:
        """The person whom a row names, who must be with their organisation on a day."""
        person = self.people.get(row[column].lower())
        if person is None:
            raise BadCell(column, _("Nobody whom you may name has this address. Check it."))
        if not person.is_present(on):
            raise BadCell(column, _("They are not with their organisation on that day."))
        return person


def ends_in_time(row: Entry, column: str, end: date | None, *limits: date | None) -> date | None:
    """When something ends: as told, or with what it rests on; it can't outlast that."""
    limit = earlier(*limits)
    if end is not None and limit is not None and end > limit:
        words = {"day": limit.isoformat()}
        raise BadCell(column, _("It can't last beyond %(day)s. Give that day, or clear the cell.") % words)
    return end or limit


def times_by(rows: Iterable[Any], *names: str) -> dict[tuple[Any, ...], Times]:
    """From when to when rows hold, by some of their columns."""
    found: dict[tuple[Any, ...], Times] = {}
    for row in rows:
        key = tuple(getattr(row, name) for name in names)
        found.setdefault(key, []).append((row.started_on, row.ended_on))
    return found


@dataclass
class Organisations:
    """The organisations that the user sees and that are not put away, by name, and those of a batch of rows."""

    by: User
    names: dict[str, int] = field(default_factory=dict)
    rows: dict[int, Organisation] = field(default_factory=dict)

    def begin(self) -> None:
        """Bring the names; in Python, as not every database lowers letters with accents."""
        seen = Organisation.objects.visible_to(self.by).active().values_list("name", "pk")
        self.names = {name.lower(): pk for name, pk in seen}

    def load(self, rows: Sequence[Entry]) -> None:
        """Bring those that a batch names."""
        named = (self.names.get(row["organisation"].lower()) for row in rows)
        self.rows = Organisation.objects.in_bulk([pk for pk in named if pk is not None])

    def named(self, row: Entry) -> Organisation:
        """The organisation that a row names."""
        found = self.rows.get(self.names.get(row["organisation"].lower(), 0))
        if found is None:
            raise BadCell("organisation", _("You see no organisation of this name. Check how it is written."))
        return found
