"""Tables."""

from agreements.models.agreements import Agreement, AgreementVersion, Interest, Party
from agreements.models.commitments import Commitment
from agreements.models.signing import BaselineReader, BaselineUnit, Signatory, SigningBaseline

__all__ = [
    "Agreement",
    "AgreementVersion",
    "BaselineReader",
    "BaselineUnit",
    "Commitment",
    "Interest",
    "Party",
    "Signatory",
    "SigningBaseline",
]
