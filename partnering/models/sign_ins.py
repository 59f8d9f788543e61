"""Where people are signed in, and what the limits on guessing remember."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partnering import access
from partnering.models.people import User


class SignInQuerySet(access.ScopedQuerySet):
    """The browsers in which somebody is signed in."""

    def visible_to(self, user: Any) -> Self:
        """One's own only: where somebody works is nobody else's business."""
        return self.filter(user=user) if user.is_authenticated else self.none()


class SignIn(models.Model):
    """One browser in which somebody is signed in: what it is and since when, but neither address nor place."""

    user = models.ForeignKey(User, models.CASCADE, related_name="sign_ins")
    session_key = models.CharField(max_length=40, unique=True)
    browser = models.CharField(_("browser"), max_length=40, blank=True)
    system = models.CharField(_("device"), max_length=40, blank=True)
    started_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)

    objects = SignInQuerySet.as_manager()

    class Meta:
        ordering = ["-seen_at", "-pk"]
        verbose_name = _("sign-in")
        verbose_name_plural = _("sign-ins")

    def __str__(self) -> str:
        named = [part for part in (self.browser, self.system) if part]
        return " · ".join(named) if named else str(_("Unknown browser"))


class CacheEntryQuerySet(access.ScopedQuerySet):
    """What the cache keeps."""

    def visible_to(self, user: Any) -> Self:
        """Nobody is shown any of it."""
        return self.none()


class CacheEntry(models.Model):
    """What Django's cache keeps: the limits on guessing, which all processes share."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    objects = CacheEntryQuerySet.as_manager()

    class Meta:
        db_table = "partnering_cache"

    def __str__(self) -> str:
        return self.cache_key
