"""What an import would make of the register: each row is checked, and drafted when nothing is wrong with it.

Rows are matched with what is there: organisations by name, units by organisation and name, people by e-mail, all
without regard to case. Nothing is saved here; `services.importing` does that.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any

from django.db.models import Min, Model
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from partnering.choices import Level, Sector
from partnering.clocks import day_written
from partnering.importing import Row, heading
from partnering.models import Organisation, Person, Role, Seat, Unit, User
from partnering.services.import_checks import Problem, normalised, problem, problems_of_row
from partnering.services.times import on_day

BATCH = 500
LISTED = 500  # things of each list that are shown; all bad rows are in a file beside
PERSON_FIELDS = ("name", "job_title", "level", "phone", "language", "time_zone")
UnitKey = tuple[str, str]


@dataclass(frozen=True)
class Change:
    """One field of one thing that the import would fill or change."""

    line: int
    thing: str
    field: str
    old: str
    new: str


@dataclass(frozen=True)
class Newcomer:
    """One organisation, unit or person that the import would make; `kind` is the model's name."""

    line: int
    kind: str
    name: str
    organisation: str


@dataclass
class Draft:
    """The register as it would be: rows of the database and unsaved ones, by the keys that identify them.

    Organisations and units stay in it; people only while their batch of rows is at work, so that a file of any
    length needs little memory. Of what would happen the first things are listed, and all are counted.
    """

    by: User
    known: dict[str, int] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)
    organisations: dict[str, Organisation] = field(default_factory=dict)
    kept: set[int] = field(default_factory=set)
    units: dict[UnitKey, Unit] = field(default_factory=dict)
    parents: dict[UnitKey, UnitKey] = field(default_factory=dict)
    unit_names: dict[int | None, str] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    held_since: dict[int, date] = field(default_factory=dict)
    touched: dict[int, Model] = field(default_factory=dict)
    fresh: set[int] = field(default_factory=set)
    changed: dict[int, set[str]] = field(default_factory=dict)
    unsaved: dict[int, set[str]] = field(default_factory=dict)
    before: dict[int, dict[str, Any]] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    newcomers: list[Newcomer] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    rows: int = 0
    bad_rows: int = 0
    said: dict[tuple[Any, ...], tuple[str, int]] = field(default_factory=dict)
    past: Counter[str] = field(default_factory=Counter)

    def new(self, model: type[Model]) -> list[Any]:
        """The things of a kind that the file brings, in its order; of people those of the batch at work."""
        return [
            thing for key, thing in self.touched.items() if key in self.fresh and isinstance(thing, model)
        ]

    def altered(self, model: type[Model]) -> list[Any]:
        """The things of a kind that were there before and would change."""
        found = (self.touched[key] for key in self.changed if key not in self.fresh)
        return [thing for thing in found if isinstance(thing, model)]

    def counted(self, model: type[Model]) -> tuple[int, int, int]:
        """How many things of a kind are new, changed, and the same."""
        new, altered = len(self.new(model)), len(self.altered(model))
        named = sum(isinstance(thing, model) for thing in self.touched.values())
        if model is Person:
            return (
                self.past["new"] + new,
                self.past["changed"] + altered,
                self.past["same"] + named - new - altered,
            )
        return new, altered, named - new - altered

    def list_one(self, found: list[Any], thing: Any) -> None:
        """Take a thing into one of the lists, unless that is long enough."""
        if len(found) < LISTED:
            found.append(thing)

    def let_people_go(self) -> None:
        """The batch is done: count its people and forget them."""
        counts = self.counted(Person)
        self.past = Counter(dict(zip(("new", "changed", "same"), counts, strict=True)))
        for key in [key for key, thing in self.touched.items() if isinstance(thing, Person)]:
            del self.touched[key]
            self.fresh.discard(key)
            self.changed.pop(key, None)
            self.unsaved.pop(key, None)
            self.before.pop(key, None)
        self.people = {}


AfterBatch = Callable[[Draft], None]
OnBad = Callable[[Row, Sequence[Problem]], None]


def drafted(
    rows: Iterable[Row], by: User, *, on_bad: OnBad | None = None, after: AfterBatch | None = None
) -> Draft:
    """Check all rows and draft the good ones; the number of queries grows only by the batch of 500.

    `on_bad` hears of each bad row, as the file has it; `after` of each batch, while its people are still there.
    """
    draft = _begun(by)
    rows = iter(rows)
    while some := list(islice(rows, BATCH)):
        batch = [normalised(row) for row in some]
        _load(draft, batch)
        for written, row in zip(some, batch, strict=True):
            found = list(problems_of_row(row)) or list(_problems_among(draft, row))
            if not found:
                _remember(draft, row)
                _apply(draft, row)
                continue
            draft.bad_rows += 1
            for one in found:
                draft.list_one(draft.problems, one)
            if on_bad:
                on_bad(written, found)
        draft.rows += len(some)
        if after:
            after(draft)
        draft.let_people_go()
    return draft


