"""The keys with which calendar programs read somebody's meetings."""

from __future__ import annotations

import hashlib
from typing import Any, Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partnering import access
from partnering.models.people import User


class CalendarKeyQuerySet(access.ScopedQuerySet):
    """Keys of calendars."""

    def visible_to(self, user: Any) -> Self:
        """One's own only."""
        return self.filter(user=user) if user.is_authenticated else self.none()

    def of(self, key: str) -> Self:
        """The one that is this key."""
        return self.filter(key_hash=hash_of(key))


def hash_of(key: str) -> str:
    """What is kept of a key, from which the key doesn't follow."""
    return hashlib.sha256(key.encode()).hexdigest()


class CalendarKey(models.Model):
    """The key in the address of one account's calendar, of which only the hash is kept."""

    user = models.OneToOneField(User, models.CASCADE, related_name="calendar_key")
    key_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)

    objects = CalendarKeyQuerySet.as_manager()

    class Meta:
        verbose_name = _("calendar address")
        verbose_name_plural = _("calendar addresses")

    def __str__(self) -> str:
        return str(self.user)
