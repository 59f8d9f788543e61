"""Importing commitments into agreements that are drafts, or that were recorded as signed elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from agreements.choices import CommitmentKind
from agreements.models import Agreement, Commitment, Party
from agreements.services.drafting import lock_draft
from partnering import access
from partnering.importing import Entry
from partnering.models import Organisation, Partnership
from partnering.services.import_cells import (
    Organisations,
    day_in,
    needed,
    short_enough,
    who_imports,
    word_in,
)
from partnering.services.import_tables import BadCell, Work

CENTS = Decimal("0.01")
MOST = Decimal(10) ** 12
Key = tuple[int, int, str]


@dataclass(frozen=True)
class Plan:
    """A commitment, there already or new, and what the row says of it."""

    agreement: Agreement
    organisation: Organisation
    there: Commitment | None
    values: dict[str, Any]


@dataclass
class CommitmentWork(Work):
    """Commitments are recognised by agreement, organisation and what is committed."""

    names: dict[str, list[int]] = field(default_factory=dict)
    managed: set[int] = field(default_factory=set)
    agreements: dict[int, Agreement] = field(default_factory=dict)
    parties: set[tuple[int, int]] = field(default_factory=set)
    there: dict[Key, Commitment] = field(default_factory=dict)

    order = (Commitment,)
    counted = {Commitment: "commitments"}  # as the base says

    def begin(self) -> None:
        """Bring the names of what the rows may be about."""
        self.me = who_imports(self.by)
        self.leads = access.leads_organisation(self.by, self.me.organisation_id)
        self.organisations = Organisations(self.by)
        self.organisations.begin()
        for pk, title in Agreement.objects.open_to_imports(self.by).order_by("pk").values_list("pk", "title"):
            self.names.setdefault(title.lower(), []).append(pk)
        self.managed = set(Partnership.objects.manageable_by(self.by).values_list("pk", flat=True))

    def load(self, rows: Sequence[Entry]) -> None:
        """Bring what a batch of rows is about; a draft is locked, so that nobody puts it out for signature."""
        self.organisations.load(rows)
        pks = {pk for row in rows for pk in self.names.get(row["agreement"].lower(), ())}
        found = Agreement.objects.open_to_imports(self.by).filter(pk__in=pks)
        if self.writes:
            list(Agreement._base_manager.filter(pk__in=pks).order_by("pk").select_for_update())
        self.agreements = {one.pk: one for one in found.select_related("partnership")}
        parties = Party.objects.filter(agreement__in=list(self.agreements))
        self.parties = set(parties.values_list("agreement", "organisation"))
        there = Commitment.objects.filter(agreement__in=list(self.agreements))
        self.there = {(one.agreement_id, one.organisation_id, one.text.lower()): one for one in there}

    def planned(self, row: Entry) -> Plan:
        """What a row asks for, checked; raises BadCell."""
        needed(row, "agreement", "kind", "commitment")
        short_enough(row, Commitment, commitment="text", unit="unit")
        agreement = self._agreement(row)
        organisation = self._organisation(row, agreement)
        key = (agreement.pk, organisation.pk, row["commitment"].lower())
        there = self.there.get(key)
        given: dict[str, Any] = {
            "kind": word_in(row, "kind", CommitmentKind.values),
            "amount": self._amount(row),
            "unit": row["unit"],
            "starts_on": day_in(row, "from"),
            "due_on": day_in(row, "due on"),
        }
        values = {name: value or (getattr(there, name) if there else value) for name, value in given.items()}
        self._check_terms(values["amount"], values["unit"], values["starts_on"], values["due_on"])
        begins = agreement.came_into_force_on
        if begins and values["due_on"] and values["due_on"] < begins:
            raise BadCell("due on", _("This lies before the agreement came into force. Choose a later day."))
        if values["amount"] is None:
            values["unit"] = ""
        self.once(row, "commitment", *key)
        return Plan(agreement, organisation, there, values)

    def _agreement(self, row: Entry) -> Agreement:
        found = [pk for pk in self.names.get(row["agreement"].lower(), []) if pk in self.agreements]
        if len(found) > 1:
            raise BadCell(
                "agreement", _("There are several of this title. Enter this on the page of the draft.")
            )
        if not found:
            raise BadCell(
                "agreement", _("There is no draft of this title in which you have a hand. Check it.")
            )
        return self.agreements[found[0]]

    def _organisation(self, row: Entry, agreement: Agreement) -> Organisation:
        """A party for which the user may speak: any for the manager, one's own for a lead."""
        organisation = self.organisations.named(row) if row["organisation"] else self.me.organisation
        own = self.leads and organisation.pk == self.me.organisation_id
        if agreement.partnership_id not in self.managed and not own:
            raise BadCell("organisation", _("You can enter only what your own organisation commits."))
        if (agreement.pk, organisation.pk) not in self.parties:
            raise BadCell("organisation", _("It is not a party to this agreement. Add it first."))
        return organisation

    def _amount(self, row: Entry) -> Decimal | None:
        if not row["amount"]:
            return None
        try:
            amount = Decimal(row["amount"].replace(" ", ""))
        except InvalidOperation:
            raise BadCell("amount", _("This isn't a number. Write it like 12000.50.")) from None
        if not amount.is_finite() or not CENTS <= amount < MOST:
            raise BadCell("amount", _("An amount is more than nothing; leave it empty when there is none."))
        return amount.quantize(CENTS)

    def _check_terms(
        self, amount: Decimal | None, unit: str, starts_on: date | None, due_on: date | None
    ) -> None:
        if amount is not None and not unit:
            raise BadCell("unit", _("Say what the amount is counted in, such as AUD or days a month."))
        if starts_on and due_on and due_on < starts_on:
            raise BadCell("due on", _("A commitment is due on or after the day from which it holds."))

    def draft(self, row: Entry, plan: Plan) -> None:
        """Make or change what a row asks for, not saved yet."""
        if plan.there is None:
            commitment = Commitment(
                agreement=plan.agreement,
                organisation=plan.organisation,
                text=row["commitment"],
                **plan.values,
            )
            self.add(commitment, row, plan.organisation.name)
            return
        # A list, as each field has to be set.
        changed = [self.set(plan.there, row, name, value) for name, value in plan.values.items()]
        self.count(Commitment, 1 if any(changed) else 2)


def hold_drafts(commitments: Iterable[Commitment]) -> None:
    """Lock the agreements of some commitments; DomainError when one is no draft any more, though it was signed here."""
    for agreement in {one.agreement_id: one.agreement for one in commitments}.values():
        if not agreement.signed_elsewhere:
            lock_draft(agreement)
