"""Importing interactions with who took part: one row a person, the interaction made with the first of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from engagement.choices import InteractionKind
from engagement.models import Interaction, Participation
from engagement.services.recounts import ask_for_recount
from partnering import access
from partnering.importing import Entry
from partnering.models import Partnership, Person, WorkingGroup
from partnering.services.import_cells import (
    Known,
    Places,
    day_in,
    known_day,
    needed,
    short_enough,
    who_imports,
    word_in,
)
from partnering.services.import_tables import BadCell, Work

Key = tuple[int, date, str, int | None]


@dataclass(frozen=True)
class Plan:
    """What took place, there already or new, and who took part; nobody means only that it took place."""

    key: Key
    partnership: Partnership
    kind: str
    group: WorkingGroup | None
    person: Person | None
    there: bool


@dataclass
class InteractionWork(Work):
    """Interactions are recognised by partnership, day and title, the joint ones apart from the internal ones."""

    found: dict[Key, Interaction] = field(default_factory=dict)
    changeable: set[int] = field(default_factory=set)
    took_part: set[tuple[int, int]] = field(default_factory=set)
    groups: dict[tuple[int, str], WorkingGroup] = field(default_factory=dict)

    order = (Interaction, Participation)
    counted = {Interaction: "interactions", Participation: "participations"}  # as the base says

    def begin(self) -> None:
        """Bring the names of what the rows may be about."""
        self.me = who_imports(self.by)
        self.places = Places(self.by, self.writes)
        self.known = Known(self.by, self.writes)
        self.places.begin()

    def load(self, rows: Sequence[Entry]) -> None:
        """Bring what a batch of rows is about."""
        self.places.load(rows)
        self.known.load(rows)
        days = {day for day in (known_day(row["day"]) for row in rows) if day}
        seen = Interaction.objects.visible_to(self.by).filter(
            partnership__in=list(self.places.rows), held_on__in=sorted(days)
        )
        titles = {row["title"].lower() for row in rows}
        for one in (one for one in seen if one.title.lower() in titles):
            key = (one.partnership_id, one.held_on, one.title.lower(), one.organisation_id)
            # One that this import has made keeps its place.
            self.found.setdefault(key, one)
        pks = [one.pk for key, one in self.found.items() if one.pk and key[2] in titles]
        changeable = Interaction.objects.changeable_by(self.by).filter(pk__in=pks)
        self.changeable = set(changeable.values_list("pk", flat=True))
        people = list(self.known.people.values())
        there = Participation.objects.filter(interaction__in=pks, person__in=people)
        self.took_part = set(there.values_list("interaction", "person"))
        groups = WorkingGroup.objects.filter(partnership__in=list(self.places.rows), archived_on=None)
        self.groups = {(one.partnership_id, one.name.lower()): one for one in groups}

    def planned(self, row: Entry) -> Plan:
        """What a row asks for, checked; raises BadCell."""
        needed(row, "partnership", "day", "kind", "title")
        short_enough(row, Interaction, title="title")
        partnership = self.places.named(row)
        kind = word_in(row, "kind", InteractionKind.values)
        day = day_in(row, "day") or access.today()
        if day > access.today():
            raise BadCell("day", _("Only what has happened can be logged. Give a day up to today."))
        organisation = self._internal_to(row, partnership, day)
        key = (partnership.pk, day, row["title"].lower(), organisation)
        person = self.known.named(row, day) if row["email"] else None
        if person is not None:
            if organisation not in (None, person.organisation_id):
                raise BadCell("email", _("Only your own colleagues take part in what is internal."))
            self.places.last_day(partnership, person.organisation_id, day, "email")
        there = self.found.get(key)
        self._check_there(there, kind, person)
        self.once(row, "email" if person else "title", key, person.pk if person else None)
        is_same = there is not None and (person is None or (there.pk, person.pk) in self.took_part)
        return Plan(key, partnership, kind, self._group(row, partnership), person, is_same)

    def _internal_to(self, row: Entry, partnership: Partnership, day: date) -> int | None:
        """The user's own organisation, when the row says that it took place within it."""
        if not row["internal"] or word_in(row, "internal", ("yes", "no")) == "no":
            return None
        self.places.last_day(partnership, self.me.organisation_id, day, "internal")
        return self.me.organisation_id

    def _check_there(self, there: Interaction | None, kind: str, person: Person | None) -> None:
        if there is None or there.pk is None:
            return
        if there.kind != kind:
            raise BadCell("kind", _("It is logged already, as another kind. Change that on its page."))
        is_new = person is not None and (there.pk, person.pk) not in self.took_part
        if is_new and there.pk not in self.changeable:
            raise BadCell("title", _("It is logged already, and you may not change it. Leave the row out."))

    def _group(self, row: Entry, partnership: Partnership) -> WorkingGroup | None:
        if not row["group"]:
            return None
        group = self.groups.get((partnership.pk, row["group"].lower()))
        if group is None:
            raise BadCell("group", _("The partnership has no working group of this name."))
        return group

    def draft(self, row: Entry, plan: Plan) -> None:
        """Make what a row asks for, not saved yet."""
        interaction = self.found.get(plan.key)
        if interaction is None:
            interaction = self._new(row, plan)
        elif ("counted", plan.key) not in self.said:
            self.count(Interaction, 2)
        self.said.setdefault(("counted", plan.key), row.line)
        if plan.person is None:
            return
        if plan.there:
            self.count(Participation, 2)
            return
        self.add(
            Participation(interaction=interaction, person=plan.person), row, str(plan.person.organisation)
        )

    def _new(self, row: Entry, plan: Plan) -> Interaction:
        _partnership, day, _title, organisation = plan.key
        interaction = Interaction(
            partnership=plan.partnership,
            kind=plan.kind,
            title=row["title"],
            held_on=day,
            joint=organisation is None,
            organisation=self.me.organisation if organisation else None,
            group=plan.group,
            notes=row["notes"],
            logged_by=self.by,
        )
        self.found[plan.key] = interaction
        self.add(interaction, row, str(plan.partnership))
        return interaction

    def after_making(self) -> None:
        """Traction is to be counted again from the first of these days on."""
        ask_for_recounts(one.interaction for one in self.made if isinstance(one, Participation))
        ask_for_recounts(one for one in self.made if isinstance(one, Interaction))


def ask_for_recounts(interactions: Iterable[Interaction]) -> None:
    """Have the traction of their partnerships counted again, once for each."""
    since: dict[int, Interaction] = {}
    for one in interactions:
        first = since.setdefault(one.partnership_id, one)
        if one.held_on < first.held_on:
            since[one.partnership_id] = one
    for one in since.values():
        ask_for_recount(one.partnership, one.held_on)
