"""What an import would make of the register: each row is checked, and drafted when nothing is wrong with it.

Rows are matched with what is there: organisations by name, units by organisation and name, people by e-mail, all
without regard to case. Nothing is saved here; `services.importing` does that.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from partnering.choices import Level, Sector
from partnering.importing import Row, heading
from partnering.models import Organisation, Person, Unit, User
from partnering.services.import_checks import Problem, normalised, problem, problems_of_row

BATCH = 500
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
    """The register as it would be: rows of the database and unsaved ones, by the keys that identify them."""

    by: User
    organisations: dict[str, Organisation] = field(default_factory=dict)
    kept: set[int] = field(default_factory=set)
    units: dict[UnitKey, Unit] = field(default_factory=dict)
    parents: dict[UnitKey, UnitKey] = field(default_factory=dict)
    unit_names: dict[int | None, str] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    touched: dict[int, Model] = field(default_factory=dict)
    changed: dict[int, set[str]] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    newcomers: list[Newcomer] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    bad_lines: set[int] = field(default_factory=set)
    said: dict[tuple[Any, ...], tuple[str, int]] = field(default_factory=dict)

    def new(self, model: type[Model]) -> list[Any]:
        """The unsaved things of a kind, in the order of the file."""
        return [thing for thing in self.touched.values() if isinstance(thing, model) and thing.pk is None]

    def altered(self, model: type[Model]) -> list[Any]:
        """The saved things of a kind that would change."""
        found = (self.touched[key] for key in self.changed)
        return [thing for thing in found if isinstance(thing, model) and thing.pk is not None]

    def unchanged(self, model: type[Model]) -> int:
        """How many things of a kind the file names that stay as they are."""
        named = sum(isinstance(thing, model) for thing in self.touched.values())
        return named - len(self.new(model)) - len(self.altered(model))


def drafted(rows: Sequence[Row], by: User) -> Draft:
    """Check all rows and draft the good ones; the number of queries grows only by the batch of 500."""
    rows = [normalised(row) for row in rows]
    draft = Draft(by)
    _load(draft, rows)
    for row in rows:
        found = list(problems_of_row(row)) or list(_problems_among(draft, row))
        if found:
            draft.problems += found
            draft.bad_lines.add(row.line)
        else:
            _remember(draft, row)
            _apply(draft, row)
    return draft


def _load(draft: Draft, rows: Sequence[Row]) -> None:
    """Bring what the rows may be about from the database."""
    named = {row.organisation.lower() for row in rows}
    for organisation in Organisation.objects.all():
        if organisation.name.lower() in named:
            draft.organisations[organisation.name.lower()] = organisation
    kept = Organisation.objects.kept_by(draft.by).values_list("pk", flat=True)
    draft.kept = set(kept) & {organisation.pk for organisation in draft.organisations.values()}
    by_pk = {organisation.pk: key for key, organisation in draft.organisations.items()}
    units = [
        unit for some in _batches(sorted(draft.kept)) for unit in Unit.objects.filter(organisation__in=some)
    ]
    draft.unit_names = {unit.pk: unit.name for unit in units}
    keys = {unit.pk: (by_pk[unit.organisation_id], unit.name.lower()) for unit in units}
    draft.units = {keys[unit.pk]: unit for unit in units}
    draft.parents = {keys[unit.pk]: keys[unit.parent_id] for unit in units if unit.parent_id}
    lowered = Person.objects.annotate(lowered=Lower("email"))
    for some in _batches(sorted({row.email for row in rows if row.email})):
        draft.people.update({person.email.lower(): person for person in lowered.filter(lowered__in=some)})


def _batches(items: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (items[start : start + BATCH] for start in range(0, len(items), BATCH))


def _keys(row: Row) -> tuple[str, UnitKey, UnitKey]:
    """Under what the row's organisation, unit and parent unit are found."""
    organisation = row.organisation.lower()
    return organisation, (organisation, row.unit.lower()), (organisation, row.parent_unit.lower())


def _problems_among(draft: Draft, row: Row) -> Iterator[Problem]:
    """What is wrong with a row beside the register and the good rows before it."""
    key, unit_key, parent_key = _keys(row)
    organisation = draft.organisations.get(key)
    if organisation is not None and organisation.pk is not None:
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
        kind = str(thing._meta.model_name)
        draft.newcomers.append(Newcomer(row.line, kind, str(thing), organisation.name))
    draft.touched[id(thing)] = thing


def _set(draft: Draft, thing: Model, row: Row, name: str, value: Any, column: str = "") -> None:
    """Put a value where it says something new; a blank cell never erases what is there."""
    old = getattr(thing, name)
    if not value or old == value:
        return
    setattr(thing, name, value)
    draft.changed.setdefault(id(thing), set()).add(name)
    if thing.pk is not None:
        change = Change(row.line, str(thing), heading(column or name), str(old or ""), str(value))
        draft.changes.append(change)


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
        if unit.pk is not None:
            change = Change(row.line, unit.name, heading("parent_unit"), old, parent.name)
            draft.changes.append(change)
        draft.parents[unit_key] = parent_key
        draft.changed.setdefault(id(unit), set()).add("parent")
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
    if unit is not None and (unit.pk is None or unit.pk != person.unit_id):
        _move(draft, person, row, unit)


def _move(draft: Draft, person: Person, row: Row, unit: Unit) -> None:
    """Put somebody into a unit."""
    if person.pk is not None:
        old = draft.unit_names.get(person.unit_id, "")
        draft.changes.append(Change(row.line, person.name, heading("unit"), old, unit.name))
    person.unit = unit
    draft.changed.setdefault(id(person), set()).add("unit")
