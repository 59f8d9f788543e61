"""Sealing short texts that must rest in the database for a while and that nobody should read there.

The keys are made of SECRET_KEY, one for each purpose, so that what was sealed for one thing opens nowhere else.
Who has the database alone has nothing; who has both has the server.
"""

from __future__ import annotations

import base64
from datetime import timedelta

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.encoding import force_bytes


def _lock(secret: str | bytes, purpose: str) -> Fernet:
    derived = HKDF(SHA256(), 32, salt=None, info=f"traction:{purpose}".encode()).derive(force_bytes(secret))
    return Fernet(base64.urlsafe_b64encode(derived))


def _locks(purpose: str) -> MultiFernet:
    # The newest key seals; older ones still open, so that SECRET_KEY can be changed without a loss.
    return MultiFernet([_lock(key, purpose) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def seal(text: str, *, purpose: str) -> str:
    """`text` in a form that only this installation can open, for this purpose."""
    return _locks(purpose).encrypt(text.encode()).decode()


def unseal(sealed: str, *, purpose: str, within: timedelta | None = None) -> str | None:
    """What was sealed; None when it was sealed elsewhere, was changed, or is older than `within`."""
    age = int(within.total_seconds()) if within else None
    try:
        return _locks(purpose).decrypt(sealed.encode(), ttl=age).decode()
    except InvalidToken:
        return None
