"""Commitments: entered in a draft, then kept (or not) once the agreement is in force, by way of actions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from agreements.choices import AgreementState, CommitmentState
from agreements.models import Agreement, Commitment
from agreements.services.drafting import check_party, lock_draft
from partnering import access
from partnering.choices import ActionOrigin
from partnering.errors import DomainError
from partnering.models import Action, Organisation, Person, User
from partnering.services.actions import add_action
from partnering.services.audit import record
from partnering.services.changes import change


@transaction.atomic
def add_commitment(
    *,
    agreement: Agreement,
    organisation: Organisation,
    kind: str,
    text: str,
    by: User | None,
    amount: Decimal | None = None,
    unit: str = "",
    starts_on: date | None = None,
    due_on: date | None = None,
) -> Commitment:
    """What a party commits in a draft; `amount` is counted in `unit`, such as AUD or days a month."""
    locked = lock_draft(agreement)
    check_party(locked, organisation)
    _check_terms(amount, unit, starts_on, due_on)
    commitment = Commitment.objects.create(
        agreement=locked,
        organisation=organisation,
        kind=kind,
        text=text.strip(),
        amount=amount,
        unit=unit.strip() if amount is not None else "",
        starts_on=starts_on,
        due_on=due_on,
    )
    record(by=by, verb="committed", thing=commitment, partnership=locked.partnership)
    return commitment


@transaction.atomic
def edit_commitment(*, commitment: Commitment, by: User | None, **values: Any) -> Commitment:
    """Change what a commitment in a draft says."""
    locked = lock_draft(commitment.agreement)
    now = {
        name: values.get(name, getattr(commitment, name))
        for name in ("amount", "unit", "starts_on", "due_on")
    }
    _check_terms(**now)
    if now["amount"] is None:
        values["unit"] = ""
    return change(commitment, by=by, partnership=locked.partnership, **values)


@transaction.atomic
def remove_commitment(*, commitment: Commitment, by: User | None) -> None:
    """Take a commitment out of a draft."""
    locked = lock_draft(commitment.agreement)
    record(by=by, verb="removed", thing=commitment, partnership=locked.partnership)
    commitment.delete()


@transaction.atomic
def make_action_from_commitment(
    *,
    commitment: Commitment,
    title: str,
    owner: Person,
    due_on: date,
    by: User | None,
    notes: str = "",
    on: date | None = None,
) -> Action:
    """Somebody of the organisation that committed does something towards it by a day."""
    locked = _locked_in_force(commitment)
    if locked.state != CommitmentState.OPEN:
        raise DomainError(_("This commitment is not open any more, so it needs no action."))
    action = add_action(
        title=title,
        organisation=locked.organisation,
        partnership=locked.agreement.partnership,
        owner=owner,
        due_on=due_on,
        origin=ActionOrigin.COMMITMENT,
        notes=notes,
        by=by,
        created_on=on,
    )
    locked.actions.add(action)
    return action


@transaction.atomic
def make_actions_from_commitments(*, plans: Iterable[dict[str, Any]], by: User | None) -> list[Action]:
    """Several actions at once, all or none; each plan holds what `make_action_from_commitment` asks for."""
    return [make_action_from_commitment(by=by, **plan) for plan in plans]


@transaction.atomic
def mark_commitment_kept(
    *, commitment: Commitment, by: User | None, note: str = "", on: date | None = None
) -> Commitment:
    """The commitment was kept, on a day; not before the agreement came into force."""
    locked = _locked_in_force(commitment)
    day = on or access.today()
    if locked.state == CommitmentState.WITHDRAWN:
        raise DomainError(_("This commitment was withdrawn. Open it again first."))
    if not locked.agreement.has_begun(day):
        raise DomainError(_("It can't have been kept before the agreement came into force."))
    return _settle(locked, CommitmentState.KEPT, by, note, kept_on=day)


@transaction.atomic
def mark_commitment_not_kept(*, commitment: Commitment, by: User | None, note: str) -> Commitment:
    """It is clear that the commitment was not and will not be kept, and why."""
    return _settle(_locked_in_force(commitment), CommitmentState.NOT_KEPT, by, _said(note))


@transaction.atomic
def withdraw_commitment(*, commitment: Commitment, by: User | None, note: str) -> Commitment:
    """The partners agree that the commitment isn't needed any more, and why."""
    return _settle(_locked_in_force(commitment), CommitmentState.WITHDRAWN, by, _said(note))


@transaction.atomic
def reopen_commitment(*, commitment: Commitment, by: User | None) -> Commitment:
    """The commitment is still to be kept after all."""
    return _settle(_locked_in_force(commitment), CommitmentState.OPEN, by, "")


def _settle(
    commitment: Commitment, state: CommitmentState, by: User | None, note: str, kept_on: date | None = None
) -> Commitment:
    return change(
        commitment,
        by=by,
        verb=f"marked {state.value}",
        partnership=commitment.agreement.partnership,
        state=state,
        kept_on=kept_on,
        note=note.strip(),
    )


def _said(note: str) -> str:
    if not note.strip():
        raise DomainError(_("Say in a few words why."))
    return note


def _locked_in_force(commitment: Commitment) -> Commitment:
    rows = Commitment.objects.select_for_update(of=("self",))
    locked: Commitment = rows.select_related("agreement__partnership", "organisation").get(pk=commitment.pk)
    if locked.agreement.state != AgreementState.IN_FORCE:
        raise DomainError(_("Commitments are worked on while their agreement is in force."))
    return locked


def _check_terms(amount: Decimal | None, unit: str, starts_on: date | None, due_on: date | None) -> None:
    if amount is not None and amount <= 0:
        raise DomainError(_("An amount is more than nothing; leave it empty when there is none."))
    if amount is not None and not unit.strip():
        raise DomainError(_("Say what the amount is counted in, such as AUD or days a month."))
    if starts_on and due_on and due_on < starts_on:
        raise DomainError(_("A commitment is due on or after the day from which it holds."))