def _begun(by: User) -> Draft:
    # In Python, as not every database lowers letters with accents.
    names = Organisation.objects.values_list("name", "pk")
    known = {name.lower(): pk for name, pk in names.iterator()}
    return Draft(by, known=known, kept=set(Organisation.objects.kept_by(by).values_list("pk", flat=True)))


def _load(draft: Draft, rows: Sequence[Row]) -> None:
    """Bring what the rows may be about from the database."""
    named = {row.organisation.lower() for row in rows} - draft.asked
    draft.asked |= named
    pks = [draft.known[one] for one in named if one in draft.known]
    if pks:
        found = Organisation.objects.in_bulk(pks)
        draft.organisations.update({one.name.lower(): one for one in found.values()})
        _load_units(draft, {pk: one.name.lower() for pk, one in found.items() if pk in draft.kept})
    lowered = Person.objects.annotate(lowered=Lower("email"))
    emails = sorted({row.email for row in rows if row.email})
    draft.people = {person.email.lower(): person for person in lowered.filter(lowered__in=emails)}
    dated = {row.email for row in rows if row.joined_on} & draft.people.keys()
    draft.held_since = _held_since({draft.people[email].pk for email in dated})


def _held_since(people: Collection[int]) -> dict[int, date]:
    """The first day on which each of these people held a role or seat."""
    found: dict[int, date] = {}
    for model in (Role, Seat) if people else ():
        rows = model.objects.filter(person__in=people).order_by().values_list("person")
        for pk, day in rows.annotate(first=Min("started_on")):
            found[pk] = min(day, found.get(pk, day))
    return found


def _load_units(draft: Draft, names: Mapping[int, str]) -> None:
    """The units of some organisations that the user keeps."""
    units = list(Unit.objects.filter(organisation__in=names))
    draft.unit_names.update({unit.pk: unit.name for unit in units})
    keys = {unit.pk: (names[unit.organisation_id], unit.name.lower()) for unit in units}
    draft.units.update({keys[unit.pk]: unit for unit in units})
    draft.parents.update({keys[unit.pk]: keys[unit.parent_id] for unit in units if unit.parent_id})


def _keys(row: Row) -> tuple[str, UnitKey, UnitKey]:
    """Under what the row's organisation, unit and parent unit are found."""
    organisation = row.organisation.lower()
    return organisation, (organisation, row.unit.lower()), (organisation, row.parent_unit.lower())


def _problems_among(draft: Draft, row: Row) -> Iterator[Problem]:
    """What is wrong with a row beside the register and the good rows before it."""
    key, unit_key, parent_key = _keys(row)
    organisation = draft.organisations.get(key)
    if organisation is not None and id(organisation) not in draft.fresh:
        if organisation.pk not in draft.kept:
            reason = _("You can't change this organisation's register. Leave the row out.")
            yield problem(row, "organisation", reason)
            return
        if organisation.archived_on:
            yield problem(row, "organisation", _("The organisation is archived. Restore it first."))
    for column, statement in _statements(row):
        value, line = draft.said.get(statement, ("", 0))
        if value and value != getattr(row, column).lower():
            words = {"line": line, "value": value}
            yield problem(row, column, _("Line %(line)s says “%(value)s”. Make both the same.") % words)
    if row.parent_unit and unit_key in _line_above(draft, parent_key):
        yield problem(
            row, "parent_unit", _("The parent unit is itself part of this unit. Correct one of them.")
        )
    if row.email:
        yield from _problems_of_person(draft, row, organisation)


def _problems_of_person(draft: Draft, row: Row, organisation: Organisation | None) -> Iterator[Problem]:
    line = draft.said.get(("person", row.email), ("", 0))[1]
    person = draft.people.get(row.email)
    if line:
        words = {"line": line}
        yield problem(row, "email", _("Line %(line)s has this address already. Remove one of them.") % words)
    elif person is None and not row.name:
        yield problem(row, "name", _("Missing. Nobody with this e-mail address is known yet."))
    elif person is not None and (organisation is None or person.organisation_id != organisation.pk):
        yield problem(row, "email", _("This address belongs to somebody else already. Check it."))
    elif person is not None and person.left_on:
        yield problem(row, "email", _("They are marked as having left. Leave the row out."))
    elif person is not None and row.joined_on:
        held = draft.held_since.get(person.pk)
        if held is not None and held < day_written(row.joined_on):
            reason = _("They have held a seat or role since %(day)s. Choose that day or an earlier one.")
            yield problem(row, "joined_on", reason % {"day": on_day(held)})


