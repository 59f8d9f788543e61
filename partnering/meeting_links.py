"""Links in invitations with which somebody says whether they come: one for each person and meeting."""

from __future__ import annotations

from partnering.signed_links import SignedLinks

# A meeting may be planned three years ahead; once it is over, the link changes nothing.
LINKS = SignedLinks("partnering.meeting", days=1200)


def token_for(attendance: int, sequence: int) -> str:
    """The token of one person's invitation, and of the meeting as it stood when the mail left."""
    return LINKS.token_for(attendance, sequence)


def read_token(token: str) -> tuple[int, int] | None:
    """Which invitation it is, and how the meeting stood; None for what we never signed, or too long ago."""
    said = LINKS.read(token)
    return (int(said[0]), int(said[1])) if said else None
