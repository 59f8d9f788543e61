"""How people come in: by invitation only."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class InvitationOnlyAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by inviting a person; nobody signs up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: an account without a person in an organisation would see nothing."""
        return False
