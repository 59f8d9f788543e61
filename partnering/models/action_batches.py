"""What was done with many actions at once, kept for as long as it can be taken back."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Self

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partnering import access
from partnering.models.people import User

KEPT = timedelta(hours=1)


class ActionBatchQuerySet(access.ScopedQuerySet):
    """What was done with many actions at once."""

    def visible_to(self, user: Any) -> Self:
        """One's own."""
        return self.filter(access.own(user, "made_by")) if access.person_of(user) else self.none()

    def undoable(self, now: datetime | None = None) -> Self:
        """Those that can still be taken back."""
        return self.filter(undone_at=None, made_at__gt=(now or timezone.now()) - KEPT)


class ActionBatch(models.Model):
    """One change of many actions: `rows` holds what each was before and after."""

    made_by = models.ForeignKey(User, models.CASCADE, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    rows = models.JSONField(default=list, encoder=DjangoJSONEncoder)
    undone_at = models.DateTimeField(null=True)

    objects = ActionBatchQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = _("change of many actions")
        verbose_name_plural = _("changes of many actions")
        indexes = [models.Index(fields=["made_by", "made_at"], name="action_batch_by_maker")]

    def __str__(self) -> str:
        return f"{self.made_by}, {self.made_at:%Y-%m-%d %H:%M}"
