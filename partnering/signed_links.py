"""Links in e-mails that let their reader do one thing without signing in.

Nothing is kept of them: what a link is about is signed into it, and after a number of days it opens nothing. Each
kind has a salt of its own, so that a link made for one thing never does another.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core import signing


@dataclass(frozen=True)
class SignedLinks:
    """One kind of link: its salt, and for how many days such a link holds."""

    salt: str
    days: int

    def token_for(self, *parts: int | str) -> str:
        """The token that says these things."""
        return signing.dumps(parts, salt=self.salt)

    def read(self, token: str) -> list[Any] | None:
        """What a token says; None for what we never signed, or too long ago."""
        try:
            said: list[Any] = signing.loads(token, salt=self.salt, max_age=self.days * 86_400)
        except signing.BadSignature:
            return None
        return said


class InvitationLinks(SignedLinks):
    """Links with which somebody says whether they come: one for each invitation, and for how things stood then."""

    def invitation_of(self, token: str) -> tuple[int, int] | None:
        """Which invitation it is, and the sequence of what it is to when the mail left; None as for `read`."""
        said = self.read(token)
        return (int(said[0]), int(said[1])) if said else None
