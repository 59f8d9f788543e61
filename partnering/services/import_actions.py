"""Importing actions: who does what by when, in a partnership or within one's own organisation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from partnering import access
from partnering.choices import ActionState
from partnering.importing import Entry
from partnering.models import Action, ActionReturn, Organisation, Partnership, Person, WorkingGroup
from partnering.services.import_cells import (
    Known,
    Organisations,
    Places,
    day_in,
    needed,
    short_enough,
    who_imports,
)
from partnering.services.import_tables import BadCell, Work

Key = tuple[str, int | None, int]


@dataclass(frozen=True)
class Plan:
    """An action, there already or new, and what the row says of it."""

    action: Action | None
    partnership: Partnership | None
    organisation: Organisation
    values: dict[str, Any]


@dataclass
class ActionWork(Work):
    """Actions are recognised by what is to be done, partnership and organisation."""

    there: dict[Key, list[Action]] = field(default_factory=dict)
    changeable: set[int] = field(default_factory=set)
    groups: dict[tuple[int, str], WorkingGroup] = field(default_factory=dict)

    order = (Action,)
    counted = {Action: "actions"}  # as the base says

    def begin(self) -> None:
        """Bring the names of what the rows may be about."""
        self.places = Places(self.by, self.writes)
        self.known = Known(self.by, self.writes)
        self.organisations = Organisations(self.by)
        self.places.begin()
        self.organisations.begin()
        self.me = who_imports(self.by)

    def load(self, rows: Sequence[Entry]) -> None:
        """Bring what a batch of rows is about."""
        self.places.load(rows)
        self.known.load(rows, "owner")
        self.organisations.load(rows)
        seen = Action.objects.visible_to(self.by).annotate(lowered=Lower("title"))
        titles = sorted({row["action"] for row in rows})
        # As written too, for a database that doesn't lower letters with accents.
        found = seen.filter(Q(title__in=titles) | Q(lowered__in=[title.lower() for title in titles]))
        self.there = {}
        for one in found.select_related("owner", "group", "organisation"):
            key = (one.title.lower(), one.partnership_id, one.organisation_id)
            self.there.setdefault(key, []).append(one)
        pks = [one.pk for several in self.there.values() for one in several]
        self.changeable = set(
            Action.objects.changeable_by(self.by).filter(pk__in=pks).values_list("pk", flat=True)
        )
        self.given_back = set(
            ActionReturn.objects.filter(action__in=pks, settled_at=None).values_list("action", flat=True)
        )
        groups = WorkingGroup.objects.filter(partnership__in=list(self.places.rows), archived_on=None)
        self.groups = {(one.partnership_id, one.name.lower()): one for one in groups}

    def planned(self, row: Entry) -> Plan:
        """What a row asks for, checked; raises BadCell."""
        needed(row, "action")
        short_enough(row, Action, action="title")
        partnership = self.places.named(row) if row["partnership"] else None
        owner = self.known.named(row, access.today(), "owner") if row["owner"] else None
        organisation = self._organisation(row, partnership, owner)
        done_on = day_in(row, "done on")
        values: dict[str, Any] = {
            "owner": owner,
            "due_on": day_in(row, "due on"),
            "group": self._group(row, partnership),
            "notes": row["notes"],
        }
        if done_on is not None:
            values |= {"state": ActionState.DONE, "done_on": done_on}
        key = (row["action"].lower(), partnership.pk if partnership else None, organisation.pk)
        action = self._there(key, values)
        self.once(row, "action", *key)
        return Plan(action, partnership, organisation, values)

    def _organisation(
        self, row: Entry, partnership: Partnership | None, owner: Person | None
    ) -> Organisation:
        """Who is to act: that named, else the owner's, else one's own; only a manager names another's."""
        organisation = owner.organisation if owner else self.me.organisation
        if row["organisation"]:
            organisation = self.organisations.named(row)
        if owner is not None and owner.organisation_id != organisation.pk:
            raise BadCell("owner", _("The owner must be one of the organisation's own people."))
        if partnership is not None:
            self.places.last_day(partnership, organisation.pk, access.today(), "organisation")
        others = partnership is None or partnership.pk not in self.places.managed
        if others and organisation.pk != self.me.organisation_id:
            reason = _("Only a partnership's manager notes actions of other organisations.")
            raise BadCell("owner" if owner and not row["organisation"] else "organisation", reason)
        return organisation

    def _group(self, row: Entry, partnership: Partnership | None) -> WorkingGroup | None:
        if not row["group"]:
            return None
        found = self.groups.get((partnership.pk if partnership else 0, row["group"].lower()))
        if found is None:
            raise BadCell("group", _("The partnership has no working group of this name."))
        return found

    def _there(self, key: Key, values: dict[str, Any]) -> Action | None:
        """The action that is there already, if it may be changed as the row says."""
        found = self.there.get(key, [])
        if len(found) > 1:
            raise BadCell(
                "action", _("There are several actions like this. Change the one you mean on its page.")
            )
        if not found:
            return None
        action = found[0]
        changes = any(value and getattr(action, name) != value for name, value in values.items())
        if changes and action.pk not in self.changeable:
            raise BadCell("action", _("It is there already, and you may not change it. Leave the row out."))
        if changes and action.state == ActionState.CANCELLED:
            raise BadCell("action", _("It is there already, but cancelled. Open it again first."))
        if changes and action.pk in self.given_back:
            raise BadCell("owner", _("Its owner gave it back. Decide about that on its page first."))
        return action

    def draft(self, row: Entry, plan: Plan) -> None:
        """Make or change what a row asks for, not saved yet."""
        if plan.action is None:
            action = Action(
                title=row["action"],
                partnership=plan.partnership,
                organisation=plan.organisation,
                created_by=self.by,
                **plan.values,
            )
            self.add(action, row, plan.organisation.name)
            return
        # A list, as each field has to be set.
        changed = [self.set(plan.action, row, name, value) for name, value in plan.values.items() if value]
        self.count(Action, 1 if any(changed) else 2)
