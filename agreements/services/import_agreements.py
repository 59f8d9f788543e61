"""Importing agreements with their parties: drafts, and such as were signed elsewhere and are in force or ended.

Of what was signed elsewhere no signature is made up: the agreement says of itself that it was recorded from a file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from agreements.choices import AgreementState
from agreements.models import Agreement, AgreementVersion, Party
from partnering import access
from partnering.importing import Entry
from partnering.models import Organisation, Partnership
from partnering.services.import_cells import (
    Organisations,
    Places,
    day_in,
    needed,
    short_enough,
    who_imports,
    word_in,
)
from partnering.services.import_tables import BadCell, Work

Key = tuple[int, str]
DAYS = {
    "in force since": "came_into_force_on",
    "agreed until": "ends_on",
    "review on": "review_on",
    "ended on": "ended_on",
}
WORDS = ("purpose", "scope", "principles", "governance")


@dataclass(frozen=True)
class Plan:
    """An agreement, there already or new, and the party that a row asks for; no organisation means none."""

    key: Key
    partnership: Partnership
    agreement: Agreement | None
    frame: dict[str, Any]
    organisation: Organisation | None
    is_party: bool


@dataclass
class AgreementWork(Work):
    """Agreements are recognised by partnership and title, parties by agreement and organisation."""

    found: dict[Key, list[Agreement]] = field(default_factory=dict)
    parties: set[tuple[Key, int]] = field(default_factory=set)
    new: set[Key] = field(default_factory=set)

    order = (Agreement, AgreementVersion, Party)
    counted = {Agreement: "agreements", Party: "parties"}  # as the base says

    def begin(self) -> None:
        """Bring the names of what the rows may be about."""
        who_imports(self.by)
        self.places = Places(self.by, self.writes)
        self.organisations = Organisations(self.by)
        self.places.begin()
        self.organisations.begin()

    def load(self, rows: Sequence[Entry]) -> None:
        """Bring what a batch of rows is about; agreements are locked, so that no draft is put out meanwhile."""
        self.places.load(rows)
        self.organisations.load(rows)
        managed = [pk for pk in self.places.rows if pk in self.places.managed]
        there = Agreement._base_manager.filter(partnership__in=managed).order_by("pk")
        titles = {row["agreement"].lower() for row in rows}
        by_pk: dict[int, Key] = {}
        for one in there.select_for_update() if self.writes else there:
            key = (one.partnership_id, one.title.lower())
            if key[1] in titles:
                by_pk[one.pk] = key
                known = self.found.setdefault(key, [])
                # One that this import has made keeps its place.
                if one.pk not in {other.pk for other in known}:
                    known.append(one)
        parties = Party.objects.filter(agreement__in=list(by_pk)).order_by()
        self.parties |= {
            (by_pk[pk], organisation) for pk, organisation in parties.values_list("agreement", "organisation")
        }

    def planned(self, row: Entry) -> Plan:
        """What a row asks for, checked; raises BadCell."""
        needed(row, "partnership", "agreement")
        short_enough(row, Agreement, agreement="title", **{"why it ended": "ended_because"})
        partnership = self.places.managed_one(row)
        key = (partnership.pk, row["agreement"].lower())
        there = self.found.get(key, [])
        if len(there) > 1:
            raise BadCell("agreement", _("There are several agreements of this title. Use the page of one."))
        agreement = there[0] if there else None
        frame = self._same(row, agreement) if agreement else self._frame(row)
        organisation = self.organisations.named(row) if row["organisation"] else None
        is_party = organisation is not None and (key, organisation.pk) in self.parties
        if organisation is None:
            self.once(row, "agreement", key)
            return Plan(key, partnership, agreement, frame, None, False)
        if agreement and key not in self.new and not agreement.is_draft() and not is_party:
            reason = _("This agreement is no draft any more; its parties stay as they are.")
            raise BadCell("organisation", reason)
        if not is_party:
            self._check_member(partnership, frame, organisation)
        self.once(row, "organisation", key, organisation.pk)
        return Plan(key, partnership, agreement, frame, organisation, is_party)

    def _frame(self, row: Entry) -> dict[str, Any]:
        """State and days of a new agreement."""
        frame: dict[str, Any] = {name: day_in(row, column) for column, name in DAYS.items()}
        state = word_in(row, "state", AgreementState.values) if row["state"] else AgreementState.DRAFT
        begins, ended = frame["came_into_force_on"], frame["ended_on"]
        if state == AgreementState.FOR_SIGNATURE:
            reason = _("Only people put it out for signature. Import it as a draft, and do that on its page.")
            raise BadCell("state", reason)
        if state == AgreementState.DRAFT and begins:
            reason = _("A draft is not in force yet. Clear the cell, or say “in force” as its state.")
            raise BadCell("in force since", reason)
        if state != AgreementState.DRAFT and not begins:
            raise BadCell("in force since", _("Missing. Say since when it is or was in force."))
        if state == AgreementState.ENDED and not ended:
            raise BadCell("ended on", _("Missing. Say when it ended, or “in force” as its state."))
        if state != AgreementState.ENDED and (ended or row["why it ended"]):
            raise BadCell("ended on", _("It has not ended. Clear the cell, or say “ended” as its state."))
        _check_days(frame)
        is_past = state != AgreementState.DRAFT
        drafted = begins if is_past else access.today()
        because = row["why it ended"]
        return frame | {
            "state": state,
            "signed_elsewhere": is_past,
            "drafted_on": drafted,
            "ended_because": because,
        }

    def _same(self, row: Entry, agreement: Agreement) -> dict[str, Any]:
        """Nothing new is said of an agreement that is there, or in an earlier row."""
        given: dict[str, Any] = {
            column: (day_in(row, column), getattr(agreement, name)) for column, name in DAYS.items()
        }
        if row["state"]:
            given["state"] = word_in(row, "state", AgreementState.values), agreement.state
        for column, (says, has) in given.items():
            if says and says != has:
                reason = _("It is known otherwise already. Clear the cell, or change that on its page.")
                raise BadCell(column, reason)
        return {name: getattr(agreement, name) for name in (*DAYS.values(), "state", "drafted_on")}

    def _check_member(
        self, partnership: Partnership, frame: dict[str, Any], organisation: Organisation
    ) -> None:
        """Refuse an organisation that was no member on any day of the agreement's time; a draft's time is today."""
        first = frame["came_into_force_on"] or access.today()
        last = frame["ended_on"] or access.today()
        times = self.places.members.get((partnership.pk, organisation.pk), [])
        if not any(joined <= last and (left is None or left > first) for joined, left in times):
            reason = _("It was no member of the partnership in the time of this agreement. Add it first.")
            raise BadCell("organisation", reason)

    def draft(self, row: Entry, plan: Plan) -> None:
        """Make what a row asks for, not saved yet."""
        agreement = plan.agreement
        if agreement is None:
            agreement = Agreement(
                partnership=plan.partnership, title=row["agreement"], created_by=self.by, **plan.frame
            )
            self.found[plan.key] = [agreement]
            self.new.add(plan.key)
            self.add(agreement, row, plan.partnership.name)
            words = {name: row[name] for name in WORDS}
            self.made.append(AgreementVersion(agreement=agreement, number=1, **words))
        elif ("counted", plan.key) not in self.said:
            self.count(Agreement, 2)
        self.said.setdefault(("counted", plan.key), row.line)
        if plan.organisation is None:
            return
        if plan.is_party:
            self.count(Party, 2)
            return
        self.add(Party(agreement=agreement, organisation=plan.organisation), row, agreement.title)


def _check_days(frame: dict[str, Any]) -> None:
    begins: date | None = frame["came_into_force_on"]
    until, review, ended = frame["ends_on"], frame["review_on"], frame["ended_on"]
    if begins and begins > access.today():
        raise BadCell("in force since", _("This day is still to come. Import it as a draft."))
    if begins and until and until < begins:
        raise BadCell("agreed until", _("This lies before it came into force. Correct one of the two days."))
    if until and review and review > until:
        raise BadCell("review on", _("The review must be on or before the last day of the agreement."))
    if begins and ended and ended < begins:
        raise BadCell("ended on", _("This lies before it came into force. Correct one of the two days."))
    if ended and ended > access.today():
        raise BadCell("ended on", _("This day is still to come. End the agreement on its page then."))
