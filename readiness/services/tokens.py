"""Links of surveys. A link's token can be made again for a reminder with the site's key, but not from the database.

There are three kinds: the *token* of a personal link; the *code* of a shared one, short enough to be typed from a
poster; and the *pass* that each device gets which opens a shared link, or each sheet of paper that is entered.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet
from django.conf import settings

from readiness.models import Invitation, WayIn

SALT = b"readiness survey link"
# Without letters that look like others; five bits each, so that twelve of them can't be guessed.
SIGNS = "0123456789abcdefghjkmnpqrstvwxyz"
CODE_LENGTH, GROUP = 12, 4
LOOK_ALIKE = str.maketrans("oil", "011")


def new_nonce() -> str:
    """What makes an invitation's token unguessable even to somebody who knows its number and the site's key."""
    return secrets.token_hex(16)


def token_of(invitation: Invitation) -> str:
    """The token in the link of an invitation."""
    return _text(_made_of(f"{invitation.pk}:{invitation.nonce}"))


def code_of(way: WayIn) -> str:
    """The code in a shared link, in groups of four signs."""
    number = int.from_bytes(_made_of(f"way:{way.pk}:{way.nonce}")[:8])
    return _grouped("".join(SIGNS[number >> 5 * place & 31] for place in range(CODE_LENGTH)))


def code_in(text: str) -> str:
    """The code that somebody typed, in any case and grouping, with O for 0; '' where it can be none."""
    plain = text.lower().translate(LOOK_ALIKE).replace("-", "")
    return _grouped(plain) if len(plain) == CODE_LENGTH and set(plain) <= set(SIGNS) else ""


def new_pass(way: WayIn) -> str:
    """What a device or a sheet answers with, once: random, and nowhere kept; the site knows it for its own."""
    return _pass(way, secrets.token_urlsafe(16))


def is_pass_of(token: str, way: WayIn) -> bool:
    """Whether a pass was made for a way, and its link was not replaced since."""
    _way, _dot, rest = token.partition(".")
    return hmac.compare_digest(token, _pass(way, rest.partition(".")[0]))


def way_in(token: str) -> int | None:
    """The number of the way that a pass says it is for; None where it is no pass."""
    number = token.partition(".")[0]
    return int(number) if token.count(".") == 2 and number.isascii() and number.isdigit() else None


def _pass(way: WayIn, drawn: str) -> str:
    return f"{way.pk}.{drawn}.{_text(_made_of(f'pass:{way.pk}:{way.nonce}:{drawn}'))}"


def _made_of(text: str) -> bytes:
    """What only the site's key makes of a text."""
    key = hmac.digest(settings.SECRET_KEY.encode(), SALT, "sha256")
    return hmac.digest(key, text.encode(), "sha256")


def _grouped(code: str) -> str:
    return "-".join(code[start : start + GROUP] for start in range(0, CODE_LENGTH, GROUP))


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
