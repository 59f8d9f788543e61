"""Links in invitations to briefings with which somebody says whether they come: one for each invitation."""

from __future__ import annotations

from partnering.signed_links import SignedLinks

# A briefing may be planned long ahead; once it is over, the link changes nothing.
LINKS = SignedLinks("engagement.briefing", days=1200)


def token_for(invitation: int, sequence: int) -> str:
    """The token of one invitation, and of the briefing as it stood when the mail left."""
    return LINKS.token_for(invitation, sequence)


def read_token(token: str) -> tuple[int, int] | None:
    """Which invitation it is, and how the briefing stood; None for what we never signed, or too long ago."""
    said = LINKS.read(token)
    return (int(said[0]), int(said[1])) if said else None
