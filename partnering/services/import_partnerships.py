"""Importing partnerships with their members: one row a member, the partnership made with the first of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.text import slugify
from django.utils.translation import gettext as _

from partnering import access
from partnering.choices import Phase, RoleKind
from partnering.importing import Entry
from partnering.models import (
    ChecklistItem,
    LifePhase,
    Membership,
    Organisation,
    Partnership,
    PhaseChange,
    Role,
)
from partnering.services.import_cells import (
    Organisations,
    Places,
    Times,
    check_free,
    day_in,
    needed,
    short_enough,
    who_imports,
)
from partnering.services.import_tables import BadCell, Work
from partnering.services.phases import USUAL, life_cycle


@dataclass(frozen=True)
class Plan:
    """A partnership, there already or new from a day on, and the member that a row asks for."""

    partnership: Partnership | None
    started_on: date
    organisation: Organisation | None
    joined_on: date
    left_on: date | None
    membership: Membership | None


@dataclass
class PartnershipWork(Work):
    """Partnerships are recognised by name among those that the user manages, members by organisation and first day."""

    there: dict[tuple[int, int], list[Membership]] = field(default_factory=dict)
    new: dict[str, Partnership] = field(default_factory=dict)
    joined: dict[tuple[str, int], Times] = field(default_factory=dict)
    fresh: list[Partnership] = field(default_factory=list)
    first_rows: dict[str, Entry] = field(default_factory=dict)
    slugs: set[str] = field(default_factory=set)
    phases: list[LifePhase] = field(default_factory=list)

    order = (Partnership, Membership, Role, PhaseChange, ChecklistItem)
    counted = {Partnership: "partnerships", Membership: "members"}  # as the base says

    def begin(self) -> None:
        """Bring the names of what the rows may be about."""
        self.places = Places(self.by, self.writes)
        self.organisations = Organisations(self.by)
        self.places.begin()
        self.organisations.begin()
        self.me = who_imports(self.by)
        if self.writes:
            self.slugs = set(Partnership._base_manager.values_list("slug", flat=True))
            self.phases = list(life_cycle(USUAL).phases.all())

    def load(self, rows: Sequence[Entry]) -> None:
        """Bring what a batch of rows is about."""
        self.fresh = []
        self.places.load(rows)
        self.organisations.load(rows)
        managed = [pk for pk in self.places.rows if pk in self.places.managed]
        self.there = {}
        for one in Membership.objects.filter(partnership__in=managed).select_related("organisation"):
            # The name of the partnership stands in the row's own.
            one.partnership = self.places.rows[one.partnership_id]
            self.there.setdefault((one.partnership_id, one.organisation_id), []).append(one)

    def planned(self, row: Entry) -> Plan:
        """What a row asks for, checked; raises BadCell."""
        needed(row, "partnership")
        short_enough(row, Partnership, partnership="name")
        short_enough(row, Membership, part="part")
        partnership, started_on = self._partnership(row)
        organisation = self._organisation(row)
        joined_on, left_on = day_in(row, "joined on"), day_in(row, "left on")
        if organisation is None:
            self.once(row, "partnership", row["partnership"].lower())
            return Plan(partnership, started_on, None, started_on, None, None)
        membership = self._membership(partnership, organisation, joined_on)
        default = access.today() if partnership else started_on
        joined_on = joined_on or (membership.joined_on if membership else default)
        if left_on is not None and left_on < joined_on:
            raise BadCell("left on", _("This lies before it joined. Correct one of the two days."))
        if membership is not None and left_on not in (None, membership.left_on):
            raise BadCell("left on", _("It is a member already. Let it leave on the page of members."))
        self.once(row, "organisation", row["partnership"].lower(), organisation.pk, joined_on)
        if membership is None:
            self._check_alone(row, partnership, organisation, joined_on, left_on)
        return Plan(partnership, started_on, organisation, joined_on, left_on, membership)

    def _partnership(self, row: Entry) -> tuple[Partnership | None, date]:
        key = row["partnership"].lower()
        started_on = day_in(row, "started on")
        if key in self.places.names:
            found = self.places.managed_one(row)
            if started_on not in (None, found.started_on):
                raise BadCell(
                    "started on", _("The partnership began on another day. Change that on its page.")
                )
            return found, found.started_on
        begun = self.new[key].started_on if key in self.new else None
        day = started_on or begun or access.today()
        if begun not in (None, day):
            raise BadCell("started on", _("An earlier line gives another day. Make both the same."))
        if not self.me.is_present(day):
            raise BadCell("started on", _("You manage what you import, but weren't there on that day."))
        return None, day

    def _organisation(self, row: Entry) -> Organisation | None:
        if not row["organisation"]:
            return None
        return self.organisations.named(row)

    def _membership(
        self, partnership: Partnership | None, organisation: Organisation, joined_on: date | None
    ) -> Membership | None:
        """The one that a row speaks of: that of the day, or without a day the open one."""
        rows = self.there.get((partnership.pk, organisation.pk), []) if partnership else []
        return next(
            (
                one
                for one in rows
                if one.joined_on == joined_on or (joined_on is None and one.left_on is None)
            ),
            None,
        )

    def _check_alone(
        self,
        row: Entry,
        partnership: Partnership | None,
        organisation: Organisation,
        first: date,
        last: date | None,
    ) -> None:
        words = _("It is a member already, %(time)s. Choose a day outside of that.")
        times = self.joined.get((row["partnership"].lower(), organisation.pk), [])
        if partnership is not None:
            rows = self.there.get((partnership.pk, organisation.pk), [])
            times = times + [(one.joined_on, one.left_on) for one in rows]
        check_free(times, first, last, "joined on", words)

    def draft(self, row: Entry, plan: Plan) -> None:
        """Make or change what a row asks for, not saved yet."""
        partnership = plan.partnership or self._new(row, plan.started_on)
        key = ("partnership", row["partnership"].lower())
        if plan.partnership is not None and key not in self.said:
            changed = bool(row["purpose"]) and self.set(partnership, row, "purpose", row["purpose"])
            self.count(Partnership, 1 if changed else 2)
        self.said.setdefault(key, row.line)
        if plan.organisation is None:
            return
        if plan.membership is not None:
            changed = bool(row["part"]) and self.set(plan.membership, row, "part", row["part"])
            self.count(Membership, 1 if changed else 2)
            return
        self._join(row, partnership, plan.organisation, plan.joined_on, plan.left_on)

    def _join(
        self,
        row: Entry,
        partnership: Partnership,
        organisation: Organisation,
        joined_on: date,
        left_on: date | None = None,
    ) -> None:
        member = Membership(
            partnership=partnership,
            organisation=organisation,
            part=row["part"] if row["organisation"].lower() == organisation.name.lower() else "",
            joined_on=joined_on,
            left_on=left_on,
        )
        self.add(member, row, organisation.name)
        times = self.joined.setdefault((partnership.name.lower(), organisation.pk), [])
        times.append((joined_on, left_on))

    def _new(self, row: Entry, day: date) -> Partnership:
        key = row["partnership"].lower()
        if key not in self.new:
            self.new[key] = Partnership(
                name=row["partnership"],
                slug=self._free_slug(row["partnership"]),
                purpose=row["purpose"],
                started_on=day,
                created_by=self.by,
            )
            self.fresh.append(self.new[key])
            self.add(self.new[key], row)
            self.first_rows[key] = row
        return self.new[key]

    def _free_slug(self, name: str) -> str:
        stem = slugify(name)[:70] or "partnership"
        numbered = (f"{stem}-{number}" for number in range(2, len(self.slugs) + 3))
        slug = next(slug for slug in (stem, *numbered) if slug not in self.slugs)
        self.slugs.add(slug)
        return slug

    def complete(self) -> None:
        """A new partnership has its importer as manager, whose organisation is a member, and its phases."""
        for partnership in self.fresh:
            key = (partnership.name.lower(), self.me.organisation_id)
            start = partnership.started_on
            if not any(
                first <= start and (last is None or last > start) for first, last in self.joined.get(key, [])
            ):
                self._join(
                    self.first_rows[partnership.name.lower()], partnership, self.me.organisation, start
                )
            self.made.append(
                Role(
                    person=self.me,
                    partnership=partnership,
                    kind=RoleKind.PARTNERSHIP_MANAGER,
                    started_on=start,
                    ended_on=self.me.left_on,
                )
            )
            self._enter(partnership)

    def _enter(self, partnership: Partnership) -> None:
        entered = next((one for one in self.phases if one.kind == Phase.SCOPING), None)
        if entered is None:
            return
        partnership.life_phase, partnership.phase = entered, entered.kind
        self.made.append(
            PhaseChange(partnership=partnership, entered=entered, on=partnership.started_on, by=self.by)
        )
        self.made.extend(
            ChecklistItem(partnership=partnership, phase=phase, position=position, text=text)
            for phase in self.phases
            for position, text in enumerate(phase.checklist)
        )
