"""Importing working groups with their seats: which organisation has a place in which, and who holds it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from partnering.choices import Office
from partnering.importing import Entry
from partnering.models import Organisation, Partnership, Person, Seat, WorkingGroup
from partnering.services.import_cells import (
    Known,
    Organisations,
    Places,
    Times,
    check_free,
    ends_in_time,
    needed,
    short_enough,
    times_by,
    times_in,
    word_in,
)
from partnering.services.import_tables import BadCell, Work
from partnering.services.import_terms import terms_in

GroupKey = tuple[int, str]


@dataclass(frozen=True)
class Plan:
    """A group, and the seat in it that a row asks for; no organisation means no seat."""

    partnership: Partnership
    organisation: Organisation | None
    person: Person | None
    start: date
    end: date | None
    member_until: date | None
    there: bool
    office: str
    terms: dict[str, Any]


@dataclass
class GroupWork(Work):
    """Groups are recognised by partnership and name, seats by group, holder (or vacant place) and first day."""

    groups: dict[GroupKey, WorkingGroup] = field(default_factory=dict)
    held: dict[tuple[object, ...], Times] = field(default_factory=dict)
    vacant: dict[tuple[object, ...], Times] = field(default_factory=dict)
    drafted: dict[tuple[GroupKey, int], Times] = field(default_factory=dict)
    chairs: dict[tuple[object, ...], Times] = field(default_factory=dict)
    drafted_chairs: dict[GroupKey, Times] = field(default_factory=dict)

    order = (WorkingGroup, Seat)
    counted = {WorkingGroup: "groups", Seat: "seats"}  # as the base says

    def begin(self) -> None:
        """Bring the names of what the rows may be about."""
        self.places = Places(self.by, self.writes)
        self.known = Known(self.by, self.writes)
        self.organisations = Organisations(self.by)
        self.places.begin()
        self.organisations.begin()

    def load(self, rows: Sequence[Entry]) -> None:
        """Bring what a batch of rows is about."""
        self.places.load(rows)
        self.known.load(rows)
        self.organisations.load(rows)
        managed = [pk for pk in self.places.rows if pk in self.places.managed]
        for group in WorkingGroup.objects.filter(partnership__in=managed):
            # One that this import has made keeps its place.
            self.groups.setdefault((group.partnership_id, group.name.lower()), group)
        seats = list(Seat.objects.filter(group__partnership__in=managed))
        self.held = times_by([one for one in seats if one.person_id], "group_id", "person_id")
        self.chairs = times_by([one for one in seats if one.office == Office.CHAIR], "group_id")
        self.vacant = times_by([one for one in seats if not one.person_id], "group_id", "organisation_id")

    def planned(self, row: Entry) -> Plan:
        """What a row asks for, checked; raises BadCell."""
        needed(row, "partnership", "group")
        short_enough(row, WorkingGroup, group="name")
        partnership = self.places.managed_one(row)
        group = self.groups.get((partnership.pk, row["group"].lower()))
        if group is not None and group.archived_on is not None:
            raise BadCell("group", _("This group is put away. Restore it, or name another one."))
        terms = terms_in(row, group)
        office = word_in(row, "office", Office.values) if row["office"] else Office.MEMBER
        start, end = times_in(row, "from", "to")
        person = self.known.named(row, start) if row["email"] else None
        organisation = self._organisation(row, person)
        if organisation is None:
            self.once(row, "group", partnership.pk, row["group"].lower())
            return Plan(partnership, None, None, start, end, None, group is not None, office, terms)
        until = self.places.last_day(
            partnership, organisation.pk, start, "email" if person else "organisation"
        )
        end = ends_in_time(row, "to", end, until, person.left_on if person else None)
        there = self._check_seat(
            row, (partnership.pk, row["group"].lower()), person, organisation, start, end
        )
        if office == Office.CHAIR and not there:
            self._check_chair(row, (partnership.pk, row["group"].lower()), start, until)
        return Plan(partnership, organisation, person, start, end, until, there, office, terms)

    def _check_chair(self, row: Entry, key: GroupKey, start: date, end: date | None) -> None:
        """Refuse a chair beside another one, in the database or in an earlier row; remember this one."""
        group = self.groups.get(key)
        taken = self.chairs.get((group.pk,), []) if group and group.pk else []
        words = _("This group has a chair already, %(time)s. Choose another office, or another day.")
        drafted = self.drafted_chairs.setdefault(key, [])
        check_free(taken + drafted, start, end, "office", words)
        drafted.append((start, end))

    def _organisation(self, row: Entry, person: Person | None) -> Organisation | None:
        if not row["organisation"]:
            return person.organisation if person else None
        found = self.organisations.named(row)
        if person is not None and person.organisation_id != found.pk:
            raise BadCell("email", _("A seat is held by one of its organisation's own people."))
        return found

    def _check_seat(
        self,
        row: Entry,
        key: GroupKey,
        person: Person | None,
        organisation: Organisation,
        start: date,
        end: date | None,
    ) -> bool:
        """Whether the seat is there already; refuses one beside which it can't stand."""
        group = self.groups.get(key)
        pk = group.pk if group else None
        who = person.pk if person else -organisation.pk
        times = self.held if person else self.vacant
        taken = times.get((pk, abs(who)), []) if pk else []
        self.once(row, "email" if person else "organisation", key, who, start)
        if start in {first for first, _last in taken}:
            return True
        if person is not None:
            words = _(
                "They hold a seat in this group already, %(time)s. End it first, or choose another day."
            )
            check_free(taken + self.drafted.get((key, who), []), start, end, "from", words)
        return False

    def draft(self, row: Entry, plan: Plan) -> None:
        """Make or change what a row asks for, not saved yet."""
        key = (plan.partnership.pk, row["group"].lower())
        group = self.groups.get(key)
        if group is None:
            group = WorkingGroup(partnership=plan.partnership, name=row["group"], **plan.terms)
            self.groups[key] = group
            self.add(group, row)
        elif ("group", key) not in self.said:
            known = plan.terms.items() if group.pk is not None else ()
            changed = [self.set(group, row, name, value) for name, value in known]
            self.count(WorkingGroup, 1 if any(changed) else 2)
        self.said.setdefault(("group", key), row.line)
        if plan.organisation is None:
            return
        if plan.there:
            self.count(Seat, 2)
            return
        self._seat(row, group, key, plan, plan.organisation)

    def _seat(
        self, row: Entry, group: WorkingGroup, key: GroupKey, plan: Plan, organisation: Organisation
    ) -> None:
        seat = Seat(
            group=group,
            organisation=organisation,
            person=plan.person,
            office=plan.office,
            started_on=plan.start,
            ended_on=plan.end,
        )
        self.add(seat, row, organisation.name)
        if plan.person is None:
            return
        self.drafted.setdefault((key, plan.person.pk), []).append((plan.start, plan.end))
        left_on = plan.person.left_on
        if left_on is not None and plan.end == left_on and left_on != plan.member_until:
            # The organisation keeps its place when the holder's time ends.
            vacant = Seat(
                group=group,
                organisation=organisation,
                office=plan.office,
                started_on=left_on,
                ended_on=plan.member_until,
            )
            self.made.append(vacant)
