"""Who changed what, when."""

from __future__ import annotations

from typing import Any, Self

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partnering import access
from partnering.models.organisations import Organisation
from partnering.models.partnerships import Partnership
from partnering.models.people import User


class AuditQuerySet(access.ScopedQuerySet):
    """Entries of the record of changes."""

    def visible_to(self, user: Any) -> Self:
        """Joint entries for a partnership's managers, internal ones for the organisation's leads."""
        person = access.person_of(user)
        if person is None:
            return self.none()
        seen = Q(partnership__in=Partnership.objects.manageable_by(user), organisation=None)
        if access.leads_organisation(user, person.organisation_id):
            seen |= Q(organisation=person.organisation_id)
        return self.filter(seen)


class AuditEntry(models.Model):
    """One change: who did which verb to which thing. Never written for what a survey's respondent does."""

    at = models.DateTimeField(default=timezone.now, db_index=True)
    actor = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    verb = models.CharField(max_length=60)
    thing = models.CharField(max_length=60)
    thing_pk = models.CharField(max_length=40)
    label = models.CharField(max_length=300)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    partnership = models.ForeignKey(Partnership, models.PROTECT, null=True, related_name="+")
    details = models.JSONField(default=dict, encoder=DjangoJSONEncoder)

    objects = AuditQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        indexes = [models.Index(fields=["thing", "thing_pk"], name="audit_by_thing")]

    def __str__(self) -> str:
        return f"{self.verb}: {self.label}"
