"""How many links that lead to no survey somebody may try: after too many of them, a while of rest.

A personal link can't be guessed, so a true one opens whatever was tried before. The code of a shared one is short, so
it isn't even looked up for who must rest. Only wrong ones are counted, so nothing is noted of those who answer.
"""

from __future__ import annotations

import hashlib
from time import time

from allauth.core.internal.ratelimit import get_ip
from django.core.cache import cache
from django.http import HttpRequest

MOST, SECONDS = 30, 60
"""A whole office may share an address."""


def must_rest(request: HttpRequest) -> bool:
    """Whether too many were tried from this address."""
    return _tried(request)[0] >= MOST


def note_guess(request: HttpRequest) -> None:
    """Count one that led nowhere; the minute begins with the first of them."""
    tried, until = _tried(request)
    cache.set(_key(request), (tried + 1, until), timeout=max(until - time(), 1))


def _tried(request: HttpRequest) -> tuple[int, float]:
    now = time()
    tried, until = cache.get(_key(request), (0, 0.0))
    return (tried, until) if until > now else (0, now + SECONDS)


def _key(request: HttpRequest) -> str:
    return f"survey-guesses:{hashlib.sha256(get_ip(request).encode()).hexdigest()}"
