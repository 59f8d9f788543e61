"""What the core's e-mails say. Each is composed when it leaves, so that no secret link rests in the database."""

from __future__ import annotations

from typing import Any

from allauth.account.app_settings import PASSWORD_RESET_TOKEN_GENERATOR
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from partnering.models import OutgoingMessage, User
from partnering.registry import Composed, Suppressed, message_composers


def compose(template: str, subject: str, context: dict[str, Any]) -> Composed:
    """A message from `mail/<template>.txt` and `.html`, which get `context`, the subject and the site's address."""
    context = {**context, "subject": subject, "base_url": settings.BASE_URL}
    return Composed(
        subject=subject,
        text=render_to_string(f"{template}.txt", context),
        html=render_to_string(f"{template}.html", context),
    )


def absolute(path: str) -> str:
    """The full address of a path of this site."""
    return f"{settings.BASE_URL}{path}"


def _password_link(user: User) -> str:
    key = f"{user_pk_to_url_str(user)}-{PASSWORD_RESET_TOKEN_GENERATOR().make_token(user)}"
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
    return absolute(path.replace("UID-KEY", key))


def _account_of(message: OutgoingMessage) -> User | None:
    return User.objects.filter(pk=message.subject_id, is_active=True).first()


def account_invitation(message: OutgoingMessage) -> Composed | Suppressed:
    """The mail in which an invited person chooses a password."""
    user = _account_of(message)
    if user is None:
        return Suppressed("The account is closed")
    if user.has_usable_password():
        return Suppressed("Has chosen a password already")
    subject = _("Your account in Traction")
    context = {"person": message.to_person, "link": _password_link(user), "days": _link_days()}
    return compose("partnering/mail/account_invitation", subject, context)


def password_reset(message: OutgoingMessage) -> Composed | Suppressed:
    """The mail in which somebody who forgot their password chooses another."""
    user = _account_of(message)
    if user is None:
        return Suppressed("The account is closed")
    context = {"link": _password_link(user), "days": _link_days()}
    return compose("partnering/mail/password_reset", _("Choose a new password"), context)


def _link_days() -> int:
    return settings.PASSWORD_RESET_TIMEOUT // 86_400


def register() -> None:
    """Put the core's composers where the outbox finds them."""
    message_composers["account_invitation"] = account_invitation
    message_composers["password_reset"] = password_reset
