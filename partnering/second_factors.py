"""Second factors: authenticator apps, passkeys, recovery codes; and who must have one."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnering import access
from partnering.models import IdentityProvider, User
from partnering.sealing import seal, unseal

SECRET = "second factor"  # noqa: S105 - the purpose, not the secret
SECONDS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


class SecondFactors(DefaultMFAAdapter):  # type: ignore[misc]
    """Keeps secrets of apps sealed, and speaks the product's words."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": gettext_lazy(
            "This did not work. Try again, with the newest code or the right passkey."
        ),
        "cannot_delete_authenticator": gettext_lazy(
            "Your role needs a second step. Add another one first, then remove this."
        ),
    }

    def _get_site_name(self) -> str:
        return "Traction"

    def encrypt(self, text: str) -> str:
        """Seal what the database keeps of an app or of recovery codes."""
        return seal(text, purpose=SECRET)

    def decrypt(self, encrypted_text: str) -> str:
        """Open it; nothing fits when it was sealed by another installation."""
        return unseal(encrypted_text, purpose=SECRET) or ""

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Not the last one of somebody who must have one."""
        others = Authenticator.objects.filter(user=authenticator.user_id, type__in=SECONDS).exclude(
            pk=authenticator.pk
        )
        return others.exists() or not must_have_second_factor(authenticator.user)

    def generate_authenticator_name(self, user: User, type: str) -> str:
        """A name for a passkey that its owner may change."""
        count = Authenticator.objects.filter(user=user, type=type).count()
        return _("Passkey %(number)s") % {"number": count + 1}


def must_have_second_factor(user: Any) -> bool:
    """Whether the user holds a role for which the installation asks for a second factor."""
    kinds = settings.MFA_REQUIRED_FOR
    return bool(kinds) and access.roles_of(user).filter(kind__in=kinds).exists()


def lacks_second_factor(request: HttpRequest) -> bool:
    """Whether whoever asks must have a second factor and has none; asks nothing when nobody must.

    Who came in by their organisation's own sign-in, which all of its people must use, has what the organisation
    asks for: that is its own affair.
    """
    user = request.user
    if not settings.MFA_REQUIRED_FOR or Authenticator.objects.filter(user=user, type__in=SECONDS).exists():
        return False
    if not must_have_second_factor(user):
        return False
    ways = {one.get("provider") for one in get_authentication_records(request, user)} - {None}
    return not (ways and IdentityProvider.objects.required().filter(key__in=ways).exists())
