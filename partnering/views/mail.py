"""The 'sent mail' page of the demonstration: what would have been sent, read from files written instead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

SEPARATOR = b"-" * 79  # what Django's file-based mail backend writes after each message
MOST = 500


@dataclass(frozen=True)
class Letter:
    """A message as its reader sees it; `key` names its file and its place there."""

    key: str
    to: str
    subject: str
    at: datetime | None
    text: str


def _letter(key: str, raw: bytes) -> Letter:
    message = message_from_bytes(raw.strip(b"\n"), _class=EmailMessage, policy=policy.default)
    body = message.get_body(preferencelist=("plain",))
    date = message["Date"]
    return Letter(
        key=key,
        to=str(message["To"] or ""),
        subject=str(message["Subject"] or ""),
        at=parsedate_to_datetime(str(date)) if date else None,
        text=str(body.get_content()).strip() if body else "",
    )


def letters(folder: Path) -> list[Letter]:
    """The messages in a folder, the newest first, at most 500."""
    found: list[Letter] = []
    for file in sorted(folder.glob("*.log"), key=lambda one: one.stat().st_mtime, reverse=True):
        parts = [part for part in file.read_bytes().split(SEPARATOR) if part.strip()]
        found += [_letter(f"{file.stem}~{number}", raw) for number, raw in reversed(list(enumerate(parts)))]
        if len(found) >= MOST:
            break
    return sorted(found[:MOST], key=lambda one: one.at.timestamp() if one.at else 0.0, reverse=True)


def _folder() -> Path:
    """Where the demonstration's mail lies. Anywhere else there is no such page."""
    if not settings.TRACTION_DEMO:
        raise Http404
    return Path(settings.EMAIL_FILE_PATH)


@login_required
def sent_mail(request: HttpRequest) -> HttpResponse:
    """All mail that the demonstration would have sent, with a search."""
    wanted = request.GET.get("q", "").strip().lower()
    found = [one for one in letters(_folder()) if wanted in f"{one.to} {one.subject}".lower()]
    page = Paginator(found, 25).get_page(request.GET.get("page"))
    return render(request, "partnering/sent_mail.html", {"page": page, "q": wanted})


@login_required
def sent_message(request: HttpRequest, key: str) -> HttpResponse:
    """One message."""
    for one in letters(_folder()):
        if one.key == key:
            return render(request, "partnering/sent_message.html", {"letter": one})
    raise Http404
