"""What follows from signing in and from a new password, wherever it happens."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import password_changed, password_reset, password_set
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest

from partnering.middleware import note
from partnering.models import User
from partnering.services.sign_ins import end_sign_ins


def note_sign_in(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Put the browser into the list of one's sessions."""
    note(request, user)


def end_others(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Whoever knew the old password is signed out; the browser in which it was changed stays."""
    if request.user.is_authenticated:
        note(request, user)
    end_sign_ins(user=user, by=user, but=request.session.session_key)


def register() -> None:
    """Listen."""
    user_logged_in.connect(note_sign_in, dispatch_uid="note_sign_in")
    for signal in (password_changed, password_set, password_reset):
        signal.connect(end_others, dispatch_uid="end_others")
