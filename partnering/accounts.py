"""How people come in: by invitation only, with every account mail through the outbox."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.stagekit import clear_login
from allauth.core.internal import ratelimit
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from partnering import access
from partnering.models import User
from partnering.sealing import seal
from partnering.services.identity_providers import provider_required_of
from partnering.services.outbox import queue_message

CODE = "login code"
"""The purpose for which codes of sign-ins are sealed."""


class InvitationOnlyAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by inviting a person; nobody signs up."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "too_many_login_attempts": format_lazy(
            _(
                "There were too many attempts for this address. Wait {minutes} minutes, or choose a new password: "
                "then you can come in at once."
            ),
            minutes=settings.LOCKED_FOR_MINUTES,
        ),
        "incorrect_code": _("This code is not right. Look for the newest one."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: an account without a person in an organisation would see nothing."""
        return False

    def generate_login_code(self) -> str:
        """A code that is sealed from its first moment: allauth keeps it in the session, which rests in the database."""
        return seal(super().generate_login_code(), purpose=CODE)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue the mail with a code, the only one of allauth's that this product sends under its own name."""
        if template_prefix != "account/email/login_code":
            raise NotImplementedError(template_prefix)
        user = User.objects.get(email__iexact=email)
        queue_message(
            key=f"login-code:{uuid4()}",
            kind="login_code",
            to_email=user.email,
            subject_id=user.pk,
            details={"sealed": context["code"]},
        )

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:
        """Before anybody comes in, by whatever way: not by another than their organisation requires.

        They have shown by then who they are, so they may be told; strangers can't find out whom it is about.
        """
        refused: HttpResponse | None = super().pre_login(request, user, **kwargs)
        if refused is not None:
            return refused
        provider = provider_required_of(user)
        ways = get_authentication_records(request, user)
        if provider is None or (ways and ways[-1].get("provider") == provider.key):
            return None
        clear_login(request)
        return render(request, "account/by_organisation.html", {"provider": provider}, status=403)

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        """Queue the mail; its link is made when it leaves, and the one in `context` is forgotten."""
        queue_message(
            key=f"password-reset:{uuid4()}",
            kind="password_reset",
            # To the account's own address: one in the register may be changed by others, who would get the link.
            to_email=user.email,
            subject_id=user.pk,
        )

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Queue the mail that tells an account's owner what was changed about it."""
        queue_message(
            key=f"account-changed:{uuid4()}",
            kind="account_changed",
            to_email=user.email,
            subject_id=user.pk,
            details={"what": template_prefix.rpartition("/")[2]},
        )

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Tell the owner when an address is locked; to the one who guessed, every address looks the same."""
        limit = settings.ACCOUNT_RATE_LIMITS["login_failed"].rpartition(",")[2]
        may_try_again = ratelimit.consume(
            request,
            app="allauth.account",
            action="login_failed",
            config={"login_failed": limit},
            key=self._get_login_attempts_cache_key(request, **credentials),
            dry_run=True,
        )
        if may_try_again:
            return
        user = User.objects.filter(email__iexact=credentials.get("email", ""), is_active=True).first()
        if user is not None:
            queue_message(
                # Once a day is enough to know, and a stranger can't fill a mailbox by guessing.
                key=f"account-locked:{user.pk}:{access.today()}",
                kind="account_locked",
                to_email=user.email,
                subject_id=user.pk,
            )