def _statements(row: Row) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """What the row says of an organisation or unit, which other rows must not contradict."""
    key, unit_key, _parent = _keys(row)
    for column, statement in (
        ("sector", ("sector", key)),
        ("country", ("country", key)),
        ("parent_unit", ("parent", unit_key)),
    ):
        if getattr(row, column):
            yield column, statement


def _line_above(draft: Draft, key: UnitKey) -> Iterator[UnitKey]:
    """A unit's key and those of all that it is part of."""
    above: UnitKey | None = key
    while above is not None:
        yield above
        above = draft.parents.get(above)


def _remember(draft: Draft, row: Row) -> None:
    for column, statement in _statements(row):
        draft.said.setdefault(statement, (getattr(row, column).lower(), row.line))
    if row.email:
        draft.said[("person", row.email)] = (row.email, row.line)


def _apply(draft: Draft, row: Row) -> None:
    """Draft a good row: what it names is made where it is missing, and takes on what the row says."""
    organisation = _organisation(draft, row)
    unit = _unit(draft, row, organisation) if row.unit else None
    if row.email:
        _person(draft, row, organisation, unit)


def _touch(draft: Draft, thing: Model, row: Row, organisation: Organisation) -> None:
    if id(thing) not in draft.touched and thing.pk is None:
        draft.fresh.add(id(thing))
        kind = str(thing._meta.model_name)
        draft.list_one(draft.newcomers, Newcomer(row.line, kind, str(thing), organisation.name))
    draft.touched[id(thing)] = thing


def _note(draft: Draft, thing: Model, name: str, old: Any, change: Change) -> None:
    """Note that a field is going to be another; `old` is what the database holds."""
    draft.changed.setdefault(id(thing), set()).add(name)
    draft.unsaved.setdefault(id(thing), set()).add(name)
    if id(thing) not in draft.fresh:
        draft.before.setdefault(id(thing), {})[name] = old
        draft.list_one(draft.changes, change)


def _set(draft: Draft, thing: Model, row: Row, name: str, value: Any) -> None:
    """Put a value where it says something new; a blank cell never erases what is there."""
    old = getattr(thing, name)
    if not value or old == value:
        return
    setattr(thing, name, value)
    _note(draft, thing, name, old, Change(row.line, str(thing), heading(name), str(old or ""), str(value)))


def _organisation(draft: Draft, row: Row) -> Organisation:
    key = row.organisation.lower()
    organisation = draft.organisations.get(key)
    if organisation is None:
        organisation = Organisation(name=row.organisation, sector=Sector.OTHER, steward=draft.by)
        draft.organisations[key] = organisation
    _touch(draft, organisation, row, organisation)
    _set(draft, organisation, row, "sector", row.sector)
    _set(draft, organisation, row, "country", row.country)
    return organisation


def _unit(draft: Draft, row: Row, organisation: Organisation) -> Unit:
    _key, unit_key, parent_key = _keys(row)
    unit = _unit_called(draft, row, organisation, unit_key, row.unit)
    if not row.parent_unit:
        return unit
    parent = _unit_called(draft, row, organisation, parent_key, row.parent_unit)
    if draft.parents.get(unit_key) != parent_key:
        old = draft.units[draft.parents[unit_key]].name if unit_key in draft.parents else ""
        draft.parents[unit_key] = parent_key
        change = Change(row.line, unit.name, heading("parent_unit"), old, parent.name)
        _note(draft, unit, "parent", unit.parent_id, change)
    return unit


def _unit_called(draft: Draft, row: Row, organisation: Organisation, key: UnitKey, name: str) -> Unit:
    unit = draft.units.get(key) or Unit(organisation=organisation, name=name)
    draft.units[key] = unit
    _touch(draft, unit, row, organisation)
    return unit


def _person(draft: Draft, row: Row, organisation: Organisation, unit: Unit | None) -> None:
    person = draft.people.get(row.email)
    if person is None:
        person = Person(organisation=organisation, email=row.email, level=Level.STAFF, name=row.name)
        draft.people[row.email] = person
    _touch(draft, person, row, organisation)
    for name in PERSON_FIELDS:
        _set(draft, person, row, name, getattr(row, name))
    _set(draft, person, row, "joined_on", day_written(row.joined_on) if row.joined_on else None)
    if unit is not None and (unit.pk is None or unit.pk != person.unit_id):
        _move(draft, person, row, unit)


def _move(draft: Draft, person: Person, row: Row, unit: Unit) -> None:
    """Put somebody into a unit."""
    old = draft.unit_names.get(person.unit_id, "")
    change = Change(row.line, person.name, heading("unit"), old, unit.name)
    _note(draft, person, "unit", person.unit_id, change)
    person.unit = unit
