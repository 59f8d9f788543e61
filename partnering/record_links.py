"""Links with which somebody looks at their own record and confirms it, without an account.

Nothing is kept of them: a link is signed, holds for 60 days, and only until the record has been confirmed.
"""

from __future__ import annotations

from datetime import date

from django.core import signing

SALT = "partnering.record"
DAYS = 60


def token_for(pk: int, confirmed_on: date) -> str:
    """The token of a person's record as it stands: with its confirmation, it is spent."""
    return signing.dumps([pk, confirmed_on.isoformat()], salt=SALT)


def read_token(token: str) -> tuple[int, date] | None:
    """Whose record it is, and when it was confirmed then; None for what we never signed, or too long ago."""
    try:
        pk, day = signing.loads(token, salt=SALT, max_age=DAYS * 86_400)
    except signing.BadSignature:
        return None
    return int(pk), date.fromisoformat(day)
