"""What was found twice: pairs known to be two, and merges that can be undone for a while."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Self

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partnering import access, reach
from partnering.choices import TwinKind
from partnering.models.organisations import Organisation
from partnering.models.people import Person, User

UNDOABLE = timedelta(days=30)


class ApartQuerySet(access.ScopedQuerySet):
    """Pairs known to be two."""

    def visible_to(self, user: Any) -> Self:
        """Those that one marked oneself: they only keep a proposal from coming back."""
        return self.filter(access.own(user, "by")) if access.person_of(user) else self.none()


class Apart(models.Model):
    """Two rows that look like one and are two; the lower key first. A row that goes leaves no harm here."""

    kind = models.CharField(max_length=12, choices=TwinKind.choices)
    low = models.PositiveBigIntegerField()
    high = models.PositiveBigIntegerField()
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = ApartQuerySet.as_manager()

    class Meta:
        verbose_name = _("pair that is two")
        verbose_name_plural = _("pairs that are two")
        constraints = [
            models.UniqueConstraint(fields=["kind", "low", "high"], name="a_pair_is_told_apart_once"),
            models.CheckConstraint(condition=Q(low__lt=F("high")), name="a_pair_is_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.low}, {self.high}"


class MergeQuerySet(access.ScopedQuerySet):
    """Merges."""

    def visible_to(self, user: Any) -> Self:
        """Those of the registers that one keeps."""
        return self.filter(reach.in_kept_register(user, "register"))

    def undoable(self, now: datetime | None = None) -> Self:
        """Those that can still be undone."""
        return self.filter(undone_at=None, at__gt=(now or timezone.now()) - UNDOABLE)

    def expired(self, now: datetime) -> Self:
        """Those whose time to be undone is over."""
        return self.filter(at__lte=now - UNDOABLE)


class Merge(models.Model):
    """One row went into another. `steps` tells what was moved, field by field, so that it can all be put back."""

    kind = models.CharField(max_length=12, choices=TwinKind.choices)
    register = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    kept_organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    gone_organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    kept_person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    gone_person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    label = models.CharField(max_length=400)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now, db_index=True)
    undone_at = models.DateTimeField(null=True)
    steps = models.JSONField(default=list, encoder=DjangoJSONEncoder)

    objects = MergeQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("merge")
        verbose_name_plural = _("merges")

    def __str__(self) -> str:
        return self.label
