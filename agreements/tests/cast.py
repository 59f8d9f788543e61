"""Agreements of the cast, made through the services, as tests want them."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from agreements.choices import CommitmentKind
from agreements.models import Agreement, Commitment, Signatory
from agreements.services import commitments, drafting, signing
from partnering import access

SIGNATORIES = ("bo", "dana", "fola")


def draft(cast: Any, **values: Any) -> Agreement:
    """A draft between the three members that lacks nothing, with a commitment of the utility."""
    given = {
        "title": "Clean River Agreement",
        "organisations": [cast.utility, cast.university, cast.agency],
        "purpose": "A river one can swim in.",
        "scope": "The lower catchment.",
        "principles": "We tell each other early.",
        "governance": "The group meets each month.",
        "review_on": access.today() + timedelta(days=365),
    }
    agreement = drafting.draft_agreement(
        partnership=cast.partnership, by=cast.users["fola"], **{**given, **values}
    )
    for name in SIGNATORIES:
        drafting.name_signatory(
            agreement=agreement, person=cast.people[name], authority="Director", by=cast.users["fola"]
        )
    commit(cast, agreement)
    return agreement


def commit(cast: Any, agreement: Agreement, text: str = "Lends two engineers", **values: Any) -> Commitment:
    """A commitment in a draft, of the utility unless told."""
    given = {
        "organisation": cast.utility,
        "kind": CommitmentKind.PEOPLE,
        "amount": Decimal(2),
        "unit": "people",
        "due_on": access.today() + timedelta(days=90),
    }
    return commitments.add_commitment(
        agreement=agreement, text=text, by=cast.users["fola"], **{**given, **values}
    )


def put_out(cast: Any, **values: Any) -> Agreement:
    """An agreement that waits for its signatures."""
    return signing.put_out_for_signature(agreement=draft(cast, **values), by=cast.users["fola"])


def sign(cast: Any, agreement: Agreement, name: str, *, on: date | None = None, **values: Any) -> Agreement:
    """One of the cast signs; two of 80 people know of it unless told."""
    signatory = Signatory.objects.get(version=agreement.current_version(), person=cast.people[name])
    return signing.sign_agreement(
        signatory=signatory, by=cast.users[name], on=on, **{"knew": 2, "of": 80, **values}
    )


def in_force(cast: Any, **values: Any) -> Agreement:
    """An agreement that all three have signed today."""
    agreement = put_out(cast, **values)
    for name in SIGNATORIES:
        agreement = sign(cast, agreement, name)
    return agreement


def post(client: Any, where: str, **values: Any) -> Any:
    """What the browser sends when a form is filled in and sent."""
    return client.post(where, values)
