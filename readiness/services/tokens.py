"""Links of surveys. A link's token can be made again for a reminder with the site's key, but not from the database."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet
from django.conf import settings

from readiness.models import Invitation

SALT = b"readiness survey link"


def new_nonce() -> str:
    """What makes an invitation's token unguessable even to somebody who knows its number and the site's key."""
    return secrets.token_hex(16)


def token_of(invitation: Invitation) -> str:
    """The token in the link of an invitation."""
    key = hmac.digest(settings.SECRET_KEY.encode(), SALT, "sha256")
    return _text(hmac.digest(key, f"{invitation.pk}:{invitation.nonce}".encode(), "sha256"))


def hash_of(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def draft_name(token: str) -> str:
    """The name of the draft that belongs to a token; the token doesn't follow from it, nor the invitation."""
    return hmac.new(token.encode(), b"name of the draft", "sha256").hexdigest()


def cipher_of(token: str) -> Fernet:
    """What encrypts the draft that belongs to a token."""
    return Fernet(urlsafe_b64encode(hmac.digest(token.encode(), b"key of the draft", "sha256")))


def token_in(text: str) -> str:
    """The token in what somebody pasted: a whole link or its end, broken into lines, with a full stop or a bracket."""
    joined = "".join(text.split())
    return joined.rpartition("/survey/")[2].partition("/")[0].strip("<>()[]{}.,;:!?'\"*=")


def _text(digest: bytes) -> str:
    return urlsafe_b64encode(digest).decode().rstrip("=")
