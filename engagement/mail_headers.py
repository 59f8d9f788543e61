"""The header of a message that was sent to a partnership's address: who, when, about what. Nothing below it is read.

Bytes in, plain data out. What comes from outside may be anything: what can't be read is left out.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesHeaderParser
from email.policy import compat32
from email.utils import getaddresses, parsedate_to_datetime
from typing import BinaryIO

BIGGEST = 256_000
"""Bytes of a header; a longer one is no letter."""
MOST_ADDRESSES = 200
LONGEST_SUBJECT = 200
_ANSWERED = re.compile(
    r"^\s*(?:(?:re|fwd?|aw|wg|sv|vs|tr|rv|antw|doorst|i|r|enc)(?:\[\d+\])?\s*:\s*)+", re.IGNORECASE
)
_BY_MACHINES = {"mailer-daemon", "postmaster", "noreply", "no-reply", "bounce", "bounces"}
_TO_MANY = {"bulk", "junk", "list", "auto_reply"}


class UnreadableMail(Exception):
    """What came is no message."""


@dataclass(frozen=True)
class Letter:
    """Who sent it to whom, when and about what; `key` knows it when it comes again; `recipients` has all addresses."""

    key: str
    sender: str
    subject: str
    sent_at: datetime | None
    others: tuple[tuple[str, str], ...]
    recipients: frozenset[str]
    is_automatic: bool


def header_in(stream: BinaryIO) -> bytes:
    """The header of a message, up to its empty line; what follows is let go unread, for the mail server's sake."""
    lines: list[bytes] = []
    size = 0
    while line := stream.readline(BIGGEST):
        if not line.strip(b"\r\n"):
            break
        size += len(line)
        if size > BIGGEST:
            raise UnreadableMail
        lines.append(line)
    while stream.read(65_536):
        pass
    return b"".join(lines)


def letter_in(header: bytes) -> Letter:
    """What a header says; raises UnreadableMail where it names no sender."""
    message = BytesHeaderParser(policy=compat32).parsebytes(header)
    senders = _addresses(message, "From")
    if len(senders) != 1:
        raise UnreadableMail
    ((name, sender),) = senders
    others = [one for one in _addresses(message, "To", "Cc") if one[1] != sender]
    recipients = _addresses(message, "To", "Cc", "Delivered-To", "X-Original-To")
    subject = " ".join(_ANSWERED.sub("", _text(message, "Subject")).split())[:LONGEST_SUBJECT]
    sent_at = _moment(message)
    known_by = _text(message, "Message-ID").strip() or f"{sender}\n{sent_at}\n{subject}\n{name}"
    return Letter(
        key=hashlib.sha256(known_by.encode()).hexdigest(),
        sender=sender,
        subject=subject,
        sent_at=sent_at,
        others=tuple(others[:MOST_ADDRESSES]),
        recipients=frozenset(address for _name, address in recipients),
        is_automatic=_is_automatic(message, sender),
    )


def _addresses(message: Message, *names: str) -> list[tuple[str, str]]:
    values = [str(value) for name in names for value in message.get_all(name, [])]
    found: dict[str, str] = {}
    for name, address in getaddresses(values):
        if "@" in address and len(address) <= 254 and " " not in address:
            found.setdefault(address.lower(), " ".join(_decoded(name).split())[:200])
    return [(name, address) for address, name in found.items()]


def _text(message: Message, name: str) -> str:
    return _decoded(str(message.get(name, "")))


def _decoded(text: str) -> str:
    try:
        shown = str(make_header(decode_header(text)))
    except (HeaderParseError, LookupError, ValueError):
        shown = text
    # Surrogates stand for bytes that were no text; a database takes them for no text either.
    return "".join(c for c in shown.encode("utf-8", "replace").decode() if c.isprintable() or c == " ")


def _moment(message: Message) -> datetime | None:
    try:
        moment = parsedate_to_datetime(str(message.get("Date", "")))
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None


def _is_automatic(message: Message, sender: str) -> bool:
    """Whether a machine wrote it, as bounces, notes of absence and lists do (RFC 3834)."""
    said = _text(message, "Auto-Submitted").strip().lower()
    signs: Iterable[bool] = (
        said not in ("", "no"),
        _text(message, "Precedence").strip().lower() in _TO_MANY,
        "List-Id" in message,
        _text(message, "Return-Path").strip() == "<>",
        _text(message, "Content-Type").strip().lower().startswith("multipart/report"),
        sender.partition("@")[0] in _BY_MACHINES,
    )
    return any(signs)
