"""Links with which somebody looks at their own record and confirms it; each holds only until it is confirmed."""

from __future__ import annotations

from datetime import date

from partnering.signed_links import SignedLinks

LINKS = SignedLinks("partnering.record", days=60)


def token_for(pk: int, confirmed_on: date) -> str:
    """The token of a person's record as it stands: with its confirmation, it is spent."""
    return LINKS.token_for(pk, confirmed_on.isoformat())


def read_token(token: str) -> tuple[int, date] | None:
    """Whose record it is, and when it was confirmed then; None for what we never signed, or too long ago."""
    said = LINKS.read(token)
    return (int(said[0]), date.fromisoformat(said[1])) if said else None
