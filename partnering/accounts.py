"""How people come in: by invitation only, with every account mail through the outbox."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from partnering.models import User
from partnering.services.outbox import queue_message


class InvitationOnlyAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by inviting a person; nobody signs up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: an account without a person in an organisation would see nothing."""
        return False

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        """Queue the mail; its link is made when it leaves, and the one in `context` is forgotten."""
        queue_message(
            key=f"password-reset:{uuid4()}",
            kind="password_reset",
            # To the account's own address: one in the register may be changed by others, who would get the link.
            to_email=user.email,
            subject_id=user.pk,
        )
