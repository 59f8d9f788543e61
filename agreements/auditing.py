"""Which of agreements' tables are audited: all of them, jointly."""

from __future__ import annotations

from typing import Any

from agreements.models import (
    Agreement,
    AgreementVersion,
    Commitment,
    Interest,
    Party,
    Signatory,
    SigningBaseline,
)
from partnering.auditing import audited
from partnering.noting import Scope


def _of_agreement(one: Any) -> Scope:
    return None, one.agreement.partnership_id


def _of_version(one: Any) -> Scope:
    return None, one.version.agreement.partnership_id


def register() -> None:
    """What partners agree is joint."""
    audited(Agreement, lambda one: (None, one.partnership_id))
    audited(AgreementVersion, _of_agreement)
    audited(Party, _of_agreement)
    audited(Commitment, _of_agreement)
    audited(SigningBaseline, _of_agreement)
    audited(Interest, _of_version)
    audited(Signatory, _of_version)
