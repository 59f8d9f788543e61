"""Where people are signed in: noting it, and ending it."""

from __future__ import annotations

from datetime import datetime
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import QuerySet

from partnering.browsers import device_named
from partnering.models import SignIn, User
from partnering.services.audit import record


@transaction.atomic
def note_sign_in(*, user: User, session_key: str, user_agent: str, now: datetime, before: str = "") -> SignIn:
    """Note that `user` is signed in with this session; `before` is its key until it was changed for safety."""
    browser, system = device_named(user_agent)
    if before and before != session_key:
        SignIn.objects.filter(user=user, session_key=before).update(session_key=session_key)
    values = {"user": user, "browser": browser, "system": system, "seen_at": now}
    return SignIn.objects.update_or_create(
        session_key=session_key, defaults=values, create_defaults={**values, "started_at": now}
    )[0]


@transaction.atomic
def end_sign_in(*, sign_in: SignIn, by: User) -> None:
    """Sign somebody out of one browser."""
    _end(SignIn.objects.filter(pk=sign_in.pk))
    record(by=by, verb="signed out", thing=sign_in)


@transaction.atomic
def end_sign_ins(*, user: User, by: User | None, but: str | None = None) -> int:
    """Sign somebody out everywhere, but for the session with the key `but`. Returns of how many browsers."""
    count = _end(SignIn.objects.filter(user=user).exclude(session_key=but or ""))
    if count:
        record(by=by, verb="signed out", thing=user, browsers=count)
    return count


def _end(sign_ins: QuerySet[Any]) -> int:
    sessions = import_module(settings.SESSION_ENGINE).SessionStore
    keys = list(sign_ins.values_list("session_key", flat=True))
    for key in keys:
        sessions(key).delete()
    sign_ins.delete()
    return len(keys)


@transaction.atomic
def forget_old_sign_ins(*, now: datetime) -> int:
    """Delete sessions that have expired, and what was noted of them. Returns how many sign-ins are forgotten."""
    Session.objects.filter(expire_date__lt=now).delete()
    return SignIn.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()[0]
