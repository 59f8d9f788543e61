"""Which of agreements' tables are audited: all of them, and but for what stands behind a baseline jointly."""

from __future__ import annotations

from typing import Any

from agreements.models import (
    Agreement,
    AgreementVersion,
    BaselineReader,
    BaselineUnit,
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


def _of_own(one: Any) -> Scope:
    return one.baseline.organisation_id, None


def register() -> None:
    """What partners agree is joint."""
    audited(Agreement, lambda one: (None, one.partnership_id))
    audited(AgreementVersion, _of_agreement)
    audited(Party, _of_agreement)
    audited(Commitment, _of_agreement)
    audited(SigningBaseline, _of_agreement)
    audited(Interest, _of_version)
    audited(Signatory, _of_version)
    audited(BaselineUnit, _of_own)
    audited(BaselineReader, _of_own)
