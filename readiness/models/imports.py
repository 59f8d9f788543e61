"""Surveys that were asked elsewhere: a file's table until it is imported, and what came of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partnering import access
from partnering.models import Organisation, User
from readiness.models.campaigns import Campaign
from readiness.survey_files import SurveyTable
from readiness.survey_mapping import ColumnMap, from_data

WAITS = timedelta(days=1)


class SurveyImportQuerySet(access.ScopedQuerySet):
    """Imports of surveys."""

    def visible_to(self, user: Any) -> Self:
        """Those of the organisation whose partnering the user leads: single answers are nobody else's to see."""
        person = access.person_of(user)
        leads = person is not None and access.leads_organisation(user, person.organisation_id)
        return self.filter(organisation=person.organisation_id) if person and leads else self.none()

    def waiting(self) -> Self:
        """Those that nobody has confirmed yet."""
        return self.filter(campaign=None)

    def forgotten(self, now: datetime) -> Self:
        """Those that waited for a day."""
        return self.waiting().filter(created_at__lte=now - WAITS)


class SurveyImport(models.Model):
    """A file of answers from another tool. Its table goes when it is imported, thrown away, or a day old.

    `table` never held columns that tell who answered or when; `columns`, `words`, `unit_words` and `level_words` say
    how it is to be read. `digest` is the file's, so that one isn't imported twice.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="survey_imports")
    user = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    name = models.CharField(_("file"), max_length=255)
    digest = models.CharField(max_length=64)
    framework = models.CharField(_("framework"), max_length=60)
    created_at = models.DateTimeField(default=timezone.now, db_index=True)
    table = models.JSONField(default=dict)
    columns = models.JSONField(default=list)
    words = models.JSONField(default=dict)
    unit_words = models.JSONField(default=dict)
    level_words = models.JSONField(default=dict)
    campaign = models.OneToOneField(Campaign, models.CASCADE, null=True, related_name="imported_by")

    objects = SurveyImportQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("import of a survey")
        verbose_name_plural = _("imports of surveys")
        constraints = [
            models.CheckConstraint(
                condition=Q(campaign=None) | Q(table={}), name="imported_table_is_not_kept"
            ),
            models.UniqueConstraint(
                fields=["organisation", "framework", "digest"],
                condition=Q(campaign__isnull=False),
                name="survey_is_imported_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Where it goes on."""
        return reverse("readiness:survey-import", args=[self.pk])

    def read_table(self) -> SurveyTable:
        """The table, as long as it waits."""
        return from_data(self.table)

    def column_map(self) -> ColumnMap:
        """How it is to be read."""
        return ColumnMap(tuple(self.columns), self.words, self.unit_words, self.level_words)
