"""Importing roles: who plays which part in which partnership, from when to when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from partnering import access
from partnering.choices import RoleKind
from partnering.importing import Entry
from partnering.models import HandoverItem, Organisation, Partnership, Person, Role
from partnering.services.import_cells import (
    Known,
    Places,
    Times,
    check_free,
    ends_in_time,
    needed,
    times_by,
    times_in,
    word_in,
)
from partnering.services.import_tables import BadCell, Work
from partnering.services.vacancies import ROLE, WATCHED, note_successor

Key = tuple[int, int | None, str]


@dataclass(frozen=True)
class Plan:
    """A role that a row asks for."""

    person: Person
    partnership: Partnership | None
    kind: str
    start: date
    end: date | None
    there: bool


@dataclass
class RoleWork(Work):
    """Roles are recognised by person, partnership, kind and first day; one that is there is left as it is."""

    own: int | None = None
    kept: set[int] = field(default_factory=set)
    led: set[int] = field(default_factory=set)
    held: dict[Key, Times] = field(default_factory=dict)
    drafted: dict[Key, Times] = field(default_factory=dict)

    order = (Role,)
    counted = {Role: "roles"}  # as the base says

    def begin(self) -> None:
        """Bring the names of what the rows may be about."""
        person = access.person_of(self.by)
        leads = person is not None and access.leads_organisation(self.by, person.organisation_id)
        self.own = person.organisation_id if person and leads else None
        self.kept = set(Organisation.objects.kept_by(self.by).values_list("pk", flat=True))
        self.places = Places(self.by, self.writes)
        self.known = Known(self.by, self.writes)
        self.places.begin()

    def load(self, rows: Sequence[Entry]) -> None:
        """Bring what a batch of rows is about."""
        self.places.load(rows)
        self.known.load(rows)
        people = list(self.known.people.values())
        organisations = {person.organisation_id for person in people}
        leads = Role.objects.current().filter(
            kind=RoleKind.PARTNERING_LEAD, person__organisation__in=organisations
        )
        self.led = set(leads.values_list("person__organisation", flat=True))
        held = Role.objects.filter(person__in=people)
        self.held = times_by(held, "person_id", "partnership_id", "kind")

    def planned(self, row: Entry) -> Plan:
        """What a row asks for, checked; raises BadCell."""
        needed(row, "email", "role")
        kind = word_in(row, "role", RoleKind.values)
        start, end = times_in(row, "from", "to")
        partnership = self.places.named(row) if row["partnership"] else None
        if partnership is None and kind != RoleKind.PARTNERING_LEAD:
            raise BadCell("partnership", _("This role is held in a partnership. Name it."))
        person = self.known.named(row, start)
        until = person.left_on
        limits = [until]
        if partnership is not None:
            limits.append(self.places.last_day(partnership, person.organisation_id, start, "email"))
        key = (person.pk, partnership.pk if partnership else None, kind)
        # What everybody in the partnership sees may stand in the file, whoever could give it.
        there = start in {first for first, _last in self.held.get(key, [])}
        if there and (partnership is not None or person.organisation_id in self.kept):
            self._check_same(key, start, end)
        else:
            self._check_rights(person, partnership, kind)
        end = ends_in_time(row, "to", end, *limits)
        if not there:
            words = _("They hold this role already, %(time)s. End it first, or choose another day.")
            check_free(self.held.get(key, []) + self.drafted.get(key, []), start, end, "from", words)
        self.once(row, "email", *key, start)
        return Plan(person, partnership, kind, start, end, there)

    def _check_same(self, key: Key, start: date, end: date | None) -> None:
        if end is not None and (start, end) not in self.held[key]:
            raise BadCell(
                "to", _("They hold this role already, with another end. End it on the page of members.")
            )

    def _check_rights(self, person: Person, partnership: Partnership | None, kind: str) -> None:
        """As on the pages: a manager names anybody there but other organisations' readers; a lead names their own."""
        nobody = _("Nobody whom you may name has this address. Check it.")
        if partnership is None:
            if person.organisation_id not in self.kept:
                raise BadCell("email", nobody)
        elif partnership.pk not in self.places.managed:
            if person.organisation_id != self.own:
                raise BadCell("email", nobody)
            if kind == RoleKind.PARTNERSHIP_MANAGER:
                raise BadCell("role", _("Only a partnership's manager names another one."))
        me = access.person_of(self.by)
        ours = self.kept | ({me.organisation_id} if me else set())
        if kind in access.OPENS_INTERNALS and person.organisation_id in self.led - ours:
            reason = _(
                "Who holds this role reads its organisation's internal results. Its own lead gives it."
            )
            raise BadCell("role", reason)

    def draft(self, row: Entry, plan: Plan) -> None:
        """Make or change what a row asks for, not saved yet."""
        if plan.there:
            self.count(Role, 2)
            return
        role = Role(
            person=plan.person,
            partnership=plan.partnership,
            kind=plan.kind,
            started_on=plan.start,
            ended_on=plan.end,
        )
        self.add(role, row, plan.person.organisation.name)
        key = (plan.person.pk, role.partnership_id, plan.kind)
        self.drafted.setdefault(key, []).append((plan.start, plan.end))

    def after_making(self) -> None:
        """Handovers that waited for somebody in such a role have their successor."""
        roles = [role for role in self.made if isinstance(role, Role) and role.kind in WATCHED]
        organisations = {role.person.organisation_id for role in roles}
        waiting = HandoverItem.objects.open().filter(
            kind=ROLE, handover__person__organisation__in=organisations
        )
        wanted = set(waiting.values_list("handover__person__organisation", flat=True)) if roles else set()
        for role in roles:
            if role.person.organisation_id in wanted:
                note_successor(role=role)
